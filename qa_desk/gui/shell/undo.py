"""Undo and redo of use-cases: whoever changes something that can be taken back registers a step; one stack a window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What was done and how to take it back; both callables start their own job and tell of failure themselves."""

    title: str
    undo: Callable[[], None]
    redo: Callable[[], None] | None = None


class UndoStack(QObject):
    """The steps of one signed-in person, newest last.

    Signals:
        changed: another step is next to be undone or redone.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []

    @property
    def undo_title(self) -> str:
        """What would be undone next, or an empty text."""
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        """What would be redone next, or an empty text."""
        return self._undone[-1].title if self._undone else ""

    def push(self, step: UndoStep) -> None:
        """Register what was just done; what was undone before can't be redone any more."""
        self._done = [*self._done, step][-_DEEPEST:]
        self._undone = []
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last step back; false when there is none."""
        if not self._done:
            return False
        step = self._done.pop()
        if step.redo is not None:
            self._undone.append(step)
        step.undo()
        self.changed.emit()
        return True

    def redo(self) -> bool:
        """Do the last undone step again; false when there is none."""
        if not self._undone:
            return False
        step = self._undone.pop()
        assert step.redo is not None
        self._done.append(step)
        step.redo()
        self.changed.emit()
        return True

    def drop(self, step: UndoStep) -> None:
        """Forget a step that can't be taken back any more, because its time ran out or it failed."""
        self._done = [kept for kept in self._done if kept is not step]
        self._undone = [kept for kept in self._undone if kept is not step]
        self.changed.emit()

    def clear(self) -> None:
        """Forget everything: another person has signed in."""
        self._done, self._undone = [], []
        self.changed.emit()
