"""Where the keyboard is when nobody moved it: a click on a button does not take it from a list, and a field that goes
off the screen (its step is saved, its form given up) leaves it to the list one came from, not to the side bar."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from qa_desk.gui.shell.page import Page


class KeyboardWatch(QObject):
    """Brings the keyboard back; what a page or a person does with it meanwhile stands.

    Args:
        frame: what is watched; the watch goes with it.
        page: the page on the screen.
    """

    def __init__(self, frame: QWidget, page: Callable[[], Page | None]) -> None:
        super().__init__(frame)
        self._frame = frame
        self._page = page
        self._list: QAbstractItemView | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_moved)

    def _on_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self._frame):
            # its parts go before the watch does
            return
        if isinstance(new, QAbstractItemView) and self._is_on_page(new):
            self._list = new
            return
        window = self._frame.window()
        if old is None or not isValid(old) or old.window() is not window:
            return
        if new is window and old is self._list and QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            QTimer.singleShot(0, self, self._back_to_list)
        elif new is None or (not (old.isVisible() and old.isEnabled()) and not self._is_on_page(new)):
            QTimer.singleShot(0, self, self._pick_up)

    def _back_to_list(self) -> None:
        """A click that nobody takes leaves a text field, and no list."""
        if QApplication.focusWidget() is self._frame.window():
            self._pick_up()

    def _pick_up(self) -> None:
        """Nobody asked for what has the keyboard now: the list one worked in has it again, else the page as a whole."""
        window = self._frame.window()
        if not self._frame.isVisible() or not window.isActiveWindow() or self._is_on_page(QApplication.focusWidget()):
            return
        one = self._list
        to_list = one is not None and isValid(one) and one.isVisible() and one.isEnabled() and self._is_on_page(one)
        (one if to_list and one is not None else window).setFocus()

    def _is_on_page(self, widget: QWidget | None) -> bool:
        page = self._page()
        return page is not None and widget is not None and isValid(widget) and page.isAncestorOf(widget)
