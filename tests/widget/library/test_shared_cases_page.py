"""Sharing at the window: a package looked at, compared, taken in; cases handed out; new packages announced."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from qa_desk.domain.sharing import CaseStatus
from qa_desk.gui.library.packages.hand_out_pane import HandOutPane, spans_in
from qa_desk.gui.library.packages.page import SharedCasesPage
from qa_desk.gui.library.packages.preview_pane import PreviewPane
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.packages.opening import read_package
from qa_desk.services.sharing import PackageRequest
from tests.case_library import add_case
from tests.hostile_packages import parts_of, zipped
from tests.small_centre import SmallCentre, open_copy
from tests.widget.room import Room, entered

K = Qt.Key


@pytest.fixture(scope="module")
def shared(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with a case, and beside it a folder with the package that another centre made of it."""
    folder = tmp_path_factory.mktemp("sharing")
    (folder / "shared").mkdir()
    centre = open_copy(made_centre, folder / "workspace")
    path = folder / "south.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (add_case(centre, "1010"),)))
    (folder / "shared" / "south.qacase").write_bytes(zipped(parts_of(path)))
    centre.workspace.close()
    return folder


@pytest.fixture
def library(shared: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """That centre, to be changed as a test likes."""
    copy = open_copy(shared / "workspace", tmp_path / "library")
    yield copy
    copy.workspace.close()


@pytest.fixture
def room(
    library: SmallCentre, shared: Path, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead at the library; the folder is chosen."""
    settings.use_person(str(library.lead.person_id))
    settings.change(shared_folder=str(shared / "shared"))
    with entered(library, library.lead, qtbot, jobs, settings, theme, "library") as opened:
        yield opened


def page_of(room: Room) -> SharedCasesPage:
    room.go("shared_cases")
    assert isinstance(room.page, SharedCasesPage)
    return room.page


def preview_of(room: Room) -> PreviewPane:
    page = page_of(room)
    room.press(K.Key_Return)
    assert isinstance(page.pane, PreviewPane)
    return page.pane


def test_a_new_package_is_announced_until_the_page_was_seen(room: Room, settings: SettingsStore) -> None:
    texts = [notice.text for notice in room.window.notices.standing]
    assert "1 new package of standard cases" in texts
    page_of(room)
    assert "1 new package of standard cases" not in [notice.text for notice in room.window.notices.standing]
    assert "south.qacase" in settings.current.seen_packages


def test_enter_looks_into_a_package_and_nothing_comes_in_before_its_centre_is_accepted(room: Room) -> None:
    pane = preview_of(room)
    assert [one.status for one in pane.cases.ticked] == [CaseStatus.NEW]
    take = room.child("take_in", QPushButton)
    assert not take.isEnabled()
    accept = room.child("accept_centre", QCheckBox)
    room.focus("accept_centre")
    room.press(K.Key_Space)
    assert isinstance(accept, QCheckBox)
    assert accept.isChecked()
    assert take.isEnabled()
    room.qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    counts = room.centre.services.knowing_centres.centres(room.centre.lead)
    assert [known.is_own for known in counts] == [True, False]
    assert page_of(room).pane is None
    again = preview_of(room)
    assert [one.status for one in again.cases.table.rows] == [CaseStatus.SAME]
    assert again.cases.ticked == ()


def test_space_changes_what_is_chosen(room: Room) -> None:
    pane = preview_of(room)
    pane.cases.table.setFocus()
    room.press(K.Key_Space)
    assert pane.cases.ticked == ()
    assert "Choose at least one case." in room.child("take_in").toolTip()
    room.press(K.Key_Space)
    assert len(pane.cases.ticked) == 1


def test_cases_are_handed_out_with_further_tones(room: Room, tmp_path: Path) -> None:
    page = page_of(room)
    page.hand_out()
    pane = page.pane
    assert isinstance(pane, HandOutPane)
    room.press(K.Key_Space)
    assert len(pane.chosen) == 1
    tones = room.child("further_tones", QLineEdit)
    tones.setFocus()
    room.type_text("1.5-2, 4-")
    assert not room.child("write_package", QPushButton).isEnabled()
    room.type_text("4.5")
    assert room.child("write_package", QPushButton).isEnabled()
    page.write_to(tmp_path / "out.qacase")
    (call,) = read_package(tmp_path / "out.qacase").calls
    assert [(round(first, 2), round(last, 2)) for first, last in call.masked] == [(1.5, 2.0), (4.0, 4.5)]


def test_a_changed_package_is_told_and_shows_nothing(room: Room, shared: Path, tmp_path: Path) -> None:
    page = page_of(room)
    broken = tmp_path / "broken.qacase"
    broken.write_bytes((shared / "shared" / "south.qacase").read_bytes()[:-50])
    page.look(broken)
    assert page.pane is None
    assert any("broken.qacase" in notice.text for notice in room.window.notices.standing)


def test_a_folder_that_is_away_is_told_in_its_place(room: Room, tmp_path: Path) -> None:
    page = page_of(room)
    page.choose_folder(tmp_path / "nowhere")
    assert page.is_body_shown
    assert "nowhere" in room.child("shared_folder").text()  # type: ignore[attr-defined]


def test_passages_are_read_as_people_write_them() -> None:
    assert spans_in("12.5–14, 30-31") == ((12.5, 14.0), (30.0, 31.0))
    assert spans_in("1,5-2; 3–4") == ((1.5, 2.0), (3.0, 4.0))
    assert spans_in(" ") == ()
    assert [spans_in(wrong) for wrong in ("14–12", "a–b", "5", "1-2-3")] == [None] * 4
