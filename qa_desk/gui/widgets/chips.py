"""Filters as a row of chips in words: what is shown can be read, and each part of it taken away.

A page turns its filter into chips and back; the row knows words and keys only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _

_RADIUS = 12
_SIGN = 12
_ADD = "\x00add"
_ROOM_FOR_RING = 4


class ChipKind(Enum):
    """What a chip can do; the value is its sign."""

    FILTER = "close"
    CHOICE = "chevron-down"
    TOGGLE = ""
    ADD = "plus"


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a filter: `key` is what the page calls it, `text` its words, `is_on` whether a toggle is on."""

    key: str
    text: str
    kind: ChipKind = ChipKind.FILTER
    is_on: bool = False
    tip: str = ""


class ChipButton(QAbstractButton):
    """One chip of the row; a click on the ✕ removes, elsewhere it opens.

    Signals:
        remove_requested: the ✕ or Delete.
    """

    remove_requested = Signal()

    def __init__(self, chip: Chip, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chip = chip
        self._ring = FocusRing(self, theme, outside=True, radius=_RADIUS)
        self.setText(chip.text)
        self.setCheckable(chip.kind is ChipKind.TOGGLE)
        self.setChecked(chip.is_on)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setObjectName("chip_add" if chip.key == _ADD else f"chip_{chip.key}")
        self.setAccessibleName(chip.text if chip.key != _ADD else _("Add a filter"))
        self.setToolTip(chip.tip or self._own_tip())

    @property
    def chip(self) -> Chip:
        """What it shows."""
        return self._chip

    def _own_tip(self) -> str:
        tips = {
            ChipKind.FILTER: _("{text} (Enter changes, Delete removes)").format(text=self._chip.text),
            ChipKind.CHOICE: _("{text} (Enter chooses)").format(text=self._chip.text),
            ChipKind.TOGGLE: self._chip.text,
            ChipKind.ADD: _("Add a filter"),
        }
        return tips[self._chip.kind]

    def _font(self) -> QFont:
        return self._theme.font("caption", "medium" if self._chip.is_on else "normal")

    def _sign_side(self) -> int:
        return self._theme.px(_SIGN) if self._chip.kind.value else 0

    def sizeHint(self) -> QSize:
        theme = self._theme
        sign = self._sign_side() + theme.size("xs") if self._sign_side() else 0
        width = text_width(self.text(), theme.font("caption", "medium")) + 2 * theme.size("sm") + sign
        return QSize(round(width + 0.5) + 1, theme.size("control"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chip.kind is ChipKind.FILTER:
            self.remove_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_sign = event.position().x() > self.width() - self._theme.size("sm") - self._sign_side() - 2
        is_pressed = self.isDown() and self.rect().contains(event.position().toPoint())
        if on_sign and is_pressed and self._chip.kind is ChipKind.FILTER:
            self.setDown(False)
            self.remove_requested.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        chip, is_hot = self._chip, self.underMouse() and self.isEnabled()
        radius = rect.height() / 2
        if chip.is_on:
            draw_box(painter, rect, radius=radius, fill=theme.color("selection"), edge=theme.color("accent"))
        elif chip.kind is ChipKind.ADD:
            fill = theme.hover() if is_hot else None
            draw_box(painter, rect, radius=radius, fill=fill, edge=theme.color("outline"), dashed=True)
        else:
            fill = theme.hover("raised") if is_hot else theme.color("raised")
            draw_box(painter, rect, radius=radius, fill=fill, edge=theme.color("line"))
        side, pad, gap = self._sign_side(), theme.size("sm"), theme.size("xs")
        ink = theme.color("muted" if chip.kind is ChipKind.ADD else "text")
        room = rect.width() - 2 * pad - (side + gap if side else 0)
        left = pad + (side + gap if chip.kind is ChipKind.ADD else 0)
        draw_text(painter, QRectF(left, 0, room + 1, rect.height()), chip.text, font=self._font(), color=ink)
        if side:
            x = pad if chip.kind is ChipKind.ADD else rect.width() - pad - side
            token = "text" if is_hot else "muted"
            paint_icon(painter, QRectF(x, 0, side, rect.height()), chip.kind.value, theme, token)


class FilterChips(QWidget):
    """The row of chips, going on in a second line where it is too narrow.

    Signals:
        opened: key of the chip to change (a click or Enter).
        removed: key of the chip taken away.
        toggled: key of the toggle clicked.
        add_requested: the "+ filter" chip.
    """

    opened = Signal(str)
    removed = Signal(str)
    toggled = Signal(str)
    add_requested = Signal()

    def __init__(
        self, *, theme: Theme, can_add: bool = True, name: str = "filter_chips", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_add = can_add
        self._buttons: list[ChipButton] = []
        self._flows: dict[int, list[QPoint]] = {}
        self.setObjectName(name)
        self.setAccessibleName(_("Filters"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._measure)
        self.set_chips(())

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips shown, without "+ filter"."""
        return tuple(button.chip for button in self._buttons if button.chip.key != _ADD)

    def set_chips(self, chips: Sequence[Chip], *, can_add: bool | None = None) -> None:
        """Show these chips, with or without "+ filter" from now on; no signal, and the keyboard stays in the row."""
        is_as_before = can_add in (None, self._can_add)
        if self._buttons and is_as_before and tuple(chips) == self.chips:
            return
        self._can_add = self._can_add if can_add is None else can_add
        at = self._focused()
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        shown = list(chips)
        if self._can_add:
            shown.append(Chip(_ADD, _("filter"), ChipKind.ADD))
        self._buttons = [self._make(chip) for chip in shown]
        self._measure()
        if at is not None and self._buttons:
            self._buttons[min(at, len(self._buttons) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """Take the keyboard to the first chip."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_menu(self, key: str, menu: QMenu) -> None:
        """Open `menu` below the chip with this key, or below "+ filter" when there is none."""
        button = next((button for button in self._buttons if button.chip.key == key), None)
        anchor = button or (self._buttons[-1] if self._buttons else self)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + self._theme.size("xs"))))

    def _make(self, chip: Chip) -> ChipButton:
        button = ChipButton(chip, theme=self._theme, parent=self)
        button.clicked.connect(lambda: self._on_clicked(button.chip))
        button.remove_requested.connect(lambda: self.removed.emit(chip.key))
        button.show()
        return button

    def _on_clicked(self, chip: Chip) -> None:
        if chip.kind is ChipKind.ADD:
            self.add_requested.emit()
        elif chip.kind is ChipKind.TOGGLE:
            self.toggled.emit(chip.key)
        else:
            self.opened.emit(chip.key)

    def _focused(self) -> int | None:
        return next((place for place, button in enumerate(self._buttons) if button.hasFocus()), None)

    def _measure(self) -> None:
        self._flows.clear()
        self._arrange()

    def _flow(self, width: int) -> list[QPoint]:
        # Layouts ask for the same few widths hundreds of times.
        if width not in self._flows:
            self._flows[width] = self._flowed(width)
        return self._flows[width]

    def _flowed(self, width: int) -> list[QPoint]:
        gap, edge = self._theme.size("sm"), _ROOM_FOR_RING
        x, y, places = edge, edge, []
        for button in self._buttons:
            size = button.sizeHint()
            if x > edge and x + size.width() > width - edge:
                x, y = edge, y + size.height() + gap
            places.append(QPoint(x, y))
            x += size.width() + gap
        return places

    def _arrange(self) -> None:
        for button, place in zip(self._buttons, self._flow(self.width()), strict=True):
            size = button.sizeHint()
            room = max(self.width() - 2 * _ROOM_FOR_RING, self._theme.size("control"))
            button.setGeometry(place.x(), place.y(), min(size.width(), room), size.height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        gap = self._theme.size("sm")
        width = sum(button.sizeHint().width() + gap for button in self._buttons)
        return QSize(width + 2 * _ROOM_FOR_RING, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.size("control") + 2 * _ROOM_FOR_RING)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._flow(width)
        last = places[-1].y() if places else _ROOM_FOR_RING
        return last + self._theme.size("control") + _ROOM_FOR_RING

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self._focused()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if at is None or step is None:
            super().keyPressEvent(event)
            return
        to = min(max(at + step, 0), len(self._buttons) - 1)
        self._buttons[to].setFocus(Qt.FocusReason.TabFocusReason)
