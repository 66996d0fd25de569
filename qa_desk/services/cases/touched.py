"""Which forms of standard cases were followed by a version that changes what their answers mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from qa_desk.domain.form_change import FormChange, form_change
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardVersion


@dataclass(frozen=True, slots=True)
class TouchedForm:
    """A form that cases are written on, the one in force now, and what that does to their answers."""

    before: ScorecardVersion
    after: ScorecardVersion
    change: FormChange


def touched_forms(
    forms: Iterable[ScorecardVersion], version_ids: Collection[VersionId], day: date
) -> dict[VersionId, TouchedForm]:
    """Of those with these keys, the ones that a newer version in force on that day has changed for settled answers.

    `forms` are all there are, each scorecard's by number.
    """
    forms = tuple(forms)
    in_force = {form.scorecard_key: form for form in forms if form.is_in_force(day)}
    found: dict[VersionId, TouchedForm] = {}
    for before in forms:
        after = in_force.get(before.scorecard_key)
        if before.id not in version_ids or after is None or after.number <= before.number:
            continue
        change = form_change(before, after)
        if not change.is_empty:
            found[before.id] = TouchedForm(before, after, change)
    return found
