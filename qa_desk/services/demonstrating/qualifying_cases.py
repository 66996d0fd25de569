"""Cases that the demo's trainer wrote by hand on calls nobody scores, and the qualification that is drawn from them.

The cases of the sessions are known to everybody who sat in one, so these are what a set can be drawn from.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from qa_desk.domain.calls import Call
from qa_desk.domain.qualification import FamilyRule, Plan
from qa_desk.domain.scorecard import Criterion, CriticalFamily
from qa_desk.domain.scoring import is_shown
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, Difficulty
from qa_desk.i18n import _, current_language
from qa_desk.services.cases.checking import as_answers
from qa_desk.services.cases.curating import Curating
from qa_desk.services.cases.sheets import CaseSheet
from qa_desk.services.cases.writing_cases import WritingCases
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating.cast import Cast, conversation_of
from qa_desk.services.demonstrating.content import Conversation
from qa_desk.services.demonstrating.inspector_model import GivenAnswer, InspectorModel, answer_as
from qa_desk.services.practice.qualifying import Qualifying
from qa_desk.store.store import Store

_N_CASES = 14
_N_DRAWN = 10
_MINUTES = 40
_N_ROUNDS = 8
_REVIEW_DAYS = 180
_JUDGE = InspectorModel("judge", severity=0.0, miss=0.0, false_alarm=0.0, noise=0.0)
# Few calls ask for a consent, so its rule tells only those apart who are wrong every third time.
_RULES = (
    FamilyRule(CriticalFamily.CUSTOMER, _N_DRAWN, 0, unacceptable=0.15),
    FamilyRule(CriticalFamily.BUSINESS, 4, 0, unacceptable=0.35),
    FamilyRule(CriticalFamily.COMPLIANCE, _N_DRAWN, 0, unacceptable=0.15),
)


def plan_qualification(store: Store, cast: Cast, now: datetime) -> None:
    """Write the cases, let the lead approve them, and plan what is sat on them."""
    written, approved = FixedClock(now - timedelta(days=5)), FixedClock(now - timedelta(days=4))
    trainer, lead = cast.actor("trainer-1"), cast.actor("lead-1")
    for place, call in enumerate(_free_calls(store, cast)):
        sheet = _sheet(cast, call, tuple(Difficulty)[place % len(Difficulty)], written.now())
        case_id, _changes = WritingCases(store, written).propose(trainer, sheet)
        Curating(store, approved).approve(lead, case_id)
    plan = Plan(_("First line"), _N_DRAWN, _RULES, minutes=_MINUTES)
    Qualifying(store, FixedClock(now - timedelta(days=3))).write(trainer, cast.version.scorecard_id, plan)


def _free_calls(store: Store, cast: Cast) -> list[Call]:
    """Of conversations that no session heard, a call given to nobody; first those that ask for a consent."""
    with store.reading() as uow:
        keys = [f"{number}{key[1:]}" for key in cast.conversations for number in range(1, _N_ROUNDS + 1)]
        calls = sorted(uow.calls.by_key(keys).values(), key=lambda call: call.key)
        given = {call.key: uow.assignments.of_call(call.id) for call in calls}
        heard = {"1" + key[1:] for key, assigned in given.items() if any(one.session_id for one in assigned)}
        free = {conversation_of(cast, call).call_key: call for call in calls if not given[call.key]}
    free = {key: call for key, call in free.items() if key not in heard}
    asks = sorted(free, key=lambda key: (cast.conversations[key].truth["consent"].answer == "na", key))
    return [free[key] for key in asks[:_N_CASES]]


def _sheet(cast: Cast, call: Call, difficulty: Difficulty, written_at: datetime) -> CaseSheet:
    conversation = conversation_of(cast, call)
    given = dict(_given(cast, conversation))
    answers = tuple(
        CaseAnswer(key, answer.rating, answer.na, answer.reasons, conversation.truth[key].comment or _why(answer))
        for key, answer in given.items()
    )
    failing = [key for key, answer in given.items() if answer.reasons]
    return CaseSheet(
        call_id=call.id,
        version_id=cast.version.id,
        title=conversation.title,
        answers=answers,
        rationale=next((truth.comment for key in failing if (truth := conversation.truth[key]).comment), ""),
        tags=case_tags(cast, conversation),
        difficulty=difficulty,
        language=conversation.language,
        business_type=call.attributes.business_type,
        is_benchmark=is_excellent(conversation, cast),
        marks=tuple(_marks(cast, conversation, failing)),
        owner_id=cast.people["trainer-1"].id,
        review_on=(written_at + timedelta(days=_REVIEW_DAYS)).date(),
    )


def _given(cast: Cast, conversation: Conversation) -> Iterator[tuple[str, GivenAnswer]]:
    """What a perfect judge answers, criterion by criterion, as the form asks."""
    answers: tuple[CaseAnswer, ...] = ()
    for criterion in cast.version.criteria:
        given = answer_as(_JUDGE, conversation.call_key, criterion, conversation.truth[criterion.key])
        if given is None or not is_shown(criterion, cast.version, as_answers(answers)):
            continue
        answers += (CaseAnswer(criterion.key, given.rating, given.na, given.reasons, ""),)
        yield criterion.key, given


def _why(answer: GivenAnswer) -> str:
    return _("The guidance names exactly this.") if answer.reasons else ""


def _marks(cast: Cast, conversation: Conversation, failing: list[str]) -> Iterator[CaseMark]:
    for key in failing:
        criterion: Criterion = cast.version.criterion(key)
        titles = {reason.key: reason.title for reason in criterion.reasons}
        reasons = conversation.truth[key].reasons
        note = titles[reasons[0]].in_language(current_language()) if reasons else ""
        for start_s, end_s in conversation.truth[key].evidence[:2]:
            yield CaseMark(key, start_s, min(end_s, conversation.duration_s), note)


def case_tags(cast: Cast, conversation: Conversation) -> tuple[str, ...]:
    """One tag that says what the case shows."""
    if any(conversation.truth[one.key].answer == "fail" for one in cast.version.criteria if one.critical):
        return (_("a critical failure"),)
    return (_("excellent service"),) if is_excellent(conversation, cast) else (_("a borderline case"),)


def is_excellent(conversation: Conversation, cast: Cast) -> bool:
    """Whether nothing at all takes points off: a call worth imitating."""
    given = _given(cast, conversation)
    return not any(answer.reasons for _key, answer in given)
