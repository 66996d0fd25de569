"""Leaving evidence on the recording: the passage chosen, the mark selected, and the keys that move both."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qa_desk.audio.passage import Passage
from qa_desk.domain.evaluation import Mark
from qa_desk.gui.desk.mark_kinds import mark_kind
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _

_BACK_S = 2.0
_SHORTEST_S = 0.1


class Marking(QObject):
    """The passage and the mark that are selected on the waveform.

    Signals:
        selection_changed: another passage or mark is selected, or none.
        note_wanted: id of a new mark, whose note is to be written.
    """

    selection_changed = Signal()
    note_wanted = Signal(str)

    def __init__(self, sound: DeskSound, waveform: Waveform, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound = sound
        self._waveform = waveform
        self._scoring: Scoring | None = None
        self._selected_id: str | None = None
        self._start_s: float | None = None
        self._is_at_end = True
        self._told: tuple[tuple[float, float] | None, str] = (None, "")
        self._connect()

    @property
    def selected_id(self) -> str | None:
        """The mark selected, by its id as text."""
        return self._selected_id

    @property
    def selected(self) -> Mark | None:
        """The mark selected."""
        if self._scoring is None or self._selected_id is None:
            return None
        return self._scoring.mark(self._selected_id)

    @property
    def passage(self) -> Passage | None:
        """The passage selected."""
        return self._waveform.selection

    @property
    def can_mark(self) -> bool:
        """Whether marks can be left here."""
        scoring = self._scoring
        return scoring is not None and not scoring.is_read_only and self._sound.duration_s > 0

    @property
    def has_marks(self) -> bool:
        """Whether there is a mark to go to."""
        return self._scoring is not None and bool(self._scoring.evaluation.marks)

    @property
    def has_selection(self) -> bool:
        """Whether a passage or a mark is selected."""
        return self.passage is not None or self._selected_id is not None

    def show_scoring(self, scoring: Scoring) -> None:
        """Another evaluation, nothing selected."""
        self._scoring, self._selected_id, self._start_s = scoring, None, None
        self._told = (None, "")
        self.draw()

    def draw(self) -> None:
        """Show the marks as they stand now."""
        scoring = self._scoring
        if scoring is None:
            return
        if self._selected_id is not None and scoring.mark(self._selected_id) is None:
            self._selected_id = None
        self._waveform.set_marks([self._shown(scoring, mark) for mark in scoring.evaluation.marks], self._selected_id)
        self._tell_selected()

    def start_here(self) -> None:
        """A passage starts at the playhead."""
        self._start_s, self._is_at_end = self._sound.position_s, False
        passage = self.passage
        end_s = passage.end_s if passage is not None and passage.end_s > self._start_s else self._start_s + _SHORTEST_S
        self._choose_passage(Passage(self._start_s, min(end_s, self._sound.duration_s)))

    def end_here(self) -> None:
        """The passage ends at the playhead; without a start it is the last two seconds."""
        end_s, passage = self._sound.position_s, self.passage
        start_s = self._start_s if self._start_s is not None else passage.start_s if passage is not None else None
        if start_s is None or start_s >= end_s:
            start_s = max(0.0, end_s - _BACK_S)
        self._is_at_end = True
        if end_s > start_s:
            self._choose_passage(Passage(start_s, end_s))

    def leave_mark(self, *, positive: bool = False) -> None:
        """Make a mark of the passage selected, else of the last two seconds, and ask for its note.

        Args:
            positive: whether it marks what went well.
        """
        scoring = self._scoring
        if scoring is None or not self.can_mark:
            return
        passage, here_s = self.passage, self._sound.position_s
        if passage is None:
            passage = Passage(max(0.0, here_s - _BACK_S), max(here_s, _SHORTEST_S))
        self._start_s = None
        self._waveform.set_selection(None)
        mark = scoring.save_mark(None, round(passage.start_s, 3), round(passage.end_s, 3), positive=positive)
        self.select(mark)
        self.note_wanted.emit(str(mark.id))

    def toggle_positive(self) -> None:
        """Say that the selected mark shows what went well, or no longer."""
        mark = self.selected
        if mark is not None and self._scoring is not None:
            self._scoring.set_positive(mark, not mark.positive)

    def nudge(self, direction: int) -> None:
        """Move the end that was set last by one nudge: of the passage selected, else of the mark."""
        passage, mark = self.passage, self.selected
        if passage is not None:
            self._choose_passage(Passage(*self._moved(passage.start_s, passage.end_s, direction)))
        elif mark is not None and self._scoring is not None:
            self._scoring.save_mark(mark, *self._moved(mark.start_s, mark.end_s, direction))

    def go_to_mark(self, direction: int) -> None:
        """Select the next mark, or the one before, and go to its start."""
        scoring = self._scoring
        marks = scoring.evaluation.marks if scoring is not None else ()
        if not marks:
            return
        chosen = self.selected
        if chosen is not None and chosen in marks:
            place = (marks.index(chosen) + direction) % len(marks)
        else:
            here_s = self._sound.position_s
            below = [place for place, mark in enumerate(marks) if mark.start_s > here_s + _SHORTEST_S]
            above = [place for place, mark in enumerate(marks) if mark.start_s < here_s - _SHORTEST_S]
            place = (below or [0])[0] if direction > 0 else (above or [len(marks) - 1])[-1]
        self.select(marks[place])
        self._sound.seek(marks[place].start_s)

    def select(self, mark: Mark | None) -> None:
        """Select a mark, and the criterion it belongs to."""
        self._selected_id = str(mark.id) if mark is not None else None
        if mark is not None and self._scoring is not None:
            self._waveform.set_selection(None)
            if mark.criterion_key is not None:
                self._scoring.go_to(mark.criterion_key)
        self.draw()
        if mark is not None:
            self._waveform.reveal_mark(str(mark.id))
        self.selection_changed.emit()

    def play(self, mark: Mark) -> None:
        """Hear just the passage of a mark."""
        self.select(mark)
        self._sound.play_passage(mark.start_s, mark.end_s)

    def delete_selected(self) -> None:
        """Take the selected mark away."""
        mark = self.selected
        if mark is not None and self._scoring is not None:
            self._scoring.remove_mark(mark)

    def clear(self) -> None:
        """Select nothing."""
        self._start_s = None
        self._waveform.set_selection(None)
        self.select(None)

    def toggle_loop(self) -> None:
        """Repeat the passage or mark selected; or no longer repeat."""
        chosen = self.passage or self.selected
        if self._sound.is_looping or chosen is None:
            self._sound.set_loop(None)
        else:
            self._sound.set_loop((chosen.start_s, chosen.end_s))

    def _connect(self) -> None:
        waveform = self._waveform
        waveform.mark_clicked.connect(self._with_mark(self.play))
        waveform.mark_moved.connect(self._on_mark_moved)
        waveform.selection_changed.connect(self._on_selection_dragged)
        waveform.selection_cleared.connect(self.selection_changed)
        waveform.loop_changed.connect(lambda start_s, end_s: self._sound.set_loop((start_s, end_s)))
        self.selection_changed.connect(self._tell_selected)

    def _tell_selected(self) -> None:
        mark = self.selected
        chosen = self.passage or mark
        note = mark.note if mark is not None and self.passage is None else ""
        told = ((chosen.start_s, chosen.end_s) if chosen is not None else None, note)
        if told != self._told:
            self._told = told
            self._sound.show_selected(*told)

    def _with_mark(self, then: Callable[[Mark], object]) -> Callable[[str], None]:
        def run(mark_id: str) -> None:
            mark = self._scoring.mark(mark_id) if self._scoring is not None else None
            if mark is not None:
                then(mark)

        return run

    def _choose_passage(self, passage: Passage) -> None:
        self._selected_id = None
        self._waveform.set_selection(passage)
        self.draw()
        self.selection_changed.emit()

    def _moved(self, start_s: float, end_s: float, direction: int) -> tuple[float, float]:
        by_s = direction * self._sound.nudge_s
        if self._is_at_end:
            return start_s, round(max(start_s + _SHORTEST_S, min(end_s + by_s, self._sound.duration_s)), 3)
        return round(max(0.0, min(start_s + by_s, end_s - _SHORTEST_S)), 3), end_s

    def _on_mark_moved(self, mark_id: str, start_s: float, end_s: float) -> None:
        scoring = self._scoring
        mark = scoring.mark(mark_id) if scoring is not None else None
        if scoring is not None and mark is not None and self.can_mark:
            scoring.save_mark(mark, start_s, end_s)
        else:
            self.draw()

    def _on_selection_dragged(self, start_s: float, _end_s: float) -> None:
        self._start_s, self._is_at_end = start_s, True
        self._selected_id = None
        self.draw()
        self.selection_changed.emit()

    def _shown(self, scoring: Scoring, mark: Mark) -> WaveformMark:
        kind, key = mark_kind(scoring, mark), mark.criterion_key
        if key is None:
            return WaveformMark(str(mark.id), mark.start_s, mark.end_s, mark.note or _("no note"), mark.note, kind)
        title = in_words(scoring.view.version.criterion(key).title)
        if str(mark.id) == self._selected_id or not mark.note:
            label = title
        elif key == scoring.current:
            label = mark.note
        else:
            label = _("{criterion}: {note}").format(criterion=title, note=mark.note)
        return WaveformMark(str(mark.id), mark.start_s, mark.end_s, label, mark.note, kind)
