"""Coverage by period equals what the rows say; what stands behind a row of the report is as many calls as it counts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.sampling_plan import PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Behind, Document, FigureBlock, Table
from qa_desk.reports.figures import ForestPlot
from qa_desk.reports.making import document_of
from qa_desk.reports.sampling import SamplingReport
from qa_desk.services.draws.plan_words import stratum_titles
from qa_desk.services.draws.sampling_estimates import CoverageQuery, DrawnCalls
from qa_desk.services.periods import Days, Period
from tests.busy_centre import FIRST, LAST, bring_calls
from tests.small_centre import SmallCentre, open_copy

N_PER_AGENT = 3
QUERY = CoverageQuery(FIRST - timedelta(days=9), LAST + timedelta(days=3))
PARAMS = ReportParams(QUERY.first_day, QUERY.last_day)


@pytest.fixture(scope="module")
def centre(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCentre]:
    """Three calls of each agent drawn of two halves of a week each; one can't be scored, two are not scored yet."""
    centre = open_copy(made_centre, tmp_path_factory.mktemp("covered") / "centre")
    bring_calls(centre)
    sampling = centre.services.sampling
    for name, first, last in (("early", FIRST, FIRST + timedelta(days=2)), ("late", FIRST + timedelta(days=3), LAST)):
        quota = Quota(QuotaKind.PER_AGENT, N_PER_AGENT)
        plan_id, _changes = sampling.save_plan(
            centre.lead, PlanDefinition(name, "service", quota, first=first, last=last, period=PlanPeriod.GIVEN)
        )
        view, _changes = sampling.draw(centre.lead, plan_id, seed=5)
        assert view.draw_id is not None
        if name == "early":
            sampling.replace(centre.lead, view.draw_id, view.calls[0].call_id, "silent")
    waiting = [(who, item) for who in (centre.lead, centre.anna, centre.ben)
               for item in centre.services.inspecting.my_calls(who)]  # fmt: skip
    for who, item in waiting[2:]:
        evaluation = centre.answer_all(who, item.assignment_id)
        centre.services.inspecting.submit(who, evaluation.id)
    yield centre
    centre.workspace.close()


def rows_of(centre: SmallCentre) -> dict[date, tuple[int, int, int]]:
    """Calls, drawn and scored of each day, by hand from the rows."""
    statement = """
        SELECT date(c.started_at, '+8 hours'),
               count(*),
               sum(EXISTS (SELECT 1 FROM draw_items i WHERE i.call_id = c.id AND i.dropped_reason = '')),
               sum(EXISTS (SELECT 1 FROM draw_items i JOIN scored_facts f ON f.call_id = i.call_id
                           WHERE i.call_id = c.id AND i.dropped_reason = ''))
        FROM calls c WHERE c.mode = 'sampled' AND c.started_at IS NOT NULL GROUP BY 1
    """
    with closing(sqlite3.connect(centre.workspace.folder / "qa_desk.sqlite3")) as connection:
        return {date.fromisoformat(row[0]): (row[1], row[2], row[3]) for row in connection.execute(statement)}


@pytest.mark.parametrize("by", list(Period))
def test_calls_drawn_and_scored_of_each_period_are_those_of_the_rows(centre: SmallCentre, by: Period) -> None:
    assert centre.services.administering.centre().time_zone == "Asia/Shanghai"
    by_day = rows_of(centre)
    found = centre.services.sampling.coverage_by(centre.lead, QUERY, by)
    assert found[0].days.first == QUERY.first_day
    assert found[-1].days.last == QUERY.last_day
    for one in found:
        own = [counts for day, counts in by_day.items() if one.days.first <= day <= one.days.last]
        counted = tuple(sum(counts) for counts in zip(*own, strict=True)) or (0, 0, 0)
        assert (one.n_calls, one.n_drawn, one.n_scored) == counted
        assert one.share.value == (counted[2] / counted[0] if counted[0] else None)
    assert sum(one.n_drawn for one in found) == 4 * N_PER_AGENT
    assert sum(one.n_scored for one in found) == 4 * N_PER_AGENT - 2


