"""Cases that are a passage of their call: which part of it is to be scored, and where its desk opens."""

from qa_desk.domain.evaluation import Assignment, DeskPlace, Purpose
from qa_desk.store.unit_of_work import UnitOfWork

_ON_CASES = frozenset({Purpose.PRACTICE, Purpose.QUALIFICATION})
_MARGIN = 0.2
"""So much of its length is in view on either side of a passage."""


def passage_of(uow: UnitOfWork, assignment: Assignment) -> tuple[float, float] | None:
    """The passage that a case is which somebody practises or sits; None for a whole call and any other assignment."""
    return uow.practice.passage_of(assignment.id) if assignment.purpose in _ON_CASES else None


def opening_place(place: DeskPlace, passage: tuple[float, float] | None) -> DeskPlace:
    """Where a desk opens: where it was left, and the first time at the beginning of the passage."""
    if passage is None or place != DeskPlace():
        return place
    start_s, end_s = passage
    margin = _MARGIN * (end_s - start_s)
    return DeskPlace(start_s, max(0.0, start_s - margin), end_s + margin)
