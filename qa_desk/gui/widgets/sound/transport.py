"""The bar that plays: in the same place on every page that has sound, with the same keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.sound.transport_parts import BalanceSlider, SoundButton, SpeedButton
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import WaveformOverview
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import N_, _

_NO_TIME = "–:––"

_TITLES = {
    "start": N_("To the start"),
    "back": N_("Short jump back"),
    "play": N_("Play"),
    "forward": N_("Short jump forward"),
    "end": N_("To the end"),
    "mark": N_("Mark the selected passage"),
    "loop": N_("Loop the selected passage"),
}


class Transport(QWidget):
    """Start, back, play, forward, end; the time, the title, a small waveform; mark, loop, speed and balance.

    Signals:
        play_pause_requested: the round button.
        start_requested, back_requested, forward_requested, end_requested: the buttons beside it.
        seek_requested: seconds, from the small waveform.
        mark_requested: leave a mark.
        loop_requested: whether a loop is wanted.
        speed_chosen: 1.0 = as recorded.
        balance_chosen: −1 = agent only, 0 = both, 1 = customer only.
    """

    play_pause_requested = Signal()
    start_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    end_requested = Signal()
    seek_requested = Signal(float)
    mark_requested = Signal()
    loop_requested = Signal(bool)
    speed_chosen = Signal(float)
    balance_chosen = Signal(float)

    def __init__(self, *, theme: Theme, has_waveform: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = PlayerState.EMPTY
        self._keys: dict[str, str] = {}
        self._buttons = {
            name: SoundButton(
                {"mark": "brackets"}.get(name, name),
                _(title),
                theme=theme,
                name=f"transport_{name}",
                is_round=name == "play",
                parent=self,
            )
            for name, title in _TITLES.items()
        }
        self._buttons["loop"].setCheckable(True)
        self._time = _TimeText(theme=theme, parent=self)
        self._title = _TitleText(theme=theme, parent=self)
        self._waveform = WaveformOverview(theme=theme, has_gutter=False, parent=self)
        self._device = _DeviceText(theme=theme, parent=self)
        self._speed = SpeedButton(theme=theme, parent=self)
        self._balance = BalanceSlider(theme=theme, parent=self)
        self._build()
        self._connect()
        self.show_waveform(has_waveform)
        self.set_state(PlayerState.EMPTY)

    def set_call(self, title: str, duration_s: float) -> None:
        """The recording loaded, by its name; a length of 0 is none."""
        self._title.set_text(title)
        self._time.set_duration(duration_s)
        self._waveform.set_duration(duration_s)
        self._make_room()

    def set_state(self, state: PlayerState) -> None:
        """Nothing loaded, standing or playing."""
        self._state = state
        is_loaded = state is not PlayerState.EMPTY
        for button in self._buttons.values():
            button.setEnabled(is_loaded)
        for part in (self._speed, self._balance):
            part.setEnabled(is_loaded)
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

    def set_loop(self, is_on: bool) -> None:
        """Whether a passage repeats; `loop_requested` is not emitted."""
        self._buttons["loop"].setChecked(is_on)

    def set_speed(self, speed: float) -> None:
        """The speed; `speed_chosen` is not emitted."""
        self._speed.set_speed(speed)

    def set_balance(self, balance: float) -> None:
        """The balance; `balance_chosen` is not emitted."""
        self._balance.set_balance(balance)

    def set_mono(self, is_mono: bool) -> None:
        """A mono call has nothing to balance; the slider goes."""
        self._balance.setVisible(not is_mono)

    def set_can_mark(self, can_mark: bool) -> None:
        """Whether this page keeps marks; else the button goes."""
        self._buttons["mark"].setVisible(can_mark)

    def set_has_device(self, has_device: bool) -> None:
        """Without a sound device the time line runs silently, and the bar says so."""
        self._device.setVisible(not has_device)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """The key of each button for its tool tip, by start, back, play, forward, end, mark, loop."""
        self._keys = dict(keys)
        self._name_buttons()

    def _make_room(self) -> None:
        """Lay out at once: a request that reaches the bar while its page is being changed would be lost."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _name_buttons(self) -> None:
        is_playing = self._state is PlayerState.PLAYING
        for name, title in _TITLES.items():
            button, words = self._buttons[name], _(title)
            icon = button.icon_name
            if name == "play":
                icon, words = ("pause", _("Pause")) if is_playing else ("play", words)
            button.set_face(icon, words, self._keys.get(name, ""))

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
        row.addSpacing(theme.size("md"))
        row.addWidget(self._time)
        row.addSpacing(theme.size("lg"))
        row.addWidget(self._title)
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._waveform, 1000)  # as wide as it may be, before the empty space takes anything
        row.addStretch(1)
        row.addSpacing(theme.size("md"))
        row.addWidget(self._device)
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._buttons["mark"])
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._buttons["loop"])
        row.addSpacing(theme.size("sm"))
        row.addWidget(self._speed)
        row.addSpacing(theme.size("xs"))
        row.addWidget(self._balance)
        self._waveform.setMaximumWidth(self._waveform.sizeHint().width())
        self._device.hide()

    def _connect(self) -> None:
        buttons = self._buttons
        buttons["start"].clicked.connect(self.start_requested)
        buttons["back"].clicked.connect(self.back_requested)
        buttons["play"].clicked.connect(self.play_pause_requested)
        buttons["forward"].clicked.connect(self.forward_requested)
        buttons["end"].clicked.connect(self.end_requested)
        buttons["mark"].clicked.connect(self.mark_requested)
        buttons["loop"].clicked.connect(self.loop_requested)
        self._waveform.seek_requested.connect(self.seek_requested)
        self._speed.speed_chosen.connect(self.speed_chosen)
        self._balance.balance_chosen.connect(self.balance_chosen)
        self._theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.size("transport"))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.size("transport"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("background"))
        painter.fillRect(0, 0, self.width(), self._theme.size("hairline"), self._theme.color("line"))


