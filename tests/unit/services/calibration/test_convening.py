"""Around a session: which calls are suggested and why, who sits and leads, what comes back, and what is on record."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from qa_desk.domain.calibration import EventKind, SeatKind, SessionKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import SessionId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.recurrence import Every, Evidence
from qa_desk.services.calibration.convening import Convening
from qa_desk.services.calibration.convening_views import RecurrenceDraft, SuggestionQuery
from qa_desk.services.calibration.session_words import recurrence_words
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.keeping import suggesting
from tests.calibration_panel import Panel, newcomer
from tests.small_centre import NOW, later

FAILED = frozenset({"no_disclosure"})


@pytest.fixture
def convening(panel: Panel) -> Convening:
    """The service."""
    return panel.centre.services.convening


def refusal(ask: Callable[[], object]) -> ErrorCode:
    """What it is refused for."""
    with pytest.raises(QADeskError) as caught:
        ask()
    return caught.value.code


# seats and leads


def test_who_is_seated_later_scores_every_call_and_counts(panel: Panel, convening: Convening) -> None:
    lead = panel.centre.lead
    session_id = panel.open_session("1009", "1010")
    dora = newcomer(panel.centre, "Dora Eik", Role.INSPECTOR)
    convening.seat(lead, session_id, dora.person_id)
    view = panel.calibrating.session(dora, session_id)
    assert ([seat.name for seat in view.session.seats][-1], len(view.my_open)) == ("Dora Eik", 2)
    assert refusal(lambda: convening.seat(lead, session_id, dora.person_id)) is ErrorCode.VALUE_INVALID
    panel.hand_in(dora, session_id)
    panel.calibrating.reveal(lead, session_id)
    assert panel.calibrating.result(lead, session_id).n_inspectors == 1
    assert refusal(lambda: convening.seat(lead, session_id, dora.person_id)) is ErrorCode.WRONG_STATE


def test_what_somebody_wrote_whose_seat_is_gone_stays_theirs(panel: Panel, convening: Convening) -> None:
    centre, (anna, ben, cai) = panel.centre, panel.members
    session_id = panel.open_session("1009", "1010", quorum=3)
    (first, _second) = panel.calibrating.session(cai, session_id).my_open
    draft = centre.answer_all(cai, first)
    convening.unseat(centre.lead, session_id, cai.person_id)
    reviewing = centre.services.reviewing
    assert reviewing.evaluation(cai, draft.id).evaluation.sealed
    assert refusal(lambda: centre.services.inspecting.submit(cai, draft.id)) is ErrorCode.WRONG_STATE
    assert centre.services.inspecting.my_calls(cai) == ()
    for member in (anna, ben):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    assert {answer.name for one in panel.differences(session_id) for answer in one.answers} == {anna.name, ben.name}
    for other in (centre.lead, anna):
        assert draft.id not in {one.evaluation.id for one in reviewing.evaluations_of_call(other, centre.calls["1009"])}


def test_what_was_handed_in_before_the_seat_was_lost_is_not_revealed(panel: Panel, convening: Convening) -> None:
    centre, (anna, ben, cai) = panel.centre, panel.members
    session_id = panel.open_session("1009")
    for member in (anna, ben, cai):
        panel.hand_in(member, session_id, {"1009": FAILED} if member is cai else {})
    convening.unseat(centre.lead, session_id, cai.person_id)
    panel.calibrating.reveal(centre.lead, session_id)
    assert len(centre.services.reviewing.evaluations_of_call(centre.lead, centre.calls["1009"])) == 2
    assert panel.calibrating.result(centre.lead, session_id).n_inspectors == 2
    assert [one.name for one in convening.record(centre.lead, session_id).commitments if one.holds is None] == [
        cai.name
    ]


def test_a_seat_is_given_back_with_what_was_handed_in(panel: Panel, convening: Convening) -> None:
    lead, cai = panel.centre.lead, panel.members[2]
    session_id = panel.open_session("1009", "1010")
    panel.hand_in(cai, session_id)
    convening.unseat(lead, session_id, cai.person_id)
    convening.seat(lead, session_id, cai.person_id)
    view = panel.calibrating.session(cai, session_id)
    assert ([seat.is_done for seat in view.session.seats][-1], view.my_open) == (True, ())


def test_a_seat_is_given_back_with_what_was_begun(panel: Panel, convening: Convening) -> None:
    centre, cai = panel.centre, panel.members[2]
    session_id = panel.open_session("1009", "1010")
    (first, _second) = panel.calibrating.session(cai, session_id).my_open
    draft = centre.answer_all(cai, first)
    convening.unseat(centre.lead, session_id, cai.person_id)
    convening.seat(centre.lead, session_id, cai.person_id)
    assert len(panel.calibrating.session(cai, session_id).my_open) == 2
    again = centre.services.inspecting.open(cai, first).evaluation
    assert (again.id, set(again.answers)) == (draft.id, set(draft.answers))
    centre.services.inspecting.submit(cai, again.id)


def test_a_panel_keeps_two_inspectors(panel: Panel, convening: Convening) -> None:
    lead, (anna, ben, cai) = panel.centre.lead, panel.members
    session_id = panel.open_session("1009")
    convening.unseat(lead, session_id, cai.person_id)
    assert refusal(lambda: convening.unseat(lead, session_id, ben.person_id)) is ErrorCode.VALUE_INVALID
    assert refusal(lambda: convening.unseat(lead, session_id, cai.person_id)) is ErrorCode.NOT_FOUND
    with pytest.raises(NotAllowedError):
        convening.unseat(anna, session_id, ben.person_id)


def test_a_lead_hands_over_and_another_one_takes_over(panel: Panel, convening: Convening) -> None:
    lead, ben = panel.centre.lead, panel.members[1]
    other = newcomer(panel.centre, "Lena Roth", Role.LEAD)
    session_id = panel.open_session("1009")
    assert refusal(lambda: convening.unseat(other, session_id, ben.person_id)) is ErrorCode.WRONG_STATE
    convening.hand_over(other, session_id, other.person_id)
    convening.unseat(other, session_id, ben.person_id)
    view = panel.calibrating.session(lead, session_id)
    assert (view.lead_name, view.is_lead) == ("Lena Roth", False)
    assert refusal(lambda: convening.hand_over(lead, session_id, ben.person_id)) is ErrorCode.VALUE_INVALID


# the reveal and its record


def test_the_day_permits_the_reveal_when_the_quorum_is_missing(panel: Panel) -> None:
    lead = panel.centre.lead
    session_id = panel.open_session("1009", quorum=3, due_at=NOW + timedelta(days=1))
    panel.hand_in(panel.members[0], session_id)
    view = panel.calibrating.session(lead, session_id)
    assert (view.may_reveal, view.is_overdue) == (False, False)
    assert refusal(lambda: panel.calibrating.reveal(lead, session_id)) is ErrorCode.WRONG_STATE
    later(panel.centre, days=2)
    view = panel.calibrating.session(lead, session_id)
    assert (view.may_reveal, view.is_overdue, view.session.late_names) == (True, True, ("Ben Ode", "Cai Ito"))
    panel.calibrating.reveal(lead, session_id)
    panel.hand_in(panel.members[1], session_id, {"1009": FAILED})
    late = {a.name for one in panel.differences(session_id) for a in one.answers if a.late}
    assert (late, panel.calibrating.result(lead, session_id).n_inspectors) == ({"Ben Ode"}, 1)


def test_everything_that_happens_is_a_line_with_who_and_why(panel: Panel, convening: Convening) -> None:
    lead = panel.centre.lead
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    steps: tuple[Callable[[], object], ...] = (
        lambda: convening.unseat(lead, session_id, panel.members[2].person_id),
        lambda: panel.calibrating.reveal(lead, session_id),
        lambda: panel.settle_all(session_id),
        lambda: panel.calibrating.close(lead, session_id),
        lambda: panel.calibrating.reopen(lead, session_id, "one answer was misheard"),
    )
    for step in steps:
        later(panel.centre, minutes=5)
        step()
    events = convening.record(panel.members[0], session_id).events
    assert [(one.kind, one.reason, one.about_name) for one in events] == [
        (EventKind.OPENED, "", ""),
        (EventKind.UNSEATED, "", "Cai Ito"),
        (EventKind.REVEALED, "", ""),
        (EventKind.SETTLED, "", ""),
        (EventKind.CLOSED, "", ""),
        (EventKind.REOPENED, "one answer was misheard", ""),
    ]
    assert {one.who for one in events} == {lead.name}
    assert [one.at for one in events] == sorted(one.at for one in events)


def test_commitments_are_seen_by_the_panel_at_once_and_hold_at_the_reveal(panel: Panel, convening: Convening) -> None:
    lead, (anna, ben, cai) = panel.centre.lead, panel.members
    session_id = panel.open_session("1009", "1010")
    panel.hand_in(anna, session_id, {"1009": FAILED})
    record = convening.record(cai, session_id)
    assert [(one.name, one.call_key, len(one.sha256), one.holds) for one in record.commitments] == [
        (anna.name, key, 64, None) for key in [one.call_key for one in record.commitments]
    ]
    assert len({one.sha256 for one in record.commitments}) == 2
    for member in (ben, cai):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(lead, session_id)
    record = convening.record(ben, session_id)
    assert (record.n_checked, len(record.commitments), record.broken) == (6, 6, ())


def test_a_changed_answer_breaks_the_commitment_and_says_whose(panel: Panel, convening: Convening) -> None:
    lead, (anna, ben, _cai) = panel.centre.lead, panel.members
    session_id = panel.open_session("1009")
    for member in (anna, ben):
        panel.hand_in(member, session_id, {"1009": FAILED})
    with closing(sqlite3.connect(panel.centre.workspace.folder / "qa_desk.sqlite3")) as connection:
        connection.execute(
            "UPDATE answers SET comment = 'better so' WHERE comment <> '' AND evaluation_id IN "
            "(SELECT id FROM evaluations WHERE inspector_id = ?)",
            (ben.person_id.hex,),
        )
        connection.commit()
    panel.calibrating.reveal(lead, session_id)
    assert [one.name for one in convening.record(lead, session_id).broken] == [ben.name]


def test_who_was_shown_what_is_for_leads_and_auditors(panel: Panel, convening: Convening) -> None:
    lead, (anna, ben, cai) = panel.centre.lead, panel.members
    session_id = panel.open_session("1009")
    for member in (anna, ben, cai):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(lead, session_id)
    assert convening.record(lead, session_id).disclosures == ()
    panel.calibrating.differences(anna, session_id)
    later(panel.centre, minutes=5)
    panel.calibrating.result(anna, session_id)
    panel.calibrating.result(lead, session_id)
    panel.centre.services.reviewing.evaluations_of_call(cai, panel.centre.calls["1009"])
    auditor = newcomer(panel.centre, "Qian Li", Role.AUDITOR)
    found = convening.record(auditor, session_id).disclosures
    shown = {(one.reader, one.author, one.occasion, one.at) for one in found}
    assert shown == {(anna.name, one.name, "meeting", NOW) for one in (ben, cai)} | {
        (lead.name, one.name, "result", NOW + timedelta(minutes=5)) for one in (anna, ben, cai)
    } | {(cai.name, one.name, "call", NOW + timedelta(minutes=5)) for one in (anna, ben)}
    assert convening.record(ben, session_id).disclosures == ()


def test_whose_answers_were_exported_or_listed_behind_a_figure_is_noted_once_and_never_ones_own(
    panel: Panel, convening: Convening
) -> None:
    lead, (anna, ben, cai) = panel.centre.lead, panel.members
    measuring = panel.centre.services.measuring
    session_id, blind = panel.open_session("1009"), panel.open_session("1010", title="Blind")
    for member in (anna, ben, cai):
        panel.hand_in(member, session_id)
        panel.hand_in(member, blind)
    panel.calibrating.reveal(lead, session_id)
    day = NOW.date()
    facts = measuring.facts(lead, FactQuery(day, day))
    shown = {facts.evaluation(line) for line in range(facts.n_lines)}
    with panel.centre.workspace.store.reading() as uow:
        sealed = {one.evaluation_id for one in uow.panels.committed(blind)}
    measuring.session_ratings(anna, session_id)
    for _time in range(2):
        measuring.note_shown(lead, shown | sealed)
    found = convening.record(lead, session_id).disclosures
    assert {(one.reader, one.author, one.occasion) for one in found} == {
        *((anna.name, one.name, "export") for one in (ben, cai)),
        *((lead.name, one.name, "figures") for one in (anna, ben, cai)),
    }
    panel.calibrating.reveal(lead, blind)
    assert convening.record(lead, blind).disclosures == (), "nobody was shown what was sealed"


def test_what_happens_at_one_moment_is_told_in_the_same_order_every_time(panel: Panel, convening: Convening) -> None:
    names = ("Dora Eik", "Emil Fay", "Finn Gas", "Gina Hut")
    newcomers = [newcomer(panel.centre, name, Role.INSPECTOR) for name in reversed(names)]
    session_id = panel.open_session("1009")
    for one in newcomers:
        convening.seat(panel.centre.lead, session_id, one.person_id)
    told = convening.record(panel.centre.lead, session_id).events
    assert [(one.kind, one.about_name) for one in told] == [
        (EventKind.OPENED, ""),
        *((EventKind.SEATED, name) for name in names),
    ]


# suggestions


def routine(panel: Panel, member: Actor, key: str, failed: frozenset[str], purpose: Purpose = Purpose.ROUTINE) -> None:
    """Score a call for the record."""
    (assignment,) = panel.centre.assign(member, key, purpose=purpose)
    evaluation = panel.centre.answer_all(member, assignment, failed=failed)
    panel.centre.services.inspecting.submit(member, evaluation.id)


def suggested(panel: Panel, evidence: Evidence, *members: Actor) -> dict[str, list[Evidence]]:
    """The kinds of evidence for each call that is suggested."""
    query = SuggestionQuery("service", tuple(one.person_id for one in members), evidence=evidence)
    found = panel.centre.services.convening.suggestions(panel.centre.lead, query)
    return {one.call.key: [reason.evidence for reason in one.reasons] for one in found}


def test_a_call_on_which_two_parted_is_suggested_once_both_are_in(panel: Panel) -> None:
    anna, ben, cai = panel.members
    panel.centre.assign(ben, "1009", purpose=Purpose.OVERLAP)
    routine(panel, anna, "1009", FAILED, Purpose.OVERLAP)
    assert suggested(panel, Evidence.LOW_AGREEMENT, cai) == {}, "one is still awaited, so what is in is sealed"
    item = next(one for one in panel.centre.services.inspecting.my_calls(ben) if one.call_key == "1009")
    evaluation = panel.centre.answer_all(ben, item.assignment_id)
    panel.centre.services.inspecting.submit(ben, evaluation.id)
    assert suggested(panel, Evidence.LOW_AGREEMENT, cai) == {"1009": [Evidence.LOW_AGREEMENT]}
    assert suggested(panel, Evidence.LOW_AGREEMENT, cai, anna) == {}, "one of the panel knows the call"


def test_a_score_near_the_target_is_suggested(panel: Panel) -> None:
    centre, (anna, _ben, cai) = panel.centre, panel.members
    routine(panel, anna, "1009", frozenset({"greeting", "closing"}))
    routine(panel, anna, "1010", frozenset())
    item = next(
        one for one in centre.services.inspecting.my_calls(anna) if one.call_key == "1009" and one.score is not None
    )
    assert item.score is not None
    assert suggested(panel, Evidence.BORDERLINE, cai) == {}
    centre.services.administering.set_target(
        centre.lead, TargetKind.CALL_QUALITY, (item.score - 1) / 100, date(2026, 1, 1)
    )
    assert suggested(panel, Evidence.BORDERLINE, cai) == {"1009": [Evidence.BORDERLINE]}


def test_a_rare_failure_is_suggested(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, _ben, cai = panel.members
    routine(panel, anna, "1009", FAILED)
    routine(panel, anna, "1010", frozenset({"greeting"}))
    routine(panel, anna, "1043", frozenset({"greeting"}))
    assert suggested(panel, Evidence.RARE_FAILURE, cai) == {}, "of three calls nothing is rare"
    monkeypatch.setattr(suggesting, "FEWEST_APPLIED", 3)
    monkeypatch.setattr(suggesting, "RARE_SHARE", 0.34)
    assert suggested(panel, Evidence.RARE_FAILURE, cai) == {"1009": [Evidence.RARE_FAILURE]}


def test_what_no_panel_settled_lately_is_suggested_until_one_does(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "NOT_LATELY", timedelta(days=10))
    anna, ben, cai = panel.members
    routine(panel, anna, "1009", FAILED)
    assert suggested(panel, Evidence.NOT_LATELY, cai) == {"1009": [Evidence.NOT_LATELY]}
    session_id = panel.open_session("1010", panel_ids=(ben.person_id, cai.person_id))
    for member in (ben, cai):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.settle_all(session_id)
    assert suggested(panel, Evidence.NOT_LATELY, cai) == {}
    later(panel.centre, days=11)
    assert suggested(panel, Evidence.ANY, cai) == {"1009": [Evidence.NOT_LATELY]}


# what comes back


def weekly(panel: Panel, **changes: object) -> RecurrenceDraft:
    """A weekly session on Wednesdays, which NOW is."""
    panel_ids = tuple(member.person_id for member in panel.members[1:])
    values = {"n_calls": 1, "evidence": Evidence.NOT_LATELY, "due_days": 5} | changes
    return RecurrenceDraft("Wednesday's", Every.WEEK, 2, panel_ids, "service", **values)  # type: ignore[arg-type]  # fields


def opened(panel: Panel) -> list[SessionId]:
    """Open what is due."""
    return list(panel.centre.services.convening.open_due(panel.centre.lead)[0])


def test_a_session_comes_back_once_for_each_day(panel: Panel, convening: Convening) -> None:
    lead = panel.centre.lead
    for key in ("1009", "1010", "1043"):
        routine(panel, panel.members[0], key, FAILED)
    convening.come_back(lead, weekly(panel, hides_agent=True))
    (view,) = convening.due(lead).to_open
    assert (view.due_on, view.next_on) == (date(2026, 11, 18), date(2026, 11, 25))
    (first,) = opened(panel)
    session = panel.calibrating.session(lead, first).session
    assert (session.title, session.hides_agent, len(session.call_ids)) == ("Wednesday's · 2026-11-18", True, 1)
    assert session.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "18:00 where the centre is"
    assert opened(panel) == []
    later(panel.centre, days=16)
    (view,) = convening.due(lead).to_open
    assert view.due_on == date(2026, 12, 2), "of two that were missed the later one is made up for"
    (second,) = opened(panel)
    assert panel.calibrating.session(lead, second).session.call_ids != session.call_ids
    assert opened(panel) == []


def test_what_is_ended_comes_back_no_more(panel: Panel, convening: Convening) -> None:
    recurrence_id, _changes = convening.come_back(panel.centre.lead, weekly(panel))
    convening.end_recurrence(panel.centre.lead, recurrence_id)
    later(panel.centre, days=14)
    assert (convening.recurrences(panel.centre.lead), opened(panel)) == ((), [])


def test_another_leads_session_is_not_opened_for_them(panel: Panel, convening: Convening) -> None:
    convening.come_back(panel.centre.lead, weekly(panel))
    other = newcomer(panel.centre, "Lena Roth", Role.LEAD)
    assert convening.due(other).to_open == ()
    assert [view.lead_name for view in convening.recurrences(other)] == [panel.centre.lead.name]


@pytest.mark.parametrize(
    "changes", [{"n_calls": 0}, {"due_days": -1}, {"panel_ids": ()}, {"scorecard_key": "none"}, {"weekday": 7}]
)
def test_what_could_never_be_opened_is_refused_at_once(
    panel: Panel, convening: Convening, changes: dict[str, object]
) -> None:
    draft = weekly(panel, **{key: value for key, value in changes.items() if key in ("n_calls", "due_days")})
    rest = {key: value for key, value in changes.items() if key not in ("n_calls", "due_days")}
    draft = replace(draft, **rest)  # type: ignore[arg-type]  # fields of the draft
    assert refusal(lambda: convening.come_back(panel.centre.lead, draft)) is ErrorCode.VALUE_INVALID


def test_who_is_late_is_named_once_the_day_is_over(panel: Panel, convening: Convening) -> None:
    session_id = panel.open_session("1009", due_at=NOW + timedelta(days=1))
    panel.hand_in(panel.members[0], session_id)
    assert convening.due(panel.centre.lead).late == ()
    later(panel.centre, days=2)
    (late,) = convening.due(panel.centre.lead).late
    assert (late.session.id, late.names) == (session_id, ("Ben Ode", "Cai Ito"))


def test_an_agent_takes_a_seat_later(panel: Panel, convening: Convening) -> None:
    lead = panel.centre.lead
    agent = newcomer(panel.centre, "Gao Min", Role.AGENT)
    session_id = panel.open_session("1009")
    assert refusal(lambda: convening.seat(lead, session_id, agent.person_id)) is ErrorCode.VALUE_INVALID
    convening.seat(lead, session_id, agent.person_id, SeatKind.AGENT)
    assert len(panel.centre.services.inspecting.my_calls(agent)) == 1


def test_the_same_inspectors_again_come_back_on_what_each_scored(panel: Panel) -> None:
    anna, ben, cai = panel.members
    centre, lead = panel.centre, panel.centre.lead
    routine(panel, anna, "1009", FAILED)
    routine(panel, ben, "1010", FAILED)
    later(centre, days=21)
    ids = tuple(member.person_id for member in (anna, ben, cai))
    draft = weekly(panel, kind=SessionKind.SAME_INSPECTOR, apart_days=14, quorum=3)
    centre.services.convening.come_back(lead, replace(draft, panel_ids=ids))
    (session_id,), _changes = centre.services.convening.open_due(lead)
    session = panel.calibrating.session(lead, session_id).session
    assert (session.kind, session.apart_days, session.quorum) == (SessionKind.SAME_INSPECTOR, 14, 2)
    assert {seat.name: seat.n_calls for seat in session.seats} == {"Anna Berg": 1, "Ben Ode": 1}
    assert set(session.call_ids) == {centre.calls["1009"], centre.calls["1010"]}


def test_with_agents_and_against_the_standard_come_back_and_a_pilot_does_not(panel: Panel) -> None:
    centre, lead = panel.centre, panel.centre.lead
    agent = newcomer(centre, "Gao Min", Role.AGENT)
    routine(panel, panel.members[0], "1009", FAILED)
    convening = centre.services.convening
    convening.come_back(lead, weekly(panel, kind=SessionKind.WITH_AGENTS, agent_ids=(agent.person_id,)))
    (session_id,), _changes = convening.open_due(lead)
    session = panel.calibrating.session(lead, session_id).session
    assert [seat.name for seat in session.seats if seat.kind is SeatKind.AGENT] == ["Gao Min"]
    assert session.hides_agent
    (view,) = convening.recurrences(lead)
    assert recurrence_words(view.recurrence).endswith("with agents")
    one = (panel.members[1].person_id,)
    alone, _changes = convening.come_back(
        lead, replace(weekly(panel, kind=SessionKind.AGAINST_STANDARD), panel_ids=one)
    )
    assert alone
    for refused in ({"kind": SessionKind.PILOT}, {"kind": SessionKind.WITH_AGENTS}, {"agent_ids": (agent.person_id,)}):
        with pytest.raises(QADeskError) as caught:
            convening.come_back(lead, weekly(panel, **refused))
        assert caught.value.code is ErrorCode.VALUE_INVALID
