"""A case of a package is heard before it is taken in: what is heard is what was checked, and nothing of it is kept."""

import tempfile
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.services.packages.sharing import PackageRequest, PackageView
from tests.case_library import add_case, mask
from tests.hostile_packages import parts_of, zipped
from tests.small_centre import SmallCentre


@pytest.fixture
def view(centre: SmallCentre, tmp_path: Path) -> PackageView:
    """A package of a case whose call has a mask, looked at."""
    mask(centre)
    path = tmp_path / "sent.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (add_case(centre),)))
    return centre.services.sharing.look(centre.lead, path)


def test_what_is_heard_lies_in_a_folder_of_its_own_that_goes_with_it(
    centre: SmallCentre, view: PackageView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    recordings = sorted(centre.workspace.folder.rglob("*"))
    (case,) = view.cases
    sound = centre.services.sharing.offered_sound(centre.lead, view, case.case.id)
    (folder,) = work.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert sound.track.duration_s == pytest.approx(case.call.duration_s)
    assert [(one.start_s, one.end_s) for one in sound.track.masked] == list(case.call.masked)
    assert case.call.masked
    with sound.track.open() as reader:
        assert len(reader.read(100)) == 100
    del reader, sound
    assert list(work.iterdir()) == []
    assert sorted(centre.workspace.folder.rglob("*")) == recordings


def test_what_was_changed_since_or_is_not_in_it_is_not_heard(centre: SmallCentre, view: PackageView) -> None:
    with pytest.raises(NotFoundError):
        centre.services.sharing.offered_sound(centre.lead, view, uuid4())
    view.path.write_bytes(zipped(parts_of(view.path)))
    with pytest.raises(QADeskError) as caught:
        centre.services.sharing.offered_sound(centre.lead, view, view.cases[0].case.id)
    assert caught.value.code is ErrorCode.PACKAGE_REPLACED


def test_a_case_whose_call_waits_for_ones_own_scoring_is_not_heard(centre: SmallCentre, view: PackageView) -> None:
    (case,) = view.cases
    assert case.case_id is not None
    centre.services.practising.begin(centre.lead, [case.case_id])
    with pytest.raises(NotFoundError):
        centre.services.sharing.offered_sound(centre.lead, view, case.case.id)
