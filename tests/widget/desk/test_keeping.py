"""A draft comes back where it was left, is worked on from one desk, and says how it stands."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.small_centre import SmallCentre, later
from tests.widget.seat import ALT, CTRL, Seat, seated

K = Qt.Key
WARD = "ward-7"


@pytest.fixture
def assignment(seat: Seat, centre: SmallCentre) -> AssignmentId:
    """Call 1043 on the desk."""
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    return given


@pytest.fixture
def elsewhere(centre: SmallCentre) -> Inspecting:
    """The same person at another machine."""
    return Inspecting(centre.workspace.store, centre.clock, replace(DeskIdentity.here(), machine=WARD))


@pytest.fixture
def sit(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Callable[[], AbstractContextManager[Seat]]:
    """Opens the program once more."""
    return lambda: seated(centre, centre.anna, qtbot, jobs, settings, theme)


def labels(seat: Seat) -> str:
    """Every label on the screen."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in seat.window.findChildren(QLabel) if label.isVisible())


def foot(seat: Seat, name: str) -> str:
    """What that part of the foot says."""
    part = seat.desk.status.findChild(QWidget, name)
    assert isinstance(part, QWidget)
    return part.accessibleName()


def shown_rating(seat: Seat) -> object:
    """What the desk shows as the answer to the first criterion."""
    answer = seat.scoring.answer("no_disclosure")
    return answer.rating if answer is not None else None


def test_a_draft_comes_back_with_playhead_zoom_criterion_and_folded_sections(
    seat: Seat, assignment: AssignmentId, sit: Callable[[], AbstractContextManager[Seat]]
) -> None:
    seat.press(K.Key_1, K.Key_Down, K.Key_Down, K.Key_Down)
    criterion = seat.scoring.current
    seat.bridge.player.seek(41.0)
    QApplication.processEvents()
    seat.press(K.Key_Equal, modifier=CTRL)
    view = seat.desk.waveform.view
    shown = (view.start_s, view.end_s)
    assert view.span_s < 50
    seat.desk.form.heads["smile"].click()
    seat.window.close()
    with sit() as again:
        again.open(assignment)
        assert again.scoring.current == criterion
        assert again.bridge.player.position_s == pytest.approx(41.0, abs=0.05)
        view = again.desk.waveform.view
        assert (view.start_s, view.end_s) == pytest.approx(shown)
        assert again.desk.form.folded == ("smile",)


def test_the_place_is_kept_while_one_works_and_not_only_when_one_leaves(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre
) -> None:
    seat.press(K.Key_Down, K.Key_Down)
    expected = seat.scoring.current
    inspecting = centre.services.inspecting
    seat.qtbot.waitUntil(
        lambda: inspecting.open(centre.anna, assignment).place.criterion_key == expected, timeout=10_000
    )


def test_time_spent_is_kept_and_shown(seat: Seat, assignment: AssignmentId, centre: SmallCentre) -> None:
    assert foot(seat, "worked") == "0 min"
    seat.qtbot.waitUntil(lambda: foot(seat, "worked") == "under 1 min", timeout=5000)
    seat.press(K.Key_Left, modifier=ALT)
    kept = seat.kept(assignment).worked_s
    assert 0.5 < kept < 60
    evaluation_id = seat.kept(assignment).id
    place = centre.services.inspecting.open(centre.anna, assignment).place
    centre.services.inspecting.keep_place(centre.anna, evaluation_id, place, worked_s=725.0)
    seat.open(assignment)
    assert foot(seat, "worked") == "12 min"


def test_a_draft_open_at_another_desk_is_only_read_until_it_is_taken_over(
    seat: Seat, centre: SmallCentre, elsewhere: Inspecting
) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    evaluation = elsewhere.open(centre.anna, given).evaluation
    elsewhere.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True))
    seat.open(given)
    assert f"open at another desk: {WARD}, since 14:00" in labels(seat)
    seat.press(K.Key_2)
    assert centre.services.reviewing.evaluation(centre.anna, evaluation.id).evaluation.answers[0].rating is True
    assert not [b for b in seat.window.findChildren(type(seat.desk.header._submit), "submit") if b.isVisible()]
    seat.click("notice_action")
    assert seat.desk.standing.remark.text == ""
    seat.press(K.Key_2)
    assert seat.kept(given).answers[0].rating is False


