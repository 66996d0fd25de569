"""A masked passage is a tone wherever sound comes out, sample by sample, and nothing kept holds what lies under it."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.audio.activity import find_activity
from qa_desk.audio.clip import probe
from qa_desk.audio.decoding.pcm_cache import PcmCache
from qa_desk.audio.excerpt import excerpt
from qa_desk.audio.export import ExportText, export_passage
from qa_desk.audio.masking import TONE_HZ, TONE_LEVEL, Masks, key_of_masks, merged, tone
from qa_desk.audio.passage import Passage
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.reading import open_sound
from qa_desk.audio.track import Track, TrackPart
from qa_desk.audio.track_peaks import peaks_of_track
from tests.unit.audio.recordings import FORMATS, RATE_HZ, write, write_format
from tests.unit.audio.sound_bench import Bench

MASK = Passage(1.0, 2.0)
FIRST, LAST = RATE_HZ, 2 * RATE_HZ
SECRET_HZ = 2600.0


def _call(seconds: float = 3.0, *, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Soft noise, and a loud high voice only where it must not be heard."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    sound = np.random.default_rng(3).normal(0, 0.02, (len(times), 2))
    is_secret = (times >= MASK.start_s) & (times < MASK.end_s)
    sound[is_secret] += 0.7 * np.sin(2 * np.pi * SECRET_HZ * times[is_secret])[:, np.newaxis]
    return sound.astype(np.float32)


def _secret_level(sound: np.ndarray, rate_hz: int = RATE_HZ) -> float:
    """How loud the secret voice is in it, at most, on any stretch of 50 ms."""
    n = rate_hz // 20
    frames = sound[: len(sound) // n * n, 0].reshape(-1, n) * np.hanning(n)
    bins = np.abs(np.fft.rfft(frames, axis=1)) * 4 / n
    at = round(SECRET_HZ * n / rate_hz)
    return float(bins[:, at - 1 : at + 2].max())


def _expected(begin: int = FIRST, stop: int = LAST) -> np.ndarray:
    return np.repeat(tone(begin, stop, FIRST, LAST, RATE_HZ)[:, np.newaxis], 2, axis=1)


def _wait_until_kept(folder: Path) -> None:
    """The thread that decodes may still be giving its file a name."""
    while list(folder.glob("*.part")) or not list(folder.glob("*.pcm")):
        time.sleep(0.005)


@pytest.fixture
def track(tmp_path: Path) -> Track:
    clip = probe(write(tmp_path / "call.wav", _call()))
    return Track((TrackPart(clip, sha256="a" * 64, masks=(MASK,)),))


def test_the_check_of_these_tests_hears_the_voice_where_nothing_is_masked() -> None:
    assert _secret_level(_call()) > 0.5


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_a_tone_there_and_as_it_was_elsewhere(tmp_path: Path, name: str) -> None:
    path = write_format(tmp_path, name, _call())
    cache = PcmCache(tmp_path / "pcm")
    with (
        open_sound(path, key="k", cache=cache) as plain,
        open_sound(path, key="k", masks=(MASK,), cache=cache) as sound,
    ):
        rate_hz = plain.rate_hz
        before, masked = plain.read(10 * rate_hz), sound.read(10 * rate_hz)
    first, last = rate_hz, 2 * rate_hz
    line = tone(first, last, first, last, rate_hz)
    for channel in range(masked.shape[1]):
        np.testing.assert_allclose(masked[first:last, channel], line, atol=1 / 32768)
    np.testing.assert_array_equal(masked[:first], before[:first])
    np.testing.assert_array_equal(masked[last:], before[last:])


def test_wherever_one_seeks_to_the_same_tone_is_read(track: Track) -> None:
    with track.open() as sound:
        for begin, stop in ((FIRST, LAST), (FIRST + 17, FIRST + 900), (LAST - 5, LAST), (FIRST + 1, FIRST + 2)):
            sound.seek(begin)
            np.testing.assert_array_equal(sound.read(stop - begin), _expected(begin, stop))


def test_the_player_gives_the_tone_and_nothing_else(track: Track, bench: Bench) -> None:
    bench.player.load(track, start_s=0.5)
    bench.player.play()
    bench.run(2.0)
    played = bench.device.played
    start = round(0.5 * RATE_HZ)
    line = played[FIRST - start : LAST - start]
    np.testing.assert_allclose(line, _expected()[: len(line)], atol=1e-6)
    assert _secret_level(played) < 0.02


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.5, 2.0, 3.0])
def test_at_no_speed_is_anything_heard_of_what_is_masked(track: Track, bench: Bench, speed: float) -> None:
    bench.player.load(track)
    bench.player.set_speed(speed)
    bench.player.play()
    bench.run(3.0 / speed + 0.2)
    assert _secret_level(bench.device.played) < 0.02


def test_another_rate_lets_nothing_through_either(tmp_path: Path) -> None:
    low = probe(write(tmp_path / "low.wav", _call()))
    high = probe(write(tmp_path / "high.wav", _call(1.0, rate_hz=16000), rate_hz=16000))
    both = Track((TrackPart(low, masks=(MASK,)), TrackPart(high, 3.5)))
    with both.open() as sound:
        whole = sound.read(both.frames)
    assert _secret_level(whole[: 3 * 16000], 16000) < 0.02
    middle = whole[round(1.1 * 16000) : round(1.9 * 16000), 0]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(TONE_LEVEL / np.sqrt(2), rel=0.01)


def test_an_export_holds_the_tone_sample_for_sample(track: Track, tmp_path: Path) -> None:
    export_passage(track, 0.5, 2.5, tmp_path / "out.wav", ExportText("call"), on_written=lambda: None)
    written, _rate_hz = soundfile.read(tmp_path / "out.wav", dtype="int16")
    start = round(0.5 * RATE_HZ)
    np.testing.assert_array_equal(written[FIRST - start : LAST - start], np.rint(_expected() * 32768).astype(np.int16))


def test_an_excerpt_for_a_report_holds_the_tone(track: Track, tmp_path: Path) -> None:
    (tmp_path / "clip.ogg").write_bytes(excerpt(track, 0.5, 2.5))
    heard, rate_hz = soundfile.read(tmp_path / "clip.ogg", dtype="float32")
    assert _secret_level(heard, rate_hz) < 0.05


def test_the_waveform_shows_the_tone_and_the_kept_peaks_know_nothing_else(track: Track, tmp_path: Path) -> None:
    cache = PeakCache(tmp_path / "peaks")
    plain = Track((TrackPart(track.parts[0].clip, sha256="a" * 64),))
    peaks_of_track(plain, cache)
    peaks = peaks_of_track(track, cache)
    columns = peaks.columns(1.0, 2.0, 100)
    assert columns.high.max() <= TONE_LEVEL + 1e-3
    assert len(list((tmp_path / "peaks").glob("*.peaks"))) == 1
    assert peaks_of_track(track, cache).levels[0].high.max() == peaks.levels[0].high.max()


def test_decoded_sound_that_is_kept_holds_the_tone_only(tmp_path: Path) -> None:
    path = write_format(tmp_path, "call.mp3", _call())
    cache = PcmCache(tmp_path / "pcm")
    for masks in ((), (MASK,)):
        with open_sound(path, key="k", masks=masks, cache=cache) as sound:
            sound.read(10 * RATE_HZ)
            while len(sound.read()):
                pass
        _wait_until_kept(tmp_path / "pcm")
    kept = [np.fromfile(file, "<i2", offset=32) for file in (tmp_path / "pcm").iterdir()]
    assert len(kept) == 1
    assert _secret_level(kept[0].reshape(-1, 2) / 32768) < 0.05


def test_what_is_forgotten_leaves_both_caches(track: Track, tmp_path: Path) -> None:
    peaks, decoded = PeakCache(tmp_path / "peaks"), PcmCache(tmp_path / "pcm")
    peaks_of_track(track, peaks)
    with open_sound(write_format(tmp_path, "call.mp3", _call()), key="k", cache=decoded) as sound:
        while len(sound.read()):
            pass
    _wait_until_kept(tmp_path / "pcm")
    peaks.forget("a" * 64)
    decoded.forget("k")
    assert not [*(tmp_path / "peaks").iterdir(), *(tmp_path / "pcm").iterdir()]


def test_the_figures_of_speech_count_neither_voice_where_nothing_is_known(track: Track, tmp_path: Path) -> None:
    activity = find_activity(peaks_of_track(track, PeakCache(tmp_path / "peaks")), overtalk_s=0.1)
    assert not [one for one in activity.overtalk if one.start_s < 1.9 and one.end_s > 1.1]
    assert sum(one.duration_s for one in activity.apart) < 2.1


def test_another_mask_is_another_sound(track: Track) -> None:
    other = Track((TrackPart(track.parts[0].clip, sha256="a" * 64, masks=(Passage(0.0, 0.5),)),))
    plain = Track((TrackPart(track.parts[0].clip, sha256="a" * 64),))
    assert len({track.key, other.key, plain.key}) == 3


def test_a_masked_passage_stands_in_seconds_of_the_call(track: Track) -> None:
    clip = track.parts[0].clip
    later = Track((TrackPart(clip), TrackPart(clip, 5.0, masks=(MASK, Passage(2.9, 9.0)))))
    assert later.masked == (Passage(6.0, 7.0), Passage(7.9, 8.0))


_PASSAGES = st.lists(
    st.tuples(st.floats(0, 50), st.floats(0, 5)).map(lambda pair: Passage(pair[0], pair[0] + pair[1])), max_size=12
)


@given(passages=_PASSAGES, moment_s=st.floats(0, 60))
def test_merging_covers_just_what_the_passages_cover(passages: list[Passage], moment_s: float) -> None:
    def is_covered(by: list[Passage] | Masks) -> bool:
        return any(one.start_s < moment_s < one.end_s for one in by)

    joined = merged(passages)
    assert is_covered(joined) or not is_covered(passages)
    assert all(one.end_s < other.start_s for one, other in pairwise(joined))
    assert key_of_masks(joined) == key_of_masks(merged(reversed(passages)))


def test_the_tone_has_its_pitch() -> None:
    line = tone(0, 8000, 0, 8000, 8000)
    assert np.argmax(np.abs(np.fft.rfft(line))) == TONE_HZ


def test_a_bench_of_their_own_hears_a_call_that_is_not_masked(make_bench: Callable[..., Bench], track: Track) -> None:
    bench = make_bench()
    bench.player.load(Track((TrackPart(track.parts[0].clip),)))
    bench.player.play()
    bench.run(3.0)
    assert _secret_level(bench.device.played) > 0.3
