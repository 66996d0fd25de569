"""Encryption at rest as a setting: switched on, what is there converted, nothing plain left on this machine."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.track_peaks import peaks_of_track
from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor, Role
from qa_desk.paths import cache_dir, private_folder_of, settings_dir
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.workspace_check import FindingCode
from qa_desk.services.progress import NoProgress
from tests.unit.workspace_fixtures import add_person, write_wav

RATE_HZ = 8000


@pytest.fixture(autouse=True)
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder of this test's own."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))


@pytest.fixture
def calls(workspace: Workspace, chief: Actor, tmp_path: Path) -> dict[str, CallId]:
    """A call that is read as it is, and one that must be decoded to be sought in."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_wav(folder / "plain.wav", seconds=2.0)
    tone = 0.3 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE_HZ) / RATE_HZ)
    soundfile.write(folder / "coded.ogg", tone, RATE_HZ)
    workspace.services.importing.import_files(chief, ImportRequest((folder,)), NoProgress())
    found = workspace.services.listening.calls(chief, CallQuery()).calls
    return {call.key: call.id for call in found}


def _listen(workspace: Workspace, chief: Actor, call_id: CallId) -> None:
    """Play and draw a call as a desk does."""
    sound = workspace.services.listening.sound(chief, call_id)
    peaks_of_track(sound.track, PeakCache(cache_dir() / "peaks"))
    with sound.track.open() as reader:
        assert len(reader.read(2 * RATE_HZ)) == 2 * RATE_HZ


def _names(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.folder / "recordings").rglob("*") if path.is_file())


def _computed() -> list[str]:
    kinds = (".pcm", ".peaks", ".part")
    return [path.name for path in cache_dir().rglob("*") if path.suffix in kinds]


def test_switching_on_and_converting_leaves_nothing_plain_in_store_or_caches(
    workspace: Workspace, chief: Actor, calls: dict[str, CallId]
) -> None:
    for call_id in calls.values():
        _listen(workspace, chief, call_id)
    assert len(_computed()) >= 3
    protecting = workspace.services.protecting
    switched = protecting.switch_on(chief)
    assert protecting.convert(chief, NoProgress()).n_converted == 2
    assert _computed() == []
    assert not any(name.endswith((".wav", ".ogg")) for name in _names(workspace))
    for call_id in calls.values():
        _listen(workspace, chief, call_id)
    assert _computed() == []
    state = protecting.state()
    assert (state.is_on, state.has_key, state.key_id) == (True, True, switched.key_id)
    checked = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
    assert (checked.findings, checked.n_files) == ((), 2)


def test_what_is_decoded_of_an_encrypted_call_lies_beside_its_decrypted_file_and_goes_with_it(
    workspace: Workspace, chief: Actor, calls: dict[str, CallId]
) -> None:
    workspace.services.protecting.switch_on(chief)
    workspace.services.protecting.convert(chief, NoProgress())
    coded = next(call_id for key, call_id in calls.items() if "coded" in key)
    sound = workspace.services.listening.sound(chief, coded)
    (part,) = sound.track.parts
    private = private_folder_of(part.clip.path)
    assert private is not None
    _listen(workspace, chief, coded)
    assert list((private / "peaks").iterdir())
    room = workspace.store.recordings.seals.room.folder
    assert room is not None
    workspace.close()
    assert not room.exists()


def test_what_waits_to_be_converted_is_heard_privately_too(
    workspace: Workspace, chief: Actor, calls: dict[str, CallId]
) -> None:
    workspace.services.protecting.switch_on(chief)
    for call_id in calls.values():
        _listen(workspace, chief, call_id)
    assert _computed() == []


def test_what_comes_in_is_encrypted_at_once_and_known_again(
    workspace: Workspace, chief: Actor, tmp_path: Path, calls: dict[str, CallId]
) -> None:
    workspace.services.protecting.switch_on(chief)
    write_wav(tmp_path / "in" / "later.wav", seed=9)
    before = _names(workspace)
    for _again in range(2):
        workspace.services.importing.import_files(chief, ImportRequest((tmp_path / "in",)), NoProgress())
    (new,) = set(_names(workspace)) - set(before)
    assert "." not in new
    assert len(workspace.services.listening.calls(chief, CallQuery()).calls) == len(calls) + 1


def test_a_recording_that_is_gone_is_left_and_named(
    workspace: Workspace, chief: Actor, calls: dict[str, CallId]
) -> None:
    workspace.services.protecting.switch_on(chief)
    for path in (workspace.folder / "recordings").rglob("*.wav"):
        path.write_bytes(b"noise")
    converted = workspace.services.protecting.convert(chief, NoProgress())
    assert (converted.n_converted, converted.left) == (1, ("plain.wav",))
    checked = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
    assert [finding.code for finding in checked.findings] == [FindingCode.RECORDING_CHANGED]


def test_conversion_can_be_stopped_and_goes_on(workspace: Workspace, chief: Actor, calls: dict[str, CallId]) -> None:
    class StoppedAfterOne(NoProgress):
        n_told = 0

        def report(self, done: int, total: int | None, what: str) -> None:
            self.n_told = done

        @property
        def is_cancelled(self) -> bool:
            return self.n_told >= 1 or any("." not in name for name in _names(workspace))

    protecting = workspace.services.protecting
    protecting.switch_on(chief)
    with pytest.raises(QADeskError) as raised:
        protecting.convert(chief, StoppedAfterOne())
    assert raised.value.code is ErrorCode.CANCELLED
    assert protecting.convert(chief, NoProgress()).n_converted == 1
    protecting.switch_off(chief)
    assert protecting.convert(chief, NoProgress()).n_converted == 2
    assert protecting.state().key_id == "", "nothing is left that the key could open"
    assert sorted(Path(name).suffix for name in _names(workspace)) == [".ogg", ".wav"]


def test_another_machine_hears_nothing_until_it_has_the_key_file(
    workspace: Workspace, chief: Actor, calls: dict[str, CallId], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.services.protecting.switch_on(chief)
    workspace.services.protecting.save_key(chief, tmp_path / "copy.key")
    assert list((settings_dir() / "recording-keys").glob("*.key"))
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "another home"))
    with open_workspace(workspace.folder) as elsewhere:
        call_id = next(iter(calls.values()))
        with pytest.raises(QADeskError) as raised:
            elsewhere.services.listening.sound(chief, call_id)
        assert raised.value.code is ErrorCode.RECORDINGS_KEY_MISSING
        elsewhere.services.protecting.take_key(tmp_path / "copy.key")
        assert elsewhere.services.listening.sound(chief, call_id).missing == ()


def test_a_key_of_another_workspace_is_refused(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        workspace.services.protecting.save_key(chief, tmp_path / "copy.key")
    assert raised.value.code is ErrorCode.WRONG_STATE
    workspace.services.protecting.switch_on(chief)
    workspace.services.protecting.save_key(chief, tmp_path / "copy.key")
    (tmp_path / "copy.key").write_text("qa-desk recordings key 1\nid: 00\nkey: AAAA\n")
    with pytest.raises(QADeskError) as raised:
        workspace.services.protecting.take_key(tmp_path / "copy.key")
    assert raised.value.code is ErrorCode.KEY_FILE_INVALID


def test_only_an_administrator_settles_how_recordings_are_protected(workspace: Workspace, chief: Actor) -> None:
    inspector = add_person(workspace, chief, "Ines", Role.INSPECTOR)
    protecting = workspace.services.protecting
    for attempt in (protecting.switch_on, protecting.switch_off):
        with pytest.raises(NotAllowedError):
            attempt(inspector)
