"""`report`: the draws of a period, for those who may know of draws; a report to one agent asks for the agent."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from qa_desk.cli.main import run
from qa_desk.cli.report import _ALL
from qa_desk.domain.people import Role
from qa_desk.reports.base import Report, ReportParams
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import SmallCentre

PLAN = """\
name: all of the year
scorecard: service
period: {from: 2026-01-01, to: 2026-12-31}
quota: {total: 2}
inspectors: {shares: {i-1: 1}}
seed: 11
"""


def test_the_report_of_a_draw_is_written_with_its_design(
    centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(centre.workspace.folder))
    plan, out = tmp_path / "plan.yaml", tmp_path / "sampling.json"
    plan.write_text(PLAN, encoding="utf-8")
    assert run(["sample", str(plan), "--as", "Wang Fang"]) == 0
    item = centre.services.inspecting.my_calls(centre.anna)[0]
    evaluation = centre.answer_all(centre.anna, item.assignment_id)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    asked = ["report", "sampling", "--from", "2026-01-01", "--to", "2026-12-31", "-o", str(out)]
    assert run([*asked, "--as", "Wang Fang"]) == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    figures = {figure["label"]: figure["value"] for figure in report["key_figures"]}
    assert (figures["calls that could be drawn"], figures["drawn"], figures["scored"]) == (3, 2, 1)
    (centre_row, *_units) = report["tables"]["score_1"]["rows"]
    assert centre_row["score"]["value"] == 100.0
    assert any("seed 11" in fact for fact in report["facts"])
    out.unlink()
    assert run([*asked, "--as", "i-1"]) == 2
    assert not out.exists()
    assert capsys.readouterr().err


def test_a_report_to_an_agent_asks_for_the_agent_and_names_one_it_does_not_know(
    centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(centre.workspace.folder))
    out = tmp_path / "told.json"
    asked = ["report", "agent_feedback", "--from", "2026-11-01", "--to", "2026-11-30", "-o", str(out)]
    assert run([*asked, "--as", centre.lead.name]) == 2
    assert "--agent ID" in capsys.readouterr().err
    assert run([*asked, "--as", centre.lead.name, "--agent", "agent-99"]) == 2
    assert "The agent “agent-99” is not there." in capsys.readouterr().err
    asked_unit = ["report", "common_issues", *asked[2:], "--as", centre.lead.name, "--unit", "Nowhere"]
    assert run(asked_unit) == 2
    assert "The unit “Nowhere” is not there." in capsys.readouterr().err
    someone = centre.services.feeding_back.agents(centre.lead)[0]
    for further in (("--as", someone.name), ("--as", centre.lead.name, "--agent", someone.external_id)):
        assert run([*asked, *further]) == 0
        assert json.loads(out.read_text(encoding="utf-8"))["title"] == f"Feedback to {someone.name}"


def test_of_two_agents_of_one_name_a_report_is_of_the_one_whose_id_is_said(
    centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(centre.workspace.folder))
    administering = centre.services.administering
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        hall = uow.units.ensure(["Hall 9"])
        uow.commit()
    for key, unit in (("twin-1", hall.id), ("twin-2", None)):
        administering.save_person(centre.lead, PersonDraft(key, "Mei Lin", frozenset({Role.AGENT}), unit_id=unit))
    out = tmp_path / "told.json"
    asked = ["report", "agent_feedback", "--from", "2026-11-01", "--to", "2026-11-30", "-o", str(out)]
    assert run([*asked, "--as", centre.lead.name, "--agent", "Mei Lin"]) == 2
    assert not out.exists()
    told = capsys.readouterr().err
    assert "Several agents are called “Mei Lin”: twin-1 (Hall 9), twin-2. Say which one by the id." in told
    assert run([*asked, "--as", centre.lead.name, "--agent", "twin-2"]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["title"] == "Feedback to Mei Lin"


def test_a_filter_that_a_report_does_not_heed_is_no_option_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ["--from", "2026-01-01", "--to", "2026-12-31", "-o", str(tmp_path / "out.json")]
    assert run(["report", "tracked_items", *days, "--campaign", "spring"]) == 2
    assert "--campaign" in capsys.readouterr().err


@pytest.mark.parametrize("report", _ALL, ids=lambda report: report.key)
def test_every_report_heeds_parameters_that_there_are(report: Report[Any, Any]) -> None:
    assert report.asks <= {field.name for field in fields(ReportParams)}
