"""The reports page: what is shown is what is written, and the command writes the same."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import is_zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QFileDialog, QScrollArea
from pytestqt.qtbot import QtBot

from qa_desk.cli.main import run
from qa_desk.domain.people import Role
from qa_desk.gui.calls.page import CallsPage
from qa_desk.gui.reporting.page import ReportingPage
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.chips import FilterChips
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.reports import REPORTS, pack
from qa_desk.reports.document import FigureBlock, Table
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.periods import Period
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, open_copy
from tests.widget.room import Room, entered

FIRST, LAST = NOW.date() - timedelta(days=20), NOW.date() - timedelta(days=1)


@pytest.fixture(scope="module")
def made_scored(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with a scored week, made once."""
    folder = tmp_path_factory.mktemp("scored") / "workspace"
    centre = open_copy(made_centre, folder)
    day = NOW.date() - timedelta(days=7)
    score_day(centre, centre.anna, Day(day, 12, {"tone": 6, "greeting": 2, "consent": 2}))
    centre.workspace.close()
    return folder


@pytest.fixture
def scored(made_scored: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """The scored centre, of this test's own."""
    copy = open_copy(made_scored, tmp_path / "scored")
    yield copy
    copy.workspace.close()


@pytest.fixture
def room(
    scored: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead at the common-issue report of twenty days."""
    with entered(scored, scored.lead, qtbot, jobs, settings, theme, "reporting") as made:
        made.go("reporting", report="common_issues", first=str(FIRST), last=str(LAST), by="week")
        yield made


def page_of(room: Room) -> ReportingPage:
    page = room.page
    assert isinstance(page, ReportingPage)
    return page


def plain(path: Path) -> dict[str, object]:
    """The written report without what only says when it was made."""
    read: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in read.items() if key not in ("made_at", "facts")}


def test_every_block_of_the_document_is_drawn(room: Room) -> None:
    document, preview = page_of(room).document, page_of(room).preview
    assert document is not None
    assert preview is not None
    tables = {table.objectName(): table for table in preview.findChildren(DataTable)}
    for block in document.blocks:
        if isinstance(block, Table) and block.rows:
            assert len(tables[f"table_{block.key}"].rows) == len(block.rows)
        if isinstance(block, FigureBlock):
            chart = preview.findChild(Chart, f"figure_{block.key}")
            assert chart is not None
            assert chart.figure == block.figure
    assert f"{FIRST} to {LAST}" in room.words()


def test_no_part_of_the_preview_is_squeezed(room: Room) -> None:
    preview = page_of(room).preview
    assert preview is not None
    layout = preview.layout()
    assert layout is not None
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        widget = item.widget()
        if widget is not None:
            assert widget.height() >= widget.minimumSizeHint().height()


def test_page_and_command_write_the_same(room: Room, scored: SmallCentre, tmp_path: Path) -> None:
    by_page, by_command = tmp_path / "page.json", tmp_path / "command.json"
    page_of(room).save_to(by_page)
    arguments = ["report", "common_issues", "--from", str(FIRST), "--to", str(LAST), "-o", str(by_command)]
    status = run([*arguments, "--workspace", str(scored.workspace.folder), "--as", "Wang Fang"])
    assert status == 0
    assert plain(by_page) == plain(by_command)


def test_the_page_asks_for_the_file_and_says_where_it_is(room: Room, tmp_path: Path) -> None:
    room.click("save_html")
    dialog = room.window.findChild(QFileDialog, "save_dialog")
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == f"common_issues_{FIRST}_{LAST}.html"
    dialog.reject()
    path = tmp_path / "out" / "monday.html"
    page_of(room).save_to(path)
    assert path.read_bytes().startswith(b"<!doctype html>")
    assert str(path.parent) in room.notices()
    assert room.window.notices.standing[-1].action_title == "Open the file"
    assert not list(path.parent.glob("*.part"))


def test_the_page_saves_a_workbook_too(room: Room, tmp_path: Path) -> None:
    room.click("save_xlsx")
    dialog = room.window.findChild(QFileDialog, "save_dialog")
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == f"common_issues_{FIRST}_{LAST}.xlsx"
    dialog.reject()
    path = tmp_path / "monday.xlsx"
    page_of(room).save_to(path)
    assert is_zipfile(path)
    assert room.window.notices.standing[-1].action_title == "Open the folder"


def test_the_page_saves_paper_too(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "monday.pdf"
    page_of(room).save_to(path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert room.window.notices.standing[-1].action_title == "Open the file"


def test_the_other_formats_and_the_packs_are_in_a_menu(room: Room, tmp_path: Path) -> None:
    menu = page_of(room).more_menu()
    offered = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert offered == ["Save as CSV", "Save as JSON", "All reports of last week …", "All reports of last month …"]
    menu.actions()[0].trigger()
    dialog = room.window.findChild(QFileDialog, "save_dialog")
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).suffix == ".csv"
    dialog.reject()
    menu.close()
    page_of(room).save_to(tmp_path / "monday.csv")
    assert (tmp_path / "monday.csv").read_bytes().startswith(b"\xef\xbb\xbftable,row")


def test_a_pack_is_written_from_the_page(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "REPORTS", REPORTS[:1])  # one is enough here, and quick
    page_of(room).packing.write(Period.WEEK, tmp_path)
    folder = tmp_path / "week_2026-11-09_2026-11-15"
    assert str(folder) in room.notices()
    assert "common_issues.pdf" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_folder_that_can_not_be_written_to_is_told_in_the_page(room: Room, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder", encoding="utf-8")
    page_of(room).save_to(blocked / "monday.html")
    assert "can't be written" in room.notices()
    save = room.child("save_html")
    assert isinstance(save, Button)
    assert save.isEnabled()


def test_another_period_makes_another_report(room: Room) -> None:
    before = page_of(room).document
    room.go("reporting", report="common_issues", first="2026-01-01", last="2026-01-31", by="month")
    after = page_of(room).document
    assert after is not None
    assert after != before
    assert "Widen the period" in room.words()


def test_another_report_is_made_of_the_same_days(room: Room) -> None:
    days = {"first": str(FIRST), "last": str(LAST), "by": "week"}
    for key in ("sampling", "common_issues"):
        room.go("reporting", report=key, **days)
        document = page_of(room).document
        assert document is not None
        assert document.key == key


def test_a_report_to_an_agent_asks_which_and_no_other_report_does(room: Room, scored: SmallCentre) -> None:
    one, other = scored.services.feeding_back.agents(scored.lead)[:2]
    page = page_of(room)
    picker = page.findChild(ChoiceBox, "report_agent")
    assert picker is not None
    assert not picker.isVisible()
    days = {"first": str(FIRST), "last": str(LAST), "by": "week"}
    room.go("reporting", report="agent_feedback", agent=other.external_id, **days)
    assert picker.isVisible()
    assert page.document is not None
    assert page.document.title == f"Feedback to {other.name}"
    picker.setCurrentIndex(picker.findData(one.external_id))
    picker.activated.emit(picker.currentIndex())
    assert page.document.title == f"Feedback to {one.name}"
    room.go("reporting", report="common_issues", **days)
    assert not picker.isVisible()


def test_a_report_is_offered_to_those_who_may_have_it(
    scored: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    draft = PersonDraft("t-1", "Tea Cher", frozenset({Role.TRAINER}))
    scored.services.administering.save_person(scored.lead, draft)
    trainer = scored.services.administering.actor_named("t-1")
    with entered(scored, trainer, qtbot, jobs, settings, theme, "reporting") as room:
        table = page_of(room).findChild(DataTable, "report_list")
        assert table is not None
        offered = [report.key for report in table.rows]
    assert "common_issues" in offered
    assert "sampling" not in offered


def test_new_scores_reach_the_report_that_is_shown(room: Room, scored: SmallCentre) -> None:
    score_day(scored, scored.ben, Day(NOW.date() - timedelta(days=6), 3, {"pace": 3}))
    room.press(Qt.Key.Key_F5)
    assert "15" in {line.strip() for line in room.words().splitlines()}


def test_every_control_has_a_name_for_a_screen_reader(room: Room) -> None:
    kinds = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QScrollArea)
    found = [control for kind in kinds for control in page_of(room).findChildren(kind) if control.isVisible()]
    controls = [control for control in found if control.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(controls) > 8
    for control in controls:
        assert control.accessibleName() or getattr(control, "text", lambda: "")(), control


def calls_shown(room: Room) -> tuple[str, int]:
    """The words of the chip that names the calls, and how many the list has."""
    page = room.page
    assert isinstance(page, CallsPage)
    these = page.list.filter.these
    assert these is not None
    return these.words, page.list.total or 0


def test_filters_that_a_report_does_not_heed_are_not_offered_and_come_back(room: Room) -> None:
    page = page_of(room)
    row = page.filter.findChild(FilterChips)
    assert row is not None
    page.filter.narrow("business_type", "billing")
    assert [chip.key for chip in row.chips] == ["period", "by", "business_type"]
    room.go("reporting", report="tracked_items")
    assert [chip.key for chip in row.chips] == ["period"]
    assert not any(one.isVisibleTo(row) for one in row.findChildren(QAbstractButton, "chip_add"))
    assert page.filter.query().filters == ()
    room.go("reporting", report="customer_voice")
    assert [chip.key for chip in row.chips] == ["period", "business_type"]
    assert page.filter.query().filters == ("billing",)


def test_a_click_on_a_bar_leads_to_the_calls_behind_it(room: Room, qtbot: QtBot) -> None:
    preview = page_of(room).preview
    assert preview is not None
    chart = preview.findChild(Chart, "figure_points_lost")
    assert chart is not None
    canvas = chart.canvas
    assert canvas is not None
    assert "n = 6" in canvas.reading(0).words
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.place_of(0).center().toPoint())
    assert calls_shown(room) == ("Tone failed", 6)


def test_a_row_leads_to_its_calls_by_its_name_and_by_the_keyboard(room: Room, qtbot: QtBot) -> None:
    room.go("reporting", report="trend", first=str(FIRST), last=str(LAST), by="week")
    preview = page_of(room).preview
    assert preview is not None
    table = preview.findChild(DataTable, "table_charts")
    assert table is not None
    place = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert calls_shown(room) == ("a critical failure", 2)
    room.window.navigation.back()
    preview = page_of(room).preview
    assert preview is not None
    table = preview.findChild(DataTable, "table_charts")
    assert table is not None
    table.setFocus()
    table.select_first()
    room.press(Qt.Key.Key_Return)
    assert calls_shown(room) == ("a critical failure", 2)


def test_enter_opens_the_bar_that_the_keyboard_is_on(room: Room) -> None:
    preview = page_of(room).preview
    assert preview is not None
    chart = preview.findChild(Chart, "figure_points_lost")
    assert chart is not None
    assert chart.canvas is not None
    chart.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert calls_shown(room) == ("Greeting failed", 2)


def test_what_has_nothing_behind_it_is_not_offered(room: Room, qtbot: QtBot) -> None:
    preview = page_of(room).preview
    assert preview is not None
    table = preview.findChild(DataTable, "table_reasons")
    assert table is not None
    place = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert isinstance(room.page, ReportingPage)
