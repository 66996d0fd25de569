"""The rules of recognition among the preferences: an administrator sets others from a day on, a lead reads them."""

import pytest
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from qa_desk.domain.people import Actor, Role
from qa_desk.gui.preferences.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import NOW, SmallCentre
from tests.widget.rooms import Room, SitDown


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE,)


@pytest.fixture
def lead(centre: SmallCentre) -> Actor:
    """A lead who does not manage the centre."""
    draft = PersonDraft("l-2", "Lead Two", frozenset({Role.LEAD}))
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named("l-2")


def spin(room: Room, name: str) -> QDoubleSpinBox:
    found = room.find(name)
    assert isinstance(found, QDoubleSpinBox)
    return found


def test_an_administrator_changes_the_rules_from_a_day_on(sit: SitDown, centre: SmallCentre, qtbot: QtBot) -> None:
    room = sit(centre.lead)
    assert "The rules are those that QA Desk comes with." in room.words()
    room.find("recognition_rules_open").click()
    fewest = room.find("fewest_calls")
    fewest.selectAll()
    qtbot.keyClicks(fewest, "12")
    spin(room, "tie_bound").setValue(25.0)
    critical = room.find("excludes_critical")
    assert isinstance(critical, QCheckBox)
    critical.click()
    room.find("recognition_form_save").click()
    held = centre.services.awarding.rules(centre.lead)
    assert (held.rules.fewest_calls, held.rules.tie_bound, held.rules.forgives_critical) == (12, 0.25, True)
    assert held.rules.fewest_calls_of_unit == 30
    assert held.since == NOW.date()
    assert "agents with at least 12 counted calls" in room.words()
    assert "probability of at least 25 %" in room.words()


def test_grades_in_the_wrong_order_are_refused_in_words_and_nothing_typed_is_lost(
    sit: SitDown, centre: SmallCentre
) -> None:
    room = sit(centre.lead)
    room.find("recognition_rules_open").click()
    spin(room, "grade_A").setValue(75.0)
    room.find("recognition_form_save").click()
    assert "A 75" in room.words()
    assert "an A above a B above a C" in room.words()
    assert spin(room, "grade_A").value() == 75.0
    assert centre.services.awarding.rules(centre.lead).since is None


def test_a_lead_reads_the_rules_and_an_inspector_does_not(sit: SitDown, centre: SmallCentre, lead: Actor) -> None:
    room = sit(lead)
    assert "Eligible are agents with at least 8 counted calls" in room.words()
    assert not room.visible("recognition_rules_open")
    room = sit(centre.anna)
    assert "Eligible are agents" not in room.words()
