"""From reports on sessions and tracked items to what they rest on: by the pointer, by the keyboard, for who may."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Role
from qa_desk.gui.calls.page import CallsPage
from qa_desk.gui.reporting.page import ReportingPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.tracked.page import TrackedPage
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.calibration_panel import call_together
from tests.small_centre import NOW, SmallCentre, open_copy
from tests.widget.room import Room, entered

FIRST, LAST = NOW.date() - timedelta(days=20), NOW.date() + timedelta(days=1)
K = Qt.Key


@pytest.fixture(scope="module")
def made_settled(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settled session in which Cai was too strict on one call of two, and an item: made once."""
    folder = tmp_path_factory.mktemp("settled") / "workspace"
    centre = open_copy(made_centre, folder)
    panel = call_together(centre)
    session_id = panel.open_session("1009", "1010")
    for member in panel.members:
        panel.hand_in(member, session_id, {"1009": frozenset({"greeting"})} if member is panel.cai else {})
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    draft = TrackedDraft("Tone slips", "tone", centre.lead.person_id, NOW.date(), "Coach the hall")
    centre.services.tracking.open_item(centre.lead, draft)
    auditor = PersonDraft("u-1", "Yuan Shu", frozenset({Role.AUDITOR}))
    centre.services.administering.save_person(centre.lead, auditor)
    centre.workspace.close()
    return folder


@pytest.fixture
def settled(made_settled: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """The centre with the session, of this test's own."""
    copy = open_copy(made_settled, tmp_path / "settled")
    yield copy
    copy.workspace.close()


@pytest.fixture
def room(
    settled: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead at the reports of three weeks."""
    with entered(settled, settled.lead, qtbot, jobs, settings, theme, "reporting") as made:
        yield made


def shown(room: Room, report: str) -> None:
    room.go("reporting", report=report, first=str(FIRST), last=str(LAST), by="week")


def table_of(room: Room, key: str) -> DataTable[object]:
    assert isinstance(room.page, ReportingPage)
    assert room.page.preview is not None
    table: DataTable[object] | None = room.page.preview.findChild(DataTable, f"table_{key}")
    assert table is not None
    return table


def canvas_of(room: Room, key: str) -> Canvas:
    assert isinstance(room.page, ReportingPage)
    assert room.page.preview is not None
    chart = room.page.preview.findChild(Chart, f"figure_{key}")
    assert chart is not None
    assert chart.canvas is not None
    return chart.canvas


def entered_row(room: Room, key: str, row: int) -> None:
    """Enter on a row, with the keyboard."""
    table = table_of(room, key)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    table.select_first()
    room.press(*[K.Key_Down] * row, K.Key_Return)


def calls_listed(room: Room) -> tuple[str, set[str]]:
    page = room.page
    assert isinstance(page, CallsPage)
    these = page.list.filter.these
    assert these is not None
    keys = {id_: key for key, id_ in room.centre.calls.items()}
    return these.words, {keys[one] for one in these.call_ids}


def test_a_row_of_tracked_items_leads_to_the_item(room: Room) -> None:
    shown(room, "tracked_items")
    entered_row(room, "board", 0)
    assert isinstance(room.page, TrackedPage)
    row = room.page.table.current_row()
    assert row is not None
    assert row.item.title == "Tone slips"


def test_a_session_of_the_calibration_report_leads_to_its_page(room: Room) -> None:
    shown(room, "calibration")
    entered_row(room, "sessions", 0)
    here = room.window.navigation.current
    assert here is not None
    (session,) = room.centre.services.calibrating.sessions(room.centre.lead)
    assert (here.page, SessionId(session.id)) == ("calibration", here.get_id("session", SessionId))


def test_a_criterion_drawn_leads_to_the_calls_judged_on_it(room: Room, qtbot: QtBot) -> None:
    shown(room, "calibration")
    canvas = canvas_of(room, "criteria")
    place = next(one for one in range(20) if canvas.reading(one).key == "greeting")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.place_of(place).center().toPoint())
    assert calls_listed(room) == ("Greeting, judged in sessions", {"1009", "1010"})


def test_an_inspector_leads_to_the_calls_that_were_settled_otherwise(room: Room) -> None:
    shown(room, "inspector_accuracy")
    names = [str(line) for line in table_of(room, "inspectors").rows]
    cai = next(place for place, words in enumerate(names) if "Cai Ito" in words)
    entered_row(room, "inspectors", cai)
    assert calls_listed(room) == ("Answers of Cai Ito that were settled otherwise", {"1009"})


def test_where_nothing_was_settled_otherwise_nothing_is_offered(room: Room) -> None:
    shown(room, "inspector_accuracy")
    names = [str(line) for line in table_of(room, "inspectors").rows]
    anna = next(place for place, words in enumerate(names) if "Anna" in words)
    entered_row(room, "inspectors", anna)
    assert isinstance(room.page, ReportingPage)


def test_what_is_drawn_says_what_enter_does_to_who_cannot_see(room: Room) -> None:
    shown(room, "calibration")
    canvas = canvas_of(room, "criteria")
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    room.press(K.Key_Home)
    said = canvas.accessibleDescription()
    assert canvas.reading(0).words in said
    assert "Click or Enter lists the calls" in said
    room.press(K.Key_Return)
    assert isinstance(room.page, CallsPage)


def test_an_auditor_who_lists_answers_behind_a_figure_is_on_record(
    settled: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    auditor = settled.services.administering.actor_named("u-1")
    with entered(settled, auditor, qtbot, jobs, settings, theme, "reporting") as room:
        shown(room, "calibration")
        names = [str(line) for line in table_of(room, "severity").rows]
        entered_row(room, "severity", next(place for place, words in enumerate(names) if "Cai Ito" in words))
        assert calls_listed(room) == ("Answers of Cai Ito that were settled otherwise", {"1009"})
    (session,) = settled.services.calibrating.sessions(auditor)
    found = settled.services.convening.record(auditor, session.id).disclosures
    noted = [(one.reader, one.author, one.call_key) for one in found if one.occasion == "figures"]
    assert noted == [("Yuan Shu", "Cai Ito", "1009")]
