"""Calls heard live: begun and ended, their recordings joining them, and no figure for all calls knowing of them."""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from qa_desk.audio.input.fed import FedInput
from qa_desk.domain.calls import MonitoringMode, RecordingState
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import AssignmentId, CallId, PersonId
from qa_desk.domain.people import Actor, Role
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.calls.monitoring_views import Begun, MonitoringDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.keeping.left_recording import LeftRecording, left_recordings
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AssignmentDraft, MarkDraft
from tests.small_centre import NOW, SmallCentre, later

RATE_HZ = 8000


def agent_of(centre: SmallCentre) -> PersonId:
    return centre.services.administering.people(centre.lead, role=Role.AGENT)[0].id


def begin(centre: SmallCentre, mode: MonitoringMode = MonitoringMode.LIVE, **values: object) -> Begun:
    draft = MonitoringDraft(mode, centre.version.id, agent_of(centre))
    return centre.services.monitoring.begin(centre.anna, replace(draft, **values))


def wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until_s, "it never came"
        time.sleep(0.01)


def record(centre: SmallCentre, begun: Begun, seconds: float, *, channels: int = 1) -> LeftRecording:
    """A recording of the call that begins now and lasts so long, stopped and not attached yet."""
    device = FedInput(RATE_HZ, channels)
    recording = centre.services.monitoring.record(centre.anna, begun.call_id, device)
    recording.start()
    wait_until(lambda: device.is_started)
    later(centre, seconds=seconds)
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tone = (0.5 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
    device.feed(np.repeat(tone[:, None], channels, axis=1))
    recording.stop()
    assert recording.reading.error is None
    return recording.left


def test_a_call_is_begun_and_scored_like_any_other_and_says_which_it_was(centre: SmallCentre) -> None:
    begun = begin(centre, MonitoringMode.SIDE_BY_SIDE, business_type="billing complaint")
    view = centre.services.inspecting.open(centre.anna, begun.assignment_id)
    assert view.evaluation.mode is MonitoringMode.SIDE_BY_SIDE
    assert view.evaluation.purpose is Purpose.ROUTINE
    call = view.detail.call
    assert (call.started_at, call.duration_s, call.is_going_on) == (NOW, None, True)
    assert view.detail.agent is not None
    assert call.unit_id == view.detail.agent.unit_id
    assert [wording.title for wording in view.detail.wordings]  # those of its day and business type
    assert begun.call_key == "side-by-side-261118-1400"  # by the centre's clock
    found = centre.services.listening.calls(centre.anna, CallQuery(text="side-by-side")).calls
    assert [one.key for one in found] == [begun.call_key]


def test_a_call_begun_in_the_same_minute_gets_an_id_of_its_own(centre: SmallCentre) -> None:
    assert begin(centre).call_key != begin(centre).call_key


def test_an_id_that_is_taken_and_a_missing_agent_are_refused(centre: SmallCentre) -> None:
    refused: list[dict[str, Any]] = [{"call_key": "1043"}, {"agent_id": None}, {"agent_id": centre.anna.person_id}]
    for values in refused:
        with pytest.raises(QADeskError) as caught:
            begin(centre, **values)
        assert caught.value.code is ErrorCode.VALUE_INVALID
    assert begin(centre, MonitoringMode.TEST_CALL, agent_id=None).call_id


def test_who_does_not_score_does_not_monitor(centre: SmallCentre) -> None:
    auditor = Actor(centre.ben.person_id, "auditor", frozenset({Role.AUDITOR}))
    draft = MonitoringDraft(MonitoringMode.LIVE, centre.version.id, agent_of(centre))
    with pytest.raises(NotAllowedError):
        centre.services.monitoring.begin(auditor, draft)


def test_the_call_of_another_is_neither_ended_nor_recorded(centre: SmallCentre) -> None:
    begun = begin(centre)
    monitoring = centre.services.monitoring
    with pytest.raises(NotFoundError):
        monitoring.end(centre.ben, begun.call_id)
    with pytest.raises(NotFoundError):
        monitoring.record(centre.ben, begun.call_id, FedInput())
    centre.assign(centre.anna, "1043")
    with pytest.raises(NotFoundError):
        monitoring.end(centre.anna, centre.calls["1043"])  # sampled: it has a recording of its own


def test_who_gave_a_monitored_call_back_neither_ends_nor_records_it(centre: SmallCentre) -> None:
    begun = begin(centre)
    services, ben = centre.services, centre.ben
    draft = AssignmentDraft((begun.call_id,), (ben.person_id,), centre.version.id)
    given = services.assigning.assign(centre.lead, draft).ids
    services.assigning.withdraw(centre.lead, [AssignmentId(one) for one in given])
    with pytest.raises(NotFoundError):
        services.monitoring.end(ben, begun.call_id)
    with pytest.raises(NotFoundError):
        services.monitoring.record(ben, begun.call_id, FedInput())
    assert services.monitoring.end(centre.anna, begun.call_id).kinds


def test_marks_are_left_by_the_clock_and_the_call_is_as_long_as_it_was_heard(centre: SmallCentre) -> None:
    begun = begin(centre)
    view = centre.services.inspecting.open(centre.anna, begun.assignment_id)
    centre.services.inspecting.save_mark(centre.anna, view.evaluation.id, MarkDraft(70.0, 75.5, "reads it aloud"))
    later(centre, seconds=200)
    centre.services.monitoring.end(centre.anna, begun.call_id)
    later(centre, seconds=50)
    assert not centre.services.monitoring.end(centre.anna, begun.call_id).kinds  # it has ended once
    view = centre.services.inspecting.open(centre.anna, begun.assignment_id)
    assert view.detail.call.duration_s == 200
    assert (view.heard, view.evaluation.listened_share) == (((0.0, 200.0),), 1.0)
    assert [(mark.start_s, mark.end_s) for mark in view.evaluation.marks] == [(70.0, 75.5)]


def test_a_call_whose_end_nobody_noted_does_not_last_for_ever(centre: SmallCentre) -> None:
    begun = begin(centre)
    later(centre, hours=20)
    centre.services.monitoring.end(centre.anna, begun.call_id)
    assert centre.services.listening.call(centre.anna, begun.call_id).call.duration_s == 0


def test_a_recording_joins_its_call_where_it_began_and_marks_stay_where_they_are(centre: SmallCentre) -> None:
    begun = begin(centre)
    view = centre.services.inspecting.open(centre.anna, begun.assignment_id)
    later(centre, seconds=12)
    recording = record(centre, begun, 5.0)
    centre.services.inspecting.save_mark(centre.anna, view.evaluation.id, MarkDraft(13.0, 14.0, "said"))
    joined = centre.services.monitoring.attach_recording(centre.anna, recording)
    assert joined is not None
    assert joined.duration_s == 5.0
    centre.services.monitoring.end(centre.anna, begun.call_id)
    sound = centre.services.listening.sound(centre.anna, begun.call_id)
    assert sound.duration_s == 17.0
    assert [(part.start_s, part.clip.frames) for part in sound.track.parts] == [(12.0, 5 * RATE_HZ)]
    view = centre.services.inspecting.open(centre.anna, begun.assignment_id)
    assert [(mark.start_s, mark.end_s) for mark in view.evaluation.marks] == [(13.0, 14.0)]
    (kept,) = view.detail.recordings
    assert (kept.state, kept.position, kept.original_name) == (RecordingState.PRESENT, 0, f"{begun.call_key}-1.wav")
    assert centre.workspace.recordings.is_intact(kept.relative_path, kept.sha256)
    assert list(centre.workspace.recordings.unfinished_folder.iterdir()) == []


def test_a_second_recording_stands_behind_the_first_with_the_gap_between(centre: SmallCentre) -> None:
    begun = begin(centre)
    first = record(centre, begun, 3.0)
    centre.services.monitoring.attach_recording(centre.anna, first)
    assert centre.services.listening.call(centre.anna, begun.call_id).call.is_going_on
    later(centre, seconds=7)
    centre.services.monitoring.attach_recording(centre.anna, record(centre, begun, 4.0))
    track = centre.services.listening.sound(centre.anna, begun.call_id).track
    assert [part.start_s for part in track.parts] == [0.0, 10.0]
    assert track.duration_s == 14.0


def test_a_call_is_as_long_as_it_was_heard_though_its_recording_ended_early(centre: SmallCentre) -> None:
    begun = begin(centre)
    centre.services.monitoring.attach_recording(centre.anna, record(centre, begun, 3.0))
    later(centre, seconds=60)
    centre.services.monitoring.end(centre.anna, begun.call_id)
    sound = centre.services.listening.sound(centre.anna, begun.call_id)
    assert (sound.duration_s, sound.track.duration_s) == (63.0, 3.0)
    assert centre.services.listening.call(centre.anna, begun.call_id).call.duration_s == 63.0


def test_a_recording_without_a_sound_leaves_the_call_as_it_was(centre: SmallCentre) -> None:
    begun = begin(centre)
    assert centre.services.monitoring.attach_recording(centre.anna, record(centre, begun, 0.0)) is None
    assert centre.services.listening.call(centre.anna, begun.call_id).recordings == ()


def left_by_a_killed_program(recording: LeftRecording) -> None:
    """Let the note say that a process wrote it that is not there any more."""
    note = recording.path.with_suffix(".json")
    said = json.loads(note.read_text())
    note.write_text(json.dumps(said | {"process_id": _process_that_ended()}))


def _process_that_ended() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_what_a_killed_program_left_joins_its_call_to_the_last_whole_frame(centre: SmallCentre) -> None:
    begun = begin(centre)
    recording = record(centre, begun, 2.0, channels=2)
    with recording.path.open("ab") as file:
        file.write(b"\x01\x02\x03")  # part of a frame
    left_by_a_killed_program(recording)
    fresh = type(centre.services.monitoring)(centre.workspace.store, centre.clock)
    assert fresh.join_left_behind(centre.ben) == ()
    (joined,) = fresh.join_left_behind(centre.anna)
    assert (joined.call_key, joined.duration_s) == (begun.call_key, 2.0)
    assert fresh.join_left_behind(centre.anna) == ()
    (kept,) = centre.services.listening.call(centre.anna, begun.call_id).recordings
    assert (kept.channels, kept.duration_s, kept.started_at) == (2, 2.0, NOW)


def test_what_is_being_recorded_here_or_by_another_run_is_left_alone(centre: SmallCentre) -> None:
    begun = begin(centre)
    device = FedInput(RATE_HZ)
    running = centre.services.monitoring.record(centre.anna, begun.call_id, device)
    running.start()
    wait_until(lambda: device.is_started)
    device.feed(np.full((2 * RATE_HZ, 1), 0.25, np.float32))
    wait_until(lambda: running.reading.recorded_s == 2.0)
    assert centre.services.monitoring.join_left_behind(centre.anna) == ()
    running.stop()
    recording = running.left
    note = recording.path.with_suffix(".json")
    said = json.loads(note.read_text())
    now_s = NOW.timestamp()
    for machine, process_id in ((said["machine"], os.getppid()), ("another", 1)):
        note.write_text(json.dumps(said | {"machine": machine, "process_id": process_id}))
        os.utime(recording.path, (now_s, now_s))
        fresh = type(centre.services.monitoring)(centre.workspace.store, centre.clock)
        assert fresh.join_left_behind(centre.anna) == ()
    later(centre, minutes=5)
    (joined,) = fresh.join_left_behind(centre.anna)
    assert joined.duration_s == 2.0


def test_a_recording_whose_call_is_not_in_the_database_stays_and_holds_up_no_other(centre: SmallCentre) -> None:
    begun = begin(centre)
    stray, mine = record(centre, begun, 1.0), record(centre, begun, 2.0)
    replace(stray, call_id=CallId(uuid4())).write()
    (joined,) = centre.services.monitoring.join_left_behind(centre.anna)
    assert joined.duration_s == 2.0
    assert stray.path.exists()
    assert not mine.path.exists()


def test_joining_that_was_broken_off_is_done_once(centre: SmallCentre, tmp_path: Path) -> None:
    begun = begin(centre)
    recording = record(centre, begun, 2.0)
    for kept in recording.path.parent.iterdir():
        shutil.copy2(kept, tmp_path)
    centre.services.monitoring.attach_recording(centre.anna, recording)
    for kept in tmp_path.glob("*.*"):
        shutil.copy2(kept, recording.path.parent)  # as if it had been killed before it could take them away
    (again,) = left_recordings(recording.path.parent)
    left_by_a_killed_program(again)
    centre.services.monitoring.join_left_behind(centre.anna)
    assert len(centre.services.listening.call(centre.anna, begun.call_id).recordings) == 1


def test_a_table_that_comes_later_does_not_move_the_beginning(centre: SmallCentre, tmp_path: Path) -> None:
    begun = begin(centre, call_key="7001")
    later(centre, seconds=30)
    centre.services.monitoring.attach_recording(centre.anna, record(centre, begun, 4.0))
    table = tmp_path / "calls.csv"
    table.write_text("file,call_id,started_at,queue\n,7001,2026-11-18T13:58:00,north\n", encoding="utf-8")
    centre.services.importing.import_files(centre.lead, ImportRequest((), calls_csv=table), NoProgress())
    call = centre.services.listening.call(centre.anna, begun.call_id).call
    assert (call.started_at, call.attributes.queue, call.mode) == (
        NOW,
        "north",
        MonitoringMode.LIVE,
    )
    assert [part.start_s for part in centre.services.listening.sound(centre.anna, begun.call_id).track.parts] == [30.0]


@pytest.mark.parametrize("mode", [mode for mode in MonitoringMode if mode is not MonitoringMode.SAMPLED])
def test_no_figure_for_all_calls_knows_of_a_monitored_one(centre: SmallCentre, mode: MonitoringMode) -> None:
    services = centre.services
    day = NOW.date()
    wanted = IssueQuery(day - timedelta(days=400), day + timedelta(days=30))
    (assignment,) = centre.assign(centre.anna, "1043")
    sampled = centre.answer_all(centre.anna, assignment, failed=frozenset({"no_disclosure"}))
    services.inspecting.submit(centre.anna, sampled.id)
    before = services.reporting.common_issues(centre.lead, wanted)
    begun = begin(centre, mode)
    evaluation = centre.answer_all(centre.anna, begun.assignment_id, failed=frozenset({"no_disclosure"}))
    services.inspecting.submit(centre.anna, evaluation.id)
    assert services.reporting.common_issues(centre.lead, wanted) == before
    assert (before.n_calls, [row.n_failed for row in before.critical]) == (1, [1, 0, 0])
    (told,) = services.reviewing.evaluations_of_call(centre.lead, begun.call_id)
    assert told.evaluation.mode is mode

    assert not told.result.passed


def test_an_agent_from_a_test_call_can_be_none_and_people_added_later(centre: SmallCentre) -> None:
    services = centre.services
    services.administering.save_person(centre.lead, PersonDraft("a-9", "Nora Lind", frozenset({Role.AGENT})))
    nora = services.administering.actor_named("a-9").person_id
    begun = begin(centre, MonitoringMode.TEST_CALL, agent_id=nora)
    assert services.listening.call(centre.anna, begun.call_id).call.agent_id == nora
