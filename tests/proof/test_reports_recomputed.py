"""Figures of the demo's reports, reckoned again with numpy from rows of answers, draws and settled answers alone."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from qa_desk.reports.document import Cell, Document, FigureBlock, KeyFigures, Table
from qa_desk.reports.figures import TimeSeries
from tests.proof.demo_reports import DemoReports

_AHEAD = timedelta(hours=8)
"""The demo centre is in Shanghai, which has one time all year."""

_PASS_FAIL, _BEST = {"true": True, "false": False}, {"points": 10, "levels": 5}


@dataclass(frozen=True)
class Raw:
    """Each scored call of record in columns: its Monday, score and weight, and by family whether it failed (or N/A)."""

    monday: NDArray[np.datetime64]
    score: NDArray[np.float64]
    weight: NDArray[np.float64]
    families: dict[str, NDArray[np.float64]]

    @property
    def has_failed(self) -> NDArray[np.bool_]:
        return np.any([values == 1 for values in self.families.values()], axis=0)


@pytest.fixture(scope="module")
def rows(demo_reports: DemoReports) -> sqlite3.Connection:
    """The workspace's own file, opened past the program."""
    return sqlite3.connect(f"file:{demo_reports.folder / 'qa_desk.sqlite3'}?mode=ro", uri=True)


@pytest.fixture(scope="module")
def raw(rows: sqlite3.Connection) -> Raw:
    critical = dict(rows.execute("select key, critical from criteria where critical is not null"))
    found = rows.execute(
        "select e.id, c.started_at, e.score_before_policy, d.draw_id, d.stratum from scored_facts f"
        " join evaluations e on e.id = f.evaluation_id join calls c on c.id = f.call_id"
        " join draw_items d on d.call_id = f.call_id"
    ).fetchall()
    sizes = {
        (draw, stratum[0]): stratum[1]
        for draw, strata in rows.execute("select id, strata from draws")
        for stratum in json.loads(strata)
    }
    scored: dict[tuple[str, str], int] = defaultdict(int)
    for _id, _at, _score, draw, stratum in found:
        scored[draw, stratum] += 1
    answers: dict[str, dict[str, float]] = defaultdict(dict)
    for key, criterion, rating, is_na in rows.execute("select evaluation_id, criterion_key, rating, na from answers"):
        if criterion in critical:
            family = critical[criterion]
            before = answers[key].get(family, np.nan)
            answers[key][family] = before if is_na else np.fmax(before, float(not _PASS_FAIL[rating]))
    return Raw(
        np.array([_monday(at) for _id, at, *_rest in found], dtype="datetime64[D]"),
        np.array([score for _id, _at, score, *_rest in found], dtype=float),
        np.array([sizes[one[3], one[4]] / scored[one[3], one[4]] for one in found]),
        {
            family: np.array([answers[one[0]].get(family, np.nan) for one in found])
            for family in sorted(set(critical.values()))
        },
    )


def _monday(started_at: str) -> date:
    day = (datetime.fromisoformat(started_at) + _AHEAD).date()
    return day - timedelta(days=day.weekday())


def key_figures(document: Document) -> dict[str, Cell]:
    return {one.label: one.cell for block in document.blocks if isinstance(block, KeyFigures) for one in block.figures}


def column(document: Document, table: str, name: str) -> list[Cell]:
    found = next(block for block in document.blocks if isinstance(block, Table) and block.key == table)
    place = [one.key for one in found.columns].index(name)
    return [row[place] for row in found.rows]


def test_scorecard_results_weigh_as_the_draws_did(demo_reports: DemoReports, raw: Raw) -> None:
    document = demo_reports.documents["en", "scorecard_results"]
    told = key_figures(document)
    assert told["calls scored"].value == len(raw.score)
    assert told["call quality"].value == pytest.approx(np.average(raw.score, weights=raw.weight))
    passed = np.average(~raw.has_failed, weights=raw.weight)
    assert told["calls without a critical failure"].value == pytest.approx(passed)
    families = ("customer", "business", "compliance")
    for family, n_failed, n_calls, share in zip(
        families,
        *(column(document, "families", name) for name in ("n_failed", "n_calls", "of_calls")),
        strict=True,
    ):
        values = raw.families[family]
        applied = ~np.isnan(values)
        assert (n_failed.value, n_calls.value) == (int(np.nansum(values)), int(applied.sum()))
        assert share.value == pytest.approx(1 - np.average(values[applied], weights=raw.weight[applied]))


