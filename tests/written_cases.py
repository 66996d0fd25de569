"""Standard cases written by hand on the small centre, and a newer version of its form; for tests of cases."""

from collections.abc import Callable
from dataclasses import replace

from qa_desk.domain.ids import CaseId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark
from qa_desk.services.cases.sheets import CaseSheet
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import SmallCentre

Change = Callable[[ScorecardDefinition], ScorecardDefinition]


def trainer_of(centre: SmallCentre, external_id: str = "t-1", name: str = "Liu Yang") -> Actor:
    """A second keeper of the library, who approves."""
    draft = PersonDraft(external_id, name, frozenset({Role.TRAINER}))
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named(external_id)


def answered(version: ScorecardVersion, failed: frozenset[str] = frozenset()) -> tuple[CaseAnswer, ...]:
    """Every criterion in full, but those failed, with their first reason."""
    return tuple(_answer(criterion, has_failed=criterion.key in failed) for criterion in version.criteria)


def sheet_of(centre: SmallCentre, key: str = "1009", failed: frozenset[str] = frozenset()) -> CaseSheet:
    """A whole call on the form in force."""
    return CaseSheet(
        call_id=centre.calls[key],
        version_id=centre.version.id,
        title=f"Case {key}",
        answers=answered(centre.version, failed),
        rationale="What it teaches",
        tags=("borderline",),
        language="en",
        marks=tuple(CaseMark(one, 2.0, 4.0, "hear this") for one in sorted(failed)),
    )


def approved(centre: SmallCentre, approver: Actor, sheet: CaseSheet, case_id: CaseId | None = None) -> CaseId:
    """A case, or a further version of one, proposed by the lead and approved."""
    made, _changes = centre.services.writing_cases.propose(centre.lead, sheet, case_id)
    centre.services.curating.approve(approver, made)
    return made


def publish(centre: SmallCentre, change: Change) -> ScorecardVersion:
    """Put a changed version of the form in force."""
    authoring = centre.services.authoring
    draft_id, _changes = authoring.begin_draft(centre.lead, "service")
    draft = authoring.version(centre.lead, draft_id)
    authoring.save_draft(centre.lead, draft_id, change(ScorecardDefinition.of_version(draft)), draft.n_saves)
    authoring.publish(centre.lead, "service")
    return authoring.version(centre.lead, draft_id)


def reworded(criterion: Criterion, guidance: str) -> Criterion:
    """The criterion with another meaning."""
    return replace(criterion, guidance=type(criterion.guidance).of(guidance))


def _answer(criterion: Criterion, *, has_failed: bool) -> CaseAnswer:
    options = {option.points: option.code for option in criterion.scale.prompt().options}
    points = 0.0 if has_failed else criterion.scale.maximum
    reasons = tuple(reason.key for reason in criterion.reasons[:1]) if has_failed else ()
    return CaseAnswer(criterion.key, criterion.scale.parse(options.get(points, points)), False, reasons, "")
