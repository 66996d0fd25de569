"""`backup` and `restore`: what they print, and the exit status that scripts rely on."""

import shutil
from pathlib import Path

from qa_desk.paths import settings_dir
from tests.unit.cli.calling import Call
from tests.unit.workspace_fixtures import write_wav


def test_a_backup_is_put_back_as_another_workspace(call: Call, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    call("import", tmp_path / "in")
    made = call("backup", tmp_path / "b.qabackup", "--with-recordings", "--json").document
    assert (made["recordings"], made["lost"]) == (1, [])
    assert call("backup", tmp_path / "b.qabackup").status == 2
    put_back = call("restore", tmp_path / "b.qabackup", "--workspace", tmp_path / "again", "--json")
    assert put_back.status == 0
    assert (put_back.document["rows"], put_back.document["recordings"]) == (made["rows"], 1)
    whole = call("check", "--verify-data", "--workspace", tmp_path / "again", "--json").document
    assert (whole["sound"], whole["recordings"]) == (True, 1)
    assert call("restore", tmp_path / "b.qabackup", "--workspace", tmp_path / "again").status == 2


def test_a_backup_without_sound_says_which_recordings_are_missing(call: Call, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    call("import", tmp_path / "in")
    assert call("backup", tmp_path / "b.qabackup").status == 0
    put_back = call("restore", tmp_path / "b.qabackup", "--workspace", tmp_path / "again")
    assert put_back.status == 1
    assert "neither in the backup nor in the recordings folder" in put_back.err


def test_a_backup_of_encrypted_recordings_is_put_back_with_their_key_alone(call: Call, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    call("import", tmp_path / "in")
    call("recordings", "encrypt")
    call("recordings", "save-key", tmp_path / "ours.key")
    made = call("backup", tmp_path / "b.qabackup", "--with-recordings")
    assert "They are encrypted, and only the key" in made.out
    shutil.rmtree(settings_dir() / "recording-keys")
    again = ("restore", tmp_path / "b.qabackup", "--workspace", tmp_path / "again")
    refused = call(*again)
    assert (refused.status, "name the key file with --key" in refused.err) == (2, True)
    assert not (tmp_path / "again").exists()
    assert call(*again, "--key", tmp_path / "ours.key").status == 0
    assert call("check", "--verify-data", "--workspace", tmp_path / "again").status == 0
