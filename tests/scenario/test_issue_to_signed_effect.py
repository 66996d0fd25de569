"""An issue is heard, put down to a department that rejects it once, taught, mended, signed off, and returns."""

import functools
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPlainTextEdit, QTableView, QWidget

from qa_desk import bootstrap
from qa_desk.bootstrap import open_workspace
from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import DepartmentDraft, PersonDraft
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.library_of_cases import author_of_cases, keep_case
from tests.scenario.conftest import Open
from tests.scenario.user import CTRL, User
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, later, open_copy

K = Qt.Key
LEAD, CONTACT, INSPECTOR = "Wang Fang", "He Jun", "Anna Berg"
HERE, ELSEWHERE = ("East", "Hall A"), ("East", "Hall B")
TODAY = NOW.date()


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCentre:
    """A hall where tone slips for months, one beside it, a department to ask, and a case; the clock is the test's."""
    made = open_copy(made_centre, tmp_path / "workspace")
    monkeypatch.setattr(bootstrap, "open_workspace", functools.partial(bootstrap.open_workspace, clock=made.clock))
    administering = made.services.administering
    for external_id, name in (("o-1", CONTACT), ("o-2", "Ma Chao")):
        administering.save_person(made.lead, PersonDraft(external_id, name, frozenset({Role.OWNER})))
    contact, deputy = (administering.actor_named(name).person_id for name in (CONTACT, "Ma Chao"))
    administering.save_department(made.lead, DepartmentDraft("Marketing", contact, deputy, 5))
    keep_case(made, author_of_cases(made), ["tone"])
    _score(made, TODAY - timedelta(days=40), failed_here=18)
    _score_heard(made, TODAY - timedelta(days=7))
    made.workspace.close()
    return made


def test_an_issue_is_followed_until_its_effect_is_signed_and_comes_back_when_it_returns(
    centre: SmallCentre, open_window: Open, tmp_path: Path
) -> None:
    user = open_window(tmp_path / "workspace")
    user.sign_in(LEAD)
    hear_the_issue(user)
    open_item(user)
    user.sign_in(CONTACT)
    reject_the_cause(user)
    user.sign_in(LEAD)
    name_the_cause_again(user)
    offer_practice(user)
    user.sign_in(INSPECTOR)
    assert user.waiting("practice") == 1
    user.sign_in(CONTACT)
    mend_it(user)

    _a_month_on(centre, failed_here=3)
    user.sign_in(LEAD)
    sign_the_effect(user)

    _a_month_on(centre, failed_here=26)
    user.sign_in(LEAD)
    user.go_to("tracked")
    user.row_with(user.the(QTableView, "tracked_table"), "re-opened")
    user.wait_until_idle()
    told = [label.text() for label in user.every(QLabel, "notice_text")]
    assert "The rate has returned; re-opened by itself: Tone." in told


def hear_the_issue(user: User) -> None:
    """The lead opens Common issues, and plays the passage of the worst criterion whose call has its sound."""
    user.go_to("issues")
    table = user.the(QTableView, "issues_table")
    user.wait_until(lambda: table.hasFocus() and table.currentIndex().isValid(), "no issue is suggested")
    assert "Tone" in user.row_with(table, "Tone").data()
    user.press(K.Key_Right)
    heard = user.row_with(table, "1043")
    while table.currentIndex().row() != heard.row():
        user.press(K.Key_Down)
    user.press(K.Key_Space)
    user.wait_until(lambda: user.device.is_started, "the passage does not play")
    user.let_sound_play(0.5)


def open_item(user: User) -> None:
    """T, and what the form asks for: where, who, whose cause, and what is to be done."""
    user.press(K.Key_T)
    owner = user.the(QComboBox, "new_item_owner")
    user.wait_until(owner.hasFocus, "the form does not ask who carries it out")
    user.write("He")
    assert user.choice("new_item_owner") == CONTACT
    user.press(K.Key_Tab)
    user.write("Mark")
    assert user.choice("new_item_cause") == "Marketing"
    unit = user.the(QComboBox, "new_item_unit")
    unit.setFocus()
    user.write("East")
    while user.choice("new_item_unit") != " / ".join(HERE):
        user.press(K.Key_Down)
    user.the(QPlainTextEdit, "new_item_action").setFocus()
    user.write("Say in the script who may call back")
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.sees(QLabel, "tracked_title"), "it was not opened")
    assert user.words_on(QLabel, "tracked_title") == "Tone"


