"""One of a team at a window of their own: signs in to the server, scores what waits, and sits in the meeting.

Not found by itself: `tests/proof/test_five_windows.py` runs it once for each window, each time in a process of its own.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QWidget

from tests.scenario import calibration_steps as calibration
from tests.scenario import team_board
from tests.scenario.conftest import Open
from tests.scenario.scoring_steps import Said, answer_all, hand_in, hear, open_first_call
from tests.scenario.team_board import TeamBoard
from tests.scenario.user import CTRL, User

TOLD = "QA_DESK_WINDOW_OF_TEAM"
"""The variable that says who sits here: `folder`, `board`, `login`, `password`, `name`, `lead`, `panel`, `late`,
`calls`, `title`, `steps`, `decision` and `fails` (keys of calls)."""

FAILED = {"Greeting": Said("incomplete", ("no offer of help",))}
WHY = "Heard together: help was never offered."


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Who sits here."""
    # six windows start at once on one machine
    monkeypatch.setattr("tests.scenario.user.PATIENCE_MS", 300_000)
    return json.loads(os.environ[TOLD])


def test_somebody_of_a_team_does_their_part(open_window: Open, told: dict[str, Any]) -> None:
    user, board = open_window(Path(told["folder"])), TeamBoard(Path(told["board"]))
    for name, text in (("team_account", told["login"]), ("team_password", told["password"])):
        user.click(QLineEdit, name)
        user.write(text)
    user.press(Qt.Key.Key_Return)
    user.wait_until(lambda: user.window.actor is not None and user.window.actor.name == told["name"])
    try:
        (_lead if told["name"] == told["lead"] else _take_part)(user, board, told)
    except BaseException:
        if board.read(team_board.FAILED) is None:
            board.tell(team_board.FAILED, name=told["name"])
        raise


def _take_part(user: User, board: TeamBoard, told: dict[str, Any]) -> None:
    """Score blind (or late, once it is revealed), then follow the lead's desk."""
    board.wait(user, "revealed" if told["name"] in told["late"] else "convened")
    for _call in told["calls"]:
        user.wait_until(lambda: user.waiting("my_calls") > 0, "no call came")
        call = open_first_call(user)
        hear(user, until="00:02")
        answer_all(user, FAILED if call in told["fails"] else {})
        hand_in(user)
    assert user.waiting("my_calls") == 0
    board.wait(user, "revealed")
    calibration.enter_session(user, told["title"])
    user.wait_until(lambda: user.words_on(QLabel, "follow_words") == f"Following {told['lead']}")
    board.tell(f"{told['name']} follows")
    for step in range(told["steps"]):
        title = board.wait(user, f"step {step}")["title"]
        user.wait_until(lambda title=title: user.words_on(QLabel, "criterion_title") == title, "it does not follow")
        board.tell(f"{told['name']} at {step}", at=time.time())
    board.wait(user, "closed")
    user.wait_until(lambda: not user.sees(QWidget, "follow_banner"), "somebody is followed in a closed session")


def _lead(user: User, board: TeamBoard, told: dict[str, Any]) -> None:
    """Convene, watch who is done, reveal without who is late, go ahead, settle by key, decide, close."""
    calibration.open_session(
        user, told["title"], calls=told["calls"], panel=told["panel"], n_not_waited_for=len(told["late"])
    )
    board.tell("convened")
    prompt = {name for name in told["panel"] if name not in told["late"]}
    user.wait_until(lambda: {one for one, state in calibration.seats(user).items() if state == "done"} == prompt)
    user.click(QAbstractButton, "reveal")
    user.click(QAbstractButton, "confirm_yes")
    criteria = user.the(QListView, "criteria")
    user.wait_until_idle()
    # who leads is followed from their first step on
    user.click_row(criteria, criteria.model().index(1, 0))
    board.tell("revealed")
    for name in told["panel"]:
        board.wait(user, f"{name} follows")
    for step in range(told["steps"]):
        user.press(Qt.Key.Key_Down if step % 2 == 0 else Qt.Key.Key_Up)
        board.tell(f"step {step}", title=user.words_on(QLabel, "criterion_title"), at=time.time())
        for name in told["panel"]:
            board.wait(user, f"{name} at {step}")
    for place, call in enumerate(told["calls"]):
        if place:
            user.press(Qt.Key.Key_PageDown, CTRL)
            user.wait_until(lambda call=call: call in user.the(QWidget, "transport_title").accessibleName())
        assert calibration.settle_what_differs(user, lambda _line: "incomplete", why=WHY) == ["Greeting"]
    calibration.decide(user, told["decision"])
    calibration.settle_agreed(user)
    calibration.see_result(user)
    calibration.close_session(user)
    board.tell("closed")
