"""Chips, badges, notices and the status line: what they say, in words too, and what a person can do with them."""

import pytest
from PySide6.QtCore import QPoint, Qt

from qa_desk.gui.shell.notices import Notice, NoticeKind, Notices
from qa_desk.gui.widgets.badges import CriticalTag, OutcomeBadge, ScoreBadge, SectionHead
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.notice_bar import NoticeBar, NoticeStack
from qa_desk.gui.widgets.status_line import ProgressLine, StatusLine, time_left

CHIPS = (
    Chip("all", "all 7", ChipKind.TOGGLE, is_on=True),
    Chip("period", "last 4 weeks"),
    Chip("cause", "any cause owner", ChipKind.CHOICE),
)


@pytest.fixture
def chips(qtbot, theme):
    made = FilterChips(theme=theme)
    qtbot.addWidget(made)
    made.set_chips(CHIPS)
    made.resize(700, 40)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _chip(chips, key):
    return next(child for child in chips.children() if child.objectName() == f"chip_{key}")


def test_the_cross_of_a_chip_removes_it_and_the_rest_of_it_opens(qtbot, chips):
    chip = _chip(chips, "period")

    with qtbot.waitSignal(chips.removed) as removed:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, 12))
    with qtbot.waitSignal(chips.opened) as opened:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(16, 12))

    assert removed.args == ["period"]
    assert opened.args == ["period"]


def test_delete_removes_enter_opens_and_arrows_walk_the_row(qtbot, chips):
    chips.activateWindow()
    chips.focus_first()
    qtbot.waitUntil(lambda: _chip(chips, "all").hasFocus())
    qtbot.keyClick(_chip(chips, "all"), Qt.Key.Key_Right)
    period = _chip(chips, "period")
    assert period.hasFocus()

    with qtbot.waitSignal(chips.removed) as removed:
        qtbot.keyClick(period, Qt.Key.Key_Delete)
    assert removed.args == ["period"]
    qtbot.keyClick(period, Qt.Key.Key_Right)
    with qtbot.waitSignal(chips.opened) as opened:
        qtbot.keyClick(_chip(chips, "cause"), Qt.Key.Key_Return)
    assert opened.args == ["cause"]


def test_a_choice_can_not_be_deleted(qtbot, chips):
    with qtbot.assertNotEmitted(chips.removed):
        qtbot.keyClick(_chip(chips, "cause"), Qt.Key.Key_Delete)


def test_the_dashed_chip_adds_a_filter(qtbot, chips):
    with qtbot.waitSignal(chips.add_requested):
        qtbot.mouseClick(_chip(chips, "add"), Qt.MouseButton.LeftButton)


def test_showing_other_chips_keeps_the_keyboard_in_the_row(qtbot, chips):
    chips.activateWindow()
    chips.focus_first()
    qtbot.waitUntil(lambda: _chip(chips, "all").hasFocus())

    with qtbot.assertNotEmitted(chips.toggled):
        chips.set_chips(CHIPS[1:])

    assert chips.focusWidget() is not None
    assert chips.chips == CHIPS[1:]


def test_chips_that_do_not_fit_go_on_in_a_second_line(chips):
    assert chips.heightForWidth(1000) == 24 + 8
    assert chips.heightForWidth(220) >= 2 * 24 + 8 + 8


def test_a_score_has_one_decimal_its_words_and_its_interval(theme, qtbot):
    badge = ScoreBadge(theme=theme)
    qtbot.addWidget(badge)

    badge.show_score("agent score", 91.64, interval=(89.8, 93.26))
    assert badge.accessibleName() == "agent score 91.6 89.8–93.3"
    badge.show_score("call quality", None)
    assert badge.accessibleName() == "call quality not scored"


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (AnswerState.FULL, "passed"),
        (AnswerState.FAILED, "failed"),
        (AnswerState.NOT_APPLICABLE, "not applicable"),
        (AnswerState.MISSING, "still open"),
    ],
)
def test_an_outcome_is_told_in_a_word_beside_its_colour(state, word, theme, qtbot):
    badge = OutcomeBadge("customer", state, theme=theme)
    qtbot.addWidget(badge)

    assert badge.accessibleName() == f"customer: {word}"
    assert badge.toolTip() == badge.accessibleName()


