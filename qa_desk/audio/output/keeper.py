"""Keeps one output going for the player: opens it when it is needed, and a clock where there is none."""

from collections.abc import Callable

from qa_desk.audio.output.device import Fill, OutputDevice
from qa_desk.domain.errors import QADeskError


class DeviceKeeper:
    """The device in use and its state; used on the player's thread only, but for the plain values and `choose`.

    Args:
        wanted: where sound goes if it can.
        fallback: what is used where `wanted` is missing.
        on_missing: told once, until a device was found again.
        on_changed: told the name when sound goes elsewhere than before, or than was chosen; empty = to the fallback.
    """

    def __init__(
        self,
        wanted: OutputDevice,
        fallback: OutputDevice,
        on_missing: Callable[[QADeskError], None],
        on_changed: Callable[[str], None],
    ) -> None:
        self._wanted, self._fallback = wanted, fallback
        self._on_missing, self._on_changed = on_missing, on_changed
        self._device = wanted
        self._told: tuple[str, bool] | None = None
        self._is_missing_told = False
        self._must_look_again = False
        self.is_started = False
        self.opened_hz = (0, 0)

    @property
    def is_audible(self) -> bool:
        """False while the time line runs without sound."""
        return self._device.is_audible

    @property
    def name(self) -> str:
        """The device that sound goes to, or went to last; empty for none."""
        return self._device.name

    @property
    def chosen(self) -> str | None:
        """The device asked for; None = the system's default."""
        return self._wanted.chosen

    @property
    def latency_s(self) -> float:
        """From the last frame filled to the ear, now."""
        return self._device.latency_s

    def output_hz(self, rate_hz: int) -> int:
        """The rate of the output for a recording of this rate, as far as it is known before opening."""
        return self.opened_hz[1] if self.opened_hz[0] == rate_hz else rate_hz

    def choose(self, name: str | None) -> None:
        """Sound goes to this device from the next opening on; None = the system's default."""
        self._wanted.choose(name)
        self._is_missing_told = False
        self._must_look_again = True

    def look_again(self) -> None:
        """The next opening looks anew for a device that was not there; somebody may have plugged it in."""
        if self._device is not self._wanted or self._wanted.is_substitute:
            self._must_look_again = True

    def open(self, rate_hz: int, fill: Fill) -> None:
        """Makes a device ready for recordings of this rate, unless it is."""
        self._look()
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
        self._tell_name()

    def warm_up(self, rate_hz: int, fill: Fill) -> None:
        """Opens and starts the device before anything is to be heard; where there is none, playing will say so."""
        self._look()
        if self._device is not self._wanted:
            return
        try:
            if self.opened_hz[0] != rate_hz:
                self.let_go()
                self.opened_hz = (rate_hz, self._device.open(rate_hz, fill))
                self._tell_name()
            self.start()
        except QADeskError:
            self.let_go()

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
        if self.opened_hz[0]:
            self._device.close()
        self.opened_hz = (0, 0)

    def _look(self) -> None:
        if self._must_look_again:
            self._must_look_again = False
            self.let_go()
            self._device = self._wanted

    def _tell_name(self) -> None:
        told, before = (self._device.name, self._device.is_substitute), self._told
        self._told = told
        if told != before and (before is not None or self._device.is_substitute):
            self._on_changed(self._device.name)
