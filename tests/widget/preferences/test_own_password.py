"""One's own password among the preferences: chosen, changed with the one there is, taken away."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.gui.preferences.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown

GOOD = "correct horse"
OTHER = "battery staple"


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE,)


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre) -> Room:
    """Anna at her preferences."""
    return sit(centre.anna)


def _type(room: Room, *texts: str) -> None:
    for text in texts:
        room.type(text)
        room.press(Qt.Key.Key_Tab)


def test_a_password_is_chosen_and_then_changed_with_the_one_there_is(room: Room, centre: SmallCentre) -> None:
    signing_in = centre.services.signing_in
    assert "Your name is enough to sign in." in room.words()
    room.find("own_password_open").click()
    _type(room, GOOD, GOOD)
    room.find("own_password_form_save").click()
    assert signing_in.own_password(centre.anna)
    assert "You are asked for your password" in room.words()
    room.find("own_password_open").click()
    _type(room, "wrong one", OTHER, OTHER)
    room.find("own_password_form_save").click()
    assert "That is not the password." in room.words()
    assert room.find("own_password_new").text() == OTHER
    room.find("own_password_now").setText(GOOD)
    room.find("own_password_form_save").click()
    signing_in.remove_own_password(centre.anna, password=OTHER)


def test_what_is_typed_twice_has_to_be_alike(room: Room, centre: SmallCentre) -> None:
    room.find("own_password_open").click()
    _type(room, GOOD, OTHER)
    room.find("own_password_form_save").click()
    assert "the same in both fields" in room.words()
    assert not centre.services.signing_in.own_password(centre.anna)


def test_a_password_is_taken_away_with_the_one_there_is(room: Room, centre: SmallCentre) -> None:
    centre.services.signing_in.set_own_password(centre.anna, GOOD)
    room.go("preferences", again="1")
    room.find("own_password_remove").click()
    _type(room, GOOD)
    room.find("own_password_form_save").click()
    assert not centre.services.signing_in.own_password(centre.anna)
    assert not room.visible("own_password_remove")
