"""A session before the reveal: who is done (a name and a tick), the calls, and what the reader still has to score."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.calibration import Seat, SeatKind
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.evaluation import AssignmentState, WorkItem
from qa_desk.domain.people import Person
from qa_desk.gui.calibration.blind_words import late_words, reminder
from qa_desk.gui.calibration.seats import SeatShape
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.confirm_bar import ConfirmBar
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.sign import Sign
from qa_desk.i18n import _, listed, ngettext

_PANEL_WIDTH = 320


class BlindView(QWidget):
    """Two columns: the panel, and the calls.

    Signals:
        reveal_confirmed: reveal although somebody is missing.
        score_requested: the `AssignmentId` of one's own open call.
        seat_requested: the `Person` to be given a seat.
        unseat_requested: the `Seat` to be taken away.
        lead_requested: to lead the session from now on.
    """

    reveal_confirmed = Signal()
    score_requested = Signal(object)
    seat_requested = Signal(object)
    unseat_requested = Signal(object)
    lead_requested = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme = context.theme
        self._confirm = ConfirmBar(theme=theme)
        self._confirm.confirmed.connect(lambda _text: self.reveal_confirmed.emit())
        self._panel = QVBoxLayout()
        self._calls = QVBoxLayout()
        left, right = QWidget(), QWidget()
        for place, column in ((left, self._panel), (right, self._calls)):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            place.setLayout(column)
        left.setMinimumWidth(theme.px(_PANEL_WIDTH))
        row = QHBoxLayout()
        row.setSpacing(theme.size("xl") * 2)
        row.addWidget(left, 2)
        row.addWidget(right, 3)
        content = QWidget()
        inner = QVBoxLayout(content)
        edge = theme.size("xl")
        inner.setContentsMargins(edge, theme.size("sm"), edge, edge)
        inner.setSpacing(theme.size("lg"))
        inner.addLayout(row)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        bar = QVBoxLayout()
        bar.setContentsMargins(edge, 0, edge, 0)
        bar.addWidget(self._confirm)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(bar)
        outer.addWidget(scroll, 1)

    def show_session(self, session: ShownSession) -> None:
        """Show who is done, the calls, and what waits for the reader."""
        self._confirm.hide()
        emptied(self._panel)
        emptied(self._calls)
        panel, theme = session.view.session, self._context.theme
        n_done = sum(seat.is_done for seat in panel.seats)
        counted = _("{n} of {total} done").format(n=n_done, total=len(panel.seats))
        self._panel.addWidget(self._heading(_("Panel"), counted))
        for place, seat in enumerate(panel.seats):
            line = SeatLine(seat, place, theme=theme, can_go=session.view.is_lead)
            line.unseat_requested.connect(partial(self.unseat_requested.emit, seat))
            self._panel.addWidget(line)
        if session.seatable:
            self._panel.addWidget(self._seat_choice(session.seatable))
        self._panel.addWidget(self._note(_("Who answered what stays sealed until the reveal, for everybody.")))
        if session.view.is_overdue:
            self._panel.addWidget(self._late(session))
        if not session.view.is_lead:
            self._panel.addWidget(self._lead(session))
        self._panel.addStretch(1)
        waiting = {item.call_id: item for item in session.my_calls}
        told = ngettext("{n} waits for you", "{n} wait for you", len(waiting)).format(n=len(waiting)) if waiting else ""
        self._calls.addWidget(self._heading(_("Calls"), told))
        for call in session.view.calls:
            self._calls.addWidget(self._call_line(call, waiting.get(call.id)))
        self._calls.addStretch(1)

    def ask_about(self, missing: tuple[Seat, ...]) -> None:
        """Ask whether to reveal without these members."""
        names = listed(seat.name for seat in missing)
        told = ngettext(
            "{names} has not handed in. What comes in after the reveal is marked late and stays out of the figures.",
            "{names} have not handed in. What comes in after the reveal is marked late and stays out of the figures.",
            len(missing),
        )
        self._confirm.ask(told.format(names=names), _("Reveal without them"), _("Wait"))

    def _seat_choice(self, people: tuple[Person, ...]) -> QWidget:
        """Somebody else to be given a seat, chosen by name."""
        theme, block = self._context.theme, QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, theme.size("sm"), 0, 0)
        row.setSpacing(theme.size("sm"))
        choice = QComboBox()
        choice.setObjectName("seat_choice")
        choice.setAccessibleName(_("Who gets a seat"))
        for person in people:
            choice.addItem(person.name, person)
        button = Button(_("Give a seat"), theme=theme, small=True, icon="person-add", name="give_seat")
        button.clicked.connect(lambda: self.seat_requested.emit(choice.currentData()))
        row.addWidget(choice, 1)
        row.addWidget(button)
        return block

    def _late(self, session: ShownSession) -> QWidget:
        """Who is late, and a line to send them."""
        theme, block = self._context.theme, QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, theme.size("sm"), 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(Sign("clock", "warning", theme=theme))
        words = QLabel(late_words(session))
        words.setObjectName("late")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        copy = Button(_("Copy a reminder"), theme=theme, small=True, icon="copy", name="copy_reminder")
        copy.clicked.connect(lambda: self._copy(reminder(session)))
        row.addWidget(copy)
        return block

    def _lead(self, session: ShownSession) -> QWidget:
        """Who leads, and the way to lead oneself for whoever may."""
        theme, block = self._context.theme, QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, theme.size("sm"), 0, 0)
        words = QLabel(_("Led by {name}").format(name=session.view.lead_name))
        words.setProperty("tone", "muted")
        row.addWidget(words, 1)
        if session.view.may_run:
            button = Button(_("Take over"), theme=theme, small=True, name="take_over")
            button.setToolTip(_("Lead this session from now on; it is noted on its record"))
            button.clicked.connect(lambda: self.lead_requested.emit())
            row.addWidget(button)
        return block

    def _copy(self, words: str) -> None:
        QApplication.clipboard().setText(words)
        self._context.notices.done(_("Copied: a reminder to send."), key="reminder")

    def _heading(self, title: str, told: str) -> QWidget:
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, self._context.theme.size("sm"))
        row.setSpacing(self._context.theme.size("md"))
        words = QLabel(title)
        words.setProperty("type", "title")
        row.addWidget(words)
        count = QLabel(told)
        count.setObjectName("heading_count")
        count.setProperty("tone", "muted")
        row.addWidget(count, 1)
        return block

    def _note(self, words: str) -> QLabel:
        note = QLabel(words)
        note.setWordWrap(True)
        note.setProperty("tone", "muted")
        note.setContentsMargins(0, self._context.theme.size("md"), 0, 0)
        return note

    def _call_line(self, call: CallSummary, mine: WorkItem | None) -> QWidget:
        theme = self._context.theme
        line = QWidget()
        line.setMinimumHeight(theme.size("row_table") + theme.size("xs"))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("md"))
        key = QLabel(call.key)
        key.setProperty("weight", "medium")
        row.addWidget(key)
        facts = [call.agent_name, call.business_type, length_text(call.duration_s) if call.duration_s else ""]
        words = QLabel(" · ".join(fact for fact in facts if fact))
        words.setProperty("tone", "muted")
        row.addWidget(words, 1)
        if mine is not None:
            title = _("Go on") if mine.state is AssignmentState.BEGUN else _("Score")
            button = Button(title, theme=theme, small=True, icon="headphones", name=f"score_{call.key}")
            button.setAccessibleName(_("Score call {key}").format(key=call.key))
            button.clicked.connect(lambda: self.score_requested.emit(mine.assignment_id))
            row.addWidget(button)
        return line


class SeatLine(QWidget):
    """One member: shape, name, and a tick once everything is in.

    Signals:
        unseat_requested: take this seat away.
    """

    unseat_requested = Signal()

    def __init__(
        self, seat: Seat, place: int, *, theme: Theme, can_go: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("seat")
        words = _("done") if seat.is_done else _("not yet")
        self.setAccessibleName(_("{name}: {state}").format(name=seat.name, state=words))
        self.setMinimumHeight(theme.size("row_table") + theme.size("xs"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("md"))
        row.addWidget(SeatShape(place, theme=theme))
        is_agent = seat.kind is SeatKind.AGENT
        row.addWidget(QLabel(_("{name}, agent").format(name=seat.name) if is_agent else seat.name), 1)
        row.addWidget(Sign("check" if seat.is_done else "missing", "pass" if seat.is_done else "muted", theme=theme))
        state = QLabel(words)
        state.setProperty("tone", "pass" if seat.is_done else "muted")
        state.setMinimumWidth(theme.px(56))
        row.addWidget(state)
        if can_go:
            go = Button("", theme=theme, kind="quiet", small=True, icon="delete", name="unseat")
            go.setAccessibleName(_("Take the seat of {name} away").format(name=seat.name))
            go.setToolTip(_("Take this seat away; what {name} wrote stays theirs, sealed").format(name=seat.name))
            go.clicked.connect(lambda: self.unseat_requested.emit())
            row.addWidget(go)
