"""`calibration`: the list, one session with its record, its figures, and what is due, for people and scripts."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from qa_desk import bootstrap
from qa_desk.cli.main import run
from qa_desk.domain.recurrence import Every, Evidence
from qa_desk.services.calibration.convening_views import RecurrenceDraft
from qa_desk.services.clock import FixedClock
from tests.calibration_panel import Panel
from tests.small_centre import NOW

Told = Callable[..., tuple[int, str]]
FAILED = {"1009": frozenset({"no_disclosure"})}


@pytest.fixture
def told(panel: Panel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    """Runs a command as the lead, in English, at the moment that the centre stands at."""
    monkeypatch.setattr(bootstrap, "SystemClock", lambda: FixedClock(NOW))
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(panel.centre.workspace.folder))

    def called(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = run(["calibration", *arguments, "--as", "Wang Fang"])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return called


def document(told: Told, *arguments: str) -> Any:
    """The JSON of a command."""
    return json.loads(told(*arguments, "--json")[1])


def test_a_session_is_listed_shown_and_its_figures_told(panel: Panel, told: Told) -> None:
    session_id = panel.open_session("1009", "1010", due_at=NOW + timedelta(days=4000))
    for member in panel.members:
        panel.hand_in(member, session_id, FAILED if member is panel.members[0] else {})
    (line,) = document(told, "list")["sessions"]
    assert (line["id"], line["state"], line["seats_done"], line["overdue"]) == (str(session_id), "blind", 3, False)
    status, out = told("show", str(session_id)[:8])
    assert (status, out.count("sealed")) == (0, 6)
    assert told("result", "March session")[0] == 2, "nothing before the reveal"
    panel.calibrating.reveal(panel.centre.lead, session_id)
    shown = document(told, "show", "March session")
    assert [one["holds"] for one in shown["commitments"]] == [True] * 6
    assert [one["event"] for one in shown["events"]] == ["opened", "revealed"]
    figures = document(told, "result", "March session")
    page = panel.calibrating.result(panel.centre.lead, session_id)
    assert figures["overall"]["between"]["value"] == page.overall.between.value
    assert figures["criteria"]["no_disclosure"]["ac1"]["ci_low"] == page.criteria[0].figures.ac1.ci_low
    assert (figures["agents"], figures["repeatability"]) == (None, [])
    status, out = told("result", "March session")
    assert (status, "2 calls, 3 inspectors" in out) == (0, True)


def test_a_session_that_is_not_there_is_said_so(told: Told) -> None:
    status, out = told("show", "none")
    assert (status, "The session “none”" in out) == (2, True)


def test_what_is_due_is_told_until_it_is_opened(panel: Panel, told: Told) -> None:
    assert told("due") == (0, "Nothing is due.\n")
    session_id = panel.open_session("1010", due_at=NOW - timedelta(days=1))
    panel.hand_in(panel.members[0], session_id)
    (assignment,) = panel.centre.assign(panel.members[0], "1009")
    evaluation = panel.centre.answer_all(panel.members[0], assignment, failed=FAILED["1009"])
    panel.centre.services.inspecting.submit(panel.members[0], evaluation.id)
    ids = tuple(member.person_id for member in panel.members[1:])
    day = NOW.date()
    draft = RecurrenceDraft("Weekly", Every.WEEK, 2, ids, "service", 1, Evidence.NOT_LATELY, starts_on=day)
    panel.centre.services.convening.come_back(panel.centre.lead, draft)
    status, out = told("due")
    assert status == 1
    assert "Ben Ode, Cai Ito: the calibration session “March session” waits for your answers; they were" in out
    assert "Weekly: every Wednesday, 1 call by criteria not settled lately" in out
    opened = document(told, "due", "--open")
    assert (len(opened["opened"]), opened["to_open"], len(opened["late"])) == (1, [], 1)
    assert document(told, "due", "--open")["opened"] == []


def test_minutes_are_written_of_a_session_by_its_title_in_every_format(
    panel: Panel, told: Told, tmp_path: Path
) -> None:
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id, FAILED if member is panel.members[0] else None)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    files = [tmp_path / f"minutes.{ending}" for ending in ("html", "xlsx", "json")]
    outputs = [word for file in files for word in ("-o", str(file))]
    assert told("list")[0] == 0
    command = ["report", "minutes", *outputs, "--as", "Wang Fang"]
    assert run([*command, "--session", "March session", "--hide-names"]) == 0
    tables = json.loads(files[2].read_text(encoding="utf-8"))["tables"]
    assert len(tables["disagreements"]["rows"]) == 1
    assert "Anna Berg" not in files[0].read_text(encoding="utf-8")
    assert run(command) != 0, "minutes of no session"
