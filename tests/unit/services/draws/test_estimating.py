"""Estimates of a draw: each stratum stands for its own calls, non-response is counted, blind stays blind."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, DrawId, PersonId, PlanId
from qa_desk.domain.people import Role
from qa_desk.domain.sampling import Draw, Level
from qa_desk.domain.sampling_plan import PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.draws.estimating import side_by_side
from qa_desk.services.draws.sampling_estimates import CoverageQuery, DrawEstimates
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.results.weighing import Weighting
from tests.busy_centre import FIRST, LAST, N_CALLS, bring_calls
from tests.small_centre import NOW, SmallCentre, open_copy

QUOTA = Quota(QuotaKind.OWN, own=(("a", 3), ("b", 4)))
NO_DRAW = Draw(DrawId(uuid4()), PlanId(uuid4()), 0, NOW, PersonId(uuid4()))


@dataclass(frozen=True)
class Scored:
    """A centre in which calls of a draw were scored: the share failing differs between its strata."""

    centre: SmallCentre
    draw_id: DrawId

    def estimates(self) -> DrawEstimates:
        """What the lead is told."""
        return self.centre.services.sampling.estimates(self.centre.lead, self.draw_id)


@pytest.fixture(scope="module")
def scored(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scored]:
    """Three of forty calls of queue a, four of twenty of b; one of b can't be scored, one of a waits still."""
    centre = open_copy(made_centre, tmp_path_factory.mktemp("estimating") / "centre")
    bring_calls(centre)
    sampling = centre.services.sampling
    definition = PlanDefinition(
        "week 45", "service", QUOTA, strata=("queue",), first=FIRST, last=LAST, period=PlanPeriod.GIVEN
    )
    plan_id, _changes = sampling.save_plan(centre.lead, definition)
    view, _changes = sampling.draw(centre.lead, plan_id, seed=3)
    assert view.draw_id is not None
    of_b = [call.call_id for call in view.calls if call.stratum == "b"]
    sampling.replace(centre.lead, view.draw_id, of_b[0], "silent")
    critical = next(one.key for one in centre.version.criteria if one.critical is CriticalFamily.COMPLIANCE)
    left_over = next(call.call_id for call in view.calls if call.stratum == "a")
    n_failing = 0
    for who in (centre.lead, centre.anna, centre.ben):
        for item in centre.services.inspecting.my_calls(who):
            if item.call_id == left_over:
                continue
            fails = frozenset({critical}) if item.call_id in of_b and not n_failing else frozenset[str]()
            n_failing += len(fails)
            evaluation = centre.answer_all(who, item.assignment_id, failed=fails)
            centre.services.inspecting.submit(who, evaluation.id)
    yield Scored(centre, view.draw_id)
    centre.workspace.close()


def test_coverage_tells_frame_drawn_scored_and_non_response_by_reason(scored: Scored) -> None:
    found = scored.estimates()
    assert (found.n_population, found.n_drawn, found.n_replacements) == (N_CALLS, 7, 1)
    assert (found.n_dropped, found.n_scored, found.n_open) == (1, 6, 1)
    assert found.non_response == (("silent", 1),)
    assert [(one.name, one.n_population, one.n_drawn, one.n_dropped, one.n_scored) for one in found.strata] == [
        ("a", 40, 3, 0, 2),
        ("b", 20, 4, 1, 4),
    ]
    assert found.n_unspoken == 0


def test_each_stratum_stands_for_its_own_calls_and_no_more(scored: Scored) -> None:
    (centre,) = scored.estimates().of(Level.CENTRE)
    # none of queue a failed, one of four of queue b: 20 of 60 calls fail at a quarter, though one in six was seen
    assert centre.passed.estimate.value == pytest.approx(1 - (20 / 60) * (1 / 4))
    assert centre.passed.plain == pytest.approx(5 / 6)
    assert centre.passed.differs
    assert centre.passed.estimate.has_interval
    assert centre.score.estimate.value is not None
    families = dict(centre.families)
    assert families[CriticalFamily.COMPLIANCE].estimate.value == centre.passed.estimate.value
    assert families[CriticalFamily.BUSINESS].estimate.value == 1.0


