"""Holding a file so that no other desk of this machine takes it away for room; a killed holder lets go by itself."""

import contextlib
import os
import sys
import weakref
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class FileHold:
    """A file that stays where it is as long as this object lives.

    On Windows an open file can't be removed anyway; elsewhere whoever removes one asks for a lock that this has.
    """

    def __init__(self, descriptor: int) -> None:
        self._let_go = weakref.finalize(self, os.close, descriptor)

    def let_go(self) -> None:
        """End it now; may be called twice."""
        self._let_go()


def hold(path: Path) -> FileHold | None:
    """Hold a file; None when it is not there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        if sys.platform != "win32":
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            # it may have been taken away, or replaced, while the lock was waited for
            if not os.path.samestat(os.stat(path), os.fstat(descriptor)):
                os.close(descriptor)
                return None
    except OSError:
        os.close(descriptor)
        return None
    return FileHold(descriptor)


def remove_unless_held(path: Path) -> bool:
    """Take a file away when nobody holds it; whether it is gone."""
    try:
        if sys.platform == "win32":
            path.unlink(missing_ok=True)
            return True
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    with contextlib.ExitStack() as closing:
        closing.callback(os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
        except OSError:
            return False
    return True
