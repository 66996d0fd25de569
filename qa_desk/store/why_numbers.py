"""From the numbers in `deduction_facts` to what they stand for, so that failures are summed without being read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.store.remembered import for_good
from qa_desk.store.tables.reporting import DeductionFactRow

_MOST_AT_ONCE = 500
_KNOWN = "why of numbers"


@dataclass(frozen=True, slots=True)
class Why:
    """What failed and why: the same for all failures with one number."""

    criterion_key: str
    reason_keys: tuple[str, ...]
    cause_owner_kind: CauseOwnerKind
    cause_owner_name: str


def why_of_numbers(session: Session, numbers: Collection[int]) -> dict[int, Why]:
    """What each number stands for: read from any one failure with it."""
    known: dict[int, Why] = for_good(session, _KNOWN)
    unknown = set(numbers) - known.keys()
    if unknown:
        known.update(_read(session, unknown))
    return {number: known[number] for number in numbers}


def _read(session: Session, wanted: Collection[int]) -> dict[int, Why]:
    ones = [row.one for row in session.execute(_one_of_each()) if row.number in wanted]
    columns = (
        DeductionFactRow.why,
        DeductionFactRow.criterion_key,
        DeductionFactRow.reason_keys,
        DeductionFactRow.cause_owner_kind,
        DeductionFactRow.cause_owner_name,
    )
    found: dict[int, Why] = {}
    # in two statements: joined to where they come from, a server reads all failures instead of these
    for start in range(0, len(ones), _MOST_AT_ONCE):
        statement = select(*columns).where(DeductionFactRow.id.in_(ones[start : start + _MOST_AT_ONCE]))
        for number, key, reasons, kind, name in session.execute(statement):
            found[number] = Why(key, tuple(dict.fromkeys(reasons)), kind, name)
    return found


def _one_of_each() -> Any:
    """From one number to the next along the index, each with the key of a failure that has it."""
    later, any_one = aliased(DeductionFactRow), aliased(DeductionFactRow)
    numbers = select(func.min(DeductionFactRow.why).label("number")).cte("numbers", recursive=True)
    after = select(func.min(later.why)).where(later.why > numbers.c.number).scalar_subquery()
    numbers = numbers.union_all(select(after).where(numbers.c.number.is_not(None)))
    one = select(any_one.id).where(any_one.why == numbers.c.number).limit(1).scalar_subquery()
    return select(numbers.c.number, one.label("one")).where(numbers.c.number.is_not(None))