def test_a_desk_that_lost_the_draft_says_so_keeps_what_was_typed_and_takes_it_back(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre, elsewhere: Inspecting
) -> None:
    seat.press(K.Key_1, K.Key_C)
    seat.type("half a sent")
    other = elsewhere.open(centre.anna, assignment, takes_over=True)
    elsewhere.answer(centre.anna, other.evaluation.id, AnswerDraft("consent", False, comment="said there"))
    seat.press(K.Key_Escape)
    assert f"{WARD} took this draft over at 14:00" in labels(seat)
    assert "1 change of yours is not saved" in labels(seat)
    assert seat.desk.panel.comment.toPlainText() == "half a sent"
    seat.desk.panel.comment.setFocus()
    seat.type("ence")
    assert seat.desk.panel.comment.toPlainText() == "half a sent"
    seat.press(K.Key_Escape)
    assert "not saved yet" not in seat.notices(), "it is said once"
    seat.press(K.Key_2)
    seat.press(K.Key_Z, modifier=CTRL)
    assert shown_rating(seat) is True, "neither answered nor undone here any more"
    seat.click("notice_action")
    assert seat.desk.standing.remark.text == ""
    kept = {answer.criterion_key: answer for answer in seat.kept(assignment).answers}
    assert (kept["no_disclosure"].rating, kept["no_disclosure"].comment) == (True, "half a sent")
    assert (kept["consent"].rating, kept["consent"].comment) == (False, "said there")
    assert seat.desk.panel.comment.toPlainText() == "half a sent"
    seat.press(K.Key_2)
    assert {a.criterion_key: a.rating for a in seat.kept(assignment).answers}["no_disclosure"] is False


def test_what_could_not_be_kept_waits_for_its_own_call_and_holds_up_no_other(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre, elsewhere: Inspecting
) -> None:
    (second,) = centre.assign(centre.anna, "1009")
    other = elsewhere.open(centre.anna, assignment, takes_over=True).evaluation
    seat.press(K.Key_1)
    centre.answer_all(centre.anna, second)
    seat.open(second)
    assert "1 change to 1043 is not saved" in seat.notices()
    seat.press(K.Key_Return, modifier=CTRL)
    assert seat.kept(second).is_in
    elsewhere.let_go(centre.anna, other.id)
    seat.open(assignment)
    assert shown_rating(seat) is True
    assert [answer.rating for answer in seat.kept(assignment).answers] == [True]
    assert "not saved" not in seat.notices()


def test_a_desk_one_comes_back_to_finds_out_at_once(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre, elsewhere: Inspecting
) -> None:
    seat.press(K.Key_1)
    seat.desk.leave()
    other = elsewhere.open(centre.anna, assignment)
    assert not other.is_read_only, "a desk that was left keeps nobody waiting"
    elsewhere.answer(centre.anna, other.evaluation.id, AnswerDraft("no_disclosure", False))
    elsewhere.let_go(centre.anna, other.evaluation.id)
    seat.desk.resume()
    assert f"{WARD} took this draft over" in labels(seat)
    seat.click("notice_action")
    assert shown_rating(seat) is False


def test_what_was_submitted_at_another_desk_is_shown_as_it_is_kept(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre, elsewhere: Inspecting
) -> None:
    evaluation = centre.answer_all(centre.anna, assignment)
    elsewhere.open(centre.anna, assignment, takes_over=True)
    elsewhere.submit(centre.anna, evaluation.id)
    seat.press(K.Key_2)
    assert "closed at another desk" in labels(seat)
    seat.click("notice_action")
    assert shown_rating(seat) is True
    assert seat.scoring.evaluation.is_in


def test_submitting_can_be_undone_for_ten_minutes_as_the_desk_says(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre
) -> None:
    centre.services.inspecting.submit(centre.anna, centre.answer_all(centre.anna, assignment).id)
    later(centre, minutes=4)
    reopen(seat, assignment)
    undo = seat.desk.header._undo
    assert (undo.isVisible(), undo.text()) == (True, "Undo submit, 6 min")
    later(centre, minutes=7)
    seat.qtbot.waitUntil(lambda: not undo.isVisible(), timeout=5000)
    assert "it can only be read" in labels(seat)


def reopen(seat: Seat, assignment: AssignmentId) -> None:
    """Leave the call and open it anew."""
    seat.press(K.Key_Left, modifier=ALT)
    seat.open(assignment)
