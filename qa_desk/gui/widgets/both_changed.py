"""Two changed the same thing: both values side by side, in the page, and the person chooses; nothing is lost by itself.

Used by every form that two people may save, and by the desk for what it kept while its server was away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sight import bring_into_sight
from qa_desk.i18n import _, with_label

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

_DASH = "–"


class Side(StrEnum):
    """Whose value counts."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class BothValues:
    """One field that differs, in words; `before` is what both began with, where that is known."""

    key: str
    title: str
    mine: str
    theirs: str
    before: str | None = None

    @property
    def suggested(self) -> Side | None:
        """The side that alone changed it; None when both did, or nobody knows."""
        if self.before == self.theirs:
            return Side.MINE
        return Side.THEIRS if self.before == self.mine else None


def compared(
    mine: T, theirs: T, before: T | None, words: Callable[[T], Sequence[tuple[str, str, str]]]
) -> list[BothValues]:
    """The fields in which two versions of a record differ.

    Args:
        before: what both began with, where that is known.
        words: for each field its name in the record, what it is called, and what it says.
    """
    began = words(before) if before is not None else [("", "", None)] * len(words(mine))
    return [
        BothValues(key, title, own, saved, known)
        for (key, title, own), (_key, _title, saved), (_name, _called, known) in zip(
            words(mine), words(theirs), began, strict=True
        )
        if getattr(mine, key) != getattr(theirs, key)
    ]


def merged(mine: T, theirs: T, choices: Mapping[str, Side]) -> T:
    """What is saved, with the fields of mine that were chosen."""
    kept = {key: getattr(mine, key) for key, side in choices.items() if side is Side.MINE}
    return replace(theirs, **kept)


class BothChanged(QWidget):
    """The fields that differ. What one side alone changed is chosen already; where both did the person has to.

    Args:
        can_keep_mine: false where what is saved can't be changed any more; mine is only shown then.
        save_title: what the button says that takes the choice.

    Signals:
        chosen: a mapping of each field's key to its `Side`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        fields: Sequence[BothValues],
        *,
        theme: Theme,
        name: str,
        can_keep_mine: bool = True,
        save_title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields = tuple(fields)
        self._can_keep_mine = can_keep_mine
        self._groups: dict[str, QButtonGroup] = {}
        self.setObjectName(name)
        self._build(save_title or _("Save these"))
        self._show_whether_complete()

    @property
    def choices(self) -> Mapping[str, Side]:
        """What is chosen so far."""
        found = {key: group.checkedId() for key, group in self._groups.items()}
        return {key: Side.MINE if place == 1 else Side.THEIRS for key, place in found.items() if place >= 0}

    def choose_all(self, side: Side) -> None:
        """Choose the same side for every field, and take it."""
        for group in self._groups.values():
            group.button(1 if side is Side.MINE else 2).setChecked(True)
        self.chosen.emit(dict.fromkeys(self._groups, side))

    def _build(self, save_title: str) -> None:
        theme = self._theme
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("md"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for place, words in ((1, _("yours")), (2, _("saved meanwhile"))):
            grid.addWidget(_words(words, is_quiet=True), 0, place)
        for line, one in enumerate(self._fields, start=1):
            grid.addWidget(_words(one.title, is_quiet=True), line, 0, Qt.AlignmentFlag.AlignTop)
            self._add_sides(grid, line, one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(grid)
        column.addLayout(self._buttons(save_title))

    def _add_sides(self, grid: QGridLayout, line: int, one: BothValues) -> None:
        group = QButtonGroup(self)
        self._groups[one.key] = group
        for place, value in ((1, one.mine), (2, one.theirs)):
            side = Side.MINE if place == 1 else Side.THEIRS
            part = _SideValue(value or _DASH, title=one.title, side=side, theme=self._theme)
            part.radio.setObjectName(f"{side}_{one.key}")
            part.setEnabled(self._can_keep_mine or side is Side.THEIRS)
            part.radio.setChecked(one.suggested is side and part.isEnabled())
            group.addButton(part.radio, place)
            grid.addWidget(part, line, place)
        if not self._can_keep_mine:
            group.button(2).setChecked(True)
        group.idToggled.connect(lambda _id, _checked: self._show_whether_complete())

    def _buttons(self, save_title: str) -> QHBoxLayout:
        theme = self._theme
        self._save = Button(save_title, theme=theme, kind="primary", small=True, name="save_chosen")
        keep = Button(_("Keep all of mine"), theme=theme, small=True, name="keep_mine")
        take = Button(_("Take all that is saved"), theme=theme, small=True, name="take_theirs")
        keep.setVisible(self._can_keep_mine)
        self._save.setVisible(self._can_keep_mine and bool(self._fields))
        self._save.clicked.connect(lambda: self.chosen.emit(dict(self.choices)))
        keep.clicked.connect(lambda: self.choose_all(Side.MINE))
        take.clicked.connect(lambda: self.choose_all(Side.THEIRS))
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        for button in (self._save, keep, take):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _show_whether_complete(self) -> None:
        is_open = len(self.choices) < len(self._fields)
        self._save.set_disabled_reason(_("Choose one of both in every line first") if is_open else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: bring_into_sight(self))


class _SideValue(QWidget):
    """One value with its radio button; the words choose it too."""

    def __init__(self, words: str, *, title: str, side: Side, theme: Theme) -> None:
        super().__init__()
        self.radio = QRadioButton()
        whose = _("yours") if side is Side.MINE else _("saved meanwhile")
        self.radio.setAccessibleName(with_label(title, with_label(whose, words)))
        self.radio.setToolTip(whose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_words(words), 1, Qt.AlignmentFlag.AlignTop)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.radio.setChecked(True)
        self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


def _words(words: str, *, is_quiet: bool = False) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if is_quiet:
        label.setProperty("tone", "muted")
    return label
