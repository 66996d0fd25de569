"""Who is heard how loudly in which ear: mute, solo, balance, swapped sides, evened voices; all without a click."""

from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.peaks import PeakLevel, Peaks
from qa_desk.audio.playing.levels import EVEN_DB, VoiceLevel, VoiceLevels, voice_levels
from qa_desk.audio.playing.mix import Mix, Mixer, limit
from qa_desk.audio.track import Track
from qa_desk.audio.voice import Voice
from tests.unit.audio.recordings import RATE_HZ, write
from tests.unit.audio.sound_bench import Bench

LEFT, RIGHT = 0, 1
AGENT, CUSTOMER = 0.5, -0.25
BOTH_EARS = np.sqrt(0.5)


@pytest.fixture
def steady(tmp_path: Path) -> ClipInfo:
    """A constant value for each voice, so that a gain is read off at once."""
    sound = np.tile(np.array([[AGENT, CUSTOMER]], np.float32), (4 * RATE_HZ, 1))
    return probe(write(tmp_path / "steady.wav", sound, subtype="FLOAT"))


def heard_now(bench: Bench) -> tuple[float, float]:
    bench.run(0.1)
    left, right = bench.device.played[-1]
    return float(left), float(right)


def test_a_muted_voice_is_silent_and_the_other_is_in_both_ears(bench: Bench, steady: ClipInfo) -> None:
    bench.player.load(Track.of(steady))
    bench.player.play()
    assert heard_now(bench) == (AGENT, CUSTOMER)
    bench.player.set_muted(Voice.AGENT, True)
    assert bench.player.muted == {Voice.AGENT}
    assert heard_now(bench) == pytest.approx((CUSTOMER * BOTH_EARS, CUSTOMER * BOTH_EARS))
    bench.player.set_muted(Voice.AGENT, False)
    assert heard_now(bench) == (AGENT, CUSTOMER)


def test_solo_lets_one_voice_be_heard_though_it_was_muted_or_turned_down(bench: Bench, steady: ClipInfo) -> None:
    bench.player.load(Track.of(steady))
    bench.player.set_muted(Voice.AGENT, True)
    bench.player.set_balance(1.0)
    bench.player.set_solo(Voice.AGENT)
    bench.player.play()
    assert heard_now(bench) == pytest.approx((AGENT * BOTH_EARS, AGENT * BOTH_EARS))
    bench.player.set_solo(None)
    assert heard_now(bench) == pytest.approx((CUSTOMER * BOTH_EARS, CUSTOMER * BOTH_EARS))


def test_swapped_sides_put_the_agent_at_the_right(bench: Bench, steady: ClipInfo) -> None:
    bench.player.load(Track.of(steady))
    bench.player.set_swapped(True)
    bench.player.play()
    assert heard_now(bench) == (CUSTOMER, AGENT)


def test_the_agent_is_at_the_left_whatever_the_recorder_did(bench: Bench, steady: ClipInfo) -> None:
    bench.player.load(Track.of(steady, agent_is_left=False))
    bench.player.play()
    assert heard_now(bench) == (CUSTOMER, AGENT)


def test_a_mono_call_knows_no_voices(bench: Bench, tmp_path: Path) -> None:
    mono = np.full((RATE_HZ, 1), 0.4, np.float32)
    bench.player.load(Track.of(probe(write(tmp_path / "mono.wav", mono, subtype="FLOAT"))))
    bench.player.set_solo(Voice.CUSTOMER)
    bench.player.set_muted(Voice.AGENT, True)
    bench.player.set_swapped(True)
    bench.player.play()
    assert heard_now(bench) == pytest.approx((0.4, 0.4))


def test_every_change_of_the_mix_glides(bench: Bench, steady: ClipInfo) -> None:
    bench.player.load(Track.of(steady))
    bench.player.play()
    bench.run(0.2)
    n_played = len(bench.device.played)
    for change in (
        lambda: bench.player.set_volume(0.3),
        lambda: bench.player.set_solo(Voice.CUSTOMER),
        lambda: bench.player.set_swapped(True),
        lambda: bench.player.set_solo(None),
        lambda: bench.player.set_volume(1.0),
        lambda: bench.player.set_muted(Voice.AGENT, True),
    ):
        change()
        bench.run(0.02)  # the glide before is still under way
    assert np.abs(np.diff(bench.device.played[n_played:], axis=0)).max() < 0.01


