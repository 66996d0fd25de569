"""A number is the same in every format: all cells of the reports made of known boards, rendered and read again."""

from dataclasses import replace

import pytest

from qa_desk.i18n import use_language
from qa_desk.reports.agent_feedback import AgentFeedbackReport
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.reports.customer_voice import CustomerVoiceReport
from qa_desk.reports.disputes import DisputesReport
from qa_desk.reports.document import Cell, CellKind, Table, TableColumn
from qa_desk.reports.drift import DriftReport
from qa_desk.reports.render import RENDERERS
from qa_desk.reports.sampling import SamplingReport
from qa_desk.reports.scorecard_results import ScorecardResultsReport
from qa_desk.reports.training_pack import TrainingPackReport
from qa_desk.reports.trend import TrendReport
from tests.read_back import CHECKS, check_numbers
from tests.unit.reports import (
    a_draw,
    a_drift,
    a_feedback,
    a_training_pack,
    an_answer_board,
    an_issue_board,
    some_scored_calls,
)
from tests.unit.reports.test_render import EVIL, a_document

pytestmark = pytest.mark.usefixtures("qapp")
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


@LANGUAGES
def test_of_common_issues(language: str) -> None:
    use_language(language)
    assert check_numbers(CommonIssuesReport().compose(an_issue_board.data())) > 30


@LANGUAGES
def test_of_drift(language: str) -> None:
    use_language(language)
    assert check_numbers(DriftReport().compose(a_drift.data())) > 30


@LANGUAGES
def test_of_a_draw(language: str) -> None:
    use_language(language)
    assert check_numbers(SamplingReport().compose(a_draw.data(a_draw.draw_estimates()))) > 10


@LANGUAGES
def test_of_a_trend(language: str) -> None:
    use_language(language)
    assert check_numbers(TrendReport().compose(some_scored_calls.trend_data())) > 30


@LANGUAGES
def test_of_scorecard_results(language: str) -> None:
    use_language(language)
    assert check_numbers(ScorecardResultsReport().compose(some_scored_calls.results_data())) > 30


@LANGUAGES
def test_of_the_customers_voice(language: str) -> None:
    use_language(language)
    assert check_numbers(CustomerVoiceReport().compose(some_scored_calls.voice_data())) > 30


@LANGUAGES
def test_of_a_training_pack(language: str) -> None:
    use_language(language)
    assert check_numbers(TrainingPackReport().compose(a_training_pack.data())) > 20


@LANGUAGES
def test_of_feedback_to_an_agent(language: str) -> None:
    use_language(language)
    assert check_numbers(AgentFeedbackReport().compose(a_feedback.data())) > 30


@LANGUAGES
def test_of_disputes(language: str) -> None:
    use_language(language)
    assert check_numbers(DisputesReport().compose(an_answer_board.data())) > 30


def test_of_awkward_numbers_beside_hostile_words() -> None:
    values = (0.1 + 0.2, -1e-9, 1e6 + 0.5, 5e-324, 0.0)
    kinds = (CellKind.DECIMAL, CellKind.PERCENT)
    columns = tuple(TableColumn(f"c{place}", f"C{place}", is_numeric=True) for place in range(4))
    rows = tuple(
        (
            Cell(EVIL),
            Cell(value, kind, low=value - 1, high=value + 1),
            Cell(-7, CellKind.INTEGER, is_signed=True),
            Cell(83.0, CellKind.TIME),
        )
        for value in values
        for kind in kinds
    )
    table = Table("awkward", "Awkward", columns, rows)
    assert check_numbers(replace(a_document(), blocks=(table,))) == 40
    assert check_numbers(replace(a_document(), blocks=(table, replace(table, key="again")))) == 80


def test_every_format_is_read_back() -> None:
    assert set(CHECKS) == {extension for extension, _render in RENDERERS}
