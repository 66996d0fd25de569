"""The matrix of `domain.permissions` in the words of SQL, so that the server's rules are drawn from the same one."""

from qa_desk.domain.evaluation import BLIND_PURPOSES, CONCEALED_PURPOSES, RECORD_PURPOSES, Purpose
from qa_desk.domain.feedback import DEFAULT_DISPUTE_DAYS
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import READERS_AFTER, READERS_BEFORE, Action, Reader, who_may
from qa_desk.domain.standard_case import Difficulty

_READING_ROLES = {Reader.LEAD: Role.LEAD, Reader.TRAINER: Role.TRAINER, Reader.AUDITOR: Role.AUDITOR}
"""The capacities that a role alone gives; all others depend on the evaluation as well."""


def matrix_words() -> dict[str, str]:
    """What the places of the SQL files are filled with."""
    actions = {f"may {action.value}": _is_one_of(who_may(action)) for action in Action}
    return {
        **actions,
        "blind purposes": _literals(BLIND_PURPOSES),
        "sealed purposes": _literals(BLIND_PURPOSES - CONCEALED_PURPOSES),
        "concealed purposes": _literals(CONCEALED_PURPOSES),
        "record purposes": _literals(RECORD_PURPOSES),
        "purposes unsealed by themselves": _literals(BLIND_PURPOSES - CONCEALED_PURPOSES - {Purpose.CALIBRATION}),
        "deciding roles": _literals(who_may(Action.DECIDE_DISPUTES)),
        "coaching roles": _literals(who_may(Action.COACH_AGENTS)),
        "dispute days": str(DEFAULT_DISPUTE_DAYS),
        "difficulties": "ARRAY[{}]".format(", ".join(f"'{one.value}'" for one in Difficulty)),
        "readers before": _rows(READERS_BEFORE),
        "readers after": _rows(READERS_AFTER),
        "purposes of panel": _array(_purposes_of(Reader.PANEL)),
        "purposes of team leader": _array(_purposes_of(Reader.TEAM_LEADER)),
        "purposes of agent": _array(_purposes_of(Reader.AGENT)),
    }


def _is_one_of(roles: frozenset[Role]) -> str:
    return f"(SELECT server.has_role({_literals(roles)}))"


def _purposes_of(reader: Reader) -> list[Purpose]:
    return [purpose for purpose, readers in READERS_AFTER.items() if reader in readers]


def _rows(table: dict[Purpose, frozenset[Reader]]) -> str:
    rows = [
        f"('{purpose.value}', '{role.value}')"
        for purpose, readers in table.items()
        for reader, role in _READING_ROLES.items()
        if reader in readers
    ]
    return f"(VALUES {', '.join(rows)})"


def _literals(words: frozenset[Role] | frozenset[Purpose]) -> str:
    return ", ".join(f"'{word.value}'" for word in sorted(words))


def _array(purposes: list[Purpose]) -> str:
    return f"ARRAY[{_literals(frozenset(purposes))}]::text[]"
