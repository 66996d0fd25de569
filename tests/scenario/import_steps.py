"""How an administrator brings in a folder of recordings."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget

from tests.scenario.user import CTRL, User


@dataclass(frozen=True, slots=True)
class Fate:
    """What the report says of one file or row."""

    outcome: str
    why: str


def choose_folder(user: User, folder: Path) -> None:
    """On the page Calls, choose the folder; the window says what lies in it."""
    user.go_to("calls")
    user.wait_until_idle()
    user.press(Qt.Key.Key_I, CTRL)
    user.click(QAbstractButton, "choose_folder")
    user.name_file(folder)
    user.the(QAbstractButton, "start_import")


def start_and_cancel(user: User, *, at: str) -> None:
    """Import, and cancel when the progress line has come to the file `at`."""
    user.click(QAbstractButton, "start_import")
    line = user.the(QWidget, "import_progress")
    words = line.findChild(QLabel, "progress_words")
    cancel = line.findChild(QAbstractButton, "progress_cancel")
    assert words is not None
    assert cancel is not None
    user.wait_until(lambda: at in words.text(), f"the progress line did not come to {at}")
    user.click_on(cancel)
    user.the(QTableView, "import_items")


def go_on(user: User) -> None:
    """Do what was left; the report comes."""
    before = report(user)
    user.click(QAbstractButton, "import_again")
    user.wait_until(lambda: user.sees(QTableView, "import_items") and report(user) != before, "no report came")


def report(user: User) -> dict[str, Fate]:
    """What became of every file and row, by the name of the file, with the call's id where there is no file."""
    model = user.the(QTableView, "import_items").model()
    fates: dict[str, Fate] = {}
    for row in range(model.rowCount()):
        outcome, name, _row, call, why = (str(model.index(row, column).data()) for column in range(5))
        key = call if name in fates or name == "calls.csv" else name
        fates[key] = Fate(outcome, why)
    return fates
