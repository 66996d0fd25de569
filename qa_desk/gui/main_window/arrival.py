"""Who sits down at the desk: leads through the first screen, from a name to a password, or from a code to a visit.

Used by the window, which shows what comes of it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.accounts import AgentVisit, SignInClaim
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor, Person
from qa_desk.gui.main_window.sign_in.entries import TeamLogin
from qa_desk.gui.main_window.sign_in.screen import SignIn, Team
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import OpenWorkspace
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.i18n import _


class Arrival(QObject):
    """Asks for what is needed, one step after the other, and never blocks the screen meanwhile.

    Args:
        new_screen: an empty first screen, shown in place of whatever stood in the window.

    Signals:
        arrived: the `Actor` and the external id of whoever sits down.
        visited: the `AgentVisit` of an agent with a code.
        login_given: a `TeamLogin` for the team's server, which the application opens.
        restore_requested: put the last good backup in the place of a damaged database.
        people_requested: back to where one began.
    """

    arrived = Signal(object, str)
    visited = Signal(object)
    login_given = Signal(object)
    restore_requested = Signal()
    people_requested = Signal()

    def __init__(
        self, *, settings: SettingsStore, jobs: Jobs, new_screen: Callable[[], SignIn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._jobs = jobs
        self._new_screen = new_screen
        self._screen: SignIn | None = None
        self._workspace: OpenWorkspace | None = None
        self._people: tuple[Person, ...] = ()
        self._again: Callable[[], object] = lambda: None

    def use(self, workspace: OpenWorkspace, people: tuple[Person, ...]) -> None:
        """This is the workspace, and these may sit down at it."""
        self._workspace, self._people = workspace, people

    def read_people(self) -> None:
        """Somebody changed people: offer those of now when next somebody signs in."""
        assert self._workspace is not None
        workspace = self._workspace
        self._jobs.run(
            self,
            _("Reading people"),
            lambda _progress: workspace.services.administering.people_to_sign_in(),
            lambda people: self.use(workspace, people),
            is_quiet=True,
        )

    def show_opening(self, words: str) -> None:
        """Say that the workspace is being opened; a form that asked for it says so itself."""
        self._again = lambda: self.show_opening(words)
        self._fresh().show_opening(words)

    def show_failure(self, error: Exception) -> None:
        """Say what went wrong: in the form that is on the screen, else in its place."""
        if self._screen is not None and self._screen.refuse(error):
            return
        self._again = lambda: self.show_failure(error)
        if isinstance(error, QADeskError) and error.code is ErrorCode.DATABASE_REPLACEABLE:
            self._fresh().show_damage(error)
            return
        self._fresh().show_failure(sentence(error), has_people=self._workspace is not None)

    def show_people(self) -> None:
        """Ask who sits down."""
        assert self._workspace is not None
        self._again = self.show_people
        last = self._settings.current.last_person
        self._fresh().show_people(self._people, last, is_demo=self._workspace.is_demo)

    def show_code(self) -> None:
        """Ask an agent for their code."""
        self._again = self.show_code
        self._fresh().show_code()

    def show_team(self, team: Team, typed: TeamLogin | None = None) -> None:
        """Ask for a login of the team's server."""
        self._again = lambda: self.show_team(team, typed)
        self._fresh().show_team(team, typed=typed)

    def show_again(self) -> None:
        """The same step anew, in another language."""
        self._again()

    def leave(self) -> None:
        """Somebody sits down: the screen goes."""
        self._screen = None

    def choose(self, person: Person) -> None:
        """This person wants to sit down; who has a password is asked for it."""
        self._sign_in(person, SignInClaim(person.id))

    def _fresh(self) -> SignIn:
        screen = self._new_screen()
        screen.person_chosen.connect(self.choose)
        screen.password_given.connect(self._on_password_given)
        screen.code_given.connect(self._on_code_given)
        screen.login_given.connect(self._on_login_given)
        screen.restore_requested.connect(self.restore_requested)
        screen.code_requested.connect(self.show_code)
        screen.people_requested.connect(self.people_requested)
        self._screen = screen
        return screen

    def _on_password_given(self, person: Person, password: str, new_password: str) -> None:
        self._sign_in(person, SignInClaim(person.id, password, new_password or None))

    def _on_login_given(self, login: TeamLogin) -> None:
        if self._screen is not None:
            self._screen.wait(_("Signing in …"))
        self.login_given.emit(login)

    def _sign_in(self, person: Person, claim: SignInClaim) -> None:
        assert self._workspace is not None
        signing_in = self._workspace.services.signing_in
        if self._screen is not None:
            self._screen.wait(_("Signing in …"))
        self._jobs.run(
            self,
            _("Signing in"),
            lambda _progress: signing_in.sign_in(claim),
            lambda actor: self._on_signed_in(actor, person),
            lambda error: self._on_refused(error, person, claim),
            is_quiet=True,
        )

    def _on_signed_in(self, actor: Actor, person: Person) -> None:
        self.arrived.emit(actor, person.external_id)

    def _on_refused(self, error: Exception, person: Person, claim: SignInClaim) -> None:
        code = error.code if isinstance(error, QADeskError) else None
        if code is ErrorCode.PASSWORD_NEEDED:
            self._again = lambda: self._ask_password(person)
            self._again()
        elif code is ErrorCode.PASSWORD_MUST_CHANGE:
            self._again = lambda: self._ask_new_password(person, claim)
            self._again()
        else:
            self.show_failure(error)

    def _ask_password(self, person: Person) -> None:
        self._fresh().show_password(person)

    def _ask_new_password(self, person: Person, claim: SignInClaim) -> None:
        self._fresh().show_new_password(person, claim.password or "")

    def _on_code_given(self, code: str) -> None:
        assert self._workspace is not None
        signing_in = self._workspace.services.signing_in
        if self._screen is not None:
            self._screen.wait(_("Looking for the code …"))
        self._jobs.run(
            self,
            _("Signing in"),
            lambda _progress: signing_in.sit_down_with_code(code),
            self._on_visit,
            self.show_failure,
            is_quiet=True,
        )

    def _on_visit(self, visit: AgentVisit) -> None:
        self.visited.emit(visit)
