"""The standard-case library: keep a settled call as a case, have it approved by a second person, find it, retire it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.calibration import CalibrationSession, SessionState, SettledAnswer
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Evaluation, Mark
from qa_desk.domain.ids import CallId, CaseId, PersonId, SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import ScoreResult, score
from qa_desk.domain.standard_case import (
    CaseAnswer,
    CaseMark,
    CaseState,
    Difficulty,
    ExposureKind,
    StandardCase,
)
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallDetail, call_detail
from qa_desk.services.cases.checking import as_answers
from qa_desk.services.cases.difficulty import MeasuredDifficulty, measured_difficulty
from qa_desk.services.cases.language import language_of
from qa_desk.services.cases.owners import possible_owners, require_owner
from qa_desk.services.cases.touched import TouchedForm, touched_forms
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line, typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_case
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A settled call to be kept, with what it teaches; whoever keeps it owns it unless somebody else is named."""

    session_id: SessionId
    call_id: CallId
    title: str
    rationale: str = ""
    tags: tuple[str, ...] = ()
    difficulty: Difficulty = Difficulty.MEDIUM
    language: str = ""
    is_benchmark: bool = False
    review_on: date | None = None
    owner_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A version of a case whole: the call, the form, the settled answers scored, and what the reader may do with it.

    `proposed_number` is the version that waits for its approval, `touched` the newer form that changed its answers.
    Of exposures and of other people's answers only who keeps the library learns. `own` is what the reader handed in on
    this version last, for practice or in a sitting that is over.
    """

    case: StandardCase
    version: ScorecardVersion
    detail: CallDetail
    result: ScoreResult
    owner_name: str
    may_approve: bool
    may_retire: bool
    author_name: str = ""
    approver_name: str = ""
    proposed_number: int | None = None
    touched: TouchedForm | None = None
    is_review_due: bool = False
    n_exposures: int | None = None
    measured: MeasuredDifficulty | None = None
    may_change: bool = False
    own: Evaluation | None = None

    @property
    def own_result(self) -> ScoreResult | None:
        """What the reader's own answers come to on the form of the case."""
        return score(self.version, self.own.answers) if self.own is not None else None


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """A settled call before it is kept: what the form shows and what it can be filled with.

    `kept_as` are the codes of the cases that were made of the call before, `owners` who may look after the case.
    """

    session_title: str
    call_key: str
    business_type: str
    score: float | None
    n_settled: int
    tags_in_use: tuple[str, ...]
    kept_as: tuple[str, ...]
    owners: tuple[tuple[PersonId, str], ...]
    language: str = ""


