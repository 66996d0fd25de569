"""Which forms of standard cases were followed by a version that changes what their answers mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa_desk.domain.form_change import FormChange, form_change
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TouchedForm:
    """A form that cases are written on, the one in force now, and what that does to their answers."""

    before: ScorecardVersion
    after: ScorecardVersion
    change: FormChange


def touched_forms(uow: UnitOfWork, version_ids: Iterable[VersionId], day: date) -> dict[VersionId, TouchedForm]:
    """Of these forms, those that a newer version in force on that day has changed for settled answers."""
    newest: dict[str, ScorecardVersion | None] = {}
    found: dict[VersionId, TouchedForm] = {}
    for version_id in dict.fromkeys(version_ids):
        before = uow.scorecards.version(version_id)
        if before.scorecard_key not in newest:
            newest[before.scorecard_key] = uow.scorecards.in_force(before.scorecard_key, day)
        after = newest[before.scorecard_key]
        if after is None or after.number <= before.number:
            continue
        change = form_change(before, after)
        if not change.is_empty:
            found[version_id] = TouchedForm(before, after, change)
    return found
