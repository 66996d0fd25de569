"""The side bar: pages in their groups with what waits in them; folds to icons. Knows pages by key only."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.page import GROUP_TITLES, PageGroup
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, listed, ngettext


@dataclass(frozen=True, slots=True)
class SideBarEntry:
    """One page as the side bar shows it."""

    key: str
    title: str
    icon: str
    group: PageGroup


class SideBarItem(QAbstractButton):
    """One row: icon, title, count; only the icon when the bar is folded."""

    def __init__(self, title: str, icon: str, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._count = 0
        self._keys = ""
        self._is_folded = False
        self.setText(title)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()
        theme.changed.connect(self.updateGeometry)

    @property
    def count(self) -> int:
        """How much waits there."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show how much waits there; 0 shows nothing."""
        self._count = count
        self._describe()
        self.update()

    def set_keys(self, keys: str) -> None:
        """The chord that goes there, for the tool tip."""
        self._keys = keys
        self._describe()

    def set_icon(self, icon: str, title: str) -> None:
        """Show another icon and title."""
        self._icon = icon
        self.setText(title)
        self._describe()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Show the icon only, or the title too."""
        self._is_folded = folded
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        waiting = ngettext("{n} waits", "{n} wait", self._count).format(n=self._count) if self._count else ""
        self.setAccessibleName(listed(part for part in (self.text(), waiting) if part))
        says = self.accessibleName() if self._is_folded else self.text()
        self.setToolTip(f"{says} ({self._keys})" if self._keys else says if self._is_folded else "")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(32), self._theme.size("row"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, radius = QRectF(self.rect()), theme.size("radius")
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(rect, radius, radius)
        elif self.underMouse():
            painter.setBrush(theme.hover("background"))
            painter.drawRoundedRect(rect, radius, radius)
        if self.hasFocus():
            painter.setPen(theme.color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
        side, gap = theme.size("icon"), theme.size("sm")
        token = "accent" if self.isChecked() else "muted"
        if self._is_folded:
            paint_icon(painter, QRectF((rect.width() - side) / 2, 0, side, rect.height()), self._icon, theme, token)
            return
        paint_icon(painter, QRectF(gap, 0, side, rect.height()), self._icon, theme, token)
        self._paint_words(painter, rect.adjusted(2 * gap + side, 0, -gap, 0))

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._count:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, str(self._count))
            taken = painter.fontMetrics().horizontalAdvance(str(self._count)) + theme.size("sm")
            rect = rect.adjusted(0, 0, -taken, 0)
        painter.setFont(theme.font("body", "medium" if self.isChecked() else "normal"))
        painter.setPen(theme.color("text" if self.isCheckable() else "muted"))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, middle, words)


class SideBar(QWidget):
    """Groups of pages; 200 px open, 48 folded.

    Signals:
        page_requested: the key of the page that was chosen.
        fold_requested: whether it shall be folded.
    """

    page_requested = Signal(str)
    fold_requested = Signal(bool)

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Pages"))
        self._theme = theme
        self._commands = commands
        self._is_folded = False
        self._items: dict[str, SideBarItem] = {}
        self._groups: list[QLabel] = []
        self._build()
        theme.changed.connect(self._measure)
        commands.keys_changed.connect(self._name_keys)
        self._measure()

    @property
    def keys(self) -> tuple[str, ...]:
        """The pages in their order, as Ctrl+1…9 count them."""
        return tuple(self._items)

    def item(self, key: str) -> SideBarItem:
        """The row of a page."""
        return self._items[key]

    def show_entries(self, entries: tuple[SideBarEntry, ...]) -> None:
        """Show these pages in their groups; a group without a page is left out."""
        self._clear()
        for group in PageGroup:
            members = [entry for entry in entries if entry.group == group]
            if group == PageGroup.NONE or not members:
                continue
            label = QLabel(_(GROUP_TITLES[group]))
            label.setProperty("type", "caption")
            label.setProperty("tone", "muted")
            self._groups.append(label)
            self._column.addWidget(label)
            for entry in members:
                self._add_item(entry)
        self._name_keys()
        self.set_folded(self._is_folded)

    def set_count(self, key: str, count: int) -> None:
        """Show how much waits on a page."""
        if key in self._items:
            self._items[key].set_count(count)

    def choose(self, key: str) -> None:
        """Show which page is on the screen; a page that has no row chooses none."""
        for own, item in self._items.items():
            item.setChecked(own == key)

    def set_folded(self, folded: bool) -> None:
        """Fold to icons, or open."""
        self._is_folded = folded
        for item in (*self._items.values(), self._fold):
            item.set_folded(folded)
        self._fold.set_icon("unfold" if folded else "fold", _("Unfold") if folded else _("Fold"))
        for label in self._groups:
            label.setText("" if folded else label.property("words") or label.text())
        self._name.setVisible(not folded)
        self._measure()

    def _build(self) -> None:
        self._logo = _Logo(theme=self._theme)
        self._name = QLabel("QA Desk")
        self._name.setObjectName("product_name")
        self._name.setProperty("weight", "strong")
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        self._logo.add_words(self._name)
        head.addWidget(self._logo)
        self._column = QVBoxLayout()
        self._fold = SideBarItem("", "fold", theme=self._theme, name="fold")
        self._fold.clicked.connect(lambda: self.fold_requested.emit(not self._is_folded))
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._head)
        self._outer.addLayout(self._column)
        self._outer.addStretch(1)
        self._outer.addWidget(self._fold)

    def _add_item(self, entry: SideBarEntry) -> None:
        item = SideBarItem(entry.title, entry.icon, theme=self._theme, name=f"page_{entry.key}")
        item.setCheckable(True)
        item.clicked.connect(lambda _checked=False, key=entry.key: self._on_clicked(key))
        self._items[entry.key] = item
        self._column.addWidget(item)

    def _clear(self) -> None:
        for widget in (*self._items.values(), *self._groups):
            self._column.removeWidget(widget)
            widget.deleteLater()
        self._items, self._groups = {}, []

    def _name_keys(self) -> None:
        chords = self._commands.key_caps("window.page")
        for place, item in enumerate(self._items.values()):
            item.set_keys(chords[place] if place < len(chords) else "")
        self._fold.set_keys(self._commands.hint("window.fold"))

    def _measure(self) -> None:
        theme, gap = self._theme, self._theme.size("sm")
        self.setFixedWidth(theme.size("sidebar_folded" if self._is_folded else "sidebar"))
        self._head.setFixedHeight(theme.size("topbar"))
        self._outer.setContentsMargins(gap, 0, gap, theme.size("md"))
        self._outer.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for place, label in enumerate(self._groups):
            above = theme.size("md") if place or not self._is_folded else 0
            label.setContentsMargins(gap, above, 0, 0)
            label.setFixedHeight(above + (0 if self._is_folded else theme.size("control")))
            if label.property("words") is None:
                label.setProperty("words", label.text())

    def _on_clicked(self, key: str) -> None:
        # The page decides what is chosen: a click alone must not uncheck the row it lies on.
        self._items[key].setChecked(True)
        self.page_requested.emit(key)


class _Logo(QWidget):
    """The mark of QA Desk with its name beside it."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words: QLabel | None = None

    def add_words(self, label: QLabel) -> None:
        self._words = label
        label.setParent(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        side = theme.px(20)
        left = theme.size("sm") - 2 if self._words and self._words.isVisible() else (self.width() - side) / 2
        paint_icon(QPainter(self), QRectF(left, 0, side, self.height()), "logo", theme, "accent")

    def resizeEvent(self, _event: object) -> None:
        if self._words is not None:
            left = self._theme.size("sm") + self._theme.px(20) + self._theme.size("sm") - 2
            self._words.setGeometry(left, 0, max(self.width() - left, 0), self.height())
