"""Lists of calls, one call with all beside it, its sound, and the one search, each as far as the actor may see."""

import io
from datetime import date
from pathlib import Path

import pytest
import soundfile

from qa_desk.bootstrap import Workspace
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.finding import HitKind
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from tests.unit.workspace_fixtures import add_person, write_wav

TABLE = """\
file,call_id,started_at,agent_id,agent_name,unit,business_type,campaign,complaint,agent_channel,duration_s
a.wav,C-1,2026-03-01T23:30,7,Li Na,North/Hall 3,billing,Spring,yes,left,
b.wav,C-2,2026-03-02T00:10,8,Wu Gang,North/Hall 4,roaming,,no,,90
gone.wav,C-3,2026-03-03T12:00,8,Wu Gang,South,billing,,,,30
,C-4,,,,,,,,,
"""


@pytest.fixture
def filled(workspace: Workspace, chief: Actor, tmp_path: Path) -> Workspace:
    """The workspace with four calls, two of them with sound."""
    folder = tmp_path / "in"
    write_wav(folder / "a.wav", seed=1, channels=2, seconds=2.0)
    write_wav(folder / "b.wav", seed=2)
    (folder / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\n我要投诉你们的服务\n", encoding="utf-8")
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    workspace.services.importing.import_files(chief, ImportRequest((folder,)), NoProgress())
    return workspace


def keys(workspace: Workspace, actor: Actor, **query: object) -> list[str]:
    """The keys of the calls that fit, in their order."""
    page = workspace.services.listening.calls(actor, CallQuery(**query))  # type: ignore[arg-type]
    return [call.key for call in page.calls]


def call_id(workspace: Workspace, actor: Actor, key: str) -> CallId:
    """The call of that key."""
    return next(call.id for call in workspace.services.listening.calls(actor, CallQuery()).calls if call.key == key)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["C-3", "C-2", "C-1", "C-4"]),
        ({"descending": False}, ["C-1", "C-2", "C-3", "C-4"]),
        ({"sort": "agent_name", "descending": False}, ["C-1", "C-2", "C-3", "C-4"]),
        ({"sort": "duration_s"}, ["C-3", "C-1", "C-2", "C-4"]),
        ({"text": "wu g"}, ["C-3", "C-2"]),
        ({"text": "%"}, []),
        ({"narrowings": (Narrowing("business_type", ("billing",)),)}, ["C-3", "C-1"]),
        ({"complaint": True}, ["C-1"]),
        ({"is_scored": False, "limit": 2}, ["C-3", "C-2"]),
        ({"critical_failed": True}, []),
        ({"first_day": date(2026, 3, 2)}, ["C-3", "C-2"]),
        ({"first_day": date(2026, 3, 1), "last_day": date(2026, 3, 1)}, ["C-1"]),
    ],
    ids=str,
)
def test_the_list_is_narrowed_and_ordered(
    filled: Workspace, chief: Actor, query: dict[str, object], expected: list[str]
) -> None:
    assert keys(filled, chief, **query) == expected


def test_a_unit_includes_those_below_it(filled: Workspace, chief: Actor) -> None:
    units = {unit.path: unit.id for unit in filled.services.administering.units(chief)}
    assert keys(filled, chief, unit_id=units["North"]) == ["C-2", "C-1"]
    assert keys(filled, chief, unit_id=units["North / Hall 3"]) == ["C-1"]


def test_the_calls_that_fit_are_counted_apart_from_the_list(filled: Workspace, chief: Actor) -> None:
    listening = filled.services.listening
    assert listening.n_calls(chief, CallQuery(limit=1)) == 4
    assert listening.n_calls(chief, CallQuery(complaint=True)) == 1


def test_an_impossible_query_is_refused(filled: Workspace, chief: Actor) -> None:
    listening = filled.services.listening
    with pytest.raises(QADeskError) as caught:
        listening.calls(chief, CallQuery(first_day=date(2026, 3, 2), last_day=date(2026, 3, 1)))
    assert caught.value.code is ErrorCode.PERIOD_INVALID
    with pytest.raises(QADeskError) as caught:
        listening.calls(chief, CallQuery(sort="customer_id; DROP TABLE calls"))
    assert caught.value.code is ErrorCode.VALUE_INVALID


