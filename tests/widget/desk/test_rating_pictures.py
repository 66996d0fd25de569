"""Rows that nobody is at show pictures of their inputs, which must look and work like the inputs themselves."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from qa_desk.domain.criteria.base import Scale
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, AssignmentId, EvaluationId
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState, CriterionResult
from qa_desk.domain.text import LocalText
from qa_desk.gui.desk.form_row import CriterionRow, RowNews
from qa_desk.gui.desk.form_sheet import FormSheet
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.rating_input import MISSING, Choice
from qa_desk.gui.widgets.rating_picture import RatingPictures
from qa_desk.gui.widgets.segments import SegmentButton
from tests.widget.seat import Seat

_LEVELS = Levels(tuple(Level(LocalText.of(f"level {points:g}"), points) for points in (0.0, 3.0, 5.0)))
_CASES = [
    (scale, choice, na_allowed)
    for scale, rating in ((PassFail(), True), (PassFail(), False), (_LEVELS, 3.0), (Points(10.0), 8.0))
    for choice in (MISSING, Choice(rating), Choice(na=True))
    for na_allowed in (True, False)
    if na_allowed or not choice.na
]
_CASES += [(Deduction(12.0), MISSING, True), (Deduction(12.0), Choice(True), False)]


@pytest.fixture(params=["light", "dark"])
def row_maker(request: pytest.FixtureRequest, theme: Theme, qtbot: QtBot):  # type: ignore[no-untyped-def]
    theme.use(request.param)

    sheet = FormSheet(theme)
    sheet.setStyleSheet(theme.style_sheet())
    qtbot.addWidget(sheet)

    def make(scale: Scale, choice: Choice, na_allowed: bool, read_only: bool) -> CriterionRow:
        for before in sheet.findChildren(CriterionRow):
            before.hide()
        criterion = Criterion("one", LocalText.of("One"), scale=scale, weight=1.0, na_allowed=na_allowed)
        row = CriterionRow(criterion, theme=theme, news=RowNews(), pictures=RatingPictures(theme), parent=sheet)
        answer = Answer(AnswerId(uuid4()), EvaluationId(uuid4()), "one", choice.rating, choice.na)
        row.show_answer(answer, CriterionResult(criterion, AnswerState.MISSING), 2)
        row.set_read_only(read_only)
        row.resize(600, row.sizeHint().height())
        sheet.resize(row.size())
        return row

    return make


@pytest.mark.parametrize("is_current", [False, True])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_row_looks_the_same_before_and_after_its_input_is_made(row_maker, read_only: bool, is_current: bool) -> None:  # type: ignore[no-untyped-def]
    for scale, choice, na_allowed in _CASES:
        row = row_maker(scale, choice, na_allowed, read_only)
        row.set_current(is_current)
        pictured = _image(row)
        assert not row.has_input
        row.make_input()
        assert _image(row) == pictured, f"{scale} {choice} {na_allowed}"


def test_inputs_in_sight_are_made_once_all_is_painted(seat: Seat, assignment: AssignmentId, qtbot: QtBot) -> None:
    assert seat.scoring is not None
    rows, current = seat.desk.form.rows, seat.scoring.current
    qtbot.waitUntil(lambda: rows[current].has_input)
    qtbot.waitUntil(lambda: all(row.has_input for row in rows.values() if _is_in_sight(row)))


def test_a_click_on_a_picture_answers(seat: Seat, assignment: AssignmentId, qtbot: QtBot) -> None:
    assert seat.scoring is not None
    key = seat.scoring.shown_keys[2]
    row = seat.desk.form.rows[key]
    qtbot.mouseMove(row)
    qtbot.mouseClick(row.input.findChildren(SegmentButton)[0], Qt.MouseButton.LeftButton)
    answer = seat.scoring.answer(key)
    assert answer is not None
    assert answer.is_given


def _is_in_sight(row: CriterionRow) -> bool:
    return row.isVisible() and not row.visibleRegion().isEmpty()


def _image(row: CriterionRow) -> QImage:
    sheet = row.parentWidget()
    assert sheet is not None
    return sheet.grab().toImage()
