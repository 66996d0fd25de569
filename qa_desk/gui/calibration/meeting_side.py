"""The left side of the meeting: which call, how much is settled, and the criteria of that call."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.gui.calibration.criterion_list import CriterionList
from qa_desk.gui.calibration.settled_bar import SettledBar
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, ngettext

_WIDTH = 324
_PROJECTOR_WIDTH = 372


class MeetingSide(QWidget):
    """Steps through calls and criteria.

    Signals:
        call_stepped: +1 or −1.
        criterion_chosen: key of the criterion.
        agreed_settled: settle all on which everybody agrees.
    """

    call_stepped = Signal(int)
    criterion_chosen = Signal(str)
    agreed_settled = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("meeting_side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._previous = Button(
            theme=theme,
            kind="quiet",
            small=True,
            icon="chevron-left",
            tip=_("Previous call"),
            commands=commands,
            command="meeting.previous_call",
            name="previous_call",
            ground="background",
        )
        self._next = Button(
            theme=theme,
            kind="quiet",
            small=True,
            icon="chevron-right",
            tip=_("Next call"),
            commands=commands,
            command="meeting.next_call",
            name="next_call",
            ground="background",
        )
        self._call = QLabel()
        self._facts = QLabel()
        self._settled = QLabel()
        self._bar = SettledBar(theme=theme)
        self._order = QLabel(_("Critical first, then most disagreement"))
        self.criteria = CriterionList(theme=theme)
        self._agreed = Button(theme=theme, icon="check", name="settle_agreed", ground="background")
        self._build()
        self._previous.clicked.connect(lambda: self.call_stepped.emit(-1))
        self._next.clicked.connect(lambda: self.call_stepped.emit(1))
        self._agreed.clicked.connect(self.agreed_settled)
        self.criteria.criterion_chosen.connect(self.criterion_chosen)
        theme.changed.connect(self._dress)

    def show_call(self, call: CallSummary, place: int, n_calls: int) -> None:
        """Say which call is talked about; whose it is matters to nobody here."""
        self._call.setText(call_place(place, n_calls))
        self._facts.setText(call_facts(call))
        self._previous.setEnabled(place > 0)
        self._next.setEnabled(place + 1 < n_calls)

    def show_progress(self, n_settled: int, n_criteria: int) -> None:
        """Say how far the session is settled."""
        words = _("settled {n} of {total}").format(n=n_settled, total=n_criteria)
        self._settled.setText(words)
        self._bar.set_share(n_settled / n_criteria if n_criteria else 0.0)
        self._bar.setAccessibleName(words)

    def offer_agreed(self, n_agreed_open: int) -> None:
        """Offer to settle all on which everybody agrees; nothing where there is none."""
        words = ngettext("Settle {n} on which all agree", "Settle {n} on which all agree", n_agreed_open)
        self._agreed.set_text(words.format(n=n_agreed_open))
        self._foot.setVisible(n_agreed_open > 0)

    def _build(self) -> None:
        theme = self._theme
        self._call.setProperty("weight", "medium")
        self._call.setObjectName("call_place")
        self._facts.setObjectName("call_facts")
        self._facts.setWordWrap(True)
        self._settled.setObjectName("settled_words")
        for label in (self._facts, self._order):
            label.setProperty("tone", "muted")
        self._order.setProperty("type", "caption")
        self._order.setWordWrap(True)
        step = QHBoxLayout()
        step.setSpacing(theme.size("xs"))
        for widget in (self._previous, self._call, self._next):
            step.addWidget(widget)
        step.addStretch(1)
        progress = QHBoxLayout()
        progress.setSpacing(theme.size("md"))
        progress.addWidget(self._settled)
        progress.addWidget(self._bar, 1)
        self._above = QWidget()
        self._head = QVBoxLayout(self._above)
        self._head.addLayout(step)
        self._head.addWidget(self._facts)
        self._head.addLayout(progress)
        self._foot = QWidget()
        self._foot.hide()
        self._below = QVBoxLayout(self._foot)
        self._below.addWidget(self._agreed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._above)
        column.addWidget(self._order)
        column.addWidget(self.criteria, 1)
        column.addWidget(self._foot)
        self._dress()

    def _dress(self) -> None:
        theme = self._theme
        edge = theme.size("lg")
        # On the projector all of this stands in one line above both columns.
        self._above.setVisible(not theme.is_projector)
        self._order.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        self._below.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        self._head.setContentsMargins(edge, theme.size("sm"), edge, 0)
        self._head.setSpacing(theme.size("sm"))
        self.setFixedWidth(theme.px(_PROJECTOR_WIDTH if theme.is_projector else _WIDTH))
        ground, line = theme.color("background").name(), theme.color("line").name()
        self.setStyleSheet(f"#meeting_side {{ background: {ground}; border-right: 1px solid {line}; }}")


def call_place(place: int, n_calls: int) -> str:
    """Which of the calls it is."""
    return _("call {n} of {total}").format(n=place + 1, total=n_calls)


def call_facts(call: CallSummary) -> str:
    """The call without the agent: its key, what it was about, how long it took."""
    facts = (call.key, call.business_type, length_text(call.duration_s) if call.duration_s else "")
    return " · ".join(fact for fact in facts if fact)
