"""The rows of the board: who has how much, and what waits for one of them; their columns."""

from dataclasses import dataclass
from datetime import date

from qa_desk.domain.evaluation import AssignmentState, Purpose, WorkItem
from qa_desk.gui.shell.dates import weekday_and_day
from qa_desk.gui.shell.words import purpose_title
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import BoardLine


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A call that waits for somebody, with the centre's day."""

    item: WorkItem
    today: date

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over."""
        return self.item.due_on is not None and self.item.due_on < self.today

    @property
    def can_move(self) -> bool:
        """Whether it can be given to somebody else: not begun, no session's, and no repeat."""
        is_free = self.item.purpose not in (Purpose.CALIBRATION, Purpose.REPEAT)
        return self.item.state is AssignmentState.WAITING and is_free


def people_columns() -> tuple[Column[BoardLine], ...]:
    """The columns of the inspectors."""
    return (
        Column("name", _("inspector"), lambda line: line.person.name, width=136, stretch=2, weight="medium",
               is_fixed=True, token=lambda line: "muted" if line.away_until else "text"),
        Column("waiting", _("wait"), lambda line: line.load.n_waiting, align="right", width=64),
        Column("begun", _("begun"), lambda line: line.load.n_begun, align="right", width=64),
        Column("today", _("today"), lambda line: line.load.n_due_today, align="right", width=64),
        Column("overdue", _("overdue"), lambda line: line.load.n_overdue, align="right", width=80,
               token=lambda line: "warning" if line.load.n_overdue else "muted",
               icon=lambda line: ("clock", "warning") if line.load.n_overdue else None),
    )  # fmt: skip


def waiting_columns() -> tuple[Column[WaitingRow], ...]:
    """The columns of what waits."""
    return (
        Column("call", _("call"), lambda row: row.item.call_key, width=88, stretch=1, weight="medium", is_fixed=True),
        Column("type", _("business type"), lambda row: row.item.business_type or None, width=128, stretch=2),
        Column("purpose", _("purpose"), lambda row: purpose_title(row.item.purpose), width=96),
        Column("due", _("due"), lambda row: row.item.due_on, lambda day: weekday_and_day(_day(day)), width=128,
               token=lambda row: "warning" if row.is_overdue else "text",
               icon=lambda row: ("clock", "warning") if row.is_overdue else None),
        Column("state", _("state"), lambda row: _("begun") if row.item.state is AssignmentState.BEGUN
               else _("waits"), width=80),
    )  # fmt: skip


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
