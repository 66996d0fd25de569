"""One inspector of a team at a window of their own: signs in to the server, scores every call that waits, hands in.

Not found by itself: `tests/proof/test_five_windows.py` runs it once for each window, each time in a process of its own.
"""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.scenario.conftest import Open
from tests.scenario.scoring_steps import Said, answer_all, hand_in, hear, open_first_call
from tests.scenario.user import User

TOLD = "QA_DESK_WINDOW_OF_TEAM"
"""The variable that says who sits here: `folder`, `login`, `password`, `name`, `calls` and `fails` (keys of calls)."""

FAILED = {"Greeting": Said("incomplete", ("no offer of help",))}


def test_an_inspector_signs_in_and_scores_everything_that_waits(
    open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # five windows start at once on one machine
    monkeypatch.setattr("tests.scenario.user.PATIENCE_MS", 180_000)
    told = json.loads(os.environ[TOLD])
    user = open_window(Path(told["folder"]))
    _sign_in(user, told["login"], told["password"])
    user.wait_until(lambda: user.window.actor is not None and user.window.actor.name == told["name"])
    for _call in told["calls"]:
        call = open_first_call(user)
        hear(user, until="00:02")
        answer_all(user, FAILED if call in told["fails"] else {})
        hand_in(user)
    assert user.waiting("my_calls") == 0


def _sign_in(user: User, login: str, password: str) -> None:
    for name, text in (("team_account", login), ("team_password", password)):
        user.click(QLineEdit, name)
        user.write(text)
    user.press(Qt.Key.Key_Return)
