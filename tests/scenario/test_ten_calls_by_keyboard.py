"""A morning at the scoring desk: ten calls scored, one after another, without touching the mouse."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QListView, QTableView, QWidget

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.evaluation import AssignmentState, CauseOwnerKind, WorkItem
from qa_desk.gui.desk.chooser import Chooser
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from tests import small_centre
from tests.scenario import scoring_steps as scoring
from tests.scenario.conftest import Open
from tests.scenario.user import CTRL, User

K = Qt.Key
N_CALLS = 10
ANNA = "Anna Berg"
_FURTHER = [f"20{place:02}" for place in range(N_CALLS - len(small_centre.CALLS))]
_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class _MouseTrap(QObject):
    """Notes every press of a mouse button."""

    def __init__(self) -> None:
        super().__init__()
        self.caught: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self.caught.append(watched.objectName())
        return False


@pytest.fixture
def mouse(qapp: QApplication) -> Iterator[_MouseTrap]:
    """Whether the mouse was touched."""
    trap = _MouseTrap()
    qapp.installEventFilter(trap)
    yield trap
    qapp.removeEventFilter(trap)


def test_ten_calls_are_scored_without_the_mouse(open_window: Open, tmp_path: Path, mouse: _MouseTrap) -> None:
    folder = tmp_path / "workspace"
    _ten_calls_wait(folder, tmp_path / "calls.csv")
    user = open_window(folder)
    _sign_in(user)
    user.press(K.Key_1, CTRL)
    done = [_score_next(user, place) for place in range(N_CALLS)]
    assert len(set(done)) == N_CALLS
    assert mouse.caught == []
    _check_what_is_kept(folder)


def _ten_calls_wait(folder: Path, table: Path) -> None:
    small_centre.build(folder)
    _add_calls_without_sound(folder, table)
    with open_workspace(folder) as workspace:
        named = workspace.services.administering.actor_named
        lead, anna = named("Wang Fang"), named("i-1")
        calls = {call.key: call.id for call in workspace.services.listening.calls(lead, CallQuery()).calls}
        centre = small_centre.SmallCentre(
            workspace, small_centre.FixedClock(small_centre.NOW), lead, anna, named("i-2"), calls,
            workspace.services.authoring.latest_published(lead, "service"),
        )  # fmt: skip
        assert len(centre.assign(anna, *small_centre.CALLS, *_FURTHER)) == N_CALLS


def _add_calls_without_sound(folder: Path, table: Path) -> None:
    """Calls that were heard live, known by their row alone."""
    columns = ("file", "call_id", "started_at", "agent_id", "agent_name", "unit", "agent_channel")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for key in _FURTHER:
            writer.writerow(("", key, "2026-11-13T10:00:00+08:00", "a-7", "Deng Yu", "East Province/Lakeside", "left"))
    with open_workspace(folder) as workspace:
        lead = workspace.services.administering.actor_named("Wang Fang")
        workspace.services.importing.import_files(lead, ImportRequest((), calls_csv=table), NoProgress())


def _sign_in(user: User) -> None:
    people = user.the(QListView, "sign_in_people")
    wanted = user.row_with(people, ANNA)
    people.setFocus()
    user.press(K.Key_Home)
    for _row in range(wanted.row()):
        user.press(K.Key_Down)
    user.press(K.Key_Return)
    user.wait_until(lambda: user.window.actor is not None and user.window.actor.name == ANNA)
    user.wait_until(lambda: user.window.page is not None)


def _score_next(user: User, place: int) -> str:
    """Open the call that the queue stands on, answer it, hand it in; every third fails a critical criterion."""
    queue = user.the(QTableView, "queue")
    user.wait_until(lambda: queue.hasFocus() and queue.currentIndex().isValid(), "no call waits")
    user.press(K.Key_Return)
    user.the(QWidget, "desk")
    user.wait_until_idle()
    call = user.the(QWidget, "call_words").accessibleName().split(" · ")[0]
    if place % 3 == 0:
        _fail_the_first(user)
    while scoring.criterion(user) and user.the(QWidget, "missing").isEnabled():
        scoring.answer(user, scoring.criterion(user), None)
        user.press(K.Key_F8)
    assert user.the(QWidget, "missing").accessibleName() == "every criterion answered"
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.sees(QTableView, "queue"), "it was not submitted")
    assert f"{call} submitted" in user.words_on(QLabel, "notice_text")
    return call


def _fail_the_first(user: User) -> None:
    """A failure with its reason, its comment, a department at fault and, where there is sound, its marks."""
    user.press(K.Key_2)
    user.press(K.Key_R)
    user.press(K.Key_1)
    user.press(K.Key_Return)
    user.press(K.Key_C)
    user.write("全号念出")
    user.press(K.Key_Escape)
    user.press(K.Key_O)
    owners = user.the(Chooser, "cause_owners")
    user.wait_until(lambda: owners.view.hasFocus() or owners.field.hasFocus())
    user.press(K.Key_Down)
    user.press(K.Key_Return)
    user.wait_until(lambda: user.choice("cause_owner") == "Customer Care")
    if user.sees(QWidget, "add_good") and user.the(QWidget, "add_good").isEnabled():
        user.press(K.Key_Right)
        user.press(K.Key_M, _CTRL_SHIFT)
        user.write("calm")
        user.press(K.Key_Return)
    user.press(K.Key_Down)


def _check_what_is_kept(folder: Path) -> None:
    with open_workspace(folder) as workspace:
        inspecting = workspace.services.inspecting
        anna = workspace.services.administering.actor_named("i-1")
        items: list[WorkItem] = [item for item in inspecting.my_calls(anna) if item.state is AssignmentState.DONE]
        assert len(items) == N_CALLS
        failed = [item for item in items if item.passed is False]
        assert len(failed) == 4
        assert {item.score for item in items if item.passed} == {100.0}
        for item in failed:
            evaluation = inspecting.open(anna, item.assignment_id).evaluation
            answer = evaluation.answer("no_disclosure")
            assert answer is not None
            assert (answer.rating, answer.comment, len(answer.reasons)) == (False, "全号念出", 1)
            assert answer.cause_owner is not None
            assert answer.cause_owner.kind is CauseOwnerKind.DEPARTMENT
        marks = [mark for item in items for mark in inspecting.open(anna, item.assignment_id).evaluation.marks]
        assert marks
        assert {(mark.positive, mark.note, mark.criterion_key) for mark in marks} == {(True, "calm", "no_disclosure")}
