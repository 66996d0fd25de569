"""Sharing at the window: a package looked at, compared, taken in; cases handed out; new packages announced."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.domain.sharing import CaseStatus
from qa_desk.gui.library.packages import hand_out_pane as hand_out
from qa_desk.gui.library.packages import page as shared_page
from qa_desk.gui.library.packages.hand_out_pane import HandOutPane
from qa_desk.gui.library.packages.page import SharedCasesPage
from qa_desk.gui.library.packages.preview_pane import PreviewPane
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.services.packages.opening import read_package
from qa_desk.services.packages.sharing import PackageRequest
from tests.case_library import add_case
from tests.hostile_packages import parts_of, zipped
from tests.small_centre import SmallCentre, open_copy
from tests.widget.room import Room, entered

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


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
    assert "in the package What 1010 teaches" in room.child("difference_whole").text()  # type: ignore[attr-defined]
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
    assert "Signed by a centre that is known here" in room.child("centre_told").text()  # type: ignore[attr-defined]
    assert [one.status for one in again.cases.table.rows] == [CaseStatus.SAME]
    assert again.cases.ticked == ()


def test_a_changed_package_is_named_and_shows_no_other_ones_cases(room: Room, shared: Path, tmp_path: Path) -> None:
    preview_of(room)
    page = page_of(room)
    parts = parts_of(shared / "south.qacase")
    (tmp_path / "north.qacase").write_bytes(zipped(parts | {"settled.json": parts["settled.json"] + b" "}))
    (tmp_path / "west.qacase").write_bytes(zipped(parts | {"settled.json": parts["settled.json"][:-1] + b" "}))
    for name, why in (("north", "was changed after it was signed: settled.json"), ("west", "settled.json is not what")):
        page.look(tmp_path / f"{name}.qacase")
        assert page.pane is None
        assert f"{name}.qacase" in room.notices()
        assert why in room.notices()
        assert "Open a package" in room.child("package_hint").text()  # type: ignore[attr-defined]
    preview_of(room)
    assert "west.qacase" not in room.notices()


def test_a_case_is_heard_before_it_is_taken_in(room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    preview_of(room)
    before = set(tmp_path.iterdir())
    room.qtbot.mouseClick(room.child("hear_offered", QPushButton), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    player = room.bridge.player
    assert player.state is PlayerState.PLAYING
    assert player.track is not None
    assert player.track.parts[0].clip.path.is_relative_to(tmp_path)
    room.go("library")
    room.qtbot.waitUntil(lambda: set(tmp_path.iterdir()) == before)


def test_space_changes_what_is_chosen(room: Room) -> None:
    pane = preview_of(room)
    pane.cases.table.setFocus()
    room.press(K.Key_Space)
    assert pane.cases.ticked == ()
    assert "Choose at least one case." in room.child("take_in").toolTip()
    room.press(K.Key_Space)
    assert len(pane.cases.ticked) == 1


def hand_out_of(room: Room) -> HandOutPane:
    page = page_of(room)
    page.hand_out()
    QApplication.processEvents()
    assert isinstance(page.pane, HandOutPane)
    return page.pane


def select(pane: HandOutPane, start_s: float, end_s: float) -> None:
    """What a drag over the sound leaves."""
    pane.tones_pane.waveform.set_selection(Passage(start_s, end_s))


def test_what_becomes_a_tone_is_chosen_on_the_sound_moved_taken_away_and_undone(room: Room, tmp_path: Path) -> None:
    page, pane = page_of(room), hand_out_of(room)
    room.press(K.Key_Space)
    room.press(K.Key_T, modifier=Qt.KeyboardModifier.ShiftModifier)
    tones = pane.tones_pane
    assert pane.shows_tones
    assert page.context.sound.shown.call_id is not None
    select(pane, 1.5, 2.0)
    room.press(K.Key_M, modifier=CTRL)
    select(pane, 4.0, 4.5)
    room.qtbot.mouseClick(room.child("make_tone"), Qt.MouseButton.LeftButton)
    assert tones.tones == ((1.5, 2.0), (4.0, 4.5))
    row = tones.table.current_row()
    assert row is not None
    assert row.start_s == 4.0
    assert room.child("remove_tone").isEnabled()
    tones.waveform.mark_moved.emit("1", 4.0, 5.0)
    assert tones.tones == ((1.5, 2.0), (4.0, 5.0))
    tones.table.setFocus()
    room.press(K.Key_Delete)
    assert tones.tones == ((1.5, 2.0),)
    room.press(K.Key_Z, modifier=CTRL)
    assert tones.tones == ((1.5, 2.0), (4.0, 5.0))
    room.press(K.Key_Escape)
    assert not pane.shows_tones
    page.write_to(tmp_path / "out.qacase")
    (call,) = read_package(tmp_path / "out.qacase").calls
    assert [(round(first, 2), round(last, 2)) for first, last in call.masked] == [(1.5, 2.0), (4.0, 5.0)]


def test_the_copy_is_heard_before_it_is_made(room: Room) -> None:
    pane = hand_out_of(room)
    room.press(K.Key_T, modifier=Qt.KeyboardModifier.ShiftModifier)
    select(pane, 1.0, 3.0)
    room.press(K.Key_M, modifier=CTRL)
    player = room.bridge.player
    assert player.track is not None
    assert player.track.masked == ()
    room.qtbot.mouseClick(room.child("tones_hear").findChildren(QAbstractButton)[1], Qt.MouseButton.LeftButton)
    assert player.track is not None
    assert [(one.start_s, one.end_s) for one in player.track.masked] == [(1.0, 3.0)]
    pane.tones_pane.table.setFocus()
    room.press(K.Key_Return)
    assert player.state is PlayerState.PLAYING
    assert player.position_s == pytest.approx(0.0, abs=0.2)


def test_without_a_passage_it_says_how_to_select_one(room: Room) -> None:
    pane = hand_out_of(room)
    room.press(K.Key_T, modifier=Qt.KeyboardModifier.ShiftModifier)
    room.qtbot.mouseClick(room.child("make_tone"), Qt.MouseButton.LeftButton)
    assert pane.tones_pane.tones == ()
    assert "Drag over the sound first" in room.child("tones_hint").text()  # type: ignore[attr-defined]


def test_what_was_chosen_stays_chosen_while_other_cases_are_sought(room: Room) -> None:
    pane = hand_out_of(room)
    room.press(K.Key_Space)
    pane.asked.emit("nothing is called so", False)
    assert pane.cases.table.rows == ()
    assert len(pane.chosen) == 1
    assert "1 chosen case is not in this list." in room.child("chosen_told").text()  # type: ignore[attr-defined]
    pane.asked.emit("", True)
    assert len(pane.cases.table.rows) == len(pane.chosen) == 1


def test_a_long_list_is_read_part_by_part_and_too_many_are_told(
    room: Room, library: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        add_case(library, "1010")
    monkeypatch.setattr(shared_page, "_PART", 2)
    monkeypatch.setattr(hand_out, "MOST_CASES", 3)
    pane = hand_out_of(room)
    assert len(pane.cases.table.rows) == 2
    pane.more_wanted.emit()
    assert len(pane.cases.table.rows) == 4
    pane.more_wanted.emit()
    assert len(pane.cases.table.rows) == 4
    room.qtbot.mouseClick(room.child("choose_all"), Qt.MouseButton.LeftButton)
    assert len(pane.chosen) == 4
    assert "A package holds at most 3 cases." in room.child("write_package").toolTip()


def test_what_came_in_is_taken_back_by_one_key(room: Room) -> None:
    pane = preview_of(room)
    room.focus("accept_centre")
    room.press(K.Key_Space)
    pane.take_in()
    room.window.setFocus()
    room.press(K.Key_Z, modifier=CTRL)
    again = preview_of(room)
    assert [one.status for one in again.cases.table.rows] == [CaseStatus.RETIRED]
    assert again.cases.ticked == ()
    assert "The package was taken back" in room.child("case_consequence").text()  # type: ignore[attr-defined]
    assert room.child("package_summary").text() == "1 is retired here"  # type: ignore[attr-defined]


def test_a_known_centre_is_forgotten_and_that_is_undone(room: Room) -> None:
    pane = preview_of(room)
    room.focus("accept_centre")
    room.press(K.Key_Space)
    pane.take_in()
    table = room.child("known_centres", DataTable)
    assert isinstance(table, DataTable)
    assert len(table.rows) == 2
    forget = room.child("forget_centre", QPushButton)
    assert not forget.isEnabled()
    table.setFocus()
    room.press(K.Key_Down)
    room.qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    room.qtbot.waitUntil(lambda: len(table.rows) == 1)
    room.press(K.Key_Z, modifier=CTRL)
    room.qtbot.waitUntil(lambda: len(table.rows) == 2)


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
