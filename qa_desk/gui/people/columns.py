"""The columns of the list of people; whoever has left or is away is said so in words."""

from dataclasses import dataclass
from datetime import date

from qa_desk.domain.people import Person, Role
from qa_desk.gui.shell.dates import day_and_year, day_text
from qa_desk.gui.shell.words import role_titles
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the names that the list shows; `n_waiting` is None where the reader may not know it."""

    person: Person
    unit_path: str
    leader_name: str
    today: date
    n_waiting: int | None = None

    @property
    def away_until(self) -> date | None:
        """The last day of leave, for whoever is on leave today."""
        days = (leave.last for leave in self.person.leaves if leave.first <= self.today <= leave.last)
        return max(days, default=None)

    @property
    def has_left(self) -> bool:
        """Whether the person belongs to the centre no more."""
        return not self.person.is_active(self.today)


def person_columns(*, shows_waiting: bool) -> tuple[Column[PersonRow], ...]:
    """The columns in the order shown."""
    columns: tuple[Column[PersonRow], ...] = (
        Column("name", _("name"), lambda row: row.person.name, runs=_name_runs, width=168, stretch=2, is_fixed=True),
        Column("id", _("id"), lambda row: row.person.external_id, token="muted", width=80),
        Column("roles", _("roles"), lambda row: role_titles(row.person.roles) or None, width=184, stretch=3),
        Column("unit", _("unit"), lambda row: row.unit_path.rsplit(" / ", 1)[-1] or None, token="muted", width=104,
               stretch=1, tip=lambda row: row.unit_path),
        Column("leader", _("team leader"), lambda row: row.leader_name or None, token="muted", width=104, stretch=1),
        Column("grade", _("grade"), lambda row: row.person.grade or None, token="muted", width=80),
        Column("hired", _("hired"), lambda row: row.person.hired_on, format=_day, token="muted", width=124),
        Column("waiting", _("waiting"), lambda row: row.n_waiting or None, align="right", width=72),
    )  # fmt: skip
    return tuple(column for column in columns if shows_waiting or column.key != "waiting")


def roles_present(rows: tuple[PersonRow, ...]) -> tuple[Role, ...]:
    """The roles that somebody holds."""
    return tuple(role for role in Role if any(role in row.person.roles for row in rows))


def _name_runs(row: PersonRow) -> tuple[Run, ...]:
    if row.has_left:
        left = row.person.left_on
        words = _("left {day}").format(day=day_and_year(left)) if left else ""
        return (Run(row.person.name, "muted"), Run(words, "muted", size="caption"))
    if row.away_until is not None:
        words = _("on leave until {day}").format(day=day_text(row.away_until))
        return (Run(row.person.name, weight="medium"), Run(words, "warning", size="caption"))
    return (Run(row.person.name, weight="medium"),)


def _day(value: object) -> str:
    assert isinstance(value, date)
    return day_and_year(value)
