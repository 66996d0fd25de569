"""The rows of calls.csv as values: who, when, what the call was about, and which file holds its sound."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path, PurePosixPath

from qa_desk.domain.calls import AgentChannel, CallAttributes
from qa_desk.domain.criteria.base import number_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _, listed
from qa_desk.services.bringing_in.csv_table import CsvRow, CsvTable, bad_value, read_csv
from qa_desk.services.keeping.brought_text import TEXT_LENGTH, clean_line

COLUMNS = (
    "file", "call_id", "started_at", "agent_id", "agent_name", "unit", "queue", "business_type", "campaign",
    "customer_id", "customer_segment", "service_stage", "channel", "direction", "duration_s", "csat", "csat_scale",
    "complaint", "resolved", "agent_channel",
)  # fmt: skip
_MOST_CUSTOM_COLUMNS = 50
_LONGEST_CALL_S = 7 * 24 * 3600.0
_TRUE = frozenset({"yes", "y", "true", "t", "1", "x", "是"})
_FALSE = frozenset({"no", "n", "false", "f", "0", "否"})
_CLOCK = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d(?:\.\d+)?)")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class CallRow:
    """One row: `key` is the call's own id, `file` the recording it names ("" for none), both cleaned and safe."""

    number: int
    key: str
    file: str = ""
    started_at: datetime | None = None
    agent_external_id: str = ""
    agent_name: str = ""
    unit_path: tuple[str, ...] = ()
    duration_s: float | None = None
    agent_channel: AgentChannel | None = None
    attributes: CallAttributes = field(default_factory=CallAttributes)


@dataclass(frozen=True, slots=True)
class CallRows:
    """What a calls.csv says, the errors of the rows that were left out, and the files that those named."""

    file: str
    rows: tuple[CallRow, ...]
    refused: tuple[QADeskError, ...]
    refused_files: tuple[str, ...] = ()


def read_call_rows(path: Path, time_zone: tzinfo) -> CallRows:
    """The rows of a calls.csv; times without an offset are in `time_zone`.

    Raises:
        QADeskError: what `read_csv` raises, and CSV_COLUMN_MISSING when neither file nor call_id is there.
    """
    table = read_csv(path)
    if not {"file", "call_id"} & set(table.columns):
        # A first row of values says that the header was left out.
        is_data = not set(COLUMNS) & set(table.columns)
        code = ErrorCode.CSV_NO_HEADER if is_data else ErrorCode.CSV_COLUMN_MISSING
        raise QADeskError(code, file=table.file, column="file")
    rows: list[CallRow] = []
    refused = list(table.refused)
    refused_files: list[str] = []
    named: dict[tuple[str, str], int] = {}
    for row in table.rows:
        try:
            read = _call_row(table, row, time_zone)
            _require_once(table, read, named)
        except QADeskError as error:
            refused.append(error)
            if error.code is not ErrorCode.CSV_UNSAFE_PATH and row.cells.get("file"):
                refused_files.append(_safe_path(table, row))
        else:
            rows.append(read)
    return CallRows(table.file, tuple(rows), tuple(refused), tuple(refused_files))


def unit_path_of(text: str) -> tuple[str, ...]:
    """The names of a unit's path from the root, such as "North / Hall 3"."""
    return tuple(name for part in text.split("/") if (name := clean_line(part)))


def _call_row(table: CsvTable, row: CsvRow, time_zone: tzinfo) -> CallRow:
    file = _safe_path(table, row)
    key = clean_line(row.cells.get("call_id", "")) or PurePosixPath(file).stem
    if not key:
        raise QADeskError(ErrorCode.CSV_VALUE_MISSING, file=table.file, row=row.number, column="call_id")
    name = clean_line(row.cells.get("agent_name", ""))
    return CallRow(
        number=row.number,
        key=key,
        file=file,
        started_at=_moment(table, row, "started_at", time_zone),
        agent_external_id=clean_line(row.cells.get("agent_id", "")) or name,
        agent_name=name,
        unit_path=unit_path_of(row.cells.get("unit", "")),
        duration_s=_duration(table, row, "duration_s"),
        agent_channel=_agent_channel(table, row),
        attributes=_attributes(table, row),
    )


def _attributes(table: CsvTable, row: CsvRow) -> CallAttributes:
    def text(column: str) -> str:
        return clean_line(row.cells.get(column, ""))

    custom = [column for column in table.columns if column not in COLUMNS][:_MOST_CUSTOM_COLUMNS]
    return CallAttributes(
        queue=text("queue"),
        business_type=text("business_type"),
        campaign=text("campaign"),
        customer_id=text("customer_id"),
        customer_segment=text("customer_segment"),
        service_stage=text("service_stage"),
        channel=text("channel"),
        direction=text("direction"),
        csat=_number(table, row, "csat"),
        csat_scale=text("csat_scale"),
        complaint=_truth(table, row, "complaint"),
        resolved=_truth(table, row, "resolved"),
        custom=tuple((column, row.cells[column][:TEXT_LENGTH]) for column in custom if row.cells[column]),
    )


def _safe_path(table: CsvTable, row: CsvRow) -> str:
    """The relative path a cell names, with forward slashes. Raises CSV_UNSAFE_PATH when it leads out of the folder."""
    given = clean_line(row.cells.get("file", ""), TEXT_LENGTH).replace("\\", "/")
    path = PurePosixPath(given)
    if path.is_absolute() or _DRIVE.match(given) or ".." in path.parts:
        raise QADeskError(ErrorCode.CSV_UNSAFE_PATH, file=table.file, row=row.number, value=given)
    return "" if given in ("", ".") else str(path)


def _require_once(table: CsvTable, row: CallRow, named: dict[tuple[str, str], int]) -> None:
    about = ("file", row.file.casefold()) if row.file else ("call_id", row.key)
    if about in named:
        place: dict[str, object] = {"file": table.file, "row": row.number, "first_row": named[about]}
        raise QADeskError(ErrorCode.CSV_DUPLICATE_ROW, value=row.file or row.key, **place)
    named[about] = row.number


def _moment(table: CsvTable, row: CsvRow, column: str, time_zone: tzinfo) -> datetime | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        expected = _("a time such as {example}").format(example="2026-03-31T09:30:00+08:00")
        raise bad_value(table, row, column, expected) from None


def _duration(table: CsvTable, row: CsvRow, column: str) -> float | None:
    text = row.cells.get(column, "")
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock.groups(default="0")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    number = _number(table, row, column)
    if number is not None and not 0 <= number <= _LONGEST_CALL_S:
        raise bad_value(table, row, column, _("a number of seconds"))
    return number


def _number(table: CsvTable, row: CsvRow, column: str) -> float | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    number = number_of(text)
    if number is None:
        raise bad_value(table, row, column, _("a number"))
    return number


def _truth(table: CsvTable, row: CsvRow, column: str) -> bool | None:
    word = row.cells.get(column, "").lower()
    if not word:
        return None
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise bad_value(table, row, column, _("yes or no"))


def _agent_channel(table: CsvTable, row: CsvRow) -> AgentChannel | None:
    word = row.cells.get("agent_channel", "").lower()
    if not word:
        return None
    if word not in list(AgentChannel):
        raise bad_value(table, row, "agent_channel", one_of(AgentChannel))
    return AgentChannel(word)


def one_of(choices: Iterable[StrEnum]) -> str:
    """The words of which one is expected, for an error."""
    return _("one of {choices}").format(choices=listed(choice.value for choice in choices))
