"""Lines of a list in the form, such as levels and reasons: a text in every language, and where asked points."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.editing.local_text_edit import LocalTextEdit
from qa_desk.gui.scorecards.editing.quiet_fields import NumberField
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_NUMBER_WIDTH = 72


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `number` is None where the list carries no points."""

    text: LocalText
    number: float | None = None


class EntryRows(QWidget):
    """The lines with their buttons, and one to add another.

    Signals:
        entry_changed: position and the `Entry` as it is typed.
        left: a field was left; what was typed is whole.
        added: another line is wanted.
        removed: the position of a line that goes.
        moved: a line's position and where it goes.
    """

    entry_changed = Signal(int, object)
    left = Signal()
    added = Signal()
    removed = Signal(int)
    moved = Signal(int, int)

    def __init__(
        self,
        languages: Collection[str],
        *,
        theme: Theme,
        name: str,
        title: str,
        add_title: str,
        can_move: bool = True,
        least: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._languages = tuple(languages)
        self._theme = theme
        self._title = title
        self._can_move = can_move
        self._least = least
        self._shown: tuple[str, ...] = tuple(languages)
        self._entries: tuple[Entry, ...] = ()
        self._made: list[_Row] = []
        self._rows: list[_Row] = []
        self._is_read_only = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.size("sm"))
        self._add = Button(add_title, theme=theme, small=True, icon="plus", name=f"{name}_add")
        self._add.clicked.connect(self.added)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(self._column)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def gap(self) -> int:
        """The room between the widgets of a line."""
        return self._theme.size("xs")

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these lines; where as many stand there already, only what they say changes."""
        before, self._entries = self._entries, tuple(entries)
        has_numbers = [entry.number is not None for entry in self._entries]
        if has_numbers != [entry.number is not None for entry in before] or len(self._rows) != len(self._entries):
            self._arrange_rows()
        for row, entry in zip(self._rows, self._entries, strict=True):
            row.show_entry(entry)

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        self._shown = tuple(languages)
        for row in self._rows:
            row.text.show_languages(languages)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._is_read_only = read_only
        self._add.setVisible(not read_only)
        for row in self._rows:
            row.set_read_only(read_only)

    def take_keyboard(self, at: int) -> None:
        """Write in the line at this position."""
        if 0 <= at < len(self._rows):
            self._rows[at].text.take_keyboard()

    def _arrange_rows(self) -> None:
        """As many lines as there are entries; those that are not needed wait, as making one takes milliseconds."""
        while len(self._made) < len(self._entries):
            at = len(self._made)
            row = _Row(self, at, can_move=self._can_move)
            self._column.addWidget(row)
            self._made.append(row)
            self._connect(row, at)
        self._rows = self._made[: len(self._entries)]
        for row, entry in zip(self._rows, self._entries, strict=True):
            row.number.setVisible(entry.number is not None)
            row.text.show_languages(self._shown)
            row.set_read_only(self._is_read_only)
            row.show()
        for row in self._made[len(self._entries) :]:
            row.hide()

    def make_parts(self, at: int) -> tuple[LocalTextEdit, NumberField, tuple[Button, ...]]:
        """The widgets of the line at this position, named by it."""
        theme, named = self._theme, f"{self.objectName()}_{at}"
        title = _("{title} {n}").format(title=self._title, n=at + 1)
        text = LocalTextEdit(self._languages, theme=theme, name=f"{named}_text", title=title)
        number = NumberField(theme=theme, name=f"{named}_points", title=_("Points of {entry}").format(entry=title))
        # points are told when the field is left: half a number would put the line elsewhere
        number.setKeyboardTracking(False)
        number.setFixedWidth(theme.px(_NUMBER_WIDTH))
        icons = (("arrow-up", _("Up"), "up"), ("arrow-down", _("Down"), "down"), ("delete", _("Remove"), "remove"))
        buttons = tuple(
            Button(theme=theme, kind="quiet", small=True, icon=icon, name=f"{named}_{key}",
                   tip=_("{what}: {entry}").format(what=what, entry=title))
            for icon, what, key in icons
        )  # fmt: skip
        return text, number, buttons

    def _connect(self, row: "_Row", at: int) -> None:
        up, down, remove = row.buttons
        up.setEnabled(at > 0)
        down.setEnabled(at < len(self._entries) - 1)
        if len(self._entries) <= self._least:
            remove.set_disabled_reason(_("At least {n} are needed").format(n=self._least))
        up.clicked.connect(lambda: self.moved.emit(at, at - 1))
        down.clicked.connect(lambda: self.moved.emit(at, at + 1))
        remove.clicked.connect(lambda: self.removed.emit(at))
        row.text.text_changed.connect(lambda text: self._tell(at, replace(self._entries[at], text=text)))
        row.number.number_changed.connect(lambda number: self._tell(at, replace(self._entries[at], number=number)))
        row.text.finished.connect(self.left)
        row.number.editingFinished.connect(self.left)

    def _tell(self, at: int, entry: Entry) -> None:
        self.entry_changed.emit(at, entry)


class _Row(QWidget):
    """One line: points, text, buttons."""

    def __init__(self, owner: EntryRows, at: int, *, can_move: bool) -> None:
        super().__init__(owner)
        self.text, self.number, buttons = owner.make_parts(at)
        self.buttons = buttons
        self._offered = buttons if can_move else buttons[-1:]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(owner.gap)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.number, 0, top)
        row.addWidget(self.text, 1, top)
        for button in self.buttons:
            button.hide()
            row.addWidget(button, 0, top)

    def show_entry(self, entry: Entry) -> None:
        self.text.show_text(entry.text)
        if entry.number is not None:
            self.number.show_number(entry.number)

    def set_read_only(self, read_only: bool) -> None:
        self.text.set_read_only(read_only)
        self.number.setReadOnly(read_only)
        for button in self._offered:
            button.setVisible(not read_only)
