"""What widget tests stand on: a theme, own settings folders, and a guard against whatever a test leaves behind."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from qa_desk import i18n
from qa_desk.gui.shell.theme import Theme

_HARMLESS_QT_WARNINGS = ("This plugin does not support", "propagateSizeHints", "QStandardPaths: ")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, cache, log and data of this test lie in its own folder."""
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are English unless the test chooses otherwise."""
    i18n.use_language("en")
    yield
    i18n.use_language("en")


@pytest.fixture(autouse=True)
def nothing_left_behind(caplog: pytest.LogCaptureFixture, qapp: QApplication) -> Iterator[None]:
    """Stray Qt warnings, log errors, and threads or windows that outlive the test make it fail."""
    warnings: list[str] = []

    def note(kind: QtMsgType, _context: object, message: str) -> None:
        is_grave = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        if is_grave and not any(known in message for known in _HARMLESS_QT_WARNINGS):
            warnings.append(message)

    threads = {thread.ident for thread in threading.enumerate()}
    before = qInstallMessageHandler(note)
    yield
    qInstallMessageHandler(before)
    assert not warnings, f"Qt warned: {warnings}"
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, f"logged as errors: {errors}"
    left = [
        thread.name
        for thread in threading.enumerate()
        if thread.ident not in threads and not isinstance(thread, threading._DummyThread)
    ]
    assert not left, f"threads left running: {left}"
    visible = [widget.objectName() or type(widget).__name__ for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in qapp.topLevelWidgets():
        widget.close()
    assert not visible, f"windows left open: {visible}"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme."""
    return Theme("light")
