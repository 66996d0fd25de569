"""What an agent is told over a period: figures as an independent computation has them, and who may see them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy import stats

from qa_desk.domain.calls import Call
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.errors import NotAllowedError, NotFoundError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.ids import FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.services.feedback.feeding_back_views import AgentFeedback, AgentQuery
from qa_desk.services.periods import Period
from tests.busy_centre import bring_calls
from tests.small_centre import SmallCentre, answered, open_copy, open_made

THEN, NOW = (date(2026, 11, 3), date(2026, 11, 5)), (date(2026, 11, 6), date(2026, 11, 8))
FAILED_THEN = (("tone",), ("tone", "greeting"), ("tone",), ("tone", "closing"), ("tone",), ())
FAILED_NOW = (("greeting",), (), ("consent", "greeting"), ("greeting", "pace"), (), ("tone",))


@pytest.fixture(scope="module")
def furnished(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve results of an agent are released: six of each of two stretches of three days."""
    folder = tmp_path_factory.mktemp("told") / "workspace"
    centre = open_copy(made_centre, folder)
    bring_calls(centre)
    with centre.workspace.store.reading() as uow:
        calls = uow.calls.by_key([f"w{number:02}" for number in range(0, 60, 2)])
    centre.calls.update({key: call.id for key, call in calls.items()})
    chosen: list[tuple[str, tuple[str, ...]]] = []
    for days, failures in ((THEN, FAILED_THEN), (NOW, FAILED_NOW)):
        chosen += zip(sorted(key for key, call in calls.items() if is_of(call, days)), failures, strict=False)
    assert len(chosen) == len(FAILED_THEN) + len(FAILED_NOW)
    done: list[Evaluation] = []
    for key, failed in chosen:
        (assignment,) = centre.assign(centre.anna, key)
        done.append(centre.answer_all(centre.anna, assignment, failed=frozenset(failed)))
        centre.services.inspecting.submit(centre.anna, done[-1].id)
    centre.services.answering_feedback.release(centre.lead, [one.id for one in done])
    centre.workspace.close()
    return folder


@pytest.fixture(scope="module")
def read(furnished: Path) -> Iterator[SmallCentre]:
    """The centre for tests that change nothing."""
    centre = open_made(furnished)
    yield centre
    centre.workspace.close()


