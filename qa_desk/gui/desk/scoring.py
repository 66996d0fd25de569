"""One evaluation while it is answered: what the screen shows, a step ahead of the store, with undo for every change."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.completeness import MissingPart, missing_parts
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer, CauseOwner, Evaluation, EvaluationState, Mark
from qa_desk.domain.ids import AnswerId, MarkId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import AnswerState, CriterionResult, ScoreResult, rate, score
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.i18n import _
from qa_desk.services.keeping.desk_changes import AnswerChange, HeardChange, MarkChange
from qa_desk.services.scoring.inspecting_views import AnswerDraft, DeskView, MarkDraft, answer_draft

_MOST_KNOWN = 10


class Scoring(QObject):
    """The answers and marks of one evaluation, and the criterion that the keyboard is on.

    Signals:
        changed: answers or marks, and what follows from them, are other.
        current_changed: key of the criterion that is the current one now.
    """

    changed = Signal()
    current_changed = Signal(str)

    def __init__(self, context: PageContext, saver: Saver, view: DeskView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = saver
        self._view = view
        self._evaluation = view.evaluation
        # what may be stored: what was, and all that was sent since without its arrival being known
        self._known = _drafts(view.version, view.evaluation)
        saver.saved.connect(self._on_saved)
        self._result = score(view.version, view.evaluation.answers)
        self._is_lost = False
        self._missing = missing_parts(view.version, view.evaluation)
        self._steps: list[UndoStep] = []
        self._comment_step: tuple[str, Answer | None, UndoStep] | None = None
        self._current = ""
        shown = self.shown_keys
        missing = self.missing
        first = missing[0].criterion_key if missing and not self.is_read_only else (shown or ("",))[0]
        self._current = view.place.criterion_key if view.place.criterion_key in shown else first

    @property
    def view(self) -> DeskView:
        """What the desk was opened with."""
        return self._view

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation as it stands on the screen."""
        return self._evaluation

    @property
    def result(self) -> ScoreResult:
        """What it comes to so far."""
        return self._result

    @property
    def is_read_only(self) -> bool:
        """Whether it is only looked at: handed in, or open at another desk."""
        return self._evaluation.is_in or self._is_lost or self._view.held_elsewhere is not None

    @property
    def is_lost(self) -> bool:
        """Whether another desk has it now; what is on the screen here may not be what is kept."""
        return self._is_lost

    @property
    def missing(self) -> tuple[MissingPart, ...]:
        """What still keeps it from being handed in."""
        return self._missing

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The criteria asked for, in the order of the form."""
        return tuple(r.criterion.key for r in self._result.criteria if r.state is not AnswerState.HIDDEN)

    @property
    def current(self) -> str:
        """Key of the criterion that the keyboard is on."""
        return self._current

    @property
    def criterion(self) -> Criterion:
        """The criterion that the keyboard is on."""
        return self._view.version.criterion(self._current)

    @property
    def current_result(self) -> CriterionResult:
        """What the current criterion came to."""
        return self._result.result(self._current)

    def answer(self, key: str) -> Answer | None:
        """The answer to a criterion, perhaps only a comment so far."""
        return self._evaluation.answer(key)

    def marks_of(self, key: str) -> tuple[Mark, ...]:
        """The marks tied to a criterion, in order of time."""
        return tuple(mark for mark in self._evaluation.marks if mark.criterion_key == key)

    @property
    def free_marks(self) -> tuple[Mark, ...]:
        """The marks tied to no criterion, in order of time."""
        return tuple(mark for mark in self._evaluation.marks if mark.criterion_key is None)

    def mark(self, mark_id: str) -> Mark | None:
        """The mark with that id as text."""
        return next((mark for mark in self._evaluation.marks if str(mark.id) == mark_id), None)

    def go_to(self, key: str) -> None:
        """Make a criterion the current one."""
        if key != self._current and key in self.shown_keys:
            self.end_comment()
            self._current = key
            self.current_changed.emit(key)

    def step(self, by: int, *, skipping: frozenset[str] = frozenset()) -> None:
        """Go down the form, or up where negative, past the criteria to be skipped; the ends hold."""
        keys = [key for key in self.shown_keys if key == self._current or key not in skipping]
        at = keys.index(self._current) if self._current in keys else 0
        self.go_to(keys[min(max(at + by, 0), len(keys) - 1)])

    def go_to_next_missing(self) -> MissingPart | None:
        """Go to the next criterion that lacks something, from the top again after the last; None when nothing does."""
        parts, keys = self.missing, self.shown_keys
        if not parts:
            return None
        here = keys.index(self._current) if self._current in keys else -1
        below = [part for part in parts if keys.index(part.criterion_key) > here]
        part = (below or list(parts))[0]
        self.go_to(part.criterion_key)
        return part

    def rate(self, key: str, choice: Choice) -> None:
        """Answer a criterion; what only a failure has (reasons, cause owner) goes when it has not failed."""
        before = self._answer_or_blank(key)
        after = replace(before, rating=choice.rating, na=choice.na)
        criterion = self._view.version.criterion(key)
        if choice.is_missing:
            after = replace(after, reasons=(), cause_owner=None)
        elif criterion.scale.prompt().kind is not PromptKind.REASONS or choice.na:
            has_failed = rate(criterion, after).has_failed
            after = after if has_failed else replace(after, reasons=(), cause_owner=None)
        self._put(key, after, _("the answer to “{criterion}”"))

    def note_reason(self, reason_key: str, noted: bool) -> None:
        """Note a reason of the current criterion, or no longer; on a deduction scale that answers it too."""
        key, criterion = self._current, self.criterion
        before = self._answer_or_blank(key)
        reasons = tuple(
            reason.key
            for reason in criterion.reasons
            if (noted if reason.key == reason_key else reason.key in before.reasons)
        )
        after = replace(before, reasons=reasons)
        if criterion.scale.prompt().kind is PromptKind.REASONS and reasons:
            after = replace(after, rating=True, na=False)
        self._put(key, after, _("a reason of “{criterion}”"))

    def set_cause_owner(self, owner: CauseOwner | None) -> None:
        """Say whom the failure of the current criterion is put down to."""
        after = replace(self._answer_or_blank(self._current), cause_owner=owner)
        self._put(self._current, after, _("the cause owner of “{criterion}”"))

    def set_comment(self, key: str, comment: str) -> None:
        """Write the comment on a criterion; a stretch of typing is one step of undo."""
        before = self.answer(key)
        if comment == (before.comment if before else ""):
            return
        if self._comment_step is not None and self._comment_step[0] == key:
            _key, before, step = self._comment_step
            self._drop(step)
        after = _worth_keeping(replace(self._answer_or_blank(key), comment=comment))
        self._write(key, after)
        self._comment_step = (key, before, self._push(key, before, after, _("the comment on “{criterion}”")))

    def end_comment(self) -> None:
        """The stretch of typing is over; the next one is another step of undo."""
        self._comment_step = None

    def save_mark(
        self, mark: Mark | None, start_s: float, end_s: float, *, note: str | None = None, positive: bool = False
    ) -> Mark:
        """Make a mark on the current criterion, or change one; start and end in any order.

        Args:
            positive: whether a new mark shows what went well.
        """
        before = mark
        base = mark or Mark(
            MarkId(uuid4()), self._evaluation.id, 0.0, 0.0, criterion_key=self._current, positive=positive
        )
        first, last = sorted((max(0.0, start_s), max(0.0, end_s)))
        after = replace(base, start_s=first, end_s=last, note=base.note if note is None else note)
        if after != before:
            self._put_mark(after.id, before, after, _("the mark"))
        return after

    def tie_mark(self, mark: Mark, criterion_key: str | None) -> Mark:
        """Make a mark evidence of another criterion; None leaves it by itself."""
        after = replace(mark, criterion_key=criterion_key)
        if after != mark:
            self._put_mark(mark.id, mark, after, _("what the mark is tied to"))
        return after

    def set_positive(self, mark: Mark, positive: bool) -> None:
        """Say that a mark shows what went well, or no longer."""
        self._put_mark(mark.id, mark, replace(mark, positive=positive), _("the mark"))

    def remove_mark(self, mark: Mark) -> None:
        """Take a mark away."""
        self._put_mark(mark.id, mark, None, _("the mark"))

    def save_heard(self, passages: tuple[tuple[float, float], ...], share: float) -> None:
        """Keep what was listened to."""
        if not self.is_read_only:
            self._saver.save(HeardChange(self._evaluation.id, passages, share))

    def set_handed_in(self, handed_in: bool) -> None:
        """Change nothing any more, as it is being handed in; or go on, as that failed."""
        state = EvaluationState.SUBMITTED if handed_in else self._view.evaluation.state
        self._evaluation = replace(self._evaluation, state=state)

    def lose(self) -> None:
        """Another desk has it from here on: nothing is changed here any more, nor undone."""
        self._is_lost = True
        self.let_go()

    def let_go(self) -> None:
        """The desk shows another call: what was done here can't be undone from there."""
        for step in list(self._steps):
            self._drop(step)

    def _answer_or_blank(self, key: str) -> Answer:
        return self.answer(key) or Answer(AnswerId(uuid4()), self._evaluation.id, key, None)

    def _put(self, key: str, after: Answer, what: str) -> None:
        self.end_comment()
        before, kept = self.answer(key), _worth_keeping(after)
        if self.is_read_only or kept == before:
            return
        self._write(key, kept)
        self._push(key, before, kept, what)

    def _push(self, key: str, before: Answer | None, after: Answer | None, what: str) -> UndoStep:
        title = what.format(criterion=in_words(self._view.version.criterion(key).title))
        return self._remember(title, partial(self._restore, key, before), partial(self._restore, key, after))

    def _restore(self, key: str, answer: Answer | None) -> None:
        if self.is_read_only:
            return
        self.end_comment()
        self._write(key, answer)
        self.go_to(key)

    def _write(self, key: str, answer: Answer | None) -> None:
        others = tuple(other for other in self._evaluation.answers if other.criterion_key != key)
        self._evaluation = replace(self._evaluation, answers=others if answer is None else (*others, answer))
        self._result = score(self._view.version, self._evaluation.answers)
        self._missing = missing_parts(self._view.version, self._evaluation)
        draft = AnswerDraft(key) if answer is None else answer_draft(answer)
        known = self._known.setdefault(key, ())
        self._saver.save(AnswerChange(self._evaluation.id, draft, known))
        self._known[key] = (*known[:1], *known[-_MOST_KNOWN:], draft)
        self.changed.emit()

    def _on_saved(self, _moment: object, of: object) -> None:
        """Everything is stored: what stands on the screen is what is there."""
        if of == self._evaluation.id:
            self._known = _drafts(self._view.version, self._evaluation)

    def _put_mark(self, mark_id: MarkId, before: Mark | None, after: Mark | None, what: str) -> None:
        self._write_mark(mark_id, after)
        undo, redo = partial(self._write_mark, mark_id, before), partial(self._write_mark, mark_id, after)
        self._remember(what, undo, redo)

    def _write_mark(self, mark_id: MarkId, mark: Mark | None) -> None:
        if self.is_read_only:
            return
        others = [other for other in self._evaluation.marks if other.id != mark_id]
        marks = sorted(others if mark is None else [*others, mark], key=lambda one: (one.start_s, one.end_s))
        self._evaluation = replace(self._evaluation, marks=tuple(marks))
        draft = None
        if mark is not None:
            draft = MarkDraft(mark.start_s, mark.end_s, mark.note, mark.criterion_key, mark.positive, mark_id)
        self._saver.save(MarkChange(self._evaluation.id, mark_id, draft))
        self.changed.emit()

    def _remember(self, title: str, undo: Callable[[], None], redo: Callable[[], None]) -> UndoStep:
        step = UndoStep(title, undo, redo)
        if not self.is_read_only:
            self._steps.append(step)
            self._context.undo.push(step)
        return step

    def _drop(self, step: UndoStep) -> None:
        self._steps = [kept for kept in self._steps if kept is not step]
        self._context.undo.drop(step)


def _drafts(version: ScorecardVersion, evaluation: Evaluation) -> dict[str, tuple[AnswerDraft, ...]]:
    """What is stored for each criterion, a blank draft where it has no answer."""
    stored = {answer.criterion_key: answer_draft(answer) for answer in evaluation.answers}
    return {one.key: (stored.get(one.key, AnswerDraft(one.key)),) for one in version.criteria}


def _worth_keeping(answer: Answer) -> Answer | None:
    """The answer, or None when nothing is left of it."""
    is_blank = not (answer.is_given or answer.reasons or answer.comment or answer.cause_owner)
    return None if is_blank else answer
