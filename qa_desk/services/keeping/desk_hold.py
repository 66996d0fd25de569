"""One desk at a time works on a draft: taking it, knowing that another desk has it, finding that one gone."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import DraftHold
from qa_desk.domain.ids import EvaluationId
from qa_desk.store.unit_of_work import UnitOfWork

GONE_AFTER = timedelta(seconds=60)
"""A desk that has not said for this long that it is there has gone."""

_SAID_EVERY = timedelta(seconds=10)
_NOBODY = 0
"""In place of a process: the desk has closed the draft, but was the last one that knew all of it."""


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """One window of one run of the program."""

    id: UUID
    machine: str
    process_id: int

    @classmethod
    def here(cls) -> "DeskIdentity":
        """A new desk in this process."""
        return cls(uuid4(), socket.gethostname(), os.getpid())


def take(
    uow: UnitOfWork, evaluation_id: EvaluationId, desk: DeskIdentity, now: datetime, *, from_others: bool = False
) -> DraftHold | None:
    """Let this desk hold the draft; returns the hold of another desk that is still there, which keeps it.

    `from_others` takes it from that one, too.
    """
    found = uow.drafts.hold_of(evaluation_id)
    if found is not None and found.desk_id == desk.id:
        if found.process_id == _NOBODY or abs(now - found.seen_at) > _SAID_EVERY:
            uow.drafts.see(evaluation_id, desk.process_id, now)
        return None
    uow.take_turn(evaluation_id)  # two desks may come at the same moment
    found = uow.drafts.hold_of(evaluation_id)
    if found is not None and not from_others and not _is_gone(found, desk, now):
        return found
    uow.drafts.hold(DraftHold(evaluation_id, desk.id, desk.machine, desk.process_id, now, now))
    return None


def let_go(uow: UnitOfWork, evaluation_id: EvaluationId, desk: DeskIdentity, now: datetime) -> None:
    """This desk has closed the draft; another one may open it."""
    found = uow.drafts.hold_of(evaluation_id)
    if found is not None and found.desk_id == desk.id:
        uow.drafts.see(evaluation_id, _NOBODY, now)


def require_hold(uow: UnitOfWork, evaluation_id: EvaluationId, desk: DeskIdentity, now: datetime) -> None:
    """Raises DRAFT_ELSEWHERE, naming the machine and since when, unless this desk held the draft last.

    A desk that has gone meanwhile counts as well: what it saved is not on the screen here.
    """
    found = uow.drafts.hold_of(evaluation_id)
    if found is None or found.desk_id == desk.id:
        found = take(uow, evaluation_id, desk, now)
    if found is not None:
        raise QADeskError(ErrorCode.DRAFT_ELSEWHERE, machine=found.machine, since=found.taken_at)


def _is_gone(hold: DraftHold, desk: DeskIdentity, now: datetime) -> bool:
    if hold.process_id == _NOBODY or abs(now - hold.seen_at) > GONE_AFTER:
        return True
    return hold.machine == desk.machine and not is_running(hold.process_id)


def is_running(process_id: int) -> bool:
    """Whether a process of this machine is still there, as far as the system says."""
    if os.name == "nt":
        return True  # there, asking would end the process; time tells instead
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
