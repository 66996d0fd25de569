"""Rating inputs: every scale is answered by mouse and by keyboard, and what code sets is not told as the user's."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.text import LocalText
from qa_desk.gui.widgets.rating_input import MISSING, Choice, rating_input
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice

LEVELS = Levels(tuple(Level(LocalText.of(f"{points:g}"), points) for points in (0.0, 3.0, 5.0)))
SCALES = {
    "pass_fail": (PassFail(), True),
    "levels": (LEVELS, 3.0),
    "points": (Points(10.0, 0.5), 8.5),
    "deduction": (Deduction(10.0), True),
}


@pytest.fixture
def ask(qtbot, theme):
    def make(scale, *, na_allowed=True):
        made = rating_input(scale.prompt(), theme, na_allowed=na_allowed)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


def _type(qtbot, asked, text):
    for letter in text:
        qtbot.keyClick(asked.focusProxy().focusWidget() or asked.focusProxy(), letter)


@pytest.mark.parametrize("name", SCALES)
def test_what_code_sets_is_shown_and_not_told(name, ask, qtbot):
    scale, rating = SCALES[name]
    asked = ask(scale)

    with qtbot.assertNotEmitted(asked.choice_changed):
        asked.set_choice(Choice(rating))
        assert asked.choice == Choice(rating)
        asked.set_choice(Choice(na=True))
        assert asked.choice == Choice(na=True)
        asked.set_choice(MISSING)
    assert asked.choice.is_missing


@pytest.mark.parametrize("name", SCALES)
def test_na_takes_the_rating_away_and_a_rating_takes_na_away(name, ask, qtbot):
    scale, rating = SCALES[name]
    asked = ask(scale)
    asked.set_choice(Choice(rating))

    with qtbot.waitSignal(asked.choice_changed) as told:
        assert asked.choose_na()
    assert told.args == [Choice(na=True)]
    assert asked.choice == Choice(na=True)

    asked.set_choice(Choice(rating))
    assert asked.choice == Choice(rating)


@pytest.mark.parametrize("name", SCALES)
def test_clearing_makes_the_answer_missing_again(name, ask, qtbot):
    scale, rating = SCALES[name]
    asked = ask(scale)
    asked.set_choice(Choice(rating))

    with qtbot.waitSignal(asked.choice_changed) as told:
        asked.clear()

    assert told.args == [MISSING]
    with qtbot.assertNotEmitted(asked.choice_changed):
        asked.clear()


@pytest.mark.parametrize("name", SCALES)
def test_na_can_only_be_chosen_where_the_criterion_allows_it(name, ask, qtbot):
    asked = ask(SCALES[name][0], na_allowed=False)

    with qtbot.assertNotEmitted(asked.choice_changed):
        assert not asked.choose_na()
    assert asked.choice.is_missing


@pytest.mark.parametrize("na_allowed", [True, False])
def test_tracks_of_all_scales_form_one_column(ask, na_allowed):
    inputs = [ask(scale, na_allowed=na_allowed) for scale, _rating in SCALES.values()]

    assert {asked.sizeHint().width() for asked in inputs} == {128 + 8 + 48}
    assert {asked.sizeHint().height() for asked in inputs} == {24}


def test_a_click_on_fail_fails(ask, qtbot):
    asked = ask(PassFail())
    fail = asked.focusProxy().buttons[1]

    with qtbot.waitSignal(asked.choice_changed) as told:
        qtbot.mouseClick(fail, Qt.MouseButton.LeftButton)

    assert told.args == [Choice(False)]
    with qtbot.assertNotEmitted(asked.choice_changed):
        qtbot.mouseClick(fail, Qt.MouseButton.LeftButton)


def test_digits_choose_the_nth_level_and_a_digit_too_far_does_nothing(ask, qtbot):
    asked = ask(LEVELS)

    with qtbot.waitSignal(asked.choice_changed) as told:
        qtbot.keyClick(asked, "2")
    assert told.args == [Choice(3.0)]
    with qtbot.assertNotEmitted(asked.choice_changed):
        qtbot.keyClick(asked, "9")
    qtbot.keyClick(asked, "x")
    assert asked.choice == Choice(na=True)
    qtbot.keyClick(asked, Qt.Key.Key_Backspace)
    assert asked.choice.is_missing


def test_passed_and_one_point_are_not_the_same(ask):
    asked = ask(Levels((Level(LocalText.of("no"), 0.0), Level(LocalText.of("yes"), 1.0))))
    asked.set_choice(Choice(1.0))

    assert asked.choice == Choice(1.0)
    with pytest.raises(AssertionError):
        asked.set_choice(Choice(True))


def test_up_and_down_are_left_to_the_rows_of_the_form(ask, qtbot):
    asked = ask(LEVELS)
    asked.set_choice(Choice(3.0))

    with qtbot.assertNotEmitted(asked.choice_changed):
        qtbot.keyClick(asked.focusProxy().buttons[1], Qt.Key.Key_Down)
    assert asked.choice == Choice(3.0)


def test_points_are_typed_and_taken_with_enter(ask, qtbot):
    asked = ask(Points(10.0, 0.5))
    asked.choose_nth(8)
    field = asked.findChild(type(asked.focusProxy().field), "points")
    qtbot.keyClicks(field, ".5")

    with qtbot.waitSignal(asked.choice_changed) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert told.args == [Choice(8.5)]


@pytest.mark.parametrize("typed", ["11", "3.3", "-1", "many"])
def test_points_off_the_scale_are_refused_and_escape_gives_the_old_ones_back(typed, ask, qtbot):
    asked = ask(Points(10.0, 0.5))
    asked.set_choice(Choice(4.0))
    field = asked.focusProxy().field
    field.selectAll()
    qtbot.keyClicks(field, typed)

    with qtbot.assertNotEmitted(asked.choice_changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "4"
    assert asked.choice == Choice(4.0)


def test_minus_and_plus_go_by_the_step_and_stop_at_the_ends(ask, qtbot):
    asked = ask(Points(2.0, 0.5))
    less, more = asked.focusProxy().less, asked.focusProxy().more

    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert asked.choice == Choice(2.0), "most answers are full"
    assert not more.isEnabled()
    for expected in (1.5, 1.0, 0.5, 0.0):
        qtbot.mouseClick(less, Qt.MouseButton.LeftButton)
        assert asked.choice == Choice(expected)
    assert not less.isEnabled()


def test_a_deduction_says_how_many_reasons_are_noted_and_asks_for_more(ask, qtbot):
    asked = ask(Deduction(10.0))
    button = asked.focusProxy()

    with qtbot.waitSignals([asked.choice_changed, asked.reasons_requested]):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.choice == Choice(True)
    assert button.text() == "nothing taken off"
    asked.set_n_reasons(1)
    assert button.text() == "1 reason noted"
    asked.set_n_reasons(2)
    assert button.text() == "2 reasons noted"


@pytest.mark.parametrize("name", SCALES)
def test_every_part_of_an_input_is_named_for_a_screen_reader(name, ask):
    asked = ask(SCALES[name][0])
    asked.set_subject("Greeting")

    parts = [part for part in asked.findChildren(object) if hasattr(part, "focusPolicy")]
    unnamed = [
        type(part).__name__
        for part in parts
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus and not part.accessibleName()
    ]
    assert unnamed == []
    assert asked.accessibleName() == "Greeting"


def test_segments_never_shrink_below_their_words(theme, qtbot):
    short = SegmentedChoice([Segment(1, "0"), Segment(2, "5")], theme=theme, least_width=128)
    long = SegmentedChoice([Segment(1, "not at all"), Segment(2, "wholly and in full")], theme=theme, least_width=128)
    qtbot.addWidget(short)
    qtbot.addWidget(long)

    assert short.sizeHint().width() == 128
    assert long.sizeHint().width() >= 2 * long.buttons[1].wanted_width()


def test_the_ring_is_shown_for_the_keyboard_only(theme, qtbot):
    choice = SegmentedChoice([Segment(1, "0"), Segment(2, "5")], theme=theme)
    qtbot.addWidget(choice)
    with qtbot.waitExposed(choice):
        choice.show()
    choice.activateWindow()
    plain = choice.grab().toImage()

    choice.buttons[0].setFocus(Qt.FocusReason.MouseFocusReason)
    assert choice.grab().toImage() == plain
    choice.buttons[0].clearFocus()
    choice.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert choice.grab().toImage() != plain
