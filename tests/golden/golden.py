"""Documents as text, kept beside the tests: what a report says can be read and compared line by line.

`pytest tests/golden` shows what changed; `pytest tests/golden --accept-golden` takes it as the new truth.
"""

from dataclasses import fields
from enum import Enum
from pathlib import Path

from qa_desk.reports.document import (
    Block,
    Cell,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    Passages,
    Table,
)
from qa_desk.reports.render.numbers import clock_text, interval_text, unit_text, value_text

FOLDER = Path(__file__).parent / "documents"


def as_text(document: Document) -> str:
    """Every block of the document, figures with all that is drawn."""
    lines = [f"# {document.title}", document.subtitle, f"language {document.language}", ""]
    for block in document.blocks:
        lines += [*_block_lines(block), ""]
    lines += [f"* {fact}" for fact in document.facts]
    return "\n".join(lines) + "\n"


def check(name: str, found: str, *, accepts: bool) -> None:
    """Compare with the kept text, or keep this one when changes are accepted."""
    path = FOLDER / f"{name}.txt"
    if accepts:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"{path.name} is not kept yet: look at the text, then run with --accept-golden"
    assert found == path.read_text(encoding="utf-8")


def _block_lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [f"{'#' * (block.level + 1)} {block.text}"]
        case Paragraph():
            return [block.text]
        case KeyFigures():
            return [f"[{_cell(figure.cell)}] {figure.label} {figure.detail}".rstrip() for figure in block.figures]
        case Table():
            return _table_lines(block)
        case FigureBlock():
            return [f"figure {block.key}", *_thing_lines(block.figure, 1)]
        case Passages():
            return [f"passages {block.key}: {block.title}"] + [
                f"  {p.call_key} | {p.agent_name} | {p.unit_path} | {clock_text(p.start_s)}–{clock_text(p.end_s)} | "
                f"{p.note} | {len(p.sound)} bytes of sound"
                for p in block.passages
            ]


def _table_lines(table: Table) -> list[str]:
    lines = [f"table {table.key}: {table.title}", "  " + " | ".join(column.title for column in table.columns)]
    lines += ["  " + " | ".join(_cell(cell) for cell in row) for row in table.rows]
    return [*lines, *(f"  {words}" for words in (table.note, "" if table.rows else table.empty) if words)]


def _cell(cell: Cell) -> str:
    unit = unit_text(cell) if cell.value is not None else ""
    interval = interval_text(cell)
    parts = [cell.mark, value_text(cell), unit, f"({interval})" if interval else ""]
    return " ".join(part for part in parts if part)


def _thing_lines(thing: object, depth: int) -> list[str]:
    """The fields of a figure or of something drawn in it, one a line; drawn things in one line each."""
    lines: list[str] = []
    for entry in fields(thing):  # type: ignore[arg-type]  # figures and what they hold are dataclasses
        value = getattr(thing, entry.name)
        if isinstance(value, tuple) and value and hasattr(value[0], "__dataclass_fields__"):
            lines.append("  " * depth + f"{entry.name}:")
            lines += ["  " * (depth + 1) + _one_line(part) for part in value]
        else:
            lines.append("  " * depth + f"{entry.name}: {_plain(value)}")
    return lines


def _one_line(part: object) -> str:
    names = fields(part)  # type: ignore[arg-type]  # as above
    return " ".join(f"{entry.name}={_plain(getattr(part, entry.name))}" for entry in names)


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
