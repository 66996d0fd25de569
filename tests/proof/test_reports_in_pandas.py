"""Main figures of every report of the demo beside pandas, which works from rows alone; common issues have their own."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.reports.document import Cell, Document, FigureBlock, KeyFigure, KeyFigures, Table
from qa_desk.reports.figures import Histogram, SeriesPoint, TimeSeries
from tests.proof.demo_reports import DemoReports

_ROOT = Path(__file__).resolve().parents[2]
_PYTHON = Path(os.environ.get("QA_DESK_PEERS_PYTHON", _ROOT / ".venv-peers" / "bin" / "python"))
_IN_PANDAS = Path(__file__).with_name("reports_in_pandas.py")
_FAMILIES = tuple(family.value for family in CriticalFamily)
_FEWEST = 5

pytestmark = pytest.mark.skipif(not _PYTHON.is_file(), reason="`make proof` sets up the packages to compare with")


@pytest.fixture(scope="module")
def pandas(demo_reports: DemoReports) -> dict[str, Any]:
    """What pandas finds, by report."""
    made_at = demo_reports.documents["en", "disputes"].made_at
    arguments = [
        demo_reports.folder / "qa_desk.sqlite3",
        made_at.strftime("%Y-%m-%dT%H:%M:%S"),
        demo_reports.about["agent"],
        demo_reports.about["session"].replace("-", ""),
    ]
    command = [str(word) for word in (_PYTHON, _IN_PANDAS, *arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Read:
    """One report in English, as a reader takes it: key figures in their order, rows of tables under their keys."""

    def __init__(self, demo_reports: DemoReports, key: str) -> None:
        self._document: Document = demo_reports.documents["en", key]

    @property
    def key_figures(self) -> list[KeyFigure]:
        return [one for block in self._document.blocks if isinstance(block, KeyFigures) for one in block.figures]

    def rows(self, table: str) -> list[dict[str, Cell]]:
        found = next(block for block in self._document.blocks if isinstance(block, Table) and block.key == table)
        keys = [column.key for column in found.columns]
        return [dict(zip(keys, row, strict=True)) for row in found.rows]

    def by(self, table: str, *columns: str) -> dict[str, dict[str, Cell]]:
        """The rows by what stands in these columns."""
        rows = self.rows(table)
        found = {", ".join(str(row[column].value) for column in columns): row for row in rows}
        assert len(found) == len(rows)
        return found

    def figure(self, key: str) -> Any:
        return next(
            block.figure for block in self._document.blocks if isinstance(block, FigureBlock) and block.key == key
        )

    @property
    def tables(self) -> list[str]:
        return [block.key for block in self._document.blocks if isinstance(block, Table)]


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-9, rel=1e-9)


def numbers(row: dict[str, Cell], *columns: str) -> list[Any]:
    return [row[column].value for column in columns]


def limits(cell: Cell) -> list[Any]:
    return [cell.value, cell.low, cell.high]


def test_the_trend(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "trend"), pandas["trend"]
    charts = read.by("charts", "chart")
    assert charts.keys() == expected.keys()
    for name, row in charts.items():
        told = expected[name]
        assert numbers(row, "kind", "n_failed", "n_calls") == [told["kind"], told["n_failed"], told["n_calls"]]
        if told["share"] is None:
            assert row["rate"].value == near(100 * told["n_failed"] / told["n_calls"])
        else:
            assert limits(row["share"]) == near(told["share"])
    drawn = {
        "trend_calls": "All calls: a critical failure",
        "trend_failures": "All calls: failures of any criterion",
    } | {f"trend_{family}": f"{family}-critical" for family in _FAMILIES}
    for key, name in drawn.items():
        _compare_weeks(read.figure(key), expected[name])
    criteria = [row["chart"].value for row in read.rows("charts")][len(drawn) :]
    figures = [key for key in _figure_keys(demo_reports) if key.startswith("criterion_")]
    assert len(figures) > 3
    for key, name in zip(figures, criteria, strict=False):
        _compare_weeks(read.figure(key), expected[str(name)])


def _figure_keys(demo_reports: DemoReports) -> list[str]:
    return [block.key for block in demo_reports.documents["en", "trend"].blocks if isinstance(block, FigureBlock)]


def _compare_weeks(figure: TimeSeries, told: dict[str, Any]) -> None:
    highest = 100.0 if told["kind"] == "p" else float("inf")
    assert len(figure.points) == len(told["weeks"])
    for point, (week, value, n, low, high) in zip(figure.points, told["weeks"], strict=True):
        assert (point.key, point.n) == (week, n)
        assert _drawn(point) == near((value, low, min(high, highest)))


def _drawn(point: SeriesPoint) -> tuple[Any, ...]:
    return point.value, point.lower, point.upper


def test_scorecard_results(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "scorecard_results"), pandas["scorecard_results"]
    centre = expected["centre"]
    told = [figure.cell.value for figure in read.key_figures]
    assert told == near([centre["n_calls"], centre["quality"], centre["agent_score"], centre["passed"]])
    for row, family in zip(read.rows("families"), _FAMILIES, strict=True):
        own = centre[family]
        counted = numbers(row, "n_failed", "n_calls", "n_failures", "n_opportunities")
        assert counted == [own["n_failed"], own["n_calls"], own["n_failures"], own["n_opportunities"]]
        assert numbers(row, "of_calls", "of_opportunities") == near([own["calls"], own["opportunities"]])
    for level in ("units", "agents"):
        scores, accuracy = read.by(f"{level}_scores", "of"), read.by(f"{level}_accuracy", "of")
        assert scores.keys() == accuracy.keys() == expected[level].keys()
        for name, own in expected[level].items():
            told = numbers(scores[name], "n_calls", "quality", "agent_score", "passed")
            assert told == near([own["n_calls"], own["quality"], own["agent_score"], own["passed"]])
            for family in _FAMILIES:
                if own[family]["n_calls"] >= _FEWEST:
                    shares = numbers(accuracy[name], f"{family}_calls", f"{family}_opportunities")
                    assert shares == near([own[family]["calls"], own[family]["opportunities"]])
                for one in (accuracy[name][f"{family}_calls"], accuracy[name][f"{family}_opportunities"]):
                    assert one.low is None or 0.0 <= one.low <= (one.high or 0.0) <= 1.0
    histogram = read.figure("distribution")
    assert isinstance(histogram, Histogram)
    assert {one.key: one.count for one in histogram.bins if one.count} == expected["bins"]


def test_sampling(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "sampling"), pandas["sampling"]
    counted = [figure.cell.value for figure in read.key_figures][:3]
    assert counted == [expected["n_population"], expected["n_drawn"], expected["n_scored"]]
    strata = {
        name: numbers(row, "n_population", "n_drawn", "n_scored")
        for name, row in read.by("strata_1", "stratum").items()
    }
    assert strata == expected["strata"]
    for level in ("units", "agents"):
        assert {
            name: numbers(row, "n_drawn", "n_scored") for name, row in read.by(f"{level}_1", "of").items()
        } == expected[level]
    scores = read.by("score_1", "of")
    assert scores.keys() == expected["scores"].keys()
    for name, (n, weighted, plain) in expected["scores"].items():
        assert numbers(scores[name], "n_scored", "score", "unweighted") == near([n, weighted, plain])


def test_recognition(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read = Read(demo_reports, "recognition")
    for level, parts in pandas["recognition"].items():
        found = read.by(level, "name")
        assert found.keys() == parts.keys()
        for name, own in parts.items():
            assert numbers(found[name], "n_calls", "plain", "n_critical") == near(own)
    assert read.key_figures[0].cell.value == sum(n for n, *_rest in pandas["recognition"]["agents"].values())


def test_customer_voice(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "customer_voice"), pandas["customer_voice"]
    n_calls, *shares = (figure.cell for figure in read.key_figures)
    assert n_calls.value == expected["n_calls"]
    assert [limits(one) for one in shares] == [near(expected[key]) for key in ("answered", "low", "complaints")]
    strength = [row["value"].value for row in read.rows("strength")]
    assert strength == near([expected["rank_correlation"], expected["low_area"], expected["complaint_area"]])
    for table in ("low_csat", "complaint"):
        rows = {
            name: numbers(row, "n_bad_failed", "n_failed", "n_bad_passed", "n_passed")
            for name, row in read.by(table, "criterion").items()
        }
        assert rows == expected[table]


def test_feedback_to_an_agent(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "agent_feedback"), pandas["agent_feedback"]
    n, quality, agent_score, passed = (figure.cell for figure in read.key_figures)
    told = [n.value, quality.value, agent_score.value, *limits(passed)]
    assert told == near([expected["n_results"], expected["quality"], expected["agent_score"], *expected["passed"]])
    strengths = read.by("strengths", "criterion")
    assert len(strengths) > 2
    for name, row in strengths.items():
        share = limits(row["share"])
        assert [*share, *numbers(row, "n_met", "n_calls")] == near(expected["met"][name])
    results = {name: numbers(row, "score", "agent_score") for name, row in read.by("results", "call").items()}
    assert results.keys() == expected["results"].keys()
    assert all(scores == near(expected["results"][name]) for name, scores in results.items())


def test_disputes(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "disputes"), pandas["disputes"]
    n = expected["n_released"]
    shares = [expected["acknowledged"] / n, expected["disputed"] / n, expected["overturned"] / expected["decided"]]
    assert [figure.cell.value for figure in read.key_figures] == near([n, *shares])
    for level in ("inspectors", "units"):
        found = read.by(level, "of")
        assert found.keys() == expected[level].keys()
        for name, own in expected[level].items():
            counted = numbers(found[name], "n_released", "n_disputed", "n_overturned")
            assert counted == [own["n_released"], own["disputed"], own["overturned"]]
            assert found[name]["acknowledged"].value == near(own["acknowledged"] / own["n_released"])
    criteria = {
        name: numbers(row, "n_disputed", "n_decided", "n_overturned")
        for name, row in read.by("criteria", "criterion").items()
    }
    assert criteria == expected["criteria"]
    within = {name: numbers(row, "n_answered", "n_results") for name, row in read.by("within", "days").items()}
    assert within == expected["within"]


def test_tracked_items(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "tracked_items"), pandas["tracked_items"]
    solved, overdue, of_month = (figure.cell.value for figure in read.key_figures)
    n_resolved, n_due = expected["of_month"]
    assert [solved, overdue, of_month] == near([expected["solved"], expected["overdue"], n_resolved / n_due])
    said = {"reopened": "re-opened"}
    states = {name: said.get(state, state.replace("_", " ")) for name, state in expected["standing"].items()}
    assert {name: row["state"].value for name, row in read.by("board", "item").items()} == states


def test_calibration(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "calibration"), pandas["calibration"]
    agreement, n_calls, n_inspectors, n_judgements = (figure.cell.value for figure in read.key_figures)
    assert agreement == near(expected["agreement"])
    counted = [expected["n_calls"], len(expected["inspectors"]), expected["n_judgements"]]
    assert [n_calls, n_inspectors, n_judgements] == counted
    criteria = read.by("by_criterion", "criterion")
    assert criteria.keys() == expected["criteria"].keys()
    for name, own in expected["criteria"].items():
        found = numbers(criteria[name], "agreement", "between", "alpha")
        assert found == near([own["agreement"], own["between"], own["alpha"]])
    errors, severity = read.by("critical_errors", "inspector"), read.by("severity", "inspector")
    assert errors.keys() == severity.keys() == expected["inspectors"].keys()
    for name, own in expected["inspectors"].items():
        counts = [f"{n} of {of}" for n, of in (own["missed"], own["alarms"])]
        assert numbers(errors[name], "missed", "alarms") == counts
        assert errors[name]["agreement"].value == near(own["share"])
        # settled and sealed scores are kept with six decimals
        assert severity[name]["deviation"].value == pytest.approx(expected["severity"][name], abs=1e-6)


def test_inspector_accuracy(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "inspector_accuracy"), pandas["calibration"]["inspectors"]
    found = read.by("inspectors", "inspector")
    assert found.keys() == expected.keys()
    for name, own in expected.items():
        keys = ("n_answers", "too_strict", "too_lenient", "na_confusion")
        assert numbers(found[name], *keys) == [own[key] for key in keys]
        assert found[name]["effectiveness"].value == near(own["share"])
    families = read.by("families", "inspector", "family")
    assert families.keys() == pandas["families"].keys()
    for name, own in pandas["families"].items():
        assert numbers(families[name], "missed", "alarms") == [
            f"{n} of {of}" for n, of in (own["missed"], own["alarms"])
        ]
    overturned = {name: row["overturned"].value for name, row in read.by("overturned", "inspector").items()}
    told = pandas["disputes"]["inspectors"]
    assert overturned == {name: f"{own['overturned']} of {own['n_released']}" for name, own in told.items()}


def test_gauge_study(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "gauge_study"), pandas["gauge_study"]
    assert [figure.detail for figure in read.key_figures] == [
        f"{n} of {of}" for n, of in (expected["alike"], expected["as_settled"])
    ]
    for table in ("study", "repeats"):
        within = {name: row["within_counts"].value for name, row in read.by(table, "inspector").items()}
        assert within == {name: f"{n} of {of}" for name, (n, of) in expected["within"].items()}


def test_minutes(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "minutes"), pandas["minutes"]
    n_calls, n_settled, n_there, pairs = (figure.cell.value for figure in read.key_figures)
    assert [n_calls, n_settled, n_there] == [expected["n_calls"], expected["n_settled"], len(expected["done"])]
    assert pairs == near(expected["pairs"])
    figures = [row["value"].value for row in read.rows("figures")]
    assert [figures[0], figures[1], figures[3]] == near([expected[key] for key in ("agreement", "pairs", "alpha")])
    done = {str(row["member"].value).split(" ", 1)[1]: row["n_done"].value for row in read.rows("attendance")}
    assert done == expected["done"]


def test_drift(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read, expected = Read(demo_reports, "drift"), pandas["drift"]
    found = {name: row for name, row in read.by("charts", "inspector", "what").items() if "whole call" not in name}
    assert found.keys() == expected.keys()
    for name, (deviation, n_calls) in expected.items():
        assert found[name]["n_calls"].value == n_calls
        # one call in ten may lie half way between two points, and go either way
        assert found[name]["deviation"].value == pytest.approx(deviation, abs=0.1 if "Total" in name else 1e-9)


def test_the_training_pack(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    rows = Read(demo_reports, "training_pack").by("issues", "criterion")
    assert len(rows) > 3
    for name, row in rows.items():
        found = [row["n_failed"].value, *limits(row["share"]), row["n_calls"].value]
        assert found == near(pandas["training_pack"][name])


def test_the_standard_for_agents(demo_reports: DemoReports, pandas: dict[str, Any]) -> None:
    read = Read(demo_reports, "standard_for_agents")
    reasons = {
        table.removeprefix("reasons_"): [
            [row["reason"].value, row["points"].value if "points" in row else None] for row in read.rows(table)
        ]
        for table in read.tables
        if table.startswith("reasons_")
    }
    assert reasons in pandas["standard_for_agents"].values()
