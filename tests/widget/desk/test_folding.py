"""Folding sections of the form: by key and mouse, with what is missing said, and opened by whatever leads there."""

from PySide6.QtCore import Qt

from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.navigation import Place
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def folded_rows(seat: Seat) -> set[str]:
    """The criteria whose rows are off the screen."""
    return {key for key, row in seat.desk.form.rows.items() if not row.isVisible()} & set(seat.scoring.shown_keys)


def criteria_of(seat: Seat, section_key: str) -> set[str]:
    """The criteria asked for in a section."""
    (section,) = [one for one in seat.scoring.view.version.sections if one.key == section_key]
    return {one.key for one in section.criteria} & set(seat.scoring.shown_keys)


def test_f_folds_the_section_one_is_in_and_opens_it_again(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_F)
    assert seat.desk.form.folded == ("rule",)
    assert folded_rows(seat) == criteria_of(seat, "rule")
    assert seat.scoring.current == "no_disclosure", "the same key opens it again"
    seat.press(K.Key_F)
    assert folded_rows(seat) == set()


def test_a_folded_section_says_what_is_missing_in_it(seat: Seat, assignment: AssignmentId) -> None:
    head = seat.desk.form.heads["rule"]
    seat.press(K.Key_2)
    assert head.lacking == "", "while it is open its rows say it"
    seat.press(K.Key_F)
    n_open = len(criteria_of(seat, "rule")) - 1
    assert head.lacking == f"{n_open} answers, 1 reason, 1 comment missing"
    assert "folded" in head.accessibleName()
    assert head.lacking in head.accessibleName()


def test_a_click_on_the_head_folds_and_opens(seat: Seat, assignment: AssignmentId) -> None:
    seat.click("section_smile")
    assert folded_rows(seat) == criteria_of(seat, "smile")
    assert seat.focus() is seat.desk.form, "the keyboard stays where it was"
    seat.click("section_smile")
    assert folded_rows(seat) == set()


def test_the_arrows_pass_over_what_is_folded(seat: Seat, assignment: AssignmentId) -> None:
    seat.click("section_rule")
    walked = {seat.scoring.current}
    for _step in seat.scoring.shown_keys:
        seat.press(K.Key_Down)
        walked.add(seat.scoring.current)
    assert walked == set(seat.scoring.shown_keys) - criteria_of(seat, "rule") | {"no_disclosure"}
    assert seat.desk.form.folded == ("rule",)


def test_f8_opens_the_section_it_goes_to(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_F, modifier=SHIFT)
    assert folded_rows(seat) == set(seat.scoring.shown_keys)
    seat.press(K.Key_1, K.Key_F8)
    assert seat.scoring.current == "consent"
    assert seat.desk.form.rows["consent"].isVisible()
    seat.scoring.go_to(next(iter(criteria_of(seat, "smile"))))
    assert "smile" not in seat.desk.form.folded


def test_answering_opens_the_section_so_that_nobody_answers_unseen(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_F, K.Key_2)
    assert seat.desk.form.rows["no_disclosure"].isVisible()
    assert [answer.rating for answer in seat.kept(assignment).answers] == [False]


def test_shift_f_opens_all_once_all_are_folded(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_F)
    seat.press(K.Key_F, K.Key_F, modifier=SHIFT)
    assert seat.desk.form.folded == ()
    assert folded_rows(seat) == set()


def test_undo_opens_the_section_in_which_something_changes(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_Down, K.Key_1, K.Key_F)
    seat.scoring.go_to(next(iter(criteria_of(seat, "smile"))))
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.scoring.current == "consent"
    assert seat.desk.form.rows["consent"].isVisible()


def test_the_sections_folded_come_back_with_the_draft(seat: Seat, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1009")
    seat.open(given)
    seat.click("section_smile")
    seat.press(K.Key_F)
    seat.window.navigation.go(Place.to("my_calls"))
    seat.open(given)
    assert seat.desk.form.folded == ("rule", "smile")
    assert folded_rows(seat) == criteria_of(seat, "rule") | criteria_of(seat, "smile")


def test_a_hidden_criterion_stays_hidden_when_its_section_opens(seat: Seat, assignment: AssignmentId) -> None:
    hidden = next(c.key for c in seat.centre.version.criteria if c.shown_when is not None)
    seat.press(K.Key_F, K.Key_F, modifier=SHIFT)
    assert seat.desk.form.rows[hidden].isHidden()
