"""What is written in the panel goes to the evaluation: reasons, cause owner, comment, and the notes of marks."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.evaluation import CauseOwner, Mark
from qa_desk.gui.desk.mark_ties import MarkTies
from qa_desk.gui.desk.marking import Marking
from qa_desk.gui.desk.panel import CriterionPanel
from qa_desk.gui.desk.scoring import Scoring


class PanelAnswers(QObject):
    """Takes what the person does in `panel` to the evaluation on the desk.

    Signals:
        step_requested: −1 for the criterion above, 1 for the one below.
        finished: the person is done in the panel; the keyboard goes back to the form.
    """

    step_requested = Signal(int)
    finished = Signal()

    def __init__(
        self,
        scoring: Callable[[], Scoring | None],
        *,
        panel: CriterionPanel,
        marking: Marking,
        ties: MarkTies,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scoring = scoring
        evidence = panel.evidence
        panel.step_requested.connect(self.step_requested)
        panel.reasons.reason_toggled.connect(self._take_reason)
        panel.reasons.finished.connect(self.finished)
        panel.cause_owner.owner_chosen.connect(self._take_owner)
        panel.comment.comment_written.connect(self._take_comment)
        panel.comment.finished.connect(self._end_comment)
        evidence.play_requested.connect(marking.play)
        evidence.chosen.connect(marking.select)
        evidence.note_written.connect(self._take_note)
        evidence.removal_requested.connect(self._remove_mark)
        evidence.adding_requested.connect(lambda positive: marking.leave_mark(positive=positive))
        evidence.positive_changed.connect(self._set_positive)
        evidence.tying_requested.connect(ties.open)
        evidence.finished.connect(self.finished)

    def _take_reason(self, key: str, noted: bool) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.note_reason(key, noted)

    def _take_owner(self, owner: CauseOwner) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.set_cause_owner(owner)
        self.finished.emit()

    def _take_comment(self, key: str, text: str) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.set_comment(key, text)

    def _end_comment(self) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.end_comment()

    def _take_note(self, mark: Mark, note: str) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.save_mark(mark, mark.start_s, mark.end_s, note=note)

    def _set_positive(self, mark: Mark, positive: bool) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.set_positive(mark, positive)

    def _remove_mark(self, mark: Mark) -> None:
        scoring = self._scoring()
        if scoring is not None:
            scoring.remove_mark(mark)
