"""Reports on paper: every word reaches a page, tables break between rows under their head, the bytes stay the same."""

import io
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from qa_desk.reports.document import Cell, CellKind, Document, FigureBlock, Heading, Paragraph, Table, TableColumn
from qa_desk.reports.render import renderer_for
from tests.unit.reports.test_render import EVIL, PARETO, a_document

pytestmark = pytest.mark.usefixtures("qapp")


def read(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(renderer_for("report.pdf")(document)))


def words_of(reader: PdfReader) -> list[str]:
    """The words of every page, with one blank between them."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def a_long_table(n_rows: int, words: str = "row") -> Table:
    columns = (TableColumn("name", "Name of it"), TableColumn("share", "Share", is_numeric=True))
    rows = tuple((Cell(f"{words} {place}"), Cell(place / n_rows, CellKind.PERCENT)) for place in range(n_rows))
    return Table("long", "A long table", columns, rows)


def outline(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Level, title and page of every bookmark."""
    found: list[tuple[int, str, int]] = []

    def walk(level: int, items: Sequence[Any]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(level + 1, item)
            else:
                found.append((level, str(item.title), reader.get_destination_page_number(item) or 0))

    walk(0, reader.outline)
    return found


def test_every_word_and_number_is_on_a_page() -> None:
    (words, *more) = words_of(read(a_document()))
    whole = " ".join([words, *more]).replace("\N{NO-BREAK SPACE}", " ")
    for said in (
        "Points lost",
        "706",
        "40.9 %",
        "37.4–44.6",
        "Nothing failed.",
        "Two lie below",
        "03:01–03:07",
        "Hall 3",
    ):
        assert said in whole
    assert f"1 / {1 + len(more)}" in words


def test_the_same_document_gives_the_same_bytes_and_another_one_others() -> None:
    render = renderer_for("report.pdf")
    document = a_document()
    assert render(document) == render(document)
    assert render(document) != render(replace(document, made_by="another"))


def test_figures_are_found_as_they_are_read() -> None:
    words = "几项 客户 见 2026-09-13 to 2026-10-01 (1) 3.1–4.2 effective"
    (found,) = words_of(read(replace(a_document(), blocks=(Paragraph(words),), facts=())))
    assert words in found


def test_pages_are_made_on_any_thread_also_on_several_at_once() -> None:
    render, document = renderer_for("report.pdf"), a_document()
    with ThreadPoolExecutor(3) as threads:
        made = list(threads.map(lambda _run: render(document), range(6)))
    assert set(made) == {render(document)}


def test_the_file_says_what_it_is_and_when_it_was_made() -> None:
    reader = read(replace(a_document(), title="Common issues 共性问题"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Common issues 共性问题"
    assert reader.metadata.creation_date == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert reader.root_object["/Lang"] == "zh-CN"


def test_a_table_breaks_between_rows_and_has_its_head_on_every_page() -> None:
    pages = words_of(read(replace(a_document(), blocks=(a_long_table(120),))))
    assert len(pages) > 2
    for page in pages[:-1]:
        assert page.count("Name of it") == 1
    found = " ".join(pages)
    assert all(f"row {place} " in found for place in range(120))


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    words = " ".join(f"word{place}" for place in range(3000))
    table = replace(a_long_table(0), rows=((Cell(words), Cell(1, CellKind.INTEGER)),))
    pages = words_of(read(replace(a_document(), blocks=(table,))))
    assert len(pages) > 1
    assert all(f"word{place}" in " ".join(pages) for place in range(3000))


def test_a_heading_is_never_the_last_on_its_page() -> None:
    lines = tuple(Paragraph(f"line {place}") for place in range(200))
    blocks = tuple(block for line in lines for block in (line, Heading(f"Head of {line.text}", 2)))
    for page in words_of(read(replace(a_document(), blocks=(*blocks, Paragraph("end")), facts=()))):
        body = page.rpartition("Common issues")[0]
        assert re.search(r"(line \d+|end) $", body.replace("Head of line", "Head of")), body[-40:]


def test_small_print_is_on_one_page() -> None:
    facts = tuple(f"Small print {place}." for place in range(5))
    found: set[tuple[int, ...]] = set()
    for n_lines in range(28, 38):
        lines = tuple(Paragraph(f"line {place}") for place in range(n_lines))
        pages = words_of(read(replace(a_document(), blocks=lines, facts=facts)))
        found.add(tuple(page.count("Small print") for page in pages))
    assert found == {(5,), (0, 5)}


def test_a_chinese_title_does_not_take_the_room_of_long_words() -> None:
    columns = (
        *(TableColumn(f"title_{place}", "未泄露客户的个人信息") for place in range(5)),
        TableColumn("said", "said"),
    )
    row = (*(Cell("变更前征得客户的同意") for _place in range(5)), Cell("what was said on the call " * 20))
    (page,) = read(replace(a_document(), blocks=(Table("wide", "", columns, (row,)),), facts=())).pages
    assert max(line.count(" ") for line in page.extract_text().splitlines() if "was" in line) >= 4


def test_bookmarks_lead_to_headings_tables_and_figures() -> None:
    blocks = (Heading("Part"), a_long_table(80), Heading("Detail", 2), FigureBlock("pareto", PARETO))
    found = outline(read(replace(a_document(), title="Report", blocks=blocks)))
    assert found == [
        (0, "Report", 0),
        (1, "Part", 0),
        (2, "A long table", 0),
        (2, "Detail", 2),
        (3, "Three take 65 %", 2),
    ]


def test_fonts_are_embedded_also_those_of_chinese() -> None:
    reader = read(replace(a_document(), title="共性问题", blocks=(Paragraph("扣分集中在少数几项"),)))
    page = reader.pages[0]
    resources = page["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    fonts: Any = resources["/Font"].get_object()
    descriptors = [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts.values()]
    assert descriptors
    assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
    assert {one["/FontName"][:8] for one in descriptors} == {"/QADESK+"}, "Qt's own numbers differ from run to run"
    assert "扣分集中在少数几项" in page.extract_text()


@pytest.mark.parametrize("words", [EVIL, "=1+1", "a\x00b\x07c", "\u202eabc", "\ud800", "long" * 400, "\U0001f600 ok"])
def test_hostile_words_are_words(words: str) -> None:
    document = replace(
        a_document(), title=words, blocks=(Paragraph(words), replace(a_long_table(1, words), title=words))
    )
    reader = read(document)
    assert "/JavaScript" not in str(reader.root_object)
    assert not any(page["/Annots"].get_object() for page in reader.pages)


def test_a_drawing_is_vector() -> None:
    page = read(replace(a_document(), blocks=(FigureBlock("pareto", PARETO),))).pages[0]
    assert not page.images
    assert "28.0" in page.extract_text()
