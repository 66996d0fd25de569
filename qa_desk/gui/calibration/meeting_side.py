"""The left side of the meeting: which call, how much is settled, and the criteria of that call."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.gui.calibration.criterion_list import CriterionList
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box
from qa_desk.i18n import _

_WIDTH = 324
_BAR = 4


class SettledBar(QWidget):
    """How much of the session is settled, as a bar; the words stand beside it."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setObjectName("settled_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_share(self, share: float) -> None:
        """0…1."""
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(96), self._theme.px(_BAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, radius=rect.height() / 2, fill=theme.track("background"))
        if self._share > 0:
            done = QRectF(0, 0, max(rect.width() * self._share, rect.height()), rect.height())
            draw_box(painter, done, radius=rect.height() / 2, fill=theme.color("accent"))


class MeetingSide(QWidget):
    """Steps through calls and criteria.

    Signals:
        call_stepped: +1 or −1.
        criterion_chosen: key of the criterion.
    """

    call_stepped = Signal(int)
    criterion_chosen = Signal(str)

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
        self._build()
        self._previous.clicked.connect(lambda: self.call_stepped.emit(-1))
        self._next.clicked.connect(lambda: self.call_stepped.emit(1))
        self.criteria.criterion_chosen.connect(self.criterion_chosen)
        theme.changed.connect(self._dress)

    def show_call(self, call: CallSummary, place: int, n_calls: int) -> None:
        """Say which call is talked about."""
        self._call.setText(_("call {n} of {total}").format(n=place + 1, total=n_calls))
        facts = [call.key, call.agent_name, call.business_type]
        facts.append(length_text(call.duration_s) if call.duration_s else "")
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._previous.setEnabled(place > 0)
        self._next.setEnabled(place + 1 < n_calls)

    def show_progress(self, n_settled: int, n_criteria: int) -> None:
        """Say how far the session is settled."""
        words = _("settled {n} of {total}").format(n=n_settled, total=n_criteria)
        self._settled.setText(words)
        self._bar.set_share(n_settled / n_criteria if n_criteria else 0.0)
        self._bar.setAccessibleName(words)

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
        self._head = QVBoxLayout()
        self._head.addLayout(step)
        self._head.addWidget(self._facts)
        self._head.addLayout(progress)
        self._head.addWidget(self._order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.criteria, 1)
        self._dress()

    def _dress(self) -> None:
        theme = self._theme
        edge = theme.size("lg")
        self._head.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        self._head.setSpacing(theme.size("sm"))
        self.setFixedWidth(theme.px(_WIDTH))
        ground, line = theme.color("background").name(), theme.color("line").name()
        self.setStyleSheet(f"#meeting_side {{ background: {ground}; border-right: 1px solid {line}; }}")
