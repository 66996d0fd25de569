"""One meeting of five, on one file: blind, revealed, settled by keys, decided, closed, and its minutes handed out."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind
from tests.calibration_panel import Panel, five
from tests.scenario import calibration_steps as calibration
from tests.scenario.conftest import Open
from tests.scenario.user import User
from tests.small_centre import build, open_copy

TITLE = "March session"
CRITERIA = ["No customer information disclosed", "Consent before any change"]
WHY = "Played twice: the guidance names exactly this."
FAILED = (
    {"1009": frozenset({"no_disclosure", "consent"})},
    {"1009": frozenset({"no_disclosure"})},
    {},
    {"1009": frozenset({"consent"})},
    {},
)


def test_five_score_blind_meet_settle_decide_and_take_the_minutes_home(open_window: Open, tmp_path: Path) -> None:
    build(tmp_path / "made")
    panel = five(open_copy(tmp_path / "made", tmp_path / "workspace"))
    session_id = _scored_blind(panel)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    user = open_window(tmp_path / "workspace")
    user.sign_in("Wang Fang")
    calibration.enter_session(user, TITLE)
    assert calibration.said(user) == {
        "Pass": ("Cai Ito", "Dora Eik", "Emil Fay"),
        "Fail": ("Anna Berg", "Ben Ode"),
    }
    settled = calibration.settle_what_differs(user, lambda _line: "Fail", why=WHY)
    assert settled == CRITERIA
    _decided(user)
    calibration.settle_agreed(user)
    user.the(QWidget, "result_scroll")
    calibration.close_session(user)
    _ended(panel, session_id)
    user.click(QAbstractButton, "minutes")
    _minutes_say_what_happened(user, tmp_path / "minutes.json")
    panel.centre.workspace.close()


def _scored_blind(panel: Panel) -> SessionId:
    """Nobody reads another's answers before the reveal, and no minutes are there."""
    session_id = panel.open_session("1009", title=TITLE)
    for member, failed in zip(panel.members, FAILED, strict=True):
        panel.hand_in(member, session_id, failed)
    with pytest.raises(QADeskError) as refused:
        panel.calibrating.differences(panel.centre.lead, session_id)
    assert refused.value.code is ErrorCode.WRONG_STATE
    return session_id


def _decided(user: User) -> None:
    calibration.decide(user, "Play it to the team on Monday")
    user.click(QAbstractButton, "decide_guidance")
    user.wait_until(user.the(QLineEdit, "decision_text").hasFocus)
    user.write("Two details before anything is read out")
    user.press(Qt.Key.Key_Return)
    user.wait_until(lambda: not user.sees(QWidget, "decision_form"))
    user.wait_until(lambda: "2 decisions" in user.the(QAbstractButton, "decisions").text())


def _ended(panel: Panel, session_id: SessionId) -> None:
    lead = panel.centre.lead
    assert panel.calibrating.session(lead, session_id).session.state is SessionState.CLOSED
    kinds = [one.decision.kind for one in panel.meeting.decisions(lead, session_id)]
    assert kinds == [DecisionKind.ACTION, DecisionKind.GUIDANCE]


def _minutes_say_what_happened(user: User, path: Path) -> None:
    user.name_file(path)
    user.wait_until(path.exists, "the minutes are not written")
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    rows = tables["disagreements"]["rows"]
    assert [row["criterion"]["value"] for row in rows] == [
        "No customer information disclosed",
        "Consent before any change",
    ]
    assert {row["why"]["value"] for row in rows} == {WHY}
    assert len(tables["attendance"]["rows"]) == 5
    assert [row["text"]["value"] for row in tables["decisions"]["rows"]] == [
        "Play it to the team on Monday",
        "Two details before anything is read out",
    ]
