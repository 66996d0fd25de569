"""The server goes away while somebody scores: scoring goes on, nothing is lost, and both answers are shown."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import EvaluationState
from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from qa_desk.store.store import Store
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat, seated

K = Qt.Key


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """Nothing reaches the database meanwhile."""

    @contextmanager
    def gone() -> Iterator[None]:
        with monkeypatch.context() as broken:
            for opening in ("unit_of_work", "reading"):
                broken.setattr(Store, opening, _unreachable)
            yield

    return gone


@pytest.fixture
def sit(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Callable[[], AbstractContextManager[Seat]]:
    """Opens the program once more, at a desk of its own."""

    def again() -> AbstractContextManager[Seat]:
        return seated(centre, centre.anna, qtbot, jobs, settings, theme)

    return again


def comes_back(seat: Seat) -> None:
    """The server is heard again."""
    seat.window.hub.announce(Changes.of(ObjectKind.SETTING))
    seat.qtbot.waitUntil(lambda: seat.desk._saver.is_idle)


def elsewhere(centre: SmallCentre) -> Inspecting:
    """The same person at another machine."""
    return Inspecting(centre.workspace.store, centre.clock, replace(DeskIdentity.here(), machine="ward-7"))


def kept_comment(seat: Seat, assignment: AssignmentId) -> str:
    answer = seat.kept(assignment).answer("no_disclosure")
    return answer.comment if answer is not None else ""


def test_scoring_goes_on_while_the_server_is_away_and_is_saved_when_it_is_back(
    seat: Seat, assignment: AssignmentId, away: Callable[[], AbstractContextManager[None]]
) -> None:
    with away():
        seat.press(K.Key_1, K.Key_Down, K.Key_1, K.Key_Down, K.Key_1)
        assert (
            "can’t be reached since 14:00. You can go on scoring; 3 changes are kept on this computer."
            in seat.notices()
        )
        assert len([one for one in seat.scoring.evaluation.answers if one.is_given]) == 3
        assert seat.centre.services.carrying_on.n_pending(seat.person) == 3
    comes_back(seat)
    assert "The server is back. 3 changes kept on this computer are saved there now." in seat.notices()
    assert "can’t be reached" not in seat.notices()
    assert len([one for one in seat.kept(assignment).answers if one.is_given]) == 3
    assert seat.centre.services.carrying_on.n_pending(seat.person) == 0


def test_what_is_submitted_without_the_server_arrives_once_when_it_is_back(
    seat: Seat, centre: SmallCentre, away: Callable[[], AbstractContextManager[None]]
) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    centre.answer_all(centre.anna, given)
    seat.open(given)
    with away():
        seat.press(K.Key_2)
        seat.press(K.Key_1)
        seat.press(K.Key_Return, modifier=CTRL)
        assert "1043 is submitted here. It is saved, once" in seat.notices()
        assert seat.scoring.is_read_only
        seat.press(K.Key_2)
        seat.press(K.Key_Return, modifier=CTRL)
    comes_back(seat)
    assert "1043 submitted" in seat.notices()
    kept = seat.kept(given)
    assert kept.state is EvaluationState.SUBMITTED
    answer = kept.answer("no_disclosure")
    assert answer is not None
    assert answer.rating is True
    entries = [one for one in _audit(centre) if one == "evaluation.submitted"]
    assert len(entries) == 1


def test_what_was_done_without_the_server_is_brought_there_by_the_next_start(
    seat: Seat,
    assignment: AssignmentId,
    centre: SmallCentre,
    away: Callable[[], AbstractContextManager[None]],
    sit: Callable[[], AbstractContextManager[Seat]],
) -> None:
    with away():
        seat.press(K.Key_2)
        seat.press(K.Key_C)
        seat.type("written in the dark")
        seat.press(K.Key_Escape)
        seat.window.close()
    assert kept_comment(seat, assignment) == ""
    with sit() as again:
        assert "kept on this computer" in again.notices()
        again.open(assignment)
        answer = again.scoring.answer("no_disclosure")
        assert answer is not None
        assert (answer.rating, answer.comment) == (False, "written in the dark")
    assert centre.services.carrying_on.n_pending(centre.anna) == 0


@pytest.mark.parametrize(("choice", "expected"), [("mine", "from here"), ("theirs", "from there")])
def test_both_answers_are_shown_where_another_desk_answered_meanwhile(
    seat: Seat,
    assignment: AssignmentId,
    centre: SmallCentre,
    away: Callable[[], AbstractContextManager[None]],
    sit: Callable[[], AbstractContextManager[Seat]],
    choice: str,
    expected: str,
) -> None:
    with away():
        seat.press(K.Key_1)
        seat.press(K.Key_C)
        seat.type("from here")
        seat.window.close()
    other = elsewhere(centre)
    evaluation = other.open(centre.anna, assignment, takes_over=True).evaluation
    other.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False, comment="from there"))
    other.let_go(centre.anna, evaluation.id)
    with sit() as again:
        assert "compare both and choose" in again.notices()
        again.click("notice_action")
        again.qtbot.waitUntil(lambda: again.desk.two_answers.isVisible())
        said = [label.text() for label in again.desk.two_answers.findChildren(QLabel)]
        assert any("from here" in words for words in said)
        assert any("from there" in words for words in said)
        radio = again.find(f"{choice}_no_disclosure")
        assert isinstance(radio, QRadioButton)
        radio.setChecked(True)
        again.click("save_chosen")
        assert not again.desk.two_answers.isVisible()
        answer = again.scoring.answer("no_disclosure")
        assert answer is not None
        assert answer.comment == expected
        assert kept_comment(again, assignment) == expected
        assert "compare both" not in again.notices()


def test_opening_another_call_says_why_it_can_not_be_opened(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre, away: Callable[[], AbstractContextManager[None]]
) -> None:
    (second,) = centre.assign(centre.anna, "1009")
    with away():
        seat.press(K.Key_1)
        seat.window.navigation.go(_place(second))
        assert "This call can’t be opened now: it lies on the server" in seat.notices()
        assert "does not answer" not in seat.notices(), "that the server is away is said once"
    comes_back(seat)
    assert centre.services.carrying_on.n_pending(centre.anna) == 0


def _place(assignment: AssignmentId) -> Place:
    return Place.to("my_calls", assignment=str(assignment))


def _audit(centre: SmallCentre) -> list[str]:
    with centre.workspace.store._engine.connect() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql("SELECT action FROM audit_entries")]


def _unreachable(*_args: object, **_options: object) -> object:
    raise QADeskError(ErrorCode.DATABASE_UNREACHABLE, detail="the test pulled the plug", folder="")
