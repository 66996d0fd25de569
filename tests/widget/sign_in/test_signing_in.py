"""Signing in as a person does it: a name, a password, a first password, a code, all by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from qa_desk.domain.people import Role
from qa_desk.gui.shell.navigation import Place
from qa_desk.services.centre.administering import PersonDraft
from tests.widget.sign_in.conftest import Morning

GOOD = "correct horse"
OTHER = "battery staple"


def _choose(morning: Morning, name: str) -> None:
    morning.type(name)
    morning.press(Qt.Key.Key_Return)


def test_typing_a_name_filters_though_there_are_few_people(morning: Morning) -> None:
    assert not morning.visible("sign_in_filter")
    _choose(morning, "ben")
    assert morning.window.actor == morning.centre.ben


def test_typing_still_filters_after_language_and_theme_were_clicked(morning: Morning) -> None:
    for name, nth in (("sign_in_theme", 1), ("sign_in_language", 1), ("sign_in_theme", 0)):
        button = morning.the(name).buttons[nth]
        morning.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert morning.settings.current.language == "zh_CN"
    _choose(morning, "ben")
    assert morning.window.actor == morning.centre.ben


def test_the_arrows_walk_the_list_while_the_filter_has_the_keyboard(morning: Morning) -> None:
    morning.type("in")
    assert morning.focus() is morning.the("sign_in_filter")
    morning.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert morning.window.actor == morning.centre.ben


def test_whoever_has_a_password_is_asked_for_it_by_keyboard_alone(morning: Morning) -> None:
    morning.centre.services.signing_in.set_own_password(morning.centre.anna, GOOD)
    _choose(morning, "anna")
    field = morning.the("password")
    assert field.hasFocus()
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert "Anna Berg" in morning.words()
    morning.type(OTHER)
    morning.press(Qt.Key.Key_Return)
    assert "That is not the password." in morning.words()
    assert morning.window.actor is None
    assert (field.text(), field.selectionLength()) == (OTHER, len(OTHER))
    morning.type(GOOD)
    morning.press(Qt.Key.Key_Return)
    assert morning.window.actor == morning.centre.anna
    assert morning.settings.current.last_person == "i-1"


def test_escape_leads_back_to_the_names(morning: Morning) -> None:
    morning.centre.services.signing_in.set_own_password(morning.centre.anna, GOOD)
    _choose(morning, "anna")
    morning.press(Qt.Key.Key_Escape)
    assert morning.the("sign_in_people").hasFocus()


def test_the_password_form_stays_when_the_language_changes(morning: Morning) -> None:
    morning.centre.services.signing_in.set_own_password(morning.centre.anna, GOOD)
    _choose(morning, "anna")
    morning.qtbot.mouseClick(morning.the("sign_in_language").buttons[1], Qt.MouseButton.LeftButton)
    assert morning.the("password").hasFocus()


def test_a_first_password_leads_to_one_of_ones_own(morning: Morning) -> None:
    centre = morning.centre
    given = centre.services.admitting.give_first_password(centre.lead, centre.ben.person_id).text
    _choose(morning, "ben")
    morning.type(given)
    morning.press(Qt.Key.Key_Return)
    assert morning.the("new_password").hasFocus()
    morning.type(GOOD)
    morning.press(Qt.Key.Key_Return)
    assert morning.the("new_password_again").hasFocus()
    morning.type(OTHER)
    morning.press(Qt.Key.Key_Return)
    assert "the same in both fields" in morning.words()
    morning.type(GOOD)
    morning.press(Qt.Key.Key_Return)
    assert morning.window.actor == centre.ben
    morning.window.commands.run("window.switch_person")
    _choose(morning, "ben")
    morning.type(GOOD)
    morning.press(Qt.Key.Key_Return)
    assert morning.window.actor == centre.ben


def _agent_code(morning: Morning) -> str:
    centre = morning.centre
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("a-1", "Li Na Wu", frozenset({Role.AGENT})))
    return centre.services.admitting.make_code(centre.lead, administering.actor_named("a-1").person_id).text


def test_an_agent_sits_down_with_a_code_once(morning: Morning) -> None:
    code = _agent_code(morning)
    morning.qtbot.mouseClick(morning.the("agent_code"), Qt.MouseButton.LeftButton)
    morning.type(code.lower())
    morning.press(Qt.Key.Key_Return)
    actor = morning.window.actor
    assert actor is not None
    assert (actor.name, actor.roles) == ("Li Na Wu", frozenset({Role.AGENT}))
    assert morning.window.navigation.current == Place.to("my_results")
    assert morning.settings.current.last_person == ""
    morning.window.commands.run("window.switch_person")
    morning.qtbot.mouseClick(morning.the("agent_code"), Qt.MouseButton.LeftButton)
    morning.type(code)
    morning.press(Qt.Key.Key_Return)
    assert "mistyped, used or expired" in morning.words()
    assert morning.the("agent_code_field").text() == code
