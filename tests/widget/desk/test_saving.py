"""The saver with real threads: order, newest wins, and nothing lost when the window closes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.keeping.change_journal import KeptChange
from qa_desk.services.keeping.desk_changes import AnswerChange, DeskChange, Submission
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.small_centre import SmallCentre
from tests.widget.seat import seated

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


ONE, OTHER = EvaluationId(uuid4()), EvaluationId(uuid4())


class Store:
    """What arrived, in its order; away or choosy when a test says so. And what lies on the disk."""

    def __init__(self) -> None:
        self.kept: list[DeskChange] = []
        self.on_disk: dict[object, DeskChange] = {}
        self.problem: QADeskError | None = None
        self.refused: dict[object, QADeskError] = {}
        self.n_tries = 0

    def write_down(self, kept: KeptChange) -> None:
        self.on_disk[kept.change.key] = kept.change

    def keep(self, kept: KeptChange) -> object:
        self.n_tries += 1
        problem = self.problem or self.refused.get(kept.change.key)
        if problem is not None:
            raise problem
        self.kept.append(kept.change)
        return Changes()

    def drop(self, kept: KeptChange) -> None:
        del self.on_disk[kept.change.key]


def answer(key: str, comment: str = "", of: EvaluationId = ONE) -> AnswerChange:
    return AnswerChange(of, AnswerDraft(key, True, comment=comment))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def saver(store: Store, qtbot: QtBot) -> Iterator[Saver]:
    """With real threads."""
    jobs = Jobs()
    made = Saver(store, jobs, lambda: NOW)
    yield made
    jobs.finish()
    made.deleteLater()


def test_changes_are_kept_in_the_order_they_were_made(saver: Saver, store: Store, qtbot: QtBot) -> None:
    changes = [answer(str(number)) for number in range(20)]
    with qtbot.waitSignal(saver.saved):
        for change in changes:
            saver.save(change)
    assert store.kept == changes


def test_of_changes_made_in_a_row_to_one_thing_the_newest_is_written(saver: Saver, store: Store, qtbot: QtBot) -> None:
    with qtbot.waitSignal(saver.saved):
        for number in range(20):
            saver.save(answer(str(number % 3), str(number)))
    assert [change.draft.comment for change in store.kept if isinstance(change, AnswerChange)] == ["17", "18", "19"]
    assert saver.is_idle


def test_what_waits_for_everything_to_be_kept_comes_last(saver: Saver, store: Store, qtbot: QtBot) -> None:
    done: list[int] = []
    saver.save(answer("a"))
    saver.save(answer("b"))
    saver.when_saved(lambda: done.append(len(store.kept)), of=ONE)
    qtbot.waitUntil(lambda: done == [2])


def test_what_is_handed_in_goes_after_all_else_of_it(saver: Saver, store: Store, qtbot: QtBot) -> None:
    with qtbot.waitSignal(saver.handed_in):
        saver.save(answer("a"))
        saver.save(answer("b"))
        saver.save(Submission(ONE))
    assert store.kept == [answer("a"), answer("b"), Submission(ONE)]


def test_nothing_is_handed_in_after_a_change_could_not_be_kept(saver: Saver, store: Store, qtbot: QtBot) -> None:
    store.refused[answer("a").key] = QADeskError(ErrorCode.ANSWER_INVALID)
    with qtbot.waitSignal(saver.failed):
        saver.save(answer("a"))
        saver.save(Submission(ONE))
    assert store.kept == []
    assert saver.n_unsaved == 2
    store.refused.clear()
    with qtbot.waitSignal(saver.handed_in):
        saver.save(answer("a", "mended"))
    assert store.kept == [answer("a", "mended"), Submission(ONE)]
    assert saver.is_idle


def test_while_the_store_is_away_one_change_at_a_time_is_tried_and_then_all_go(
    saver: Saver, store: Store, qtbot: QtBot
) -> None:
    store.problem = QADeskError(ErrorCode.DATABASE_UNREACHABLE)
    with qtbot.waitSignal(saver.failed):
        saver.save(answer("a"))
    n_tries = store.n_tries
    for key in "bcdefgh":
        saver.save(answer(key))
    saver.save(Submission(ONE))
    saver.save(answer("a", of=OTHER))
    qtbot.waitUntil(lambda: saver.n_unsaved == 10)
    assert store.n_tries == n_tries + 1
    qtbot.waitUntil(lambda: len(store.on_disk) == 10)
    store.problem = None
    with qtbot.waitSignal(saver.recovered):
        saver.try_again()
    assert len(store.kept) == 10
    of_one = [change for change in store.kept if change.evaluation_id == ONE]
    assert of_one[-1] == Submission(ONE)
    assert saver.is_idle


def test_of_one_answer_only_the_newest_is_brought_when_the_store_is_back(
    saver: Saver, store: Store, qtbot: QtBot
) -> None:
    store.problem = QADeskError(ErrorCode.DATABASE_UNREACHABLE)
    for word in ("one", "two", "three"):
        with qtbot.waitSignal(saver.failed):
            saver.save(answer("a", word))
    qtbot.waitUntil(lambda: saver.n_unsaved == 1 and store.on_disk[answer("a").key] == answer("a", "three"))
    store.problem = None
    with qtbot.waitSignal(saver.recovered):
        saver.try_again()
    assert store.kept == [answer("a", "three")]


def test_what_is_cancelled_is_gone_from_the_disk(saver: Saver, store: Store, qtbot: QtBot) -> None:
    store.problem = QADeskError(ErrorCode.ANSWERS_MISSING)
    with qtbot.waitSignal(saver.failed):
        saver.save(Submission(ONE))
    saver.cancel(Submission(ONE).key)
    qtbot.waitUntil(lambda: not store.on_disk)
    assert saver.is_idle


def test_closing_the_window_waits_for_what_is_being_kept(
    centre: SmallCentre, qtbot: QtBot, settings: SettingsStore, theme: Theme
) -> None:
    jobs = Jobs()
    (assignment,) = centre.assign(centre.anna, "1043")
    with seated(centre, centre.anna, qtbot, jobs, settings, theme) as seat:
        qtbot.waitUntil(lambda: seat.window.page is not None)
        seat.open(assignment)
        for _criterion in range(6):
            seat.press(Qt.Key.Key_1, Qt.Key.Key_Down)
        seat.press(Qt.Key.Key_C)
        seat.type("to the last word")
        seat.window.close()
    kept = centre.services.inspecting.open(centre.anna, assignment).evaluation
    assert len([answer for answer in kept.answers if answer.is_given]) == 6
    assert "to the last word" in {answer.comment for answer in kept.answers}
