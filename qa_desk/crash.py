"""The rotating log, and a local report of what nobody expected: where it happened, never with which values.

Nothing is sent anywhere. A report holds files, lines, functions and the kind of error, but no message, since a message
may quote a name or a rating.
"""

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from qa_desk import __version__
from qa_desk.paths import log_dir

_log = logging.getLogger(__name__)

_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_MOST_REPORTS = 20


def start_logging(*, level: int = logging.INFO) -> Path | None:
    """Log to a rotating file in `paths.log_dir()`; None when it can't be written, then only to standard error."""
    root = logging.getLogger()
    root.setLevel(level)
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        path = log_dir() / "qa-desk.log"
        handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    except OSError:
        logging.basicConfig(level=logging.WARNING)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(handler)
    return path


def crash_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The report's text: versions, the kind of error, and the places without any value."""
    lines = [
        f"QA Desk {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()}",
        f"{datetime.now(UTC).isoformat(timespec='seconds')}",
        f"{kind.__module__}.{kind.__qualname__}",
    ]
    lines += [
        f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace, limit=None)
    ]
    return "\n".join(lines) + "\n"


def write_crash_report(kind: type[BaseException], trace: TracebackType | None) -> Path | None:
    """Keep a report in `paths.log_dir()/crashes`, the newest twenty; None when it can't be written."""
    folder = log_dir() / "crashes"
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(crash_report(kind, trace), encoding="utf-8")
        for old in sorted(folder.glob("*.txt"))[:-_MOST_REPORTS]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    _log.error("crash report %s", path.name)
    return path


def install_excepthook(tell: Callable[[Path | None], None]) -> None:
    """Report whatever reaches the top of the GUI thread, then `tell` the person; the window stays open."""

    def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = write_crash_report(kind, trace)
        sys.__excepthook__(kind, error, trace)
        tell(path)

    sys.excepthook = on_exception


def _short(filename: str) -> str:
    """The file without the person's folders."""
    parts = Path(filename).parts
    for root in ("qa_desk", "site-packages"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else filename
