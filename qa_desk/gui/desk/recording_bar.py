"""The bar of a call that is heard as it is spoken: since when, whether it is recorded and how loud, and its end.

While QA Desk records, all of the bar is red and says so; nothing else in the program looks like that.
"""

from enum import Enum
from math import log10

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _

_HEIGHT = 44
_SIGN = 14
_METER_WIDTH = 132
_METER_HEIGHT = 6
_METER_GAP = 3
_TRACK_ALPHA = 0.32


class BarState(Enum):
    """What the bar says: nothing is recorded, a device is being opened, QA Desk records, the recording is kept."""

    LISTENING = "listening"
    OPENING = "opening"
    RECORDING = "recording"
    KEEPING = "keeping"


class RecordingBar(QWidget):
    """44 high, across the desk; hidden while no call is going on.

    Signals:
        record_requested: begin to record.
        end_requested: the call is over.
    """

    record_requested = Signal()
    end_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = BarState.LISTENING
        self._mode, self._device = "", ""
        self._second = 0
        self._can_record = False
        self._levels: tuple[float, ...] = ()
        self._record = Button(_("Record"), theme=theme, icon="microphone", name="record")
        self._end = Button(_("End of the call"), theme=theme, icon="stop", name="end_call")
        self._build()
        theme.changed.connect(self.update)

    @property
    def state(self) -> BarState:
        """What it says."""
        return self._state

    @property
    def words(self) -> str:
        """What it says, in words."""
        return self.accessibleName()

    def show_call(self, mode: str, device: str, *, can_record: bool) -> None:
        """Another call: how it is heard, and the device that would be recorded from."""
        self._mode, self._device = mode, device
        self._can_record = can_record
        self._record.setToolTip(_("Record from: {device}").format(device=device))
        self._show(BarState.LISTENING)

    def show_state(self, state: BarState) -> None:
        """Recording has begun or ended."""
        if state is not self._state:
            self._show(state)

    def show_time(self, elapsed_s: float) -> None:
        """How long the call has been heard."""
        if int(elapsed_s) != self._second:
            self._second = int(elapsed_s)
            self._say()

    def show_levels(self, levels: tuple[float, ...]) -> None:
        """How loud each channel is, 0…1."""
        if levels != self._levels:
            self._levels = levels
            self.update()

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("recording_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for button in (self._record, self._end):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        row.setSpacing(theme.size("sm"))
        row.addStretch(1)
        row.addWidget(self._record)
        row.addWidget(self._end)
        self._record.clicked.connect(self.record_requested)
        self._end.clicked.connect(self.end_requested)

    def _show(self, state: BarState) -> None:
        self._state, self._levels = state, ()
        is_listening, is_keeping = state is BarState.LISTENING, state is BarState.KEEPING
        self._record.setVisible(is_listening and self._can_record)
        self._end.set_busy(_("Keeping …") if is_keeping else None)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(" · ".join((self._title(), length_text(self._second), self._remark())))
        self.update()

    def _title(self) -> str:
        return _("REC") if self._state is BarState.RECORDING else self._mode

    def _remark(self) -> str:
        words = {
            BarState.LISTENING: _("not recorded"),
            BarState.OPENING: _("waiting for sound from: {device}"),
            BarState.RECORDING: _("recording from: {device}"),
            BarState.KEEPING: _("keeping the recording"),
        }
        return words[self._state].format(device=self._device)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        is_red = self._state is BarState.RECORDING
        ground = theme.color("recording") if is_red else theme.color("background")
        ink = theme.color("on_accent") if is_red else theme.color("text")
        painter.fillRect(self.rect(), ground)
        x = float(theme.size("lg"))
        x += self._paint_sign(painter, x, ink) + theme.size("sm")
        x += self._paint_text(painter, x, self._title(), "title", "strong", ink) + theme.size("md")
        x += self._paint_text(painter, x, length_text(self._second), "title", "medium", ink) + theme.size("lg")
        if is_red:
            x += self._paint_meter(painter, x, ink) + theme.size("lg")
        quiet = ink if is_red else theme.color("muted")
        self._paint_text(painter, x, self._remark(), "body", "normal", quiet)

    def _end_of_text(self) -> float:
        first = self._end if self._record.isHidden() else self._record
        return first.x() - self._theme.size("sm")

    def _paint_sign(self, painter: QPainter, x: float, ink: QColor) -> float:
        """A disc while sound is recorded, else a ring: the shape tells as well as the colour."""
        side = self._theme.px(_SIGN)
        disc = QRectF(x, (self.height() - side) / 2, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state is BarState.RECORDING:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
        else:
            painter.setPen(QPen(self._theme.color("outline"), 2))
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        painter.restore()
        return side

    def _paint_text(self, painter: QPainter, x: float, text: str, kind: str, weight: str, ink: QColor) -> float:
        font = self._theme.font(kind, weight)
        room = max(0.0, self._end_of_text() - x)
        wide = min(text_width(text, font) + 1, room)
        draw_text(painter, QRectF(x, 0, wide, self.height()), text, font=font, color=ink)
        return wide

    def _paint_meter(self, painter: QPainter, x: float, ink: QColor) -> float:
        theme, levels = self._theme, self._levels or (0.0,)
        wide, high, gap = theme.px(_METER_WIDTH), theme.px(_METER_HEIGHT), theme.px(_METER_GAP)
        if x + wide > self._end_of_text():
            return 0.0
        track = QColor(ink)
        track.setAlphaF(_TRACK_ALPHA)
        y = (self.height() - len(levels) * high - (len(levels) - 1) * gap) / 2
        for level in levels:
            draw_box(painter, QRectF(x, y, wide, high), radius=high / 2, fill=track)
            if level > 0:
                # Loudness is heard by its logarithm: 60 dB across the meter.
                share = max(0.0, 1 + _decibels(level) / 60)
                draw_box(painter, QRectF(x, y, max(high, wide * share), high), radius=high / 2, fill=ink)
            y += high + gap
        return wide


def _decibels(level: float) -> float:
    return 20 * log10(max(min(level, 1.0), 1e-6))
