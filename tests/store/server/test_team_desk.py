"""The program on a team's workspace: it asks for a login, says in the form what is wrong, forgets whoever leaves."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import URL, Engine, make_url

from qa_desk.app import Desk, make_application
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.bootstrap import Services
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person, Role
from qa_desk.gui.main_window.window import MainWindow
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.services.clock import SystemClock
from qa_desk.store.server.logins import set_password
from qa_desk.store.store import Store
from tests.store.furnishing import Centre
from tests.store.logins import Logins

PATIENCE_MS = 20_000


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """A computer without a keyring, such as a server."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """The folder of the team's workspace on one desk."""
    url = engine.url.set(username=None, password=None).render_as_string()
    made = tmp_path / "workspace"
    (made / "recordings").mkdir(parents=True)
    (made / "workspace.toml").write_text(f'database_url = "{url}"\nrecordings = "recordings"\n', encoding="utf-8")
    return made


@pytest.fixture
def window(folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The program, started on that folder."""
    settings = SettingsStore(tmp_path / "settings.json")
    settings.change(language="en", theme="light")
    told_of_exceptions = sys.excepthook
    desk = Desk(make_application(), settings, output=SilentDevice())
    sys.excepthook = told_of_exceptions
    assert desk.start(folder, None)
    desk.window.activateWindow()
    qtbot.waitActive(desk.window)
    yield desk.window
    desk.window.close()
    desk.close()
    desk.window.deleteLater()
    desk.deleteLater()


@pytest.fixture
def find(window: MainWindow, qtbot: QtBot) -> Callable[[str], QWidget]:
    """Waits for the visible widget of a name."""

    def visible(name: str) -> QWidget:
        def there() -> bool:
            return any(widget.isVisible() for widget in window.findChildren(QWidget, name))

        qtbot.waitUntil(there, timeout=PATIENCE_MS)
        return next(widget for widget in window.findChildren(QWidget, name) if widget.isVisible())

    return visible


def _field(widget: QWidget) -> QLineEdit:
    assert isinstance(widget, QLineEdit)
    return widget


def _sign_in(window: MainWindow, find: Callable[[str], QWidget], qtbot: QtBot, url: URL) -> None:
    account, password = _field(find("team_account")), _field(find("team_password"))
    account.setText(str(url.username))
    password.setText(str(url.password))
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.actor is not None, timeout=PATIENCE_MS)


def test_an_agent_sits_down_at_a_colleagues_desk_and_leaves_it_locked(
    centre: Centre, store: Store, logins: Logins, window: MainWindow, find: Callable[[str], QWidget], qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    agent = Person(PersonId(uuid4()), "agent-1", "Li Na", frozenset({Role.AGENT}))
    with store.unit_of_work(None, SystemClock()) as uow:
        uow.people.add(agent)
        uow.commit()
    lead_id = centre.id_of("lead")
    at_lead = Services.over(Store(logins.engine(lead_id), store.recordings, lead_id), SystemClock(), tmp_path)
    lead = at_lead.administering.actor_for(lead_id)
    code = at_lead.admitting.make_code(lead, agent.id).text
    _sign_in(window, find, qtbot, make_url(logins.url(centre.id_of("ben"))))
    assert window.commands.run("window.agent_code")
    field = _field(find("agent_code_field"))
    qtbot.keyClicks(field, code)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.actor is not None, timeout=PATIENCE_MS)
    assert window.actor is not None
    assert (window.actor.person_id, window.actor.roles) == (agent.id, frozenset({Role.AGENT}))
    window.commands.run("window.switch_person")
    assert find("team_password")
    assert window.actor is None


def test_a_first_password_leads_to_one_of_ones_own_before_the_desk_opens(
    centre: Centre, engine: Engine, logins: Logins, window: MainWindow, find: Callable[[str], QWidget], qtbot: QtBot
) -> None:
    url = make_url(logins.url(centre.id_of("ben")))
    with logins.engine(centre.id_of("administrator")).begin() as administrator:
        set_password(administrator, str(url.username), "made up for ben")
    account, password = _field(find("team_account")), _field(find("team_password"))
    account.setText(str(url.username))
    password.setText("made up for ben")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    for name in ("new_password", "new_password_again"):
        field = _field(find(name))
        assert window.actor is None
        qtbot.keyClicks(field, "battery staple")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.actor is not None, timeout=PATIENCE_MS)
    window.commands.run("window.switch_person")
    _sign_in(window, find, qtbot, url.set(password="battery staple"))
    assert window.actor is not None
    assert window.actor.person_id == centre.id_of("ben")


def test_a_team_signs_in_with_logins_one_after_the_other(
    centre: Centre, logins: Logins, window: MainWindow, find: Callable[[str], QWidget], qtbot: QtBot
) -> None:
    urls = {part: make_url(logins.url(centre.id_of(part))) for part in ("ben", "lead")}
    account, password = _field(find("team_account")), _field(find("team_password"))
    assert account.hasFocus()
    assert not window.findChildren(QWidget, "sign_in_people")
    assert not any(box.isVisible() for box in window.findChildren(QCheckBox, "team_keep"))
    qtbot.keyClicks(account, str(urls["ben"].username))
    qtbot.keyClick(account, Qt.Key.Key_Return)
    assert password.hasFocus()
    qtbot.keyClicks(password, "wrong one")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    told = find("notice_text")
    assert isinstance(told, QLabel)
    assert "The server does not let you in" in told.text()
    assert "wrong one" not in told.text()
    assert (account.text(), password.text()) == (urls["ben"].username, "wrong one")
    password.setText(str(urls["ben"].password))
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.actor is not None, timeout=PATIENCE_MS)
    assert window.actor is not None
    assert window.actor.person_id == centre.id_of("ben")
    window.commands.run("window.switch_person")
    account, password = _field(find("team_account")), _field(find("team_password"))
    assert window.actor is None
    assert (account.text(), password.text()) == (urls["ben"].username, "")
    account.setText(str(urls["lead"].username))
    password.setText(str(urls["lead"].password))
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.actor is not None, timeout=PATIENCE_MS)
    assert window.actor is not None
    assert window.actor.person_id == centre.id_of("lead")
