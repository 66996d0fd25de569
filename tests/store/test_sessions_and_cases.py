"""Calibration sessions, the library of standard cases, tracked items and the facts that reports count."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from qa_desk.domain.calibration import SessionState, SettledAnswer
from qa_desk.domain.case_filter import cases_with
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.evaluation import AssignmentState, CauseOwnerKind, Evaluation, Purpose
from qa_desk.domain.ids import CaseId, PersonId, TrackedItemId
from qa_desk.domain.issue import DeductionFact, ScoredFact, TrackedItem, TrackedState
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.scoring import score
from qa_desk.domain.standard_case import (
    CaseAnswer,
    CaseMark,
    CaseOrigin,
    CaseState,
    CaseSummary,
    Difficulty,
    ExposureKind,
    StandardCase,
)
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.repositories.case_list import CaseFilter
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import NOW, Centre

ELSEWHERE = uuid4()
MARCH = FactFilter(date(2026, 3, 1), date(2026, 3, 31))


def test_a_session_says_who_is_done_and_nothing_else(centre: Centre) -> None:
    session = centre.session("ann", "ben", calls=2)
    centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id, call=0)
    centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id, call=1)
    centre.enter("ben", Purpose.CALIBRATION, sealed=True, session=session.id, is_in=False)
    with centre.store.reading() as uow:
        found = uow.calibration.get(session.id)
        (summary,) = uow.calibration.summaries()
        assert found is not None
        assert [(seat.name, seat.n_done, seat.n_calls) for seat in found.seats] == [("Ann", 2, 2), ("Ben", 0, 1)]
        assert found.call_ids == session.call_ids
        assert (summary.n_calls, summary.n_seats, summary.n_seats_done, summary.n_to_settle) == (2, 2, 1, 0)
        assert uow.calibration.summaries(centre.id_of("ben")) == (summary,)
        assert uow.calibration.summaries(centre.id_of("cai")) == ()
        assert len(uow.assignments.open_in_session(session.id, centre.id_of("ben"))) == 1


def test_after_the_reveal_what_is_to_be_settled_is_counted_once_for_all(centre: Centre) -> None:
    session = centre.session("ann", "ben")
    for part in ("ann", "ben"):
        centre.enter(part, Purpose.CALIBRATION, sealed=True, session=session.id)
    settled = SettledAnswer(
        centre.calls[0].id, "greeting", 3.0, False, ("late",), "heard at 0:01", centre.id_of("lead"), NOW
    )
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.calibration.set_state(session.id, SessionState.REVEALED, NOW, 1)
        uow.record.unseal(uow.evaluations.submitted_in_session(session.id))
        uow.calibration.save_settled(session.id, replace(settled, rating=0.0))
        uow.calibration.save_settled(session.id, settled)
        (summary,) = uow.calibration.summaries()
        assert (summary.n_to_settle, summary.n_settled) == (3, 1)
        assert uow.calibration.settled(session.id) == (settled,)
        uow.calibration.remove_settled(session.id, settled.call_id, "greeting")
        assert uow.calibration.settled(session.id) == ()


def test_states_keep_their_moments_and_two_leads_do_not_pass_each_other(centre: Centre) -> None:
    session = centre.session("ann")
    later = NOW + timedelta(hours=1)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.calibration.set_state(session.id, SessionState.REVEALED, NOW, 1)
        uow.calibration.set_state(session.id, SessionState.SETTLED, later, 2)
        uow.calibration.set_state(session.id, SessionState.CLOSED, later, 3)
        uow.calibration.reopen(session.id, "a wrong criterion", later, 4)
        uow.commit()
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        found = uow.calibration.get(session.id)
        assert found is not None
        assert (found.state, found.revealed_at, found.closed_at) == (SessionState.REVEALED, NOW, None)
        assert (found.reopened_reason, found.version) == ("a wrong criterion", 5)
        with pytest.raises(ConflictError):
            uow.calibration.set_state(session.id, SessionState.SETTLED, later, 4)


def test_a_case_comes_back_with_its_score_and_its_evidence(centre: Centre) -> None:
    case = _case(centre)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        assert uow.cases.next_code() == "SC-008"
        uow.cases.approve(case.id, 1, centre.id_of("trainer"), NOW)
        uow.commit()
    approved = replace(case, state=CaseState.VALID, approved_by=centre.id_of("trainer"), approved_at=NOW)
    with centre.store.reading() as uow:
        assert uow.cases.get(case.id, centre.id_of("ann")) == approved
        assert uow.cases.of_origin("ab:cd", ELSEWHERE, centre.id_of("ann")) == approved
        assert uow.cases.of_origin("ef", ELSEWHERE, centre.id_of("ann")) is None
        (summary,) = listed(uow, centre.id_of("ann"))
    assert (summary.code, summary.tags, summary.score, summary.passed) == ("SC-007", ("zeal", "audio"), 100.0, True)


def test_a_case_is_hidden_from_who_has_its_call_to_score_blind(centre: Centre) -> None:
    case = _case(centre)
    practice = centre.assignment("cai", Purpose.PRACTICE, call=2)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        uow.assignments.add_all([practice])
        assert uow.cases.get(case.id, centre.id_of("cai")) is None
        assert listed(uow, centre.id_of("cai")) == ()
        assert uow.cases.of_call(case.call_id, centre.id_of("cai")) == ()
        uow.assignments.set_state(practice.id, AssignmentState.DONE)
        assert uow.cases.get(case.id, centre.id_of("cai")) == case


def test_a_further_version_takes_the_place_of_a_valid_one_when_it_is_approved(centre: Centre) -> None:
    case, reader = _case(centre), centre.id_of("ann")
    second = replace(case, number=2, title="Better", tags=(), answers=case.answers[:1], author_id=centre.id_of("ben"))
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        uow.cases.approve(case.id, 1, centre.id_of("trainer"), NOW)
        uow.cases.add(second)
        found = uow.cases.get(case.id, reader)
        (summary,) = listed(uow, reader)
        assert (found and found.number, summary.number, summary.proposed_number) == (1, 1, 2)
        assert uow.cases.get(case.id, reader, 2) == replace(second, is_current=False)
        uow.cases.approve(case.id, 2, centre.id_of("trainer"), NOW)
        found = uow.cases.get(case.id, reader)
        (summary,) = listed(uow, reader)
        assert (found and found.number, summary.number, summary.proposed_number) == (2, 2, None)
        assert [(one.number, one.state) for one in uow.cases.history(case.id, reader)] == [
            (2, CaseState.VALID),
            (1, CaseState.VALID),
        ]
        uow.cases.retire(case.id, "outdated", NOW.date())
        assert {one.state for one in uow.cases.history(case.id, reader)} == {CaseState.RETIRED}


def test_a_proposal_taken_back_leaves_the_valid_version_in_force(centre: Centre) -> None:
    case = _case(centre)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        uow.cases.approve(case.id, 1, centre.id_of("trainer"), NOW)
        assert not uow.cases.withdraw(case.id, "", NOW.date())
        uow.cases.add(replace(case, number=2))
        assert uow.cases.withdraw(case.id, "worse", NOW.date())
        with pytest.raises(ConflictError):
            uow.cases.approve(case.id, 2, centre.id_of("trainer"), NOW)
        assert uow.cases.next_number(case.id) == 3


def test_nobody_approves_what_they_wrote(centre: Centre) -> None:
    case = _case(centre)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        with pytest.raises(Exception, match="approved_by_another"):
            uow.cases.approve(case.id, 1, case.author_id, NOW)


def test_a_passage_of_a_case_begins_before_it_ends(centre: Centre) -> None:
    for start_s, end_s in ((3.0, 2.0), (3.0, None), (None, 3.0)):
        case = replace(_case(centre), start_s=start_s, end_s=end_s)
        with (
            centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow,
            pytest.raises(Exception, match="passage_in_order"),
        ):
            uow.cases.add(case)


def test_what_wears_a_case_out_is_counted_and_what_was_seen_is_known(centre: Centre) -> None:
    case, ann, ben = _case(centre), centre.id_of("ann"), centre.id_of("ben")
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.cases.add(case)
        assert uow.exposures.counts() == {}
        uow.exposures.note(case.id, 1, [ann, ben], ExposureKind.IN_SESSION, NOW)
        uow.exposures.note(case.id, 1, [ann], ExposureKind.OPENED, NOW)
        uow.exposures.note(case.id, 1, [ben], ExposureKind.PRACTISED, NOW)
        assert uow.exposures.counts() == uow.exposures.counts([case.id]) == {case.id: 3}
        assert uow.exposures.seen_by(ann) == {case.id}
        assert uow.exposures.seen_by(centre.id_of("cai")) == frozenset()
        assert uow.exposures.has_seen(ann, case.id, ExposureKind.OPENED, 1)
        assert not uow.exposures.has_seen(ben, case.id, ExposureKind.OPENED, 1)


def test_a_tracked_item_keeps_its_steps(centre: Centre) -> None:
    item = TrackedItem(
        id=TrackedItemId(uuid4()),
        title="Greeting too short",
        criterion_key="greeting",
        reason_key=None,
        unit_id=centre.units[1].id,
        owner_id=centre.id_of("team_leader"),
        due_on=date(2026, 4, 1),
        action="Coach",
        state=TrackedState.OPEN,
        opened_by=centre.id_of("trainer"),
        opened_at=NOW,
    )
    with centre.store.unit_of_work(centre.actor("team_leader"), centre.clock) as uow:
        uow.tracking.add(item)
        uow.tracking.save(replace(item, state=TrackedState.IN_WORK), "begun")
        uow.commit()
        with pytest.raises(ConflictError):
            uow.tracking.save(replace(item, state=TrackedState.DONE), "")
    with centre.store.reading() as uow:
        assert uow.tracking.items() == (replace(item, state=TrackedState.IN_WORK, version=2),)
        assert uow.tracking.states() == {"greeting": TrackedState.IN_WORK}
        steps = uow.tracking.events(item.id)
        assert {(step.actor_id, step.state, step.note) for step in steps} == {
            (centre.id_of("trainer"), TrackedState.OPEN, ""),
            (centre.id_of("team_leader"), TrackedState.IN_WORK, "begun"),
        }


def test_the_owner_of_a_tracked_item_can_not_sign_its_effect(centre: Centre) -> None:
    owner = centre.id_of("team_leader")
    item = TrackedItem(
        TrackedItemId(uuid4()), "x", "greeting", None, None, owner, date(2026, 4, 1), "", TrackedState.OPEN, owner, NOW
    )
    with centre.store.unit_of_work(centre.actor("team_leader"), centre.clock) as uow:
        uow.tracking.add(item)
        with pytest.raises(Exception, match="signed_by_another"):
            uow.tracking.save(replace(item, state=TrackedState.EFFECT_SHOWN, signed_by=owner), "helped")


def test_facts_are_entered_counted_and_taken_out_with_their_call(centre: Centre) -> None:
    facts = [_fact(centre, centre.enter("ann", Purpose.ROUTINE, call=n), day=1 + n, points=10.0 * n) for n in range(3)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for fact in facts:
            uow.facts.add(fact)
        uow.commit()
    with centre.store.reading() as uow:
        counts = {count.why.criterion_key: count for count in uow.issues.failed(MARCH)}
        assert (counts["greeting"].n_failed, counts["greeting"].points) == (3, 30.0)
        assert (counts["no_disclosure"].n_failed, counts["no_disclosure"].points) == (3, 0.0)
        assert reasons_of(uow, "greeting") == {("late", "short"): 3}
        hall_id = centre.calls[1].unit_id
        assert hall_id is not None
        hall = replace(MARCH, units=uow.units.below(hall_id))
        assert uow.issues.scored(hall).n_calls == 1
        assert uow.issues.scored(replace(MARCH, first_day=date(2026, 3, 2))).n_calls == 2
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.facts.remove_of_call(centre.calls[2].id)
        assert sum(count.points for count in uow.issues.failed(MARCH)) == 10.0
        assert reasons_of(uow, "greeting") == {("late", "short"): 2}


def reasons_of(uow: UnitOfWork, criterion_key: str) -> dict[tuple[str, ...], int]:
    """How often the criterion failed for these reasons together."""
    counts = (one for one in uow.issues.failed(MARCH) if one.why.criterion_key == criterion_key)
    return {tuple(sorted(one.why.reason_keys)): one.n_failed for one in counts}


def test_examples_are_those_that_the_reader_may_hear_of(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.facts.add(_fact(centre, evaluation, day=2, points=5.0))
        uow.commit()
    with centre.store.reading() as uow:
        found = {
            part: len(uow.issues.marked_failures(MARCH, ["greeting"], 3, centre.sees(part))) for part in centre.people
        }
    assert {part for part, n in found.items() if n == 1} == {"ann", "lead", "trainer", "auditor", "team_leader"}


def test_failures_without_a_mark_do_not_keep_older_passages_from_being_found(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_desk.store.example_queries._LOOKS", (1, 4))
    evaluations = [centre.enter("ann", Purpose.ROUTINE, call=number) for number in range(4)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for number, evaluation in enumerate(evaluations):
            uow.facts.add(_fact(centre, evaluation, day=2 + number, points=5.0))
        for evaluation in evaluations[2:]:  # whose marks lie elsewhere
            uow.evaluations.save_mark(replace(evaluation.marks[0], criterion_key="tone"))
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.issues.marked_failures(MARCH, ["greeting"], 3, centre.sees("lead"))
    assert [one.call_id for one in found] == [centre.calls[number].id for number in (1, 0)]


def test_who_reads_of_their_own_unit_alone_finds_its_passages_behind_many_of_others(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_desk.store.example_queries._LOOKS", (1, 2))
    halls = {number: centre.calls[number].unit_id for number in (0, 1, 3)}
    assert halls[0] == centre.people["team_leader"].unit_id not in (halls[1], halls[3])
    evaluations = [centre.enter("ann", Purpose.ROUTINE, call=number) for number in halls]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for number, evaluation in enumerate(evaluations):
            uow.facts.add(_fact(centre, evaluation, day=2 + number, points=5.0))
        uow.commit()
    hall = replace(MARCH, units=(halls[1],)) if halls[1] else MARCH
    with centre.store.reading() as uow:
        found = uow.issues.marked_failures(MARCH, ["greeting"], 3, centre.sees("team_leader"))
        elsewhere = uow.issues.marked_failures(hall, ["greeting"], 3, centre.sees("team_leader"))
        of_lead = uow.issues.marked_failures(MARCH, ["greeting"], 3, centre.sees("lead"))
    assert [one.call_id for one in found] == [centre.calls[0].id]
    assert elsewhere == ()
    assert len(of_lead) == 2, "who reads all looks no further back"


def test_examples_are_the_latest_of_each_criterion_that_has_any(centre: Centre) -> None:
    evaluations = [centre.enter("ann", Purpose.ROUTINE, call=number) for number in range(4)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for number, evaluation in enumerate(evaluations):
            uow.facts.add(_fact(centre, evaluation, day=2 + number, points=5.0))
        uow.commit()
    asked = ["tone", "greeting", "no_disclosure"]
    with centre.store.reading() as uow:
        found = uow.issues.marked_failures(MARCH, asked, 3, centre.sees("lead"))
        earlier = uow.issues.marked_failures(replace(MARCH, last_day=date(2026, 3, 3)), asked, 3, centre.sees("lead"))
        other = uow.issues.marked_failures(replace(MARCH, campaign="autumn"), asked, 3, centre.sees("lead"))
    # the marks lie on the greeting alone
    assert [one.criterion_key for one in found] == ["greeting"] * 3
    assert [one.call_id for one in found] == [centre.calls[number].id for number in (3, 2, 1)]
    assert [one.call_id for one in earlier] == [centre.calls[number].id for number in (1, 0)]
    assert other == ()


def listed(uow: UnitOfWork, reader_id: PersonId) -> tuple[CaseSummary, ...]:
    return uow.case_list.part(CaseFilter(cases_with(), reader_id, NOW.date()))


def _case(centre: Centre) -> StandardCase:
    answers = (
        CaseAnswer("greeting", 5.0, False, (), "clear and warm"),
        CaseAnswer("no_disclosure", True, False, (), ""),
        CaseAnswer("tone", None, True, (), ""),
    )
    return StandardCase(
        id=CaseId(uuid4()),
        code="SC-007",
        number=1,
        title="A good call",
        call_id=centre.calls[2].id,
        version_id=centre.version.id,
        state=CaseState.PROPOSED,
        difficulty=Difficulty.HARD,
        language="zh_CN",
        rationale="为什么",
        tags=("zeal", "audio"),
        answers=answers,
        owner_id=centre.id_of("lead"),
        author_id=centre.id_of("lead"),
        created_at=NOW,
        review_on=date(2027, 1, 1),
        business_type="fault",
        start_s=0.5,
        end_s=20.0,
        is_benchmark=True,
        marks=(CaseMark("greeting", 1.0, 2.5), CaseMark(None, 4.0, 5.0, "how to ask")),
        note="the first one",
        origin=CaseOrigin(ELSEWHERE, "ab:cd", 3),
    )


def _fact(centre: Centre, evaluation: Evaluation, *, day: int, points: float) -> ScoredFact:
    call = next(call for call in centre.calls if call.id == evaluation.call_id)
    result = score(centre.version, evaluation.answers)
    failed = DeductionFact(
        evaluation_id=evaluation.id,
        call_id=call.id,
        day=date(2026, 3, day),
        unit_id=call.unit_id,
        agent_id=call.agent_id,
        inspector_id=evaluation.inspector_id,
        scorecard_key="service",
        version_number=1,
        section_key="smile",
        criterion_key="greeting",
        reason_keys=("late", "short"),
        points=points,
        critical=None,
        cause_owner_kind=CauseOwnerKind.AGENT,
        cause_owner_name="",
        business_type=call.attributes.business_type,
    )
    critical = replace(
        failed, criterion_key="no_disclosure", reason_keys=(), points=0.0, critical=CriticalFamily.COMPLIANCE
    )
    return ScoredFact(
        evaluation_id=evaluation.id,
        call_id=call.id,
        day=failed.day,
        unit_id=call.unit_id,
        agent_id=call.agent_id,
        inspector_id=evaluation.inspector_id,
        scorecard_key="service",
        version_number=1,
        business_type=call.attributes.business_type,
        score=result.score,
        score_before_policy=result.score_before_policy,
        agent_score=None,
        passed=result.passed,
        opportunities=("greeting", "no_disclosure"),
        deductions=(failed, critical),
    )
