"""A Document as JSON: every table and figure under its key, numbers in full precision, for scripts."""

import json
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum

from qa_desk.reports.document import Cell, Document, FigureBlock, KeyFigures, Passages, Table

MEDIA_TYPE = "application/json"
EXTENSION = "json"


def render(document: Document) -> bytes:
    """UTF-8 JSON of the tables, figures, key figures and passages; layout and sound are left out."""
    tables: dict[str, object] = {}
    figures: dict[str, object] = {}
    passages: dict[str, object] = {}
    key_figures: list[object] = []
    for block in document.blocks:
        match block:
            case Table():
                tables[block.key] = _table(block)
            case FigureBlock():
                figures[block.key] = {"kind": type(block.figure).__name__} | asdict(block.figure)
            case Passages():
                passages[block.key] = [_without_sound(asdict(passage)) for passage in block.passages]
            case KeyFigures():
                key_figures += [{"label": f.label, "detail": f.detail} | _cell(f.cell) for f in block.figures]
            case _:
                continue
    whole = {
        "report": document.key,
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "made_at": document.made_at,
        "made_by": document.made_by,
        "facts": list(document.facts),
        "key_figures": key_figures,
        "tables": tables,
        "figures": figures,
        "passages": passages,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain, allow_nan=False).encode()


def _table(table: Table) -> dict[str, object]:
    keys = [column.key for column in table.columns]
    return {
        "title": table.title,
        "rows": [{key: _cell(cell) for key, cell in zip(keys, row, strict=True)} for row in table.rows],
    }


def _cell(cell: Cell) -> dict[str, object]:
    plain: dict[str, object] = {"value": cell.value}
    if cell.low is not None or cell.high is not None:
        plain |= {"low": cell.low, "high": cell.high}
    return plain


def _without_sound(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in ("sound", "of_call")}


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"no JSON for {type(value).__name__}")
