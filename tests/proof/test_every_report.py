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
from qa_desk.reports import REPORTS
from qa_desk.reports.document import FigureBlock, Table
from qa_desk.reports.render.numbers import value_text
from tests.proof.browser import PROGRAM, Browser, started
from tests.proof.demo_reports import LANGUAGES, DemoReports
from tests.read_back import check_numbers

pytestmark = pytest.mark.usefixtures("qapp")
OFFICE, PAINTER = shutil.which("soffice"), shutil.which("pdftoppm")
A4_PT = (595, 842)
KEYS = pytest.mark.parametrize("key", [report.key for report in REPORTS])
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with started(tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


def squeezed(words: str) -> str:
    """Without blanks, and with the letters that a ligature stands for."""
    return "".join(normalize("NFKC", words).split())


@KEYS
@BOTH
def test_numbers_are_the_same_in_every_format(demo_reports: DemoReports, key: str, language: str) -> None:
    use_language(language)
    check_numbers(demo_reports.documents[language, key])


@KEYS
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


@KEYS
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
    books = {report.key: tmp_path / f"{report.key}.xlsx" for report in REPORTS}
    for key, book in books.items():
        demo_reports.write(key, "en", book)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("pdf", "ods"):
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
