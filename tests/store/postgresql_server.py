"""A PostgreSQL server of its own for a test run, from the binaries that are installed, as an unprivileged user."""

import glob
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

_USER = "qa_desk"
_UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server; `stop` ends it and takes its folder away, `halt` leaves it to be started again."""

    binaries: Path
    folder: Path
    port: int
    password: str
    options: str

    def url(self, database: str) -> str:
        """The URL of a database of this server."""
        url = URL.create("postgresql+psycopg", _USER, self.password, "127.0.0.1", self.port, database)
        return url.render_as_string(hide_password=False)

    def halt(self) -> None:
        """Stop the server in the middle of what it does, as a crash would."""
        _run(self.binaries / "pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def begin(self) -> None:
        """Start the server, also once more: it then recovers what was committed."""
        data, log = str(self.folder / "data"), str(self.folder / "log")
        _run(self.binaries / "pg_ctl", "-D", data, "-l", log, "-o", self.options, "-w", "start")

    def stop(self) -> None:
        """End the server at once: nothing in it is kept."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: from the PATH, else where Debian keeps the newest version."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).parent / "pg_ctl").exists():
        return Path(on_path).parent
    found = [Path(name) for name in glob.glob("/usr/lib/postgresql/*/bin") if (Path(name) / "initdb").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def start(binaries: Path, *settings: str, files: Mapping[str, bytes] | None = None, hba: str = "") -> PostgresqlServer:
    """Make a cluster in a temporary folder and start it on a free port; the socket lies in the folder too.

    `settings` such as `max_connections=300` count more than those of a test run. `files` such as a certificate lie in
    the folder of the data, for the server alone to read; `hba` are lines that come before those of pg_hba.conf.
    """
    folder = Path(tempfile.mkdtemp(prefix="qa-desk-postgresql-"))
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_unprivileged_user())
        for path in (folder, password_file):
            os.chown(path, user.pw_uid, user.pw_gid)
    port = _free_port()
    data = str(folder / "data")
    _run(
        binaries / "initdb",
        *("-D", data, "-U", _USER, "--pwfile", str(password_file), "-E", "UTF8", "--locale=C.UTF-8"),
        *("--auth=scram-sha-256", "--data-checksums", "-N"),
    )
    for name, content in (files or {}).items():
        _write_for_server(folder / "data" / name, content)
    rules = folder / "data" / "pg_hba.conf"
    _write_for_server(rules, f"{hba}\n".encode() + rules.read_bytes())
    # what a test run keeps need not outlive a power cut
    wanted = ("listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", *settings)
    options = " ".join([f"-p {port} -k {folder}", *(f"-c {setting}" for setting in wanted)])
    server = PostgresqlServer(binaries, folder, port, password, options)
    server.begin()
    return server


def _write_for_server(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_unprivileged_user())
        os.chown(path, user.pw_uid, user.pw_gid)


def _run(program: Path, *arguments: str) -> None:
    command = [str(program), *arguments]
    if os.geteuid() == 0:
        user = _unprivileged_user()
        command = ["setpriv", "--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid), "--clear-groups", *command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, f"{program.name} failed: {done.stdout}{done.stderr}"


def _unprivileged_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
