"""What stands behind a figure is exactly the calls it counts; who may not see some of them is told how many."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor, Role
from qa_desk.reports.base import ReportParams
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.reports.document import Behind, Document, FigureBlock, Table
from qa_desk.reports.figures import ForestPlot, Histogram, Pareto, TimeSeries
from qa_desk.reports.making import document_of
from qa_desk.reports.scorecard_results import ScorecardResultsReport
from qa_desk.reports.trend import TrendReport
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.results import behind as behind_module
from qa_desk.services.results.behind import CallsBehind, Failed
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, open_copy

MONDAY = NOW.date() - timedelta(days=NOW.weekday())
FIRST, LAST = MONDAY - timedelta(days=28), MONDAY - timedelta(days=1)
QUERY = IssueQuery(FIRST, LAST)
PARAMS = ReportParams(FIRST, LAST)


@pytest.fixture(scope="module")
def made_scored(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks in two halls, made once."""
    folder = tmp_path_factory.mktemp("behind") / "workspace"
    centre = open_copy(made_centre, folder)
    agents: list[PersonId] = []
    for name in ("Ma Rui", "Luo Bin"):
        draft = PersonDraft(f"a-{name}", name, frozenset({Role.AGENT}))
        centre.services.administering.save_person(centre.lead, draft)
        with centre.workspace.store.reading() as uow:
            agents.append(next(key for key, known in uow.people.names().items() if known == name))
    for week in (1, 2, 3):
        for hall, agent in enumerate(agents):
            day = MONDAY - timedelta(days=7 * week)
            failed = {"tone": 2 + week, "consent": week, "greeting": 5 * hall}
            unit = ("East", f"Hall {hall + 1}")
            score_day(
                centre,
                centre.anna,
                Day(day, 9, failed, unit=unit, agent=agent, business_type=("billing", "roaming")[hall]),
            )
    centre.workspace.close()
    return folder


@pytest.fixture
def centre(made_scored: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """The scored centre, of this test's own."""
    copy = open_copy(made_scored, tmp_path / "scored")
    yield copy
    copy.workspace.close()


def n_behind(centre: SmallCentre, behind: Behind | CallsBehind, actor: Actor | None = None) -> int:
    calls = behind.calls if isinstance(behind, Behind) else behind
    return len(centre.services.summarising.calls_behind(actor or centre.lead, calls).call_ids)


def drawn(document: Document) -> Iterator[tuple[FigureBlock, str, int]]:
    """Every drawn thing that something stands behind, and how many calls it says there are."""
    for block in document.blocks:
        if isinstance(block, FigureBlock):
            counts = counted(block)
            for key in block.behind:
                if key in counts:
                    yield block, key, counts[key]


def counted(block: FigureBlock) -> dict[str, int]:
    match block.figure:
        case ForestPlot() as plot:
            return {
                row.key: int(row.details[0].split(" / ")[0]) if "/" in row.details[0] else row.n for row in plot.rows
            }
        case TimeSeries() as series:
            counts = {one.key: round((one.value or 0.0) / 100 * one.n) for one in series.points}
            return {} if block.key == "trend_failures" else counts
        case Pareto() as pareto:
            return {} if block.key == "reasons_lost" else {bar.key: bar.count for bar in pareto.bars if bar.key}
        case Histogram() as histogram:
            return {one.key: one.count for one in histogram.bins if one.count}
        case _:
            return {}


@pytest.mark.parametrize("report", [TrendReport(), ScorecardResultsReport(), CommonIssuesReport()])
def test_as_many_calls_stand_behind_as_the_figure_says(
    centre: SmallCentre, report: TrendReport | ScorecardResultsReport | CommonIssuesReport
) -> None:
    document = document_of(report, centre.services, centre.lead, PARAMS)  # type: ignore[misc, arg-type]
    seen = [(block.key, key, n, n_behind(centre, block.behind[key])) for block, key, n in drawn(document)]
    assert len(seen) > 3
    assert [one for one in seen if one[2] != one[3]] == []


@pytest.mark.parametrize(
    ("report", "column"),
    [(TrendReport(), "n_failed"), (ScorecardResultsReport(), "n_calls"), (CommonIssuesReport(), "n_failed")],
)
def test_as_many_calls_stand_behind_a_row_as_it_says(
    centre: SmallCentre, report: TrendReport | ScorecardResultsReport | CommonIssuesReport, column: str
) -> None:
    document = document_of(report, centre.services, centre.lead, PARAMS)  # type: ignore[misc, arg-type]
    n_compared = 0
    for table in (block for block in document.blocks if isinstance(block, Table) and block.behind):
        keys = [one.key for one in table.columns]
        counts = "n_failed" if "n_failed" in keys else column
        if counts not in keys:
            continue
        for row, behind in zip(table.rows, table.behind, strict=True):
            is_rate = "kind" in keys and row[keys.index("kind")].value == "u"
            if behind is not None and not is_rate:
                assert n_behind(centre, behind) == row[keys.index(counts)].value, (table.key, behind.words)
                n_compared += 1
    assert n_compared > 3


def test_the_latest_calls_are_named_where_there_are_very_many(
    centre: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(behind_module, "MOST_CALLS", 10)
        found = centre.services.summarising.calls_behind(centre.lead, CallsBehind(QUERY))
    assert (len(found.call_ids), found.n_more, found.n_closed) == (10, 44, 0)
    assert behind_module.MOST_CALLS >= 1_000


def test_a_call_that_one_has_to_score_oneself_is_only_counted(centre: SmallCentre) -> None:
    """Else a filter by what failed would tell what a colleague answered."""
    tone = CallsBehind(QUERY, Failed.CRITERION, "tone")
    calls = centre.services.summarising.calls_behind(centre.lead, tone).call_ids
    draft = PersonDraft("l-2", "Lead Two", frozenset({Role.LEAD, Role.INSPECTOR}))
    centre.services.administering.save_person(centre.lead, draft)
    second = centre.services.administering.actor_named("l-2")
    centre.services.assigning.assign(
        centre.lead, AssignmentDraft(calls[:1], (second.person_id,), centre.version.id, Purpose.OVERLAP)
    )
    found = centre.services.summarising.calls_behind(second, tone)
    assert calls[0] not in found.call_ids
    assert found.n_closed == 1


def test_an_agent_of_another_unit_has_no_calls_for_a_team_leader(centre: SmallCentre) -> None:
    results = centre.services.summarising.scorecard_results(centre.lead, QUERY)
    agents = {part.name: part.key for part in results.parts if part.level.value == "agent"}
    with centre.workspace.store.reading() as uow:
        hall = next(unit for unit in uow.units.all() if unit.path == "East / Hall 1")
    draft = PersonDraft("t-1", "Team Leader", frozenset({Role.TEAM_LEADER}), unit_id=hall.id)
    centre.services.administering.save_person(centre.lead, draft)
    leader = centre.services.administering.actor_named("t-1")
    assert n_behind(centre, CallsBehind(QUERY, agent_id=agents["Luo Bin"]), leader) == 0
    own = centre.services.summarising.calls_behind(leader, CallsBehind(QUERY, agent_id=agents["Ma Rui"]))
    assert len(own.call_ids) + own.n_closed == 27


def test_who_may_not_have_reports_has_nothing_behind_them(centre: SmallCentre) -> None:
    with pytest.raises(NotAllowedError):
        centre.services.summarising.calls_behind(centre.anna, CallsBehind(QUERY))
