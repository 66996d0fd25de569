"""Speed changes the pace and nothing else."""

import numpy as np
import pytest

from qa_desk.audio.stretch import Stretcher


def stretched(sound: np.ndarray, speed: float, *, rate_hz: int = 8000, n_parts: int = 40) -> np.ndarray:
    stretcher = Stretcher(rate_hz, sound.shape[1], speed)
    return np.concatenate([*(stretcher.feed(part) for part in np.array_split(sound, n_parts)), stretcher.flush()])


def tone(hz: float, seconds: float, rate_hz: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("rate_hz", [8000, 48000])
def test_length_follows_speed_and_pitch_stays(speed: float, rate_hz: int) -> None:
    sound = np.stack([tone(440, 3.0, rate_hz), tone(440, 3.0, rate_hz)], axis=1)
    given = stretched(sound, speed, rate_hz=rate_hz)
    assert len(given) == pytest.approx(len(sound) / speed, abs=1)
    middle = given[len(given) // 10 : -len(given) // 10, 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 19))
    assert np.argmax(spectrum) * rate_hz / (1 << 19) == pytest.approx(440, abs=1.5)
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("speed", [0.7, 1.6])
def test_pieces_do_not_change_the_sound(speed: float) -> None:
    sound = np.random.default_rng(4).normal(0, 0.2, (12000, 2)).astype(np.float32)
    np.testing.assert_allclose(stretched(sound, speed, n_parts=1), stretched(sound, speed, n_parts=173), atol=1e-6)


def test_events_stay_where_the_speed_puts_them() -> None:
    sound = np.zeros((16000, 1), np.float32)
    for second in (0.5, 1.0, 1.5):
        sound[round(second * 8000) : round(second * 8000) + 400, 0] = tone(600, 0.05, 8000)
    given = stretched(sound, 2.0)
    for second in (0.25, 0.5, 0.75):
        around = np.abs(given[round((second - 0.04) * 8000) : round((second + 0.06) * 8000)])
        assert around.max() > 0.3
    assert np.abs(given[round(0.35 * 8000) : round(0.44 * 8000)]).max() < 0.01


def test_both_channels_are_cut_at_the_same_places() -> None:
    left = np.random.default_rng(6).normal(0, 0.2, 12000).astype(np.float32)
    given = stretched(np.stack([left, 0.5 * left], axis=1), 1.4)
    np.testing.assert_allclose(given[:, 1], 0.5 * given[:, 0], atol=1e-6)


def test_a_speed_outside_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match="speed"):
        Stretcher(8000, 2, 0.1)
