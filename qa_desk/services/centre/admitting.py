"""Letting others in: first passwords, the system accounts that stand for people, one-time codes for agents."""

import re
from dataclasses import dataclass
from uuid import uuid4

from qa_desk.domain.accounts import CODE_LIFE, AgentCode, FirstPassword, Password, ShownCode, shown_code
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import AgentCodeId, PersonId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.present import present_person
from qa_desk.services.keeping.secrets import code_digest, first_password, new_code, password_hash
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_LOGIN = re.compile(r"(?!pg_)[a-z][a-z0-9_.-]{0,62}")


@dataclass(frozen=True, slots=True)
class SignInOf:
    """How somebody signs in: by a login of the team's server, else with a password or by name alone.

    `login` is None where they have none; `system_accounts` stand for them in commands.
    """

    person_id: PersonId
    has_server: bool
    login: str | None
    has_password: bool
    must_change: bool
    system_accounts: tuple[str, ...]


class Admitting:
    """What an administrator, a lead or a team leader does so that somebody else can sit down."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sign_in_of(self, actor: Actor, person_id: PersonId) -> SignInOf:
        """How this person signs in."""
        require(actor, Action.MANAGE_PEOPLE)
        with self._store.reading() as uow:
            present_person(uow, person_id, self._clock.now())
            accounts = uow.people.accounts_of(person_id)
            if self._store.asks_for_logins:
                login = uow.logins.of(person_id)
                return SignInOf(person_id, True, login, login is not None, uow.logins.must_change(person_id), accounts)
            password = uow.accounts.password(person_id)
        return SignInOf(
            person_id, False, None, password is not None, password is not None and password.must_change, accounts
        )

    def give_first_password(self, actor: Actor, person_id: PersonId) -> FirstPassword:
        """Make a password up in place of whatever there was; its owner must choose another at the next sign-in.

        On a team's server it is the password of their login from now on.

        Raises NOT_ALLOWED, PERSON_UNKNOWN, WRONG_STATE for somebody without a login, and in a file for an agent, who
        signs in with a code.
        """
        require(actor, Action.MANAGE_PEOPLE)
        made = FirstPassword(first_password())
        if self._store.asks_for_logins:
            self._give_password_of_login(actor, person_id, made)
            return made
        hashed = Password(person_id, password_hash(made.text), must_change=True)
        with self._store.unit_of_work(actor, self._clock) as uow:
            _require_desk(present_person(uow, person_id, self._clock.now()))
            uow.accounts.set_password(hashed, self._clock.now())
            uow.accounts.forget_failures(str(person_id))
            uow.audit("password.reset", ObjectKind.PERSON, person_id)
            uow.commit()
        return made

    def make_login(self, actor: Actor, person_id: PersonId, login: str) -> FirstPassword:
        """Have the team's server make a login for a person, with a password to be read out once.

        An agent's reads what is theirs, and what a panel gives them to score.

        Raises NOT_ALLOWED, PERSON_UNKNOWN; WRONG_STATE for somebody who has a login, and where there is no server;
        VALUE_INVALID for a name that can't be or is taken.
        """
        require(actor, Action.MANAGE_PEOPLE)
        self._require_server()
        name, made = clean_line(login).lower(), FirstPassword(first_password())
        if not _LOGIN.fullmatch(name):
            raise _bad_login(name, _("small letters, digits, dots and dashes, beginning with a letter"))
        with self._store.unit_of_work(actor, self._clock) as uow:
            present_person(uow, person_id, self._clock.now())
            if uow.logins.of(person_id) is not None:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this person"), state=_("known to the server already"))
            if not uow.logins.make(person_id, name, made.text):
                raise _bad_login(name, _("one that nobody else has"))
            uow.audit("login.made", ObjectKind.PERSON, person_id)
            uow.commit()
        return made

    def remove_login(self, actor: Actor, person_id: PersonId) -> Changes:
        """Have the team's server take a person's login away; whoever still sits there sees nothing any more.

        Raises NOT_ALLOWED; WRONG_STATE for one's own, where there is none, and where there is no server.
        """
        require(actor, Action.MANAGE_PEOPLE)
        self._require_server()
        if person_id == actor.person_id:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this login"), state=_("your own"))
        with self._store.unit_of_work(actor, self._clock) as uow:
            _require_login(uow, person_id)
            uow.logins.drop(person_id)
            uow.audit("login.removed", ObjectKind.PERSON, person_id)
            uow.commit()
        return Changes.of(ObjectKind.PERSON, person_id)

    def set_system_account(self, actor: Actor, person_id: PersonId, os_user: str) -> Changes:
        """Let an account of the operating system stand for this person in commands; an empty one lets none.

        Raises NOT_ALLOWED, PERSON_UNKNOWN, VALUE_INVALID for an account that stands for somebody else.
        """
        require(actor, Action.MANAGE_PEOPLE)
        account = clean_line(os_user)
        with self._store.unit_of_work(actor, self._clock) as uow:
            present_person(uow, person_id, self._clock.now())
            other = uow.people.of_account(account) if account else None
            if other is not None and other.id != person_id:
                expected = _("one that stands for nobody else")
                raise QADeskError(ErrorCode.VALUE_INVALID, value=account, what=_("system account"), expected=expected)
            uow.people.drop_accounts(person_id)
            if account:
                uow.people.let_account_stand_for(account, person_id)
            uow.audit("system_account.set", ObjectKind.PERSON, person_id)
            uow.commit()
        return Changes.of(ObjectKind.PERSON, person_id)

    def make_code(self, actor: Actor, agent_id: PersonId) -> ShownCode:
        """A code with which this agent sits down at a desk once, within half an hour; an earlier one ends.

        Raises NOT_ALLOWED, also for a team leader of other agents; PERSON_UNKNOWN; WRONG_STATE for somebody else
        than an agent.
        """
        require(actor, Action.MAKE_AGENT_CODES)
        text, now = new_code(), self._clock.now()
        code = AgentCode(AgentCodeId(uuid4()), agent_id, actor.person_id, now, now + CODE_LIFE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            agent = present_person(uow, agent_id, self._clock.now())
            if Role.AGENT not in agent.roles:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this person"), state=_("no agent"))
            _require_leader(uow, actor, agent)
            uow.accounts.add_code(code, code_digest(text))
            uow.audit("agent_code.made", ObjectKind.PERSON, agent_id)
            uow.commit()
        return ShownCode(shown_code(text), code.expires_at)

    def _give_password_of_login(self, actor: Actor, person_id: PersonId, made: FirstPassword) -> None:
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.logins.set_password(_require_login(uow, person_id), made.text)
            uow.audit("login.password_set", ObjectKind.PERSON, person_id)
            uow.commit()

    def _require_server(self) -> None:
        if not self._store.asks_for_logins:
            raise QADeskError(
                ErrorCode.WRONG_STATE, what=_("this workspace"), state=_("one person's own, without a server")
            )


def _require_desk(person: Person) -> None:
    if not person.roles - {Role.AGENT}:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this person"), state=_("an agent, without a desk"))


def _require_login(uow: UnitOfWork, person_id: PersonId) -> str:
    login = uow.logins.of(person_id)
    if login is None:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this person"), state=_("without a login"))
    return login


def _bad_login(login: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=login, what=_("login"), expected=expected)


def _require_leader(uow: UnitOfWork, actor: Actor, agent: Person) -> None:
    """A lead or an administrator may for every agent, a team leader for those of their own team or unit."""
    if actor.has(Role.LEAD, Role.ADMINISTRATOR) or agent.team_leader_id == actor.person_id:
        return
    paths = uow.people.unit_paths()
    own = paths.get(actor.unit_id) if actor.unit_id else None
    of_agent = paths.get(agent.unit_id) if agent.unit_id else None
    if own is None or of_agent is None or not (of_agent == own or of_agent.startswith(f"{own} / ")):
        raise NotAllowedError(action=Action.MAKE_AGENT_CODES, roles=(Role.LEAD, Role.ADMINISTRATOR))
