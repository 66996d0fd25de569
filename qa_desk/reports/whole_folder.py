"""A folder that is there whole or not at all, and the hold that keeps two runs apart; for packs of reports."""

import contextlib
import os
import shutil
import sys
from collections.abc import Generator
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HOLD = ".qa-desk-pack"


@contextlib.contextmanager
def alone_in(folder: Path) -> Generator[None, None, None]:
    """Hold a folder, made where it is missing; a killed run lets go by itself.

    Raises:
        QADeskError: PACK_IN_WORK while another run holds it.
        OSError: the folder can't be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / _HOLD, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise QADeskError(ErrorCode.PACK_IN_WORK, folder=str(folder)) from error


@contextlib.contextmanager
def whole_folder(place: Path) -> Generator[Path, None, None]:
    """A folder to fill beside `place`, which takes that name at the end; on any error nothing there changes.

    What stood there before gives way; what a killed run left is cleared first. Only under `alone_in`.
    """
    part, before = place.with_name(f"{place.name}.part"), place.with_name(f"{place.name}.before")
    if before.exists() and not place.exists():
        before.rename(place)  # the last run was killed between the two names
    for left in (part, before):
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        if place.exists():
            place.rename(before)
        part.rename(place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    shutil.rmtree(before, ignore_errors=True)
