"""Why an issue moved in words, where it happens in a figure, and the Paretos of reasons and critical failures."""

from dataclasses import replace

import pytest

from qa_desk.reports.issue_causes import cut_figure, explanation_words
from qa_desk.reports.issue_figures import critical_pareto, reason_pareto
from qa_desk.services.issues.explaining_views import Mover
from tests.unit.reports.an_issue_board import board, cut_by_unit, explanation


@pytest.mark.parametrize(
    ("mover", "begins"),
    [
        (Mover.AGENTS, "The agents, it seems"),
        (Mover.INSPECTORS, "The inspectors, it seems: stricter"),
        (Mover.MIX, "Other inspectors, it seems"),
        (Mover.FORM, "The form changed: between version 6 and 7"),
        (Mover.NOBODY, "No change is told apart from chance"),
        (Mover.UNKNOWN, "Too few calls"),
    ],
)
def test_each_answer_is_a_sentence_of_its_own(mover: Mover, begins: str) -> None:
    assert explanation_words(explanation(mover)).startswith(begins)


def test_the_answer_has_its_figures_and_says_what_of_severity_is_known() -> None:
    words = explanation_words(explanation())
    assert "from 20.0 % to 40.0 %" in words
    assert "higher with 2 of 2 inspectors" in words
    assert "no other severity is told apart" in words
    assert "Too little is settled" in explanation_words(replace(explanation(), severity=None))


def test_small_parts_are_left_out_of_the_figure_and_said() -> None:
    figure = cut_figure(cut_by_unit())
    assert figure is not None
    assert figure.title == "Tone: Hall 3 fails more often than the rest"
    assert [(row.label, row.n) for row in figure.rows] == [("▲ Hall 3", 50), ("Hall 1", 47)]
    assert "1 with fewer than 5 calls is not shown" in figure.subtitle


def test_reasons_make_up_the_points_of_their_criteria() -> None:
    figure = reason_pareto(board())
    assert figure is not None
    assert figure.title == "“tone is off” costs 60 % of the points lost"
    assert [bar.value for bar in figure.bars] == pytest.approx([60.0, 30.0, 10.0])
    assert [bar.count for bar in figure.bars] == [40, 15, 5]
    assert all(bar.low is not None and bar.high is not None and bar.low < bar.value < bar.high for bar in figure.bars)
    without = replace(board(), criteria=tuple(replace(row, reasons=()) for row in board().criteria))
    assert reason_pareto(without) is None


def test_critical_failures_have_a_pareto_of_their_own_by_calls() -> None:
    (consent,) = board().critical
    figure = critical_pareto([consent, replace(consent, criterion_key="no_disclosure", n_failed=12)])
    assert [(bar.key, bar.value, bar.count) for bar in figure.bars] == [
        ("no_disclosure", 75.0, 12),
        ("consent", 25.0, 4),
    ]
    assert figure.bars[-1].cumulative == pytest.approx(100.0)
    assert figure.bars[-1].low is not None