def test_the_sampling_report_has_the_weighted_and_the_plain_mean(demo_reports: DemoReports, raw: Raw) -> None:
    document = demo_reports.documents["en", "sampling"]
    score, plain = (column(document, "score_1", name)[0].value for name in ("score", "unweighted"))
    assert score == pytest.approx(np.average(raw.score, weights=raw.weight))
    assert plain == pytest.approx(raw.score.mean())
    assert key_figures(document)["calls that could be drawn"].value == pytest.approx(raw.weight.sum())


def test_the_trend_charts_weeks_between_three_standard_errors(demo_reports: DemoReports, raw: Raw) -> None:
    document = demo_reports.documents["en", "trend"]
    charts = {block.key: block.figure for block in document.blocks if isinstance(block, FigureBlock)}
    failed = {"trend_calls": raw.has_failed.astype(float)}
    failed |= {f"trend_{family}": values for family, values in raw.families.items()}
    for key, values in failed.items():
        chart = charts[key]
        assert isinstance(chart, TimeSeries)
        applied = ~np.isnan(values)
        weeks, place = np.unique(raw.monday[applied], return_inverse=True)
        n, hits = np.bincount(place), np.bincount(place, weights=values[applied])
        mean = hits.sum() / n.sum()
        margin = 3 * np.sqrt(mean * (1 - mean) / n)
        assert [one.key for one in chart.points] == [str(week) for week in weeks]
        assert [one.n for one in chart.points] == n.tolist()
        assert [one.value for one in chart.points] == pytest.approx(100 * hits / n)
        assert [one.upper for one in chart.points] == pytest.approx(100 * np.minimum(1, mean + margin))
        assert [one.lower for one in chart.points] == pytest.approx(100 * np.maximum(0, mean - margin))


def test_inspectors_are_as_accurate_as_their_answers(demo_reports: DemoReports, rows: sqlite3.Connection) -> None:
    # a bonus that was not earned is no failure
    scales = dict(rows.execute("select key, case when bonus then 'bonus' else scale_key end from criteria"))
    settled = {
        (session, call, key): _judged(scales[key], rating, is_na, json.loads(reasons))
        for session, call, key, rating, is_na, reasons in rows.execute(
            "select session_id, call_id, criterion_key, rating, na, reasons from settled_answers"
        )
    }
    noted: dict[str, list[str]] = defaultdict(list)
    for answer, reason in rows.execute("select answer_id, reason_key from answer_reasons"):
        noted[answer].append(reason)
    same: dict[str, list[bool]] = defaultdict(list)
    for name, session, call, answer, key, rating, is_na in rows.execute(
        "select p.name, e.session_id, e.call_id, a.id, a.criterion_key, a.rating, a.na from evaluations e"
        " join people p on p.id = e.inspector_id join answers a on a.evaluation_id = e.id"
        " join calibration_sessions s on s.id = e.session_id"
        " where e.purpose = 'calibration' and e.state = 'submitted'"
        " and s.kind = 'panel' and s.state in ('settled', 'closed')"
    ):
        wanted = settled.get((session, call, key))
        if wanted is not None:
            same[name].append(_judged(scales[key], rating, is_na, noted[answer]) == wanted)
    document = demo_reports.documents["en", "inspector_accuracy"]
    names, shares, counts = (
        column(document, "inspectors", name) for name in ("inspector", "effectiveness", "n_answers")
    )
    assert len(names) > 3
    for name, share, count in zip(names, shares, counts, strict=True):
        assert count.value == len(same[str(name.value)])
        assert share.value == pytest.approx(np.mean(same[str(name.value)]))


def _judged(scale: str, rating: object, is_na: int, reasons: list[str]) -> str:
    if is_na:
        return "N/A"
    if scale == "bonus":
        return "passed"
    if scale == "deduction":
        return "failed" if reasons else "passed"
    is_best = _PASS_FAIL[str(rating)] if scale == "pass_fail" else rating == _BEST[scale]
    return "passed" if is_best else "failed"