class Curating:
    """What everyone signed in may learn from, and what lead and trainer keep."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def proposal(self, actor: Actor, session_id: SessionId, call_id: CallId) -> CaseProposal:
        """What the form of a new case begins with. Raises WRONG_STATE before the session is settled."""
        require(actor, Action.KEEP_CASES)
        with self._store.reading() as uow:
            session = _settled_session(uow, actor, session_id, call_id)
            call = uow.calls.get(call_id)
            version = uow.scorecards.version(session.version_id)
            answers = [_case_answer(a) for a in uow.calibration.settled(session_id) if a.call_id == call_id]
            tags = uow.case_list.tags(actor.person_id)
            kept_as = uow.case_list.codes_of_call(call_id, actor.person_id)
            owners = possible_owners(uow)
        return CaseProposal(
            session_title=session.title,
            call_key=call.key,
            business_type=call.attributes.business_type,
            score=score(version, as_answers(tuple(answers)).values()).score,
            n_settled=len(answers),
            tags_in_use=tags,
            kept_as=kept_as,
            owners=owners,
            language=language_of(call),
        )

    def case(self, actor: Actor, case_id: CaseId, number: int | None = None) -> CaseView:
        """One case with its settled answers, in force unless a version is named; whoever opens it has seen them."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            case = self._version(uow, actor, case_id, number)
            if uow.exposures.has_seen(actor.person_id, case.id, ExposureKind.OPENED, case.number):
                return self._view(uow, actor, case)
        with self._store.unit_of_work(actor, self._clock) as uow:  # what is read and that it was are kept as one
            case = self._version(uow, actor, case_id, number)
            view = self._view(uow, actor, case)
            uow.exposures.note(case.id, case.number, [actor.person_id], ExposureKind.OPENED, self._clock.now())
            uow.commit()
        return view

    def keep(self, actor: Actor, draft: CaseDraft) -> tuple[CaseId, Changes]:
        """Keep a call of a settled session as a proposed case. Raises WRONG_STATE before everything is settled."""
        require(actor, Action.KEEP_CASES)
        with self._store.unit_of_work(actor, self._clock) as uow:
            case_id = kept_case(uow, actor, draft, self._clock.now())
            uow.commit()
        return case_id, Changes.of(ObjectKind.STANDARD_CASE, case_id)

    def approve(self, actor: Actor, case_id: CaseId) -> Changes:
        """Make what is proposed of a case valid and the version in force; never by the person who wrote it."""
        require(actor, Action.KEEP_CASES)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            case = self._seen(uow, actor, case_id)
            case = _proposed(uow, actor, case) or case
            if not _may_approve(actor, case):
                raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
            uow.cases.approve(case_id, case.number, actor.person_id, now)
            index_case(uow, case, now)
            uow.audit("case.approved", "standard_case", case_id)
            uow.commit()
        return Changes.of(ObjectKind.STANDARD_CASE, case_id)

    def retire(self, actor: Actor, case_id: CaseId, reason: str) -> Changes:
        """Take a case out of use, with a reason; its history stays."""
        require(actor, Action.KEEP_CASES)
        if not reason.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            case = self._seen(uow, actor, case_id)
            if case.state is CaseState.RETIRED:
                raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
            uow.cases.retire(case_id, typed_text(reason, _("reason")).strip(), centre_day(uow, self._clock.now()))
            uow.audit("case.retired", "standard_case", case_id)
            uow.commit()
        return Changes.of(ObjectKind.STANDARD_CASE, case_id)

    def _view(self, uow: UnitOfWork, actor: Actor, case: StandardCase) -> CaseView:
        version, names = uow.scorecards.version(case.version_id), uow.people.names()
        today = centre_day(uow, self._clock.now())
        keeps = may(actor, Action.KEEP_CASES)
        is_used = case.is_current and case.state is not CaseState.RETIRED
        proposed = _proposed(uow, actor, case)
        return CaseView(
            case,
            version,
            call_detail(uow, case.call_id, actor.person_id),
            score(version, as_answers(case.answers).values()),
            names.get(case.owner_id, ""),
            may_approve=_may_approve(actor, case),
            may_retire=is_used and keeps,
            author_name=names.get(case.author_id, ""),
            approver_name=names.get(case.approved_by, "") if case.approved_by else "",
            proposed_number=proposed.number if proposed and proposed.number != case.number else None,
            touched=touched_forms(uow.scorecards.all(), [version.id], today).get(version.id) if is_used else None,
            is_review_due=is_used and case.review_on is not None and case.review_on <= today,
            n_exposures=uow.exposures.counts([case.id]).get(case.id, 0) if keeps else None,
            measured=measured_difficulty(uow, case, visibility_of(actor)) if keeps else None,
            may_change=is_used and keeps,
            own=_own_on(uow, actor, case),
        )

    def _version(self, uow: UnitOfWork, actor: Actor, case_id: CaseId, number: int | None) -> StandardCase:
        case = uow.cases.get(case_id, actor.person_id, number)
        if case is None:
            raise NotFoundError(what=case_id)
        return case

    def _seen(self, uow: UnitOfWork, actor: Actor, case_id: CaseId) -> StandardCase:
        case = uow.cases.get(case_id, actor.person_id)
        if case is None:
            raise NotFoundError(what=case_id)
        return case


