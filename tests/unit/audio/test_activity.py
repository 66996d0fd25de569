"""Silence and overtalk are found where they were put."""

from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.activity import Activity, find_activity, next_passage, previous_passage
from qa_desk.audio.clip import probe
from qa_desk.audio.heard import Heard
from qa_desk.audio.passage import Passage
from qa_desk.audio.peak_building import compute_peaks
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.talk import talk_figures
from qa_desk.audio.track import Track, TrackPart
from qa_desk.audio.track_peaks import peaks_of_track
from tests.unit.audio.recordings import RATE_HZ, write

SECONDS = 40.0


def conversation(*, agent: list[tuple[float, float]], customer: list[tuple[float, float]], noise: float) -> np.ndarray:
    """Noise on the line and bursts like syllables while somebody speaks."""
    random = np.random.default_rng(9)
    times = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    sound = random.normal(0, noise, (len(times), 2))
    for channel, turns in enumerate((agent, customer)):
        for start_s, end_s in turns:
            speaks = (times >= start_s) & (times < end_s)
            syllables = 0.25 * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times)) * np.sin(2 * np.pi * 180 * times)
            sound[speaks, channel] += syllables[speaks]
    return np.clip(sound, -1, 1).astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 0.0005, 0.004])
def test_silence_and_overtalk_are_found_within_a_tenth_of_a_second(noise: float, tmp_path: Path) -> None:
    sound = conversation(agent=[(1, 8), (22, 30)], customer=[(7, 12), (18, 23.5), (31, 38)], noise=noise)
    found = find_activity(compute_peaks(write(tmp_path / "call.wav", sound)))
    assert ends(found.silences) == pytest.approx([12, 18], abs=0.1)
    assert ends(found.overtalk) == pytest.approx([7, 8, 22, 23.5], abs=0.1)


def test_a_pause_shorter_than_the_limit_is_no_silence(tmp_path: Path) -> None:
    sound = conversation(agent=[(0, 10), (12.5, 40)], customer=[], noise=0.001)
    assert find_activity(compute_peaks(write(tmp_path / "call.wav", sound))).silences == ()


def test_a_mono_call_has_silence_but_no_overtalk(tmp_path: Path) -> None:
    sound = conversation(agent=[(0, 10), (20, 40)], customer=[], noise=0.001)
    found = find_activity(compute_peaks(write(tmp_path / "call.wav", sound, mono=True)))
    assert ends(found.silences) == pytest.approx([10, 20], abs=0.1)
    assert found.overtalk == ()


def test_a_recording_of_nothing_is_one_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", np.zeros((10 * RATE_HZ, 2), np.float32))
    assert find_activity(compute_peaks(path)).silences == (Passage(0.0, 10.0),)


def ends(passages: tuple[Passage, ...]) -> list[float]:
    return [place for passage in passages for place in (passage.start_s, passage.end_s)]


def test_heard_passages_melt_together_and_their_share_is_counted_once() -> None:
    heard = Heard((Passage(10.0, 20.0),))
    heard.add(30.0, 40.0)
    heard.add(15.0, 25.0)
    heard.add(25.05, 26.0)
    assert heard.passages == (Passage(10.0, 26.0), Passage(30.0, 40.0))
    assert heard.share(100.0) == pytest.approx(0.26)
    heard.add(0.0, 100.0)
    assert heard.passages == (Passage(0.0, 100.0),)
    assert heard.share(100.0) == 1.0


def test_nothing_heard_and_nothing_to_hear() -> None:
    heard = Heard()
    heard.add(5.0, 5.0)
    assert heard.passages == ()
    assert heard.share(0.0) == heard.share(10.0) == 0.0


def activity_of(tmp_path: Path, sound: np.ndarray, **options: object) -> Activity:
    return find_activity(compute_peaks(write(tmp_path / "call.wav", sound, **options)))


