"""What a decision of a meeting is made into: guidance of a draft, a standard case, a tracked item, a training note."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from qa_desk.domain.calibration import CalibrationSession, SessionState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import DecisionId, SessionId, TrainingNoteId
from qa_desk.domain.meeting import Decision, DecisionKind, TrainingNote
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _, current_language
from qa_desk.services.calibration.meeting_views import DecisionDraft
from qa_desk.services.cases.curating import CaseDraft, kept_case
from qa_desk.services.keeping.brought_text import clean_line, typed_text
from qa_desk.services.tracked.tracking import opened_item, require_due
from qa_desk.services.tracked.tracking_views import TrackedDraft
from qa_desk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from types import ModuleType

_CHANGED: dict[DecisionKind, ObjectKind] = {
    DecisionKind.GUIDANCE: ObjectKind.SCORECARD,
    DecisionKind.STANDARD_CASE: ObjectKind.STANDARD_CASE,
    DecisionKind.TRACKED_ITEM: ObjectKind.TRACKED_ITEM,
    DecisionKind.TRAINING_NOTE: ObjectKind.TRAINING_NOTE,
}
_ABOUT_CRITERION = frozenset({DecisionKind.GUIDANCE, DecisionKind.TRACKED_ITEM, DecisionKind.TRAINING_NOTE})
_IS_SETTLED = frozenset({SessionState.SETTLED, SessionState.CLOSED})


def decided(
    uow: UnitOfWork, actor: Actor, session: CalibrationSession, draft: DecisionDraft, now: datetime
) -> Decision:
    """Keep a decision, with what it is made into.

    A standard case is born with all settled answers of its call, so it waits until the session is settled. Raises
    VALUE_INVALID without words or with a due date in the past, NotFoundError for a call or criterion of another form.
    """
    text = typed_text(draft.text, _("decision")).strip()
    if not text:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("decision"), expected=_("some words"))
    require_due(uow, draft.due_on, now)
    _require_place(uow, session, draft)
    decision = Decision(
        id=DecisionId(uuid4()),
        session_id=session.id,
        kind=draft.kind,
        text=text,
        decided_by=actor.person_id,
        decided_at=now,
        owner_id=draft.owner_id,
        due_on=draft.due_on,
        call_id=draft.call_id,
        criterion_key=draft.criterion_key,
    )
    decision = replace(decision, became_id=_became(uow, actor, session, draft, decision))
    uow.meetings.add_decision(decision)
    uow.audit("decision.taken", "session", session.id, kind=draft.kind.value)
    return decision


def keep_waiting_cases(uow: UnitOfWork, actor: Actor, session_id: SessionId, now: datetime) -> Changes:
    """Once a session is settled, the standard cases it decided on are kept."""
    changes = Changes()
    for decision in uow.meetings.decisions(session_id):
        if decision.kind is DecisionKind.STANDARD_CASE and decision.became_id is None and decision.call_id is not None:
            draft = CaseDraft(session_id, decision.call_id, clean_line(decision.text), decision.text)
            case_id = kept_case(uow, actor, draft, now)
            uow.meetings.set_became(decision.id, case_id)
            changes |= Changes.of(ObjectKind.STANDARD_CASE, case_id)
    return changes


def changes_of(decision: Decision) -> Changes:
    """What others hear of a decision."""
    changes = Changes.of(ObjectKind.SESSION, decision.session_id)
    kind = _CHANGED.get(decision.kind)
    if kind is None or decision.became_id is None:
        return changes
    return changes | Changes.of(kind, decision.became_id)


def withdrawn(uow: UnitOfWork, decision: Decision) -> None:
    """Take a decision back. Raises WRONG_STATE for what it was made into lives on, or for a note that was read."""
    if decision.kind is DecisionKind.TRAINING_NOTE and decision.became_id is not None:
        note = uow.meetings.note(TrainingNoteId(decision.became_id))
        if note is not None and note.read_at is not None:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("This training note"), state=_("read already"))
        uow.meetings.remove_note(TrainingNoteId(decision.became_id))
    elif decision.became_id is not None:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("This decision"), state=_("carried out already"))
    uow.meetings.remove_decision(decision.id)
    uow.audit("decision.withdrawn", "session", decision.session_id, kind=decision.kind.value)


def _became(
    uow: UnitOfWork, actor: Actor, session: CalibrationSession, draft: DecisionDraft, decision: Decision
) -> UUID | None:
    match draft.kind:
        case DecisionKind.GUIDANCE:
            return _guidance_added(uow, session, draft, decision.text)
        case DecisionKind.TRACKED_ITEM:
            title = clean_line(decision.text)
            item = TrackedDraft(title, draft.criterion_key, draft.owner_id, draft.due_on, action=decision.text)
            return opened_item(uow, actor, item, decision.decided_at)
        case DecisionKind.TRAINING_NOTE:
            return _note_given(uow, draft, decision)
        case DecisionKind.STANDARD_CASE if session.state in _IS_SETTLED and draft.call_id is not None:
            case = CaseDraft(session.id, draft.call_id, clean_line(decision.text), decision.text)
            return kept_case(uow, actor, case, decision.decided_at)
        case _:
            return None


def _guidance_added(uow: UnitOfWork, session: CalibrationSession, draft: DecisionDraft, text: str) -> UUID:
    """Into the draft of the scorecard that there is, else into a copy of its newest version."""
    taking_in = _taking_in()
    uow.take_turn(taking_in.SCORECARDS)
    key = uow.scorecards.version(session.version_id).scorecard_key
    newest = uow.scorecards.draft(key) or uow.scorecards.versions(key)[-1]
    is_draft = uow.scorecards.draft(key) is not None
    definition = with_guidance(ScorecardDefinition.of_version(newest), draft.criterion_key, text)
    version_id: UUID = taking_in.write_draft(uow, definition, newest if is_draft else None)
    uow.audit("scorecard.saved", ObjectKind.SCORECARD, version_id, key=key)
    return version_id


def with_guidance(definition: ScorecardDefinition, criterion_key: str, text: str) -> ScorecardDefinition:
    """The form with these words under the guidance of a criterion, in the language in use. Raises NotFoundError."""
    try:
        guidance = definition.criterion(criterion_key).guidance
    except KeyError as error:
        raise NotFoundError(what=criterion_key) from error
    language = current_language()
    words = "\n".join(part for part in (guidance.in_language(language), text) if part)
    wider = LocalText.of({**guidance.as_mapping(), language: words})
    sections = tuple(
        replace(
            section,
            criteria=tuple(replace(c, guidance=wider) if c.key == criterion_key else c for c in section.criteria),
        )
        for section in definition.sections
    )
    return replace(definition, sections=sections)


def _note_given(uow: UnitOfWork, draft: DecisionDraft, decision: Decision) -> TrainingNoteId:
    note = TrainingNote(
        id=TrainingNoteId(uuid4()),
        person_id=draft.owner_id,
        criterion_key=draft.criterion_key,
        text=decision.text,
        due_on=draft.due_on,
        given_by=decision.decided_by,
        given_at=decision.decided_at,
        session_id=decision.session_id,
        call_id=draft.call_id,
        start_s=draft.start_s,
        end_s=draft.end_s,
    )
    uow.meetings.add_note(note)
    return note.id


def _require_place(uow: UnitOfWork, session: CalibrationSession, draft: DecisionDraft) -> None:
    if draft.call_id is not None and draft.call_id not in session.call_ids:
        raise NotFoundError(what=_("This call"))
    if draft.kind is DecisionKind.STANDARD_CASE and draft.call_id is None:
        raise NotFoundError(what=_("This call"))
    version: ScorecardVersion = uow.scorecards.version(session.version_id)
    known = {criterion.key for criterion in version.criteria}
    if draft.criterion_key not in known and (draft.criterion_key or draft.kind in _ABOUT_CRITERION):
        raise NotFoundError(what=_("This criterion"))


def _taking_in() -> "ModuleType":
    # Here and not above: it loads YAML.
    from qa_desk.services.forms import taking_in

    return taking_in
