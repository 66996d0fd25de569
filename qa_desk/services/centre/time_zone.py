"""Time zones by their names: the one of this machine, as a proposal for a new workspace, and those there are."""

import contextlib
import os
from pathlib import Path
from zoneinfo import available_timezones

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

_TIMEZONE_FILE = Path("/etc/timezone")
_LOCALTIME_LINK = Path("/etc/localtime")
_FALLBACK = "UTC"


def system_time_zone() -> str:
    """The name of the zone, such as Asia/Shanghai; UTC where the machine does not say (Windows among them)."""
    known = available_timezones()
    return next((name for name in _candidates() if name in known), _FALLBACK)


def require_time_zone(name: str) -> str:
    """The name itself. Raises VALUE_INVALID when no zone is called so."""
    if name not in available_timezones():
        expected = _("a name such as {example}").format(example="Asia/Shanghai")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("time zone"), expected=expected)
    return name


def _candidates() -> list[str]:
    named = [os.environ.get("TZ", "").lstrip(":")]
    with contextlib.suppress(OSError, UnicodeDecodeError):
        named.append(_TIMEZONE_FILE.read_text(encoding="utf-8").strip())
    parts = _LOCALTIME_LINK.resolve().parts
    named += ["/".join(parts[-2:]), parts[-1]]
    return named
