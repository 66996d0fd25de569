"""What became of results that were released: counted a second time with numpy from the rows, and who may see what."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from scipy import stats

from qa_desk.domain.errors import NotAllowedError, NotFoundError
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.reports.disputes import DisputesData, DisputesReport
from qa_desk.reports.document import Behind, FigureBlock, Table
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.services.feedback.recognising_views import DisputeQuery, ResultAnswers
from qa_desk.services.results.behind import KnownCalls
from tests.busy_centre import bring_calls
from tests.small_centre import NOW, SmallCentre, answered, later, open_copy, open_made

DAYS = DisputeQuery(NOW.date(), NOW.date() + timedelta(days=30))
N_RESULTS = 12
FAILED = frozenset({"tone", "greeting"})
STEPS = "aaaaoouwa---"
"""What is done with each result: acknowledged, disputed and overturned, upheld or waiting, nothing."""


@pytest.fixture(scope="module")
def furnished(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve results of two agents by two inspectors, answered in turn over three days."""
    folder = tmp_path_factory.mktemp("answered") / "workspace"
    centre = open_copy(made_centre, folder)
    bring_calls(centre)
    trainer = PersonDraft("t", "Liu Yang", frozenset({Role.TRAINER}))
    centre.services.administering.save_person(centre.lead, trainer)
    with centre.workspace.store.reading() as uow:
        calls = uow.calls.by_key([f"w{number:02}" for number in range(N_RESULTS)])
    centre.calls.update({key: call.id for key, call in calls.items()})
    for place, key in enumerate(sorted(calls)):
        inspector = (centre.anna, centre.ben)[place // 4 % 2]
        (assignment,) = centre.assign(inspector, key)
        evaluation = centre.answer_all(inspector, assignment, failed=FAILED)
        centre.services.inspecting.submit(inspector, evaluation.id)
        centre.services.answering_feedback.release(centre.lead, [evaluation.id])
        later(centre, hours=5 + 3 * place)
        _answer(centre, STEPS[place])
    centre.workspace.close()
    return folder


def _answer(centre: SmallCentre, step: str) -> None:
    """Let the agent of the latest result do that step with it."""
    answering = centre.services.answering_feedback
    line = max(answering.released(centre.lead), key=lambda one: one.feedback.released_at or NOW)
    agent = centre.services.administering.actor_for(line.feedback.agent_id)
    if step == "a":
        answering.acknowledge(agent, line.feedback.id)
    if step in "ouw":
        claims = [Claim("tone", "I was friendly"), Claim("greeting", "I said it")]
        answering.dispute(agent, line.feedback.id, "Please listen again", claims)
    if step in "ou":
        later(centre, hours=30)
        detail = answering.feedback(centre.lead, line.feedback.id)
        assert detail.line.feedback.decider_id is not None
        decider = centre.services.administering.actor_for(detail.line.feedback.decider_id)
        tone = answered(centre.version.criterion("tone"), is_failed=False)
        first = Ruling("tone", Verdict.OVERTURNED, "heard", tone) if step == "o" else _upheld("tone")
        answering.decide(decider, line.feedback.id, "listened to again", [first, _upheld("greeting")])


def _upheld(key: str) -> Ruling:
    return Ruling(key, Verdict.UPHELD, "it is missing")


@pytest.fixture(scope="module")
def centre(furnished: Path) -> Iterator[SmallCentre]:
    """The centre, which no test here changes."""
    opened = open_made(furnished)
    opened.clock.moment += timedelta(days=20)
    yield opened
    opened.workspace.close()


@pytest.fixture(scope="module")
def found(centre: SmallCentre) -> ResultAnswers:
    return centre.services.recognising.answers(centre.lead, DAYS)


def wilson(n_hit: int, n: int) -> tuple[float, float]:
    """Wilson's interval as scipy has it."""
    low, high = stats.binomtest(n_hit, n).proportion_ci(method="wilson")
    return float(low), float(high)


def test_shares_of_the_centre_are_counted_right(found: ResultAnswers) -> None:
    states = Counter(STEPS)
    all_ = found.centre
    n_disputed = states["o"] + states["u"] + states["w"]
    assert (all_.n_released, all_.n_acknowledged, all_.n_disputed) == (N_RESULTS, states["a"], n_disputed)
    assert (all_.n_decided, all_.n_overturned) == (states["o"] + states["u"], states["o"])
    assert (all_.acknowledged.ci_low, all_.acknowledged.ci_high) == pytest.approx(wilson(states["a"], N_RESULTS))
    assert (all_.disputed.ci_low, all_.disputed.ci_high) == pytest.approx(wilson(n_disputed, N_RESULTS))
    assert (all_.of_decided.ci_low, all_.of_decided.ci_high) == pytest.approx(wilson(2, 3))
    assert (found.n_unanswered, found.n_waiting) == (states["-"], states["w"])


def test_times_are_counted_from_each_release(found: ResultAnswers) -> None:
    hours = np.array([5 + 3 * place for place, step in enumerate(STEPS) if step != "-"])
    for one in found.within:
        assert one.n_results == N_RESULTS
        assert one.n_answered == int((hours <= 24 * one.days).sum())
    assert found.decision_days.value == pytest.approx(30 / 24)


def test_inspectors_and_criteria_are_counted_apart(found: ResultAnswers) -> None:
    assert found.inspectors is not None
    by_name = {part.name: part for part in found.inspectors}
    owners = ["Anna Berg" if place // 4 % 2 == 0 else "Ben Ode" for place in range(N_RESULTS)]
    for name, part in by_name.items():
        own = [step for step, owner in zip(STEPS, owners, strict=True) if owner == name]
        assert (part.n_released, part.n_overturned) == (len(own), own.count("o"))
        assert (part.n_acknowledged, part.n_disputed) == (own.count("a"), sum(step in "ouw" for step in own))
    counted = {one.key: (one.n_disputed, one.n_decided, one.n_overturned) for one in found.criteria}
    assert counted == {"tone": (4, 3, 2), "greeting": (4, 3, 0)}


def test_a_small_difference_between_inspectors_is_none(found: ResultAnswers) -> None:
    assert found.inspectors is not None
    assert not any(part.is_apart for part in found.inspectors)


def test_without_notes_nothing_is_said_of_coaching(found: ResultAnswers) -> None:
    assert found.coaching is not None
    assert (found.coaching.n_notes, found.coaching.difference) == (0, None)


def test_a_result_of_another_period_or_unit_does_not_count(centre: SmallCentre) -> None:
    before = DisputeQuery(date(2026, 1, 1), date(2026, 1, 31))
    assert centre.services.recognising.answers(centre.lead, before).centre.n_released == 0
    with pytest.raises(NotFoundError):
        centre.services.recognising.answers(centre.lead, DisputeQuery(DAYS.first_day, DAYS.last_day, "Nowhere"))


def test_a_team_leader_does_not_see_inspectors_side_by_side(centre: SmallCentre) -> None:
    leader = Actor(centre.lead.person_id, "Guo Ping", frozenset({Role.TEAM_LEADER}))
    seen = centre.services.recognising.answers(leader, DAYS)
    assert (seen.inspectors, seen.coaching) == (None, None)
    with pytest.raises(NotAllowedError):
        centre.services.recognising.answers(centre.anna, DAYS)


def test_every_result_counted_is_one_that_may_be_read(centre: SmallCentre, found: ResultAnswers) -> None:
    with centre.workspace.store.reading() as uow:
        lines = uow.feedback.released_between(NOW, NOW + timedelta(days=30), visibility_of(centre.lead))
    assert len({one.feedback.id for one in lines}) == found.centre.n_released
    assert UUID(int=0) not in {one.inspector_id for one in lines}


def test_behind_each_part_stand_the_calls_disputed_and_overturned_the_latest_first(
    centre: SmallCentre, found: ResultAnswers
) -> None:
    def calls(steps: str, *, of_ben: bool) -> list[str]:
        places = [n for n, step in enumerate(STEPS) if step in steps and (n // 4 % 2 == 1) is of_ben]
        return [f"w{n:02}" for n in reversed(places)]

    keys = {id_: key for key, id_ in centre.calls.items()}
    assert found.inspectors is not None
    for part in found.inspectors:
        of_ben = part.name == "Ben Ode"
        assert [keys[one] for one in part.disputed_calls] == calls("ouw", of_ben=of_ben)
        assert [keys[one] for one in part.overturned_calls] == calls("o", of_ben=of_ben)
    for criterion in found.criteria:
        assert [keys[one] for one in criterion.calls] == [keys[one] for one in found.centre.disputed_calls]


def test_rows_of_the_report_lead_to_those_calls(found: ResultAnswers) -> None:
    assert found.inspectors is not None
    parts = tuple(replace(one, is_small=False) for one in found.inspectors)
    document = DisputesReport().compose(DisputesData(replace(found, inspectors=parts), NOW, "Wang Fang"))
    rows = next(block for block in document.blocks if isinstance(block, Table) and block.key == "inspectors")
    for part, behind in zip(parts, rows.behind, strict=True):
        asked = behind.calls if isinstance(behind, Behind) else None
        assert asked == (KnownCalls(part.disputed_calls) if part.n_disputed else None)
    drawn = next(block for block in document.blocks if isinstance(block, FigureBlock))
    opened = {key: one.calls for key, one in drawn.behind.items() if isinstance(one, Behind)}
    assert opened == {one.name: KnownCalls(one.overturned_calls) for one in parts if one.n_overturned}
