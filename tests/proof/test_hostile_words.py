"""Every report of a centre whose people typed formulas and markup: all is shown, nothing reckoned, run or fetched."""

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from qa_desk.i18n import use_language
from tests.proof.browser import PROGRAM, Browser, started
from tests.proof.demo_reports import KEYS, DemoReports, reports_of
from tests.read_back import check_numbers

pytestmark = pytest.mark.usefixtures("qapp")
OFFICE = shutil.which("soffice")
PER_REPORT = pytest.mark.parametrize("key", KEYS)

MARKUP = "1+1<script>alert(1)</script><img src=x onerror=alert(1)>"
STARTS = "=+-@\t"
TYPED = {
    "people": ("name",),
    "units": ("name", "path"),
    "departments": ("name",),
    "calls": ("key", "business_type", "campaign", "customer_segment", "service_stage"),
    "answers": ("comment",),
    "marks": ("note",),
    "settled_answers": ("rationale",),
    "calibration_sessions": ("title",),
    "session_decisions": ("text",),
    "sampling_plans": ("name",),
    "case_versions": ("title", "rationale"),
    "case_answers": ("rationale",),
    "tracked_items": ("title", "action", "cause_reason"),
    "feedback": ("strengths", "dispute_reason", "decision_reason"),
    "coaching_notes": ("text", "result"),
}
"""What people type or other systems bring, by table."""


@pytest.fixture(scope="module")
def hostile(demo_reports: DemoReports, tmp_path_factory: pytest.TempPathFactory) -> DemoReports:
    """The demo after somebody put a formula and markup before every word that was typed."""
    folder = tmp_path_factory.mktemp("hostile") / "workspace"
    shutil.copytree(demo_reports.folder, folder)
    with sqlite3.connect(folder / "qa_desk.sqlite3") as database:
        for table, columns in TYPED.items():
            for column in columns:
                database.execute(
                    f"UPDATE {table} SET {column} = substr(?, 1 + rowid % 5, 1) || ? || {column} "  # noqa: S608
                    f"WHERE {column} IS NOT NULL AND {column} <> ''",
                    (STARTS, f"{MARKUP} "),
                )
    database.close()
    return reports_of(folder)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with started(tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


def is_number(field: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", field) is not None


@PER_REPORT
def test_the_words_reach_every_report_and_leave_its_numbers_alone(hostile: DemoReports, key: str) -> None:
    use_language("en")
    document = hostile.documents["en", key]
    assert MARKUP in repr(document)
    check_numbers(document)


@PER_REPORT
def test_a_spreadsheet_reckons_none_of_them(hostile: DemoReports, tmp_path: Path, key: str) -> None:
    lines, book = tmp_path / "report.csv", tmp_path / "report.xlsx"
    hostile.write(key, "en", lines)
    fields = [field for line in csv.reader(io.StringIO(lines.read_text("utf-8-sig"))) for field in line]
    assert [field for field in fields if field[:1] and field[0] in STARTS and not is_number(field)] == []
    hostile.write(key, "en", book)
    sheets = load_workbook(book).worksheets
    assert [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    with ZipFile(book) as parts:
        for name in parts.namelist():
            assert not re.search(rb"<f[ >]", parts.read(name)) or "/charts/" in name, name
            assert b'TargetMode="External"' not in parts.read(name)


@pytest.mark.skipif(OFFICE is None, reason="NO WORKBOOK WAS OPENED BY A SPREADSHEET: install libreoffice-calc")
def test_libreoffice_takes_none_of_them_for_a_formula(hostile: DemoReports, tmp_path: Path) -> None:
    assert OFFICE is not None
    books = [tmp_path / f"{key}.xlsx" for key in KEYS]
    for book in books:
        hostile.write(book.stem, "en", book)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked = [OFFICE, profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "ods")]
    subprocess.run([*asked, *map(str, books)], check=True, capture_output=True, timeout=240)
    for book in books:
        with ZipFile(tmp_path / "ods" / f"{book.stem}.ods") as parts:
            content = parts.read("content.xml")
        assert b"table:formula" not in content, book.stem
        assert b"onerror=alert(1)&gt;" in content


@PER_REPORT
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.skipif(PROGRAM is None, reason="NO REPORT WAS LOOKED AT IN A BROWSER: install chromium")
def test_a_browser_shows_them_and_runs_nothing(
    browser: Browser, hostile: DemoReports, tmp_path: Path, key: str, scheme: str
) -> None:
    page = tmp_path / "report.html"
    hostile.write(key, "en", page)
    asked = {"text": "document.body.textContent", "made": "document.querySelectorAll('script, img').length"}
    seen = browser.look(page, scheme=scheme, questions=asked)
    assert (seen.complaints, seen.requests, seen.values["made"]) == ((), (), 0)
    assert MARKUP in seen.values["text"]


@PER_REPORT
def test_paper_shows_them_and_leads_nowhere(hostile: DemoReports, tmp_path: Path, key: str) -> None:
    path = tmp_path / "report.pdf"
    hostile.write(key, "en", path)
    reader = PdfReader(path)
    words = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert "<script>alert(1)</script><imgsrc=xonerror=alert(1)>" in words
    assert [link for page in reader.pages for link in page.annotations or ()] == []
    assert not {"/OpenAction", "/AA"} & set(reader.root_object)
    assert "/JavaScript" not in repr(reader.root_object["/Names"].get_object())


@PER_REPORT
def test_json_keeps_them_as_they_were_typed(hostile: DemoReports, tmp_path: Path, key: str) -> None:
    path = tmp_path / "report.json"
    hostile.write(key, "en", path)
    assert MARKUP in repr(json.loads(path.read_text("utf-8")))
