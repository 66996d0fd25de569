"""The page Drift: who drifts stands first, in words; acknowledging, undoing, training, and what is behind."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.gui.drift.page import PAGE
from tests.drifting_panel import N_STEADY
from tests.library_of_cases import author_of_cases, keep_case
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

NOTE = "went through the guidance together"


@pytest.fixture
def room(centre: SmallCentre, sit: SitDown) -> Room:
    """The lead at the page."""
    return sit(centre.lead)


def test_who_drifts_stands_first_with_a_sentence_that_says_all(room: Room) -> None:
    first = room.page.inspectors.rows[0]
    assert first.inspector.name == "Anna Berg"
    assert first.n_alarms
    words = room.words()
    assert "Anna Berg is too strict on “" in words
    assert "from the settled answers (" in words
    assert "at most 1 false alarm a year over all of them" in words


def test_the_side_bar_counts_alarms_for_the_lead_and_none_for_an_inspector(centre: SmallCentre) -> None:
    assert PAGE.count is not None
    assert PAGE.count(centre.services, centre.lead) >= 1
    assert PAGE.count(centre.services, centre.anna) == 0


def test_an_alarm_is_acknowledged_by_keyboard_with_a_note_and_taken_back(room: Room, centre: SmallCentre) -> None:
    n_alarms = centre.services.watching.n_waiting(centre.lead)
    room.press(Qt.Key.Key_Return)
    room.type(NOTE)
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.notices() == ["The alarm of Anna Berg is acknowledged."]
    assert centre.services.watching.n_waiting(centre.lead) == n_alarms - 1
    assert room.page.note is None
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert centre.services.watching.n_waiting(centre.lead) == n_alarms


def test_without_a_note_the_form_says_why_and_stays(room: Room) -> None:
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.page.note is not None
    assert room.visible("note_alarm")
    room.press(Qt.Key.Key_Escape)
    assert room.page.note is None


def test_a_training_begins_all_charts_of_the_inspector_anew(room: Room, centre: SmallCentre) -> None:
    room.click("note_training")
    room.type(NOTE)
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.notices() == ["The training of Anna Berg is noted."]
    assert centre.services.watching.n_waiting(centre.lead) == 0
    assert "a new chart begins with the next session" in room.words()


def test_the_accepted_number_of_false_alarms_is_set_on_the_page(room: Room) -> None:
    room.click("set_false_alarms")
    room.page.note.begin("4")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert "at most 4 false alarms a year over all of them" in room.words()
    room.click("set_false_alarms")
    room.page.note.begin("none")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.page.note is not None


def test_the_calls_behind_a_chart_open_at_the_evaluation(room: Room) -> None:
    detail = room.page.detail
    key = next(line.key for line in detail.lines.rows if line.key.subject == "greeting")
    detail.lines.select_key(key)
    assert {row.session_title for row in detail.calls.rows} == {f"session {N_STEADY + n}" for n in range(1, 5)}
    detail.views.buttons[2].click()
    detail.calls.select_first()
    detail.calls.setFocus()
    room.press(Qt.Key.Key_Return)
    place = room.window.navigation.current
    assert place is not None
    assert (place.page, bool(place.get("evaluation"))) == ("calls", True)


def test_an_inspector_sees_their_own_charts_and_nothing_to_acknowledge(centre: SmallCentre, sit: SitDown) -> None:
    room = sit(centre.anna)
    assert [one.inspector.name for one in room.page.inspectors.rows] == ["Anna Berg"]
    assert not room.visible("acknowledge")
    assert not room.visible("note_training")


def test_who_drifts_takes_up_cases_of_that_criterion_from_below_the_chart(centre: SmallCentre, sit: SitDown) -> None:
    author = author_of_cases(centre)
    kept = [keep_case(centre, author, ["greeting"]) for _number in range(4)]
    room = sit(centre.anna)
    detail = room.page.detail
    detail.lines.select_key(next(line.key for line in detail.lines.rows if line.key.subject == "greeting"))
    detail.views.buttons[3].click()
    assert not room.visible("no_cases")
    room.click("practise_these")
    assert len(centre.services.practising.today(centre.anna).taken_up) == 3, (
        "not all of them: who takes up ten gives nine back"
    )
    left = {one.case_id for one in centre.services.practising.today(centre.anna).fresh}
    assert len(left & set(kept)) == 1


def test_cases_of_a_colleagues_chart_are_shown_and_not_to_be_practised(centre: SmallCentre, sit: SitDown) -> None:
    keep_case(centre, author_of_cases(centre), ["greeting"])
    room = sit(centre.lead)
    detail = room.page.detail
    detail.lines.select_key(next(line.key for line in detail.lines.rows if line.key.subject == "greeting"))
    detail.views.buttons[3].click()
    assert detail.cases.rows
    assert not room.visible("practise_these")


def test_without_a_case_of_the_criterion_it_says_what_to_do(centre: SmallCentre, sit: SitDown) -> None:
    room = sit(centre.anna)
    room.page.detail.views.buttons[3].click()
    assert room.visible("no_cases")
    assert not room.visible("practise_these")
