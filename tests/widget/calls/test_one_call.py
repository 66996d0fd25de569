"""One call's page: what is known of it, the evaluations that may be seen, and evidence that plays."""

from PySide6.QtCore import Qt

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.small_centre import SmallCentre, later
from tests.widget.rooms import Room, SitDown

_FAILED = "no_disclosure"


def _scored(centre: SmallCentre) -> None:
    """Anna fails a critical criterion of call 1043 and marks the passage."""
    (assignment_id,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, assignment_id, failed=frozenset({_FAILED}))
    inspecting = centre.services.inspecting
    inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(2.0, 4.0, "reads the number aloud", _FAILED))
    inspecting.submit(centre.anna, evaluation.id)


def _open(room: Room, key: str = "1043") -> None:
    room.go("calls", call=str(room.centre.calls[key]))


def test_attributes_recording_and_standard_wording_are_said(room: Room) -> None:
    _open(room)
    words = room.words()
    for part in ("billing complaint", "1043.opus", "sampled recording", "I need to check two details"):
        assert part in words, part


def test_the_lead_sees_score_outcome_answers_and_evidence(room: Room, centre: SmallCentre) -> None:
    _scored(centre)
    _open(room)
    evaluations = room.page.call_view.evaluations
    assert [one.inspector_name for one in evaluations.rows] == ["Anna Berg"]
    text = evaluations.model().as_text([0])
    assert "failed: compliance" in text
    assert "routine" in text
    failed = next(row for row in room.page.call_view.answers.rows if row.key == _FAILED)
    assert failed.answer == "Fail"
    assert "heard at once" in failed.why
    assert [mark.note for mark in failed.marks] == ["reads the number aloud"]


def test_an_example_opens_at_its_evaluation_and_answer_and_leaves_the_reader_free(
    room: Room, centre: SmallCentre
) -> None:
    _scored(centre)
    (assignment_id,) = centre.assign(centre.ben, "1043", purpose=Purpose.ROUTINE)
    centre.services.inspecting.submit(centre.ben, centre.answer_all(centre.ben, assignment_id).id)
    _open(room)
    keys = [row.key for row in room.page.call_view.answers.rows]
    assert len(room.page.call_view.evaluations.rows) == 2
    for evaluation in room.page.call_view.evaluations.rows:
        place = {"evaluation": str(evaluation.evaluation.id), "criterion": keys[-1]}
        room.go("calls", call=str(room.centre.calls["1043"]), **place)
        assert room.page.call_view.evaluations.current_row() == evaluation
        assert room.page.call_view.answers.current_row().key == keys[-1]
    room.page.call_view.answers.select_first()
    room.page.refresh(None)
    assert room.page.call_view.answers.current_row().key == keys[0]


def test_space_on_an_answer_plays_its_passage(room: Room, centre: SmallCentre) -> None:
    _scored(centre)
    _open(room)
    room.page.call_view.answers.select_key(_FAILED)
    room.press(Qt.Key.Key_Return)
    room.player.serve()
    assert room.player.state is PlayerState.PLAYING
    assert 1.9 < room.player.position_s < 4.0


def test_a_colleague_sees_no_evaluation_and_is_told_so(sit: SitDown, centre: SmallCentre) -> None:
    _scored(centre)
    room = sit(centre.ben)
    _open(room)
    assert not room.visible("evaluations")
    assert room.visible("no_evaluation")


def test_an_overlap_is_called_routine_to_its_author_while_it_is_sealed(sit: SitDown, centre: SmallCentre) -> None:
    (assignment_id,) = centre.assign(centre.anna, "1043", purpose=Purpose.OVERLAP)
    centre.assign(centre.ben, "1043", purpose=Purpose.OVERLAP)
    evaluation = centre.answer_all(centre.anna, assignment_id)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    room = sit(centre.anna)
    _open(room)
    text = room.page.call_view.evaluations.model().as_text([0])
    assert "routine" in text
    assert "overlap" not in text


def test_n_goes_to_the_next_mark_and_plays_it(room: Room, centre: SmallCentre) -> None:
    _scored(centre)
    _open(room)
    room.qtbot.waitUntil(lambda: room.player.track is not None)
    room.press(Qt.Key.Key_N)
    room.player.serve()
    assert room.player.state is PlayerState.PLAYING
    assert 1.9 < room.player.position_s < 4.0


def test_a_call_without_its_recording_says_so_and_shows_the_rest(sit: SitDown, centre: SmallCentre) -> None:
    for path in (centre.workspace.folder / "recordings").rglob("*"):
        if path.is_file():
            path.unlink()
    room = sit(centre.lead)
    _open(room)
    assert "billing complaint" in room.words()


def test_a_call_that_was_heard_and_not_recorded_says_so_and_asks_for_no_file(room: Room, centre: SmallCentre) -> None:
    agent = centre.services.listening.call(centre.anna, centre.calls["1043"]).agent
    assert agent is not None
    draft = MonitoringDraft(MonitoringMode.SIDE_BY_SIDE, centre.version.id, agent.id, call_key="7001")
    begun = centre.services.monitoring.begin(centre.anna, draft)
    evaluation = centre.answer_all(centre.anna, begun.assignment_id)
    later(centre, seconds=90)
    centre.services.monitoring.end(centre.anna, begun.call_id)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    room.go("calls", call=str(begun.call_id))
    assert "side by side" in room.words()
    assert "side by side" in room.page.call_view.evaluations.model().as_text([0])
    waveform = room.page.call_view.findChild(Waveform)
    assert waveform.view.duration_s == 90
    assert waveform.detail.accessibleDescription().count("not recorded") == 1
    assert "did not come" not in room.words()
