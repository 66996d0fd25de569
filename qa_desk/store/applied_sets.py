"""From the numbers of sets in `scored_facts` to the criteria in them, so that millions of answers need not be read."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from qa_desk.store.remembered import for_good
from qa_desk.store.tables.reporting import OpportunityFactRow, ScoredFactRow

_MOST_AT_ONCE = 100
_KNOWN = "criteria of sets"


def criteria_of_sets(session: Session, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The criteria of each set: those of any one evaluation with it; a number never stands for another set."""
    known: dict[int, tuple[str, ...]] = for_good(session, _KNOWN)
    unknown = set(numbers) - known.keys()
    if unknown:
        known.update(_read(session, sorted(unknown)))
    return {number: known[number] for number in numbers}


def _read(session: Session, wanted: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {number: [] for number in wanted}
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        ones = [
            select(ScoredFactRow.evaluation_id).where(ScoredFactRow.applied_set == number).limit(1).subquery()
            for number in wanted[start : start + _MOST_AT_ONCE]
        ]
        statement = (
            select(ScoredFactRow.applied_set, OpportunityFactRow.criterion_key)
            .join(OpportunityFactRow, OpportunityFactRow.evaluation_id == ScoredFactRow.evaluation_id)
            .where(ScoredFactRow.evaluation_id.in_(union_all(*(select(one.c.evaluation_id) for one in ones))))
        )
        for number, key in session.execute(statement):
            found[number].append(key)
    return {number: tuple(keys) for number, keys in found.items()}
