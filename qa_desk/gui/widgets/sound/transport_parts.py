"""The transport's own controls: round and square sound buttons, the speed, and the balance between the voices."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QMenu, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme, mixed
from qa_desk.gui.widgets.glyphs import Voice, draw_voice
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_BUTTON = 28
_PLAY = 36
_PLAY_ICON = 16
_PRESSED_SHARE = 0.1
_SLIDER_WIDTH = 56
_KNOB = 10
_GLYPH = 10
_BALANCE_STEPS = 10


class SoundButton(QAbstractButton):
    """An icon button on the transport; a checkable one shows that it is on by its colour and a line below.

    Args:
        icon: name of the icon.
        title: accessible name and tool tip.
        is_round: the play button: round, filled, larger.
    """

    def __init__(
        self, icon: str, title: str, *, theme: Theme, name: str, is_round: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._is_round = theme, icon, is_round
        radius = theme.px(_PLAY) / 2 if is_round else None
        self._ring = FocusRing(self, theme, outside=is_round, radius=radius)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_face(icon, title)
        theme.changed.connect(self.updateGeometry)

    @property
    def icon_name(self) -> str:
        """The icon shown."""
        return self._icon

    def set_face(self, icon: str, title: str, keys: str = "") -> None:
        """Shows another icon; `keys` is added to the tool tip."""
        self._icon = icon
        self.setAccessibleName(title)
        self.setToolTip(f"{title} ({keys})" if keys else title)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(_PLAY if self._is_round else _BUTTON)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        token = "text" if self.isEnabled() else "muted"
        if self._is_round:
            draw_box(painter, rect, radius=rect.width() / 2, fill=self._round_fill())
            token = "on_accent" if self.isEnabled() else "muted"
        elif self.isEnabled() and (self.isDown() or self.underMouse()):
            fill = theme.pressed("background") if self.isDown() else theme.hover("background")
            draw_box(painter, rect, radius=theme.size("radius"), fill=fill)
        if self.isCheckable() and self.isChecked():
            token = "accent"
            line = QRectF(rect.left() + theme.px(6), rect.bottom() - theme.px(3), rect.width() - theme.px(12), 2)
            painter.fillRect(line, theme.color("accent"))
        side = theme.px(_PLAY_ICON)
        place = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        paint_icon(painter, place, self._icon, theme, token)
        if not self._is_round:
            self._ring.draw_inside(painter, rect)

    def _round_fill(self) -> QColor:
        theme = self._theme
        if not self.isEnabled():
            return theme.track("background")
        accent = theme.color("accent")
        is_touched = self.isDown() or self.underMouse()
        return mixed(theme.color("on_accent"), accent, _PRESSED_SHARE) if is_touched else accent


class SpeedButton(QAbstractButton):
    """The speed in figures; a click opens the list, the wheel steps through it.

    Signals:
        speed_chosen: the person chose this speed.
    """

    speed_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._speed = 1.0
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

    def set_speed(self, speed: float) -> None:
        """Shows a speed; `speed_chosen` is not emitted."""
        self._speed = speed
        self._name_it()
        self.updateGeometry()
        self.update()

    def _name_it(self) -> None:
        self.setAccessibleName(_("Speed {speed}").format(speed=speed_text(self._speed)))
        self.setToolTip(_("Playing speed; the pitch stays"))

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("transport_speeds")
        for speed in SPEEDS:
            action = menu.addAction(speed_text(speed))
            action.setCheckable(True)
            action.setChecked(speed == self._speed)
            action.triggered.connect(lambda _checked=False, chosen=speed: self.speed_chosen.emit(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPointF(0, -menu.sizeHint().height()).toPoint()))

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(_("speed"), theme.font("caption")) + theme.size("xs")
        wide = words + text_width(speed_text(1.25), theme.font("body", "medium"))
        return QSize(round(wide + 0.5) + 2 * theme.size("sm"), theme.px(_BUTTON))

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


class BalanceSlider(QAbstractSlider):
    """Agent ◖ at one end, customer ◗ at the other; a double click brings both back.

    Signals:
        balance_chosen: −1 = agent only, 0 = both, 1 = customer only.
    """

    balance_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ring = FocusRing(self, theme)
        self.setObjectName("transport_balance")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(-_BALANCE_STEPS, _BALANCE_STEPS)
        self.setPageStep(_BALANCE_STEPS // 2)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Balance between agent and customer"))
        self.setToolTip(_("Hear more of the agent or of the customer; double-click for both"))
        self.actionTriggered.connect(self._on_action)
        self.valueChanged.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    def set_balance(self, balance: float) -> None:
        """Shows a balance; `balance_chosen` is not emitted."""
        self.setValue(round(balance * _BALANCE_STEPS))

    def _on_action(self, _action: int) -> None:
        self._choose(self.sliderPosition())

    def _choose(self, steps: int) -> None:
        steps = min(max(steps, self.minimum()), self.maximum())
        if steps != self.value():
            self.setValue(steps)
            self.balance_chosen.emit(steps / _BALANCE_STEPS)

    def _track(self) -> QRectF:
        theme = self._theme
        left = self._side(_("agent"))
        return QRectF(left, 0, theme.px(_SLIDER_WIDTH), self.height())

    def _side(self, word: str) -> float:
        theme = self._theme
        words = text_width(word, theme.font("body")) + 1
        return theme.px(_GLYPH) / 2 + theme.px(10) + words + theme.size("lg")

    def _steps_at(self, x: float) -> int:
        track = self._track()
        share = (x - track.left()) / max(1.0, track.width())
        return round((2 * share - 1) * _BALANCE_STEPS)

    def sizeHint(self) -> QSize:
        wide = self._side(_("agent")) + self._theme.px(_SLIDER_WIDTH) + self._side(_("customer"))
        return QSize(round(wide + 0.5), self._theme.px(_BUTTON))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._steps_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self._steps_at(event.position().x()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._choose(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_0:
            self._choose(0)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, track = self._theme, QPainter(self), self._track()
        ink = theme.color("text" if self.isEnabled() else "muted")
        glyph, middle, gap = theme.px(_GLYPH), self.height() / 2, theme.px(10)
        muted = None if self.isEnabled() else theme.color("muted")
        font = theme.font("body")
        draw_voice(painter, QRectF(0, middle - glyph / 2, glyph / 2, glyph), Voice.AGENT, theme, color=muted)
        left = QRectF(glyph / 2 + gap, 0, track.left(), self.height())
        draw_text(painter, left, _("agent"), font=font, color=ink)
        word = _("customer")
        right = QRectF(track.right() + theme.size("lg"), 0, text_width(word, font) + 1, self.height())
        draw_text(painter, right, word, font=font, color=ink)
        place = QRectF(right.right() + gap, middle - glyph / 2, glyph / 2, glyph)
        draw_voice(painter, place, Voice.CUSTOMER, theme, color=muted)
        self._paint_knob(painter, track, middle)
        self._ring.draw_inside(painter, QRectF(self.rect()))

    def _paint_knob(self, painter: QPainter, track: QRectF, middle: float) -> None:
        theme = self._theme
        painter.fillRect(QRectF(track.left(), round(middle), track.width(), 1), theme.color("outline"))
        x = track.left() + (self.value() + _BALANCE_STEPS) / (2 * _BALANCE_STEPS) * track.width()
        half = theme.px(_KNOB) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text" if self.isEnabled() else "muted"), theme.size("icon_stroke")))
        painter.setBrush(theme.color("background"))
        painter.drawEllipse(QPointF(x, middle + 0.5), half, half)


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
