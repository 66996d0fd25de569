"""Every registered report of the demo in every format: equal numbers, whole pages, opened by other programs."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtGui import QImage

from qa_desk.i18n import use_language
from qa_desk.reports.document import CellKind, FigureBlock, Passages, Table
from qa_desk.reports.figures import HeatTable
from qa_desk.reports.render.numbers import value_text
from tests.proof.browser import PROGRAM, Browser, started
from tests.proof.demo_reports import KEYS, LANGUAGES, DemoReports
from tests.read_back import CHECKS, check_numbers

pytestmark = pytest.mark.usefixtures("qapp")
OFFICE, PAINTER = shutil.which("soffice"), shutil.which("pdftoppm")
A4_PT = (595, 842)
PER_REPORT = pytest.mark.parametrize("key", KEYS)
BOTH = pytest.mark.parametrize("language", LANGUAGES)


MEASURED = {
    "overhang": "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    # letters may reach a little out of their own box
    "outside": """
        [...document.querySelectorAll('svg text')].filter(word => {
            const own = word.getBBox(), whole = word.ownerSVGElement.viewBox.baseVal
            return own.x < -2 || own.y < -4 || own.x + own.width > whole.width + 2
                || own.y + own.height > whole.height + 4
        }).map(word => word.textContent)""",
    "covered": """
        [...document.querySelectorAll('svg')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('text')].map(word => [word.textContent, word.getBBox()])
            const found = []
            boxes.forEach(([first, a], place) => boxes.slice(place + 1).forEach(([second, b]) => {
                const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
                const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
                if (wide > 2 && high > 5) found.push(`${first} | ${second}`)
            }))
            return found
        })""",
    "squeezed": """
        [...document.querySelectorAll('th, td')].filter(cell => cell.scrollWidth > cell.clientWidth + 1)
            .map(cell => cell.textContent)""",
    "faint": """
        [...document.querySelectorAll('h1, h2, h3, p, th, td, figcaption, li')].filter(part =>
            part.textContent.trim() && getComputedStyle(part).color === getComputedStyle(document.body).backgroundColor
        ).map(part => part.textContent)""",
}
"""What is asked of a page: how far it, and words in it, reach out of where they belong."""

NOTHING_AMISS = {question: 0 if question == "overhang" else [] for question in MEASURED}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with started(tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


def squeezed(words: str) -> str:
    """Without blanks, and with the letters that a ligature stands for."""
    return "".join(normalize("NFKC", words).split())


@PER_REPORT
@BOTH
def test_numbers_are_the_same_in_every_format(demo_reports: DemoReports, key: str, language: str) -> None:
    use_language(language)
    check_numbers(demo_reports.documents[language, key])


@PER_REPORT
@BOTH
@pytest.mark.skipif(PROGRAM is None, reason="NO REPORT WAS PRINTED FROM A BROWSER: install chromium")
def test_the_page_reads_and_prints_without_anything_cut(
    browser: Browser, demo_reports: DemoReports, tmp_path: Path, key: str, language: str
) -> None:
    page = tmp_path / "report.html"
    document = demo_reports.write(key, language, page)
    overhang = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    seen = browser.look(page, scheme="light", questions={"overhang": overhang})
    assert (seen.complaints, seen.requests) == ((), ())
    assert seen.values["overhang"] <= 0
    reader = PdfReader(io.BytesIO(browser.printed(page)))
    sheets = [squeezed(sheet.extract_text()) for sheet in reader.pages]
    for sheet in reader.pages:
        assert tuple(round(float(end)) for end in (sheet.mediabox.width, sheet.mediabox.height)) == A4_PT
    if language != "en":
        return  # a browser writes some Chinese characters as the radicals that look the same
    for block in document.blocks:
        if isinstance(block, FigureBlock):
            title, subtitle = squeezed(block.figure.title), squeezed(block.figure.subtitle)
            assert any(title in sheet and subtitle in sheet for sheet in sheets), "a finding stands with its figure"
        elif isinstance(block, Table) and block.rows:
            assert squeezed(value_text(block.rows[-1][0])) in "".join(sheets)


@PER_REPORT
@BOTH
@pytest.mark.parametrize(("width_px", "scheme"), [(1280, "light"), (900, "dark")])
@pytest.mark.skipif(PROGRAM is None, reason="NO REPORT WAS MEASURED IN A BROWSER: install chromium")
def test_no_word_is_cut_or_covered_on_the_page(
    browser: Browser, demo_reports: DemoReports, tmp_path: Path, key: str, language: str, width_px: int, scheme: str
) -> None:
    page = tmp_path / "report.html"
    demo_reports.write(key, language, page)
    seen = browser.look(page, scheme=scheme, width_px=width_px, questions=MEASURED)
    assert seen.complaints == ()
    assert seen.values == NOTHING_AMISS


@pytest.mark.skipif(PROGRAM is None, reason="NO REPORT WAS MEASURED IN A BROWSER: install chromium")
def test_words_that_are_cut_or_covered_are_seen(browser: Browser, tmp_path: Path) -> None:
    """The test above could not fail without this."""
    page = tmp_path / "crowded.html"
    page.write_text(
        '<body style="background: rgb(1, 2, 3)"><p style="color: rgb(1, 2, 3)">faint</p>'
        '<svg viewBox="0 0 100 40" width="100" height="40"><text x="10" y="20">one</text><text x="14" y="20">two</text>'
        '<text x="90" y="38">outside</text></svg>'
        '<table style="table-layout: fixed; width: 40px"><tr><td>unbreakable</td></tr></table>'
        '<div style="width: 2000px">wide</div>'
    )
    seen = browser.look(page, scheme="light", questions=MEASURED)
    assert seen.values["overhang"] > 0
    assert seen.values["outside"] == ["outside"]
    assert seen.values["covered"] == ["one | two"]
    assert seen.values["squeezed"] == ["unbreakable"]
    assert seen.values["faint"] == ["faint"]


@PER_REPORT
@BOTH
@pytest.mark.skipif(PAINTER is None, reason="NO PDF WAS LOOKED AT: install poppler-utils")
def test_every_sheet_of_paper_has_words_and_margins(
    demo_reports: DemoReports, tmp_path: Path, key: str, language: str
) -> None:
    path = tmp_path / "report.pdf"
    demo_reports.write(key, language, path)
    assert PAINTER is not None
    subprocess.run([PAINTER, "-r", "50", "-png", str(path), str(tmp_path / "sheet")], check=True)
    sheets = sorted(tmp_path.glob("sheet*.png"))
    assert len(sheets) == len(PdfReader(path).pages)
    for sheet in sheets:
        picture = QImage(str(sheet)).convertToFormat(QImage.Format.Format_Grayscale8)
        inked = [
            (x, y)
            for x in range(0, picture.width(), 2)
            for y in range(0, picture.height(), 2)
            if picture.pixelColor(x, y).value() < 200
        ]
        assert 0.002 < 4 * len(inked) / (picture.width() * picture.height()) < 0.3
        margin = 0.06 * picture.width()
        assert min(x for x, _y in inked) > margin
        assert max(x for x, _y in inked) < picture.width() - margin


@pytest.mark.skipif(OFFICE is None, reason="NO WORKBOOK WAS OPENED BY A SPREADSHEET: install libreoffice-calc")
def test_workbooks_open_in_a_spreadsheet_with_their_charts(demo_reports: DemoReports, tmp_path: Path) -> None:
    assert OFFICE is not None
    books = {key: tmp_path / f"{key}.xlsx" for key in KEYS}
    for key, book in books.items():
        demo_reports.write(key, "en", book)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("pdf", "ods", "xlsx"):
        asked = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / kind)]
        subprocess.run([*asked, *map(str, books.values())], check=True, capture_output=True, timeout=240)
    for key, book in books.items():
        printed = squeezed("".join(page.extract_text() for page in PdfReader(tmp_path / "pdf" / f"{key}.pdf").pages))
        assert squeezed(demo_reports.documents["en", key].title) in printed
        n_charts = sum(len(sheet._charts) for sheet in load_workbook(book).worksheets)  # type: ignore[attr-defined]
        content = subprocess.run(
            ["unzip", "-p", str(tmp_path / "ods" / f"{key}.ods"), "content.xml"], check=True, capture_output=True
        ).stdout
        assert len(re.findall(rb"<draw:object ", content)) == n_charts, key
        assert b"#NAME?" not in content
        tables = [block for block in demo_reports.documents["en", key].blocks if isinstance(block, Table)]
        CHECKS["xlsx"](demo_reports.documents["en", key], tables, (tmp_path / "xlsx" / book.name).read_bytes())


@PER_REPORT
def test_a_workbook_has_real_tables_formats_and_charts(demo_reports: DemoReports, tmp_path: Path, key: str) -> None:
    path = tmp_path / "report.xlsx"
    document = demo_reports.write(key, "en", path)
    sheets = load_workbook(path).worksheets[1:]
    parts = [block for block in document.blocks if isinstance(block, Table | FigureBlock | Passages)]
    for block, sheet in zip(parts, sheets, strict=True):
        is_matrix = isinstance(block, FigureBlock) and isinstance(block.figure, HeatTable)
        is_empty = isinstance(block, Table) and not block.rows
        assert len(sheet.tables) == (0 if is_matrix or is_empty else 1)
        if isinstance(block, FigureBlock) and not is_matrix:
            assert len(sheet._charts) == 1  # type: ignore[attr-defined]
        elif isinstance(block, Table):
            formats = {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row}
            cells = [cell for row in block.rows for cell in row]
            has_shares = any(cell.kind is CellKind.PERCENT and cell.value is not None for cell in cells)
            assert any("%" in one for one in formats) is has_shares
