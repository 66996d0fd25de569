"""The report on recognition: who is named, when nobody is, and that the rules stand beside it."""

from dataclasses import replace

import pytest

from qa_desk.domain.recognition import Award, RecognitionRules
from qa_desk.i18n import use_language
from qa_desk.reports.document import Document, FigureBlock, Paragraph, Table
from qa_desk.reports.figures import ForestPlot
from qa_desk.reports.recognition import RecognitionReport
from qa_desk.services.results.recognition_views import Board, Recognition
from tests.read_back import check_numbers
from tests.unit.reports import a_recognition


def _document(found: Recognition) -> Document:
    return RecognitionReport().compose(a_recognition.data(found))


def _said(found: Recognition) -> list[str]:
    return [block.text for block in _document(found).blocks if isinstance(block, Paragraph)]


def test_those_who_cannot_be_told_apart_share_the_award() -> None:
    first, *_rest = _said(a_recognition.recognition())
    assert first == (
        "Agent of the month: shared by Agent one (58 %), Agent two (38 %), who can’t be told apart. In brackets how "
        "probably each is the best."
    )


def test_where_nobody_is_surely_enough_the_best_nobody_is_named() -> None:
    first, *rest = _said(a_recognition.nobody_told_apart())
    assert first.startswith("Agent of the month: nobody. The 3 who meet the rules can’t be told apart")
    assert "Nobody is among the lowest 10 % of agents with a probability of 50 %." in rest


def test_where_nobody_meets_the_rules_that_is_said() -> None:
    plain = a_recognition.recognition()
    board = Board(tuple(one for one in plain.agents.ranked if not one.chance_best)[:2], 0, None, 7.0)
    assert _said(replace(plain, agents=board))[0] == "Agent of the month: nobody meets the rules."


def test_a_week_gives_no_award() -> None:
    assert _said(replace(a_recognition.recognition(), award=Award.NONE))[0].startswith("No award:")


def test_grades_stand_in_the_half_years_table_alone() -> None:
    month, half = (_document(one) for one in (a_recognition.recognition(), a_recognition.half_year()))
    columns = [
        [column.key for column in block.columns]
        for document in (month, half)
        for block in document.blocks
        if isinstance(block, Table) and block.key == "agents"
    ]
    assert ["grade" in keys for keys in columns] == [False, True]


def test_an_empty_period_says_so() -> None:
    plain = a_recognition.recognition()
    empty = replace(plain, agents=Board(), units=Board())
    assert len(_document(empty).blocks) == 1
    assert _said(empty)[0].startswith("Nobody has enough scored calls")


def test_a_long_list_is_drawn_by_its_ends_and_written_whole() -> None:
    plain = a_recognition.recognition()
    many = tuple(a_recognition.agent(f"Agent {place:02d}", 95.0 - place / 2, 9) for place in range(60))
    document = _document(replace(plain, agents=Board(many, 0, 80.0, 7.0)))
    figure = next(block.figure for block in document.blocks if isinstance(block, FigureBlock))
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert isinstance(figure, ForestPlot)
    assert [row.label for row in figure.rows][::39] == ["Agent 00", "Agent 59"]
    assert len(table.rows) == 60


def test_the_rules_stand_in_the_small_print() -> None:
    rules = RecognitionRules(fewest_calls=12, tie_bound=0.3, forgives_critical=True)
    facts = _document(replace(a_recognition.recognition(), rules=rules)).facts
    assert "Eligible are agents with at least 12 counted calls, and units with at least 30." in facts
    assert "A critical failure does not exclude." in facts
    assert any("probability of at least 30 %" in fact for fact in facts)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_numbers_are_the_same_in_every_format(language: str) -> None:
    use_language(language)
    assert check_numbers(_document(a_recognition.recognition())) > 50
