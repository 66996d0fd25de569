"""Standard cases made at once for tests of practice: valid ones by a trainer, failing what is named."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import uuid4

from qa_desk.domain.calls import Call
from qa_desk.domain.ids import AssignmentId, CallId, CaseId, EvaluationId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState, Difficulty, StandardCase
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.clock import FixedClock
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from qa_desk.store.store import Store
from tests.small_centre import SmallCentre, answered

BECAUSE = "the guidance names exactly this"


def author_of_cases(centre: SmallCentre) -> Actor:
    """A trainer who wrote the library, so that none of the centre's others did."""
    draft = PersonDraft("t-9", "Xu Lan", frozenset({Role.TRAINER}))
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named("t-9")


def keep_case(
    centre: SmallCentre,
    author: Actor,
    failed: Iterable[str] = (),
    *,
    key: str = "",
    na: Iterable[str] = (),
    difficulty: Difficulty = Difficulty.MEDIUM,
    language: str = "en",
    passage: tuple[float, float] | None = None,
) -> CaseId:
    """A valid case on a call of the centre, or on a new one: every criterion in full but those named."""
    store, version = centre.workspace.store, centre.version
    call_id = centre.calls.get(key) or bring_call(store, author, centre.clock)
    settled = Settled(version, frozenset(failed), frozenset(na), difficulty, language, passage)
    return enter_case(store, author, centre.clock, call_id, settled)


@dataclass(frozen=True)
class Settled:
    """What a case says: every criterion of the form in full but those that failed or are N/A."""

    version: ScorecardVersion
    failed: frozenset[str] = frozenset()
    na: frozenset[str] = frozenset()
    difficulty: Difficulty = Difficulty.MEDIUM
    language: str = "en"
    passage: tuple[float, float] | None = None


def bring_call(store: Store, author: Actor, clock: FixedClock) -> CallId:
    """A call of a minute, without sound."""
    call = Call(CallId(uuid4()), "", clock.now(), duration_s=60.0)
    with store.unit_of_work(author, clock) as uow:
        uow.calls.add([replace(call, key=f"call of {uow.cases.next_code()}")], clock.now())
        uow.commit()
    return call.id


def enter_case(store: Store, author: Actor, clock: FixedClock, call_id: CallId, settled: Settled) -> CaseId:
    """A valid case, as if somebody else had approved it."""
    drafts = [answered(criterion, criterion.key in settled.failed) for criterion in settled.version.criteria]
    with store.unit_of_work(author, clock) as uow:
        code = uow.cases.next_code()
        case = StandardCase(
            id=CaseId(uuid4()),
            code=code,
            number=1,
            title=f"What {code} teaches",
            call_id=call_id,
            version_id=settled.version.id,
            state=CaseState.VALID,
            difficulty=settled.difficulty,
            language=settled.language,
            rationale="",
            tags=(),
            answers=tuple(_settled(draft, is_na=draft.criterion_key in settled.na) for draft in drafts),
            owner_id=author.person_id,
            author_id=author.person_id,
            created_at=clock.now(),
            start_s=settled.passage[0] if settled.passage else None,
            end_s=settled.passage[1] if settled.passage else None,
            marks=tuple(CaseMark(one, 3.0, 6.0) for one in sorted(settled.failed)),
        )
        uow.cases.add(case)
        uow.commit()
    return case.id


def hand_in(centre: SmallCentre, actor: Actor, assignment_id: AssignmentId, failed: Iterable[str] = ()) -> EvaluationId:
    """Score something that was taken up, failing what is named, and hand it in."""
    evaluation = centre.answer_all(actor, assignment_id, failed=frozenset(failed))
    centre.services.inspecting.submit(actor, evaluation.id)
    return evaluation.id


def practise(centre: SmallCentre, actor: Actor, case_id: CaseId, failed: Iterable[str] = ()) -> EvaluationId:
    """Take a case up, score it and hand it in."""
    (assignment_id,), _changes = centre.services.practising.begin(actor, [case_id])
    return hand_in(centre, actor, assignment_id, failed)


def _settled(draft: AnswerDraft, *, is_na: bool) -> CaseAnswer:
    kept = CaseAnswer(draft.criterion_key, draft.rating, False, draft.reasons, BECAUSE if draft.reasons else "")
    return replace(kept, rating=None, na=True, reasons=()) if is_na else kept
