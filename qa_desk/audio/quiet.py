"""Keeps libmpg123 from writing its warnings to the terminal; it has no switch for it that libsndfile passes on."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_depth = [0]
_kept = [-1]
_STDERR = 2


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Sends the process's stderr to nowhere for the time of a decoder call; may be nested, from many threads."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    with _lock:
        _depth[0] += 1
        if _depth[0] > 1:
            return
        with contextlib.suppress(OSError, AttributeError):
            if sys.stderr is not None:
                sys.stderr.flush()
        with contextlib.suppress(OSError):  # a windowed program may have no stderr at all
            kept = os.dup(_STDERR)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, _STDERR)
            os.close(nowhere)
            _kept[0] = kept


def _leave() -> None:
    with _lock:
        _depth[0] -= 1
        if _depth[0] == 0 and _kept[0] >= 0:
            os.dup2(_kept[0], _STDERR)
            os.close(_kept[0])
            _kept[0] = -1
