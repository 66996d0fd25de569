"""How a person signs in, on the page People: first passwords, system accounts and codes, each shown once."""

import pytest
from PySide6.QtWidgets import QApplication

from qa_desk.domain.accounts import SignInClaim
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown


@pytest.fixture
def with_agent(centre: SmallCentre, sit: SitDown) -> Room:
    """The lead, who administers too, at the page; there is an agent."""
    centre.services.administering.save_person(centre.lead, PersonDraft("a-1", "Li Na", frozenset({Role.AGENT})))
    return sit(centre.lead)


def _show(room: Room, external_id: str) -> None:
    person = room.centre.services.administering.actor_named(external_id)
    room.go("people", person=str(person.person_id))


def test_a_first_password_is_shown_once_and_lets_in(room: Room, centre: SmallCentre) -> None:
    _show(room, "i-1")
    assert "Signs in by name alone." in room.words()
    room.click("give_password")
    given = room.find("shown_once").text()
    assert "Has a first password" in room.words()
    assert "Tell Anna Berg now" in room.words()
    with pytest.raises(QADeskError) as caught:
        centre.services.signing_in.sign_in(SignInClaim(centre.anna.person_id, given))
    assert caught.value.code is ErrorCode.PASSWORD_MUST_CHANGE
    room.click("shown_once_copy")
    assert QApplication.clipboard().text() == given
    _show(room, "i-2")
    assert not room.visible("shown_once")
    _show(room, "i-1")
    assert not room.visible("shown_once")


def test_a_system_account_is_kept_and_one_of_somebody_else_refused(room: Room, centre: SmallCentre) -> None:
    for external_id in ("i-1", "i-2"):
        _show(room, external_id)
        room.find("system_account").setText("night-job")
        room.click("keep_system_account")
    assert centre.services.administering.actor_of_account("night-job") == centre.anna
    assert "expected one that stands for nobody else" in room.words()
    assert room.find("system_account").text() == "night-job"


def test_an_agent_gets_a_code_and_no_password(with_agent: Room, centre: SmallCentre) -> None:
    _show(with_agent, "a-1")
    assert not with_agent.visible("give_password")
    with_agent.click("make_code")
    code = with_agent.find("shown_once").text()
    assert "For Li Na, once, until 14:30." in with_agent.words()
    assert centre.services.signing_in.sit_down_with_code(code).actor.name == "Li Na"


def test_a_lead_who_does_not_administer_makes_codes_only(centre: SmallCentre, sit: SitDown) -> None:
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("l-1", "Lea", frozenset({Role.LEAD})))
    administering.save_person(centre.lead, PersonDraft("a-1", "Li Na", frozenset({Role.AGENT})))
    room = sit(administering.actor_named("l-1"))
    _show(room, "i-1")
    assert not room.visible("sign_in_section")
    _show(room, "a-1")
    assert room.find("person_left").placeholderText() == ""
    room.click("make_code")
    field = room.find("shown_once")
    room.qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())


def test_an_inspector_sees_nothing_of_it(centre: SmallCentre, sit: SitDown) -> None:
    room = sit(centre.anna)
    _show(room, "i-2")
    assert room.visible("person_form")
    assert not room.visible("sign_in_section")
