"""What somebody does at the scoring desk, each as the whole new state of one thing, so that it may be done twice.

A change can be written down and read again: a desk without its server keeps them on this computer meanwhile.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind
from qa_desk.domain.ids import EvaluationId, MarkId
from qa_desk.services.scoring.inspecting_views import AnswerDraft, MarkDraft


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer, or none any more where the draft is blank.

    `expects` is what this desk knows to have been there, any of these; None takes whatever is there.
    """

    evaluation_id: EvaluationId
    draft: AnswerDraft
    expects: tuple[AnswerDraft, ...] | None = None

    @property
    def key(self) -> Hashable:
        """What it changes; a newer change of the same takes its place."""
        return ("answer", self.evaluation_id, self.draft.criterion_key)


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A mark, with its id; without a draft it is taken away."""

    evaluation_id: EvaluationId
    mark_id: MarkId
    draft: MarkDraft | None

    @property
    def key(self) -> Hashable:
        """What it changes."""
        return ("mark", self.evaluation_id, self.mark_id)


@dataclass(frozen=True, slots=True)
class HeardChange:
    """The passages heard, in seconds of the call, and their share of it."""

    evaluation_id: EvaluationId
    passages: tuple[tuple[float, float], ...]
    share: float

    @property
    def key(self) -> Hashable:
        """What it changes."""
        return ("heard", self.evaluation_id)


@dataclass(frozen=True, slots=True)
class Submission:
    """Handed in, after everything else of the evaluation."""

    evaluation_id: EvaluationId

    @property
    def key(self) -> Hashable:
        """What it changes."""
        return ("submission", self.evaluation_id)


DeskChange = AnswerChange | MarkChange | HeardChange | Submission


def written_down(change: DeskChange) -> dict[str, Any]:
    """The change as JSON holds it."""
    head = {"evaluation": str(change.evaluation_id)}
    match change:
        case AnswerChange(_, draft, expects):
            known = None if expects is None else [_answer_written(one) for one in expects]
            return head | {"answer": _answer_written(draft), "expects": known}
        case MarkChange(_, mark_id, draft):
            return head | {"mark": str(mark_id), "drawn": None if draft is None else _mark_written(draft)}
        case HeardChange(_, passages, share):
            return head | {"heard": [list(passage) for passage in passages], "share": share}
        case Submission():
            return head | {"submit": True}


def read_again(written: Mapping[str, Any]) -> DeskChange:
    """The change that was written down. Raises KeyError, TypeError or ValueError for what is none."""
    evaluation_id = EvaluationId(UUID(written["evaluation"]))
    if "answer" in written:
        expects = written["expects"]
        known = None if expects is None else tuple(_answer_read(one) for one in expects)
        return AnswerChange(evaluation_id, _answer_read(written["answer"]), known)
    if "mark" in written:
        mark_id, drawn = MarkId(UUID(written["mark"])), written["drawn"]
        return MarkChange(evaluation_id, mark_id, None if drawn is None else MarkDraft(**drawn, id=mark_id))
    if "heard" in written:
        passages = tuple((float(start_s), float(end_s)) for start_s, end_s in written["heard"])
        return HeardChange(evaluation_id, passages, float(written["share"]))
    if written["submit"] is not True:
        raise ValueError("neither handed in nor anything else")
    return Submission(evaluation_id)


def _answer_written(draft: AnswerDraft) -> dict[str, Any]:
    owner = draft.cause_owner
    return {
        "criterion_key": draft.criterion_key,
        "rating": draft.rating,
        "na": draft.na,
        "reasons": list(draft.reasons),
        "cause_owner": None if owner is None else [owner.kind.value, None if owner.id is None else str(owner.id)],
        "comment": draft.comment,
    }


def _answer_read(written: Mapping[str, Any]) -> AnswerDraft:
    owner = written["cause_owner"]
    return AnswerDraft(
        written["criterion_key"],
        written["rating"],
        bool(written["na"]),
        tuple(written["reasons"]),
        None if owner is None else CauseOwner(CauseOwnerKind(owner[0]), None if owner[1] is None else UUID(owner[1])),
        written["comment"],
    )


def _mark_written(draft: MarkDraft) -> dict[str, Any]:
    return {
        "start_s": draft.start_s,
        "end_s": draft.end_s,
        "note": draft.note,
        "criterion_key": draft.criterion_key,
        "positive": draft.positive,
    }
