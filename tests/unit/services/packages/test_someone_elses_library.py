"""Another centre's library beside one's own: what is new, differs, waits or is retired here, chosen and taken back."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import soundfile

from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CaseId
from qa_desk.domain.sharing import CaseStatus, DifferingField, OfferedCase
from qa_desk.domain.standard_case import CaseState, StandardCase
from qa_desk.services.packages.sharing import PackageRequest, PackageView, TakenIn
from tests.case_library import MASKED, add_case, mask, second_person
from tests.small_centre import NOW, SmallCentre, open_copy


@pytest.fixture(scope="module")
def made_sent(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six cases of another centre: three came in earlier, of which two were changed there and one was retired here."""
    folder = tmp_path_factory.mktemp("sent")
    other, here = open_copy(made_centre, folder / "other"), open_copy(made_centre, folder / "here")
    known = [add_case(other, key, title=f"Known {key}") for key in ("1009", "1010", "1043")]
    for case_id in taken_in(here, export(other, folder / "first.qacase", *known)).case_ids:
        here.services.curating.approve(second_person(here), case_id)
    for case_id in known[:2]:
        change(other, case_id)
    here.services.curating.retire(here.lead, case_here(here, "Known 1043"), "The tariff is no longer sold")
    new = [add_case(other, key, title=f"New {key}") for key in ("1009", "1010", "1043")]
    export(other, folder / "second.qacase", *known, *new)
    for made in (other, here):
        made.workspace.close()
    return folder


