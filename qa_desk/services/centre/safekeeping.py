"""Keeping copies of a workspace: backups of everything, and a workspace made from one."""

from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.clock import Clock
from qa_desk.services.progress import Progress
from qa_desk.store.copying.backing_up import BackupReport
from qa_desk.store.copying.backup_file import Tell
from qa_desk.store.store import Store


class Safekeeping:
    """What keeps a workspace from being lost with the machine it is on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def is_for_viewing(self) -> bool:
        """Whether nothing can be saved here, because the file or its folder can't be written."""
        return self._store.is_read_only

    def keep_daily_copy(self) -> Path | None:
        """Copy a workspace of one's own that has no copy of this day yet; the program asks this, on nobody's behalf.

        Raises DATABASE_DAMAGED, DISK_FULL, FILE_NOT_WRITTEN; whatever was there stays as it is.
        """
        taken = self._store.keep_daily_copy(self._clock.now())
        return taken.file if taken is not None else None

    def back_up(self, actor: Actor, file: Path, *, with_sound: bool, progress: Progress) -> BackupReport:
        """Write everything to one file and prove that it can be put back.

        Raises NOT_ALLOWED, KEEPER_ONLY, BACKUP_EXISTS, FILE_NOT_WRITTEN, DISK_FULL, CANCELLED.
        """
        require(actor, Action.BACK_UP)
        now = self._clock.now()
        report = self._store.back_up(file, now=now, with_sound=with_sound, tell=telling(progress))
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.audit("workspace.backed_up", "workspace", rows=report.manifest.n_rows, sound=with_sound)
            uow.commit()
        return report


def telling(progress: Progress) -> Tell:
    """The two-way line to whoever waits, as the store knows it."""

    def tell(done: int, total: int, what: str) -> None:
        if progress.is_cancelled:
            raise QADeskError(ErrorCode.CANCELLED)
        progress.report(done, total, what)

    return tell
