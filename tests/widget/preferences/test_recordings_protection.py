"""Encryption of recordings on the preferences page: an administrator switches it on and off, nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead, who administers as well, on the preferences page."""
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "my_calls") as made:
        made.go("preferences")
        yield made


def test_recordings_are_encrypted_and_kept_plain_again_by_a_button(
    room: Room, centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "as they came" in _says(room)
    _click(room, "encrypt_recordings")
    assert "is encrypted" in _says(room)
    assert not any(path.suffix for path in _files(centre))
    key = tmp_path / "copy.key"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(key), ""))
    _click(room, "save_recordings_key")
    assert key.is_file()
    _click(room, "decrypt_recordings")
    assert "as they came" in _says(room)
    assert all(path.suffix for path in _files(centre))


def test_whoever_does_not_administer_sees_nothing_of_it(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "my_calls") as room:
        room.go("preferences")
        buttons = room.window.findChildren(QPushButton, "encrypt_recordings")
        assert [button.isVisible() for button in buttons] == [False]


def _says(room: Room) -> str:
    label = room.child("recordings_protection", QLabel)
    assert isinstance(label, QLabel)
    return label.text()


def _click(room: Room, name: str) -> None:
    button = room.child(name, QPushButton)
    assert isinstance(button, QPushButton)
    assert button.isVisible()
    button.click()


def _files(centre: SmallCentre) -> list[Path]:
    return [path for path in (centre.workspace.folder / "recordings").rglob("*") if path.is_file()]
