"""The top bar: back and forward, the way here, the find field, and the menu of the person who signed in."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.navigation import Crumb
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_FIND_WIDTH = 336
_FIND_WIDTH_NARROW = 176
_NARROW = 900


class TopBar(QWidget):
    """40 high, over every page.

    Signals:
        back_requested, forward_requested, find_requested: what the person wants.
        place_requested: the `Place` of the crumb that was clicked.
    """

    back_requested = Signal()
    forward_requested = Signal()
    find_requested = Signal()
    place_requested = Signal(object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._commands = commands
        self._shown: tuple[Crumb, ...] = ()
        self._crumbs: list[QWidget] = []
        self._build()
        self._connect()
        self._measure()

    def show_crumbs(self, crumbs: tuple[Crumb, ...], position: str) -> None:
        """Show the way here, the last crumb strong, then where among its brothers it stands."""
        self._position.setText(position)
        if crumbs == self._shown:
            return
        self._shown = crumbs
        for widget in self._crumbs:
            self._way.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._crumbs = []
        for place, crumb in enumerate(crumbs):
            if place:
                self._add_crumb(_Chevron(theme=self._theme))
            is_last = place == len(crumbs) - 1
            self._add_crumb(_CrumbLabel(crumb, is_last=is_last, theme=self._theme, clicked=self.place_requested))

    def show_history(self, can_go_back: bool, can_go_forward: bool) -> None:
        """Whether back and forward can be pressed."""
        self._back.setEnabled(can_go_back)
        self._forward.setEnabled(can_go_forward)

    def show_person(self, name: str, menu: QMenu) -> None:
        """Show who signed in, with the menu under the name."""
        self._person.setText(name)
        self._person.set_menu(menu)

    def open_person_menu(self) -> None:
        """Open the menu of the person."""
        self._person.open_menu()

    def _build(self) -> None:
        theme, commands = self._theme, self._commands
        self._back = Button(
            theme=theme,
            kind="quiet",
            small=True,
            icon="arrow-left",
            tip=_("Back"),
            name="back",
            commands=commands,
            command="window.back",
            ground="background",
        )
        self._forward = Button(
            theme=theme,
            kind="quiet",
            small=True,
            icon="arrow-right",
            tip=_("Forward"),
            name="forward",
            commands=commands,
            command="window.forward",
            ground="background",
        )
        self._way = QHBoxLayout()
        self._position = QLabel()
        self._position.setObjectName("crumb_position")
        self._position.setProperty("type", "caption")
        self._position.setProperty("tone", "muted")
        self._find = FindField(theme=theme, commands=commands)
        self._person = PersonButton(theme=theme)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._back)
        self._row.addWidget(self._forward)
        self._row.addLayout(self._way)
        self._row.addWidget(self._position)
        self._row.addStretch(1)
        self._row.addWidget(self._find)
        self._row.addWidget(self._person)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self.back_requested.emit())
        self._forward.clicked.connect(lambda: self.forward_requested.emit())
        self._find.clicked.connect(lambda: self.find_requested.emit())
        self._theme.changed.connect(self._measure)

    def _measure(self) -> None:
        theme = self._theme
        self.setFixedHeight(theme.size("topbar"))
        self._row.setContentsMargins(theme.size("sm"), 0, theme.size("md"), 0)
        self._row.setSpacing(0)
        self._way.setContentsMargins(theme.size("md"), 0, theme.size("md"), 0)
        self._way.setSpacing(theme.size("sm"))

    def _add_crumb(self, widget: QWidget) -> None:
        self._crumbs.append(widget)
        self._way.addWidget(widget)

    def resizeEvent(self, event: object) -> None:
        self._find.set_wide(self.width() >= self._theme.px(_NARROW))


class FindField(QAbstractButton):
    """Looks like a field and opens the palette."""

    def __init__(self, *, theme: Theme, commands: CommandRegistry) -> None:
        super().__init__()
        self._theme = theme
        self._commands = commands
        self._is_wide = True
        self.setObjectName("find")
        self.setAccessibleName(_("Find a call, case, person or command"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        commands.keys_changed.connect(self.update)

    def set_wide(self, wide: bool) -> None:
        """Say all that can be found, or one word only."""
        self._is_wide = wide
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_FIND_WIDTH if self._is_wide else _FIND_WIDTH_NARROW), self._theme.size("row"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, radius, gap = QRectF(self.rect()), theme.size("radius"), theme.size("sm")
        edge = "focus" if self.hasFocus() else "outline" if self.underMouse() else "line"
        painter.setPen(theme.color(edge))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side = theme.size("icon")
        paint_icon(painter, QRectF(gap, 0, side, rect.height()), "search", theme, "muted")
        keys = self._commands.hint("window.palette")
        right = rect.width() - gap
        if keys:
            size = key_cap_size(keys, theme)
            right -= size.width()
            paint_key_cap(
                painter, QRectF(right, (rect.height() - size.height()) / 2, size.width(), size.height()), keys, theme
            )
        left = 2 * gap + side
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("muted"))
        words = _("Find a call, case, person or command") if self._is_wide else _("Find")
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(right - left - gap))
        painter.drawText(QRectF(left, 0, right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown)


class PersonButton(QAbstractButton):
    """The name of the person who signed in; opens the menu."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._menu: QMenu | None = None
        self.setObjectName("person")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)
        theme.changed.connect(self.updateGeometry)

    def set_menu(self, menu: QMenu) -> None:
        """The menu that a click opens; the one before it goes."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu
        self.setAccessibleName(_("{name}, menu").format(name=self.text()))
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        """Open it under the name, its right edge at the name's."""
        if self._menu is not None:
            corner = self.mapToGlobal(QPoint(self.width() - self._menu.sizeHint().width(), self.height()))
            self._menu.popup(corner)

    def sizeHint(self) -> QSize:
        theme = self._theme
        wide = QFontMetrics(theme.font("body")).horizontalAdvance(self.text())
        return QSize(wide + theme.size("icon") + theme.size("xs") + 2 * theme.size("md"), theme.size("row"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, radius = QRectF(self.rect()), theme.size("radius")
        inner = rect.adjusted(theme.size("xs"), 0, 0, 0)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover("background"))
            painter.drawRoundedRect(inner, radius, radius)
        if self.hasFocus():
            painter.setPen(theme.color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), radius, radius)
        side = theme.size("icon")
        words = rect.adjusted(theme.size("md"), 0, -side - theme.size("sm"), 0)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        paint_icon(
            painter, QRectF(rect.right() - side - theme.size("sm"), 0, side, rect.height()), "chevron-down", theme
        )


class _CrumbLabel(QLabel):
    def __init__(self, crumb: Crumb, *, is_last: bool, theme: Theme, clicked: object) -> None:
        super().__init__(crumb.title)
        self._place = crumb.place
        self._clicked = clicked
        self.setObjectName("crumb_here" if is_last else "crumb")
        self.setProperty("weight", "strong" if is_last else "")
        self.setProperty("tone", "" if is_last else "muted")
        if self._place is not None and not is_last:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(_("Back to {title}").format(title=crumb.title))

    def mouseReleaseEvent(self, ev: object) -> None:
        if self._place is not None:
            self._clicked.emit(self._place)  # type: ignore[attr-defined]  # a bound signal has no public type


class _Chevron(QWidget):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedWidth(theme.size("icon"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = self._theme.px(12)
        rect = QRectF((self.width() - side) / 2, 0, side, self.height())
        paint_icon(QPainter(self), rect, "chevron-right", self._theme, "muted")
