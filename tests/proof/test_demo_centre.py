"""The demo centre has something to show wherever one looks: results answered, samples drawn, items followed."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.demo_workspace import make_demo
from qa_desk.domain.issue import AttributionState, FeedbackState, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.services.issue_views import IssueQuery
from qa_desk.services.progress import NoProgress
from qa_desk.services.recognition_views import RecognitionQuery
from qa_desk.services.results.weighing import Weighting


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


def test_items_are_in_every_state_and_one_cause_was_rejected(demo: Workspace, lead: Actor) -> None:
    items = demo.services.tracking.items(lead)
    assert {view.item.state for view in items} == set(TrackedState)
    assert {view.cause.state for view in items if view.cause} == set(AttributionState)
    effects = demo.services.following.effects(lead)
    assert any(effect.n_units for effect in effects)
