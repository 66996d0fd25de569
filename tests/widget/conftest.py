"""What widget tests stand on: settings of their own, the light theme, and no stray warnings of Qt's."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.centre_fixtures import centre, made_centre  # noqa: F401  # pytest finds fixtures by their names here
from tests.small_centre import SmallCentre
from tests.widget.rooms import SitDown, opened

_HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.fixture(autouse=True)
def no_warning_of_qt() -> Iterator[None]:
    """A warning that Qt writes makes the test fail."""
    warnings: list[str] = []

    def note(kind: QtMsgType, _context: object, message: str) -> None:
        is_grave = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        if is_grave and not any(known in message for known in _HARMLESS):
            warnings.append(message)

    before = qInstallMessageHandler(note)
    yield
    qInstallMessageHandler(before)
    assert not warnings, f"Qt warned: {warnings}"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme."""
    return Theme("light")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Settings kept in the test's own folder."""
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def jobs(qapp: QApplication) -> ImmediateJobs:
    """Jobs that are done at once."""
    return ImmediateJobs()


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """The pages of the window that `sit` opens; each folder of tests names its own."""
    return ()


@pytest.fixture
def sit(
    centre: SmallCentre,  # noqa: F811  # the fixture imported above
    pages: tuple[PageSpec, ...],
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> Iterator[SitDown]:
    """Sits somebody down at the first of the pages."""
    settings.change(theme="light", language="en")
    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(opened(centre, actor, pages, qtbot, jobs, settings, theme))
