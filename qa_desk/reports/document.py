"""A report as data: blocks of text, tables and figures. Renderers make bytes of a Document; reports know no format."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.changes import ObjectKind
from qa_desk.reports.figures import Figure
from qa_desk.services.results.behind import AskedCalls


class CellKind(StrEnum):
    """What a cell holds, so that spreadsheets get numbers and people get units."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table; shares are kept as 0…1 and shown in percent; `low`/`high` make it an estimate,
    `is_signed` a difference that shows its +.

    `link` names a passage or row that a renderer may make reachable; untrusted text is data in every renderer.
    """

    value: str | int | float | date | datetime | None
    kind: CellKind = CellKind.TEXT
    decimals: int = 1
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_strong: bool = False
    is_signed: bool = False
    mark: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's stable key (the field name in JSON and CSV) and its title for people."""

    key: str
    title: str
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """The calls that a row or something drawn speaks of, to be asked for where one can look at calls; `words` say what
    they have in common."""

    words: str
    calls: AskedCalls


@dataclass(frozen=True, slots=True)
class ThingBehind:
    """The one thing that a row or something drawn is about, such as a tracked item; `words` say what it is."""

    words: str
    kind: ObjectKind
    key: str


AnyBehind = Behind | ThingBehind


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; `key` is its name in JSON; `empty` is said when there are no rows.

    `behind` has what stands behind each row, if it is known.
    """

    key: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    note: str = ""
    behind: tuple[AnyBehind | None, ...] = ()


def without_empty(table: Table, *keys: str) -> Table:
    """The table without those of the named columns in which no row has a value."""
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.key not in keys or any(row[place].value is not None for row in table.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a part of the report; level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a quiet one is set small and muted."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with the words under it."""

    cell: Cell
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of key figures."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure, its name in JSON, and what stands behind the things drawn in it, by their keys."""

    key: str
    figure: Figure
    behind: Mapping[str, AnyBehind] = field(default_factory=dict[str, AnyBehind])


@dataclass(frozen=True, slots=True)
class Passage:
    """An example to play: where, who spoke, what is to be heard.

    `sound` is the passage alone as a small Ogg Opus file, so that the report plays wherever it is sent; empty when the
    recording is missing. `of_call` is the call's key where another name stands in its place: for the record of what
    went out, in no format.
    """

    call_key: str
    agent_name: str
    unit_path: str
    started_at: datetime | None
    start_s: float
    end_s: float
    note: str
    sound: bytes = b""
    of_call: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """Examples under one heading."""

    key: str
    title: str
    passages: tuple[Passage, ...]


Block = Heading | Paragraph | KeyFigures | Table | FigureBlock | Passages


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report: what it is, whose figures it holds, when and from what it was made, and its blocks in order.

    `facts` is the small print that lets anyone make the figures again (period, filters, method, seed, version).
    """

    key: str
    title: str
    subtitle: str
    language: str
    made_at: datetime
    made_by: str
    blocks: tuple[Block, ...]
    facts: tuple[str, ...] = ()

    @property
    def call_keys(self) -> tuple[str, ...]:
        """The calls that it has passages of."""
        passages = (one for block in self.blocks if isinstance(block, Passages) for one in block.passages)
        return tuple(dict.fromkeys(one.of_call or one.call_key for one in passages))
