"""A new inspector practises what went wrong on its day, goes on with a killed sitting, and renews a certificate."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.ids import BlueprintId
from qa_desk.domain.people import Actor
from qa_desk.domain.qualification import FamilyRule, Plan
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.gui.shell.dates import day_text
from tests.library_of_cases import author_of_cases, hand_in, keep_case, practise
from tests.proof.killed_desk import killer
from tests.scenario import scoring_steps as scoring
from tests.scenario.conftest import Open
from tests.scenario.user import CTRL, User
from tests.small_centre import SmallCentre, open_copy

K = Qt.Key
ANNA = "Anna Berg"
TONE = scoring.Said("0", reasons=("interrupts",), comment="cuts in from the start")


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path) -> SmallCentre:
    """A centre as it was two days ago."""
    made = open_copy(made_centre, tmp_path / "workspace")
    made.clock.moment = datetime.now(UTC) - timedelta(days=2)
    return made


def one_case_plan(months: int) -> Plan:
    """Sat in one call; whoever errs nine times of ten seldom passes it."""
    rules = tuple(FamilyRule(family, 1, 0, unacceptable=0.9) for family in CriticalFamily)
    return Plan("First line", 1, rules, minutes=60, months=months)


def written(centre: SmallCentre, author: Actor, months: int = 12) -> BlueprintId:
    return centre.services.qualifying.write(author, centre.version.scorecard_id, one_case_plan(months))[0]


def signed_in(user: User) -> User:
    user.sign_in(ANNA)
    return user


def to_qualify(user: User) -> None:
    views = user.the(QWidget, "practice_views").findChildren(QAbstractButton)
    user.click_on(next(one for one in views if one.text() == "Qualify"))


def test_what_went_wrong_comes_back_on_its_day_on_another_case(
    centre: SmallCentre, open_window: Open, tmp_path: Path
) -> None:
    author = author_of_cases(centre)
    missed = keep_case(centre, author, ["tone"], key="1009")
    fine = [keep_case(centre, author, key="1010"), keep_case(centre, author)]
    for case_id in (missed, *fine):
        practise(centre, centre.anna, case_id)
    keep_case(centre, author, ["tone"], key="1043")
    centre.workspace.close()
    user = signed_in(open_window(tmp_path / "workspace"))
    assert user.waiting("practice") == 1
    user.go_to("practice")
    assert user.words_on(QLabel, "today_words") == "1 criterion comes back today."
    table = user.the(QTableView, "today_cases")
    user.wait_until(lambda: table.hasFocus() and table.currentIndex().isValid(), "no case is suggested")
    user.press(K.Key_Return)
    assert scoring.call_on_desk(user) == "1043"
    scoring.answer_all(user, {"Tone": TONE})
    user.press(K.Key_Return, CTRL)
    user.the(QTableView, "compared")
    n_all = len(centre.version.criteria)
    assert user.words_on(QLabel, "comparison_summary") == f"{n_all} of {n_all} criteria as settled."
    user.click(QAbstractButton, "go_on_practising")
    back_on = day_text(datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=3))
    assert user.words_on(QLabel, "later_words") == f"On {back_on} come back: Tone."
    assert user.waiting("practice") == 0


@pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")
def test_a_sitting_that_is_killed_goes_on_with_its_set_its_answers_and_its_time(
    centre: SmallCentre, open_window: Open, tmp_path: Path
) -> None:
    author, folder = author_of_cases(centre), tmp_path / "workspace"
    keep_case(centre, author, key="1043")
    blueprint_id = written(centre, author)
    centre.clock.moment = datetime.now(UTC)
    sitting_id, _changes = centre.services.qualifying.begin(centre.anna, blueprint_id)
    before = centre.services.qualifying.sitting(centre.anna, sitting_id)
    centre.workspace.close()
    with killer(folder, 7) as killing:
        killing.kill_once()
    assert (killing.outcome.lost, killing.outcome.unsound, killing.outcome.elsewhere) == ([], [], [])
    user = signed_in(open_window(folder))
    user.go_to("practice")
    to_qualify(user)
    user.click(QAbstractButton, "go_on_sitting_0")
    left = user.words_on(QLabel, "time_left")
    assert left.endswith("left")
    assert not left.startswith("1:00:00")
    user.click(QAbstractButton, "next_call")
    assert scoring.call_on_desk(user) == "1043"
    with open_workspace(folder) as workspace:
        after = workspace.services.qualifying.sitting(centre.anna, sitting_id)
    assert (after.sitting.due_at, after.sitting.seed) == (before.sitting.due_at, before.sitting.seed)
    assert [item.assignment_id for item in after.items] == [item.assignment_id for item in before.items]


def test_a_certificate_that_ended_keeps_from_scoring_until_it_is_renewed(
    centre: SmallCentre, open_window: Open, tmp_path: Path
) -> None:
    author = author_of_cases(centre)
    now = centre.clock.moment
    centre.clock.moment = now - timedelta(days=60)
    keep_case(centre, author)
    blueprint_id = written(centre, author, months=1)
    centre.services.qualifying.begin(centre.anna, blueprint_id)
    (first,) = centre.services.inspecting.my_calls(centre.anna)
    hand_in(centre, centre.anna, first.assignment_id)
    assert centre.services.qualifying.offers(centre.anna)[0].certificate is not None
    centre.services.qualifying.set_requirement(centre.lead, is_on=True)
    centre.assign(centre.anna, "1009")
    centre.clock.moment = now
    keep_case(centre, author, key="1043")
    centre.workspace.close()
    user = signed_in(open_window(tmp_path / "workspace"))
    user.go_to("my_calls")
    queue = user.the(QTableView, "queue")
    user.wait_until(lambda: queue.hasFocus() and queue.currentIndex().isValid(), "no call waits")
    user.press(K.Key_Return)
    user.wait_until(lambda: "certificate" in user.words_on(QLabel, "notice_text"), "nothing says why")
    user.go_to("practice")
    to_qualify(user)
    user.click(QAbstractButton, "begin_sitting_0")
    user.click(QAbstractButton, "confirm_yes")
    user.click(QAbstractButton, "next_call")
    assert scoring.call_on_desk(user) == "1043"
    scoring.answer_all(user, {})
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.words_on(QLabel, "sitting_words").startswith("Passed."), "it was not passed")
    assert scoring.open_first_call(user) == "1009"
