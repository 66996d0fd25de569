"""The saver with real threads: order, newest wins, and nothing lost when the window closes."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.seat import seated

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def test_changes_are_kept_in_the_order_they_were_made(qtbot: QtBot) -> None:
    jobs, kept = Jobs(), []
    saver = Saver(jobs, lambda: NOW)
    with qtbot.waitSignal(saver.saved):
        for number in range(20):
            saver.save(number, lambda number=number: kept.append(number))
    assert kept == list(range(20))
    jobs.finish()


def test_of_changes_made_in_a_row_to_one_thing_the_newest_is_written(qtbot: QtBot) -> None:
    jobs, kept = Jobs(), []
    saver = Saver(jobs, lambda: NOW)
    with qtbot.waitSignal(saver.saved):
        for number in range(20):
            saver.save(number % 3, lambda number=number: kept.append(number))
    assert kept == [17, 18, 19]
    assert saver.is_idle
    jobs.finish()


def test_what_waits_for_everything_to_be_kept_comes_last(qtbot: QtBot) -> None:
    jobs, kept = Jobs(), []
    saver = Saver(jobs, lambda: NOW)
    saver.save("a", lambda: kept.append("a"))
    saver.save("b", lambda: kept.append("b"))
    saver.when_saved(lambda: kept.append("submitted"))
    qtbot.waitUntil(lambda: "submitted" in kept)
    assert kept == ["a", "b", "submitted"]
    jobs.finish()


def test_nothing_is_handed_in_after_a_change_could_not_be_kept(qtbot: QtBot) -> None:
    def fail() -> None:
        raise QADeskError(ErrorCode.DISK_FULL)

    jobs, done = Jobs(), []
    saver = Saver(jobs, lambda: NOW)
    with qtbot.waitSignal(saver.failed):
        saver.save("a", fail)
        saver.when_saved(lambda: done.append("submitted"))
    assert done == []
    assert saver.n_unsaved == 1
    saver.save("a", lambda: done.append("kept"))
    qtbot.waitUntil(lambda: saver.is_idle)
    assert done == ["kept"]
    jobs.finish()
    saver.deleteLater()


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
