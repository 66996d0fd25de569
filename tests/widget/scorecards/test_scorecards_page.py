"""Scorecards: versions listed and shown whole, brought in, published and handed out as files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.paths import resources_dir
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

_SERVICE = resources_dir() / "scorecards" / "service.yaml"


def _states(room: Room) -> list[tuple[str, int, VersionState]]:
    return [(row.scorecard.key, row.version.number, row.version.state) for row in room.page.table.rows]


def _choose_service(room: Room) -> None:
    row = next(row for row in room.page.table.rows if row.scorecard.key == "service")
    room.page.table.setFocus()
    room.press(Qt.Key.Key_Home)
    while room.page.table.current_row() != row:
        room.press(Qt.Key.Key_Down)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The Service scorecard with one weight changed."""
    path = tmp_path / "service.yaml"
    path.write_text(_SERVICE.read_text(encoding="utf-8").replace("weight: 5", "weight: 8", 1), encoding="utf-8")
    return path


def test_the_bundled_scorecards_are_listed_as_published(room: Room) -> None:
    assert _states(room) == [
        ("complaint", 1, VersionState.PUBLISHED),
        ("service", 1, VersionState.PUBLISHED),
    ]


def test_the_version_is_shown_whole_with_guidance_reasons_and_shares(room: Room, centre: SmallCentre) -> None:
    _choose_service(room)
    version = centre.version
    words = room.words()
    shown = {criterion.key for criterion in version.criteria if room.visible(f"criterion_{criterion.key}")}
    assert shown == {criterion.key for criterion in version.criteria}
    assert version.criteria[0].guidance.in_language("en") in words
    assert version.criteria[0].reasons[0].title.in_language("en") in words
    weighed = [criterion for criterion in version.criteria if criterion.critical is None and not criterion.bonus]
    shares = [room.find(f"share_{criterion.key}").text() for criterion in weighed]
    assert sum(float(share.removesuffix(" %")) for share in shares) == pytest.approx(100, abs=0.5)


def test_the_preview_cannot_be_answered(room: Room, centre: SmallCentre) -> None:
    _choose_service(room)
    scale = room.find(f"scale_{centre.version.criteria[0].key}")
    room.qtbot.mouseClick(scale, Qt.MouseButton.LeftButton)
    assert scale.choice.is_missing
    assert scale.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_changed_file_comes_in_as_a_draft_and_is_published(room: Room, changed: Path, centre: SmallCentre) -> None:
    room.click("import_scorecard")
    dialog = room.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(changed))
    dialog.close()
    room.qtbot.waitUntil(lambda: len(_states(room)) == 3)
    assert ("service", 2, VersionState.DRAFT) in _states(room)
    said = room.find("version_said").text()
    assert "Version 1 and what was scored on it stay as they are" in said
    assert room.page.publish_button.text() == "Publish version 2"
    room.click("publish")
    room.click("notice_action")
    assert ("service", 2, VersionState.PUBLISHED) in _states(room)
    assert not room.visible("publish")
    assert centre.services.authoring.latest_published(centre.lead, "service").number == 2
    assert centre.services.authoring.version(centre.lead, centre.version.id) == centre.version


def test_a_broken_file_is_named_with_line_and_key_and_nothing_changes(room: Room, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = _SERVICE.read_text(encoding="utf-8")
    line = 1 + next(at for at, words in enumerate(text.splitlines()) if "pass_fail" in words)
    broken.write_text(text.replace("pass_fail", "passfail", 1), encoding="utf-8")
    before = _states(room)
    room.page.import_file(broken)
    assert room.find("notice_text").text().startswith(f"broken.yaml, line {line}, “type”:")
    assert _states(room) == before


def test_the_same_file_again_makes_no_version(room: Room) -> None:
    room.page.import_file(_SERVICE)
    assert room.notices() == ["service.yaml says the same as the version shown."]
    assert len(_states(room)) == 2


def test_an_exported_version_reads_back_as_the_same(room: Room, tmp_path: Path) -> None:
    _choose_service(room)
    room.press(Qt.Key.Key_E, modifier=CTRL)
    dialog = room.window.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "out.yaml"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    assert room.notices() == [f"Written to {target}."]
    room.page.import_file(target)
    assert room.notices()[-1] == "out.yaml says the same as the version shown."


def test_a_file_that_cannot_be_written_is_said_in_the_page(room: Room, tmp_path: Path) -> None:
    room.page.export_to(tmp_path / "nowhere" / "out.yaml", "service", 1)
    assert "out.yaml can't be written" in room.words()


def test_an_inspector_reads_and_exports_but_brings_nothing_in(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    assert len(_states(room)) == 2
    assert room.visible("export_scorecard")
    assert not room.visible("import_scorecard")
    assert not room.window.commands.can_run("list.import")


def test_the_version_is_shown_in_the_language_in_use(
    sit: SitDown, centre: SmallCentre, settings: SettingsStore
) -> None:
    room = sit(centre.lead)
    settings.change(language="zh_CN")
    _choose_service(room)
    assert centre.version.criteria[0].title.in_language("zh_CN") in room.words()