def test_an_untouched_mix_leaves_every_bit_as_it_is() -> None:
    sound = np.random.default_rng(1).uniform(-1, 1, (5000, 2)).astype(np.float32)
    out = sound.copy()
    Mixer().apply(out)
    np.testing.assert_array_equal(out, sound)


def test_blocks_of_any_size_are_mixed_alike() -> None:
    sound = np.random.default_rng(2).uniform(-0.5, 0.5, (20000, 2)).astype(np.float32)
    whole, parts = sound.copy(), sound.copy()
    mix = Mix(volume=0.7, is_swapped=True)
    one, other = Mixer(), Mixer()
    one.set_mix(mix)
    other.set_mix(mix)
    one.apply(whole)
    for part in np.array_split(parts, 77):
        other.apply(part)
    np.testing.assert_allclose(parts, whole, atol=1e-7)
    np.testing.assert_allclose(whole[300:], 0.7 * sound[300:, ::-1], atol=1e-6)


def speech(db: float, *, rate_hz: int = RATE_HZ, seed: int = 0) -> np.ndarray:
    """Noise that comes and goes like words, `db` below full scale while it is there."""
    noise = np.random.default_rng(seed).normal(0, 1, 20 * rate_hz)
    is_word = (np.arange(len(noise)) // (rate_hz // 2)) % 3 > 0
    hum = 1e-4 * np.random.default_rng(seed + 1).normal(0, 1, len(noise))
    return np.where(is_word, 10 ** (db / 20) * np.clip(noise, -3, 3), hum)


def peaks_of(sound: np.ndarray) -> Peaks:
    cells = sound.reshape(-1, 64, sound.shape[1])
    low, high = (np.rint(32767 * np.clip(edge, -1, 1)).astype(np.int16) for edge in (cells.min(1), cells.max(1)))
    rms = np.rint(32767 * np.sqrt((cells**2).mean(1))).astype(np.int16)
    return Peaks(RATE_HZ, len(sound), (PeakLevel(64, low, high, rms),))


def test_levels_are_those_of_speech_and_not_of_its_pauses() -> None:
    levels = voice_levels(peaks_of(np.stack([speech(-18), speech(-35, seed=5)], axis=1)))
    assert levels.agent is not None
    assert levels.customer is not None
    assert levels.agent.speech_db == pytest.approx(-18, abs=0.5)
    assert levels.customer.speech_db == pytest.approx(-35, abs=0.5)


def test_a_voice_that_never_speaks_is_left_alone() -> None:
    silent = 1e-4 * np.random.default_rng(3).normal(0, 1, (6400, 2))
    levels = voice_levels(peaks_of(silent))
    assert levels == VoiceLevels(None, None)
    assert levels.gain_of(Voice.AGENT) == 1.0


def test_evened_voices_are_equally_loud_and_stay_below_full_scale(bench: Bench, tmp_path: Path) -> None:
    sound = np.stack([speech(-14), speech(-36, seed=5)], axis=1).astype(np.float32)
    path = write(tmp_path / "uneven.wav", np.clip(sound, -1, 1))
    bench.player.load(Track.of(probe(path)))
    bench.player.set_levels(voice_levels(peaks_of(np.clip(sound, -1, 1))))
    bench.player.set_evened(True)
    bench.player.play()
    bench.run(20.0)
    played = voice_levels(peaks_of(bench.device.played[: 20 * RATE_HZ]))
    assert played.agent is not None
    assert played.customer is not None
    assert played.agent.speech_db == pytest.approx(EVEN_DB, abs=1.0)
    assert played.customer.speech_db == pytest.approx(EVEN_DB, abs=1.0)
    assert np.abs(bench.device.played).max() < 1.0


def test_a_whisper_is_not_turned_into_noise_and_a_shout_not_into_clipping() -> None:
    assert VoiceLevels(VoiceLevel(-60, 0.01), None).gain_of(Voice.AGENT) == pytest.approx(10 ** (18 / 20))
    assert VoiceLevels(VoiceLevel(-34, 0.7), None).gain_of(Voice.AGENT) == pytest.approx(2.0)


def test_the_limiter_bends_only_what_is_too_high_and_keeps_the_order() -> None:
    ramp = np.linspace(-3, 3, 2001, dtype=np.float32)[:, np.newaxis].repeat(2, axis=1)
    out = ramp.copy()
    limit(out)
    inside = np.abs(ramp) <= 0.8
    np.testing.assert_array_equal(out[inside], ramp[inside])
    assert (np.diff(out[:, 0]) >= 0).all()
    assert np.abs(out).max() <= 1.0