@pytest.fixture
def busy(furnished: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A copy of it."""
    centre = open_copy(furnished, tmp_path / "workspace")
    yield centre
    centre.workspace.close()


def is_of(call: Call, days: tuple[date, date]) -> bool:
    """Whether a call began on one of these days of the centre."""
    assert call.started_at is not None
    return days[0] <= call.started_at.astimezone(ZoneInfo("Asia/Shanghai")).date() <= days[1]


def agent(centre: SmallCentre) -> Actor:
    return centre.services.administering.actor_named("Agent ag-1")


def told(centre: SmallCentre, actor: Actor, name: str = "ag-1") -> AgentFeedback:
    return centre.services.feeding_back.to_agent(actor, AgentQuery(*NOW, name))


def scores(centre: SmallCentre, days: tuple[date, date]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Each call's score from its answers alone: weighted points obtained of points possible, at most 100."""
    found: list[float] = []
    with centre.workspace.store.reading() as uow:
        lines = uow.feedback.in_states((FeedbackState.RELEASED,), visibility_of(centre.lead))
        for evaluation in uow.evaluations.visible([one.evaluation_id for one in lines], visibility_of(centre.lead)):
            if not is_of(uow.calls.get(evaluation.call_id), days):
                continue
            obtained = possible = 0.0
            for answer in evaluation.answers:
                criterion = centre.version.criterion(answer.criterion_key)
                if criterion.critical or answer.na or answer.rating is None:
                    continue
                share = float(answer.rating) / criterion.scale.maximum
                if criterion.scale.prompt().kind is PromptKind.REASONS:
                    off = sum(one.points or 0.0 for one in criterion.reasons if one.key in answer.reasons)
                    share = 1.0 - min(off, criterion.scale.maximum) / criterion.scale.maximum
                elif isinstance(answer.rating, bool):
                    share = float(answer.rating)
                obtained += criterion.weight * share
                possible += 0.0 if criterion.bonus else criterion.weight
            found.append(min(100.0, 100.0 * obtained / possible))
    return np.array(found)


def test_means_and_their_change_are_what_scipy_finds(read: SmallCentre) -> None:
    found = told(read, read.lead)
    now, before = scores(read, NOW), scores(read, THEN)
    assert (len(now), len(before)) == (6, 6)
    assert found.agent_score.value == pytest.approx(now.mean())
    assert found.agent_score_before.value == pytest.approx(before.mean())
    assert found.change is not None
    welch = stats.ttest_ind(now, before, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert found.change.p_value == pytest.approx(getattr(welch, "pvalue"))  # noqa: B009  # scipy's stubs lack it
    assert (found.change.low, found.change.high) == pytest.approx((interval.low, interval.high))


def test_a_critical_failure_comes_before_what_cost_more_and_three_things_are_enough(read: SmallCentre) -> None:
    found = told(read, read.lead)
    assert [one.criterion.key for one in found.things][:2] == ["consent", "greeting"]
    assert len(found.things) == 3
    greeting = found.things[1]
    assert (greeting.n_failed, greeting.n_calls) == (3, 6)
    low, high = stats.binomtest(3, 6).proportion_ci(method="wilson")
    assert (greeting.share.ci_low, greeting.share.ci_high) == pytest.approx((low, high))
    assert all(2 * one.n_met > one.n_calls for one in found.strengths)
    assert "greeting" not in {one.criterion.key for one in found.strengths}


def test_what_came_of_last_times_things_is_said_with_its_uncertainty(read: SmallCentre) -> None:
    progress = {one.criterion.key: one for one in told(read, read.lead).progress}
    tone = progress["tone"]
    assert (tone.n_failed_before, tone.n_before, tone.n_failed, tone.n_calls) == (5, 6, 1, 6)
    assert tone.change is not None
    # Newcombe's interval from Wilson's limits of both shares
    (low, high), (low_before, high_before) = (stats.binomtest(n, 6).proportion_ci(method="wilson") for n in (1, 5))
    value = 1 / 6 - 5 / 6
    assert tone.change.low == pytest.approx(value - np.hypot(1 / 6 - low, high_before - 5 / 6))
    assert tone.change.high == pytest.approx(value + np.hypot(high - 1 / 6, 5 / 6 - low_before))
    # three were worked on: after control of false discoveries one p of 0.02 does not stand out
    assert tone.change.p_value == pytest.approx(0.0209, abs=1e-4)
    assert not tone.is_apart


def test_an_accepted_dispute_is_told_as_what_stands_now(busy: SmallCentre) -> None:
    trainer = PersonDraft("t", "Liu Yang", frozenset({Role.TRAINER}))
    busy.services.administering.save_person(busy.lead, trainer)
    answering = busy.services.answering_feedback
    with_consent = next(one for one in answering.own(agent(busy)) if one.passed is False)
    feedback_id: FeedbackId = with_consent.feedback.id
    answering.dispute(agent(busy), feedback_id, "She agreed", [Claim("consent", "She said yes")])
    decider_id = answering.feedback(busy.lead, feedback_id).line.feedback.decider_id
    decider = busy.services.administering.actor_for(decider_id) if decider_id else busy.lead
    anew = answered(busy.version.criterion("consent"), is_failed=False)
    ruling = Ruling("consent", Verdict.OVERTURNED, "heard it", anew)
    answering.decide(decider, feedback_id, "She did", [ruling])
    found = told(busy, busy.lead)
    assert "consent" not in {one.criterion.key for one in found.things}
    (disputed,) = [one for one in found.results if one.state is FeedbackState.OVERTURNED]
    assert disputed.passed
    assert found.passed.value == 1.0


def test_an_agent_gets_their_own_and_nobody_elses(read: SmallCentre) -> None:
    own = told(read, agent(read), "")
    assert own.agent.name == "Agent ag-1"
    assert own.results == told(read, read.lead).results
    with pytest.raises(NotFoundError):
        told(read, agent(read), "ag-2")
    with pytest.raises(NotAllowedError):
        told(read, read.anna)


def test_what_is_held_back_is_not_told(busy: SmallCentre) -> None:
    (assignment,) = busy.assign(busy.anna, "w56")
    evaluation = busy.answer_all(busy.anna, assignment)
    busy.services.inspecting.submit(busy.anna, evaluation.id)
    busy.services.answering_feedback.hold_back(busy.lead, [evaluation.id], "not clear yet")
    assert "w56" not in {one.call_key for one in told(busy, busy.lead).results}


def test_the_course_goes_day_by_day_over_both_stretches(read: SmallCentre) -> None:
    course = told(read, read.lead).course
    assert course.by is Period.DAY
    with_calls = [one for one in course.points if one.n_calls]
    assert [sum(one.n_calls for one in with_calls if one.is_now is is_now) for is_now in (False, True)] == [6, 6]
    assert sum(one.n_calls * (one.agent_score or 0.0) for one in with_calls if one.is_now) / 6 == pytest.approx(
        scores(read, NOW).mean()
    )
    assert course.told_on is None, "no call came after the release"
    assert course.after(THEN[0]) in course.points


def test_notes_meant_for_the_agent_are_told_and_private_ones_to_nobody(busy: SmallCentre) -> None:
    someone = agent(busy)
    coaching, today = busy.services.coaching_agents, busy.services.now().date()
    for words, is_for_agent in (("Breathe first.", True), ("May leave us soon.", False)):
        draft = CoachingDraft(someone.person_id, words, today, is_for_agent=is_for_agent, criterion_key="tone")
        coaching.give(busy.lead, draft)
    query = AgentQuery(NOW[0], today, "ag-1")
    for actor in (busy.lead, someone):
        (note,) = busy.services.feeding_back.to_agent(actor, query).agreed
        assert (note.text, note.given_on, note.done_on) == ("Breathe first.", today, None)
        assert (note.given_by, note.follow_up_by) == (busy.lead.name, busy.lead.name)
        assert note.criterion_title == busy.version.criterion("tone").title
    (open_note,) = [one for one in coaching.notes(busy.lead) if one.note.is_for_agent]
    coaching.finish(busy.lead, open_note.note.id, "Calm since.")
    (note,) = busy.services.feeding_back.to_agent(someone, query).agreed
    assert (note.result, note.done_by, note.done_on) == ("Calm since.", busy.lead.name, today)
    assert told(busy, busy.lead).agreed == (), "it was given after those days"
