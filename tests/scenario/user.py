"""Somebody at the window: presses keys, clicks what can be seen, and waits for what the window shows."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qa_desk.audio.output.silent import SilentDevice
from qa_desk.gui.main_window.window import MainWindow
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.page import Page
from qa_desk.i18n import _

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE_MS = 15_000
# What is put into a layout is shown in the next turn of the loop, and what it holds in the one after.
_TURNS_OF_LAYOUT = 4


class User:
    """Whoever sits at the window now; knows nothing that is not on the screen.

    Args:
        jobs: the work of the window, so that one can wait until it rests.
        device: the pretended sound card, whose time this user lets pass.
    """

    def __init__(self, window: MainWindow, qtbot: QtBot, jobs: Jobs, device: SilentDevice) -> None:
        self.window = window
        self.device = device
        self._qtbot = qtbot
        self._jobs = jobs

    @property
    def page(self) -> Page:
        """The page on the screen."""
        page = self.window.page
        assert page is not None
        return page

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that the side bar offers."""
        assert self.window.frame is not None
        return self.window.frame.side_bar.keys

    def waiting(self, page: str) -> int:
        """How much the side bar says waits on a page, once it was counted anew."""
        self.wait_until_idle()
        name = self.the(QWidget, f"page_{page}").accessibleName()
        counted = [int(word) for word in name.replace(",", " ").split() if word.isdigit()]
        return counted[0] if counted else 0

    def wait_until_idle(self) -> None:
        """Let the window finish what it is reading, and lay out what came."""
        self.wait_until(lambda: not self._jobs.running, "the window does not come to rest")
        for _turn in range(_TURNS_OF_LAYOUT):
            QApplication.processEvents()

    def wait_until(self, condition: Callable[[], object], what: str = "") -> None:
        """Look at the window until it is so."""

        def holds() -> None:
            assert condition(), what or "it did not come to be"

        self._qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def wait_for(self, look: Callable[[], T | None], what: str) -> T:
        """What `look` finds, as soon as it finds something."""
        found: list[T] = []

        def finds() -> bool:
            one = look()
            if one is not None:
                found.append(one)
            return one is not None

        self.wait_until(finds, f"not seen: {what}")
        return found[0]

    def sees(self, kind: type[W], name: str) -> bool:
        """Whether there is such a widget on the screen."""
        return bool(self._visible(kind, name))

    def the(self, kind: type[W], name: str) -> W:
        """The widget of that kind and name, as soon as one is on the screen."""

        def one() -> W | None:
            found = self._visible(kind, name)
            return found[0] if len(found) == 1 else None

        return self.wait_for(one, f"one {kind.__name__} “{name}” on {self._where()}")

    def every(self, kind: type[W], name: str) -> list[W]:
        """All widgets of that kind and name on the screen, from top to bottom."""
        return sorted(self._visible(kind, name), key=lambda one: one.mapToGlobal(QPoint()).toTuple()[::-1])

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the keyboard is."""
        self._qtbot.keyClick(self._focus(), key, modifiers)

    def write(self, text: str) -> None:
        """Type a text wherever the keyboard is; what no key has comes through an input method."""
        if text.isascii():
            self._qtbot.keyClicks(self._focus(), text)
            return
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(self._focus(), composed)

    def click(self, kind: type[QWidget], name: str) -> None:
        """Click the widget of that kind and name, once it can be clicked."""
        widget = self.the(kind, name)
        self.wait_until(widget.isEnabled, f"“{name}” can't be clicked: {widget.toolTip()}")
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_on(self, widget: QWidget) -> None:
        """Click this widget."""
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        """Click a row of a list or table."""
        view.scrollTo(index)
        self._qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())

    def row_with(self, view: QAbstractItemView, words: str) -> QModelIndex:
        """The row of a list or table that shows these words, as soon as it is there."""

        def look() -> QModelIndex | None:
            model = view.model()
            n_columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row in range(model.rowCount()):
                for column in range(n_columns):
                    index = model.index(row, column)
                    if words in str(index.data() or ""):
                        return index
            return None

        return self.wait_for(look, f"a row “{words}” in {view.objectName()}")

    def tick(self, words: str) -> None:
        """Click the check box beside these words."""

        def look() -> QCheckBox | None:
            boxes = [box for box in self.window.findChildren(QCheckBox) if box.isVisible() and box.text() == words]
            return boxes[0] if len(boxes) == 1 else None

        box = self.wait_for(look, f"a check box “{words}”")
        self._qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

    def choice(self, name: str) -> str:
        """What a combo box shows."""
        return self.the(QComboBox, name).currentText()

    def words_on(self, kind: type[QLabel], name: str) -> str:
        """What a label says."""
        return self.the(kind, name).text()

    def name_file(self, path: Path) -> None:
        """Write a path into the file dialog that is open, and take it."""

        def look() -> QFileDialog | None:
            return next((one for one in self.window.findChildren(QFileDialog) if one.isVisible()), None)

        dialog = self.wait_for(look, "a file dialog")
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        box = dialog.findChild(QDialogButtonBox)
        assert field is not None
        assert box is not None
        # Put there as from the clipboard: typed, Qt's dialog may complete it to something else meanwhile.
        field.setText(str(path))
        accept = next(one for one in box.buttons() if box.buttonRole(one) is QDialogButtonBox.ButtonRole.AcceptRole)
        self._qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
        self.wait_until(lambda: look() is None, "the file dialog stays")
        # What a window manager does when a dialog goes.
        self.window.activateWindow()
        self._qtbot.waitActive(self.window)

    def sign_in(self, name: str) -> None:
        """Leave the desk to `name`, who chooses it on the first screen."""
        if self.window.frame is not None:
            self.wait_until_idle()
            self.choose_command(_("Switch person"))
        people = self.the(QListView, "sign_in_people")
        self.click_row(people, self.row_with(people, name))
        self.wait_until(lambda: self.window.actor is not None and self.window.actor.name == name)
        self.wait_until(lambda: self.window.page is not None)

    def go_to(self, page: str) -> None:
        """Click a page in the side bar."""
        self.click(QWidget, f"page_{page}")
        self.wait_until(lambda: self.window.navigation.current is not None)

    def choose_command(self, title: str) -> None:
        """Find a command in the palette and press Enter on it."""
        self.find(title)
        self.press(Qt.Key.Key_Return)

    def find(self, text: str) -> QListView:
        """Type into the palette; the list of what it found, not yet chosen from."""
        self.press(Qt.Key.Key_K, CTRL)
        self.the(QWidget, "palette_field")
        self.write(text)
        return self.the(QListView, "palette_list")

    def search(self, text: str) -> None:
        """Type into the palette and wait until the workspace was searched."""
        self.press(Qt.Key.Key_K, CTRL)
        self.the(QWidget, "palette_field")
        with self._qtbot.waitSignal(self._jobs.started, timeout=PATIENCE_MS):
            self.write(text)
        self.wait_until_idle()

    def let_sound_play(self, seconds: float) -> None:
        """Let the time of the sound card pass, in blocks as a card asks for them."""
        rate_hz = self.device.rate_hz
        for _block in range(round(seconds * 10)):
            self.device.advance(rate_hz // 10)

    def _visible(self, kind: type[W], name: str) -> list[W]:
        return [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _where(self) -> str:
        page = self.window.page
        return f"the page “{page.title()}”" if page is not None else "the first screen"
