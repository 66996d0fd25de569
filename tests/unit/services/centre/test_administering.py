"""People, targets and settings with effective dates, who is who, and the check of a workspace."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace
from qa_desk.domain.errors import ConflictError, ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor, Role
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.centre.administering import FIRST_ROLES, PersonDraft
from qa_desk.services.centre.workspace_check import FindingCode
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from tests.unit.workspace_fixtures import NOW, ZONE, add_person, person_named, write_wav

TODAY = NOW.date()


def code_of(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    """The code of what was raised."""
    return caught.value.code


def draft_of(workspace: Workspace, chief: Actor, name: str) -> PersonDraft:
    """The draft of somebody who is here already, unchanged."""
    person = person_named(workspace, chief, name)
    return PersonDraft(person.external_id, person.name, person.roles, person.id, version=person.version)


def test_the_first_person_can_do_everything_alone(workspace: Workspace, chief: Actor) -> None:
    assert chief.roles == FIRST_ROLES
    with pytest.raises(QADeskError) as caught:
        workspace.services.administering.add_first_person("Another")
    assert code_of(caught) is ErrorCode.WRONG_STATE


def test_agents_and_people_who_left_do_not_sign_in(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    add_person(workspace, chief, "Agent", Role.AGENT)
    add_person(workspace, chief, "Wu", Role.INSPECTOR)
    gone = PersonDraft("gone", "Gone", frozenset({Role.LEAD}), left_on=TODAY - timedelta(days=1))
    administering.save_person(chief, gone)
    assert [person.name for person in administering.people_to_sign_in()] == ["Chief", "Wu"]
    with pytest.raises(QADeskError) as caught:
        administering.actor_named("Gone")
    assert code_of(caught) is ErrorCode.PERSON_UNKNOWN


def test_a_person_is_named_by_id_or_by_a_name_that_only_one_has(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    for external_id in ("1", "2"):
        administering.save_person(chief, PersonDraft(external_id, "Li Na", frozenset({Role.INSPECTOR})))
    assert administering.actor_named(" 1 ").name == "Li Na"
    for text in ("Li Na", "nobody", ""):
        with pytest.raises(QADeskError) as caught:
            administering.actor_named(text)
        assert code_of(caught) is ErrorCode.PERSON_UNKNOWN


def test_an_account_stands_for_its_person_else_for_the_only_administrator(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    wu = add_person(workspace, chief, "Wu", Role.INSPECTOR)
    with workspace.store.unit_of_work(chief, FixedClock(NOW)) as uow:
        uow.people.let_account_stand_for("wu", wu.person_id)
        uow.commit()
    assert administering.actor_of_account("wu").name == "Wu"
    assert administering.actor_of_account("somebody").name == "Chief"
    add_person(workspace, chief, "Second", Role.ADMINISTRATOR)
    with pytest.raises(QADeskError) as caught:
        administering.actor_of_account("somebody")
    assert code_of(caught) is ErrorCode.PERSON_UNKNOWN


def test_a_change_that_somebody_else_made_first_is_not_lost(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    add_person(workspace, chief, "Wu", Role.INSPECTOR)
    read = draft_of(workspace, chief, "Wu")
    administering.save_person(chief, replace(read, grade="A"))
    with pytest.raises(ConflictError):
        administering.save_person(chief, replace(read, grade="B"))
    assert person_named(workspace, chief, "Wu").grade == "A"


@pytest.mark.parametrize(
    "wrong",
    [
        PersonDraft("9", " \t", frozenset({Role.AGENT})),
        PersonDraft("", "Li", frozenset({Role.AGENT})),
        PersonDraft("Chief", "Li", frozenset({Role.AGENT})),
        PersonDraft("9", "Li", frozenset(), hired_on=date(2026, 2, 2), left_on=date(2026, 2, 1)),
    ],
    ids=["no name", "no id", "id of another", "left before hired"],
)
def test_an_impossible_person_is_refused(workspace: Workspace, chief: Actor, wrong: PersonDraft) -> None:
    chief_id = person_named(workspace, chief, "Chief").external_id
    wrong = replace(wrong, external_id=chief_id if wrong.external_id == "Chief" else wrong.external_id)
    with pytest.raises(QADeskError) as caught:
        workspace.services.administering.save_person(chief, wrong)
    assert code_of(caught) is ErrorCode.VALUE_INVALID


def test_the_last_administrator_stays(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    draft = draft_of(workspace, chief, "Chief")
    with pytest.raises(QADeskError) as caught:
        administering.save_person(chief, replace(draft, roles=frozenset({Role.LEAD})))
    assert code_of(caught) is ErrorCode.WRONG_STATE
    add_person(workspace, chief, "Second", Role.ADMINISTRATOR)
    administering.save_person(chief, replace(draft, roles=frozenset({Role.LEAD})))
    assert person_named(workspace, chief, "Chief").roles == {Role.LEAD}


def test_only_an_administrator_changes_the_centre(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    lead = add_person(workspace, chief, "Wang", Role.LEAD)
    for wish in (
        lambda: administering.save_person(lead, PersonDraft("9", "Li", frozenset())),
        lambda: administering.set_target(lead, TargetKind.AGREEMENT, 0.8, TODAY),
        lambda: administering.set_centre(lead, name="Ours"),
        lambda: administering.check(lead, verify_data=False, progress=NoProgress()),
    ):
        with pytest.raises(NotAllowedError):
            wish()
    agent = add_person(workspace, chief, "Li", Role.AGENT)
    with pytest.raises(NotAllowedError):
        administering.people(agent)
    with pytest.raises(NotAllowedError):
        administering.units(agent)


def test_a_target_holds_from_its_day_on(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    shares = {kind: target.share for kind, target in administering.targets(chief, TODAY).items()}
    assert shares == {
        TargetKind.CUSTOMER_CRITICAL: 0.95,
        TargetKind.BUSINESS_CRITICAL: 0.90,
        TargetKind.COMPLIANCE_CRITICAL: 0.995,
        TargetKind.AGREEMENT: 0.90,
    }
    start = TODAY + timedelta(days=10)
    administering.set_target(chief, TargetKind.AGREEMENT, 0.85, start)
    administering.set_target(chief, TargetKind.AGREEMENT, 0.80, start)
    held = [administering.targets(chief, start + timedelta(days=d))[TargetKind.AGREEMENT].share for d in (-1, 0, 5)]
    assert held == [0.90, 0.80, 0.80]
    with pytest.raises(QADeskError) as caught:
        administering.set_target(chief, TargetKind.AGREEMENT, 90, start)
    assert code_of(caught) is ErrorCode.VALUE_INVALID


def test_settings_of_the_centre_hold_from_their_day_on(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    centre = administering.centre()
    assert (centre.name, centre.time_zone, centre.first_weekday) == ("", ZONE, 0)
    administering.set_centre(chief, name=" Our\x07 centre ", first_weekday=6)
    administering.set_centre(chief, name="Later", valid_from=TODAY + timedelta(days=30))
    centre = administering.centre()
    assert (centre.name, centre.time_zone, centre.first_weekday) == ("Our centre", ZONE, 6)
    for wrong in ({"time_zone": "Mars/Olympus"}, {"first_weekday": 7}):
        with pytest.raises(QADeskError) as caught:
            administering.set_centre(chief, **wrong)  # type: ignore[arg-type]
        assert code_of(caught) is ErrorCode.VALUE_INVALID


def bring_two(workspace: Workspace, chief: Actor, folder: Path) -> None:
    """Two recordings, and one that was announced."""
    write_wav(folder / "a.wav", seed=1)
    write_wav(folder / "b.wav", seed=2)
    (folder / "calls.csv").write_text("file,call_id\na.wav,1\nb.wav,2\ngone.wav,3\n")
    workspace.services.importing.import_files(chief, ImportRequest((folder,)), NoProgress())


def test_a_whole_workspace_is_sound_and_its_notes_are_harmless(
    workspace: Workspace, chief: Actor, tmp_path: Path
) -> None:
    bring_two(workspace, chief, tmp_path / "in")
    (workspace.folder / "recordings" / "left-over").write_bytes(b"x")
    report = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
    assert report.is_sound
    assert {(finding.code, finding.detail) for finding in report.findings} == {
        (FindingCode.NOTE_RECORDING_AWAITED, "gone.wav"),
        (FindingCode.NOTE_FILE_WITHOUT_CALL, "left-over"),
    }
    assert (report.n_calls, report.n_recordings, report.n_files) == (3, 3, 3)
    assert report.n_audit_entries > 0


def test_a_lost_and_a_changed_recording_are_named(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    bring_two(workspace, chief, tmp_path / "in")
    with workspace.store.reading() as uow:
        kept = {one.original_name: one.relative_path for one in uow.recordings.all_present()}
    (workspace.folder / "recordings" / kept["a.wav"]).unlink()
    path = workspace.folder / "recordings" / kept["b.wav"]
    path.write_bytes(path.read_bytes()[:-1] + b"\x55")
    check = workspace.services.administering.check
    quick = check(chief, verify_data=False, progress=NoProgress())
    full = check(chief, verify_data=True, progress=NoProgress())
    assert [f.code for f in quick.findings if not f.code.is_harmless] == [FindingCode.RECORDING_LOST]
    assert {(f.code, f.detail) for f in full.findings if not f.code.is_harmless} == {
        (FindingCode.RECORDING_LOST, "a.wav"),
        (FindingCode.RECORDING_CHANGED, "b.wav"),
    }
    assert not full.is_sound


def test_a_check_can_be_stopped(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    class Stopped(NoProgress):
        @property
        def is_cancelled(self) -> bool:
            return True

    bring_two(workspace, chief, tmp_path / "in")
    with pytest.raises(QADeskError) as caught:
        workspace.services.administering.check(chief, verify_data=True, progress=Stopped())
    assert code_of(caught) is ErrorCode.CANCELLED
