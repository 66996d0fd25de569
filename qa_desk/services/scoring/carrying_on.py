"""Scoring goes on while the store can't be reached: changes lie on this computer and are brought to it afterwards.

What another desk changed meanwhile is never overwritten: both values are kept until the person has chosen.
"""

from dataclasses import dataclass
from pathlib import Path

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ConflictError, ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import AssignmentId, EvaluationId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.services.keeping.change_journal import ChangeJournal, KeptChange
from qa_desk.services.keeping.desk_changes import AnswerChange, DeskChange, HeardChange, MarkChange, Submission
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft, DeskView, answer_draft
from qa_desk.store.sealing.seals import Seals

PASSING = frozenset({ErrorCode.DATABASE_LOCKED, ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DISK_FULL})
"""What goes by itself: the same change is kept when it is tried again."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came of bringing changes to the store.

    Args:
        n_kept: how many changes the store has now.
        changes: what follows from those that were handed in.
        held_back: the evaluations of which something waits for the person's choice.
        first_assignment: how to open the first of those, where it can be.
    """

    n_kept: int
    changes: Changes
    held_back: tuple[EvaluationId, ...]
    first_assignment: AssignmentId | None = None


@dataclass(frozen=True, slots=True)
class TwoAnswers:
    """One criterion answered here and, meanwhile, at another desk; None where there is no answer."""

    criterion_key: str
    mine: AnswerDraft
    theirs: AnswerDraft | None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An evaluation of which changes lie here that could not be brought to the store as they are.

    Args:
        can_keep_mine: whether it is still a draft.
        n_others: how many marks and passages heard wait with the answers.
    """

    evaluation_id: EvaluationId
    assignment_id: AssignmentId
    call_key: str
    version: ScorecardVersion
    answers: tuple[TwoAnswers, ...]
    can_keep_mine: bool
    n_others: int


class CarryingOn:
    """One person's changes at one window.

    Args:
        workspace: the folder of the workspace on this computer.
        seals: with which changes are encrypted here where recordings are.
    """

    def __init__(self, inspecting: Inspecting, workspace: Path, seals: Seals) -> None:
        self._inspecting = inspecting
        self._workspace = workspace
        self._seals = seals
        self._journals: dict[PersonId, ChangeJournal] = {}

    def write_down(self, actor: Actor, kept: KeptChange) -> None:
        """Put a change on this computer's disk, unless the store has it by now. Raises FILE_NOT_WRITTEN."""
        self._journal(actor).keep(kept)

    def keep(self, actor: Actor, kept: KeptChange) -> object:
        """Bring one change to the store; done twice it is the same. Returns `Changes` where it was handed in.

        Raises ConflictError when another desk changed the same answer meanwhile, and what the use-case raises.
        """
        result = self._do(actor, kept.change)
        self._journal(actor).settle(kept)
        return result

    def drop(self, actor: Actor, kept: KeptChange) -> None:
        """The change is not wanted any more."""
        self._journal(actor).settle(kept)

    def n_pending(self, actor: Actor) -> int:
        """How many changes lie on this computer."""
        return len(self._journal(actor).pending())

    def bring_back(self, actor: Actor) -> BroughtBack:
        """Bring what an earlier run left here to the store, in the order it was done.

        Raises DATABASE_UNREACHABLE and its like as soon as the store is away again; the rest stays here.
        """
        self._seals.look()
        n_kept, changes, held_back = 0, Changes(), dict[EvaluationId, None]()
        taken, refused = set[EvaluationId](), set[EvaluationId]()
        for kept in self._journal(actor).pending():
            key = kept.change.evaluation_id
            if key in refused or (key in held_back and isinstance(kept.change, Submission)):
                continue
            try:
                if key not in taken:
                    self._inspecting.take_up(actor, key)
                    taken.add(key)
                result = self.keep(actor, kept)
            except QADeskError as error:
                if error.code in PASSING:
                    raise
                held_back[key] = None
                if not isinstance(error, ConflictError):
                    refused.add(key)
                continue
            n_kept += 1
            changes |= result if isinstance(result, Changes) else Changes()
        for key in taken - held_back.keys():
            self._inspecting.let_go(actor, key)
        first = next((found for key in held_back if (found := self._assignment_of(actor, key)) is not None), None)
        return BroughtBack(n_kept, changes, tuple(held_back), first)

    def held_back(self, actor: Actor, evaluation_id: EvaluationId) -> HeldBack | None:
        """What lies here of one evaluation beside what the store has; None when nothing does."""
        pending = [kept for kept in self._journal(actor).pending() if kept.change.evaluation_id == evaluation_id]
        if not pending:
            return None
        view = self._inspecting.look_at(actor, evaluation_id)
        answered = [kept.change for kept in pending if isinstance(kept.change, AnswerChange)]
        answers = [TwoAnswers(one.draft.criterion_key, one.draft, _stored(view, one)) for one in answered]
        return HeldBack(
            evaluation_id,
            view.evaluation.assignment_id,
            view.detail.call.key,
            view.version,
            tuple(answers),
            can_keep_mine=not view.evaluation.is_in,
            n_others=len(pending) - len(answers),
        )

    def choose(self, actor: Actor, evaluation_id: EvaluationId, mine: frozenset[str]) -> None:
        """End the conflict: of these criteria what was answered here counts, of all others what the store has.

        Marks and passages heard are kept while it is a draft. The draft is at this desk from here on; what was to be
        handed in is handed in by the person once more.
        """
        is_draft = not self._inspecting.look_at(actor, evaluation_id).evaluation.is_in
        for kept in self._journal(actor).pending():
            change = kept.change
            if change.evaluation_id != evaluation_id:
                continue
            is_mine = change.draft.criterion_key in mine if isinstance(change, AnswerChange) else is_draft
            if is_mine and not isinstance(change, Submission):
                self._inspecting.take_up(actor, evaluation_id, from_others=True)
                self._do(
                    actor, AnswerChange(evaluation_id, change.draft) if isinstance(change, AnswerChange) else change
                )
            self._journal(actor).settle(kept)

    def _assignment_of(self, actor: Actor, evaluation_id: EvaluationId) -> AssignmentId | None:
        try:
            return self._inspecting.look_at(actor, evaluation_id).evaluation.assignment_id
        except NotFoundError:
            return None

    def _do(self, actor: Actor, change: DeskChange) -> Evaluation | Changes | None:
        inspecting = self._inspecting
        match change:
            case AnswerChange(evaluation_id, draft, expects):
                return inspecting.answer(actor, evaluation_id, draft, expects=expects)
            case MarkChange(evaluation_id, mark_id, draft):
                if draft is None:
                    return inspecting.remove_mark(actor, evaluation_id, mark_id)
                return inspecting.save_mark(actor, evaluation_id, draft)
            case HeardChange(evaluation_id, passages, share):
                return inspecting.note_listened(actor, evaluation_id, passages, share)
            case Submission(evaluation_id):
                return inspecting.submit(actor, evaluation_id)

    def _journal(self, actor: Actor) -> ChangeJournal:
        return self._journals.setdefault(
            actor.person_id, ChangeJournal.of(self._workspace, actor.person_id, self._seals)
        )


def _stored(view: DeskView, change: AnswerChange) -> AnswerDraft | None:
    answer = view.evaluation.answer(change.draft.criterion_key)
    return None if answer is None else answer_draft(answer)
