"""A package says all of a case: what came in and goes out again is the same, to the byte of its sound and its texts."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from qa_desk.bootstrap import init_workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, CaseId
from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.domain.sharing import CaseStatus, DifferingField
from qa_desk.domain.standard_case import CaseState, StandardCase
from qa_desk.domain.text import LocalText
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.clock import FixedClock
from qa_desk.services.packages.opening import read_package
from qa_desk.services.packages.sharing import PackageRequest
from qa_desk.services.packages.words import difference_words
from qa_desk.services.progress import NoProgress
from tests.case_library import MASKED, SECRET_WORDS, add_case, mask, second_person, write_down
from tests.small_centre import NOW, SmallCentre


@pytest.fixture(scope="module")
def made_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace, made once."""
    folder = tmp_path_factory.mktemp("made") / "elsewhere"
    init_workspace(folder, first_person="Li Na", time_zone="Asia/Shanghai", clock=FixedClock(NOW))
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, made_elsewhere: Path) -> Iterator[SmallCentre]:
    """The empty workspace of another centre, with a lead of its own."""
    clock = FixedClock(NOW)
    shutil.copytree(made_elsewhere, tmp_path / "elsewhere")
    with open_workspace(tmp_path / "elsewhere", clock=clock) as workspace:
        lead = workspace.services.administering.actor_named("Li Na")
        version = workspace.services.authoring.latest_published(lead, "service")
        yield SmallCentre(workspace, clock, lead, lead, lead, {}, version)


def export(centre: SmallCentre, path: Path, *case_ids: CaseId, **more: object) -> Path:
    centre.services.sharing.export(centre.lead, PackageRequest(path, case_ids, **more))  # type: ignore[arg-type]
    return path


def take_in(centre: SmallCentre, path: Path) -> tuple[CaseId, ...]:
    view = centre.services.sharing.look(centre.lead, path)
    taken, _changes = centre.services.sharing.take_in(centre.lead, view, view.suggested, accepts_centre=True)
    return taken.case_ids


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def test_what_came_in_and_goes_out_again_is_the_same(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    mask(centre)
    write_down(centre)
    case_ids = (add_case(centre, "1009"), add_case(centre, "1010", start_s=2.0, end_s=7.25))
    first = export(centre, tmp_path / "first.qacase", *case_ids)
    taken = take_in(elsewhere, first)
    for case_id in taken:
        elsewhere.services.curating.approve(second_person(elsewhere), case_id)
    again = export(elsewhere, tmp_path / "again.qacase", *taken)
    assert contents(again) == contents(first)
    assert read_package(again).cases == read_package(first).cases
    assert read_package(again).calls == read_package(first).calls


def test_the_same_cases_make_the_same_bytes(centre: SmallCentre, tmp_path: Path) -> None:
    case_id = add_case(centre)
    one, other = export(centre, tmp_path / "a.qacase", case_id), export(centre, tmp_path / "b.qacase", case_id)
    assert one.read_bytes() == other.read_bytes()


def test_nothing_in_a_package_names_anybody(centre: SmallCentre, tmp_path: Path) -> None:
    mask(centre)
    write_down(centre)
    path = export(centre, tmp_path / "a.qacase", add_case(centre))
    with zipfile.ZipFile(path) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".flac")).decode()
    for secret in (SECRET_WORDS, "Chen Mei", "13912345678", "Wang Fang", "1009", str(centre.lead.person_id)):
        assert secret not in said.replace("What 1009 teaches", ""), secret
    assert "Good morning" in said


def test_what_is_masked_or_chosen_leaves_no_trace_in_the_copy_and_stays_in_the_original(
    centre: SmallCentre, tmp_path: Path
) -> None:
    mask(centre)
    case_id = add_case(centre)
    before = centre.services.listening.sound(centre.lead, centre.calls["1009"]).track.parts[0].clip.path.read_bytes()
    plain = export(centre, tmp_path / "plain.qacase", add_case(centre, "1010"))
    path = export(centre, tmp_path / "a.qacase", case_id, tones={case_id: ((5.0, 5.5),)})
    after = centre.services.listening.sound(centre.lead, centre.calls["1009"]).track.parts[0].clip.path.read_bytes()
    assert before == after
    call = read_package(path).calls[0]
    assert [(round(a, 3), round(b, 3)) for a, b in call.masked] == [MASKED, (5.0, 5.5)]
    assert read_package(plain).calls[0].masked == ()


