"""A player driven by hand on a device whose time passes only when the test says so, and what it said."""

from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.recordings import RATE_HZ

STEP = 80
FADE = 24
"""Frames that fade in where the sound begins or jumps."""


class Notebook(PlayerListener):
    """Writes down what the player reports."""

    def __init__(self) -> None:
        self.positions: list[float] = []
        self.states: list[PlayerState] = []
        self.heard: list[tuple[float, float]] = []
        self.notices: list[ErrorCode] = []
        self.skipped: list[tuple[float, float]] = []
        self.devices: list[str] = []
        self.n_ended = 0

    def position_changed(self, position_s: float) -> None:
        self.positions.append(position_s)

    def state_changed(self, state: PlayerState) -> None:
        self.states.append(state)

    def passage_heard(self, start_s: float, end_s: float) -> None:
        self.heard.append((start_s, end_s))

    def silence_skipped(self, start_s: float, end_s: float) -> None:
        self.skipped.append((start_s, end_s))

    def device_changed(self, name: str) -> None:
        self.devices.append(name)

    def ended(self) -> None:
        self.n_ended += 1

    def notice_given(self, error: QADeskError) -> None:
        self.notices.append(error.code)


class Bench:
    """A player without a thread, its device and what it said."""

    def __init__(self, *, latency_s: float = 0.0, names: tuple[str, ...] = ("silent",)) -> None:
        self.device = SilentDevice(latency_s=latency_s, names=names)
        self.fallback_time_s = 0.0
        self.player = Player(self.device, fallback=ClockDevice(clock=lambda: self.fallback_time_s), is_threaded=False)
        self.notebook = Notebook()
        self.player.listen(self.notebook)

    def run(self, seconds: float) -> None:
        for _step in range(round(seconds * RATE_HZ / STEP)):
            self.player.serve()
            self.device.advance(STEP)
            self.fallback_time_s += STEP / RATE_HZ
        self.player.serve()
