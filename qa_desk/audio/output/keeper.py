"""Keeps one output going for the player: opens it when it is needed, and a clock where there is none."""

from collections.abc import Callable

from qa_desk.audio.output.device import Fill, OutputDevice
from qa_desk.domain.errors import QADeskError


class DeviceKeeper:
    """The device in use and its state; used on the player's thread only, but for the three plain values.

    Args:
        wanted: where sound goes if it can.
        fallback: what is used where `wanted` is missing.
        on_missing: told once, until a device was found again.
    """

    def __init__(self, wanted: OutputDevice, fallback: OutputDevice, on_missing: Callable[[QADeskError], None]) -> None:
        self._wanted, self._fallback, self._on_missing = wanted, fallback, on_missing
        self._device = wanted
        self._is_missing_told = False
        self._must_try_wanted = False
        self.is_started = False
        self.opened_hz = (0, 0)

    @property
    def is_audible(self) -> bool:
        """False while the time line runs without sound."""
        return self._device.is_audible

    @property
    def latency_s(self) -> float:
        """From `fill` to the ear."""
        return self._device.latency_s

    def output_hz(self, rate_hz: int) -> int:
        """The rate of the output for a recording of this rate, as far as it is known before opening."""
        return self.opened_hz[1] if self.opened_hz[0] == rate_hz else rate_hz

    def try_wanted_again(self) -> None:
        """The next opening looks for the wanted device anew; somebody may have plugged it in."""
        self._must_try_wanted = True

    def open(self, rate_hz: int, fill: Fill) -> None:
        """Makes a device ready for recordings of this rate, unless it is."""
        if self._must_try_wanted and self._device is not self._wanted:
            self.let_go()
            self._device = self._wanted
        self._must_try_wanted = False
        if self.opened_hz[0] == rate_hz:
            return
        self.let_go()
        try:
            output_hz = self._device.open(rate_hz, fill)
            self._is_missing_told = self._is_missing_told and self._device is not self._wanted
        except QADeskError as error:
            self._device = self._fallback
            output_hz = self._device.open(rate_hz, fill)
            if not self._is_missing_told:
                self._is_missing_told = True
                self._on_missing(error)
        self.opened_hz = (rate_hz, output_hz)

    def start(self) -> None:
        """Starts the device, unless it runs. Raises AUDIO_DEVICE_LOST."""
        if not self.is_started:
            self._device.start()
            self.is_started = True

    def pump(self) -> None:
        """Gives a running device its time. Raises AUDIO_DEVICE_LOST."""
        if self.is_started:
            self._device.pump()

    def stop(self) -> None:
        """Stops a running device and keeps it open."""
        if self.is_started:
            self.is_started = False
            self._device.stop()

    def let_go(self) -> None:
        """Stops and closes the device; the next `open` opens it anew."""
        self.stop()
        self._device.close()
        self.opened_hz = (0, 0)
