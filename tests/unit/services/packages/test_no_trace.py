"""What is masked is gone from the copy: a tone on every channel, to the frame, and untouched sound beside it."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from qa_desk.audio.masking import tone
from qa_desk.services.packages.opening import read_package
from qa_desk.services.packages.sharing import PackageRequest
from tests.case_library import add_case, mask
from tests.small_centre import SmallCentre

_STEP = 1 / 32768
# neither end falls on a frame
_MASKED, _CHOSEN = (2.00007, 3.51234), (5.0, 5.25)
_PASSAGE = (1.5, 6.5)


def copy_in(package: Path) -> tuple[NDArray[np.float32], int]:
    with zipfile.ZipFile(package) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".flac"))
        sound, rate_hz = soundfile.read(io.BytesIO(archive.read(name)), dtype="float32", always_2d=True)
    return np.asarray(sound, np.float32), rate_hz


def original_of(centre: SmallCentre, key: str) -> NDArray[np.float32]:
    with centre.services.listening.sound(centre.lead, centre.calls[key]).track.open() as reader:
        return reader.read(10**8)


@pytest.mark.parametrize("is_passage", [False, True])
def test_the_copy_holds_the_tone_and_nothing_of_what_lay_under_it(
    centre: SmallCentre, tmp_path: Path, is_passage: bool
) -> None:
    original = original_of(centre, "1009")
    mask(centre, span=_MASKED)
    first_s, last_s = _PASSAGE if is_passage else (0.0, None)
    case_id = add_case(centre, start_s=first_s if is_passage else None, end_s=last_s)
    path = tmp_path / "a.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (case_id,), {case_id: (_CHOSEN,)}))
    copy, rate_hz = copy_in(path)
    offset = round(first_s * rate_hz)
    assert copy.shape[1] == original.shape[1] == 2
    is_tone = np.zeros(len(copy), bool)
    for start_s, end_s in (_MASKED, _CHOSEN):
        first, last = int(np.floor(start_s * rate_hz)) - offset, int(np.ceil(end_s * rate_hz)) - offset
        is_tone[first:last] = True
        expected = tone(first, last, first, last, rate_hz)
        assert np.max(np.abs(copy[first:last] - expected[:, np.newaxis])) <= _STEP
        lay_there = original[first + offset : last + offset]
        for channel in range(2):
            assert np.std(lay_there[:, channel]) > 10 * _STEP or channel == 1
            heard, hidden = copy[first:last, channel] - expected, lay_there[:, channel]
            # what is left beside the tone is rounding to 16 bits, which knows nothing of the voice
            assert abs(float(np.dot(heard, hidden))) <= 6 * _STEP * float(np.linalg.norm(hidden))
    beside = original[offset : offset + len(copy)]
    assert np.max(np.abs(copy[~is_tone] - beside[~is_tone])) <= _STEP
    spans = [(round(first * rate_hz), round(last * rate_hz)) for first, last in read_package(path).calls[0].masked]
    assert np.flatnonzero(np.diff(is_tone.astype(int), prepend=0, append=0)).reshape(-1, 2).tolist() == [
        list(span) for span in spans
    ]
