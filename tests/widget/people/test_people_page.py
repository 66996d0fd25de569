"""People: found, filtered, changed by an administrator, and never overwritten unseen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.people import Person, Role
from qa_desk.gui.people.person_form import draft_of
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown


def _names(room: Room) -> list[str]:
    return [row.person.name for row in room.page.table.rows]


def _person(centre: SmallCentre, external_id: str) -> Person:
    people = centre.services.administering.people(centre.lead)
    return next(person for person in people if person.external_id == external_id)


def _open(room: Room, external_id: str) -> None:
    room.go("people", person=str(_person(room.centre, external_id).id))


def _write(room: Room, name: str, text: str) -> None:
    field = room.find(name)
    field.setFocus()
    field.selectAll()
    room.type(text)


def test_everybody_is_listed_with_roles_and_what_waits(room: Room, centre: SmallCentre) -> None:
    assert {"Anna Berg", "Ben Ode", "Wang Fang"} <= set(_names(room))
    centre.assign(centre.anna, "1043", "1009")
    room.window.commands.run("window.refresh")
    anna = next(row for row in room.page.table.rows if row.person.name == "Anna Berg")
    assert anna.n_waiting == 2


def test_control_f_and_a_word_find_a_person(room: Room) -> None:
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("berg")
    assert _names(room) == ["Anna Berg"]


def test_a_role_chip_and_a_unit_narrow_the_list(room: Room) -> None:
    room.click("chip_inspector")
    assert {"Anna Berg", "Ben Ode"} <= set(_names(room))
    assert all(Role.INSPECTOR in row.person.roles for row in room.page.table.rows)
    room.click("chip_inspector")
    tree = room.page.tree
    item = next(tree.topLevelItem(place) for place in range(tree.topLevelItemCount()) if place > 0)
    tree.setCurrentItem(item)
    path = item.data(0, Qt.ItemDataRole.UserRole)
    assert _names(room)
    assert all(row.unit_path == path or row.unit_path.startswith(f"{path} / ") for row in room.page.table.rows)


def test_a_change_is_saved_and_can_be_undone(room: Room, centre: SmallCentre) -> None:
    _open(room, "i-1")
    _write(room, "person_grade", "senior")
    _write(room, "person_leaves", "2026-12-01 2026-12-14")
    room.click("person_fields_save")
    saved = _person(centre, "i-1")
    assert (saved.grade, len(saved.leaves)) == ("senior", 1)
    assert "Anna Berg was saved." in room.notices()
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert (_person(centre, "i-1").grade, _person(centre, "i-1").leaves) == ("", ())


def test_saving_keeps_what_was_not_touched(room: Room, centre: SmallCentre) -> None:
    units = centre.services.administering.units(centre.lead)
    before = replace(_person(centre, "i-1"), unit_id=units[-1].id)
    centre.services.administering.save_person(centre.lead, draft_of(before, before.version))
    _open(room, "i-1")
    room.click("person_fields_save")
    assert replace(_person(centre, "i-1"), version=0) == replace(before, version=0)


def test_somebody_new_is_entered(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    _write(room, "person_name", "Zhao Lei")
    _write(room, "person_id", "i-9")
    room.click("role_inspector")
    room.click("person_fields_save")
    assert _person(centre, "i-9").roles == frozenset({Role.INSPECTOR})
    assert "Zhao Lei" in _names(room)


def test_what_is_not_a_day_is_said_and_nothing_is_saved(room: Room, centre: SmallCentre) -> None:
    _open(room, "i-1")
    _write(room, "person_hired", "last May")
    room.click("person_fields_save")
    assert "“last May” is not a valid Hired: expected a day such as 2026-11-18." in room.words()
    assert _person(centre, "i-1").hired_on is None


@pytest.mark.parametrize(("choice", "grade"), [("keep_mine", "mine"), ("take_theirs", "theirs")])
def test_when_somebody_else_saved_first_both_values_are_shown(
    room: Room, centre: SmallCentre, choice: str, grade: str
) -> None:
    _open(room, "i-1")
    read = _person(centre, "i-1")
    _write(room, "person_grade", "mine")
    theirs = replace(read, grade="theirs")
    centre.services.administering.save_person(centre.lead, draft_of(theirs, read.version))
    room.click("person_fields_save")
    words = room.words()
    assert "saved this in the meantime" in words
    assert {"mine", "theirs"} <= set(words.split("\n"))
    room.click(choice)
    assert _person(centre, "i-1").grade == grade


def test_what_each_of_two_changed_alone_is_kept_of_both(room: Room, centre: SmallCentre) -> None:
    _open(room, "i-1")
    read = _person(centre, "i-1")
    _write(room, "person_grade", "mine")
    theirs = replace(read, name="Anna Berg-Stone")
    centre.services.administering.save_person(centre.lead, draft_of(theirs, read.version))
    room.click("person_fields_save")
    room.click("save_chosen")
    kept = _person(centre, "i-1")
    assert (kept.name, kept.grade) == ("Anna Berg-Stone", "mine")
    assert not room.visible("person_conflict")


def test_escape_closes_the_form_and_gives_the_list_the_keyboard(room: Room) -> None:
    _open(room, "i-1")
    assert room.visible("person_form")
    room.press(Qt.Key.Key_Escape)
    assert not room.visible("person_form")
    assert room.find("people_table").hasFocus()


def test_an_inspector_may_read_but_not_change(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    room.press(Qt.Key.Key_Return)
    assert not room.find("person_name").isEnabled()
    assert not room.visible("person_fields_save")
    assert not room.visible("new_person")
    assert "A QA administrator can change this." in room.words()
