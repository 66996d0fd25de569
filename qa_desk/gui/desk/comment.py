"""The comment on a criterion: kept a moment after typing stops, and at once when the keyboard leaves."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_PAUSE_MS = 400
_N_LINES = 3


class CommentField(QPlainTextEdit):
    """Signals:
    comment_written: key of the criterion and the text, when typing paused.
    finished: the keyboard left; the next typing is another comment.
    """

    comment_written = Signal(str, str)
    finished = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = ""
        self._kept = ""
        self._is_showing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.setObjectName("comment")
        self.setAccessibleName(_("Comment"))
        self.setTabChangesFocus(True)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._measure)
        self._measure()

    def show_comment(self, key: str, comment: str) -> None:
        """Show the comment of a criterion; what is being typed into the same one is left alone."""
        if key == self._key and comment == self._kept:
            return
        self.flush()
        self._key, self._kept = key, comment
        if comment != self.toPlainText():
            self._is_showing = True
            self.setPlainText(comment)
            self._is_showing = False

    def set_read_only(self, read_only: bool) -> None:
        """Only show it. The keyboard may stay: what somebody goes on typing must not fall on the keys of the form."""
        if read_only != self.isReadOnly():
            self.setReadOnly(read_only)
            self.style().polish(self)

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._pause.stop()
        text = self.toPlainText().strip()
        if self._key and text != self._kept:
            self._kept = text
            self.comment_written.emit(self._key, text)

    def _on_text_changed(self) -> None:
        if not self._is_showing:
            self._pause.start()

    def _measure(self) -> None:
        lines = _N_LINES * QFontMetrics(self._theme.font("body")).lineSpacing()
        self.setFixedHeight(lines + self._theme.size("lg"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()
        self.finished.emit()
