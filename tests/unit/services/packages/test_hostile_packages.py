"""A dozen hostile packages of the two hundred that `make proof` tries: none comes in, in whole or in part."""

from pathlib import Path

import pytest

from qa_desk.services.packages.sharing import PackageRequest
from tests.attacked_library import Attacked, faults_of
from tests.case_library import add_case, write_down
from tests.hostile_packages import hostile, n_kinds, parts_of, signed, zipped
from tests.small_centre import SmallCentre

_STRIDE = 3


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_dozen_hostile_packages_are_refused_and_leave_nothing(
    centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_down(centre)
    path = tmp_path / "good.qacase"
    centre.services.sharing.export(centre.lead, PackageRequest(path, (add_case(centre),)))
    good = parts_of(path)
    attacked = Attacked.in_folder(centre, tmp_path, monkeypatch)
    seeds = range(0, n_kinds(), _STRIDE)
    assert len(seeds) >= 12
    assert faults_of(attacked, (hostile(seed, good) for seed in seeds)) == []
    # what the attacks are made of is taken when nothing is wrong with it
    path.write_bytes(zipped(signed(good)))
    assert len(centre.services.sharing.look(centre.lead, path).cases) == 1