def test_agents_are_told_beside_what_was_expected_of_them(scored: Scored) -> None:
    agents = scored.estimates().of(Level.AGENT)
    assert [one.name for one in agents] == ["Agent ag-1", "Agent ag-2"]
    assert sum(one.n_scored for one in agents) == 6
    assert all(one.expected is not None and one.expected.n_population == 30 for one in agents)


def test_what_one_scores_blind_oneself_counts_as_not_scored(scored: Scored) -> None:
    centre, store = scored.centre, scored.centre.workspace.store
    kept = centre.services.sampling.drawn(centre.lead, scored.draw_id)
    done = next(call for call in kept.calls if call.n_done and centre.lead.name not in call.inspector_names)
    blind = AssignmentId(uuid4())
    with store.unit_of_work(None, centre.clock) as uow:
        theirs = uow.assignments.of_call(done.call_id)[0]
        mine = replace(theirs, id=blind, inspector_id=centre.lead.person_id, purpose=Purpose.OVERLAP)
        uow.assignments.add_all([replace(mine, state=AssignmentState.WAITING)])
        uow.commit()
    assert scored.estimates().n_scored == 5
    with store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.set_state(blind, AssignmentState.WITHDRAWN)
        uow.commit()
    assert scored.estimates().n_scored == 6


def test_scorecard_results_speak_for_all_calls_where_all_scored_ones_were_drawn(scored: Scored) -> None:
    summarising, query = scored.centre.services.summarising, IssueQuery(FIRST, LAST)
    results = summarising.scorecard_results(scored.centre.lead, query)
    (whole,) = results.of(Level.CENTRE)
    (drawn,) = scored.estimates().of(Level.CENTRE)
    assert results.weighting is Weighting.BY_DRAW
    assert (whole.n_calls, results.n_drawn) == (6, 6)
    assert whole.passed == drawn.passed.estimate
    assert whole.quality == drawn.score.estimate
    compliance = next(one for one in whole.families if one.family is CriticalFamily.COMPLIANCE)
    assert (compliance.n_failed, compliance.n_calls) == (1, 6)
    assert compliance.of_calls.value == pytest.approx(1 - (20 / 60) * (1 / 4))
    agents = results.of(Level.AGENT)
    assert [one.quality for one in agents] == [one.score.estimate for one in scored.estimates().of(Level.AGENT)]
    # one of queue b failed one of its opportunities: each of its calls stands for five, each of queue a for twenty
    per_call = compliance.n_opportunities / 6
    assert compliance.of_opportunities.value == pytest.approx(1 - 5 / (60 * per_call))


def test_who_may_not_know_of_draws_is_told_so(scored: Scored) -> None:
    trainer = replace(scored.centre.lead, roles=frozenset({Role.TRAINER}))
    results = scored.centre.services.summarising.scorecard_results(trainer, IssueQuery(FIRST, LAST))
    assert results.weighting is Weighting.NOT_OPEN
    (whole,) = results.of(Level.CENTRE)
    assert whole.passed.value == pytest.approx(5 / 6)


def test_draws_of_following_days_are_taken_together_and_others_stand_alone() -> None:
    def draw(number: int, first: date, last: date) -> Draw:
        return replace(NO_DRAW, seed=number, first_day=first, last_day=last)

    week, next_week, again = (
        draw(1, date(2026, 11, 2), date(2026, 11, 8)),
        draw(2, date(2026, 11, 9), date(2026, 11, 15)),
        draw(3, date(2026, 11, 4), date(2026, 11, 10)),
    )
    assert side_by_side([week, next_week, again]) == ((week, next_week), (again,))


def test_a_period_tells_of_its_draws_and_only_to_those_who_may_know_of_them(scored: Scored) -> None:
    sampling, lead = scored.centre.services.sampling, scored.centre.lead
    (found,) = sampling.coverage(lead, CoverageQuery(FIRST, LAST))
    assert found.plan_name == "week 45"
    assert sampling.coverage(lead, CoverageQuery(FIRST, LAST, scorecard="complaint")) == ()
    assert sampling.coverage(lead, CoverageQuery(LAST, LAST)) == ()
    with pytest.raises(NotAllowedError):
        sampling.estimates(scored.centre.anna, scored.draw_id)
