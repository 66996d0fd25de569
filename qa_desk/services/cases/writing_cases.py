"""Standard cases as they are written, changed and looked after: by hand, as a further version, on a newer form."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.case_difference import case_difference
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId, CaseId, PersonId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of, who_may
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import CaseState, StandardCase
from qa_desk.i18n import _
from qa_desk.services.calls.listening import call_detail
from qa_desk.services.cases.checking import (
    checked_answers,
    checked_marks,
    checked_passage,
    checked_tags,
    checked_title,
)
from qa_desk.services.cases.language import language_of
from qa_desk.services.cases.owners import possible_owners, require_owner
from qa_desk.services.cases.sheets import CaseSheet, CaseStart, CaseStep, CasesWaiting, FormChoice
from qa_desk.services.cases.touched import TouchedForm, touched_forms
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line, typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_case
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class WritingCases:
    """What lead and trainer do to keep the library true; a second person approves each version in `Curating`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def blank(self, actor: Actor, call_id: CallId, version_id: VersionId | None = None) -> CaseStart:
        """The sheet of a case by hand, on that form or on one in force. Raises NotFoundError, also for who scores it.

        Raises VALUE_INVALID while no scorecard is in force.
        """
        require(actor, Action.KEEP_CASES)
        with self._store.reading() as uow:
            _require_open(uow, actor, call_id)
            forms = self._forms(uow, actor)
            chosen = next((one for one in forms if one.version_id == version_id), forms[0] if forms else None)
            if chosen is None:
                expected = _("a scorecard that is in force")
                raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("scorecard"), expected=expected)
            call = uow.calls.get(call_id)
            sheet = CaseSheet(
                call_id,
                chosen.version_id,
                "",
                (),
                language=language_of(call),
                business_type=call.attributes.business_type,
                owner_id=actor.person_id,
            )
            return self._start(uow, actor, sheet, chosen.version, forms)

    def begin(self, actor: Actor, case_id: CaseId) -> CaseStart:
        """The sheet of a further version: as the last one that is not taken back says it. Raises NotFoundError."""
        require(actor, Action.KEEP_CASES)
        with self._store.reading() as uow:
            case = _latest(uow, actor, case_id)
            version = uow.scorecards.version(case.version_id)
            return replace(self._start(uow, actor, _sheet_of(case), version, ()), case=case)

    def carried_over(self, actor: Actor, case_id: CaseId) -> CaseStart:
        """The sheet of a version on the form in force: what still holds is answered, what changed is asked.

        Raises WRONG_STATE when no newer form changes what the case says.
        """
        require(actor, Action.KEEP_CASES)
        with self._store.reading() as uow:
            case = _latest(uow, actor, case_id)
            touched = self._touched(uow, [case.version_id]).get(case.version_id)
            if touched is None:
                raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=_("on the form in force already"))
            sheet = _carried(case, touched)
            start = self._start(uow, actor, sheet, touched.after, ())
            return replace(start, case=case, change=touched.change, before=touched.before)

    def carry_over(self, actor: Actor, case_id: CaseId) -> tuple[CaseId, Changes] | None:
        """Propose the version on the form in force where every answer still holds; None where some have to be asked."""
        start = self.carried_over(actor, case_id)
        if start.change is None or start.change.asked:
            return None
        return self.propose(actor, start.sheet, case_id)

    def propose(self, actor: Actor, sheet: CaseSheet, case_id: CaseId | None = None) -> tuple[CaseId, Changes]:
        """Enter a new case, or a further version of one, for a second person to approve.

        What was proposed before and not approved gives way. Raises VALUE_INVALID or ANSWER_INVALID for what does not
        fit, WRONG_STATE for a retired case.
        """
        require(actor, Action.KEEP_CASES)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            _require_open(uow, actor, sheet.call_id)
            before = None if case_id is None else self._changed(uow, actor, case_id)
            if before is not None:
                uow.take_turn(before.id)
                uow.cases.withdraw(before.id, "", centre_day(uow, now))
            case = self._made(uow, actor, sheet, before, now)
            uow.cases.add(case)
            shown = uow.cases.get(case.id, actor.person_id)
            if shown is not None and shown.number == case.number:
                index_case(uow, shown, now)
            uow.audit("case.proposed", "standard_case", case.id, number=case.number)
            uow.commit()
        return case.id, Changes.of(ObjectKind.STANDARD_CASE, case.id)

    def withdraw(self, actor: Actor, case_id: CaseId, reason: str) -> Changes:
        """Take back what is proposed of a case, with a reason; what is valid stays in force.

        Raises REASON_REQUIRED, WRONG_STATE where nothing is proposed.
        """
        require(actor, Action.KEEP_CASES)
        if not reason.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            case = _latest(uow, actor, case_id)
            why = typed_text(reason, _("reason")).strip()
            if not uow.cases.withdraw(case_id, why, centre_day(uow, self._clock.now())):
                raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
            uow.audit("case.withdrawn", "standard_case", case_id, number=case.number)
            uow.commit()
        return Changes.of(ObjectKind.STANDARD_CASE, case_id)

    def look_after(self, actor: Actor, case_id: CaseId, owner_id: PersonId, review_on: date | None) -> Changes:
        """Say who owns a case and when it is to be looked at again. Raises VALUE_INVALID for who can't keep cases."""
        require(actor, Action.KEEP_CASES)
        with self._store.unit_of_work(actor, self._clock) as uow:
            case = uow.cases.get(case_id, actor.person_id)
            if case is None:
                raise NotFoundError(what=case_id)
            require_owner(uow, owner_id)
            uow.cases.look_after(case_id, owner_id, review_on)
            uow.audit("case.looked_after", "standard_case", case_id)
            uow.commit()
        return Changes.of(ObjectKind.STANDARD_CASE, case_id)

    def history(self, actor: Actor, case_id: CaseId) -> tuple[CaseStep, ...]:
        """Every version of a case, the newest first, each with what it changed. Raises NotFoundError."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            versions = uow.cases.history(case_id, actor.person_id)
            if not versions:
                raise NotFoundError(what=case_id)
            forms = {one: uow.scorecards.version(one) for one in {case.version_id for case in versions}}
            names = uow.people.names()
        earlier = [*versions[1:], None]
        return tuple(
            _step(case, before, forms[case.version_id], names) for case, before in zip(versions, earlier, strict=True)
        )

    def waiting(self, actor: Actor) -> CasesWaiting:
        """What the library wants of one person; nothing of who does not keep it."""
        if actor.roles.isdisjoint(who_may(Action.KEEP_CASES)):
            return CasesWaiting()
        with self._store.reading() as uow:
            day = centre_day(uow, self._clock.now())
            touched = self._touched(uow, uow.case_forms.in_use())
            return CasesWaiting(
                review_due=uow.case_forms.due(actor.person_id, day),
                form_changed=uow.case_forms.on_forms(actor.person_id, tuple(touched)),
                to_approve=uow.case_forms.to_approve(actor.person_id),
            )

    def touched(self, actor: Actor) -> tuple[TouchedForm, ...]:
        """The forms that valid cases are on and that a newer one in force has changed."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            return tuple(self._touched(uow, uow.case_forms.in_use()).values())

    def _touched(self, uow: UnitOfWork, version_ids: Collection[VersionId]) -> dict[VersionId, TouchedForm]:
        return touched_forms(uow.scorecards.all(), version_ids, centre_day(uow, self._clock.now()))

    def _forms(self, uow: UnitOfWork, actor: Actor) -> tuple[FormChoice, ...]:
        """The version in force of each scorecard, the one most calls were scored on first."""
        day = centre_day(uow, self._clock.now())
        n_by_version = uow.scorecards.n_evaluations(visibility_of(actor))
        used: Counter[str] = Counter()
        for version in uow.scorecards.all():
            used[version.scorecard_key] += n_by_version.get(version.id, 0)
        found = (uow.scorecards.in_force(key, day) for key, _n in used.most_common())
        return tuple(FormChoice(version.id, version) for version in found if version is not None)

    def _start(
        self,
        uow: UnitOfWork,
        actor: Actor,
        sheet: CaseSheet,
        version: ScorecardVersion,
        forms: tuple[FormChoice, ...],
    ) -> CaseStart:
        return CaseStart(
            sheet=sheet,
            version=version,
            detail=call_detail(uow, sheet.call_id, actor.person_id),
            forms=forms or (FormChoice(version.id, version),),
            owners=possible_owners(uow),
            tags_in_use=uow.case_list.tags(actor.person_id),
        )

    def _changed(self, uow: UnitOfWork, actor: Actor, case_id: CaseId) -> StandardCase:
        case = uow.cases.get(case_id, actor.person_id)
        if case is None:
            raise NotFoundError(what=case_id)
        if case.state is CaseState.RETIRED:
            raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
        return case

    def _made(
        self, uow: UnitOfWork, actor: Actor, sheet: CaseSheet, before: StandardCase | None, now: datetime
    ) -> StandardCase:
        version = uow.scorecards.version(sheet.version_id)
        duration_s = uow.calls.get(sheet.call_id).duration_s
        passage = checked_passage(sheet, duration_s)
        if sheet.owner_id is not None:
            require_owner(uow, sheet.owner_id)
        case_id = CaseId(uuid4()) if before is None else before.id
        return StandardCase(
            id=case_id,
            code=uow.cases.next_code() if before is None else before.code,
            number=uow.cases.next_number(case_id),
            title=checked_title(sheet),
            call_id=sheet.call_id,
            version_id=version.id,
            state=CaseState.PROPOSED,
            difficulty=sheet.difficulty,
            language=sheet.language,
            rationale=typed_text(sheet.rationale, _("rationale")).strip(),
            tags=checked_tags(sheet),
            answers=checked_answers(sheet, version),
            owner_id=sheet.owner_id or actor.person_id,
            author_id=actor.person_id,
            created_at=now,
            session_id=None if before is None else before.session_id,
            review_on=sheet.review_on,
            business_type=clean_line(sheet.business_type),
            start_s=passage[0],
            end_s=passage[1],
            is_benchmark=sheet.is_benchmark,
            marks=checked_marks(sheet, version, passage, duration_s),
            note=typed_text(sheet.note, _("note")).strip(),
        )


