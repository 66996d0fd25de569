"""What goes into the store comes out the same, on either database."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from qa_desk.domain.calls import AgentChannel, Recording, RecordingState, StandardWording
from qa_desk.domain.errors import ConflictError, ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Mark, Purpose
from qa_desk.domain.ids import DepartmentId, DrawId, MarkId, PlanId, RecordingId, TargetId, VersionId, WordingId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.domain.people import Department, Leave, Role
from qa_desk.domain.sampling import (
    AgentExemption,
    Draw,
    DrawnCall,
    DrawnStratum,
    ExemptionState,
    SamplingPlan,
    Selection,
)
from qa_desk.domain.scorecard import VersionState
from qa_desk.domain.talk import TalkFigures
from qa_desk.domain.text import LocalText
from qa_desk.store.repositories.imports import ImportItem
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.tables.evaluations import MarkRow
from qa_desk.store.tables.imports import ImportState, ItemOutcome
from tests.store.furnishing import NOW, Centre


def test_a_person_comes_back_with_roles_and_leaves(centre: Centre) -> None:
    leaves = (Leave(date(2026, 1, 1), date(2026, 1, 3)), Leave(date(2026, 5, 1), date(2026, 5, 1)))
    changed = replace(centre.people["ann"], leaves=leaves, roles=frozenset({Role.LEAD, Role.INSPECTOR}), grade="A")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.people.save(changed)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.people.person(changed.id) == replace(changed, version=2)
        assert {person.id for person in uow.people.with_roles(Role.LEAD)} == {changed.id, centre.id_of("lead")}


def test_a_person_is_named_by_external_id_or_by_a_name_that_one_has(centre: Centre) -> None:
    with centre.store.reading() as uow:
        assert uow.people.named("id-ann") == centre.people["ann"]
        assert uow.people.named("Team Leader") == centre.people["team_leader"]
        assert uow.people.named("nobody") is None


def test_an_account_stands_for_the_last_person_it_was_given_to(centre: Centre) -> None:
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.people.let_account_stand_for("ann", centre.id_of("ben"))
        uow.people.let_account_stand_for("ann", centre.id_of("ann"))
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.people.of_account("ann") == centre.people["ann"]
        assert uow.people.of_account("root") is None


def test_a_change_to_what_somebody_saved_since_raises_a_conflict_with_both_values(centre: Centre) -> None:
    read_by_both = centre.people["ann"]
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.people.save(replace(read_by_both, name="Anne"))
        uow.audit("person.saved", "person", read_by_both.id)
        uow.commit()
    administrator = centre.actor("administrator")
    with centre.store.unit_of_work(administrator, centre.clock) as uow, pytest.raises(ConflictError) as raised:
        uow.people.save(replace(read_by_both, name="Anna"))
    params = raised.value.params
    assert (params["mine"].name, params["theirs"].name, params["who"]) == ("Anna", "Anne", "Lead")  # type: ignore[attr-defined]


def test_units_below_and_paths_follow_a_new_name(centre: Centre) -> None:
    north = next(unit for unit in centre.units if unit.parent_id is None)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.units.rename(north.id, "South")
        uow.commit()
    with centre.store.reading() as uow:
        assert [unit.path for unit in uow.people.units()] == ["South", "South / Hall 1", "South / Hall 2"]
        assert len(uow.units.below(north.id)) == 3
        assert uow.units.at_path("South/Hall 2") is not None


def test_a_department_and_its_wordings_come_back(centre: Centre) -> None:
    department = Department(DepartmentId(uuid4()), "Billing", centre.id_of("lead"), None, 3)
    title = LocalText((("zh_CN", "账单口径"), ("en", "Bills")))
    wording = StandardWording(
        WordingId(uuid4()), title, title, "billing", "", date(2026, 1, 1), date(2026, 6, 30), department.id
    )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.units.add_department(department)
        uow.wordings.add(wording)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.people.departments() == (department,)
        assert uow.people.owner_names()[department.id] == "Billing"
        assert uow.wordings.for_call("billing", "spring", date(2026, 6, 30)) == (wording,)
        assert uow.wordings.for_call("billing", "spring", date(2026, 7, 1)) == ()
        assert uow.wordings.for_call("", "", date(2026, 3, 1)) == ()


def test_a_call_comes_back_whole_with_custom_attributes_in_order(centre: Centre) -> None:
    with centre.store.reading() as uow:
        assert uow.calls.get(centre.calls[0].id) == centre.calls[0]
        assert uow.calls.by_key(["1001", "none"]) == {"1001": centre.calls[1]}


def test_recordings_of_a_call_play_in_order_and_a_missing_one_is_filled(centre: Centre) -> None:
    call = centre.calls[0]
    missing = Recording(RecordingId(uuid4()), call.id, 1, "b.wav", RecordingState.MISSING)
    first = replace(
        missing,
        id=RecordingId(uuid4()),
        position=0,
        original_name="a.wav",
        state=RecordingState.PRESENT,
        sha256="ab" * 32,
        relative_path="ab/abab.wav",
        rate_hz=8000,
        channels=2,
        duration_s=12.5,
        size_bytes=99,
        agent_channel=AgentChannel.LEFT,
    )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.recordings.add(missing, NOW)
        uow.recordings.add(first, NOW)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.recordings.of_call(call.id) == (first, missing)
        assert uow.recordings.missing_named("b.wav") == (missing,)
        assert uow.recordings.with_hash("ab" * 32) == (first,)
        assert uow.recordings.next_position(call.id) == 2
    filled = replace(missing, state=RecordingState.PRESENT, sha256="cd" * 32, relative_path="cd/cdcd.wav")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.recordings.save(filled)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.recordings.all_missing() == ()
        assert uow.recordings.all_present() == (first, filled)


def test_a_mark_names_the_recording_it_begins_in(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, sealed=False, is_in=False)
    first = Recording(
        RecordingId(uuid4()), evaluation.call_id, 0, "a.wav", RecordingState.MISSING, duration_s=10.0, started_at=NOW
    )
    second = replace(first, id=RecordingId(uuid4()), position=1, started_at=NOW + timedelta(seconds=20))
    marks = [Mark(MarkId(uuid4()), evaluation.id, start_s, 30.0) for start_s in (3.0, 15.0, 25.0)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.recordings.add(second, NOW)
        uow.recordings.add(first, NOW)
        for mark in marks:
            uow.evaluations.save_mark(mark)
        uow.commit()
    with centre.store._engine.connect() as connection:
        rows = connection.execute(select(MarkRow.id, MarkRow.recording_id)).all()
    named = {row.id: row.recording_id for row in rows}
    assert [named[mark.id] for mark in marks] == [first.id, None, second.id]


def test_talk_figures_of_a_call_are_replaced_by_newer_ones(centre: Centre) -> None:
    stereo, mono = centre.calls[0].id, centre.calls[1].id
    figures = TalkFigures(60.0, 0.5, 0.25, 0.2, 0.05, 7.5, 1.25, 2, 3)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.hearing.keep_talk(stereo, "old", replace(figures, n_silences=9), NOW)
        uow.hearing.keep_talk(stereo, "new", figures, NOW)
        uow.hearing.keep_talk(mono, "mono", None, NOW)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.hearing.talk([stereo, mono]) == {stereo: figures}
        assert [uow.hearing.measured_content(call.id) for call in centre.calls[:3]] == ["new", "mono", None]


def test_what_one_person_heard_of_a_call_is_not_what_another_heard(centre: Centre) -> None:
    call_id, ann, ben = centre.calls[0].id, centre.id_of("ann"), centre.id_of("ben")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.hearing.keep_heard(ann, call_id, [(0.0, 2.0)])
        uow.hearing.keep_heard(ann, call_id, [(5.0, 6.5), (0.0, 3.0)])
        uow.hearing.keep_heard(ben, call_id, [(1.0, 2.0)])
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.hearing.heard(ann, call_id) == ((0.0, 3.0), (5.0, 6.5))
        assert uow.hearing.heard(ben, call_id) == ((1.0, 2.0),)
        assert uow.hearing.heard(ann, centre.calls[1].id) == ()


def test_the_latest_transcript_of_a_recording_counts(centre: Centre) -> None:
    recording = Recording(RecordingId(uuid4()), centre.calls[0].id, 0, "a.wav", RecordingState.MISSING)
    old, new = TranscriptSegment(0.0, 1.0, "hello"), TranscriptSegment(0.0, 2.0, "您好", "agent")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.recordings.add(recording, NOW)
        for days, segment in ((1, new), (0, old)):
            moment = NOW + timedelta(days=days)
            uow.recordings.add_transcript(
                recording.id, [segment], source_name="a.vtt", language="zh", imported_at=moment
            )
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.recordings.transcript(recording.id) == (new,)


def test_a_scorecard_version_comes_back_the_same_first_language_included(centre: Centre) -> None:
    with centre.store.reading() as uow:
        assert uow.scorecards.version(centre.version.id) == centre.version
        assert uow.scorecards.in_force("service", NOW.date()) == centre.version
        assert uow.scorecards.numbered("service", 1) == centre.version
        assert uow.scorecards.draft("service") is None


def test_a_published_version_never_changes(centre: Centre) -> None:
    with centre.store.unit_of_work(None, centre.clock) as uow, pytest.raises(QADeskError) as raised:
        uow.scorecards.save_draft(replace(centre.version, title=LocalText.of("Other")))
    assert raised.value.code is ErrorCode.WRONG_STATE


def test_a_draft_is_changed_published_and_retired(centre: Centre) -> None:
    with centre.store.unit_of_work(None, centre.clock) as uow:
        number = uow.scorecards.next_number(centre.version.scorecard_id)
        key = VersionId(uuid4())
        draft = replace(centre.version, id=key, number=number, state=VersionState.DRAFT, published_at=None)
        uow.scorecards.add(draft)
        shorter = replace(draft, sections=draft.sections[1:])
        uow.scorecards.save_draft(shorter)
        with pytest.raises(ConflictError):
            uow.scorecards.publish(shorter, NOW, centre.id_of("lead"))
        uow.scorecards.publish(replace(shorter, n_saves=2), NOW, centre.id_of("lead"))
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.scorecards.in_force("service", NOW.date())
    assert found == replace(shorter, state=VersionState.PUBLISHED, published_at=NOW, n_saves=2)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.scorecards.retire(draft.id, NOW)
        assert uow.scorecards.in_force("service", NOW.date()) == centre.version


def test_an_import_that_was_killed_is_taken_up_again_without_doubles(centre: Centre) -> None:
    refused = ImportItem("b.wav", ItemOutcome.REFUSED, error_code="file_empty", error_params={"file": "b.wav"})
    row_of_a = ImportItem("a.wav", ItemOutcome.RECORDING_MISSING, 2, "C-1")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        run = uow.imports.begin("/calls", NOW, None)
        uow.imports.note(run.id, [ImportItem("a.wav", ItemOutcome.IMPORTED), refused])
        uow.commit()
    with centre.store.unit_of_work(None, centre.clock) as uow:
        again = uow.imports.begin("/calls", NOW + timedelta(days=1), None)
        assert again.id == run.id
        uow.imports.note(run.id, [row_of_a, ImportItem("a.wav", ItemOutcome.ALREADY_HERE), refused])
        uow.imports.end(run.id, ImportState.FINISHED, NOW)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.imports.items(run.id) == (ImportItem("a.wav", ItemOutcome.ALREADY_HERE), refused, row_of_a)
        assert [found.state for found in uow.imports.latest()] == [ImportState.FINISHED]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        assert uow.imports.begin("/calls", NOW, None).id != run.id


def test_settings_and_targets_hold_from_their_day_on(centre: Centre) -> None:
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.settings.set("time_zone", "Asia/Shanghai", date(2026, 1, 1), None, NOW)
        uow.settings.set("time_zone", "Asia/Urumqi", date(2026, 4, 1), None, NOW)
        uow.settings.set("first_weekday", 6, date(2026, 1, 1), None, NOW)
        for share, first in ((0.9, date(2026, 1, 1)), (0.95, date(2026, 4, 1)), (0.96, date(2026, 4, 1))):
            uow.targets.set(Target(TargetId(uuid4()), TargetKind.AGREEMENT, share, first), None, NOW)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.settings.time_zone(date(2026, 3, 31)) == "Asia/Shanghai"
        assert uow.settings.time_zone() == "Asia/Urumqi"
        assert uow.settings.time_zone(date(2025, 1, 1)) == "UTC"
        assert uow.settings.first_weekday() == 6
        march, april = (
            uow.targets.on(day)[TargetKind.AGREEMENT].share for day in (date(2026, 3, 31), date(2026, 4, 1))
        )
        assert (march, april) == (0.9, 0.96)
        assert uow.settings.target(TargetKind.CALL_QUALITY, date(2026, 4, 1)) is None


def test_a_plan_and_its_draw_come_back(centre: Centre) -> None:
    plan = SamplingPlan(PlanId(uuid4()), "March", Purpose.ROUTINE, Selection.SIMPLE, 1, "name: March\n")
    drawn = (DrawnCall(centre.calls[1].id, "Hall 1", 0.25), DrawnCall(centre.calls[0].id, "Hall 2", 0.5))
    draw = Draw(
        id=DrawId(uuid4()),
        plan_id=plan.id,
        seed=2**40,
        drawn_at=NOW,
        drawn_by=centre.id_of("lead"),
        calls=drawn,
        plan_number=2,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 3, 7),
        n_population=4,
        strata=(DrawnStratum("Hall 1", 2, 0.5, 1), DrawnStratum("Hall 2", 2, 3.0, 1)),
    )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.sampling.add_plan(plan, NOW, None)
        uow.sampling.add_plan(replace(plan, number=2, definition="name: March\nseed: 1\n"), NOW, None)
        uow.sampling.add_draw(draw)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.sampling.draw(draw.id) == draw
        assert uow.sampling.draws_of(plan.id) == (replace(draw, calls=()),)
        found = uow.sampling.plan_named("March")
        assert found is not None
        assert found.number == 2
        assert [version.number for version in uow.sampling.versions_of(plan.id)] == [2, 1]


def test_a_call_of_a_draw_is_dropped_once_and_its_replacement_names_it(centre: Centre) -> None:
    plan = SamplingPlan(PlanId(uuid4()), "March", Purpose.ROUTINE, Selection.SIMPLE, 1, "name: March\n")
    first, second = (DrawnCall(centre.calls[place].id, "Hall 1", 0.25) for place in (0, 1))
    draw = Draw(DrawId(uuid4()), plan.id, 1, NOW, centre.id_of("lead"), (first,), n_population=4)
    dropped, instead = replace(first, dropped_reason="silent"), replace(second, replaces=first.call_id)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.sampling.add_plan(plan, NOW, None)
        uow.sampling.add_draw(draw)
        uow.sampling.replace(draw.id, dropped, centre.id_of("lead"), NOW, instead)
        uow.commit()
    with centre.store.unit_of_work(None, centre.clock) as uow:
        found = uow.sampling.draw(draw.id)
        assert found is not None
        assert found.calls == (dropped, instead)
        with pytest.raises(NotFoundError):
            uow.sampling.replace(draw.id, dropped, centre.id_of("lead"), NOW, None)


def test_an_exemption_is_written_over(centre: Centre) -> None:
    plan = SamplingPlan(PlanId(uuid4()), "March", Purpose.ROUTINE, Selection.SIMPLE, 1, "name: March\n")
    exemption = AgentExemption(plan.id, centre.id_of("agent"), ExemptionState.STANDS, NOW, date(2026, 4, 1), NOW)
    suspended = replace(exemption, state=ExemptionState.SUSPENDED, reason="a critical failure")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.sampling.add_plan(plan, NOW, None)
        uow.sampling.save_exemption(exemption)
        uow.sampling.save_exemption(suspended)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.sampling.exemptions(plan.id) == (suspended,)
        assert uow.sampling.exemptions() == (suspended,)
