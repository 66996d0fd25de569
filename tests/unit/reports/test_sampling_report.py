"""The report of sampling and coverage: what is said, and what is left out where there is nothing to say."""

from dataclasses import replace

from qa_desk.domain.sampling import Expected, Level
from qa_desk.reports.document import Document, KeyFigures, Paragraph, Table
from qa_desk.reports.render.numbers import interval_text, value_text
from qa_desk.reports.sampling import SamplingReport
from tests.unit.reports.a_draw import data, draw_estimates

REPORT = SamplingReport()


def table(document: Document, key: str) -> list[dict[str, str]]:
    found = next(block for block in document.blocks if isinstance(block, Table) and block.key == key)
    keys = [column.key for column in found.columns]
    return [
        {name: f"{value_text(cell)} {interval_text(cell)}".strip() for name, cell in zip(keys, row, strict=True)}
        for row in found.rows
    ]


def test_frame_drawn_scored_and_non_response_come_first() -> None:
    document = REPORT.compose(data(draw_estimates()))
    figures = next(block for block in document.blocks if isinstance(block, KeyFigures))
    assert [(figure.cell.value, figure.label) for figure in figures.figures] == [
        (60, "calls that could be drawn"),
        (7, "drawn"),
        (6, "scored"),
        (1, "could not be scored"),
        (1, "drawn in their place"),
    ]
    assert table(document, "non_response_1") == [{"reason": "silent", "n": "1"}]


def test_an_estimate_stands_beside_what_was_expected_and_the_unweighted_where_it_differs() -> None:
    document = REPORT.compose(data(draw_estimates()))
    centre, unit = table(document, "score_1")
    assert (centre["of"], centre["score"], centre["unweighted"]) == ("the centre", "84.1 75.0–93.2", "82.0")
    assert centre["expected"] == "12.4"
    assert (unit["unweighted"], unit["expected"]) == ("–", "–")
    critical, _of_unit = table(document, "critical_1")
    assert (critical["passed"], critical["passed_compliance"]) == ("91.7 60.0–98.0", "91.7 60.0–98.0")
    assert (critical["expected"], critical["passed_customer"]) == ("30.0", "–")
    (agent,) = table(document, "agents_score_1")
    assert agent["score"] == "80.0"
    said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert "1 call is not scored yet; it is taken to be like those of its stratum that are." in said
    assert "Before the draw ± 12.4 points of the score were to be expected; it came to ± 9.1." in said


def test_the_small_print_names_the_draw_and_its_approximation() -> None:
    facts = REPORT.compose(data(draw_estimates())).facts
    assert "Drawn by “week 45”, version 1: 2026-11-16 08:00 UTC, seed 7." in facts
    assert "Drawn at random within strata: the variance is that of the textbook, exact." in facts
    assert not any("Sampford" in fact for fact in facts)


def test_draws_of_one_plan_give_each_stratum_one_line() -> None:
    one = draw_estimates()
    twice = type(one)(one.plan_name, one.selection, one.draws * 2, one.strata * 2, one.non_response, one.parts)
    rows = table(REPORT.compose(data(twice)), "strata_1")
    assert [(row["stratum"], row["n_population"], row["n_scored"]) for row in rows] == [
        ("a", "80", "4"),
        ("b", "40", "8"),
    ]


def test_a_period_without_a_draw_says_so() -> None:
    (said,) = REPORT.compose(data()).blocks
    assert isinstance(said, Paragraph)
    assert said.text.startswith("No draw of calls of this period.")


def test_units_and_agents_that_nothing_was_drawn_of_are_told_too() -> None:
    found = draw_estimates()
    missed = Expected(Level.AGENT, "ag-9", 12, 0.4, None, name="Agent nine")
    told = replace(found, draws=(replace(found.draws[0], expected=(missed,)),))
    rows = table(REPORT.compose(data(told)), "agents_1")
    assert [(row["of"], row["n_population"], row["n_drawn"], row["n_scored"]) for row in rows] == [
        ("Agent one", "–", "1", "1"),
        ("Agent nine", "12", "0", "0"),
    ]
    narrowed = replace(data(told), query=replace(data(told).query, unit="Care"))
    assert [row["of"] for row in table(REPORT.compose(narrowed), "agents_1")] == ["Agent one"]
