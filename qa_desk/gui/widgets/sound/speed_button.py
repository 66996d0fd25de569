"""The speed on the transport: in figures, with the list of usual speeds, the second speed and the wheel."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.gui.widgets.sound.sound_button import BUTTON
from qa_desk.i18n import _

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class SpeedButton(QAbstractButton):
    """The speed in figures; a click opens the list, the wheel steps through it.

    Signals:
        speed_chosen: the person chose this speed.
    """

    speed_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._speed, self._second_speed = 1.0, 1.5
        self._ring = FocusRing(self, theme)
        self.setObjectName("transport_speed")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self.updateGeometry)
        self._name_it()

    @property
    def speed(self) -> float:
        """The speed shown."""
        return self._speed

    def set_speed(self, speed: float, *, second_speed: float = 1.5) -> None:
        """Shows a speed, and the one that a key changes to; `speed_chosen` is not emitted."""
        self._speed, self._second_speed = speed, second_speed
        self._name_it()
        self.updateGeometry()
        self.update()

    def _name_it(self) -> None:
        self.setAccessibleName(_("Speed {speed}").format(speed=speed_text(self._speed)))
        self.setToolTip(_("Playing speed; the pitch stays"))

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("transport_speeds")
        for speed in sorted({*SPEEDS, self._second_speed}):
            is_second = speed == self._second_speed
            words = _("{speed} – second speed").format(speed=speed_text(speed)) if is_second else speed_text(speed)
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(speed == self._speed)
            action.triggered.connect(lambda _checked=False, chosen=speed: self.speed_chosen.emit(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPointF(0, -menu.sizeHint().height()).toPoint()))

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(_("speed"), theme.font("caption")) + theme.size("xs")
        wide = words + text_width(speed_text(1.25), theme.font("body", "medium"))
        return QSize(round(wide + 0.5) + 2 * theme.size("sm"), theme.px(BUTTON))

    def wheelEvent(self, event: QWheelEvent) -> None:
        chosen = next_speed(self._speed, is_faster=event.angleDelta().y() > 0)
        if chosen != self._speed:
            self.speed_chosen.emit(chosen)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            draw_box(painter, rect, radius=theme.size("radius"), fill=theme.hover("background"))
        pad = theme.size("sm")
        row = rect.adjusted(pad, 0, 0, 0)
        wide = draw_text(painter, row, _("speed"), font=theme.font("caption"), color=theme.color("muted"))
        row = row.adjusted(wide + theme.size("xs"), 0, 0, 0)
        ink = theme.color("text" if self.isEnabled() else "muted")
        draw_text(painter, row, speed_text(self._speed), font=theme.font("body", "medium"), color=ink)
        self._ring.draw_inside(painter, rect)


def speed_text(speed: float) -> str:
    """A speed as `1.0×`, `1.25×`."""
    figure = f"{speed:.2f}".rstrip("0")
    return f"{figure}0×" if figure.endswith(".") else f"{figure}×"


def next_speed(speed: float, *, is_faster: bool, speeds: Sequence[float] = SPEEDS) -> float:
    """The next speed of the list, or the last one again."""
    further = [one for one in speeds if (one > speed if is_faster else one < speed)]
    if not further:
        return speed
    return min(further) if is_faster else max(further)
