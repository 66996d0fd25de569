"""What leaves and what is listened to is in the audit chain, with the calls of each file that left."""

import json
from pathlib import Path

from qa_desk.domain.handing_out import HandOutKind
from qa_desk.services.centre.auditing import AuditLine, AuditQuery
from qa_desk.services.exchange.exchanging import ExportRequest
from tests.small_centre import SmallCentre


def entries(centre: SmallCentre, action: str) -> tuple[AuditLine, ...]:
    """The entries of one action."""
    return centre.services.auditing.entries(centre.lead, AuditQuery(action=action)).lines


def test_sound_that_leaves_is_noted_with_its_call(centre: SmallCentre, tmp_path: Path) -> None:
    call_id = centre.calls["1043"]
    centre.services.listening.export_passage(centre.lead, call_id, 1.0, 2.0, tmp_path / "out.wav")
    (line,) = entries(centre, "call.sound_exported")
    assert (line.person, line.object_name) == ("Wang Fang", "1043")
    with centre.workspace.store.reading() as uow:
        (found,) = uow.hand_outs.with_calls([call_id, centre.calls["1009"]])
    assert (found.kind, found.name, found.person_name, found.call_ids) == (
        HandOutKind.SOUND,
        "out.wav",
        "Wang Fang",
        (call_id,),
    )


def test_scores_that_leave_are_noted_with_their_calls_only(centre: SmallCentre, tmp_path: Path) -> None:
    (given,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, given)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    centre.services.exchanging.export(centre.lead, ExportRequest(tmp_path / "scores.csv"))
    assert len(entries(centre, "scores.exported")) == 1
    with centre.workspace.store.reading() as uow:
        (found,) = uow.hand_outs.with_calls(centre.calls.values())
    assert (found.kind, found.call_ids) == (HandOutKind.SCORES, (centre.calls["1009"],))


def test_a_report_that_leaves_is_noted_with_the_calls_of_its_passages(centre: SmallCentre) -> None:
    centre.services.auditing.note_report(centre.lead, "common_issues", "november.html", ["1043", "1043", "none"])
    (line,) = entries(centre, "report.exported")
    assert json.loads(line.details) == {"kind": "html", "n_calls": 1, "report": "common_issues"}
    with centre.workspace.store.reading() as uow:
        (found,) = uow.hand_outs.with_calls([centre.calls["1043"]])
    assert found.name == "november.html"


def test_listening_is_noted_once_for_an_evaluation(centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1009")
    evaluation = centre.services.inspecting.open(centre.anna, given).evaluation
    for passages in (((0.0, 1.0),), ((0.0, 4.0),), ((0.0, 9.0),)):
        centre.services.inspecting.note_listened(centre.anna, evaluation.id, passages, 0.5)
    (line,) = entries(centre, "call.heard")
    assert (line.person, line.object_name) == ("Anna Berg", "1009")
    assert json.loads(line.details) == {"evaluation": str(evaluation.id)}


def test_listening_without_scoring_is_noted_once_for_each_time_it_is_opened(centre: SmallCentre) -> None:
    call_id, note = centre.calls["1009"], centre.services.listening.note_heard
    for begins in (True, False, False, True):
        note(centre.ben, call_id, [(0.0, 1.0)], begins=begins)
    assert len(entries(centre, "call.heard")) == 2
