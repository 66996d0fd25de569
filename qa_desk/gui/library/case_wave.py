"""The sound of a case as a small picture: its waveform with flags at the evidence; a click, Enter or Space plays it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound, paint_row_sound
from qa_desk.gui.widgets.waveform.marks import MarkKind, paint_flag
from qa_desk.i18n import _
from qa_desk.services.cases.curating import CaseView

_HEIGHT_PX, _FLAG_PX = 40, 10
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class CaseWave(QWidget):
    """All of what the case plays."""

    def __init__(self, view: CaseView, sound: RowSound, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        case = view.case
        passage = case.passage or (None, None)
        self._passage = RowPassage(case.call_id, case.code, *passage)
        self._first_s = passage[0] or 0.0
        self._last_s = passage[1] if passage[1] is not None else view.detail.call.duration_s or 0.0
        self._marks_s = tuple(mark.start_s for mark in case.marks if self._first_s <= mark.start_s <= self._last_s)
        self._sound = sound
        self._theme = theme
        self.setObjectName(f"case_wave_{case.code}")
        self.setAccessibleName(_("Sound of {code}").format(code=case.code))
        self.setToolTip(_("Play the case, or pause it"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sound.changed.connect(self.update)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_HEIGHT_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        flag = self._theme.px(_FLAG_PX)
        wave = QRectF(self.rect()).adjusted(0, flag, 0, -2)
        paint_row_sound(painter, wave, self._sound, self._passage, self._theme)
        length_s = self._last_s - self._first_s
        for mark_s in self._marks_s if length_s > 0 else ():
            x = wave.left() + (mark_s - self._first_s) / length_s * wave.width()
            paint_flag(painter, x, 0, self._theme, MarkKind.EVIDENCE)
        if self.hasFocus():
            painter.setPen(self._theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._sound.toggle(self._passage)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            self._sound.toggle(self._passage)
        else:
            super().keyPressEvent(event)
