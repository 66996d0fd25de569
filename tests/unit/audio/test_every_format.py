"""Every recording that an encoder is to be had for is read, and every seek in it lands on the sample asked for."""

from pathlib import Path

import pytest

from qa_desk.audio.clip import examine
from qa_desk.audio.decoding.ffmpeg import find_ffmpeg
from qa_desk.audio.decoding.pcm_cache import PcmCache
from qa_desk.audio.headers import ReadBy, form_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.wording import explain
from tests.unit.audio.every_format import EVERY_FORMAT, N_SEEKS, Fixture, n_exact_seeks, table

_DOCS = Path(__file__).parents[3] / "docs" / "formats.md"
_BY_NAME = {fixture.name: fixture for fixture in EVERY_FORMAT}
_NEEDS_NO_FFMPEG = [fixture.name for fixture in EVERY_FORMAT if fixture.made_by == "soundfile"]


@pytest.fixture
def ffmpeg() -> Path:
    """The ffmpeg of this machine; without one, what needs it is skipped, loudly."""
    found = find_ffmpeg()
    if found is None:
        pytest.skip("NO FFMPEG HERE: recordings in codings such as G.726, AAC and AMR are not tried")
    return found


def _made(fixture: Fixture, folder: Path) -> Path:
    path = folder / fixture.name
    fixture.make(path)
    return path


def _require_ffmpeg_for(fixture: Fixture, request: pytest.FixtureRequest) -> None:
    if fixture.name not in _NEEDS_NO_FFMPEG:
        request.getfixturevalue("ffmpeg")


@pytest.mark.parametrize("name", _BY_NAME)
def test_a_hundred_seeks_give_what_decoding_straight_through_gives(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    _require_ffmpeg_for(_BY_NAME[name], request)
    path = _made(_BY_NAME[name], tmp_path)
    assert n_exact_seeks(path, PcmCache(tmp_path / "pcm")) == N_SEEKS


@pytest.mark.parametrize("name", [fixture.name for fixture in EVERY_FORMAT if fixture.made_by == "frames of noise"])
def test_without_ffmpeg_the_coding_is_named_and_what_to_install(name: str, tmp_path: Path) -> None:
    fixture = _BY_NAME[name]
    path = _made(fixture, tmp_path)
    with pytest.raises(QADeskError) as raised:
        examine(path, ffmpeg=None)
    assert raised.value.code is ErrorCode.AUDIO_NEEDS_FFMPEG
    assert fixture.codec.split()[0] in explain(raised.value)
    assert "Install it (“" in explain(raised.value)
    assert "install ffmpeg”" in explain(raised.value)


@pytest.mark.usefixtures("ffmpeg")
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("g726.wav", "G.726"),
        ("g722.wav", "G.722"),
        ("g7231.wav", "G.723.1"),
        ("wma.wav", "WMA 2"),
        ("speex.ogg", "Speex"),
        ("call.m4a", "AAC"),
        ("alac.m4a", "ALAC"),
        ("fragments.mp4", "AAC"),
        ("call.webm", "Opus"),
        ("call.mka", "Vorbis"),
        ("call.wma", "WMA 2"),
        ("call.aac", "AAC"),
    ],
)
def test_the_coding_is_known_before_any_decoder_sees_the_file(name: str, codec: str, tmp_path: Path) -> None:
    form = form_of(_made(_BY_NAME[name], tmp_path))
    assert form is not None
    assert (form.codec, form.read_by) == (codec, ReadBy.FFMPEG)


@pytest.mark.parametrize("name", ["g726.wav", "call.m4a", "call.wma", "g722.wav"])
def test_a_recording_for_ffmpeg_that_is_cut_short_says_so(name: str, tmp_path: Path, ffmpeg: Path) -> None:
    """Of the MP4 the index lies behind the sound, so nothing is left of it; it is refused."""
    path = _made(_BY_NAME[name], tmp_path)
    whole = examine(path, ffmpeg=ffmpeg)
    assert whole.flaw is None
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if name == "call.m4a":
        with pytest.raises(QADeskError) as raised:
            examine(path, ffmpeg=ffmpeg)
        assert raised.value.code is ErrorCode.AUDIO_BROKEN
        return
    cut = examine(path, ffmpeg=ffmpeg)
    assert cut.flaw is not None
    assert cut.flaw.code is ErrorCode.AUDIO_CUT_SHORT
    assert cut.clip.duration_s == pytest.approx(whole.clip.duration_s / 2, abs=0.3)


def test_a_recording_for_ffmpeg_whose_recorder_broke_off_is_saved(tmp_path: Path, ffmpeg: Path) -> None:
    path = _made(_BY_NAME["g726.wav"], tmp_path)
    whole = path.read_bytes()
    place = whole.index(b"data") + 4
    for size in (bytes(4), b"\xff" * 4):
        path.write_bytes(whole[:place] + size + whole[place + 4 :])
        saved = examine(path, ffmpeg=ffmpeg)
        assert saved.flaw is not None
        assert saved.flaw.code is ErrorCode.AUDIO_SAVED
        assert saved.clip.duration_s == pytest.approx(3.0, abs=0.02)


def test_a_text_that_is_called_like_sound_without_a_header_is_not_played(tmp_path: Path) -> None:
    for ending in (".ul", ".vox", ".g729", ".gsm", ".sln"):
        path = tmp_path / f"call{ending}"
        path.write_text("Agent: good morning, what can I do for you?\n" * 50)
        assert form_of(path) is None


def test_the_table_of_formats_is_that_of_the_fixtures() -> None:
    """What the page says of seeks is measured above; here only that nobody forgot to write it anew."""
    is_seen = {" | ".join(line.split(" | ")[:2]): line for line in _DOCS.read_text("utf-8").splitlines()}
    expected = table((fixture, "", f"{N_SEEKS} of {N_SEEKS}") for fixture in EVERY_FORMAT).splitlines()
    missing = [line for line in expected if " | ".join(line.split(" | ")[:2]) not in is_seen]
    assert not missing
    assert all(
        f"{N_SEEKS} of {N_SEEKS}" in line for line in is_seen.values() if " of " in line and line.startswith("|")
    )
