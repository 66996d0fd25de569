"""The rows of a scores file put together by evaluation; rows of one may stand anywhere in the file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.exchange.plan import ColumnReading, Layout
from qa_desk.services.exchange.score_table import ScoreTable
from qa_desk.services.exchange.words import HEAD_FIELDS, PARTS, Field

_NEEDED = (Field.CALL_ID, Field.INSPECTOR, Field.SUBMITTED_AT)
_BODY_FIELDS = (Field.CRITERION, *PARTS, Field.MARK_START_S, Field.MARK_END_S)


class Head(NamedTuple):
    """Which evaluation a row belongs to, as the cells say it, in the order of `HEAD_FIELDS`."""

    call_id: str
    inspector: str
    purpose: str
    scorecard: str
    version: str
    submitted_at: str


class Said(NamedTuple):
    """What one row, or one cell of a wide file, says of a criterion ("" for the whole call).

    `criterion` is a key in a wide file; a long one may also give its title. `column` is where the answer stands. A
    named tuple: files hold a hundred thousand of them.
    """

    row: int
    column: str
    criterion: str
    answer: str
    reasons: str = ""
    cause_owner: str = ""
    comment: str = ""
    mark_start_s: str = ""
    mark_end_s: str = ""

    @property
    def has_mark(self) -> bool:
        """Whether a time range is given."""
        return bool(self.mark_start_s.strip() or self.mark_end_s.strip())


@dataclass(slots=True)
class SaidEvaluation:
    """All that a file says of one evaluation, and the errors of its rows."""

    head: Head
    rows: list[int] = field(default_factory=list[int])
    said: list[Said] = field(default_factory=list[Said])
    errors: list[QADeskError] = field(default_factory=list[QADeskError])


@dataclass(slots=True)
class Grouped:
    """A file by evaluation, in the order of their first rows; `stray` are rows that belong to none."""

    evaluations: list[SaidEvaluation]
    stray: list[QADeskError]
    n_rows: int


def group(table: ScoreTable, layout: Layout, columns: Sequence[ColumnReading]) -> Grouped:
    """Read every row once. A row without its call, inspector or time, or of the wrong width, is stray."""
    places = {one.field: at for at, one in enumerate(columns) if one.field and not one.criterion_key}
    labels = {one.field: one.label for one in columns if one.field and not one.criterion_key}
    read = _long_reader(columns) if layout is Layout.LONG else _wide_reader(columns)
    found: dict[Head, SaidEvaluation] = {}
    stray: list[QADeskError] = []
    n_rows = 0
    for row in table.rows:
        n_rows += 1
        head = Head(*(_cell(row.cells, places.get(name)).strip() for name in HEAD_FIELDS))
        missing = next((name for name in _NEEDED if not getattr(head, name.value)), None)
        if missing is not None:
            place: dict[str, object] = {"row": row.number, "column": labels[missing]}
            stray.append(row.error or QADeskError(ErrorCode.CSV_VALUE_MISSING, file=table.file, **place))
            continue
        evaluation = found.get(head)
        if evaluation is None:
            evaluation = found[head] = SaidEvaluation(Head(*map(intern, head)))
        elif layout is Layout.WIDE:
            again: dict[str, object] = {"row": row.number, "value": head.call_id, "first_row": evaluation.rows[0]}
            stray.append(QADeskError(ErrorCode.CSV_DUPLICATE_ROW, file=table.file, **again))
            continue
        evaluation.rows.append(row.number)
        if row.error is not None:
            evaluation.errors.append(row.error)
        else:
            evaluation.said.extend(read(row.number, row.cells))
    return Grouped(list(found.values()), stray, n_rows)


def _cell(cells: Sequence[str], at: int | None) -> str:
    return "" if at is None else cells[at]


def _long_reader(columns: Sequence[ColumnReading]) -> Callable[[int, Sequence[str]], Iterable[Said]]:
    places = {one.field: at for at, one in enumerate(columns) if one.field}
    at = [places.get(name) for name in _BODY_FIELDS]
    label = columns[places[Field.ANSWER]].label

    def read(number: int, cells: Sequence[str]) -> Iterable[Said]:
        criterion, answer, *others = (_cell(cells, place) for place in at)
        return (Said(number, label, intern(criterion.strip()), intern(answer.strip()), *others),)

    return read


def _wide_reader(columns: Sequence[ColumnReading]) -> Callable[[int, Sequence[str]], Iterable[Said]]:
    parts: dict[str, dict[Field, int]] = {}
    for at, one in enumerate(columns):
        if one.criterion_key and one.field is not None:
            parts.setdefault(one.criterion_key, {})[one.field] = at
    comment = next((at for at, one in enumerate(columns) if one.field is Field.COMMENT and not one.criterion_key), None)
    of_criterion = [
        (key, columns[next(iter(own.values()))].label, [own.get(p) for p in PARTS]) for key, own in parts.items()
    ]

    def read(number: int, cells: Sequence[str]) -> Iterable[Said]:
        for key, label, places in of_criterion:
            answer, *others = (_cell(cells, at) for at in places)
            yield Said(number, label, key, intern(answer.strip()), *others)
        if comment is not None and cells[comment].strip():
            yield Said(number, columns[comment].label, "", "", comment=cells[comment])

    return read
