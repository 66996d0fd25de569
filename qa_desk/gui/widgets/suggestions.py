"""The list of suggestions below a field. It is a window of its own, which is dressed as the window of its field is."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QWidget


class _Dressing(QObject):
    """Dresses the list before it is measured, and again each time it is shown: the theme may have changed."""

    def __init__(self, popup: QAbstractItemView, field: QWidget) -> None:
        super().__init__(popup)
        self._popup = popup
        self._field = field
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._popup and event.type() in (QEvent.Type.Polish, QEvent.Type.Show):
            sheet = self._field.window().styleSheet()
            if sheet != self._popup.styleSheet():
                self._popup.setStyleSheet(sheet)
        return False


def dress_suggestions(completer: QCompleter, field: QWidget) -> None:
    """Let what this completer suggests in a list below the field look like the rest of the window."""
    popup = completer.popup()
    assert popup is not None, "it completes within the field"
    _Dressing(popup, field)
