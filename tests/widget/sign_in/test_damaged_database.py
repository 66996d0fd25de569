"""A damaged database at the first screen: what happened, what would be missing, and one button that mends it."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.daily_copies import DailyCopies
from qa_desk.gui.shell.jobs import ImmediateJobs
from tests.widget.sign_in.conftest import Morning


def damaged(n_missing: int | None) -> QADeskError:
    """What opening a damaged file says."""
    return QADeskError(
        ErrorCode.DATABASE_REPLACEABLE,
        file="/home/anna/qa/qa_desk.sqlite3",
        detail="file is not a database",
        when="2026-11-21 18:02",
        made_at=datetime(2026, 11, 21, 18, 2, tzinfo=UTC),
        last_saved_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        n_missing=n_missing,
    )


def test_a_damaged_database_offers_the_last_good_backup(morning: Morning) -> None:
    morning.window.show_failure(damaged(None))
    words = morning.words()
    assert "qa_desk.sqlite3 can't be read any more: file is not a database." in words
    assert "Nothing was overwritten. The damaged file will be kept aside in /home/anna/qa." in words
    assert "The last good backup is from 2026-11-2" in words
    with morning.qtbot.waitSignal(morning.window.arrival.restore_requested):
        morning.qtbot.mouseClick(morning.the("restore"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("n_missing", "said"),
    [(0, "nothing was saved after it"), (1, "1 step recorded"), (7, "7 steps recorded"), (None, "would be missing")],
)
def test_it_says_what_would_be_missing(morning: Morning, n_missing: int | None, said: str) -> None:
    morning.window.show_failure(damaged(n_missing))
    assert said in morning.words()


def test_the_damage_stays_on_the_screen_in_another_language(morning: Morning) -> None:
    morning.window.show_failure(damaged(3))
    morning.qtbot.mouseClick(morning.the("sign_in_language").buttons[1], Qt.MouseButton.LeftButton)
    assert morning.the("restore").isVisible()


def test_whoever_signs_in_for_viewing_only_is_told_so(morning: Morning) -> None:
    morning.centre.workspace.store.is_read_only = True
    morning.window.sign_in(morning.centre.anna)
    assert "can only be looked at" in " ".join(notice.text for notice in morning.window.notices.standing)


def test_a_copy_is_asked_for_at_once_and_every_hour(qapp: QApplication, qtbot: QtBot) -> None:
    asked: list[int] = []
    failures: list[Exception] = []
    owner = QObject()

    def keep() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise QADeskError(ErrorCode.DISK_FULL)

    copies = DailyCopies(keep, ImmediateJobs(), failures.append, owner)
    assert len(asked) == 1
    copies.look()
    assert [error.code for error in failures if isinstance(error, QADeskError)] == [ErrorCode.DISK_FULL]
