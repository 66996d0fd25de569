"""The rows of people.csv as values."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Leave, Role
from qa_desk.i18n import _
from qa_desk.services.bringing_in.call_rows import one_of, unit_path_of
from qa_desk.services.bringing_in.csv_table import CsvRow, CsvTable, bad_value, read_csv
from qa_desk.services.keeping.brought_text import clean_line

_ROLE_SEPARATORS = re.compile(r"[,;/|+]")
_TRANSLATED_ROLES = {
    "质检员": Role.INSPECTOR,
    "学员": Role.LEARNER,
    "校准负责人": Role.LEAD,
    "培训师": Role.TRAINER,
    "班长": Role.TEAM_LEADER,
    "坐席": Role.AGENT,
    "责任人": Role.OWNER,
    "管理员": Role.ADMINISTRATOR,
    "审计员": Role.AUDITOR,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row; `team_leader` is the leader's id or name as it was written, "" for none.

    `roles_given` is false where the row names no role: somebody new is an agent then, others keep theirs.
    """

    number: int
    external_id: str
    name: str
    roles: frozenset[Role]
    unit_path: tuple[str, ...]
    team_leader: str
    grade: str
    hired_on: date | None
    left_on: date | None
    leave: Leave | None
    roles_given: bool = True


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """What a people.csv says, and the errors of the rows that were left out."""

    file: str
    rows: tuple[PersonRow, ...]
    refused: tuple[QADeskError, ...]


def read_people_rows(path: Path, known: Collection[str] = ()) -> PeopleRows:
    """The rows of a people.csv.

    Args:
        path: the file; columns id and name must be there, a row without a role is an agent's.
        known: ids and names of people who are here already, so that a team leader may be one of them.

    Raises:
        QADeskError: what `read_csv` raises.
    """
    table = read_csv(path, required=("id", "name"))
    refused = list(table.refused)
    rows: list[PersonRow] = []
    named: dict[str, int] = {}
    leaders = set(known) | {clean_line(row.cells[column]) for row in table.rows for column in ("id", "name")}
    for row in table.rows:
        try:
            read = _person_row(table, row, leaders)
            if read.external_id in named:
                place: dict[str, object] = {"row": row.number, "first_row": named[read.external_id]}
                raise QADeskError(ErrorCode.CSV_DUPLICATE_ROW, file=table.file, value=read.external_id, **place)
        except QADeskError as error:
            refused.append(error)
        else:
            named[read.external_id] = row.number
            rows.append(read)
    return PeopleRows(table.file, tuple(rows), tuple(refused))


def _person_row(table: CsvTable, row: CsvRow, leaders: Collection[str]) -> PersonRow:
    for column in ("id", "name"):
        if not clean_line(row.cells[column]):
            raise QADeskError(ErrorCode.CSV_VALUE_MISSING, file=table.file, row=row.number, column=column)
    team_leader = clean_line(row.cells.get("team_leader", ""))
    if team_leader and team_leader not in leaders:
        raise bad_value(table, row, "team_leader", _("the id or name of a person"))
    hired_on, left_on = _day(table, row, "hired"), _day(table, row, "left")
    if hired_on and left_on and left_on < hired_on:
        raise bad_value(table, row, "left", _("a day after {day}").format(day=hired_on.isoformat()))
    return PersonRow(
        number=row.number,
        external_id=clean_line(row.cells["id"]),
        name=clean_line(row.cells["name"]),
        roles=_roles(table, row),
        unit_path=unit_path_of(row.cells.get("unit", "")),
        team_leader=team_leader,
        grade=clean_line(row.cells.get("grade", "")),
        hired_on=hired_on,
        left_on=left_on,
        leave=_leave(table, row),
        roles_given=bool(row.cells.get("role", "")),
    )


def _roles(table: CsvTable, row: CsvRow) -> frozenset[Role]:
    roles: set[Role] = set()
    for part in _ROLE_SEPARATORS.split(row.cells.get("role", "")):
        word = "_".join(part.lower().replace("-", " ").split())
        if word in list(Role):
            roles.add(Role(word))
        elif word in _TRANSLATED_ROLES:
            roles.add(_TRANSLATED_ROLES[word])
        elif word:
            raise bad_value(table, row, "role", one_of(Role))
    return frozenset(roles or {Role.AGENT})


def _leave(table: CsvTable, row: CsvRow) -> Leave | None:
    first, last = _day(table, row, "leave_from"), _day(table, row, "leave_to")
    if first is None and last is None:
        return None
    if first is None or last is None:
        column = "leave_to" if first else "leave_from"
        raise QADeskError(ErrorCode.CSV_VALUE_MISSING, file=table.file, row=row.number, column=column)
    if last < first:
        raise bad_value(table, row, "leave_to", _("a day after {day}").format(day=first.isoformat()))
    return Leave(first, last)


def _day(table: CsvTable, row: CsvRow, column: str) -> date | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_value(table, row, column, _("a day such as {example}").format(example="2026-03-31")) from None
