"""An inspector at the window who scores one call by keyboard, round and round, until somebody ends the process.

`python -m tests.proof.scoring_at_the_desk` reads "FOLDER FIRST" from its input, a line for each time; each time a
process of its own opens the window, tells what it shows, then each deed and all that the desk says is saved. Used by
`killed_desk`.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.bootstrap import open_workspace
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.my_calls.page import PAGE, MyCallsPage
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_bar import SoundBar

MARK_EVERY = 60
_PAUSE_MS = 4
_N_IN_A_ROW = 3
_N_PLACES = 71
_N_MARKS_TOLD = 30
K = Qt.Key


def told_of(evaluation: Evaluation) -> dict[str, object]:
    """What was answered and marked, as it is told and compared."""
    answers = {one.criterion_key: [one.rating, one.comment] for one in evaluation.answers}
    notes = sorted((mark.note for mark in evaluation.marks if mark.note), key=lambda note: int(note[1:]))
    return {"answers": answers, "marks": notes[-_N_MARKS_TOLD:]}


def answered_keys(version: ScorecardVersion) -> tuple[str, ...]:
    """The criteria gone through: those with options, but for the ones that others hang on or that hang on others."""
    asked = {one.shown_when.criterion_key for one in version.criteria if one.shown_when is not None}
    return tuple(
        one.key
        for one in version.criteria
        if one.scale.prompt().kind is PromptKind.OPTIONS and one.shown_when is None and one.key not in asked
    )


def nth_option(number: int, n_keys: int) -> int:
    """Which of the first two options the deed with this number chooses, counted from 0."""
    return (number // n_keys) % 2


def place_s(number: int) -> float:
    """Where the playhead is put by that deed."""
    return number % _N_PLACES + 0.5


class Inspector:
    """Goes on with the deeds from `first`, telling of each before it is done."""

    def __init__(self, desk: DeskWidget, player: Player, first: int, tell: Callable[[str, object], None]) -> None:
        assert desk.scoring is not None
        self._desk, self._player, self._tell = desk, player, tell
        self._scoring: Scoring = desk.scoring
        self._number = first
        self._keys = answered_keys(desk.scoring.view.version)

    def do_next(self) -> None:
        """Rate a criterion, comment on it, now and then leave a mark."""
        number, key = self._number, self._keys[self._number % len(self._keys)]
        self._number += 1
        self._tell("does", number)
        self._player.seek(place_s(number))
        self._desk.form.criterion_chosen.emit(key)
        self._press(K.Key_2 if nth_option(number, len(self._keys)) else K.Key_1)
        if number % MARK_EVERY == 0:
            self._press(K.Key_M, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(self._focus(), f"m{number}")
            self._press(K.Key_Return)
        self._press(K.Key_C)
        QTest.keyClick(self._focus(), K.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self._focus(), f"n{number}")
        self._press(K.Key_Escape)
        # Often the next comes before this one is saved; now and then the desk has time to say that it is.
        if number % _N_IN_A_ROW:
            QTimer.singleShot(_PAUSE_MS, self.do_next)
        else:
            self._desk._saver.when_saved(self.do_next, of=self._scoring.evaluation.id)

    def tell_saved(self) -> None:
        """The desk says that all of it is saved."""
        self._tell("saved", told_of(self._scoring.evaluation))

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focus(), key, modifier)

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


def score(folder: Path, first: int) -> None:
    """Open the window on the workspace and score until the process is ended."""
    app = QApplication(["qa-desk"])
    settings_folder = TemporaryDirectory()
    settings = SettingsStore(Path(settings_folder.name) / "settings.json")
    bridge = PlayerBridge(Player(SilentDevice(), is_threaded=False))
    workspace = open_workspace(folder)
    anna = workspace.services.administering.actor_named("i-1")
    (item,) = workspace.services.inspecting.my_calls(anna)
    window = MainWindow(theme=Theme("light"), settings=settings, jobs=Jobs())
    rooms = Rooms(specs=(PAGE,), player=bridge, make_transport=lambda context: SoundBar(context, bridge))
    window.open_workspace(workspace, workspace.services.administering.people_to_sign_in(), rooms)
    window.show()
    window.activateWindow()
    window.sign_in(anna, place=Place.to("my_calls", assignment=str(item.assignment_id)))
    page = window.page
    assert isinstance(page, MyCallsPage)
    looking = QTimer()

    def begin() -> None:
        desk = page.desk
        if desk.scoring is None or not bridge.player.duration_s or QApplication.focusWidget() is None:
            return
        looking.stop()
        _tell("shows", [desk.scoring.current, bridge.player.position_s, desk.standing.remark.text])
        _tell("saved", told_of(desk.scoring.evaluation))
        inspector = Inspector(desk, bridge.player, first, _tell)
        # Connected after the desk, which by then shows it in its foot: "saved 14:03:22".
        desk._saver.saved.connect(lambda _moment, _of: inspector.tell_saved())
        inspector.do_next()

    looking.timeout.connect(begin)
    looking.start(_PAUSE_MS)
    app.exec()


def _tell(what: str, value: object) -> None:
    """A line at once and whole, or not at all: a pipe takes up to 4,096 bytes in one piece."""
    line = (json.dumps([what, value]) + "\n").encode()
    assert len(line) <= 4096, "too long to be written in one piece"
    os.write(sys.stdout.fileno(), line)


def main() -> None:
    """Begin a process for each line; all that takes long to load is loaded once, here."""
    for line in sys.stdin:
        folder, first = line.rsplit(" ", 1)
        process_id = os.fork()
        if process_id == 0:
            score(Path(folder), int(first))
        _tell("began", process_id)
        os.waitpid(process_id, 0)
        _tell("ended", process_id)


if __name__ == "__main__":
    main()