@pytest.fixture
def centre(made_sent: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """The centre that got them, to be changed as a test likes."""
    copy = open_copy(made_sent / "here", tmp_path / "here")
    yield copy
    copy.workspace.close()


@pytest.fixture
def sent(made_sent: Path) -> Path:
    """The package with the six."""
    return made_sent / "second.qacase"


def export(centre: SmallCentre, path: Path, *case_ids: CaseId) -> Path:
    centre.services.sharing.export(centre.lead, PackageRequest(path, case_ids))
    return path


def look(centre: SmallCentre, path: Path) -> PackageView:
    return centre.services.sharing.look(centre.lead, path)


def taken_in(centre: SmallCentre, path: Path, *titles: str) -> TakenIn:
    view = look(centre, path)
    chosen = {one.case.id for one in view.cases if one.case.title in titles} if titles else view.suggested
    return centre.services.sharing.take_in(centre.lead, view, chosen, accepts_centre=True)[0]


def change(centre: SmallCentre, case_id: CaseId) -> None:
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        case = uow.cases.get(case_id, centre.lead.person_id)
        assert case is not None
        uow.cases.add(replace(case, number=2, rationale="Said anew", state=CaseState.PROPOSED, approved_at=None))
        uow.cases.approve(case_id, 2, second_person(centre).person_id, NOW)
        uow.commit()


def case_here(centre: SmallCentre, title: str) -> CaseId:
    found = centre.services.browsing_cases.page(centre.lead, CaseQuery(limit=100)).cases
    return next(case.id for case in found if case.title == title)


def versions_of(centre: SmallCentre, case_id: CaseId) -> tuple[StandardCase, ...]:
    """The newest first."""
    with centre.workspace.store.reading() as uow:
        return uow.cases.history(case_id, centre.lead.person_id)


def offer(centre: SmallCentre, path: Path, title: str) -> OfferedCase:
    return next(one for one in look(centre, path).cases if one.case.title == title)


def test_each_case_is_told_as_it_stands_here_and_a_retired_one_is_not_suggested(
    centre: SmallCentre, sent: Path
) -> None:
    view = look(centre, sent)
    by_status = Counter(one.status for one in view.cases)
    assert by_status == {CaseStatus.NEW: 3, CaseStatus.DIFFERS: 2, CaseStatus.RETIRED: 1}
    assert len(view.suggested) == 5
    assert {d.field for one in view.cases for d in one.differences} == {DifferingField.RATIONALE}
    retired = offer(centre, sent, "Known 1043")
    assert (retired.retired_reason, retired.may_be_taken) == ("The tariff is no longer sold", True)
    assert retired.case.id not in view.suggested


def test_a_case_that_is_not_here_is_told_before_it_is_chosen(centre: SmallCentre, sent: Path) -> None:
    told = {(one.field, one.criterion_key): one.offered for one in offer(centre, sent, "New 1009").contents}
    assert told[DifferingField.TITLE, ""] == "New 1009"
    assert told[DifferingField.TAGS, ""] == "disclosure, identity"
    assert (told[DifferingField.DIFFICULTY, ""], told[DifferingField.LANGUAGE, ""]) == ("hard", "English")
    key = centre.version.criteria[0].key
    assert told[DifferingField.WHY, key] == f"why {key}"
    assert told[DifferingField.EVIDENCE, key].startswith("3.0–6.0")


def test_what_is_retired_here_stays_so_until_a_second_person_approves_what_was_chosen(
    centre: SmallCentre, sent: Path
) -> None:
    (case_id,) = taken_in(centre, sent, "Known 1043").case_ids
    shown = centre.services.curating.case(centre.lead, case_id)
    assert (shown.case.state, shown.proposed_number) == (CaseState.RETIRED, 2)
    centre.services.curating.approve(second_person(centre), case_id)
    assert centre.services.curating.case(centre.lead, case_id).case.state is CaseState.VALID


def test_all_of_it_can_be_taken_back_at_once_and_taken_in_again(centre: SmallCentre, sent: Path) -> None:
    taken = taken_in(centre, sent)
    assert len(taken.case_ids) == 5
    n, changes = centre.services.sharing.take_back(centre.lead, taken.case_ids)
    assert (n, changes.ids) == (5, frozenset(taken.case_ids))
    differing = case_here(centre, "Known 1009")
    states = [(one.number, one.state, one.is_current) for one in versions_of(centre, differing)]
    assert states == [(2, CaseState.RETIRED, False), (1, CaseState.VALID, True)]
    assert offer(centre, sent, "Known 1009").status is CaseStatus.DIFFERS
    again = offer(centre, sent, "New 1009")
    assert (again.status, again.retired_reason) == (CaseStatus.RETIRED, "The package was taken back")
    assert centre.services.sharing.take_back(centre.lead, taken.case_ids)[0] == 0


def test_what_somebody_approved_meanwhile_is_not_taken_back(centre: SmallCentre, sent: Path) -> None:
    taken = taken_in(centre, sent, "New 1009", "New 1010")
    centre.services.curating.approve(second_person(centre), taken.case_ids[0])
    assert centre.services.sharing.take_back(centre.lead, taken.case_ids)[0] == 1
    assert versions_of(centre, taken.case_ids[0])[0].state is CaseState.VALID


def test_a_version_that_waits_here_is_what_is_compared_and_gives_way(centre: SmallCentre, sent: Path) -> None:
    taken_in(centre, sent, "Known 1009")
    waiting = offer(centre, sent, "Known 1009")
    assert (waiting.status, waiting.n_waiting) == (CaseStatus.SAME, 2)
    (case_id,) = (case_here(centre, "Known 1010"),)
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        case = uow.cases.get(case_id, centre.lead.person_id)
        assert case is not None
        uow.cases.add(replace(case, number=2, title="Ours, changed", state=CaseState.PROPOSED, approved_at=None))
        uow.commit()
    differing = offer(centre, sent, "Known 1010")
    assert (differing.status, differing.n_waiting) == (CaseStatus.DIFFERS, 2)
    assert {one.field for one in differing.differences} == {DifferingField.TITLE, DifferingField.RATIONALE}
    taken_in(centre, sent, "Known 1010")
    assert [one.state for one in versions_of(centre, case_id)] == [
        CaseState.PROPOSED,
        CaseState.RETIRED,
        CaseState.VALID,
    ]


def test_a_package_of_more_cases_than_fit_is_refused_before_any_sound_is_copied(
    centre: SmallCentre, tmp_path: Path
) -> None:
    many = tuple(CaseId(uuid4()) for _number in range(501))
    with pytest.raises(QADeskError) as caught:
        centre.services.sharing.export(centre.lead, PackageRequest(tmp_path / "many.qacase", many))
    assert caught.value.code is ErrorCode.VALUE_INVALID


def test_what_one_hears_before_handing_out_is_what_the_copy_holds(centre: SmallCentre, tmp_path: Path) -> None:
    mask(centre)
    case_id = add_case(centre)
    plan = centre.services.sharing.copy_plan(centre.lead, case_id)
    assert [(one.start_s, one.end_s, one.is_proposed) for one in plan.covered] == [(*MASKED, False)]
    tones = ((5.0, 5.5),)
    with centre.services.sharing.copy_sound(centre.lead, case_id, tones).track.open() as reader:
        heard = reader.read(10**8)
    path = tmp_path / "a.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (case_id,), {case_id: tones}))
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".flac")]
        copy, _rate_hz = soundfile.read(io.BytesIO(archive.read(name)), dtype="float32", always_2d=True)
    assert np.max(np.abs(copy - heard[: len(copy)])) <= 1 / 32768


def test_a_centre_is_trusted_and_forgotten_by_its_fingerprint(centre: SmallCentre, sent: Path) -> None:
    knowing, sender = centre.services.knowing_centres, look(centre, sent).centre
    knowing.forget(centre.lead, sender.fingerprint)
    assert not look(centre, sent).is_known
    knowing.trust(centre.lead, sender)
    knowing.trust(centre.lead, sender)
    assert look(centre, sent).is_known
    assert [one.centre.fingerprint for one in knowing.centres(centre.lead) if not one.is_own] == [sender.fingerprint]