def test_a_call_comes_with_all_that_stands_beside_it(filled: Workspace, chief: Actor) -> None:
    listening = filled.services.listening
    detail = listening.call(chief, call_id(filled, chief, "C-1"))
    assert detail.agent is not None
    assert detail.unit is not None
    assert (detail.agent.name, detail.unit.path, len(detail.recordings)) == ("Li Na", "North / Hall 3", 1)
    assert listening.business_types(chief) == ("billing", "roaming")
    with pytest.raises(NotFoundError):
        listening.call(chief, CallId(detail.recordings[0].id))


def test_the_sound_of_a_call_can_be_opened(filled: Workspace, chief: Actor) -> None:
    sound = filled.services.listening.sound(chief, call_id(filled, chief, "C-1"))
    assert [part.clip.path.is_file() for part in sound.track.parts] == [True]
    assert sound.track.duration_s == sound.duration_s
    assert (sound.missing, sound.remarks) == ((), ())
    assert (sound.duration_s, sound.agent_channel) == (pytest.approx(2.0), AgentChannel.LEFT)


@pytest.mark.parametrize(("key", "named"), [("C-3", "gone.wav"), ("C-4", "The recording of this call")])
def test_a_sound_that_did_not_come_is_named(filled: Workspace, chief: Actor, key: str, named: str) -> None:
    with pytest.raises(QADeskError) as caught:
        filled.services.listening.sound(chief, call_id(filled, chief, key))
    assert (caught.value.code, caught.value.params["file"]) == (ErrorCode.FILE_MISSING, named)


def test_a_sound_that_was_deleted_is_named(filled: Workspace, chief: Actor) -> None:
    wanted = call_id(filled, chief, "C-1")
    filled.services.listening.sound(chief, wanted).track.parts[0].clip.path.unlink()
    with pytest.raises(QADeskError) as caught:
        filled.services.listening.sound(chief, wanted)
    assert (caught.value.code, caught.value.params["file"]) == (ErrorCode.FILE_MISSING, "a.wav")
    assert filled.services.listening.excerpt(chief, wanted, 0.0, 1.0) == b""


def test_an_excerpt_is_a_playable_file_of_its_passage(filled: Workspace, chief: Actor) -> None:
    wanted = call_id(filled, chief, "C-1")
    sound, rate_hz = soundfile.read(io.BytesIO(filled.services.listening.excerpt(chief, wanted, 0.5, 1.25)))
    assert len(sound) / rate_hz == pytest.approx(0.75, abs=0.01)
    assert sound.shape[1] == 2
    assert filled.services.listening.excerpt(chief, wanted, 60.0, 61.0) == b""


def test_an_agent_neither_lists_nor_hears_calls(filled: Workspace, chief: Actor) -> None:
    agent = add_person(filled, chief, "Somebody", Role.AGENT)
    wanted = call_id(filled, chief, "C-1")
    listening = filled.services.listening
    for wish in (
        lambda: listening.calls(agent, CallQuery()),
        lambda: listening.call(agent, wanted),
        lambda: listening.sound(agent, wanted),
        lambda: listening.excerpt(agent, wanted, 0.0, 1.0),
        lambda: listening.business_types(agent),
    ):
        with pytest.raises(NotAllowedError):
            wish()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("c-1", {HitKind.CALL}),
        ("Spring", {HitKind.CALL}),
        ("投诉", {HitKind.CALL}),
        ("li na", {HitKind.CALL, HitKind.PERSON}),
        ("Hall", {HitKind.PERSON}),
        ("", set()),
        ('" OR *', set()),
    ],
)
def test_the_search_finds_calls_transcripts_and_people(
    filled: Workspace, chief: Actor, text: str, kinds: set[HitKind]
) -> None:
    hits = filled.services.finding.find(chief, text)
    assert {hit.kind for hit in hits} == kinds
    assert len({hit.id for hit in hits}) == len(hits)


def test_a_hit_in_a_transcript_leads_to_its_call_and_shows_the_words(filled: Workspace, chief: Actor) -> None:
    (hit,) = filled.services.finding.find(chief, "投诉")
    assert hit.id == call_id(filled, chief, "C-1")
    assert "投诉" in hit.detail


def test_the_search_shows_nobody_what_they_may_not_open(filled: Workspace, chief: Actor) -> None:
    agent = add_person(filled, chief, "Somebody", Role.AGENT)
    assert filled.services.finding.find(agent, "li na") == ()
    assert len(filled.services.finding.find(chief, "li na", limit=1)) == 1
