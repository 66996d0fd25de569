"""Copies of the database beside it: made before an upgrade, they hold what was removed since, and say so nowhere."""

from pathlib import Path

_PATTERNS = ("*-before-*.sqlite3*", "*damaged*", "backups/*")


def copies_in(folder: Path) -> tuple[str, ...]:
    """The names of copies that lie in a workspace folder, from its top; backups kept elsewhere nobody here knows."""
    found = {path for pattern in _PATTERNS for path in folder.glob(pattern) if path.is_file()}
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found))
