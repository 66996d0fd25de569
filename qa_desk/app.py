"""Starts the window: the only place that makes the QApplication and knows both bootstrap and the window.

The window is on the screen before the database is touched: what is heavy to import or to open comes in the store lane.
"""

import importlib
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from qa_desk.crash import install_excepthook, start_logging
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor, Person
from qa_desk.gui.main_window.look import chosen_language, chosen_theme
from qa_desk.gui.main_window.sign_in.entries import TeamLogin
from qa_desk.gui.main_window.sign_in.screen import Team
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.shell.daily_copies import DailyCopies
from qa_desk.gui.shell.jobs import Jobs, Progress
from qa_desk.gui.shell.live_changes import LiveChanges
from qa_desk.gui.shell.navigation import FoundThing, Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.single_instance import SingleInstance
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, current_language, use_language
from qa_desk.paths import default_workspace_dir, demo_workspace_dir

if TYPE_CHECKING:
    from qa_desk.audio.output.device import OutputDevice
    from qa_desk.bootstrap import Services, Workspace
    from qa_desk.gui.shell.player_bridge import PlayerBridge


def run(workspace: Path | None, person: str | None = None) -> int:
    """Open the window on `workspace` (else the last one) until it is closed; returns the exit status.

    Args:
        person: signs in at once, by name or id, instead of being asked on the first screen.
    """
    start_logging()
    app = make_application()
    settings = SettingsStore()
    use_language(os.environ.get("QA_DESK_LANGUAGE") or chosen_language(settings))
    desk = Desk(app, settings)
    if not desk.start(workspace, person):
        return 0
    return app.exec()


def make_application() -> QApplication:
    """The one QApplication of the process, made when it is first asked for."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("QA Desk")
    app.setDesktopFileName("qa-desk")
    app.setStyle("Fusion")
    return app


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be opened: by whom, when somebody is named, and with which login of the team's server."""

    folder: Path
    person: str | None = None
    makes_missing: bool = False
    login: TeamLogin | None = None
    account: str = ""
    tries_kept: bool = True


