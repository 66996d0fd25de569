"""Passages that play one after another: from any of them on, paused and gone on with, the next and the one before."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound


class Playlist(QObject):
    """A list over the sound of a page.

    Signals:
        moved: the place of the passage that is heard now, or stands ready.
    """

    moved = Signal(int)

    def __init__(self, sound: RowSound, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound
        self._passages: tuple[RowPassage, ...] = ()
        self._place = -1
        sound.changed.connect(self._on_changed)

    @property
    def passages(self) -> tuple[RowPassage, ...]:
        """All of them, in their order."""
        return self._passages

    @property
    def place(self) -> int:
        """Which is heard, or was last; -1 before any was."""
        return self._place

    @property
    def is_playing(self) -> bool:
        """Whether one of them is heard now."""
        return self._place >= 0 and self._sound.is_playing(self._passages[self._place])

    def set_passages(self, passages: Sequence[RowPassage]) -> None:
        """Show these; what is heard and still among them goes on."""
        if tuple(passages) == self._passages:
            return
        current = self._passages[self._place] if self._place >= 0 else None
        self._passages = tuple(passages)
        self._place = self._passages.index(current) if current in self._passages else -1

    def play_from(self, place: int) -> None:
        """Play one of them from its start, and those after it."""
        if 0 <= place < len(self._passages):
            self._place = place
            self._sound.play_in_turn(self._passages[place:])
            self.moved.emit(place)

    def toggle(self) -> None:
        """Pause, or go on; from the first where none was heard yet."""
        if self._place < 0:
            self.play_from(0)
        else:
            self._sound.toggle_in_turn(self._passages[self._place :])

    def next(self) -> None:
        """The one after."""
        self.play_from(self._place + 1)

    def previous(self) -> None:
        """The one before; the first begins anew."""
        self.play_from(max(0, self._place - 1))

    def _on_changed(self) -> None:
        current = self._sound.current
        if current not in self._passages:
            return
        place = self._passages.index(current)
        if place != self._place:
            self._place = place
            self.moved.emit(place)
