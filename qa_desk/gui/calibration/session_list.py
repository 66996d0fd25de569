"""The list of sessions: what comes back, those that wait, then the closed ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState, SessionSummary
from qa_desk.domain.ids import PersonId, SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.gui.calibration.recurrence_lines import RecurrenceLines
from qa_desk.gui.calibration.signs import open_with_enter
from qa_desk.gui.shell.dates import day_text, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.table.columns import Column, Run, TableState
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.services.calibration.convening_views import RecurrenceView
from qa_desk.services.calibration.session_words import session_kind_title, session_state_title

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

_TABLE = "calibration.sessions"
_SIGNS = {
    SessionState.BLIND: ("seal", "muted"),
    SessionState.REVEALED: ("unseal", "warning"),
    SessionState.SETTLED: ("settle", "accent"),
    SessionState.CLOSED: ("check", "pass"),
}


@dataclass(frozen=True, slots=True)
class ListedSessions:
    """All that the list shows; what comes back is for those who run sessions."""

    sessions: tuple[SessionSummary, ...]
    time_zone: str
    now: datetime
    recurrences: tuple[RecurrenceView, ...] = ()


def read_list(services: "Services", actor: Actor) -> ListedSessions:
    """Ask the services for all of it."""
    return ListedSessions(
        services.calibrating.sessions(actor),
        services.administering.centre().time_zone,
        services.now(),
        services.convening.recurrences(actor) if may(actor, Action.RUN_SESSIONS) else (),
    )


class SessionList(QWidget):
    """Sessions under their group, below what comes back; Enter or a double click opens one.

    Signals:
        opened: the `SessionId`.
    """

    opened = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._time_zone = "UTC"
        self._now: datetime | None = None
        kept = context.settings.current.table_columns.get(_TABLE)
        self.table: DataTable[SessionSummary] = DataTable(
            self._columns(),
            theme=context.theme,
            key=lambda summary: summary.id,
            group=lambda summary: _("Closed") if summary.state is SessionState.CLOSED else _("Waiting"),
            state=TableState(tuple(kept)) if kept else None,
            remember=self._remember,
            name="sessions",
            title=_("Calibration sessions"),
        )
        self.table.row_opened.connect(lambda summary: self.opened.emit(SessionId(summary.id)))
        open_with_enter(context.commands, self.table)
        column = QVBoxLayout(self)
        edge = context.theme.size("xl") - context.theme.size("sm")
        column.setContentsMargins(edge, 0, edge, context.theme.size("lg"))
        self.recurrences = RecurrenceLines(theme=context.theme)
        column.addWidget(self.recurrences)
        column.addWidget(self.table)

    def show_sessions(self, found: ListedSessions, reader_id: PersonId) -> None:
        """Show these; the one the keyboard was on stays current."""
        self._time_zone, self._now = found.time_zone, found.now
        summaries = found.sessions
        self.recurrences.show_recurrences(found.recurrences, reader_id)
        waiting = [summary for summary in summaries if summary.state is not SessionState.CLOSED]
        closed = [summary for summary in summaries if summary.state is SessionState.CLOSED]
        self.table.set_rows((*waiting, *closed))
        if self.table.current_row() is None:
            self.table.select_first()

    def _remember(self, state: TableState) -> None:
        kept = {**self._context.settings.current.table_columns, _TABLE: list(state.shown)}
        self._context.settings.change(table_columns=kept)

    def _day(self, moment: object) -> str:
        return day_text(local_day(moment, self._time_zone))  # type: ignore[arg-type]  # the column's own value

    def _due(self, one: SessionSummary) -> tuple[Run, ...]:
        if one.due_at is None:
            return (Run("–", "muted"),)
        is_overdue = self._now is not None and one.is_overdue(self._now)
        day = self._day(one.due_at)
        return (Run(_("{day}, overdue").format(day=day) if is_overdue else day, "text" if is_overdue else "muted"),)

    def _columns(self) -> tuple[Column[SessionSummary], ...]:
        return (
            Column("title", _("session"), lambda one: one.title, width=240, stretch=3, weight="medium", is_fixed=True),
            Column(
                "state",
                _("state"),
                lambda one: list(SessionState).index(one.state),
                runs=lambda one: (Run(session_state_title(one.state)),),
                icon=lambda one: _SIGNS[one.state],
                width=120,
            ),
            Column("kind", _("kind"), lambda one: session_kind_title(one.kind), width=152, token="muted"),
            Column("calls", _("calls"), lambda one: one.n_calls, align="right", width=64),
            Column("done", _("done"), lambda one: one.n_seats_done, runs=_done, align="right", width=96),
            Column("settled", _("settled"), lambda one: one.n_settled, runs=_settled, align="right", width=112),
            Column("lead", _("lead"), lambda one: one.lead_name, width=144, stretch=1, token="muted"),
            Column("due", _("due"), lambda one: one.due_at, self._day, align="right", width=136, runs=self._due),
        )


def _done(one: SessionSummary) -> tuple[Run, ...]:
    words = _("{n} of {total}").format(n=one.n_seats_done, total=one.n_seats)
    return (Run(words, "text" if one.n_seats_done == one.n_seats else "muted"),)


def _settled(one: SessionSummary) -> tuple[Run, ...]:
    if one.state is SessionState.BLIND:
        return (Run("–", "muted"),)
    return (Run(_("{n} of {total}").format(n=one.n_settled, total=one.n_to_settle)),)