def _latest(uow: UnitOfWork, actor: Actor, case_id: CaseId) -> StandardCase:
    """What is proposed of a case, else what is in force. Raises NotFoundError."""
    versions = uow.cases.history(case_id, actor.person_id)
    found = next((one for one in versions if one.state is CaseState.PROPOSED), None)
    found = found or next((one for one in versions if one.is_current), None)
    if found is None:
        raise NotFoundError(what=case_id)
    return found


def _require_open(uow: UnitOfWork, actor: Actor, call_id: CallId) -> None:
    """Who has the call to score blind neither writes nor reads a case of it. Raises NotFoundError."""
    if uow.assignments.scores_blind(actor.person_id, call_id):
        raise NotFoundError(what=_("This call"))


def _sheet_of(case: StandardCase) -> CaseSheet:
    return CaseSheet(
        call_id=case.call_id,
        version_id=case.version_id,
        title=case.title,
        answers=case.answers,
        rationale=case.rationale,
        tags=case.tags,
        difficulty=case.difficulty,
        language=case.language,
        business_type=case.business_type,
        start_s=case.start_s,
        end_s=case.end_s,
        is_benchmark=case.is_benchmark,
        marks=case.marks,
        owner_id=case.owner_id,
        review_on=case.review_on,
    )


def _carried(case: StandardCase, touched: TouchedForm) -> CaseSheet:
    """The same on the newer form, without the answers that do not follow; their evidence stays where it was."""
    known = {criterion.key for criterion in touched.after.criteria} - touched.change.asked
    note = _("Carried over from version {before} to version {after} of the scorecard").format(
        before=touched.before.number, after=touched.after.number
    )
    return replace(
        _sheet_of(case),
        version_id=touched.after.id,
        answers=tuple(answer for answer in case.answers if answer.criterion_key in known),
        marks=tuple(mark for mark in case.marks if mark.criterion_key not in touched.change.removed),
        note=note,
    )


def _step(
    case: StandardCase, before: StandardCase | None, form: ScorecardVersion, names: dict[PersonId, str]
) -> CaseStep:
    return CaseStep(
        number=case.number,
        state=case.state,
        is_current=case.is_current,
        note=case.note,
        author_name=names.get(case.author_id, ""),
        created_at=case.created_at,
        approver_name=names.get(case.approved_by, "") if case.approved_by else "",
        approved_at=case.approved_at,
        version=form,
        retired_reason=case.retired_reason,
        differences=() if before is None else case_difference(before, case),
    )
