"""`qa-desk cases`: listed, handed out and taken in by script, with the exit status a scheduler reads."""

from pathlib import Path

import pytest

from qa_desk.bootstrap import init_workspace
from tests.case_library import add_case
from tests.small_centre import SmallCentre
from tests.unit.cli.calling import Call

LEAD = ("--as", "Wang Fang")


@pytest.fixture
def workspace_folder(centre: SmallCentre) -> Path:
    """Commands run on the small centre."""
    return centre.workspace.folder


@pytest.fixture
def package(call: Call, centre: SmallCentre, tmp_path: Path) -> Path:
    """A package with the one case of the centre."""
    add_case(centre)
    path = tmp_path / "out.qacase"
    outcome = call("cases", "export", "SC-001", "-o", path, "--tone", "SC-001=1-2.5", "--json", *LEAD)
    assert outcome.status == 0, outcome.err
    assert (outcome.document["cases"], outcome.document["refused"]) == (1, [])
    return path


def test_the_library_is_listed(call: Call, package: Path) -> None:
    (case,) = call("cases", "list", "--json", *LEAD).document
    assert (case["code"], case["state"], case["benchmark"]) == ("SC-001", "valid", True)
    assert "What 1009 teaches" in call("cases", "list", "--tag", "identity", *LEAD).out
    assert call("cases", "list", "--tag", "none", "--json", *LEAD).document == []


def test_a_package_comes_in_once_its_centre_is_accepted(
    call: Call, package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    init_workspace(other, first_person="Li Na", time_zone="UTC")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(other))
    lead = ("--as", "Li Na")
    looked = call("cases", "import", package, "--dry-run", "--json", *lead)
    assert (looked.status, looked.document["taken_in"]) == (0, [])
    assert looked.document["cases"][0]["status"] == "new"
    fingerprint = looked.document["centre"]["fingerprint"]
    refused = call("cases", "import", package, *lead)
    assert refused.status == 2
    assert "is not known here" in refused.err
    assert call("cases", "import", package, "--accept", "0" * 32, *lead).status == 2
    taken = call("cases", "import", package, "--accept", fingerprint.upper(), "--json", *lead)
    assert (taken.status, len(taken.document["taken_in"])) == (0, 1)
    again = call("cases", "import", package, "--json", *lead)
    assert (again.status, again.document["taken_in"]) == (0, [])
    assert again.document["cases"][0]["status"] == "same"
    grouped = f"{fingerprint[:4]} {fingerprint[4:]}".upper()
    assert call("cases", "key", "--forget", grouped, "--json", *lead).document["known_centres"] == []


def test_a_wrong_request_is_told_without_a_traceback(call: Call, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.qacase"
    assert call("cases", "export", "-o", out, *LEAD).status == 2
    assert call("cases", "export", "SC-999", "-o", out, *LEAD).status == 2
    assert call("cases", "export", "SC-001", "-o", tmp_path / "x.zip", *LEAD).status == 2
    package.write_bytes(package.read_bytes()[:-100])
    broken = call("cases", "import", package, *LEAD)
    assert broken.status == 2
    assert "out.qacase is not a whole package" in broken.err


def test_the_key_is_saved_for_another_desk_and_never_shown(call: Call, package: Path, tmp_path: Path) -> None:
    path = tmp_path / "centre.key"
    shown = call("cases", "key", "--save", path, *LEAD)
    assert shown.status == 0
    secret = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("key: "))[5:]
    assert secret not in shown.out
    assert call("cases", "key", "--bring", path, *LEAD).status == 0
    renewed = call("cases", "key", "--renew", "--json", *LEAD).document["fingerprint"]
    assert call("cases", "key", "--bring", path, *LEAD).status == 2
    assert renewed not in path.read_text(encoding="utf-8")
