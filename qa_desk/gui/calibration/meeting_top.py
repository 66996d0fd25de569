"""The top of the meeting on the projector, in one line: session, call, how much is settled, and whether names show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from qa_desk.gui.calibration.settled_bar import SettledBar
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.page_head import ElidedLabel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import text_width
from qa_desk.i18n import _

_BAR_WIDTH = 72


class MeetingTop(QWidget):
    """Stands in place of the head of the page.

    Signals:
        names_turned: show or hide the names.
        result_requested: everything is settled; show what it says.
    """

    names_turned = Signal()
    result_requested = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("meeting_top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = ElidedLabel()
        self._call, self._facts, self._settled, self._revealed = (QLabel() for _place in range(4))
        self._title.setProperty("weight", "strong")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._call, self._facts, self._revealed):
            label.setProperty("tone", "muted")
        self._bar = SettledBar(theme=theme)
        self._names = Button(
            theme=theme, kind="quiet", commands=commands, command="meeting.names", name="top_names", ground="background"
        )
        self._result = Button(_("See the result"), theme=theme, kind="primary", name="top_result", ground="background")
        self._names.clicked.connect(self.names_turned)
        self._result.clicked.connect(self.result_requested)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title, 20)
        for widget in (self._call, self._facts):
            self._row.addWidget(widget)
        self._row.addWidget(self._revealed)
        self._row.addStretch(1)
        for widget in (self._settled, self._bar, self._names, self._result):
            self._row.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()

    def show_session(self, title: str, revealed: str, n_settled: int, n_criteria: int) -> None:
        """Say which session this is, when it was revealed, and how far it is settled."""
        self._revealed.setText(revealed)
        self._revealed.setToolTip(_("{when}; nothing settles by itself").format(when=revealed))
        self._title.setText(title)
        self._title.setToolTip(title)
        self._measure_title()
        words = _("settled {n} of {total}").format(n=n_settled, total=n_criteria)
        self._settled.setText(words)
        self._bar.set_share(n_settled / n_criteria if n_criteria else 0.0)
        self._bar.setAccessibleName(words)
        self._result.setVisible(bool(n_criteria) and n_settled == n_criteria)

    def show_call(self, place: str, facts: str) -> None:
        """Say which call is talked about."""
        self._call.setText(place)
        self._facts.setText(facts)

    def show_names(self, *, hidden: bool) -> None:
        """Say whether names stand beside the shapes."""
        self._names.set_text(_("Names hidden") if hidden else _("Names shown"))

    def _measure_title(self) -> None:
        """No wider than its words, so that the call stands beside it."""
        words = text_width(self._title.text(), self._theme.font("body", "strong"))
        self._title.setMaximumWidth(round(words) + 1)

    def _dress(self) -> None:
        theme = self._theme
        self._measure_title()
        edge = theme.size("xl")
        self._row.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        self._row.setSpacing(theme.size("lg"))
        self._bar.setFixedWidth(theme.px(_BAR_WIDTH))
        ground, line = theme.color("background").name(), theme.color("line").name()
        self.setStyleSheet(f"#meeting_top {{ background: {ground}; border-bottom: 1px solid {line}; }}")
