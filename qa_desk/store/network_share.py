"""Whether a folder lies on another machine: said by the table of mounts, without touching the folder.

Used for the recordings, which are then copied before they are heard, and wherever a share must be told from a disk.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_KINDS = re.compile(
    r"^(nfs\d*|cifs|smb\w*|afs|afpfs|ncpfs|9p|ceph|glusterfs|lustre|beegfs|gpfs|webdav|davfs\d*|"
    r"fuse\.(sshfs|s3fs|gcsfuse|rclone|davfs\d*|glusterfs|ceph|smb\w*|curlftpfs|gvfsd-fuse))$"
)
_MOUNTS = Path("/proc/self/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_PATIENCE_S = 5
_WINDOWS_REMOTE_DRIVE = 4


def is_on_network(folder: Path) -> bool:
    """Whether the folder, as it is written, lies on a mounted share; links in it are not followed."""
    path = Path(os.path.abspath(folder))
    if sys.platform == "win32":
        return _is_windows_share(path)
    kind = kind_of_mount(path, _mounts())
    return kind is not None and _KINDS.fullmatch(kind) is not None


def kind_of_mount(path: Path, mounts: Iterable[tuple[Path, str]]) -> str | None:
    """The kind of file system that a path lies on: that of the deepest mount above it; the last mounted wins."""
    found: tuple[int, str] | None = None
    for where, kind in mounts:
        if path.is_relative_to(where) and (found is None or len(where.parts) >= found[0]):
            found = len(where.parts), kind
    return found[1] if found is not None else None


def mounts_in(table: str) -> list[tuple[Path, str]]:
    """Where and of what kind, by a table as Linux keeps it (`/proc/self/mounts`)."""
    rows = (line.split(" ") for line in table.splitlines())
    return [(Path(_ESCAPED.sub(_unescaped, row[1])), row[2]) for row in rows if len(row) > 2]


def _mounts() -> list[tuple[Path, str]]:
    try:
        if sys.platform == "darwin":
            return _of_macos()
        return mounts_in(_MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, subprocess.SubprocessError):
        return []


def _of_macos() -> list[tuple[Path, str]]:
    said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=_PATIENCE_S, check=True).stdout
    return [(Path(found[1]), found[2]) for found in re.finditer(r"^.* on (/.*) \((\w+)[,)]", said, re.MULTILINE)]


def _is_windows_share(path: Path) -> bool:
    if path.drive.startswith("\\\\"):
        return True
    # Here and not above: only Windows has it.
    import ctypes

    return ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _WINDOWS_REMOTE_DRIVE  # pyright: ignore


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 8))
