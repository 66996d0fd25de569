"""What is handed out comes back the same: answers, reasons, cause owners, comments and marks."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind, Evaluation, EvaluationState
from qa_desk.services.clock import FixedClock
from qa_desk.services.exchange.exchanging import ExportRequest
from qa_desk.services.exchange.plan import ScoreOutcome
from qa_desk.services.exchange.words import LONG_HEADER, as_meant, harmless
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft, MarkDraft
from tests.unit.services.exchange.conftest import Desk
from tests.unit.workspace_fixtures import NOW

NOBODY = UUID(int=0)


def content(evaluation: Evaluation) -> object:
    """An evaluation without the keys of its rows."""
    answers = {replace(answer, id=NOBODY, evaluation_id=NOBODY, version=1) for answer in evaluation.answers}
    marks = {replace(mark, id=NOBODY, evaluation_id=NOBODY) for mark in evaluation.marks}
    said = (evaluation.comment, evaluation.purpose, evaluation.submitted_at, evaluation.inspector_id)
    return said, evaluation.version_id, answers, marks


def score_by_hand(desk: Desk) -> None:
    """Anna scores C-1 at the desk, with all that can be said."""
    services = desk.workspace.services
    version = services.authoring.latest_published(desk.chief, "complaint")
    with desk.workspace.store.reading() as uow:
        call_id = uow.calls.by_key(["C-1"])["C-1"].id
        department = CauseOwner(CauseOwnerKind.DEPARTMENT, uow.people.departments()[0].id)
        hall = next(CauseOwner(CauseOwnerKind.UNIT, unit.id) for unit in uow.people.units() if unit.name == "Hall 3")
    services.assigning.assign(desk.chief, AssignmentDraft((call_id,), (desk.anna.person_id,), version.id))
    (item,) = services.inspecting.my_calls(desk.anna)
    evaluation = services.inspecting.open(desk.anna, item.assignment_id).evaluation
    drafts = (
        AnswerDraft("no_disclosure", False, reasons=("full_number_read", "other"), comment="=HYPERLINK(1)"),
        AnswerDraft("promise_within_rules", na=True),
        AnswerDraft(
            "lets_finish", 3.0, reasons=("interrupts",), cause_owner=department, comment="  -1, twice\n“or” so\t"
        ),
        AnswerDraft("apology_fits", 5.0, comment='\'=quoted; ,"x"'),
        AnswerDraft("facts_established", 7.0, reasons=("not_said_back",), cause_owner=hall),
        AnswerDraft("remedy", 10.0, cause_owner=CauseOwner(CauseOwnerKind.AGENT)),
        AnswerDraft("deadline_and_reference", True),
        AnswerDraft("ownership", True, reasons=("call_again", "tells_again"), comment="再打一次"),
    )
    for draft in drafts:
        services.inspecting.answer(desk.anna, evaluation.id, draft)
    for mark in (
        MarkDraft(1.25, 2.5, "", "no_disclosure"),
        MarkDraft(3.0, 4.125, "heard here", "no_disclosure"),
        MarkDraft(5.0, 6.0, "", "no_disclosure"),
        MarkDraft(7.1, 8.0, "calm and clear", "remedy", positive=True),
        MarkDraft(9.0, 9.0, "@all listen"),
    ):
        services.inspecting.save_mark(desk.anna, evaluation.id, mark)
    with desk.workspace.store.unit_of_work(desk.anna, FixedClock(NOW)) as uow:
        uow.evaluations.save_comment(evaluation.id, "+ a good call\nover all")
        uow.commit()
    services.inspecting.submit(desk.anna, evaluation.id)


def emptied(desk: Desk, made: Path, tmp_path: Path) -> Desk:
    """The same workspace as it was before anybody scored."""
    return Desk(open_workspace(made, clock=FixedClock(NOW)), desk.chief, desk.anna, tmp_path)


@pytest.fixture
def before(desk: Desk, workspace_folder: Path, tmp_path: Path) -> Path:
    """A copy of the workspace before anybody scores."""
    with desk.workspace.store.unit_of_work(desk.chief, FixedClock(NOW)) as uow:
        uow.commit()
    return shutil.copytree(workspace_folder, tmp_path / "before")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_evaluation_comes_back_as_it_went_out(desk: Desk, before: Path, tmp_path: Path, suffix: str) -> None:
    score_by_hand(desk)
    path = tmp_path / f"out{suffix}"
    assert desk.exchanging.export(desk.chief, ExportRequest(path)).n_evaluations == 1
    other = emptied(desk, before, tmp_path)
    plan = other.exchanging.plan(desk.chief, path)
    assert (len(plan.ready), plan.refused) == (1, ())
    assert other.evaluations() == ()
    report = other.exchanging.bring_in(desk.chief, plan)
    assert [item.outcome for item in report.items] == [ScoreOutcome.IMPORTED]
    assert [content(one) for one in other.evaluations()] == [content(one) for one in desk.evaluations()]
    (brought,) = other.evaluations()
    assert (brought.state, brought.sealed) == (EvaluationState.SUBMITTED, False)
    other.workspace.close()


def test_a_wide_file_brings_back_all_but_the_marks(desk: Desk, before: Path, tmp_path: Path) -> None:
    score_by_hand(desk)
    path = tmp_path / "wide.csv"
    desk.exchanging.export(desk.chief, ExportRequest(path, is_wide=True))
    other = emptied(desk, before, tmp_path)
    other.exchanging.bring_in(desk.chief, other.exchanging.plan(desk.chief, path))
    (brought,) = other.evaluations()
    (made,) = desk.evaluations()
    assert content(brought) == content(replace(made, marks=()))
    other.workspace.close()


def test_the_header_is_the_one_that_others_rely_on(desk: Desk, tmp_path: Path) -> None:
    desk.exchanging.export(desk.chief, ExportRequest(tmp_path / "out.csv", with_mark=False))
    header = (
        "call_id,inspector,purpose,scorecard,version,submitted_at,criterion,answer,"
        "reasons,cause_owner,comment,mark_start_s,mark_end_s"
    )
    assert (tmp_path / "out.csv").read_bytes() == header.encode() + b"\r\n"
    desk.exchanging.export(desk.chief, ExportRequest(tmp_path / "marked.csv"))
    assert (tmp_path / "marked.csv").read_bytes().startswith(b"\xef\xbb\xbfcall_id")


def test_no_cell_is_a_formula(desk: Desk, tmp_path: Path) -> None:
    score_by_hand(desk)
    desk.exchanging.export(desk.chief, ExportRequest(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]
    desk.exchanging.export(desk.chief, ExportRequest(tmp_path / "out.xlsx"))
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    values = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in values} == {"s"}
    assert "=HYPERLINK(1)" in [cell.value for cell in values]
    assert [cell.value for cell in sheet[1]] == list(LONG_HEADER)


@pytest.mark.parametrize("text", ["", "a", "=1", "'=1", "''=1", "'", "'a", "-", "@x", "\tx", "+1", "'+'"])
def test_an_apostrophe_before_a_formula_is_taken_off_again(text: str) -> None:
    assert as_meant(harmless(text)) == text
    assert harmless(text)[:1] not in ("=", "+", "-", "@", "\t")


def test_an_export_that_fails_leaves_the_file_that_was_there(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(Exception, match="not_found"):
        desk.exchanging.export(desk.chief, ExportRequest(path, scorecard_key="nothing"))
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".out")] == []
