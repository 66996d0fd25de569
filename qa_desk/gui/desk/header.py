"""The head of the desk: which call it is, what it comes to so far, and the one primary button."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.scoring import FamilyOutcome
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_time, length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import family_title, scored_as
from qa_desk.gui.widgets.badges import OutcomeBadge, ScoreBadge
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.time_left import TimeLeft
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import DeskView

_HEIGHT = 52
_OUTCOMES = {
    FamilyOutcome.PASSED: AnswerState.FULL,
    FamilyOutcome.FAILED: AnswerState.FAILED,
    FamilyOutcome.OPEN: AnswerState.MISSING,
    FamilyOutcome.NOT_APPLICABLE: AnswerState.NOT_APPLICABLE,
}


class CallHeader(QWidget):
    """52 high: title and attributes at the left, score, outcomes and the button at the right.

    Signals:
        submit_requested: the primary button.
        undo_requested: take back what was submitted.
        time_over: the time of the sitting that the call is of has just run out.
    """

    submit_requested = Signal()
    undo_requested = Signal()
    time_over = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        commands: CommandRegistry,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = _CallWords(theme=theme)
        self._left = TimeLeft(now)
        self._score = ScoreBadge(theme=theme)
        self._badges: dict[CriticalFamily, OutcomeBadge] = {}
        self._badge_row = QHBoxLayout()
        self._submit = Button(
            _("Submit"), theme=theme, kind="primary", commands=commands, command="form.submit", name="submit"
        )
        self._undo = Button(_("Undo submit"), theme=theme, name="undo_submit")
        self._build()
        self._submit.clicked.connect(self.submit_requested)
        self._undo.clicked.connect(self.undo_requested)
        self._left.over.connect(self.time_over)

    def show_call(self, view: DeskView) -> None:
        """Another call."""
        self._words.show_words(call_title(view), call_attributes(view))
        for badge in self._badges.values():
            self._badge_row.removeWidget(badge)
            badge.hide()
            badge.deleteLater()
        families = {criterion.critical for criterion in view.version.criteria}
        self._badges = {
            family: OutcomeBadge(family_title(family), theme=self._theme, name=f"outcome_{family.value}")
            for family in CriticalFamily
            if family in families
        }
        for badge in self._badges.values():
            self._badge_row.addWidget(badge)
        self._left.count_to(None if view.evaluation.is_in else view.ends_at)
        self._submit.setVisible(not view.is_read_only)
        self._submit.set_busy(None)

    def show_undo(self, minutes: int | None) -> None:
        """For how long still submitting can be undone; None when it can't."""
        self._undo.setVisible(minutes is not None)
        if minutes is not None:
            self._undo.set_text(_("Undo submit, {minutes} min").format(minutes=minutes))

    def lock(self) -> None:
        """Nothing can be handed in from here any more."""
        self._submit.hide()

    def show_result(self, scoring: Scoring) -> None:
        """What the answers come to so far."""
        result = scoring.result
        self._score.setVisible(not scoring.view.hides_score)
        words = _("call quality so far") if result.missing else _("call quality")
        self._score.show_score(words, result.score)
        for family, outcome in result.families:
            self._badges[family].set_state(_OUTCOMES[outcome])

    def set_busy(self, busy: bool) -> None:
        """Submitting is under way."""
        self._submit.set_busy(_("Submitting …") if busy else None)

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("call_header")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._badge_row.setSpacing(theme.size("xs"))
        for button in (self._submit, self._undo):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        row.setSpacing(theme.size("lg"))
        row.addWidget(self._words, 1)
        row.addWidget(self._left)
        row.addWidget(self._score)
        row.addLayout(self._badge_row)
        row.addWidget(self._submit)
        row.addWidget(self._undo)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.px(_HEIGHT))


class _CallWords(QWidget):
    """Key and agent, then the attributes as far as there is room; the tool tip says them all."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title, self._attributes = "", ""
        self.setObjectName("call_words")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_words(self, title: str, attributes: str) -> None:
        self._title, self._attributes = title, attributes
        self.setAccessibleName(f"{title}, {attributes}")
        self.setToolTip(f"{title} · {attributes}")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        font = theme.font("title", "strong")
        wide = min(text_width(self._title, font) + 1, float(self.width()))
        draw_text(painter, QRectF(0, 0, wide, self.height()), self._title, font=font, color=theme.color("text"))
        left = wide + theme.size("lg")
        if self.width() - left > theme.px(40):
            rest = QRectF(left, 1, self.width() - left, self.height())
            draw_text(painter, rest, self._attributes, font=theme.font("body"), color=theme.color("muted"))


def call_title(view: DeskView) -> str:
    """The call by its key and agent: "1043 · Li Na"."""
    agent = view.detail.agent
    return f"{view.detail.call.key} · {agent.name}" if agent is not None else view.detail.call.key


def call_attributes(view: DeskView) -> str:
    """Unit, time, length, business type and purpose in a line; what is unknown is left out."""
    detail = view.detail
    call = detail.call
    parts = [
        detail.unit.name if detail.unit else "",
        day_and_time(call.started_at, detail.time_zone) if call.started_at else "",
        length_text(call.duration_s) if call.duration_s else "",
        call.attributes.business_type,
        scored_as(view.purpose_shown, call.mode),
        view.session_title,
    ]
    return " · ".join(part for part in parts if part)
