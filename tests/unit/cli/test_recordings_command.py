"""`qa-desk recordings`: encrypting and decrypting what is there, the key, and another place, in sentences and JSON."""

import json
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace
from qa_desk.cli.base import ExitStatus
from qa_desk.domain.people import Actor
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.progress import NoProgress
from tests.unit.cli.calling import Call
from tests.unit.workspace_fixtures import write_wav


@pytest.fixture
def kept(workspace: Workspace, chief: Actor, tmp_path: Path) -> Path:
    """A workspace with two recordings."""
    for number in range(2):
        write_wav(tmp_path / "in" / f"{number}.wav", seed=number + 1)
    workspace.services.importing.import_files(chief, ImportRequest((tmp_path / "in",)), NoProgress())
    return workspace.folder


def test_recordings_are_encrypted_by_a_command_and_kept_plain_again_by_another(call: Call, kept: Path) -> None:
    done = call("recordings", "encrypt", "--workspace", kept, "--as", "Chief")
    assert (done.status, "Converted 2 recordings." in done.out) == (ExitStatus.DONE, True)
    assert "save-key" in done.err
    found = call("recordings", "state", "--workspace", kept, "--as", "Chief", "--json").document
    assert (found["encrypted"], found["key_is_here"], found["reached"]) == (True, True, True)
    assert call("check", "--verify-data", "--workspace", kept, "--as", "Chief").status == ExitStatus.DONE
    assert not list((kept / "recordings").rglob("*.wav"))
    done = call("recordings", "decrypt", "--workspace", kept, "--as", "Chief")
    assert "Converted 2 recordings." in done.out
    assert len(list((kept / "recordings").rglob("*.wav"))) == 2
    said = call("recordings", "state", "--workspace", kept, "--as", "Chief").out
    assert "They are not encrypted." in said


def test_a_key_goes_to_a_file_that_opens_the_recordings_elsewhere(call: Call, kept: Path, tmp_path: Path) -> None:
    call("recordings", "encrypt", "--workspace", kept, "--as", "Chief")
    file = tmp_path / "of us.key"
    assert call("recordings", "save-key", file, "--workspace", kept, "--as", "Chief").status == ExitStatus.DONE
    assert call("recordings", "save-key", file, "--workspace", kept, "--as", "Chief").status == ExitStatus.NOTHING
    assert call("recordings", "take-key", file, "--workspace", kept).status == ExitStatus.DONE


def test_recordings_move_to_another_folder(call: Call, kept: Path, tmp_path: Path) -> None:
    done = call("recordings", "move-to", tmp_path / "share", "--workspace", kept, "--as", "Chief")
    assert (done.status, "Copied 2 files." in done.out) == (ExitStatus.DONE, True)
    assert len(list((tmp_path / "share").rglob("*.wav"))) == 2
    (noted, *_before) = call("audit", "list", "--workspace", kept, "--as", "Chief", "--json").document["entries"]
    assert noted["action"] == "recordings.moved"
    assert json.loads(noted["details"]) == {"n_items": 2, "place": str(tmp_path / "share")}
    assert call("check", "--verify-data", "--workspace", kept, "--as", "Chief").status == ExitStatus.DONE
