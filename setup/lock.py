"""Writes the locks: the newest versions that pip resolves, for the oldest and the newest Python we test.

Usage: python setup/lock.py PYTHON_OLD PYTHON_NEW   (two interpreters; `make lock` calls it). Run the whole test suite
afterwards, on both: a lock is a list of what was tested, not of what exists.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_HEADER = """\
# The versions QA Desk was tested with, for `pip install -c requirements.lock`. Written by `make lock`; not by hand.
# Where one Python can't have what the other has, each line says for which it is.
"""
_PEERS_HEADER = "# The versions of requirements-peers.txt compared with. Written by `make lock`; not by hand.\n"


def resolved(python: str, *wanted: str) -> dict[str, str]:
    """Name → version of everything that pip would install for this interpreter, the project itself left out."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        report = Path(folder) / "report.json"
        pip = [str(Path(folder) / "bin" / "python"), "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed"]
        subprocess.run([*pip, "--report", str(report), *wanted], check=True, cwd=_ROOT)
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        one["metadata"]["name"]: one["metadata"]["version"] for one in found if "dir_info" not in one["download_info"]
    }


def version_of(python: str) -> str:
    """The interpreter's version as markers name it, such as 3.13."""
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def merged(old: dict[str, str], new: dict[str, str], boundary: str) -> list[str]:
    """The lines of the lock: one where both agree, else one each with the Pythons it is for."""
    lines: list[str] = []
    for name in sorted(old.keys() | new.keys(), key=str.lower):
        if old.get(name) == new.get(name):
            lines.append(f"{name}=={old[name]}")
            continue
        for versions, side in ((old, "<"), (new, ">=")):
            if name in versions:
                lines.append(f"{name}=={versions[name]}; python_version {side} '{boundary}'")
    return lines


def main(oldest: str, newest: str) -> None:
    """Resolve for both interpreters and write both locks; every Python after the oldest follows the newest."""
    old, new = resolved(oldest, ".[dev]"), resolved(newest, ".[dev]")
    boundary = f"3.{int(version_of(oldest).split('.')[1]) + 1}"
    _write("requirements.lock", _HEADER, merged(old, new, boundary))
    peers = resolved(oldest, "-r", "requirements-peers.txt")
    _write("requirements-peers.lock", _PEERS_HEADER, merged(peers, peers, boundary))


def _write(name: str, header: str, lines: list[str]) -> None:
    (_ROOT / name).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
