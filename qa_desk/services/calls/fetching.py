"""Where the recordings of a workspace are, and bringing the next calls of somebody's queue to this machine in time."""

from datetime import timedelta

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.calls.fetching_views import StoreState
from qa_desk.services.calls.listening import time_line_of
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.fetching import fetched_parts
from qa_desk.services.keeping.plain_leftovers import forget_plain_sound
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.store import Store

_OPEN = (AssignmentState.BEGUN, AssignmentState.WAITING)


class Fetching:
    """What a desk does so that recordings are at hand when they are wanted."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, copies_limit_bytes: int) -> None:
        """A desk opens the workspace: take away what killed runs and unprotected times left plain on this machine.

        `copies_limit_bytes` is how much room copies of recordings may take from now on.
        """
        files = self._store.recordings
        files.seals.room.sweep()
        if not files.is_local:
            files.copies.set_limit(copies_limit_bytes)
        forget_plain_sound(files)

    def state(self) -> StoreState:
        """Where recordings lie, as far as that is known without asking them."""
        files = self._store.recordings
        if files.is_local:
            return StoreState(files.place.address, is_local=True)
        copies = files.copies
        return StoreState(files.place.address, False, files.away, copies.used_bytes, copies.limit_bytes)

    def ask_again(self) -> StoreState:
        """Ask the recordings store whether it is back, however lately it was not."""
        try:
            self._store.recordings.ask_again()
        except QADeskError as error:
            if error.code is not ErrorCode.RECORDINGS_AWAY:
                raise
        return self.state()

    def fetch_next(self, actor: Actor, n_calls: int, progress: Progress | None = None) -> int:
        """Bring the actor's next calls to this machine; returns how many were not here before.

        What is missing or altered is left for the moment when it is opened. Raises RECORDINGS_AWAY,
        RECORDINGS_KEY_MISSING, DISK_FULL, CANCELLED.
        """
        require(actor, Action.SCORE)
        files = self._store.recordings
        if files.is_local:
            return 0
        n_brought = 0
        for call_id in self._next_calls(actor, n_calls):
            with self._store.reading() as uow:
                line = time_line_of(uow, call_id)
            present = [part.recording.relative_path for part in line.parts if part.recording.relative_path]
            if all(map(files.is_at_hand, present)):
                continue
            away = [one.error for one in fetched_parts(line, files, progress or NoProgress()) if one.error is not None]
            if away and away[0].code is ErrorCode.RECORDINGS_AWAY:
                raise away[0]
            n_brought += 1
        return n_brought

    def _next_calls(self, actor: Actor, n_calls: int) -> tuple[CallId, ...]:
        since = self._clock.now() + timedelta(days=1)  # nothing that was handed in
        with self._store.reading() as uow:
            queue = uow.assignments.queue_of(actor.person_id, submitted_since=since)
        return tuple(dict.fromkeys(item.call_id for item in queue if item.state in _OPEN))[:n_calls]
