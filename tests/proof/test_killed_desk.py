"""The window killed 200 times while somebody scores: nothing that it showed as saved is lost, the draft goes on."""

import os
from pathlib import Path

import pytest

from qa_desk.bootstrap import open_workspace
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.proof.killed_desk import killer
from tests.small_centre import build, open_copy

_N_KILLS = int(os.environ.get("QA_DESK_KILLS", "200"))


pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")


@pytest.fixture
def waiting_call(tmp_path: Path) -> Path:
    """A workspace, closed, in which one call waits for Anna."""
    build(tmp_path / "made")
    centre = open_copy(tmp_path / "made", tmp_path / "workspace")
    centre.assign(centre.anna, "1043")
    centre.workspace.close()
    return tmp_path / "workspace"


def test_nothing_shown_as_saved_is_lost_when_the_window_is_killed(
    waiting_call: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with killer(waiting_call, 20261122) as killing:
        for _kill in range(_N_KILLS):
            killing.kill_once()
    outcome = killing.outcome
    with capsys.disabled():
        print(  # noqa: T201  # the figures are what is proved
            f"\n{outcome.n_kills} kills, {outcome.n_deeds} criteria answered, told {outcome.n_told} times as saved:"
            f" {len(outcome.lost)} lost, {len(outcome.unsound)} unsound, {len(outcome.elsewhere)} opened elsewhere,"
            f" {outcome.n_places} times with a place kept"
        )
    assert (outcome.lost, outcome.unsound, outcome.elsewhere) == ([], [], [])
    assert outcome.n_told > 2 * _N_KILLS, "most were killed before anything was saved"
    assert outcome.n_places > _N_KILLS // 3, "hardly any place was kept"


def test_an_answer_that_is_gone_would_be_found_out(waiting_call: Path) -> None:
    """The test above could not fail without this."""
    with killer(waiting_call, 20261122) as killing:
        while not killing.n_shown_as_saved:
            killing.kill_once()
        assert killing.outcome.lost == []
        killing.kill_once(meanwhile=_lose_answers)
    assert killing.outcome.lost


def _lose_answers(folder: Path) -> None:
    with open_workspace(folder) as workspace:
        anna = workspace.services.administering.actor_named("i-1")
        (item,) = workspace.services.inspecting.my_calls(anna)
        evaluation = workspace.services.inspecting.open(anna, item.assignment_id).evaluation
        for answer in evaluation.answers:
            workspace.services.inspecting.answer(anna, evaluation.id, AnswerDraft(answer.criterion_key))
