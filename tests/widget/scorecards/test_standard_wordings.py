"""Standard wordings: listed by kind of call, written by keyboard, warned of, followed up, shown at the desk."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from qa_desk.domain.text import LocalText
from qa_desk.gui.my_calls.page import PAGE as MY_CALLS
from qa_desk.gui.people.departments.department_form import draft_of
from qa_desk.gui.scorecards.wordings.page import PAGE
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.forms.phrasing_views import WordingDraft, WordingState, WordingView
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown, opened

TODAY = date(2026, 11, 18)


@pytest.fixture
def sit(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[SitDown]:
    """Sits somebody down at the wordings."""
    settings.change(theme="light", language="en")
    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(opened(centre, actor, (PAGE, MY_CALLS), qtbot, jobs, settings, theme))


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre) -> Room:
    """The lead, who administers as well, at the page."""
    return sit(centre.lead)


def _wordings(centre: SmallCentre) -> dict[str, WordingView]:
    found = centre.services.phrasing.wordings(centre.lead)
    return {row.wording.title.in_language("en"): row for row in found}


def _fill(room: Room, **fields: str) -> None:
    """Type into fields of the form."""
    for name, words in fields.items():
        room.find(f"wording_{name}").setFocus()
        room.type(words)


def _say(room: Room, words: str) -> None:
    field = room.find("wording_text_en")
    field.setFocus()
    room.type(words)


def test_wordings_are_listed_by_kind_of_call_with_days_and_owner(room: Room) -> None:
    (row,) = room.page.table.rows
    assert (row.state, row.department_name) == (WordingState.IN_FORCE, "Customer Care")
    said = room.find("wording_said").text()
    assert said == "billing complaint · 1 Sep 2026 to 31 Dec 2026 · in force · Customer Care"
    assert "two details before I open the account" in room.words()


def test_one_is_written_by_keyboard_alone(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    room.type("Roaming price")
    room.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    room.type("A megabyte abroad costs three cents.")
    room.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    room.type("roaming")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    written = _wordings(centre)["Roaming price"].wording
    assert (written.business_type, written.valid_from, written.valid_until) == ("roaming", TODAY, None)
    assert room.page.table.current_row().wording == written
    assert room.window.focusWidget() is room.page.table


def test_what_contradicts_on_the_same_days_is_warned_of_while_one_writes(room: Room, centre: SmallCentre) -> None:
    room.click("new_wording")
    _fill(room, title_en="Fees", kind="billing complaint")
    room.qtbot.waitUntil(lambda: "The same calls also show: “Identity check”" in room.words())
    title = room.find("wording_title_en")
    title.setFocus()
    title.selectAll()
    room.type("Identity check")
    room.qtbot.waitUntil(lambda: "calls are told something else about this: “Identity check”" in room.words())
    room.find("wording_first").setDate(QDate(2027, 1, 1))
    room.qtbot.waitUntil(lambda: "“Identity check”" not in room.words())


def test_what_can_not_be_is_refused_and_what_was_typed_stays(room: Room, centre: SmallCentre) -> None:
    room.click("new_wording")
    _fill(room, title_en="Fees")
    room.click("wording_fields_save")
    assert room.find("notice_error")
    assert room.find("wording_title_en").text() == "Fees"
    assert len(_wordings(centre)) == 1


def test_what_calls_were_shown_keeps_its_words_and_can_only_end(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_Return)
    assert room.find("wording_title_en").isReadOnly()
    assert not room.find("wording_kind").isEnabled()
    room.find("wording_last").setDate(QDate(2026, 11, 30))
    room.click("wording_fields_save")
    assert _wordings(centre)["Identity check"].wording.valid_until == date(2026, 11, 30)


def test_a_follow_up_begins_on_a_day_and_the_old_one_ends_the_day_before(room: Room, centre: SmallCentre) -> None:
    room.click("follow_wording")
    room.find("wording_text_en").selectAll()
    _say(room, "I need to check three details.")
    room.find("wording_first").setDate(QDate(2026, 12, 1))
    room.click("wording_fields_save")
    found = centre.services.phrasing.wordings(centre.lead)
    assert [(one.wording.valid_from, one.wording.valid_until) for one in found] == [
        (date(2026, 12, 1), None),
        (date(2026, 9, 1), date(2026, 11, 30)),
    ]
    room.click("chip_coming")
    (coming,) = room.page.table.rows
    assert coming.wording.text.in_language("en") == "I need to check three details."


def test_withdrawing_asks_once_in_the_page(room: Room, centre: SmallCentre) -> None:
    room.click("withdraw_wording")
    room.click("keep_wording")
    assert _wordings(centre)["Identity check"].state is WordingState.IN_FORCE
    room.click("withdraw_wording")
    assert "calls of today show it no longer" in room.words()
    room.click("really_withdraw")
    assert _wordings(centre)["Identity check"].state is WordingState.OVER
    assert not room.visible("change_wording")


@pytest.mark.parametrize(("button", "last"), [("keep_mine", date(2026, 11, 30)), ("take_theirs", date(2027, 1, 31))])
def test_two_who_change_one_see_both_and_choose(room: Room, centre: SmallCentre, button: str, last: date) -> None:
    room.press(Qt.Key.Key_Return)
    kept = _wordings(centre)["Identity check"].wording
    theirs = WordingDraft(
        kept.title, kept.text, kept.valid_from, date(2027, 1, 31), kept.business_type, "", kept.department_id, kept.id
    )
    centre.services.phrasing.save_wording(centre.lead, theirs)
    room.find("wording_last").setDate(QDate(2026, 11, 30))
    room.click("wording_fields_save")
    assert {"30 Nov 2026", "31 Jan 2027"} <= set(room.words().splitlines())
    room.click(button)
    if button == "take_theirs":
        assert not room.visible("wording_conflict")
        room.click("wording_fields_save")
    assert _wordings(centre)["Identity check"].wording.valid_until == last


def test_the_search_finds_words_of_the_text(room: Room) -> None:
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("two details")
    assert len(room.page.table.rows) == 1
    room.type(" elephants")
    assert room.page.table.rows == ()


def test_an_empty_page_teaches_and_begins_the_first(room: Room, centre: SmallCentre) -> None:
    (row,) = centre.services.phrasing.wordings(centre.lead)
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        uow.wordings.remove(row.wording.id)
        uow.commit()
    room.press(Qt.Key.Key_F5)
    assert "No standard wording yet" in room.words()
    room.press(Qt.Key.Key_Return)
    assert room.find("wording_title_en").hasFocus()


def test_who_may_not_write_reads(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    assert "two details before I open the account" in room.words()
    assert not room.visible("new_wording")
    assert not room.visible("change_wording")
    room.press(Qt.Key.Key_Return)
    assert not room.visible("wording_form")


def test_the_desk_shows_the_wording_of_the_calls_own_day(sit: SitDown, centre: SmallCentre) -> None:
    phrasing, lead = centre.services.phrasing, centre.lead
    call = centre.services.listening.call(lead, centre.calls["1043"]).call
    assert call.started_at is not None
    day = call.started_at.date()
    english = LocalText.of
    here = WordingDraft(english("Refund"), english("Held on the day"), day, day, "billing complaint")
    phrasing.save_wording(lead, here)
    for text, first, last in (
        ("Was over by then", day - timedelta(days=9), day - timedelta(days=1)),
        ("Came the day after", day + timedelta(days=1), None),
    ):
        phrasing.save_wording(lead, replace(here, text=english(text), valid_from=first, valid_until=last))
    phrasing.save_wording(lead, replace(here, text=english("Of another kind"), business_type="roaming"))
    # whose wording it is, is said after the department was retired as well
    (department,) = centre.services.administering.departments(lead)
    centre.services.administering.save_department(lead, replace(draft_of(department), closed_on=TODAY))
    (assignment,) = centre.assign(centre.anna, "1043")
    room = sit(centre.anna)
    room.go("my_calls", assignment=str(assignment))
    words = room.words()
    assert "Held on the day" in words
    assert "Customer Care" in words
    assert not [one for one in ("Was over by then", "Came the day after", "Of another kind") if one in words]
