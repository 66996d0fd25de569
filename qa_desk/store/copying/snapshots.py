"""The automatic backups of a SQLite file: one whole copy a day, proved by reading it, thinned as they grow old.

They lie in `backups` beside the database. Which are kept is counted in days that have a copy, not in time gone by, so
that a clock which is wrong throws nothing away.
"""

import logging
import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.audit import verify_audit_chain
from qa_desk.store.engine import TransactionMode, in_mode, make_viewing_engine, problems_of
from qa_desk.store.flushing import flush_folder
from qa_desk.store.schema import newest_revision, revision_of

_logger = logging.getLogger(__name__)

N_DAILY, N_WEEKLY, N_MONTHLY = 12, 10, 9

_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"qa_desk-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.sqlite3")
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One automatic backup."""

    file: Path
    made_at: datetime


def snapshots_in(folder: Path) -> tuple[Snapshot, ...]:
    """The automatic backups of a folder, the newest first."""
    if not folder.is_dir():
        return ()
    named = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    found = [Snapshot(path, _moment(name[1])) for path, name in named if name is not None and path.is_file()]
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))


def is_due(folder: Path, now: datetime) -> bool:
    """Whether this day has no backup yet."""
    return all(one.made_at.date() != now.astimezone(UTC).date() for one in snapshots_in(folder))


def take_snapshot(database: Path, folder: Path, now: datetime) -> Snapshot:
    """Copy a SQLite file as it is at one moment, and prove the copy. Others go on writing.

    Raises DATABASE_DAMAGED when the file can't be read through, DISK_FULL, FILE_NOT_WRITTEN.
    """
    target = folder / f"qa_desk-{now.astimezone(UTC).strftime(_STAMP)}.sqlite3"
    copy_database(database, target, verify_snapshot)
    return Snapshot(target, _moment(now.astimezone(UTC).strftime(_STAMP)))


def copy_database(database: Path, target: Path, verify: Callable[[Path], None]) -> None:
    """Copy a SQLite file into another that is not there yet, whole or not at all."""
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        target.parent.mkdir(exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            # the copy makes its indexes anew, so those of the original have to be looked at themselves
            problem = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if problem != "ok":
                raise QADeskError(ErrorCode.DATABASE_DAMAGED, detail=problem.splitlines()[-1])
            # one statement over one snapshot: a copy in steps never ends beside somebody who writes
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb") as stream:
            os.fsync(stream.fileno())
        verify(unfinished)
        if target.exists():
            raise QADeskError(ErrorCode.BACKUP_EXISTS, file=str(target))
        unfinished.replace(target)
        flush_folder(target.parent)
    except sqlite3.DatabaseError as error:
        raise _refused(error, target) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=error.strerror or "") from error
    finally:
        unfinished.unlink(missing_ok=True)


def verify_snapshot(file: Path) -> None:
    """Read a copy through: every page, every reference, the audit chain. Raises DATABASE_DAMAGED."""
    engine = make_viewing_engine(file)
    try:
        with in_mode(engine, TransactionMode.READING).connect() as connection:
            problems = problems_of(connection)
            revision = revision_of(engine)
            if problems or revision is None:
                raise QADeskError(ErrorCode.DATABASE_DAMAGED, detail=next(iter(problems), "no schema"))
            # an older schema keeps its audit entries in its own way
            is_broken = revision == newest_revision() and verify_audit_chain(Session(connection)).broken_at is not None
        if is_broken:
            # a copy is good when it is faithful; that the chain is broken is for `qa-desk check` to say
            _logger.warning("the audit chain is broken in a backup")
    finally:
        engine.dispose()


def last_good(folder: Path) -> Snapshot | None:
    """The newest backup that can be read through."""
    for one in snapshots_in(folder):
        try:
            verify_snapshot(one.file)
        except QADeskError:
            continue
        return one
    return None


def thin(folder: Path) -> tuple[Path, ...]:
    """Take away what is neither the last of 12 days, nor of 10 weeks, nor of 9 months, and what a kill left half-made.

    Returns what went.
    """
    found = snapshots_in(folder)
    kept = kept_of([one.made_at for one in found])
    gone = (*(one.file for one in found if one.made_at not in kept), *folder.glob(f"*{_UNFINISHED}"))
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def kept_of(moments: Iterable[datetime]) -> frozenset[datetime]:
    """Which backups are kept of those made at these moments: the last of each of so many days, weeks and months."""
    newest_first = sorted(moments, reverse=True)
    kept: set[datetime] = set()
    for n_periods, period in ((N_DAILY, _day), (N_WEEKLY, _week), (N_MONTHLY, _month)):
        last_of: dict[object, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period(moment), moment)
        kept |= set(list(last_of.values())[:n_periods])
    return frozenset(kept)


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _refused(error: sqlite3.DatabaseError, target: Path) -> QADeskError:
    number = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if number == sqlite3.SQLITE_FULL:
        return QADeskError(ErrorCode.DISK_FULL)
    if number in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return QADeskError(ErrorCode.DATABASE_DAMAGED, detail=str(error))
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=str(error))
