"""The buttons of the transport that carry an icon, and the one that sets how loud it is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme, mixed
from qa_desk.gui.widgets.painting import FocusRing, draw_box
from qa_desk.i18n import _

BUTTON = 28
_PLAY = 36
_PLAY_ICON = 16
_PRESSED_SHARE = 0.1
_VOLUME_STEP = 0.05
_PERCENT = 100


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
        side = self._theme.px(_PLAY if self._is_round else BUTTON)
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


class VolumeButton(SoundButton):
    """How loud it is; the wheel changes it, a click opens the menu in which it can be set.

    Signals:
        volume_chosen: 0 = silent, 1 = as recorded.
    """

    volume_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        self._volume = 1.0
        super().__init__("volume", _("Volume"), theme=theme, name="transport_volume", parent=parent)

    def set_volume(self, volume: float) -> None:
        """Shows how loud it is; `volume_chosen` is not emitted."""
        self._volume = volume
        words = _("Volume {percent} %").format(percent=round(_PERCENT * volume))
        self.set_face("volume" if volume > 0 else "volume-off", words)

    def wheelEvent(self, event: QWheelEvent) -> None:
        step = _VOLUME_STEP if event.angleDelta().y() > 0 else -_VOLUME_STEP
        wanted = round(min(max(self._volume + step, 0.0), 1.0), 2)
        if wanted != self._volume:
            self.volume_chosen.emit(wanted)
        event.accept()