def test_each_voice_is_found_on_its_side_and_somebody_wherever_either_speaks(tmp_path: Path) -> None:
    sound = conversation(agent=[(1, 8), (22, 30)], customer=[(7, 12), (31, 38)], noise=0.001)
    found = activity_of(tmp_path, sound)
    assert ends(found.agent) == pytest.approx([1, 8, 22, 30], abs=0.1)
    assert ends(found.customer) == pytest.approx([7, 12, 31, 38], abs=0.1)
    assert ends(found.speech) == pytest.approx([1, 12, 22, 30, 31, 38], abs=0.1)
    assert ends(found.apart) == [0, SECONDS]


def test_the_same_voice_on_both_channels_is_no_overtalk(tmp_path: Path) -> None:
    sound = conversation(agent=[(5, 20)], customer=[], noise=0.001)
    found = activity_of(tmp_path, np.repeat(sound[:, :1], 2, axis=1))
    assert (found.overtalk, found.agent, found.customer, found.apart) == ((), (), (), ())
    assert ends(found.speech) == pytest.approx([5, 20], abs=0.1)
    assert talk_figures(found) is None


def test_a_gap_between_recordings_is_neither_silence_nor_speech(tmp_path: Path) -> None:
    loud = write(tmp_path / "a.wav", conversation(agent=[(0, 40)], customer=[], noise=0.004))
    quiet = write(tmp_path / "b.wav", 0.02 * conversation(agent=[(10, 40)], customer=[], noise=0.004))
    track = Track((TrackPart(probe(loud), 0.0, "a" * 64), TrackPart(probe(quiet), 100.0, "b" * 64)))
    found = find_activity(peaks_of_track(track, PeakCache(tmp_path / "cache")))
    assert ends(found.silences) == pytest.approx([100, 110], abs=0.1)
    assert ends(found.apart) == pytest.approx([0, 40, 100, 140], abs=0.02)


def test_shares_are_of_the_recordings_with_two_voices(tmp_path: Path) -> None:
    stereo = conversation(agent=[(0, 20)], customer=[(18, 30)], noise=0.001)
    paths = write(tmp_path / "a.wav", stereo), write(tmp_path / "b.wav", stereo, mono=True)
    track = Track((TrackPart(probe(paths[0]), 0.0, "a" * 64), TrackPart(probe(paths[1]), 50.0, "b" * 64)))
    figures = talk_figures(find_activity(peaks_of_track(track, PeakCache(tmp_path / "cache"))))
    assert figures is not None
    assert figures.recorded_s == pytest.approx(40.0, abs=0.02)
    assert figures.agent_share == pytest.approx(0.5, abs=0.01)
    assert figures.customer_share == pytest.approx(0.3, abs=0.01)
    assert figures.overtalk_share == pytest.approx(0.05, abs=0.01)
    assert figures.silence_share == pytest.approx(0.25, abs=0.01)
    assert (figures.n_silences, figures.n_overtalks) == (1, 1)
    assert (figures.longest_silence_s, figures.longest_overtalk_s) == pytest.approx((10, 2), abs=0.15)
    assert figures.talk_ratio == pytest.approx(5 / 8, abs=0.01)


def test_nobody_speaking_has_no_talk_ratio() -> None:
    whole = (Passage(0.0, 10.0),)
    figures = talk_figures(Activity(silences=whole, overtalk=(), apart=whole))
    assert figures is not None
    assert (figures.talk_ratio, figures.silence_share, figures.longest_silence_s) == (None, 1.0, 10.0)


def test_the_next_passage_is_the_one_after_where_one_stands() -> None:
    passages = (Passage(1.0, 2.0), Passage(5.0, 6.0))
    begins = [next_passage(passages, second) for second in (0.0, 0.99, 1.0, 4.0, 5.0)]
    assert [one and one.start_s for one in begins] == [1.0, 5.0, 5.0, 5.0, None]
    before = [previous_passage(passages, second) for second in (1.0, 1.5, 5.0, 9.0)]
    assert [one and one.start_s for one in before] == [None, 1.0, 1.0, 5.0]
