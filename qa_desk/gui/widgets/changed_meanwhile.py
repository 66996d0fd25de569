"""The place in a form where two versions of a record stand side by side while a person chooses what is saved."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.both_changed import BothChanged, compared, merged
from qa_desk.gui.widgets.emptying import emptied

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class ChangedMeanwhile(QWidget):
    """Takes no room until somebody else saved first.

    Args:
        name: the object name of the choice, while there is one.
    """

    def __init__(self, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def ask(
        self,
        mine: T,
        theirs: T,
        *,
        before: T | None,
        words: Callable[[T], Sequence[tuple[str, str, str]]],
        chosen: Callable[[T, T], None],
    ) -> None:
        """Show where both differ.

        Args:
            before: what both began with, where that is known.
            words: for each field its name in the record, what it is called, and what it says.
            chosen: called with the record as chosen, and with theirs.
        """
        self.clear()
        choice = BothChanged(compared(mine, theirs, before, words), theme=self._theme, name=self._name)
        choice.chosen.connect(lambda choices: chosen(merged(mine, theirs, choices), theirs))
        self._column.addWidget(choice)
        self.show()

    def clear(self) -> None:
        """Nothing is to be chosen."""
        emptied(self._column)
        self.hide()
