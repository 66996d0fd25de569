"""Notices as lines in the page, never over it: what happened, what was kept, and what to do now as a button."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.notices import Notice, NoticeKind, Notices
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box
from qa_desk.i18n import _, with_label

_SIGNS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.INFO: ("info", "muted"),
    NoticeKind.DONE: ("check", "pass"),
    NoticeKind.WARNING: ("warning", "warning"),
    NoticeKind.ERROR: ("cross", "fail"),
    NoticeKind.RECORDING: ("disc", "on_accent"),
}


class NoticeBar(QWidget):
    """One notice, at least 36 high; Escape or ✕ closes it.

    Signals:
        closed: the person read it.
    """

    closed = Signal()

    def __init__(self, notice: Notice, *, theme: Theme, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice = notice
        self._closable = closable
        self.setObjectName(f"notice_{notice.kind}")
        self.setAccessibleName(with_label(_kind_word(notice.kind), notice.text))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._build()
        theme.changed.connect(self._dress)

    @property
    def notice(self) -> Notice:
        """What it says."""
        return self._notice

    def add_button(self, button: Button) -> None:
        """One more thing to do now, beside the one of the notice."""
        self._row.insertWidget(2, button)

    def _build(self) -> None:
        theme, notice = self._theme, self._notice
        row = QHBoxLayout(self)
        self._row = row
        pad = theme.size("md")
        row.setContentsMargins(pad + theme.size("icon") + theme.size("sm"), theme.size("xs"), pad - 4, theme.size("xs"))
        row.setSpacing(theme.size("sm"))
        self._label = QLabel(notice.text)
        self._label.setObjectName("notice_text")
        self._label.setWordWrap(True)
        if notice.kind is NoticeKind.RECORDING:
            self._label.setProperty("tone", "on_accent")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._label, 1)
        if notice.action is not None and notice.action_title:
            act = Button(notice.action_title, theme=theme, small=True, name="notice_action", ground="background")
            act.clicked.connect(self._on_acted)
            row.addWidget(act)
        if self._closable:
            tip = _("Close this notice")
            close = Button(theme=theme, kind="quiet", small=True, icon="close", tip=tip, name="notice_close")
            close.clicked.connect(self.closed)
            row.addWidget(close)
        self._dress()

    def _dress(self) -> None:
        self._label.setFont(self._theme.font("body"))
        self.updateGeometry()
        self.update()

    def _on_acted(self) -> None:
        if self._notice.action is not None:
            self._notice.action()
        if self._closable:
            self.closed.emit()

    def _ground(self) -> QColor:
        is_red = self._notice.kind is NoticeKind.RECORDING
        return self._theme.color("recording") if is_red else self._theme.track()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.size("row_table"))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(self.minimumSizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._closable:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        draw_box(painter, QRectF(self.rect()), radius=theme.size("radius"), fill=self._ground())
        sign, token = _SIGNS[self._notice.kind]
        side = theme.size("icon")
        paint_icon(painter, QRectF(theme.size("md"), 0, side, self.height()), sign, theme, token)


class NoticeStack(QWidget):
    """The standing notices, newest last; takes no room while there is none."""

    def __init__(self, notices: Notices, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._theme = theme
        self._bars: list[NoticeBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("xs"))
        self.setObjectName("notices")
        self.setAccessibleName(_("Notices"))
        notices.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        for bar in self._bars:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self._bars = [self._bar(notice) for notice in self._notices.standing]
        self.setVisible(bool(self._bars))

    def _bar(self, notice: Notice) -> NoticeBar:
        closable = notice.kind is not NoticeKind.RECORDING
        bar = NoticeBar(notice, theme=self._theme, closable=closable, parent=self)
        bar.closed.connect(lambda: self._notices.close(notice))
        self._column.addWidget(bar)
        return bar


def _kind_word(kind: NoticeKind) -> str:
    words = {
        NoticeKind.INFO: _("For your information"),
        NoticeKind.DONE: _("Done"),
        NoticeKind.WARNING: _("Warning"),
        NoticeKind.ERROR: _("Error"),
        NoticeKind.RECORDING: _("Recording"),
    }
    return words[kind]
