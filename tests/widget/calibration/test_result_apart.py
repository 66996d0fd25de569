"""Beside the result: agents' answers apart from the panel's figures, and how far each inspector repeats themself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.gui.shell.figures import interval_or_reason, value_words
from qa_desk.gui.widgets.table.view import DataTable
from tests.calibration_panel import Panel, newcomer
from tests.small_centre import NOW, later
from tests.widget.calibration.conftest import CTRL, Room

FAILED = frozenset({"no_disclosure"})


@pytest.fixture
def with_agent(panel: Panel) -> SessionId:
    """Revealed: the panel passes everything on two calls, where the agent fails one criterion."""
    agent = newcomer(panel.centre, "Gao Min", Role.AGENT)
    session_id = panel.open_session("1009", "1010", kind=SessionKind.WITH_AGENTS, agent_ids=(agent.person_id,))
    for member in (*panel.members, agent):
        panel.hand_in(member, session_id, {"1009": FAILED} if member is agent else {})
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.settle_all(session_id)
    return session_id


@pytest.fixture
def repeated(panel: Panel) -> SessionId:
    """Revealed: Anna passes the second time what she failed the first; Ben repeats himself."""
    for member, failed in zip(panel.members[:2], (FAILED, frozenset[str]()), strict=True):
        (assignment,) = panel.centre.assign(member, "1009")
        evaluation = panel.centre.answer_all(member, assignment, failed=failed)
        panel.centre.services.inspecting.submit(member, evaluation.id)
    later(panel.centre, days=20)
    two = panel.members[:2]
    session_id = panel.open_session(
        "1009",
        kind=SessionKind.SAME_INSPECTOR,
        panel_ids=tuple(member.person_id for member in two),
        apart_days=14,
        due_at=NOW + timedelta(days=30),
    )
    for member in two:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    return session_id


def table_of(room: Room) -> DataTable[object]:
    table = room.find("repeatability")
    assert isinstance(table, DataTable)
    return table


def cells(room: Room) -> list[list[str]]:
    model = table_of(room).model()
    return [
        [str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def is_shown(room: Room, name: str) -> bool:
    return any(widget.isVisible() for widget in room.page.findChildren(QWidget, name))


def test_agents_stand_apart_with_interval_and_n_and_leave_the_panels_figures_alone(
    room: Room, panel: Panel, with_agent: SessionId
) -> None:
    room.open(with_agent)
    lead = panel.centre.lead
    own = panel.calibrating.agents_result(lead, with_agent)
    assert own is not None
    n_criteria = len(panel.centre.version.criteria)
    assert room.text("agents_words") == (
        f"What Gao Min answered counts here alone, in none of the figures above. 2 calls · {2 * n_criteria} judgements"
    )
    agreement = own.overall.agreement
    assert agreement.value == pytest.approx(1 - 1 / (2 * n_criteria))
    spoken = room.find("agents_agreement").accessibleName()
    assert value_words(agreement, is_share=True) in spoken
    assert interval_or_reason(agreement, is_share=True) in spoken
    assert "100.0 %" in room.find("figure_agreement").accessibleName()
    assert not is_shown(room, "repeatability_block")


def test_each_inspector_stands_with_n_what_they_repeated_and_its_interval(
    room: Room, panel: Panel, repeated: SessionId
) -> None:
    room.open(repeated, "result")
    n = len(panel.centre.version.criteria)
    rows = cells(room)
    assert [row[:4] for row in rows] == [
        ["Anna Berg", "1", str(n), f"{100 * (1 - 1 / n):.1f}"],
        ["Ben Ode", "1", str(n), "100.0"],
    ]
    assert all(row[4] == "one call: a description, no interval" for row in rows)
    assert not is_shown(room, "agents_block")


def test_repeats_are_told_as_answers_given_again_and_not_as_two_inspectors(room: Room, repeated: SessionId) -> None:
    room.open(repeated, "result")
    words = " ".join(label.text() for label in room.page.findChildren(QLabel) if label.isVisible())
    assert "an inspector gives the same answer" in words
    assert "Two inspectors" not in words
    assert "Same answer again" in words
    assert not is_shown(room, "pairs_chart"), "there is no pair of people"


def test_who_leads_nothing_sees_their_own_repeats_alone(
    sit: Callable[[Actor], Room], panel: Panel, repeated: SessionId
) -> None:
    room = sit(panel.members[1])
    room.open(repeated, "result")
    assert [row[0] for row in cells(room)] == ["Ben Ode"]


def test_what_is_copied_holds_both_blocks(room: Room, with_agent: SessionId, repeated: SessionId) -> None:
    room.open(with_agent)
    room.press(Qt.Key.Key_C, modifier=CTRL)
    assert "What Gao Min answered counts here alone" in QApplication.clipboard().text()
    room.open(repeated, "result")
    room.press(Qt.Key.Key_C, modifier=CTRL)
    assert "Anna Berg\t1\t" in QApplication.clipboard().text()


def test_a_session_of_a_panel_has_neither(room: Room, panel: Panel) -> None:
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    room.open(session_id, "result")
    assert room.find("result_scroll").isVisible()
    assert not is_shown(room, "agents_block")
    assert not is_shown(room, "repeatability_block")
