"""Rules of signing in: what a password must be, how long to wait after wrong tries, how long an agent's code lives."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from qa_desk.domain.ids import AgentCodeId, PersonId
from qa_desk.domain.people import Actor

LEAST_CHARACTERS = 8
MOST_CHARACTERS = 256
FREE_TRIES = 3
"""So many wrong tries cost no waiting."""

_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=15)

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes and first passwords are made of: nothing that can be read as another letter or digit."""

CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=30)
"""So long a code waits for its agent."""

VISIT_LIFE = timedelta(minutes=30)
"""So long at most an agent sits at the desk with one code."""


class PasswordProblem(StrEnum):
    """Why a password can't be taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    THE_SAME = "the_same"
    NOT_TWICE = "not_twice"


@dataclass(frozen=True, slots=True)
class Password:
    """A person's password as it is kept: an argon2id hash, and whether another must be chosen at the next sign-in."""

    person_id: PersonId
    hash: str
    must_change: bool

    def __repr__(self) -> str:
        """Without the hash: what is printed ends in logs."""
        return f"Password(person_id={self.person_id!r}, must_change={self.must_change})"


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password made up for somebody, who must choose their own with it; shown once and kept nowhere."""

    text: str

    def __repr__(self) -> str:
        """Without the text: what is printed ends in logs."""
        return "FirstPassword()"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as it is told to an agent, and until when it can be used; the text is kept nowhere."""

    text: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Without the text: what is printed ends in logs."""
        return f"ShownCode(expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row somebody was refused, and when last."""

    n_failures: int = 0
    last_at: datetime | None = None

    def waiting_s(self, now: datetime) -> int:
        """Whole seconds until the next try is heard; 0 for now. A clock set back never locks anybody out."""
        if self.last_at is None or self.n_failures < FREE_TRIES or now < self.last_at:
            return 0
        doublings = min(self.n_failures - FREE_TRIES, 16)
        wait = min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT)
        return max(0, ceil((self.last_at + wait - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class AgentCode:
    """A code by which an agent sits down at a desk once; the code itself is kept nowhere, only its digest."""

    id: AgentCodeId
    person_id: PersonId
    made_by: PersonId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether somebody could still sit down with it."""
        return self.used_at is None and self.made_at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class SignInClaim:
    """Who wants to sit down, with what they typed; `new_password` replaces a first password that was given to them."""

    person_id: PersonId
    password: str | None = None
    new_password: str | None = None

    def __repr__(self) -> str:
        """Without what was typed: what is printed ends in logs."""
        return f"SignInClaim(person_id={self.person_id!r})"


@dataclass(frozen=True, slots=True)
class OwnResult:
    """What an agent is told of an evaluation that was released to them; a score is None where nothing was scored."""

    call_key: str
    started_at: datetime
    released_at: datetime
    score: float | None
    agent_score: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class AgentVisit:
    """An agent at somebody's desk, an agent only whatever else they are, until the moment it ends by itself."""

    actor: Actor
    ends_at: datetime
    results: tuple[OwnResult, ...]


@dataclass(frozen=True, slots=True)
class RedeemedCode:
    """What came of a code: whose it was, with what was released to them; nobody's where it was wrong or too soon."""

    person_id: PersonId | None = None
    results: tuple[OwnResult, ...] = ()
    wait_s: int = 0


def normal_password(text: str) -> str:
    """One form for what looks the same: full-width letters of an input method are those of the keyboard."""
    return unicodedata.normalize("NFKC", text)


def problem_of(password: str, *, words: frozenset[str]) -> PasswordProblem | None:
    """Why a password can't be taken; None when it can. `words` are those that anybody would try (name, id, account)."""
    password = normal_password(password)
    if len(password) < LEAST_CHARACTERS:
        return PasswordProblem.TOO_SHORT
    if len(password) > MOST_CHARACTERS:
        return PasswordProblem.TOO_LONG
    plain = password.casefold().strip()
    if len(set(plain)) < 4 or plain in {word.casefold() for word in words}:
        return PasswordProblem.TOO_PLAIN
    return None


def normal_code(text: str) -> str:
    """A code as it was made, however it was typed: capitals, without spaces and dashes."""
    return "".join(letter for letter in normal_password(text).upper() if letter in CODE_LETTERS)


def shown_code(code: str) -> str:
    """In two groups, as it is read out: `K7QM-4TXR`."""
    return f"{code[:4]}-{code[4:]}"
