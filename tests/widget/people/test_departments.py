"""Departments: reached from the people, entered by keyboard, changed, retired and opened again, undone, two at once."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.people import Department
from qa_desk.gui.people.departments.department_form import draft_of
from qa_desk.gui.people.departments.page import PAGE as DEPARTMENTS
from qa_desk.gui.people.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from tests.small_centre import NOW, SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

TODAY = NOW.date()


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, DEPARTMENTS)


@pytest.fixture
def departments(room: Room) -> Room:
    """The lead, gone there from the people."""
    room.click("go_to_departments")
    return room


def _kept(centre: SmallCentre) -> dict[str, Department]:
    return {one.name: one for one in centre.services.administering.departments(centre.lead)}


def test_the_list_says_whom_to_ask_and_the_way_back_is_the_people(departments: Room) -> None:
    (row,) = departments.page.table.rows
    assert (row.department.name, row.contact, row.is_open) == ("Customer Care", "", True)
    assert [crumb.title for crumb in departments.page.crumbs()] == ["People", "Departments"]


def test_one_is_entered_by_keyboard_alone(departments: Room, centre: SmallCentre) -> None:
    room = departments
    room.press(Qt.Key.Key_N, modifier=CTRL)
    room.type("Billing")
    room.press(Qt.Key.Key_Tab, Qt.Key.Key_A)
    room.press(Qt.Key.Key_Tab, Qt.Key.Key_B)
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_A, modifier=CTRL)
    room.type("3")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    billing = _kept(centre)["Billing"]
    assert (billing.contact_id, billing.deputy_id) == (centre.anna.person_id, centre.ben.person_id)
    assert billing.answer_days == 3
    assert room.page.table.current_row().department == billing
    assert room.page.table.hasFocus()


def test_what_can_not_be_is_said_in_the_form_and_stays_typed(departments: Room, centre: SmallCentre) -> None:
    room = departments
    room.click("new_department")
    room.type("Customer Care")
    room.click("department_fields_save")
    assert "one that no other department has" in room.words()
    assert room.find("department_name").text() == "Customer Care"
    room.press(Qt.Key.Key_Escape)
    assert not room.visible("department_form")
    assert list(_kept(centre)) == ["Customer Care"]


def test_one_is_retired_from_today_on_opened_again_and_that_undone(departments: Room, centre: SmallCentre) -> None:
    room = departments
    room.press(Qt.Key.Key_Return)
    room.click("retire_department")
    assert _kept(centre)["Customer Care"].closed_on == TODAY
    assert room.page.table.rows[0].is_open is False
    assert "Nothing is put down to Customer Care any more." in room.notices()
    room.press(Qt.Key.Key_Return)
    assert "Nothing is put down to it since 18 Nov 2026" in room.words()
    room.click("retire_department")
    assert _kept(centre)["Customer Care"].closed_on is None
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert _kept(centre)["Customer Care"].closed_on == TODAY


def test_a_retired_one_is_no_longer_offered_as_cause_owner(departments: Room, centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    inspecting = centre.services.inspecting
    before = [choice.name for choice in inspecting.open(centre.anna, assignment).cause_owners]
    departments.press(Qt.Key.Key_Return)
    departments.click("retire_department")
    after = [choice.name for choice in inspecting.open(centre.anna, assignment).cause_owners]
    assert "Customer Care" in before
    assert "Customer Care" not in after


@pytest.mark.parametrize(("button", "left"), [("keep_mine", "Care"), ("take_theirs", "Customer Service")])
def test_two_who_change_one_see_both_and_choose(departments: Room, centre: SmallCentre, button: str, left: str) -> None:
    room = departments
    room.press(Qt.Key.Key_Return)
    (kept,) = _kept(centre).values()
    theirs = replace(draft_of(kept), name="Customer Service")
    centre.services.administering.save_department(centre.lead, theirs)
    room.find("department_name").selectAll()
    room.type("Care")
    room.click("department_fields_save")
    assert {"Care", "Customer Service"} <= set(room.words().splitlines())
    room.click(button)
    assert list(_kept(centre)) == [left]


def test_the_first_one_is_begun_from_an_empty_page(room: Room, centre: SmallCentre) -> None:
    (wording,) = centre.services.phrasing.wordings(centre.lead)
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        uow.wordings.remove(wording.wording.id)
        uow.commit()
    # no use-case takes a department away, so the workspace is made one that never had any
    with closing(sqlite3.connect(centre.workspace.folder / "qa_desk.sqlite3")) as database:
        database.execute("DELETE FROM departments")
        database.commit()
    room.click("go_to_departments")
    assert "No department yet" in room.words()
    room.press(Qt.Key.Key_Return)
    assert room.find("department_name").hasFocus()


def test_who_may_not_change_reads(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    room.click("go_to_departments")
    assert not room.visible("new_department")
    room.press(Qt.Key.Key_Return)
    assert not room.find("department_name").isEnabled()
    assert not room.visible("department_fields_save")
    assert not room.visible("retire_department")
