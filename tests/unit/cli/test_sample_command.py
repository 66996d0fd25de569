"""`sample`: draws by a plan, again the same, and says what could not be met."""

import json
from pathlib import Path

import pytest

from qa_desk.cli.main import run
from tests.small_centre import SmallCentre

PLAN = """\
name: all of the year
scorecard: service
period: {from: 2026-01-01, to: 2026-12-31}
quota: {total: 2}
seed: 11
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, centre: SmallCentre) -> Path:
    """A plan for the three calls of the small centre."""
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(centre.workspace.folder))
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_draw_is_told_as_a_document_and_gives_work(
    plan: Path, centre: SmallCentre, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sample", str(plan), "--as", "Wang Fang", "--dry-run", "--json"]) == 0
    tried = json.loads(capsys.readouterr().out)
    assert run(["sample", str(plan), "--as", "Wang Fang", "--json"]) == 0
    drawn = json.loads(capsys.readouterr().out)
    assert [call["call"] for call in drawn["calls"]] == [call["call"] for call in tried["calls"]]
    assert (tried["draw"], tried["dry_run"], drawn["seed"], drawn["population"]) == (None, True, 11, 3)
    assert drawn["calls"][0]["inclusion_probability"] == pytest.approx(2 / 3)
    waiting = [centre.services.inspecting.my_calls(one) for one in (centre.lead, centre.anna, centre.ben)]
    assert sum(map(len, waiting)) == 2


def test_a_stratum_that_is_short_is_told_and_the_exit_status_says_so(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_text(PLAN.replace("total: 2", "total: 9"), encoding="utf-8")
    assert run(["sample", str(plan), "--as", "Wang Fang", "--dry-run"]) == 1
    told = capsys.readouterr()
    assert "all calls: 9 calls were wanted, and it holds 3. All of them are drawn." in told.err
    assert "Would draw 3 calls of 3" in told.out


def test_a_plan_that_cannot_be_is_refused_with_file_line_and_key(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_text(PLAN.replace("total: 2", "total: -2"), encoding="utf-8")
    assert run(["sample", str(plan), "--as", "Wang Fang"]) == 2
    assert capsys.readouterr().err.startswith("plan.yaml, line 4, “total”: expected more than 0, but it is -2.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("quota: {total: 2}", "quota: {total: 0}", "plan.yaml, line 4, “total”: expected more than 0"),
        ("seed: 11", "population: {queue: [nowhere]}", "3 calls before the condition on “queue”"),
        ("seed: 11", "population: {duration_s: {from: 9, to: 3}}", "leaves no call at all"),
        ("seed: 11", "population: {queue: a, queue: b}", "queue"),
        ("{from: 2026-01-01, to: 2026-12-31}", "{from: 2020-01-01, to: 2020-12-31}", "leave 0 calls"),
        ("{total: 2}", "{own: {nowhere: 3}}\nstrata: [queue]", "draws none of them"),
    ],
)
def test_a_plan_that_cannot_be_met_says_why_and_draws_nothing(
    plan: Path, centre: SmallCentre, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    plan.write_text(PLAN.replace(old, new), encoding="utf-8")
    assert run(["sample", str(plan), "--as", "Wang Fang"]) == 2
    assert said in capsys.readouterr().err
    waiting = [centre.services.inspecting.my_calls(one) for one in (centre.lead, centre.anna, centre.ben)]
    assert not any(waiting)


def test_an_inspector_is_refused(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sample", str(plan), "--as", "i-1"]) == 2
    assert capsys.readouterr().err
