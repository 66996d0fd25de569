"""Tracks of rating inputs that are more than segments: − value + for points, a button for a deduction's reasons."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _

TRACK_WIDTH = 128
_STEP_WIDTH = 32


class PointsTrack(QWidget):
    """A field for the number between the buttons that take a step off and put one on."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_chosen = False
        self._is_refused = False
        self._on_selection = False
        self.less = _StepButton("minus", theme=theme, parent=self)
        self.more = _StepButton("plus", theme=theme, parent=self)
        self.field = QLineEdit(self)
        self._ring = FocusRing(self.field, theme)
        self._build()
        theme.changed.connect(self._dress)

    def set_chosen(self, chosen: bool) -> None:
        """Show that a number is given."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self._dress()

    def set_refused(self, refused: bool) -> None:
        """Show that the number typed does not lie on the scale."""
        self._is_refused = refused
        self.update()

    def set_on_selection(self, on_selection: bool) -> None:
        """Lie on the current row of the form."""
        self._on_selection = on_selection
        self.update()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.less.setToolTip(_("Fewer points"))
        self.more.setToolTip(_("More points"))
        self.less.setAccessibleName(_("Fewer points"))
        self.more.setAccessibleName(_("More points"))
        self.field.setObjectName("points")
        self.field.setAccessibleName(_("Points"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setPlaceholderText("–")
        self.field.setMaxLength(6)
        self.field.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.less)
        row.addWidget(self.field, 1)
        row.addWidget(self.more)
        self.setFocusProxy(self.field)
        self._dress()

    def _dress(self) -> None:
        # The style sheet knows the property; a sheet of its own for each field would be parsed a hundred times.
        self.field.setProperty("chosen", self._is_chosen)
        self.field.style().polish(self.field)
        self.field.setFont(self._theme.font("caption", "strong" if self._is_chosen else "normal"))
        self.field.setFixedHeight(self._theme.size("control"))
        self.updateGeometry()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(TRACK_WIDTH), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        radius = theme.size("radius")
        fill = theme.color("raised") if self._on_selection else theme.track()
        draw_box(painter, QRectF(self.rect()), radius=radius, fill=fill)
        middle = QRectF(self.field.geometry())
        if self._is_refused:
            draw_box(
                painter, middle, radius=radius, fill=theme.tint("fail", "raised"), edge=theme.color("fail"), width=2
            )
        elif self._is_chosen or self.field.hasFocus():
            draw_box(painter, middle, radius=radius, fill=theme.color("raised"), edge=theme.color("outline"))
        if self.field.hasFocus() and not self._is_refused:
            width = theme.size("focus_ring")
            draw_box(painter, middle, radius=radius, edge=theme.color("focus"), width=width)


class _StepButton(QPushButton):
    def __init__(self, icon_name: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._ring = FocusRing(self, theme)
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_STEP_WIDTH), self._theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        rect = QRectF(self.rect())
        if self.isEnabled() and self.underMouse():
            fill = theme.pressed() if self.isDown() else theme.hover()
            draw_box(painter, rect, radius=theme.size("radius"), fill=fill)
        side = theme.px(12)
        icon_rect = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        paint_icon(painter, icon_rect, self._icon_name, theme, "muted")


class ReasonsButton(QPushButton):
    """One button that says how many reasons are noted."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_chosen = False
        self._on_selection = False
        self._ring = FocusRing(self, theme)
        self.setObjectName("reasons")
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, *, chosen: bool) -> None:
        """Say `text`, as an answer or as an invitation."""
        self.setText(text)
        self._is_chosen = chosen
        self.updateGeometry()
        self.update()

    def set_on_selection(self, on_selection: bool) -> None:
        """Lie on the current row of the form."""
        self._on_selection = on_selection
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        wanted = text_width(self.text(), self._theme.font("caption", "strong")) + 2 * self._theme.size("sm")
        return QSize(max(self._theme.px(TRACK_WIDTH), round(wanted + 0.5)), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        rect, radius = QRectF(self.rect()), theme.size("radius")
        if self._is_chosen:
            draw_box(painter, rect, radius=radius, fill=theme.color("raised"), edge=theme.color("outline"))
        else:
            track = theme.color("raised") if self._on_selection else theme.track()
            draw_box(painter, rect, radius=radius, fill=theme.hover() if self.underMouse() else track)
        font = theme.font("caption", "strong" if self._is_chosen else "normal")
        ink = theme.color("text" if self._is_chosen or self.underMouse() else "muted")
        draw_text(painter, rect, self.text(), font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
        self._ring.draw_inside(painter, rect)