def test_outcomes_differ_without_colour(theme, qtbot):
    def grey(state):
        badge = OutcomeBadge("customer", state, theme=theme)
        qtbot.addWidget(badge)
        image = badge.grab().toImage()
        return image.convertToFormat(image.Format.Format_Mono)

    states = (AnswerState.FULL, AnswerState.FAILED, AnswerState.NOT_APPLICABLE, AnswerState.MISSING)
    shapes = [grey(state) for state in states]
    assert all(left != right for place, left in enumerate(shapes) for right in shapes[place + 1 :])


def test_a_compact_critical_tag_keeps_the_family_in_its_tool_tip(theme, qtbot):
    tag = CriticalTag("compliance", theme=theme)
    qtbot.addWidget(tag)
    wide = tag.sizeHint().width()

    tag.set_compact(True)

    assert tag.sizeHint().width() < wide
    assert tag.toolTip() == "compliance"


def test_a_section_head_reads_its_result(theme, qtbot):
    head = SectionHead("Smile", theme=theme)
    qtbot.addWidget(head)
    head.set_result("8 / 10")

    assert head.accessibleName() == "Smile: 8 / 10"
    assert head.sizeHint().height() == 24


def test_a_notice_closes_with_escape_and_its_button_acts(theme, qtbot):
    done = []
    bar = NoticeBar(Notice(NoticeKind.ERROR, "The disk is full.", "Try again", lambda: done.append(1)), theme=theme)
    qtbot.addWidget(bar)
    bar.show()

    with qtbot.waitSignal(bar.closed):
        qtbot.keyClick(bar, Qt.Key.Key_Escape)
    with qtbot.waitSignal(bar.closed):
        bar.findChild(object, "notice_action").click()
    assert done == [1]
    assert bar.accessibleName() == "Error: The disk is full."
    bar.close()


def test_a_notice_that_must_stay_does_not_close(theme, qtbot):
    bar = NoticeBar(Notice(NoticeKind.WARNING, "Still running."), theme=theme, closable=False)
    qtbot.addWidget(bar)

    with qtbot.assertNotEmitted(bar.closed):
        qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.findChild(object, "notice_close") is None


def test_closed_notices_leave_the_page(theme, qtbot):
    notices = Notices()
    stack = NoticeStack(notices, theme=theme)
    qtbot.addWidget(stack)
    assert stack.isHidden()
    notices.info("The next draw is on Monday.")
    assert not stack.isHidden()

    stack.findChild(object, "notice_close").click()

    assert notices.standing == ()
    assert stack.isHidden()


def test_progress_says_what_how_far_and_how_long_and_can_be_cancelled(theme, qtbot):
    line = ProgressLine(theme=theme)
    qtbot.addWidget(line)
    line.show_progress("Importing 12 of 40", 0.3, 48)

    assert line.accessibleName() == "Importing 12 of 40 50 seconds left"
    with qtbot.waitSignal(line.cancel_requested):
        line.findChild(object, "progress_cancel").click()
    line.end()
    assert line.isHidden()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "5 seconds left"), (62, "60 seconds left"), (95, "2 minutes left")],
)
def test_time_left_is_told_in_steps_that_do_not_jump_about(seconds, words):
    assert time_left(seconds) == words


def test_the_status_line_counts_missing_answers_and_goes_to_the_next(theme, qtbot):
    line = StatusLine(theme=theme)
    qtbot.addWidget(line)
    line.set_missing(3)
    missing = line.findChild(object, "missing")

    with qtbot.waitSignal(line.missing_requested):
        missing.click()
    assert missing.text() == "3 answers missing"
    line.set_missing(0)
    assert missing.text() == "every criterion answered"
    assert not missing.isEnabled()


def test_choosing_a_tab_from_code_is_silent_and_by_click_is_not(theme, qtbot):
    line = StatusLine(theme=theme)
    qtbot.addWidget(line)
    line.set_tabs((("guidance", "Guidance"), ("history", "History")))
    line.resize(800, 28)
    with qtbot.waitExposed(line):
        line.show()

    with qtbot.assertNotEmitted(line.tab_chosen):
        line.set_tab("history")
    with qtbot.waitSignal(line.tab_chosen) as chosen:
        qtbot.mouseClick(line.findChild(object, "tab_guidance"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["guidance"]
