"""Ogg files without a number of chance: the same bytes each time, and still what a decoder takes."""

import io

import numpy as np
import pytest
import soundfile

from qa_desk.audio.ogg_serial import with_fixed_serial


def encoded(coding: str) -> bytes:
    target = io.BytesIO()
    with soundfile.SoundFile(target, "w", 16_000, 1, coding, format="OGG") as file:
        file.write(np.sin(np.arange(48_000) / 20).astype(np.float32) * 0.5)
    return target.getvalue()


@pytest.mark.parametrize("coding", ["OPUS", "VORBIS"])
def test_two_files_of_one_sound_are_one_and_decode_as_before(coding: str) -> None:
    first, second = encoded(coding), encoded(coding)
    assert first != second, "libsndfile draws a number; else this module has no reason any more"
    fixed = with_fixed_serial(first)
    assert fixed == with_fixed_serial(second)
    before, _rate = soundfile.read(io.BytesIO(first))
    after, _rate = soundfile.read(io.BytesIO(fixed))
    assert len(after) == len(before)
    assert np.array_equal(after, before)


def test_what_is_no_ogg_stays_as_it_is() -> None:
    assert with_fixed_serial(b"RIFF....") == b"RIFF...."
    assert with_fixed_serial(b"") == b""