def reject_the_cause(user: User) -> None:
    """The contact is told, and rejects it with a reason."""
    assert user.waiting("tracked") == 1
    user.go_to("tracked")
    user.click(QAbstractButton, "reject_cause")
    user.write("We sent no such letter")
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: not user.sees(QWidget, "accept_cause") and not user.sees(QWidget, "cause_form"))
    table = user.the(QTableView, "tracked_table")
    user.wait_until(table.hasFocus, "the keyboard is lost")
    assert user.waiting("tracked") == 0


def name_the_cause_again(user: User) -> None:
    """QA is told of the rejection, and stands by it."""
    assert user.waiting("tracked") == 1
    user.go_to("tracked")
    user.click(QAbstractButton, "name_cause")
    user.write("Mark")
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.sees(QWidget, "accept_cause"), "it was not named")
    assert not user.sees(QWidget, "reject_cause")
    assert user.waiting("tracked") == 0


def offer_practice(user: User) -> None:
    """From the issues to the trainer's pack, and from the pack to a practice set, by keys."""
    user.go_to("issues")
    table = user.the(QTableView, "issues_table")
    user.wait_until(table.hasFocus)
    user.press(K.Key_H)
    user.wait_until(lambda: user.sees(QTableView, "pack_passages"), "there is no pack")
    user.wait_until_idle()
    user.press(K.Key_H, Qt.KeyboardModifier.ShiftModifier)
    user.wait_until(lambda: user.sees(QLabel, "set_on_offer_0"), "no set was made")


def mend_it(user: User) -> None:
    """The owner accepts, begins, and is done; the signature is not theirs."""
    user.go_to("tracked")
    user.click(QAbstractButton, "accept_cause")
    user.wait_until(lambda: not user.sees(QWidget, "accept_cause"))
    user.click(QAbstractButton, "step_in_work")
    user.wait_until(lambda: not user.sees(QWidget, "step_in_work"))
    user.click(QAbstractButton, "step_done")
    user.write("In the script since today")
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.sees(QLabel, "tracked_waits"), "it is not done")
    assert not user.sees(QWidget, "step_effect_shown")


def sign_the_effect(user: User) -> None:
    """The due day has come: the figures show it, against the hall beside it, and QA signs."""
    assert user.waiting("tracked") == 1
    user.go_to("tracked")
    assert user.words_on(QLabel, "effect_verdict") == "effect shown"
    assert "Against 1 unit where nothing was done" in user.words_on(QLabel, "effect_words")
    user.click(QAbstractButton, "step_effect_shown")
    user.write("60 % to 10 %")
    user.press(K.Key_Return, CTRL)
    user.row_with(user.the(QTableView, "tracked_table"), "effect shown")
    assert user.words_on(QLabel, "tracked_week").startswith("Solved this week: 1 of 2")
    assert user.waiting("tracked") == 0


def _a_month_on(centre: SmallCentre, *, failed_here: int) -> None:
    later(centre, days=30)
    with open_workspace(centre.workspace.folder, clock=centre.clock) as workspace:
        _score(
            replace(centre, workspace=workspace),
            centre.clock.now().date() - timedelta(days=10),
            failed_here=failed_here,
        )


def _score(centre: SmallCentre, day: date, *, failed_here: int) -> None:
    """Thirty calls in each hall on a day; in the other one a fifth fails, then as now."""
    score_day(centre, centre.anna, Day(day, 30, {"tone": failed_here}, unit=HERE))
    score_day(centre, centre.anna, Day(day, 30, {"tone": 6}, unit=ELSEWHERE))


def _score_heard(centre: SmallCentre, day: date) -> None:
    """Ten calls of the latest week, and those with sound, marked where it slips."""
    score_day(centre, centre.anna, Day(day, 10, {"tone": 8}, unit=HERE))
    for key in ("1009", "1010", "1043"):
        (assignment_id,) = centre.assign(centre.anna, key)
        evaluation = centre.answer_all(centre.anna, assignment_id, failed=frozenset({"tone"}))
        centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(3.0, 5.0, "talks over", "tone"))
        centre.services.inspecting.submit(centre.anna, evaluation.id)
