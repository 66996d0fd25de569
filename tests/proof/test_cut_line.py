"""The line to a real PostgreSQL is cut or falls silent in the middle of scoring: nothing is lost, once is once."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import make_url

from qa_desk.domain.evaluation import EvaluationState
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.live_changes import LiveChanges
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.rating_input import Choice
from tests.small_centre import SmallCentre, build, open_made
from tests.store import postgresql_server
from tests.store.cut_line import Line
from tests.store.postgresql_server import PostgresqlServer
from tests.widget.seat import CTRL, Seat, seated

K = Qt.Key
_LONG_MS = 60_000


@pytest.fixture
def server() -> Iterator[PostgresqlServer]:
    """A server of its own."""
    binaries = postgresql_server.find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    made = postgresql_server.start(binaries)
    with psycopg.connect(_plain(made.url("postgres")), autocommit=True) as connection:
        connection.execute("CREATE DATABASE centre")
    yield made
    made.stop()


@pytest.fixture
def line(server: PostgresqlServer) -> Iterator[Line]:
    """What lies between the desks and the server."""
    made = Line(server.port)
    yield made
    made.close()


@pytest.fixture
def centre(
    server: PostgresqlServer, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SmallCentre]:
    """The small centre on that server, reached through that line."""
    url = make_url(server.url("centre"))
    monkeypatch.setenv("PGPASSWORD", url.password or "")
    monkeypatch.setenv("PGUSER", url.username or "")
    build(tmp_path / "desk", f"postgresql+psycopg://127.0.0.1:{line.port}/centre")
    made = open_made(tmp_path / "desk")
    yield made
    made.workspace.close()


@pytest.fixture
def seat(centre: SmallCentre, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Anna at the real window, with real threads, hearing what others change."""
    jobs, theme, settings = Jobs(), Theme("light"), SettingsStore(tmp_path / "settings.json")
    with seated(centre, centre.anna, qtbot, jobs, settings, theme) as made:
        live = LiveChanges(centre.workspace.changes_feed(), made.window.hub)
        yield made
        live.stop()
    jobs.finish()


@pytest.mark.parametrize(("cut_line", "n_cuts"), [(Line.cut, 5), (Line.silence, 3)], ids=["hung up", "silent"])
def test_scoring_outlives_cuts_and_is_handed_in_once(
    seat: Seat, centre: SmallCentre, line: Line, server: PostgresqlServer, capsys: pytest.CaptureFixture[str],
    cut_line: Callable[[Line], None], n_cuts: int,
) -> None:  # fmt: skip
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    keys = [criterion.key for criterion in centre.version.criteria]
    n_waited = 0
    noticed_s: list[float] = []
    for cut in range(n_cuts):
        cut_line(line)
        began_s = time.monotonic()
        for key in keys:
            seat.scoring.rate(key, best(seat, key))
            seat.scoring.set_comment(key, f"cut {cut}")
        seat.qtbot.waitUntil(lambda: "can’t be reached since" in seat.notices(), timeout=_LONG_MS)
        noticed_s.append(time.monotonic() - began_s)
        seat.qtbot.waitUntil(lambda: centre.services.carrying_on.n_pending(centre.anna) > 0, timeout=_LONG_MS)
        n_waited += centre.services.carrying_on.n_pending(centre.anna)
        line.mend()
        seat.qtbot.waitUntil(lambda: "The server is back" in seat.notices(), timeout=_LONG_MS)
        seat.qtbot.waitUntil(lambda: seat.desk._saver.is_idle, timeout=_LONG_MS)
    cut_line(line)
    for key in keys:
        seat.scoring.set_comment(key, "said last")
    seat.desk.take_keyboard()
    assert not seat.scoring.missing
    seat.press(K.Key_Return, modifier=CTRL)
    seat.qtbot.waitUntil(lambda: "1043 is submitted here" in seat.notices(), timeout=_LONG_MS)
    on_screen = {answer.criterion_key: (answer.rating, answer.comment) for answer in seat.scoring.evaluation.answers}
    line.mend()
    seat.qtbot.waitUntil(lambda: "1043 submitted" in seat.notices(), timeout=_LONG_MS)
    kept = centre.services.inspecting.open(centre.anna, given).evaluation
    assert kept.state is EvaluationState.SUBMITTED
    assert {answer.criterion_key: (answer.rating, answer.comment) for answer in kept.answers} == on_screen
    with psycopg.connect(_plain(server.url("centre"))) as connection:
        counted = connection.execute("SELECT count(*) FROM audit_entries WHERE action = 'evaluation.submitted'")
        assert counted.fetchone() == (1,)
    assert centre.services.carrying_on.n_pending(centre.anna) == 0
    with capsys.disabled():
        told = f"{n_cuts + 1} times {cut_line.__name__}, noticed after {max(noticed_s):.0f} s at most"
        sys.stdout.write(f"\n{told}, {n_waited} changes waited here, 0 lost, handed in once\n")


def best(seat: Seat, key: str) -> Choice:
    """The best answer to a criterion."""
    scale = seat.scoring.view.version.criterion(key).scale
    options = [option.code for option in scale.prompt().options if option.points == scale.maximum]
    return Choice(scale.parse((options or [scale.maximum])[0]))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
