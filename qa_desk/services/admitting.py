"""Letting others in: first passwords, the system accounts that stand for people, one-time codes for agents."""

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


@dataclass(frozen=True, slots=True)
class SignInOf:
    """How somebody signs in: with a password or by name alone, and which system accounts stand for them."""

    person_id: PersonId
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
            password = uow.accounts.password(person_id)
            accounts = uow.people.accounts_of(person_id)
        return SignInOf(person_id, password is not None, password is not None and password.must_change, accounts)

    def give_first_password(self, actor: Actor, person_id: PersonId) -> FirstPassword:
        """Make a password up in place of whatever there was; its owner must choose another at the next sign-in.

        Raises NOT_ALLOWED, PERSON_UNKNOWN, WRONG_STATE for an agent, who signs in with a code.
        """
        require(actor, Action.MANAGE_PEOPLE)
        made = FirstPassword(first_password())
        hashed = Password(person_id, password_hash(made.text), must_change=True)
        with self._store.unit_of_work(actor, self._clock) as uow:
            person = present_person(uow, person_id, self._clock.now())
            if not person.roles - {Role.AGENT}:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this person"), state=_("an agent, without a desk"))
            uow.accounts.set_password(hashed, self._clock.now())
            uow.accounts.forget_failures(str(person_id))
            uow.audit("password.reset", ObjectKind.PERSON, person_id)
            uow.commit()
        return made

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


def _require_leader(uow: UnitOfWork, actor: Actor, agent: Person) -> None:
    """A lead or an administrator may for every agent, a team leader for those of their own team or unit."""
    if actor.has(Role.LEAD, Role.ADMINISTRATOR) or agent.team_leader_id == actor.person_id:
        return
    paths = uow.people.unit_paths()
    own = paths.get(actor.unit_id) if actor.unit_id else None
    of_agent = paths.get(agent.unit_id) if agent.unit_id else None
    if own is None or of_agent is None or not (of_agent == own or of_agent.startswith(f"{own} / ")):
        raise NotAllowedError(action=Action.MAKE_AGENT_CODES, roles=(Role.LEAD, Role.ADMINISTRATOR))
