"""Who sits down at a desk: names, passwords where people have one, wrong tries that cost time.

On one's own disk the program is the only guard. On a server the database asks, and nobody has a password here; what is
asked for here as well is a password of one's own in place of one that an administrator made up.
"""

import getpass

from qa_desk.domain.accounts import (
    VISIT_LIFE,
    AgentVisit,
    Failures,
    OwnResult,
    Password,
    PasswordProblem,
    SignInClaim,
    normal_code,
    normal_password,
    problem_of,
)
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.kept_login import KeptLogins
from qa_desk.services.keeping.present import present_person
from qa_desk.services.keeping.secrets import code_digest, is_outdated, is_password, password_hash
from qa_desk.store.credentials import Credentials
from qa_desk.store.store import Store


class SigningIn:
    """Sitting down at a desk, and keeping one's own password."""

    def __init__(self, store: Store, clock: Clock, kept_logins: KeptLogins | None = None) -> None:
        self._store = store
        self._clock = clock
        self._kept_logins = kept_logins or KeptLogins()

    def has_password(self, person_id: PersonId) -> bool:
        """Whether this person is asked for a password; on a server everybody is."""
        if self._store.asks_for_logins:
            return True
        with self._store.reading() as uow:
            return uow.accounts.password(person_id) is not None

    def is_account_of(self, os_user: str, person_id: PersonId) -> bool:
        """Whether this account of the operating system stands for this person, which proves as much as a password."""
        with self._store.reading() as uow:
            person = uow.people.of_account(os_user) if os_user else None
        return person is not None and person.id == person_id

    def connected(self) -> Person | None:
        """Whose login of a team's server holds the workspace open; nobody's where there is no server."""
        connected_id = self._store.connected_person()
        if connected_id is None:
            return None
        with self._store.reading() as uow:
            return present_person(uow, connected_id, self._clock.now())

    def sign_in(self, claim: SignInClaim) -> Actor:
        """The actor that this person is from now on.

        Raises:
            QADeskError: PERSON_UNKNOWN, also for somebody who has left; LOGIN_OF_OTHER on a server; PASSWORD_NEEDED,
                PASSWORD_WRONG, TRIES_TOO_MANY; PASSWORD_MUST_CHANGE while a first password stands and no new one was
                chosen; PASSWORD_UNFIT for the new one.
        """
        connected = self.connected()
        if connected is not None:
            if connected.id != claim.person_id:
                raise QADeskError(ErrorCode.LOGIN_OF_OTHER, name=connected.name, person=str(claim.person_id))
            return self._signed_in_to_server(connected, claim)
        with self._store.reading() as uow:
            person = present_person(uow, claim.person_id, self._clock.now())
            kept, failures = uow.accounts.password(person.id), uow.accounts.failures(str(person.id))
        if kept is None:
            return Actor.from_person(person)
        if claim.password is None:
            raise QADeskError(ErrorCode.PASSWORD_NEEDED, person=person.name)
        self._require_right(person, kept, failures, claim.password)
        actor = Actor.from_person(person)
        if kept.must_change:
            if claim.new_password is None:
                raise QADeskError(ErrorCode.PASSWORD_MUST_CHANGE, person=person.name)
            self._change(actor, person, claim.new_password, before=claim.password)
        elif is_outdated(kept.hash):
            self._keep_anew(actor, Password(person.id, password_hash(claim.password), must_change=False))
        return actor

    def sit_down_with_code(self, text: str) -> AgentVisit:
        """An agent sits down with a code that was made for them; it is used up by that.

        Raises CODE_WRONG, TRIES_TOO_MANY.
        """
        now, digest = self._clock.now(), code_digest(normal_code(text))
        with self._store.unit_of_work(None, self._clock) as uow:
            redeemed = uow.accounts.redeem_code(digest, now)
            agent = None if redeemed.person_id is None else uow.people.person(redeemed.person_id)
            if agent is not None and (Role.AGENT not in agent.roles or not agent.is_active(centre_day(uow, now))):
                agent = None
            if agent is not None:
                uow.audit("agent_code.used", ObjectKind.PERSON, agent.id)
            uow.commit()
        if redeemed.wait_s:
            raise QADeskError(ErrorCode.TRIES_TOO_MANY, wait_s=redeemed.wait_s)
        if agent is None:
            raise QADeskError(ErrorCode.CODE_WRONG)
        actor = Actor(agent.id, agent.name, frozenset({Role.AGENT}), agent.unit_id)
        return AgentVisit(actor, now + VISIT_LIFE, redeemed.results)

    def own_results(self, actor: Actor) -> tuple[OwnResult, ...]:
        """What was released to oneself as the agent of a call, the newest first."""
        require(actor, Action.VIEW_OWN_RESULTS)
        with self._store.reading() as uow:
            return uow.accounts.results_of(actor.person_id)

    def own_password(self, actor: Actor) -> bool:
        """Whether one has a password oneself."""
        return self.has_password(actor.person_id)

    def set_own_password(self, actor: Actor, new_password: str, *, password: str | None = None) -> Changes:
        """Choose a password for oneself; `password` is the one there is.

        Raises PASSWORD_NEEDED, PASSWORD_WRONG, TRIES_TOO_MANY, PASSWORD_UNFIT.
        """
        person = self._prove(actor, password)
        self._change(actor, person, new_password, before=password)
        return Changes.of(ObjectKind.PERSON, person.id)

    def remove_own_password(self, actor: Actor, *, password: str | None) -> Changes:
        """Sign in by name alone from now on.

        Raises PASSWORD_NEEDED, PASSWORD_WRONG, TRIES_TOO_MANY; WRONG_STATE on a server, where everybody has one.
        """
        if self._store.asks_for_logins:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("the password"), state=_("what the server asks for"))
        person = self._prove(actor, password)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.accounts.remove_password(person.id)
            uow.audit("password.removed", ObjectKind.PERSON, person.id)
            uow.commit()
        return Changes.of(ObjectKind.PERSON, person.id)

    def _signed_in_to_server(self, person: Person, claim: SignInClaim) -> Actor:
        """The server has let them in; who came in with a password that somebody else made up chooses another first."""
        actor = Actor.from_person(person)
        with self._store.reading() as uow:
            must_change = uow.logins.has_first_password(person.id)
        if must_change:
            if claim.new_password is None:
                raise QADeskError(ErrorCode.PASSWORD_MUST_CHANGE, person=person.name)
            if self._store.is_own_password(claim.new_password):
                raise QADeskError(ErrorCode.PASSWORD_UNFIT, expected=PasswordProblem.THE_SAME.value)
            self._change(actor, person, claim.new_password, before=None)
        return actor

    def _prove(self, actor: Actor, password: str | None) -> Person:
        """That it is really the actor who asks, not somebody who sat down at an open desk."""
        if self._store.asks_for_logins:
            with self._store.reading() as uow:
                person = present_person(uow, actor.person_id, self._clock.now())
            if password is None or not self._store.is_own_password(password):
                raise QADeskError(ErrorCode.PASSWORD_WRONG)
            return person
        with self._store.reading() as uow:
            person = present_person(uow, actor.person_id, self._clock.now())
            kept, failures = uow.accounts.password(person.id), uow.accounts.failures(str(person.id))
        if kept is not None:
            if password is None:
                raise QADeskError(ErrorCode.PASSWORD_NEEDED, person=person.name)
            self._require_right(person, kept, failures, password)
        return person

    def _require_right(self, person: Person, kept: Password, failures: Failures, password: str) -> None:
        subject = str(person.id)
        waiting_s = failures.waiting_s(self._clock.now())
        if waiting_s:
            raise QADeskError(ErrorCode.TRIES_TOO_MANY, wait_s=waiting_s)
        if not is_password(kept.hash, password):
            with self._store.unit_of_work(None, self._clock) as uow:
                uow.accounts.note_failure(subject, self._clock.now())
                uow.audit("sign_in.refused", ObjectKind.PERSON, person.id)
                uow.commit()
            raise QADeskError(ErrorCode.PASSWORD_WRONG)
        if failures.n_failures:
            with self._store.unit_of_work(None, self._clock) as uow:
                uow.accounts.forget_failures(subject)
                uow.commit()

    def _change(self, actor: Actor, person: Person, password: str, *, before: str | None) -> None:
        problem = problem_of(password, words=frozenset({person.name, person.external_id}))
        if problem is None and before is not None and normal_password(before) == normal_password(password):
            problem = PasswordProblem.THE_SAME
        if problem is not None:
            raise QADeskError(ErrorCode.PASSWORD_UNFIT, expected=problem.value)
        if self._store.asks_for_logins:
            with self._store.unit_of_work(actor, self._clock) as uow:
                login = uow.logins.set_own_password(password)
                uow.audit("password.set", ObjectKind.PERSON, person.id)
                uow.commit()
            self._store.use_password(password)
            self._kept_logins.replace(self._store.server, Credentials(login, password))
            return
        self._keep_anew(actor, Password(person.id, password_hash(password), must_change=False), action="password.set")

    def _keep_anew(self, actor: Actor, password: Password, *, action: str = "") -> None:
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.accounts.set_password(password, self._clock.now())
            if action:
                uow.audit(action, ObjectKind.PERSON, password.person_id)
            uow.commit()


def system_account() -> str:
    """The name of the account of the operating system; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
