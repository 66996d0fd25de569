"""The window: the first screen, then the frame of whoever signed in. Theme and language change it in place.

It knows no database: `app.py` opens the workspace and answers its wishes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.accounts import VISIT_LIFE, AgentVisit
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Actor, Person
from qa_desk.gui.main_window.arrival import Arrival
from qa_desk.gui.main_window.frame import Frame, MakeTransport
from qa_desk.gui.main_window.idle import IdleWatch
from qa_desk.gui.main_window.look import chosen_language, chosen_theme
from qa_desk.gui.main_window.person_menu import person_menu
from qa_desk.gui.main_window.sign_in.screen import SignIn
from qa_desk.gui.main_window.window_commands import CommandParts, FindByText, WindowCommands
from qa_desk.gui.shell.change_hub import ChangeHub
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import application_icon
from qa_desk.gui.shell.jobs import Job, Jobs
from qa_desk.gui.shell.navigation import Navigation, Place
from qa_desk.gui.shell.notices import Notices
from qa_desk.gui.shell.package_watch import watch_packages
from qa_desk.gui.shell.page import FindThings, OpenWorkspace, Page, PageContext, PageSpec
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.sound import SoundPlace, SoundShown
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStack
from qa_desk.gui.shell.words import role_titles
from qa_desk.i18n import _, current_language, use_language

if TYPE_CHECKING:
    from qa_desk.gui.shell.player_bridge import PlayerBridge

_VISIT_IDLE_MIN = 3
"""An agent who went away leaves the desk to the next one after so many minutes."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """What stands in the frame; loaded after the window is on the screen, since pages bring numpy and sound with them.

    Args:
        specs: the registry of pages.
        find: what a text finds, asked on the store lane.
        player: plays recordings.
        make_transport: makes the bar below pages with sound.
    """

    specs: tuple[PageSpec, ...]
    find: FindThings | None = None
    player: "PlayerBridge | None" = None
    make_transport: MakeTransport | None = None


class MainWindow(QWidget):
    """One window on one workspace.

    Signals:
        demo_requested: open the demo workspace in this window.
        first_person_named: the name of whoever begins a new workspace.
        language_changed: Qt's own texts must follow.
        signed_out: nobody sits at the team's workspace any more; it is to be closed.
    """

    demo_requested = Signal()
    first_person_named = Signal(str)
    language_changed = Signal()
    signed_out = Signal()

    def __init__(self, *, theme: Theme, settings: SettingsStore, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = theme
        self._settings = settings
        self._jobs = jobs
        self._hub = ChangeHub(self)
        self._notices = Notices(self)
        self._navigation = Navigation(self)
        self._told: dict[str, int] = {}
        self._undo = UndoStack(self)
        self._sound = SoundPlace(self)
        self._commands = CommandRegistry(_keys(settings), parent=self)
        self._workspace: OpenWorkspace | None = None
        self._rooms = Rooms(specs=())
        self._actor: Actor | None = None
        self._frame: Frame | None = None
        self._sign_in: SignIn | None = None
        self._visit: AgentVisit | None = None
        self._arrival = Arrival(settings=settings, jobs=jobs, new_screen=self._show_sign_in, parent=self)
        self._idle = IdleWatch(player=lambda: self._rooms.player, parent=self)
        self._build()
        self._window_commands = WindowCommands(self, self._command_parts(), lambda: self._frame)
        self._connect()

    @property
    def actor(self) -> Actor | None:
        """Who signed in."""
        return self._actor

    @property
    def page(self) -> Page | None:
        """The page on the screen."""
        return self._frame.page if self._frame is not None else None

    @property
    def frame(self) -> Frame | None:
        """The frame of whoever signed in; None on the first screen."""
        return self._frame

    @property
    def navigation(self) -> Navigation:
        """Where the person is and was."""
        return self._navigation

    @property
    def commands(self) -> CommandRegistry:
        """The commands and who does them."""
        return self._commands

    @property
    def arrival(self) -> Arrival:
        """The first screen, step by step."""
        return self._arrival

    @property
    def hub(self) -> ChangeHub:
        """Where changes are announced."""
        return self._hub

    @property
    def notices(self) -> Notices:
        """What the person is told."""
        return self._notices

    @property
    def undo(self) -> UndoStack:
        """What can be taken back."""
        return self._undo

    def show_opening(self, words: str) -> None:
        """Show the first screen while the workspace is being opened."""
        self._arrival.show_opening(words)

    def show_failure(self, error: Exception) -> None:
        """The workspace could not be opened, or nobody could sit down at it."""
        self._arrival.show_failure(error)

    def open_workspace(self, workspace: OpenWorkspace, people: tuple[Person, ...], rooms: Rooms) -> None:
        """Ask who sits down at this workspace."""
        self._workspace = workspace
        self._rooms = rooms
        self._arrival.use(workspace, people)
        self._sound.show(SoundShown())
        if not workspace.is_team:
            self._show_people()

    def show_new_people(self, people: tuple[Person, ...]) -> None:
        """Offer these people when next somebody signs in."""
        assert self._workspace is not None
        self._arrival.use(self._workspace, people)

    def sit_down(self, person: Person) -> None:
        """This person wants to sign in; whoever has a password is asked for it."""
        self._arrival.choose(person)

    def sign_in(self, actor: Actor, *, external_id: str = "", place: Place | None = None) -> None:
        """Show this person's pages."""
        self._visit = None
        self._seat(actor)
        self._settings.change(last_person=external_id or self._settings.current.last_person)
        self._show_frame(place)
        self._idle.start(self._settings.current.locks_after_min)

    def visit(self, visit: AgentVisit) -> None:
        """Show an agent what is theirs, until they leave the desk alone or the visit ends by itself."""
        self._visit = visit
        self._seat(visit.actor)
        self._show_frame(None)
        self._idle.start(_VISIT_IDLE_MIN, at_most_s=VISIT_LIFE.total_seconds())

    def _seat(self, actor: Actor) -> None:
        assert self._workspace is not None
        self._actor = actor
        self._undo.clear()
        self._notices.clear()
        self._navigation.forget()
        self._told.clear()
        self._silence()
        self._settings.use_person("" if self._visit is not None else str(actor.person_id))

    def bring_to_front(self) -> None:
        """Come to the front, as somebody started the workspace again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _build(self) -> None:
        self.setWindowTitle("QA Desk")
        self.setMinimumSize(1024, 640)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        kept = self._settings.current.window_geometry
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
        self._dress()

    def _connect(self) -> None:
        self._theme.changed.connect(self._dress)
        self._settings.changed.connect(self._on_settings_changed)
        self._jobs.failed_unheard.connect(self._on_job_failed)
        self._hub.changed.connect(self._on_changed)
        self._commands.watch(self)
        self._arrival.arrived.connect(lambda actor, external_id: self.sign_in(actor, external_id=external_id))
        self._arrival.visited.connect(self.visit)
        self._arrival.people_requested.connect(self._show_people)
        self._idle.left_alone.connect(self._show_people)

    def _command_parts(self) -> CommandParts:
        return CommandParts(
            theme=self._theme,
            settings=self._settings,
            jobs=self._jobs,
            navigation=self._navigation,
            notices=self._notices,
            undo=self._undo,
            commands=self._commands,
            find=self._find_by_text,
            switch_person=self._show_people,
            ask_code=self._ask_code,
        )

    def _find_by_text(self) -> FindByText | None:
        find, workspace, actor = self._rooms.find, self._workspace, self._actor
        if find is None or workspace is None or actor is None:
            return None
        return lambda text: find(workspace.services, actor, text)

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(self._theme.palette())
        app.setFont(self._theme.font("body"))
        # The window, not the application: a page is built before it has a place in the window, and each step of putting
        # it together would style anew all that is in it.
        self.setStyleSheet(self._theme.style_sheet())
        self.setWindowIcon(application_icon(self._theme))
        if self._frame is not None and self._actor is not None:
            self._frame.top_bar.show_person(self._actor.name, self._menu())

    def _show_sign_in(self) -> SignIn:
        self._drop_screens()
        screen = SignIn(theme=self._theme, settings=self._settings, jobs=self._jobs, commands=self._commands)
        screen.first_person_named.connect(self.first_person_named)
        screen.demo_requested.connect(self.demo_requested)
        self._sign_in = screen
        self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        return screen

    def _rise(self) -> None:
        self._idle.stop()
        self._silence()
        self._actor, self._visit = None, None
        self._settings.use_person("")
        self.setWindowTitle("QA Desk")

    def _ask_code(self) -> None:
        """Whoever sits here rises for an agent; on a team's server their connection serves the visit."""
        self._rise()
        self._arrival.show_code()

    def _show_people(self) -> None:
        """Nobody sits here any more: ask who comes next."""
        self._rise()
        if self._workspace is not None and self._workspace.is_team:
            # The connection is that of whoever sat here: the next one brings a login of their own.
            self._workspace = None
            self._arrival.show_opening("")
            self.signed_out.emit()
        else:
            self._arrival.show_people()

    def _show_frame(self, place: Place | None) -> None:
        assert self._workspace is not None
        assert self._actor is not None
        self._drop_screens()
        context = PageContext(
            services=self._workspace.services,
            actor=self._actor,
            jobs=self._jobs,
            hub=self._hub,
            theme=self._theme,
            settings=self._settings,
            navigation=self._navigation,
            commands=self._commands,
            notices=self._notices,
            undo=self._undo,
            sound=self._sound,
            player=self._rooms.player,
            visit=self._visit,
        )
        frame = Frame(
            context,
            self._rooms.specs,
            menu=self._menu(),
            told=self._told,
            make_transport=self._rooms.make_transport,
        )
        frame.top_bar.find_requested.connect(self._window_commands.open_palette)
        frame.set_projector(self._theme.is_projector)
        self._frame = frame
        watch_packages(context, frame)
        self._stack.addWidget(frame)
        self._stack.setCurrentWidget(frame)
        self.setWindowTitle(_("{name} – QA Desk").format(name=self._actor.name))
        # Before the page is shown: where it puts the keyboard, the keyboard stays.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        wanted = place or frame.first_place()
        if wanted is not None:
            self._navigation.go(wanted)

    def _silence(self) -> None:
        """What one person listened to is not the next one's to see."""
        if self._rooms.player is not None:
            self._rooms.player.player.unload()
        self._sound.show(SoundShown())

    def _drop_screens(self) -> None:
        self._window_commands.close_overlay()
        if self._frame is not None:
            self._frame.retire()
        for screen in (self._frame, self._sign_in):
            if screen is not None:
                self._stack.removeWidget(screen)
                screen.hide()
                screen.deleteLater()
        self._frame, self._sign_in = None, None

    def _menu(self) -> QMenu:
        assert self._actor is not None
        return person_menu(
            self,
            theme=self._theme,
            commands=self._commands,
            settings=self._settings,
            roles=role_titles(self._actor.roles),
        )

    def _on_changed(self, changes: Changes) -> None:
        if self._workspace is not None and not self._workspace.is_team and changes.touches(ObjectKind.PERSON):
            self._arrival.read_people()

    def _on_job_failed(self, job: Job, error: Exception) -> None:
        self._notices.error(error, key=f"job {job.title}")

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "theme" in names:
            self._theme.use(chosen_theme(self._settings))
        if "locks_after_min" in names and self._actor is not None and self._visit is None:
            self._idle.start(self._settings.current.locks_after_min)
        if "changed_keys" in names:
            self._commands.use_keys(_keys(self._settings))
        if "language" in names and chosen_language(self._settings) != current_language():
            use_language(chosen_language(self._settings))
            self.language_changed.emit()
            self._rebuild()

    def _rebuild(self) -> None:
        """Every text anew, at the same place."""
        if self._frame is not None:
            self._show_frame(self._navigation.current)
        else:
            self._arrival.show_again()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._idle.stop()
        if self._frame is not None:
            self._frame.leave()
        if not self._theme.is_projector:
            kept = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
            self._settings.change(window_geometry=kept)
        self._jobs.finish()
        super().closeEvent(event)


def _keys(settings: SettingsStore) -> dict[str, tuple[str, ...]]:
    return {key: tuple(chords) for key, chords in settings.current.changed_keys.items()}
