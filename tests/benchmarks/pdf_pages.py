"""How long a report of twenty pages with twelve figures and Chinese takes as PDF, beside as many plain pages of Qt.

python -m tests.benchmarks.pdf_pages
"""

import io
import time
from dataclasses import replace

from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPdfWriter, QTextDocument

from qa_desk.reports.document import Block, Cell, CellKind, Document, FigureBlock, Heading, Table, TableColumn
from qa_desk.reports.render import renderer_for
from tests.unit.reports.test_render import FIGURES, a_document

_N_FIGURES, _N_ROWS = 12, 33
LIMIT_S = 3.0
MOST_TIMES_PLAIN = 3.0


def a_long_report() -> Document:
    """Twelve parts, each with a figure and a table of a page."""
    columns = (
        TableColumn("name", "Name"),
        TableColumn("words", "扣分原因"),
        TableColumn("share", "Share", is_numeric=True),
    )
    blocks: list[Block] = []
    for place in range(_N_FIGURES):
        rows = tuple(
            (Cell(f"Row {row}"), Cell("客户需要重复说明 " * 3), Cell(row / 100, CellKind.PERCENT, low=0.0, high=0.5))
            for row in range(_N_ROWS)
        )
        blocks += [Heading(f"Part {place}"), FigureBlock(f"f{place}", FIGURES[place % len(FIGURES)])]
        blocks.append(Table(f"t{place}", "Rows", columns, rows))
    return replace(a_document(), title="Twenty pages", blocks=tuple(blocks))


def plain_s(document: Document) -> float:
    """Seconds for the words of its tables alone, as one HTML table by QTextDocument."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell.value}</td>' for cell in row)}</tr>" for one in tables for row in one.rows
    )
    start = time.perf_counter()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    text = QTextDocument()
    text.setHtml(f"<table border=1>{rows}</table>")
    text.print_(QPdfWriter(held))
    return time.perf_counter() - start


def measured() -> tuple[int, float, float]:
    """Pages, seconds of ours, seconds of the plain ones; the best of three after one to warm up."""
    document, render = a_long_report(), renderer_for("report.pdf")
    n_pages = len(PdfReader(io.BytesIO(render(document))).pages)
    times: list[float] = []
    for _run in range(3):
        start = time.perf_counter()
        render(document)
        times.append(time.perf_counter() - start)
    return n_pages, min(times), min(plain_s(document) for _run in range(3))


def main() -> int:
    """Print the figures; 1 when it takes longer than it should."""
    n_pages, ours, plain = measured()
    print(f"{n_pages} pages, {_N_FIGURES} figures: {ours:.2f} s; plain words by QTextDocument: {plain:.2f} s")  # noqa: T201
    return int(ours > LIMIT_S or ours > MOST_TIMES_PLAIN * plain)


if __name__ == "__main__":
    raise SystemExit(main())