def test_days_outside_of_every_draw_are_told_as_not_covered(centre: SmallCentre) -> None:
    weeks = centre.services.sampling.coverage_by(centre.lead, QUERY, Period.WEEK)
    assert [one.n_drawn for one in weeks if one.days.last < FIRST or one.days.first > LAST] == [0, 0, 0]


def test_as_many_calls_stand_behind_each_row_as_it_says(centre: SmallCentre) -> None:
    document = document_of(SamplingReport(), centre.services, centre.lead, PARAMS)
    columns = {"score": "n_scored", "agents_score": "n_scored", "units": "n_drawn", "agents": "n_drawn"}
    columns |= {"non_response": "n", "coverage": "n_drawn"}
    n_compared = 0
    for table in (one for one in document.blocks if isinstance(one, Table) and one.behind):
        column = columns.get(table.key.rstrip("0123456789").rstrip("_"))
        if column is not None:
            place = [one.key for one in table.columns].index(column)
            said = [row[place].value for row in table.rows]
            assert said == [n_behind(centre, one) if one is not None else 0 for one in table.behind], table.key
            n_compared += len(said)
    assert n_compared >= 15
    block = next(one for one in document.blocks if isinstance(one, FigureBlock) and one.key == "coverage")
    assert isinstance(block.figure, ForestPlot)
    for row in block.figure.rows:
        assert int(row.details[0]) == (n_behind(centre, block.behind[row.key]) if row.key in block.behind else 0)


def test_agents_that_make_strata_are_named(centre: SmallCentre) -> None:
    strata = table_of(document_of(SamplingReport(), centre.services, centre.lead, PARAMS), "strata_1")
    assert [row[0].value for row in strata.rows] == ["Agent ag-1", "Agent ag-2"]
    assert [n_behind(centre, one) for one in strata.behind] == [row[3].value + row[5].value for row in strata.rows]  # type: ignore[operator]


def test_an_agent_who_is_kept_from_the_reader_on_one_call_has_none_behind(centre: SmallCentre) -> None:
    asked = DrawnCalls(agent="ag-1", days=Days(QUERY.first_day, QUERY.last_day))
    calls = centre.services.summarising.calls_behind(centre.lead, asked).call_ids
    blind = AssignmentId(uuid4())
    with centre.workspace.store.unit_of_work(None, centre.clock) as uow:
        theirs = uow.assignments.of_call(calls[0])[0]
        mine = replace(theirs, id=blind, inspector_id=centre.lead.person_id, hides_agent=True)
        uow.assignments.add_all([replace(mine, state=AssignmentState.WAITING)])
        uow.commit()
    try:
        assert centre.services.summarising.calls_behind(centre.lead, asked).call_ids == ()
    finally:
        with centre.workspace.store.unit_of_work(None, centre.clock) as uow:
            uow.assignments.set_state(blind, AssignmentState.WITHDRAWN)
            uow.commit()


def test_strata_are_said_in_words() -> None:
    plan = PlanDefinition("p", "service", Quota(QuotaKind.PER_AGENT, 2), strata=("unit", "weekday", "complaint"))
    titled = stratum_titles(plan, {"agent-01": "Li Na"})
    assert titled("East / Hall 1 · 3 · yes · agent-01 · new") == (
        "East / Hall 1 · Wednesday · complaint: yes · Li Na · new agents"
    )
    assert titled("East · 3 · yes · unknown") == "East · Wednesday · complaint: yes · unknown"
    assert titled("one · part") == "one · part", "what does not fit the plan is left as it is"
    assert stratum_titles(PlanDefinition("p", "service", Quota(QuotaKind.TOTAL, 2)), {})("") == ""


def table_of(document: Document, key: str) -> Table:
    return next(one for one in document.blocks if isinstance(one, Table) and one.key == key)


def n_behind(centre: SmallCentre, behind: object) -> int:
    assert isinstance(behind, Behind)
    return len(centre.services.summarising.calls_behind(centre.lead, behind.calls).call_ids)
