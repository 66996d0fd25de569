"""The demo centre has something to show wherever one looks: results answered, samples drawn, items followed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.demo_workspace import make_demo
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.issue import AttributionState, FeedbackState, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.measurement.effect import Verdict
from qa_desk.services.calls.finding import HitKind
from qa_desk.services.demonstrating.builder import TIME_ZONE
from qa_desk.services.feedback.recognising_views import DisputeQuery
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.progress import NoProgress
from qa_desk.services.results.recognition_views import RecognitionQuery
from qa_desk.services.results.weighing import Weighting
from qa_desk.services.tracked.effects import Confounder
from qa_desk.store.fact_filter import FactFilter


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    make_demo(folder, NoProgress())
    with open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def lead(demo: Workspace) -> Actor:
    administering = demo.services.administering
    return administering.actor_named(next(p.name for p in administering.people_to_sign_in() if Role.LEAD in p.roles))


def test_results_are_in_every_state_and_some_wait(demo: Workspace, lead: Actor) -> None:
    answering = demo.services.answering_feedback
    states = Counter(line.feedback.state for line in answering.released(lead))
    assert set(states) == set(FeedbackState) - {FeedbackState.HELD}
    assert states[FeedbackState.DISPUTED] == 3
    assert all(line.decider_name != line.inspector_name for line in answering.disputes(lead))
    waiting = answering.waiting_for_release(lead)
    assert {line.is_held_back for line in waiting} == {True, False}


def test_draws_make_figures_of_all_calls_and_of_recognition(demo: Workspace, lead: Actor) -> None:
    services = demo.services
    (plan,) = services.sampling.plans(lead)
    draws = services.sampling.draws(lead, plan.id)
    assert len(draws) == 8
    first = min(draw.first_day for draw in draws if draw.first_day)
    last = max(draw.last_day for draw in draws if draw.last_day)
    assert services.summarising.scorecard_results(lead, IssueQuery(first, last)).weighting is Weighting.BY_DRAW
    month = RecognitionQuery(last - timedelta(days=27), last)
    assert len(services.awarding.recognition(lead, month).agents.ranked) == 12


def test_every_inspector_can_sit_and_benchmarks_lose_no_point(demo: Workspace, lead: Actor) -> None:
    services = demo.services
    for person in services.administering.people(lead):
        if person.roles == frozenset({Role.INSPECTOR}):
            (offer,) = services.qualifying.offers(Actor.from_person(person))
            assert offer.why_not == "", person.name
    found = services.browsing_cases.page(lead, CaseQuery(benchmarks_only=True)).cases
    assert found
    assert all(case.score == 100.0 and case.passed for case in found)


def test_items_are_in_every_state_and_one_cause_was_rejected(demo: Workspace, lead: Actor) -> None:
    items = demo.services.tracking.items(lead)
    assert {view.item.state for view in items} == set(TrackedState)
    assert {view.cause.state for view in items if view.cause} == set(AttributionState)
    effects = demo.services.following.effects(lead)
    assert any(effect.n_units for effect in effects)
    signed = {one.item.criterion_key: one.effect.verdict for one in effects if one.item.closed_at is not None}
    assert signed == {"answer_complete": Verdict.SHOWN, "greeting": Verdict.NOT_SHOWN}
    (waiting,) = (one for one in effects if one.item.criterion_key == "consent")
    assert (waiting.effect.verdict, waiting.effect.net) == (Verdict.CONFOUNDED, None)
    assert Confounder.AGENTS in waiting.confounders


def test_the_effect_of_coaching_is_what_least_squares_on_the_rows_finds(demo: Workspace, lead: Actor) -> None:
    services = demo.services
    last = services.now().date()
    found = services.recognising.answers(lead, DisputeQuery(last - timedelta(days=90), last)).coaching
    assert found is not None
    assert found.difference is not None
    assert (found.n_notes, found.coached.n_agents, found.others.n_agents) == (6, 6, 6)
    zone = ZoneInfo(TIME_ZONE)
    first_notes: dict[object, date] = {}
    for view in services.coaching_agents.notes(lead):
        day = view.note.given_at.astimezone(zone).date()
        first_notes[view.note.agent_id] = min(day, first_notes.get(view.note.agent_id, day))
    middle = sorted(first_notes.values())[3]
    with demo.store.reading() as uow:
        rows = uow.outcomes.outcomes(FactFilter(last - timedelta(days=200), last))
    design: list[tuple[float, float, float]] = []
    after: list[float] = []
    for agent_id in sorted({row.agent_id for row in rows}, key=str):
        day = first_notes.get(agent_id, middle)
        own = [(row.day, row.agent_score) for row in rows if row.agent_id == agent_id and row.agent_score is not None]
        before = np.mean([score for at, score in own if timedelta() < day - at <= timedelta(days=42)])
        after.append(float(np.mean([score for at, score in own if timedelta() < at - day <= timedelta(days=42)])))
        design.append((1.0, float(before), float(agent_id in first_notes)))
    matrix = np.array(design)
    slope = np.linalg.solve(matrix.T @ matrix, matrix.T @ np.array(after))[2]
    assert found.difference.value == pytest.approx(float(slope))
    assert found.difference.low < 0 < found.difference.high, "nothing happens by coaching in the demo"


def test_what_is_said_in_calls_is_found_in_both_languages(demo: Workspace, lead: Actor) -> None:
    services = demo.services
    for words in ("service password", "服务密码"):
        hits = services.finding.find(lead, words, limit=1_000)
        assert {hit.kind for hit in hits} >= {HitKind.CALL, HitKind.CASE}, words
