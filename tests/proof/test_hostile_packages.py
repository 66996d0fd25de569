"""Two hundred hostile packages: none writes outside, none is half taken in, each is told by file and reason."""

from pathlib import Path

import pytest

from qa_desk.services.packages.sharing import PackageRequest
from tests.attacked_library import Attacked, faults_of
from tests.case_library import add_case, mask, write_down
from tests.centre_fixtures import centre, made_centre  # noqa: F401  # found by name here
from tests.hostile_packages import hostile, n_kinds, parts_of
from tests.small_centre import SmallCentre

N_PACKAGES = 200


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_hundred_hostile_packages_are_refused_and_leave_nothing(
    centre: SmallCentre,  # noqa: F811  # the fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mask(centre)
    write_down(centre)
    path = tmp_path / "good.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (add_case(centre),)))
    good = parts_of(path)
    assert n_kinds() >= 40
    attacked = Attacked.in_folder(centre, tmp_path, monkeypatch)
    assert faults_of(attacked, (hostile(seed, good) for seed in range(N_PACKAGES))) == []
