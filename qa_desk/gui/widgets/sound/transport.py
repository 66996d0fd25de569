"""The bar that plays: in the same place on every page that has sound, with the same keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_button import SoundButton, VolumeButton
from qa_desk.gui.widgets.sound.sound_menu import (
    MENU_COMMANDS,
    SoundMenu,
    fill_with_outputs,
    fill_with_voices,
    fill_with_volume,
    output_words,
)
from qa_desk.gui.widgets.sound.speed_button import SpeedButton
from qa_desk.gui.widgets.sound.transport_texts import StateText, TimeText, TitleText
from qa_desk.gui.widgets.sound.tuning import Tuning
from qa_desk.gui.widgets.sound.voice_control import VoiceControl
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import WaveformOverview
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.i18n import N_, _, in_a_row, listed, ngettext

_BUTTONS = {
    "start": ("start", "sound.start", N_("To the start")),
    "back": ("back", "sound.short_back", N_("Short jump back")),
    "play": ("play", "sound.play_pause", N_("Play")),
    "forward": ("forward", "sound.short_forward", N_("Short jump forward")),
    "end": ("end", "sound.end", N_("To the end")),
    "mark": ("brackets", "sound.mark", N_("Mark the selected passage")),
    "loop": ("loop", "sound.loop", N_("Loop the selected passage")),
    "skip": ("skip-silence", "sound.skip_silence", N_("Skip silence")),
}
COMMANDS_SHOWN = (*(command for _symbol, command, _title in _BUTTONS.values()), *MENU_COMMANDS)
"""The commands whose keys stand in tool tips and menus of the transport."""


class Transport(QWidget):
    """Start, back, play, forward, end; time, title, small waveform; mark, loop, skip, speed, voices, volume, device.

    Signals:
        command_requested: the key of the command that a button or a menu entry stands for.
        seek_requested: seconds, from the small waveform.
        speed_chosen: 1.0 = as recorded.
        balance_chosen: −1 = agent only, 0 = both, 1 = customer only.
        volume_chosen: 0 = silent, 1 = as recorded.
        output_chosen: name of a sound device; empty = the system's.
    """

    command_requested = Signal(str)
    seek_requested = Signal(float)
    speed_chosen = Signal(float)
    balance_chosen = Signal(float)
    volume_chosen = Signal(float)
    output_chosen = Signal(str)

    def __init__(self, *, theme: Theme, has_waveform: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = PlayerState.EMPTY
        self._tuning = Tuning()
        self._keys: dict[str, str] = {}
        self._is_mono, self._allowed = False, frozenset(MENU_COMMANDS)
        self._remarks: tuple[str, ...] = ()
        self._n_missing = 0
        self._fetched: float | None = None
        self._plays_when_there = False
        self._buttons = {
            name: SoundButton(
                symbol, _(title), theme=theme, name=f"transport_{name}", is_round=name == "play", parent=self
            )
            for name, (symbol, _command, title) in _BUTTONS.items()
        }
        for name in ("loop", "skip"):
            self._buttons[name].setCheckable(True)
        self._time = TimeText(theme=theme, parent=self)
        self._title = TitleText(theme=theme, parent=self)
        self._waveform = WaveformOverview(theme=theme, has_gutter=False, parent=self)
        self._says = StateText(theme=theme, parent=self)
        self._speed = SpeedButton(theme=theme, parent=self)
        self._voices = VoiceControl(theme=theme, parent=self)
        self._volume = VolumeButton(theme=theme, parent=self)
        self._output = SoundButton("headphones", "", theme=theme, name="transport_output", parent=self)
        self._more = SoundButton("more", _("More of the sound"), theme=theme, name="transport_more", parent=self)
        self._build()
        self._connect()
        self.show_waveform(has_waveform)
        self.set_state(PlayerState.EMPTY)
        self.show_tuning(self._tuning)

    def set_call(self, title: str, duration_s: float, *, parts: Sequence[Passage] = ()) -> None:
        """The call loaded, by its name, and the passages that its recordings fill; a length of 0 is none."""
        self._title.set_text(title)
        self._time.set_duration(duration_s)
        self._waveform.set_duration(duration_s, CallParts.of(parts, duration_s))
        self._make_room()

    def set_state(self, state: PlayerState) -> None:
        """Nothing loaded, standing or playing."""
        self._state = state
        is_loaded = state is not PlayerState.EMPTY
        for button in (*self._buttons.values(), self._speed, self._voices):
            button.setEnabled(is_loaded)
        self._buttons["play"].setEnabled(is_loaded or self._fetched is not None)
        self._time.set_loaded(is_loaded)
        self._name_buttons()
        self._make_room()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now."""
        self._time.set_position(position_s)
        if self._waveform.isVisibleTo(self):
            self._waveform.set_position(position_s)

    def set_peaks(self, peaks: Peaks) -> None:
        """The sound for the small waveform."""
        self._waveform.set_peaks(peaks)

    def set_heard(self, passages: Sequence[Passage]) -> None:
        """What was listened to, for the small waveform."""
        self._waveform.set_heard(passages)

    def set_marks(self, marks: Sequence[WaveformMark]) -> None:
        """The marks, for the small waveform."""
        self._waveform.set_marks(marks)

    def show_waveform(self, shown: bool) -> None:
        """The desk has lanes of its own and hides the small waveform."""
        self._waveform.setVisible(shown)

    def show_tuning(self, tuning: Tuning) -> None:
        """How the sound is played now; nothing is emitted."""
        self._tuning = tuning
        self._buttons["loop"].setChecked(tuning.is_looping)
        self._buttons["skip"].setChecked(tuning.skips_silence)
        self._speed.set_speed(tuning.speed, second_speed=tuning.second_speed)
        self._voices.show_tuning(tuning)
        self._volume.set_volume(tuning.volume)
        self._output.setVisible(tuning.has_choice_of_output)
        self._output.set_face("headphones", _("Output: {device}").format(device=output_words(tuning.output)))
        self._say_state()

    def set_mono(self, is_mono: bool) -> None:
        """A mono call has no voices to part; their controls go."""
        self._is_mono = is_mono
        self._voices.setVisible(not is_mono)
        self._say_state()

    def set_remarks(self, remarks: Sequence[str], *, n_missing: int) -> None:
        """What is not as it was when the call was taken, in sentences, and how many recordings are not there."""
        self._remarks, self._n_missing = tuple(remarks), n_missing
        self._say_state()

    def set_fetched(self, share: float | None, *, plays_when_there: bool) -> None:
        """How much of a call has come from where recordings lie; None when it is here. It can be asked to play then."""
        if (share, plays_when_there) == (self._fetched, self._plays_when_there):
            return
        self._fetched, self._plays_when_there = share, plays_when_there
        if self._state is PlayerState.EMPTY:
            self._buttons["play"].setEnabled(share is not None)
        self._say_state()

    def set_can_mark(self, can_mark: bool) -> None:
        """Whether this page keeps marks; else the button goes."""
        self._buttons["mark"].setVisible(can_mark)

    def set_allowed(self, commands: frozenset[str]) -> None:
        """What the person may do with the sound: hand it out, mask it."""
        self._allowed = commands

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """The key of each command, for tool tips and menus."""
        self._keys = dict(keys)
        self._voices.set_keys(keys)
        self._name_buttons()

    def _say_state(self) -> None:
        tuning, n_missing = self._tuning, self._n_missing
        is_loaded = self._state is not PlayerState.EMPTY
        said: list[tuple[str, str]] = []
        if not tuning.is_audible:
            said.append((_("no sound device"), _("There is no sound device. The time line runs without sound.")))
        if self._remarks:
            short = ngettext("{n} part missing", "{n} parts missing", n_missing).format(n=n_missing)
            said.append((short if n_missing else _("parts moved"), in_a_row(self._remarks)))
        is_warning = bool(said)
        if self._fetched is not None:
            short = _("fetching {percent} %, then plays") if self._plays_when_there else _("fetching {percent} %")
            said.append(
                (
                    short.format(percent=round(100 * self._fetched)),
                    _("The recording is on its way from where it is kept."),
                )
            )
        if self._is_mono and is_loaded:
            said.append((_("mono"), _("Both voices are on one channel and can’t be parted.")))
        if tuning.skips_silence and tuning.skipped_s >= 1:
            skipped = _("skipped {length}").format(length=length_text(tuning.skipped_s))
            said.append((skipped, _("So much silence was left out of this call.")))
        words = listed(short for short, _long in said)
        self._says.say(words, explained=in_a_row(long for _short, long in said), is_warning=is_warning)
        self._make_room()

    def _make_room(self) -> None:
        """Lay out at once: a request that reaches the bar while its page is being changed would be lost."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _name_buttons(self) -> None:
        is_playing = self._state is PlayerState.PLAYING
        for name, (symbol, command, title) in _BUTTONS.items():
            words, face = _(title), symbol
            if name == "play" and is_playing:
                words, face = _("Pause"), "pause"
            self._buttons[name].set_face(face, words, self._keys.get(command, ""))

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("transport")
        self.setAccessibleName(_("Sound controls"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("lg"), theme.size("hairline"), theme.size("lg"), 0)
        row.setSpacing(theme.size("xs"))
        for name in ("start", "back", "play", "forward", "end"):
            row.addWidget(self._buttons[name])
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._time)
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._title)
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._waveform, 1000)  # as wide as it may be, before the empty space takes anything
        row.addStretch(1)
        row.addWidget(self._says)
        row.addSpacing(theme.size("sm"))
        for name in ("mark", "loop", "skip"):
            row.addWidget(self._buttons[name])
        for control in (self._speed, self._voices, self._output, self._volume, self._more):
            row.addWidget(control)
        self._waveform.setMaximumWidth(self._waveform.sizeHint().width())

    def _connect(self) -> None:
        for name, (_symbol, command, _title) in _BUTTONS.items():
            button = self._buttons[name]
            button.clicked.connect(lambda _checked=False, key=command: self._request(key))
        self._waveform.seek_requested.connect(self.seek_requested)
        self._speed.speed_chosen.connect(self.speed_chosen)
        self._voices.balance_chosen.connect(self.balance_chosen)
        self._voices.command_requested.connect(self._request)
        self._volume.volume_chosen.connect(self.volume_chosen)
        self._volume.clicked.connect(self._open_volume)
        self._output.clicked.connect(self._open_outputs)
        self._more.clicked.connect(self._open_more)
        self._theme.changed.connect(self.updateGeometry)

    def _request(self, command: str) -> None:
        # What a click turned on or off stands as the player has it, also where the command could do nothing.
        self.command_requested.emit(command)
        self.show_tuning(self._tuning)

    def _menu(self, name: str) -> SoundMenu:
        return SoundMenu(self, name, theme=self._theme, keys=self._keys, run=self._request)

    def _open_volume(self) -> None:
        menu = self._menu("transport_volume_menu")
        fill_with_volume(menu, self._tuning, self._theme, self.volume_chosen.emit)
        menu.add_command("sound.even", is_on=self._tuning.is_evened)
        menu.pop_up_over(self._volume)

    def _open_outputs(self) -> None:
        menu = self._menu("transport_outputs")
        fill_with_outputs(menu, self._tuning, self.output_chosen.emit)
        menu.pop_up_over(self._output)

    def _open_more(self) -> None:
        menu = self._menu("transport_more_menu")
        is_loaded = self._state is not PlayerState.EMPTY
        has_voices = is_loaded and not self._is_mono
        fill_with_voices(menu, self._tuning, has_voices=has_voices, allowed=self._allowed if is_loaded else frozenset())
        menu.pop_up_over(self._more)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.size("transport"))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.size("transport"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("background"))
        painter.fillRect(0, 0, self.width(), self._theme.size("hairline"), self._theme.color("line"))
