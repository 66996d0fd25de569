"""Recordings in a bucket: the next calls of a queue come in time, and a desk goes on while the bucket is away."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest

from qa_desk.bootstrap import Workspace, init_workspace, move_recordings, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import VersionState
from qa_desk.services.bringing_in.import_report import ImportOutcome, ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.unit.workspace_fixtures import NOW, ZONE, write_wav

LIMIT_BYTES = 1 << 30


@pytest.fixture(autouse=True)
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder of this test's own."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose three calls lie in a bucket and wait to be scored."""
    folder = tmp_path / "team"
    url = f"memory://{uuid4().hex}"
    init_workspace(folder, recordings=url, first_person="Chief", time_zone=ZONE, clock=FixedClock(NOW))
    with open_workspace(folder, clock=FixedClock(NOW)) as opened:
        chief = _chief(opened)
        for number in range(3):
            write_wav(tmp_path / "in" / f"{number}.wav", seed=number + 1)
        report = opened.services.importing.import_files(chief, ImportRequest((tmp_path / "in",)), NoProgress())
        assert [(item.outcome, item.error) for item in report.items] == [(ImportOutcome.UNATTRIBUTED, None)] * 3
        _assign_all(opened, chief)
        yield opened
    fsspec.filesystem("memory").store.clear()


def test_the_next_calls_of_a_queue_come_before_they_are_opened(team: Workspace) -> None:
    fetching, chief = team.services.fetching, _chief(team)
    fetching.begin(LIMIT_BYTES)
    assert fetching.fetch_next(chief, 2) == 2
    assert fetching.fetch_next(chief, 2) == 0
    state = fetching.state()
    assert (state.is_local, state.away, state.limit_bytes, state.used_bytes > 0) == (False, None, LIMIT_BYTES, True)


def test_while_the_bucket_is_away_what_was_fetched_plays_and_the_rest_is_told(
    team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching, listening, chief = team.services.fetching, team.services.listening, _chief(team)
    fetching.fetch_next(chief, 1)
    memory = type(fsspec.filesystem("memory"))

    def away(*_asked: object, **_how: object) -> None:
        raise ConnectionError("no route to host")

    with monkeypatch.context() as patch:
        patch.setattr(memory, "info", away)
        patch.setattr(memory, "_open", away)
        heard = [_hear(team, chief, call.id) for call in listening.calls(chief, CallQuery()).calls]
        assert sorted(heard) == ["", "recordings_away", "recordings_away"]
        with pytest.raises(QADeskError):
            fetching.fetch_next(chief, 3)
        assert fetching.ask_again().away is not None
    assert fetching.ask_again().away is None
    assert fetching.fetch_next(chief, 3) == 2


def test_a_check_reads_every_recording_in_the_bucket(team: Workspace) -> None:
    report = team.services.administering.check(_chief(team), verify_data=True, progress=NoProgress())
    assert (report.is_sound, report.n_files, report.findings) == (True, 3, ())


def test_recordings_move_to_another_place_and_nothing_is_lost(team: Workspace, tmp_path: Path) -> None:
    chief, target = _chief(team), tmp_path / "elsewhere" / "recordings"
    assert move_recordings(team, chief, str(target), NoProgress()) == 3
    assert move_recordings(team, chief, str(target), NoProgress()) == 0
    with open_workspace(team.folder, clock=FixedClock(NOW)) as moved:
        assert moved.services.fetching.state().is_local
        assert moved.services.administering.check(chief, verify_data=True, progress=NoProgress()).findings == ()


@pytest.mark.parametrize("said", ["{share}", "../share/calls", "file://{share}"])
def test_a_folder_elsewhere_that_is_not_there_is_away_and_not_begun_anew(tmp_path: Path, said: str) -> None:
    share, folder = tmp_path / "share" / "calls", tmp_path / "team"
    init_workspace(
        folder, recordings=said.format(share=share), first_person="Chief", time_zone=ZONE, clock=FixedClock(NOW)
    )
    share.rename(tmp_path / "unmounted")
    share.mkdir()
    write_wav(tmp_path / "in" / "a.wav")
    with open_workspace(folder, clock=FixedClock(NOW)) as opened, pytest.raises(QADeskError) as raised:
        opened.services.importing.import_files(_chief(opened), ImportRequest((tmp_path / "in",)), NoProgress())
    assert raised.value.code is ErrorCode.RECORDINGS_AWAY
    assert list(share.iterdir()) == []


def test_a_password_in_the_address_of_a_bucket_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        init_workspace(tmp_path / "w", recordings="s3://key:hidden@bucket/calls", time_zone=ZONE)
    assert raised.value.code is ErrorCode.VALUE_INVALID
    assert "hidden" not in str(raised.value.params)
    assert not (tmp_path / "w").exists()


def _chief(workspace: Workspace) -> Actor:
    return workspace.services.administering.actor_named("Chief")


def _assign_all(workspace: Workspace, chief: Actor) -> None:
    services = workspace.services
    cards = services.authoring.scorecards(chief)
    version = next(one for card in cards for one in card.versions if one.state is VersionState.PUBLISHED)
    ids = tuple(call.id for call in services.listening.calls(chief, CallQuery()).calls)
    services.assigning.assign(chief, AssignmentDraft(ids, (chief.person_id,), version.version_id))


def _hear(workspace: Workspace, chief: Actor, call_id: object) -> str:
    try:
        workspace.services.listening.sound(chief, call_id)  # pyright: ignore[reportArgumentType]
    except QADeskError as error:
        return error.code.value
    return ""
