"""The ring, the clock and the resampler under the player."""

import numpy as np
import pytest

from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.output.devices import input_devices, output_devices
from qa_desk.audio.output.port_audio import PortAudio
from qa_desk.audio.output.ring import Ring
from qa_desk.audio.output.sound_card import SoundDeviceOutput
from qa_desk.audio.resample import Resampler
from qa_desk.domain.errors import ErrorCode, QADeskError


def test_the_ring_gives_back_what_was_written_in_any_pieces() -> None:
    random = np.random.default_rng(5)
    sound = random.normal(size=(5000, 2)).astype(np.float32)
    ring, given = Ring(300), []
    written = 0
    while sum(map(len, given)) < len(sound):
        n_frames = min(int(random.integers(0, 200)), ring.free, len(sound) - written)
        ring.write(sound[written : written + n_frames])
        written += n_frames
        out = np.empty((int(random.integers(1, 150)), 2), np.float32)
        given.append(out[: ring.read_into(out)].copy())
    np.testing.assert_array_equal(np.concatenate(given), sound)


def test_the_clock_asks_for_as_many_frames_as_time_has_passed() -> None:
    now_s, asked = 10.0, []
    device = ClockDevice(clock=lambda: now_s)
    device.open(8000, lambda out: asked.append(len(out)))
    device.pump()
    device.start()
    for _tick in range(100):
        now_s += 0.0151
        device.pump()
    assert sum(asked) == pytest.approx(1.51 * 8000, abs=2)


def test_the_clock_does_not_leap_after_the_machine_slept() -> None:
    now_s, asked = 0.0, []
    device = ClockDevice(clock=lambda: now_s)
    device.open(8000, lambda out: asked.append(len(out)))
    device.start()
    now_s = 3600.0
    device.pump()
    device.pump()
    assert sum(asked) < 8000


def test_a_machine_without_portaudio_is_a_machine_without_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PortAudio, "library", property(_raise_os_error))
    with pytest.raises(QADeskError) as raised:
        SoundDeviceOutput().open(8000, lambda out: None)
    assert raised.value.code is ErrorCode.AUDIO_DEVICE_MISSING
    assert output_devices() == input_devices() == ()


def _raise_os_error(_self: PortAudio) -> None:
    raise OSError("PortAudio library not found")


@pytest.mark.parametrize(("from_hz", "to_hz"), [(8000, 48000), (8000, 44100), (48000, 16000)])
def test_a_tone_keeps_its_pitch_and_height_at_another_rate(from_hz: int, to_hz: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(from_hz) / from_hz).astype(np.float32)[:, np.newaxis]
    resampler = Resampler(from_hz, to_hz, 1)
    given = np.concatenate([*(resampler.feed(part) for part in np.array_split(tone, 37)), resampler.flush()])
    assert len(given) == to_hz
    expected = np.sin(2 * np.pi * 440 * np.arange(to_hz) / to_hz)
    np.testing.assert_allclose(given[200:-200, 0], expected[200:-200], atol=5e-3)


def test_pieces_do_not_change_the_resampled_sound() -> None:
    sound = np.random.default_rng(2).normal(0, 0.1, (4000, 2)).astype(np.float32)
    whole, parts = Resampler(8000, 44100, 2), Resampler(8000, 44100, 2)
    at_once = np.concatenate([whole.feed(sound), whole.flush()])
    in_parts = np.concatenate([*(parts.feed(part) for part in np.array_split(sound, 61)), parts.flush()])
    np.testing.assert_allclose(in_parts, at_once, atol=1e-5)
