"""Beginning a scorecard: by keyboard from a template, from a copy, from nothing, from a file that may be wrong."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.gui.scorecards.beginning.origins import OriginKind
from qa_desk.gui.scorecards.beginning.page import PAGE as BEGINNING
from qa_desk.gui.scorecards.editing.page import PAGE as EDITING
from qa_desk.gui.scorecards.page import PAGE
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.forms.files import read_file, write_file
from qa_desk.services.forms.library import template, templates
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown, opened


@pytest.fixture
def sit(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[SitDown]:
    """Sits somebody down at the scorecards, with the gallery and the editor behind them."""
    settings.change(theme="light", language="en")
    specs = (PAGE, BEGINNING, EDITING)
    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(opened(centre, actor, specs, qtbot, jobs, settings, theme))


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre) -> Room:
    """The lead, who administers as well, at the page."""
    return sit(centre.lead)


def _choose(room: Room, kind: OriginKind, key: str = "") -> None:
    """Go to a row by the arrow keys."""
    room.press(Qt.Key.Key_Home)
    while (row := room.page.table.current_row()).kind is not kind or row.key != key:
        room.press(Qt.Key.Key_Down)
        assert room.page.table.current_row() != row


def _pick(room: Room, button: str, path: Path) -> None:
    """Pick a file in the dialog that the button opens."""
    room.click(button)
    dialog = room.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()
    room.window.activateWindow()
    QApplication.processEvents()


def _draft(centre: SmallCentre, key: str) -> ScorecardDefinition:
    """What was begun under this key, as it lies in the database."""
    (summary,) = [one for one in centre.services.authoring.scorecards(centre.lead) if one.key == key]
    assert [version.state for version in summary.versions] == [VersionState.DRAFT]
    version = centre.services.authoring.version(centre.lead, summary.versions[0].version_id)
    return ScorecardDefinition.of_version(version)


def test_a_template_is_begun_by_keyboard_alone_and_opens_in_the_editor(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    assert [row.key for row in room.page.table.rows if row.kind is OriginKind.TEMPLATE] == [
        form.key for form in templates()
    ]
    _choose(room, OriginKind.TEMPLATE, "outbound_sales")
    assert room.find("criterion_no_is_heard")
    room.press(Qt.Key.Key_Return)
    room.type("Winter offer")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.find("page_title").text().startswith("Winter offer")
    begun = _draft(centre, "winter_offer")
    assert begun.title.in_language("en") == "Winter offer"
    assert begun.sections == template("outbound_sales").sections


def test_the_first_origin_is_shown_with_its_title_and_form_at_once(room: Room) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    first = room.page.table.rows[0]
    assert room.page.table.current_row() == first
    assert room.find("new_title_en").text().startswith(first.title.in_language("en"))
    assert room.find("origin_purpose").text()


def test_a_copy_stands_under_a_title_and_key_of_its_own(room: Room, centre: SmallCentre) -> None:
    room.click("new_scorecard")
    _choose(room, OriginKind.COPY, "service")
    assert room.find("new_title_en").text() == "Service call (copy)"
    assert room.find("new_title_zh_CN").text() == "服务电话（副本）"
    room.click("begin_save")
    assert _draft(centre, "service_call_copy").sections == ScorecardDefinition.of_version(centre.version).sections


def test_nothing_needs_a_title_first(room: Room, centre: SmallCentre) -> None:
    room.click("new_scorecard")
    _choose(room, OriginKind.NOTHING)
    assert not room.visible("scorecard_preview")
    room.click("begin_save")
    assert room.find("notice_error")
    field = room.find("new_title_zh_CN")
    field.setFocus()
    committed = QInputMethodEvent()
    committed.setCommitString("回访")
    QApplication.sendEvent(field, committed)
    room.find("new_key").setFocus()
    room.type("follow_up")
    room.click("begin_save")
    assert _draft(centre, "follow_up").criteria == ()


def test_a_key_that_is_taken_is_refused_where_it_was_typed(room: Room) -> None:
    room.click("new_scorecard")
    room.find("new_key").setFocus()
    room.type("service")
    room.click("begin_save")
    assert "one that no other scorecard has" in room.words()
    assert room.find("new_key").text() == "service"


@pytest.mark.parametrize("ending", ["yaml", "xlsx", "csv"])
def test_a_scorecard_goes_to_a_file_of_each_kind_and_begins_another_from_it(
    room: Room, centre: SmallCentre, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    room.page.table.select_key(centre.version.id)
    _pick(room, "export_scorecard", path)
    assert read_file(path).sections == centre.version.sections
    write_file(template("three_critical"), path)
    room.click("new_scorecard")
    _pick(room, "begin_from_file", path)
    assert room.find("page_title").text().startswith("Three kinds of critical error")
    assert _draft(centre, "three_critical") == template("three_critical")


@pytest.mark.parametrize(
    ("ending", "told"),
    [("yaml", "wrong.yaml, line 10, “critical”"), ("csv", "wrong.csv, row 2, column “critical”")],
)
def test_what_is_wrong_with_a_file_is_said_by_place_and_key(
    room: Room, centre: SmallCentre, tmp_path: Path, ending: str, told: str
) -> None:
    path = tmp_path / f"wrong.{ending}"
    write_file(template("outbound_sales"), path)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("compliance", "complience", 1), encoding="utf-8")
    room.click("new_scorecard")
    _pick(room, "begin_from_file", path)
    assert room.find("notice_text").text() == f"{told}: expected one of customer, business, compliance."
    assert len(centre.services.authoring.scorecards(centre.lead)) == 2


def test_what_is_no_workbook_is_said(room: Room, tmp_path: Path) -> None:
    (tmp_path / "wrong.xlsx").write_bytes(b"no workbook")
    room.click("new_scorecard")
    _pick(room, "begin_from_file", tmp_path / "wrong.xlsx")
    assert "wrong.xlsx" in room.find("notice_text").text()


def test_who_may_not_write_scorecards_is_not_offered_it(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    assert not room.visible("new_scorecard")
    room.press(Qt.Key.Key_N, modifier=CTRL)
    assert not room.visible("origins")


def test_the_side_bar_keeps_showing_where_one_came_from(room: Room) -> None:
    room.go(BEGINNING.key)
    frame = room.window.frame
    assert frame is not None
    assert BEGINNING.key not in frame.side_bar.keys
    assert frame.side_bar.item(PAGE.key).isChecked()
