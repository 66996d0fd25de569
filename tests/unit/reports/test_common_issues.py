"""The common-issue report: what is said, in which order, and that figures and tables say the same."""

from dataclasses import replace

import pytest

from qa_desk.i18n import use_language
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.reports.document import Document, FigureBlock, Paragraph, Passages, Table
from qa_desk.reports.figures import Pareto, TimeSeries
from qa_desk.reports.issue_cells import change_cell
from qa_desk.reports.issue_figures import pareto, trend
from qa_desk.reports.render import html
from qa_desk.reports.render.numbers import value_text
from qa_desk.services.periods import Period
from tests.unit.reports.an_issue_board import board, data, nothing

REPORT = CommonIssuesReport()


def block(document: Document, kind: type, key: str) -> object:
    return next(b for b in document.blocks if isinstance(b, kind) and getattr(b, "key", key) == key)


def test_figure_and_table_say_the_same() -> None:
    document = REPORT.compose(data())
    figure = block(document, FigureBlock, "points_lost")
    table = block(document, Table, "issues")
    assert isinstance(figure, FigureBlock)
    assert isinstance(figure.figure, Pareto)
    assert isinstance(table, Table)
    keys = [column.key for column in table.columns]
    shares = [row[keys.index("points_share")] for row in table.rows]
    assert [bar.value for bar in figure.figure.bars] == pytest.approx([100 * float(str(c.value)) for c in shares])
    assert [bar.low for bar in figure.figure.bars] == pytest.approx([100 * (c.low or 0.0) for c in shares])


def test_the_title_of_the_pareto_says_the_finding() -> None:
    figure = pareto(board().criteria)
    assert figure.title == "2 criteria take 90 % of the points lost"
    assert [bar.is_emphasised for bar in figure.bars] == [True, True, False]


def test_more_than_eight_bars_are_folded_into_one_that_keeps_the_sum() -> None:
    tone = board().criteria[0]
    rows = [
        replace(tone, criterion_key=f"c{place}", points_share=replace(tone.points_share, value=0.1),
                cumulative_share=0.1 * (place + 1))
        for place in range(10)
    ]  # fmt: skip
    bars = pareto(rows).bars
    assert len(bars) == 8
    assert (bars[-1].label, bars[-1].key) == ("3 others", "")
    assert sum(bar.value for bar in bars) == pytest.approx(100.0)
    assert bars[-1].cumulative == pytest.approx(100.0)


def test_the_trend_says_which_week_left_its_limits_and_where_the_version_changed() -> None:
    figure = trend(board(), board().criteria[0])
    assert figure.title == "Tone: failures left their limits in week 46"
    assert [point.label for point in figure.points][-2:] == ["45", "46"]
    assert [point.is_signal for point in figure.points] == [False] * 9 + [True]
    assert figure.breaks == ((figure.points[8].key, "version 7"),)


def test_a_week_of_two_calls_has_no_share_and_no_limits() -> None:
    point = trend(board(), board().criteria[0]).points[4]
    assert (point.value, point.lower, point.upper, point.n) == (None, None, None, 2)
    assert point.note == "fewer than 5 calls"


@pytest.mark.parametrize(("by", "label"), [(Period.DAY, "09-07"), (Period.MONTH, "2026-09"), (Period.WEEK, "37")])
def test_periods_are_labelled_by_their_step(by: Period, label: str) -> None:
    issues = board()
    asked = replace(issues, query=replace(issues.query, by=by))
    assert trend(asked, asked.criteria[0]).points[0].label == label


def test_a_criterion_without_enough_calls_is_told_so() -> None:
    issues = board()
    few = replace(issues, trend=tuple(replace(point, limits=None) for point in issues.trend))
    assert trend(few, few.criteria[0]).title == "Tone: too few calls to tell whether it moved"


def test_only_changes_that_are_real_are_marked() -> None:
    table = block(REPORT.compose(data()), Table, "issues")
    assert isinstance(table, Table)
    changes = [row[[column.key for column in table.columns].index("change")] for row in table.rows]
    assert [(cell.mark, value_text(cell)) for cell in changes] == [("▲", "+20.0"), ("", "+1.0"), ("new", "+5.0")]


def test_what_is_new_is_said_with_its_change() -> None:
    row = board().criteria[0]
    new = change_cell(replace(row, is_new=True))
    assert (new.mark, new.value) == ("▲ new", change_cell(row).value)
    assert change_cell(replace(row, change=None)).value is None


def test_critical_criteria_stand_in_a_table_of_their_own_by_calls() -> None:
    table = block(REPORT.compose(data()), Table, "critical")
    assert isinstance(table, Table)
    (row,) = table.rows
    assert (row[0].mark, row[0].value, row[1].value, row[3].value) == (
        "◆",
        "Consent before any change",
        "business-critical",
        4,
    )


def test_a_passage_carries_its_sound() -> None:
    passages = block(REPORT.compose(data()), Passages, "examples_tone")
    assert isinstance(passages, Passages)
    (passage,) = passages.passages
    assert (passage.call_key, passage.note, passage.sound) == ("1043", "talks over", b"OggS")


def test_a_period_without_calls_says_what_to_do() -> None:
    (only,) = REPORT.compose(nothing()).blocks
    assert isinstance(only, Paragraph)
    assert "Widen the period" in only.text


def test_the_facts_let_anyone_make_the_figures_again() -> None:
    facts = " ".join(REPORT.compose(data()).facts)
    for words in ("2026-10-19 to 2026-11-15", "Wilson", "Liu Yang", "2026-11-16 08:00 UTC", "Filters: none"):
        assert words in facts


def test_the_report_speaks_the_language_in_use() -> None:
    use_language("zh_CN")
    document = REPORT.compose(data())
    assert document.language == "zh_CN"
    page = html.render(document).decode()
    assert '<html lang="zh-CN">' in page
    assert "语气" in page
    assert "Tone" not in page


def test_composing_is_pure() -> None:
    assert REPORT.compose(data()) == REPORT.compose(data())
    series = block(REPORT.compose(data()), FigureBlock, "trend")
    assert isinstance(series, FigureBlock)
    assert isinstance(series.figure, TimeSeries)
