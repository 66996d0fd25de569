"""Five windows in five processes score one session on a real server, each signed in with a login of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from qa_desk.bootstrap import init_workspace, open_workspace
from qa_desk.domain.people import Role
from qa_desk.paths import resources_dir
from qa_desk.services.administering import PersonDraft
from qa_desk.services.calibrating_views import SessionDraft
from qa_desk.services.import_report import ImportRequest
from qa_desk.services.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from qa_desk.store.credentials import Credentials
from qa_desk.store.engine import make_engine
from qa_desk.store.workspace import Workspace, write_workspace
from tests.scenario.window_of_team import TOLD
from tests.store import postgresql_server
from tests.store.logins import Logins
from tests.store.postgresql_server import PostgresqlServer

_ROOT = Path(__file__).parents[2]
_INSPECTORS = ("Anna", "Ben", "Cai", "Dee", "Eve")
_CALLS = ("1009", "1043")
_FAILS = {"Anna": ("1009",), "Ben": ("1009", "1043"), "Cai": (), "Dee": ("1043",), "Eve": ()}
_PATIENCE_S = 540


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team's workspace on a server: one folder for each desk, and everybody's login."""

    folder: Path
    url: str
    logins: dict[str, Credentials]

    def desk(self, name: str) -> Path:
        """The workspace folder on somebody's computer; the recordings lie where all computers see them."""
        folder = self.folder / name
        if not folder.exists():
            write_workspace(Workspace(folder, self.url, str(self.folder / "keeper" / "recordings")))
        return folder


@pytest.fixture
def server() -> Iterator[PostgresqlServer]:
    """A server of this test's own."""
    binaries = postgresql_server.find_binaries()
    if binaries is None:
        pytest.skip("POSTGRESQL IS NOT INSTALLED: nothing was proved about windows of a team")
    running = postgresql_server.start(binaries)
    yield running
    running.stop()


@pytest.fixture
def place(server: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamPlace]:
    """Made by its keeper, with two calls, a lead and five inspectors."""
    begun = make_engine(server.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with begun.connect() as connection:
        connection.execute(text("CREATE DATABASE centre"))
    begun.dispose()
    keeper = make_url(server.url("centre"))
    url = f"postgresql+psycopg://{keeper.host}:{keeper.port}/centre"
    with monkeypatch.context() as keeping:
        keeping.setenv("PGUSER", str(keeper.username))
        keeping.setenv("PGPASSWORD", str(keeper.password))
        _begin(tmp_path / "keeper", url)
        engine = make_engine(keeper)
        logins = Logins(engine)
        with open_workspace(tmp_path / "keeper") as workspace:
            people = {one.name: one.id for one in workspace.services.administering.people_to_sign_in()}
        urls = {name: make_url(logins.url(key)) for name, key in people.items()}
    yield TeamPlace(tmp_path, url, {name: Credentials(str(of.username), str(of.password)) for name, of in urls.items()})
    logins.close()
    engine.dispose()


def test_five_windows_score_one_session_and_the_lead_reveals_what_each_said(place: TeamPlace) -> None:
    lead = place.logins["Wang Fang"]
    with open_workspace(place.desk("Wang Fang"), credentials=lead) as workspace:
        services = workspace.services
        wang = services.administering.actor_named("Wang Fang")
        panel = tuple(services.administering.actor_named(name).person_id for name in _INSPECTORS)
        calls = {call.key: call.id for call in services.listening.calls(wang, CallQuery()).calls}
        version = services.authoring.latest_published(wang, "service")
        draft = SessionDraft("November", tuple(calls[key] for key in _CALLS), panel, version.id, quorum=5)
        session_id, _changes = services.calibrating.create(wang, draft)

        windows = {name: _window(place, name) for name in _INSPECTORS}
        for name, window in windows.items():
            told = window.communicate(timeout=_PATIENCE_S)[0]
            assert window.returncode == 0, f"{name}: {told[-4000:]}"

        seats = services.calibrating.session(wang, session_id).session.seats
        assert [seat.is_done for seat in seats] == [True] * len(_INSPECTORS)
        services.calibrating.reveal(wang, session_id)
        keys = {call_id: key for key, call_id in calls.items()}
        failed = {
            (answer.name, keys[one.call_id], one.criterion.key)
            for one in services.calibrating.differences(wang, session_id)
            for answer in one.answers
            if answer.reasons
        }
        assert failed == {(name, key, "greeting") for name, failing in _FAILS.items() for key in failing}
        assert services.calibrating.result(wang, session_id) is not None
        assert workspace.store.connected_person() == wang.person_id


def _begin(folder: Path, url: str) -> None:
    init_workspace(folder, url, first_person="Wang Fang", time_zone="Asia/Shanghai")
    with open_workspace(folder) as workspace:
        services = workspace.services
        wang = services.administering.actor_named("Wang Fang")
        demo, table = resources_dir() / "demo", folder / "calls.csv"
        lines = (demo / "calls.csv").read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line.split(",")[1] in _CALLS]
        table.write_text("\n".join([lines[0], *wanted]), encoding="utf-8")
        paths = tuple(demo / f"{key}.opus" for key in _CALLS)
        services.importing.import_files(wang, ImportRequest(paths, calls_csv=table), NoProgress())
        for name in _INSPECTORS:
            services.administering.save_person(wang, PersonDraft(name.lower(), name, frozenset({Role.INSPECTOR})))


def _window(place: TeamPlace, name: str) -> subprocess.Popen[str]:
    login = place.logins[name]
    told = {
        "folder": str(place.desk(name)),
        "login": login.login,
        "password": login.password,
        "name": name,
        "calls": _CALLS,
        "fails": _FAILS[name],
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/scenario/window_of_team.py",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
    ]
    surroundings = {**os.environ, TOLD: json.dumps(told), "PYTHONPATH": str(_ROOT)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=_ROOT, env=surroundings
    )
