"""The common-issue report of the demo centre beside pandas, which works from the answers alone: same figures."""

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from qa_desk.agreement.estimate import Estimate
from qa_desk.bootstrap import open_workspace
from qa_desk.demo_workspace import make_demo
from qa_desk.domain.people import Role
from qa_desk.measurement.shares import difference_of_shares
from qa_desk.services.issues.issue_views import SMALL_NUMBER, CommonIssues, IssueQuery, IssueRow
from qa_desk.services.progress import NoProgress

_ROOT = Path(__file__).resolve().parents[2]
_PYTHON = Path(os.environ.get("QA_DESK_PEERS_PYTHON", _ROOT / ".venv-peers" / "bin" / "python"))
_IN_PANDAS = Path(__file__).with_name("issues_in_pandas.py")

pytestmark = pytest.mark.skipif(not _PYTHON.is_file(), reason="`make proof` sets up the packages to compare with")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo workspace and what its lead is shown of some days."""

    folder: Path
    today: date

    def board(self, first: date, last: date) -> CommonIssues:
        """Of the program."""
        with open_workspace(self.folder) as workspace:
            services = workspace.services
            lead = next(one for one in services.administering.people_to_sign_in() if Role.LEAD in one.roles)
            return services.reporting.common_issues(
                services.administering.actor_named(lead.name), IssueQuery(first, last)
            )

    def in_pandas(self, first: date, last: date) -> dict[str, Any]:
        """Of pandas."""
        command = [_PYTHON, _IN_PANDAS, self.folder / "qa_desk.sqlite3", first.isoformat(), last.isoformat()]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("issues") / "workspace"
    make_demo(folder, NoProgress())
    with open_workspace(folder) as workspace:
        return Demo(folder, workspace.services.now().date())


@pytest.mark.parametrize("n_days", [365, 28])
def test_the_board_says_what_pandas_finds_in_the_answers(demo: Demo, n_days: int) -> None:
    first = demo.today - timedelta(days=n_days - 1)
    board, expected = demo.board(first, demo.today), demo.in_pandas(first, demo.today)
    now, before = expected["now"], expected["before"]
    assert (board.n_calls, board.n_inspectors) == (now["n_calls"], now["n_inspectors"])
    assert board.n_calls > 50
    assert board.points_lost == pytest.approx(now["points_lost"], abs=1e-3)
    rows = {row.criterion_key: row for row in (*board.criteria, *board.critical)}
    assert rows.keys() == now["criteria"].keys()
    for key, row in rows.items():
        _compare(row, now["criteria"][key])
        _compare_change(row, now["criteria"][key], before["criteria"].get(key))


def _compare(row: IssueRow, expected: dict[str, Any]) -> None:
    assert (row.n_calls, row.n_failed) == (expected["n_calls"], expected["n_failed"])
    assert row.points == pytest.approx(expected["points"], abs=1e-3)
    _compare_share(row.points_share, expected["points_share"])
    assert {name.replace("agent", ""): n for name, n in row.cause_owners} == expected["owners"]
    assert {one.key: one.n_calls for one in row.reasons} == {key: one[0] for key, one in expected["reasons"].items()}
    for reason in row.reasons:
        _n, points, share = expected["reasons"][reason.key]
        assert reason.points == pytest.approx(points, abs=1e-3)
        _compare_share(reason.points_share, share)
    if row.critical and row.n_failed:
        assert row.critical_share is not None
        _compare_share(row.critical_share, expected["critical_share"])


def _compare_share(found: Estimate, expected: list[float] | None) -> None:
    if expected is None:
        assert found.value is None
    else:
        assert (found.value, found.ci_low, found.ci_high) == pytest.approx(tuple(expected), abs=1e-6)


def _compare_change(row: IssueRow, now: dict[str, Any], before: dict[str, Any] | None) -> None:
    counts = (before or {}).get("n_failed", 0), (before or {}).get("n_calls", 0)
    assert row.is_new == (now["n_failed"] > 0 and counts[0] == 0 and min(now["n_calls"], counts[1]) >= SMALL_NUMBER)
    if min(now["n_calls"], counts[1]) < SMALL_NUMBER:
        assert row.change is None
    else:
        assert row.change == difference_of_shares(now["n_failed"], now["n_calls"], *counts)
