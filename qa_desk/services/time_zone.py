"""The time zone of this machine by its name, as a proposal for a new workspace."""

import contextlib
import os
from pathlib import Path
from zoneinfo import available_timezones

_TIMEZONE_FILE = Path("/etc/timezone")
_LOCALTIME_LINK = Path("/etc/localtime")
_FALLBACK = "UTC"


def system_time_zone() -> str:
    """The name of the zone, such as Asia/Shanghai; UTC where the machine does not say (Windows among them)."""
    known = available_timezones()
    return next((name for name in _candidates() if name in known), _FALLBACK)


def _candidates() -> list[str]:
    named = [os.environ.get("TZ", "").lstrip(":")]
    with contextlib.suppress(OSError, UnicodeDecodeError):
        named.append(_TIMEZONE_FILE.read_text(encoding="utf-8").strip())
    parts = _LOCALTIME_LINK.resolve().parts
    named += ["/".join(parts[-2:]), parts[-1]]
    return named