def _own_on(uow: UnitOfWork, actor: Actor, case: StandardCase) -> Evaluation | None:
    visibility = visibility_of(actor)
    found = uow.practice.last_on(case.id, case.number, actor.person_id, visibility)
    return uow.evaluations.get(found, visibility) if found is not None else None


def kept_case(uow: UnitOfWork, actor: Actor, draft: CaseDraft, now: datetime) -> CaseId:
    """A new case in a unit of work that is under way. Raises like `Curating.keep`."""
    session = _settled_session(uow, actor, draft.session_id, draft.call_id)
    if not clean_line(draft.title):
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("title"), expected=_("some words"))
    if draft.owner_id is not None:
        require_owner(uow, draft.owner_id)
    marks = {
        (e.inspector_id, m.criterion_key): m
        for e in uow.evaluations.in_session(session.id, visibility_of(actor))
        if e.call_id == draft.call_id
        for m in reversed(e.marks)
    }
    settled = [answer for answer in uow.calibration.settled(session.id) if answer.call_id == draft.call_id]
    case = StandardCase(
        id=CaseId(uuid4()),
        code=uow.cases.next_code(),
        number=1,
        title=clean_line(draft.title),
        call_id=draft.call_id,
        version_id=session.version_id,
        state=CaseState.PROPOSED,
        difficulty=draft.difficulty,
        language=draft.language,
        rationale=typed_text(draft.rationale, _("rationale")).strip(),
        tags=tuple(dict.fromkeys(word for tag in draft.tags if (word := clean_line(tag)))),
        answers=tuple(_case_answer(answer) for answer in settled),
        marks=_evidence(settled, list(marks.values())),
        owner_id=draft.owner_id or actor.person_id,
        author_id=actor.person_id,
        created_at=now,
        session_id=session.id,
        review_on=draft.review_on,
        is_benchmark=draft.is_benchmark,
        business_type=uow.calls.get(draft.call_id).attributes.business_type,
    )
    uow.cases.add(case)
    uow.exposures.note(case.id, 1, [seat.person_id for seat in session.seats], ExposureKind.IN_SESSION, now)
    index_case(uow, case, now)
    uow.audit("case.kept", "standard_case", case.id)
    return case.id


def _proposed(uow: UnitOfWork, actor: Actor, case: StandardCase) -> StandardCase | None:
    """The version of a case that waits for its approval."""
    versions = uow.cases.history(case.id, actor.person_id)
    return next((one for one in versions if one.state is CaseState.PROPOSED), None)


def _may_approve(actor: Actor, case: StandardCase) -> bool:
    """A second person makes a proposed case valid."""
    return case.state is CaseState.PROPOSED and case.author_id != actor.person_id and may(actor, Action.KEEP_CASES)


def _settled_session(uow: UnitOfWork, actor: Actor, session_id: SessionId, call_id: CallId) -> CalibrationSession:
    """The session, once settled; for who has the call to score blind it is not there yet."""
    session = uow.calibration.get(session_id)
    if session is None or call_id not in session.call_ids or uow.assignments.scores_blind(actor.person_id, call_id):
        raise NotFoundError(what=_("This call"))
    if session.state not in (SessionState.SETTLED, SessionState.CLOSED):
        raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
    return session


def _case_answer(settled: SettledAnswer) -> CaseAnswer:
    return CaseAnswer(settled.criterion_key, settled.rating, settled.na, settled.reasons, settled.rationale)


def _evidence(settled: Sequence[SettledAnswer], marks: list[Mark]) -> tuple[CaseMark, ...]:
    """The first mark that anybody left on each criterion as evidence."""
    first: dict[str, CaseMark] = {}
    asked = {answer.criterion_key for answer in settled}
    for mark in sorted(marks, key=lambda mark: mark.start_s):
        if mark.criterion_key is not None and mark.criterion_key in asked:
            first.setdefault(mark.criterion_key, CaseMark(mark.criterion_key, mark.start_s, mark.end_s))
    return tuple(first.values())