def test_a_case_of_a_package_waits_for_a_second_person(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    (case_id,) = take_in(elsewhere, export(centre, tmp_path / "a.qacase", add_case(centre)))
    view = elsewhere.services.curating.case(elsewhere.lead, case_id)
    assert view.case.state is CaseState.PROPOSED
    assert not view.may_approve
    call = view.detail.call
    assert (call.started_at, call.agent_id, call.attributes.customer_id) == (None, None, "")
    assert view.version.id == elsewhere.version.id


def test_an_unknown_centre_is_accepted_once(centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path) -> None:
    path = export(centre, tmp_path / "a.qacase", add_case(centre))
    sharing = elsewhere.services.sharing
    view = sharing.look(elsewhere.lead, path)
    assert not view.is_known
    with pytest.raises(QADeskError) as caught:
        sharing.take_in(elsewhere.lead, view, view.suggested)
    assert caught.value.code is ErrorCode.CENTRE_UNKNOWN
    take_in(elsewhere, path)
    later = export(centre, tmp_path / "b.qacase", add_case(centre, "1010"))
    assert sharing.look(elsewhere.lead, later).is_known
    elsewhere.services.knowing_centres.forget(elsewhere.lead, view.centre.fingerprint)
    assert not sharing.look(elsewhere.lead, later).is_known


def test_a_case_that_is_here_is_recognised_and_told_field_by_field(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    case_id = add_case(centre)
    path = export(centre, tmp_path / "a.qacase", case_id)
    sharing = elsewhere.services.sharing
    assert sharing.look(elsewhere.lead, path).cases[0].status is CaseStatus.NEW
    take_in(elsewhere, path)
    (same,) = sharing.look(elsewhere.lead, path).cases
    assert (same.status, same.differences, same.may_be_taken) == (CaseStatus.SAME, (), False)
    (own,) = centre.services.sharing.look(centre.lead, path).cases
    assert (own.status, own.case_id) == (CaseStatus.SAME, case_id)


def test_a_newer_version_differs_and_comes_in_as_a_version_of_the_same_case(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    case_id = add_case(centre)
    first = export(centre, tmp_path / "a.qacase", case_id)
    (taken,) = take_in(elsewhere, first)
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        case = uow.cases.get(case_id, centre.lead.person_id)
        assert case is not None
        uow.cases.add(_changed(case))
        uow.cases.approve(case_id, 2, second_person(centre).person_id, NOW)
        uow.commit()
    second = export(centre, tmp_path / "b.qacase", case_id)
    sharing = elsewhere.services.sharing
    (offer,) = sharing.look(elsewhere.lead, second).cases
    assert offer.status is CaseStatus.DIFFERS
    assert {difference.field for difference in offer.differences} == {DifferingField.TITLE, DifferingField.WHY}
    (why,) = (difference for difference in offer.differences if difference.field is DifferingField.WHY)
    title = centre.version.criteria[0].title.in_language("en")
    key = centre.version.criteria[0].key
    assert difference_words(why) == f"{title}: why: here why {key}, in the package another reason"
    assert take_in(elsewhere, second) == (taken,)
    with elsewhere.workspace.store.reading() as uow:
        assert [case.number for case in uow.cases.history(taken, elsewhere.lead.person_id)] == [2, 1]
    (older,) = sharing.look(elsewhere.lead, first).cases
    assert (older.status, older.is_suggested, older.may_be_taken) == (CaseStatus.OLDER, False, True)


def _changed(case: StandardCase) -> StandardCase:
    answers = (replace(case.answers[0], rationale="another reason"), *case.answers[1:])
    return replace(case, number=2, title="Said anew", answers=answers, state=CaseState.PROPOSED)


def test_a_form_that_is_not_here_comes_in_beside_what_is_in_force(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    authoring = centre.services.authoring
    changed = replace(ScorecardDefinition.of_version(centre.version), title=LocalText.of({"en": "Service, stricter"}))
    draft_id, _changes = authoring.begin_draft(centre.lead, "service")
    authoring.save_draft(centre.lead, draft_id, changed, authoring.version(centre.lead, draft_id).n_saves)
    authoring.publish(centre.lead, "service")
    path = export(centre, tmp_path / "a.qacase", add_case(centre, version_id=draft_id))
    assert elsewhere.services.sharing.look(elsewhere.lead, path).n_new_forms == 1
    (taken,) = take_in(elsewhere, path)
    form = elsewhere.services.curating.case(elsewhere.lead, taken).version
    assert (form.number, form.state, form.title) == (2, VersionState.RETIRED, changed.title)
    assert elsewhere.services.authoring.latest_published(elsewhere.lead, "service").id == elsewhere.version.id


def test_the_copy_is_the_sound_of_the_call(centre: SmallCentre, tmp_path: Path) -> None:
    path = export(centre, tmp_path / "a.qacase", add_case(centre, "1010"))
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".flac")]
        archive.extract(name, tmp_path)
    copy, rate_hz = soundfile.read(tmp_path / name, dtype="float32", always_2d=True)
    track = centre.services.listening.sound(centre.lead, centre.calls["1010"]).track
    with track.open() as reader:
        whole = reader.read(10**8)
    assert rate_hz == track.rate_hz
    assert np.max(np.abs(copy - whole[: len(copy)])) <= 1 / 32768


def bring_deep_recording(centre: SmallCentre, folder: Path) -> tuple[CallId, NDArray[np.int32]]:
    """A call whose recording has 24 bits, each of them in use."""
    samples = np.random.default_rng(24).integers(-(1 << 20), 1 << 20, (80_000, 2)).astype(np.int32) << 8
    soundfile.write(folder / "7777.wav", samples, 8000, subtype="PCM_24")
    centre.services.importing.import_files(centre.lead, ImportRequest((folder / "7777.wav",)), NoProgress())
    found = {call.key: call.id for call in centre.services.listening.calls(centre.lead, CallQuery()).calls}
    return found["7777"], samples


def test_a_recording_of_24_bits_loses_nothing_on_its_way_there_and_back(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    call_id, samples = bring_deep_recording(centre, tmp_path)
    first = export(centre, tmp_path / "first.qacase", add_case(centre, call_id=call_id, marks=()))
    (taken,) = take_in(elsewhere, first)
    elsewhere.services.curating.approve(second_person(elsewhere), taken)
    again = export(elsewhere, tmp_path / "again.qacase", taken)
    assert contents(again) == contents(first)
    (sound,) = (data for name, data in contents(again).items() if name.endswith(".flac"))
    copy, _rate_hz = soundfile.read(io.BytesIO(sound), dtype="int32")
    np.testing.assert_array_equal(copy, samples)


def test_a_centre_that_lost_its_library_gets_it_back_from_its_own_packages(
    centre: SmallCentre, elsewhere: SmallCentre, tmp_path: Path
) -> None:
    case_id = add_case(centre, number=3)
    path = export(centre, tmp_path / "a.qacase", case_id)
    centre.services.knowing_centres.save_key(centre.lead, tmp_path / "centre.key")
    elsewhere.services.knowing_centres.bring_key(elsewhere.lead, tmp_path / "centre.key")
    view = elsewhere.services.sharing.look(elsewhere.lead, path)
    assert view.is_known
    assert take_in(elsewhere, path) == (case_id,)
    (same,) = elsewhere.services.sharing.look(elsewhere.lead, path).cases
    assert (same.status, same.case_id) == (CaseStatus.SAME, case_id)
    with pytest.raises(QADeskError) as caught:
        take_in(elsewhere, path)
    assert caught.value.code is ErrorCode.VALUE_INVALID