class _TimeText(QWidget):
    """`02:41 / 06:41`, the first part large; its width does not move while the time runs."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._position_s, self._duration_s, self._is_loaded = 0.0, 0.0, False
        self._shown = ("", "")
        self.setObjectName("transport_time")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._say()

    def set_duration(self, duration_s: float) -> None:
        self._duration_s, self._position_s = duration_s, 0.0
        self._say()
        self.updateGeometry()

    def set_loaded(self, is_loaded: bool) -> None:
        self._is_loaded = is_loaded
        self._say()
        self.updateGeometry()

    def set_position(self, position_s: float) -> None:
        self._position_s = position_s
        self._say()

    def _say(self) -> None:
        now, whole = (clock(self._position_s), clock(self._duration_s)) if self._is_loaded else (_NO_TIME, _NO_TIME)
        if (now, whole) != self._shown:
            self._shown = (now, whole)
            self.setAccessibleName(_("{now} of {whole}").format(now=now, whole=whole))
            self.update()

    def _widths(self) -> tuple[float, float]:
        theme = self._theme
        longest = clock(self._duration_s) if self._is_loaded else _NO_TIME
        rest = f" / {self._shown[1]}"
        return text_width(longest, theme.font("title", "strong")) + 2, text_width(rest, theme.font("body")) + 2

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths()) + 0.5), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        wide = self._widths()[0]
        ink = theme.color("text" if self._is_loaded else "muted")
        place = QRectF(0, 0, wide, self.height())
        draw_text(painter, place, self._shown[0], font=theme.font("title", "strong"), color=ink)
        # The small figures stand on the base line of the large ones.
        rest = QRectF(wide, theme.px(1), self.width() - wide, self.height())
        draw_text(painter, rest, f" / {self._shown[1]}", font=theme.font("body"), color=theme.color("muted"))


class _TitleText(QWidget):
    """What is loaded, elided where there is little room."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, ""
        self.setObjectName("transport_title")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self._text, self._theme.font("body")) + 2), self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(48)), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        rect = QRectF(self.rect())
        draw_text(QPainter(self), rect, self._text, font=theme.font("body"), color=theme.color("muted"))


class _DeviceText(QWidget):
    """Says that nothing can be heard, for as long as that is so."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("transport_device")
        self.setAccessibleName(_("no sound device"))
        self.setToolTip(_("There is no sound device. The time line runs without sound."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(_("no sound device"), theme.font("caption")) + 2
        return QSize(round(theme.size("icon") + theme.size("sm") + words), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        side = theme.size("icon")
        paint_icon(painter, QRectF(0, 0, side, self.height()), "volume-off", theme, "warning")
        left = side + theme.size("sm")
        rest = QRectF(left, 0, self.width() - left, self.height())
        draw_text(painter, rest, _("no sound device"), font=theme.font("caption"), color=theme.color("warning"))