@dataclass(frozen=True, slots=True)
class _LoginAsked:
    """The team's server wants a login; `error` is what else it said, where it was tried with one that was kept."""

    wish: _Wish
    team: Team
    error: QADeskError | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the store lane hands back: the workspace, its people, and who is to sign in at once."""

    workspace: "Workspace"
    people: tuple[Person, ...]
    asked: Person | None
    account: str = ""


class Desk(QObject):
    """What lives as long as the application: theme, jobs, window, sound, and the workspace that is open.

    Args:
        output: where sound goes; the machine's own sound card unless said otherwise.
    """

    def __init__(self, app: QApplication, settings: SettingsStore, *, output: "OutputDevice | None" = None) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._output = output
        self._theme = Theme(chosen_theme(settings), parent=self)
        self._jobs = Jobs(self)
        self._instance: SingleInstance | None = None
        self._workspace: Workspace | None = None
        self._wish: _Wish | None = None
        self._rooms: Rooms | None = None
        self._bridge: PlayerBridge | None = None
        self._live: LiveChanges | None = None
        self._copies: DailyCopies | None = None
        self._translator = QTranslator(self)
        self._translate_qt()
        self._window = MainWindow(theme=self._theme, settings=settings, jobs=self._jobs)
        self._connect()

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self._window

    def start(self, workspace: Path | None, person: str | None) -> bool:
        """Show the window and open the workspace; false when another window shows it and came to the front."""
        last = self._settings.current.last_workspace
        folder = workspace or (Path(last) if last and Path(last).is_dir() else default_workspace_dir())
        if not self._claim(folder):
            return False
        self._window.show()
        self._window.show_opening(_("Opening the workspace …"))
        self._open(_Wish(folder, person, workspace is None, account=self._settings.current.last_account))
        return True

    def close(self) -> None:
        """Stop the sound, the work and the socket; the database closes last."""
        self._jobs.finish()
        if self._bridge is not None:
            self._bridge.close()
            self._bridge = None
        if self._instance is not None:
            self._instance.release()
        self._close_workspace()

    def _connect(self) -> None:
        self._window.demo_requested.connect(self._open_demo)
        self._window.first_person_named.connect(self._add_first_person)
        self._window.arrival.login_given.connect(self._on_login_given)
        self._window.arrival.restore_requested.connect(self._restore)
        self._window.signed_out.connect(self._on_signed_out)
        self._window.language_changed.connect(self._translate_qt)
        self._app.aboutToQuit.connect(self.close)
        self._app.styleHints().colorSchemeChanged.connect(lambda _scheme: self._theme.use(chosen_theme(self._settings)))
        install_excepthook(self._tell_of_crash)

    def _claim(self, folder: Path) -> bool:
        instance = SingleInstance(folder, self)
        if not instance.claim():
            return False
        if self._instance is not None:
            self._instance.release()
        instance.raise_requested.connect(self._window.bring_to_front)
        self._instance = instance
        return True

    def _open(self, wish: _Wish) -> None:
        self._wish = wish
        self._jobs.run(
            self._window,
            _("Opening the workspace"),
            lambda _progress: _opened(wish),
            self._on_opened,
            self._window.show_failure,
            is_quiet=True,
        )

    def _on_opened(self, opened: "_Opened | _LoginAsked") -> None:
        if isinstance(opened, _LoginAsked):
            self._wish = opened.wish
            self._window.arrival.show_team(opened.team)
            if opened.error is not None:
                self._window.show_failure(opened.error)
            return
        self._close_workspace()
        self._workspace = opened.workspace
        keep = opened.workspace.services.safekeeping.keep_daily_copy
        self._copies = DailyCopies(keep, self._jobs, self._window.notices.error, self)
        self._live = LiveChanges(opened.workspace.changes_feed(), self._window.hub, self)
        self._settings.change(last_workspace=str(opened.workspace.folder))
        if self._rooms is None:
            self._rooms, self._bridge = _wired(self, self._output)
        self._window.open_workspace(opened.workspace, opened.people, self._rooms)
        if opened.account:
            self._settings.change(last_account=opened.account)
        if opened.asked is not None:
            self._window.sit_down(opened.asked)

    def _restore(self) -> None:
        """Put the last good backup in the place of the damaged database, and open that."""
        wish = self._wish
        assert wish is not None
        self._window.show_opening(_("Putting the backup in place …"))
        self._jobs.run(
            self._window,
            _("Putting the backup in place"),
            lambda _progress: _put_last_good_back(wish.folder),
            lambda _done: self._open(wish),
            self._window.show_failure,
            must_finish=True,
        )

    def _on_login_given(self, login: TeamLogin) -> None:
        assert self._wish is not None
        self._open(replace(self._wish, login=login))

    def _on_signed_out(self) -> None:
        """The connection goes with whoever held it; the next one is asked, whatever the keyring knows."""
        assert self._workspace is not None
        folder = self._workspace.folder
        self._close_workspace()
        self._open(_Wish(folder, account=self._settings.current.last_account, tries_kept=False))

    def _close_workspace(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live.deleteLater()
            self._live = None
        if self._copies is not None:
            self._copies.deleteLater()
            self._copies = None
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    def _open_demo(self) -> None:
        folder = demo_workspace_dir()
        if not self._claim(folder):
            return
        self._window.show_opening(_("Making the demo: its calls are spoken and scored in about a minute …"))
        self._jobs.run(
            self._window,
            _("Making the demo"),
            lambda progress: _make_demo(folder, progress),
            lambda _made: self._open(_Wish(folder)),
            self._window.show_failure,
        )

    def _add_first_person(self, name: str) -> None:
        workspace = self._workspace
        assert workspace is not None
        self._jobs.run(
            self._window,
            _("Signing in"),
            lambda _progress: _added_first_person(workspace, name),
            self._on_first_person_added,
            self._window.show_failure,
            is_quiet=True,
        )

    def _on_first_person_added(self, added: tuple[Actor, tuple[Person, ...]]) -> None:
        actor, people = added
        self._window.show_new_people(people)
        self._window.sign_in(actor, place=Place.to("calls", do="import"))

    def _translate_qt(self) -> None:
        """Qt's own texts, such as those of file dialogs, from Qt's own catalogues."""
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{current_language()}", folder):
            self._app.installTranslator(self._translator)

    def _tell_of_crash(self, report: Path | None) -> None:
        where = report.name if report is not None else "–"
        told = _(
            "Something went wrong that should not. What was saved is safe. Report without names or ratings: {file}"
        )
        self._window.notices.error(told.format(file=where), key="crash")


def _wired(parent: QObject, output: "OutputDevice | None") -> "tuple[Rooms, PlayerBridge]":
    """The rooms with a player; on the GUI thread, after `_opened` has imported all this off it."""
    # These bring numpy and the sound libraries, half a second that the first window must not wait for.
    from qa_desk.audio.output.sound_card import SoundDeviceOutput
    from qa_desk.audio.player import Player
    from qa_desk.gui.pages import PAGES
    from qa_desk.gui.shell.player_bridge import PlayerBridge
    from qa_desk.gui.widgets.sound.sound_bar import SoundBar

    bridge = PlayerBridge(Player(output or SoundDeviceOutput()), parent)
    rooms = Rooms(specs=PAGES, find=_found, player=bridge, make_transport=lambda context: SoundBar(context, bridge))
    return rooms, bridge


def _opened(wish: _Wish) -> _Opened | _LoginAsked:
    importlib.import_module("qa_desk.gui.pages")
    importlib.import_module("qa_desk.gui.widgets.sound.sound_bar")
    # SQLAlchemy takes half a second to import, the rooms another: here, with the window already on the screen.
    from qa_desk.bootstrap import init_workspace, open_workspace, team_server

    server = team_server(wish.folder)
    if server:
        return _opened_of_team(wish, server)
    try:
        workspace = open_workspace(wish.folder)
    except QADeskError as error:
        if error.code is not ErrorCode.WORKSPACE_MISSING or not wish.makes_missing:
            raise
        init_workspace(wish.folder)
        workspace = open_workspace(wish.folder)
    return _with_people(workspace, wish)


def _opened_of_team(wish: _Wish, server: str) -> _Opened | _LoginAsked:
    """With the login given, else the one that the keyring keeps, else by whatever the server knows this account by."""
    # As above.
    from qa_desk.bootstrap import login_of, open_workspace
    from qa_desk.services.keeping.kept_login import KeptLogins

    kept = KeptLogins()
    if wish.login is not None:
        credentials = login_of(wish.login.account, wish.login.password)
    elif wish.tries_kept:
        credentials = kept.find(server, wish.account)
    else:
        return _LoginAsked(wish, Team(server, wish.account, kept.can_keep), None)
    try:
        workspace = open_workspace(wish.folder, credentials=credentials)
    except QADeskError as error:
        if wish.login is not None:
            raise
        is_plain = credentials is None and error.code is ErrorCode.LOGIN_REFUSED
        return _LoginAsked(wish, Team(server, wish.account, kept.can_keep), None if is_plain else error)
    if wish.login is not None and credentials is not None and wish.login.is_kept:
        kept.keep(server, credentials)
    return _with_people(workspace, wish, account=credentials.login if credentials is not None else "")


def _with_people(workspace: "Workspace", wish: _Wish, *, account: str = "") -> _Opened:
    services = workspace.services
    try:
        connected = services.signing_in.connected()
        if connected is not None:
            # As above.
            from qa_desk.bootstrap import require_own_login

            require_own_login(workspace, wish.person)
            return _Opened(workspace, (connected,), connected, account)
        people = services.administering.people_to_sign_in()
        asked = services.administering.actor_named(wish.person).person_id if wish.person else None
    except BaseException:
        workspace.close()
        raise
    return _Opened(workspace, people, next((one for one in people if one.id == asked), None), account)


def _put_last_good_back(folder: Path) -> None:
    # As above.
    from qa_desk.services.centre.workspace_copies import put_last_good_back

    put_last_good_back(folder)


def _added_first_person(workspace: "Workspace", name: str) -> tuple[Actor, tuple[Person, ...]]:
    # As above.
    from qa_desk.services.centre.signing_in import system_account

    administering = workspace.services.administering
    actor = administering.add_first_person(name, system_account())
    return actor, administering.people_to_sign_in()


def _make_demo(folder: Path, progress: Progress) -> None:
    # As above.
    from qa_desk.demo_workspace import make_demo

    if not (folder / "workspace.toml").exists():
        make_demo(folder, progress)


def _found(services: "Services", actor: Actor, text: str) -> tuple[FoundThing, ...]:
    """What the search finds, as places to go to."""
    pages = {
        "call": ("calls", "phone"),
        "case": ("library", "book"),
        "person": ("people", "person"),
        "tracked_item": ("tracked", "flag"),
    }
    things: list[FoundThing] = []
    for hit in services.finding.find(actor, text, limit=20):
        page, symbol = pages.get(str(hit.kind), ("calibration", "target"))
        things.append(FoundThing(hit.title, hit.detail, Place.to(page, **{str(hit.kind): str(hit.id)}), symbol))
    return tuple(things)
