"""The sound of calls: several recordings on one time line, what was heard, who spoke how much, passages handed out."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.bootstrap import Workspace
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor, Role
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from tests.unit.workspace_fixtures import add_person

RATE_HZ = 8000
TABLE = """\
file,call_id,started_at,agent_channel
hold-1.wav,HOLD,2026-03-01T10:00:00,left
hold-2.wav,HOLD,2026-03-01T10:00:15,right
hold-3.wav,HOLD,2026-03-01T10:00:30,left
over-1.wav,OVER,2026-03-01T11:00:00,left
over-2.wav,OVER,2026-03-01T11:00:03,left
far-1.wav,FAR,2026-03-01T12:00:00,left
far-2.wav,FAR,2026-03-01T14:00:00,left
mono.wav,MONO,2026-03-01T13:00:00,mono
gone.wav,GONE,2026-03-01T15:00:00,left
"""
VOICE_HZ = {"agent": 300.0, "customer": 900.0}


def talk(*turns: tuple[str, float]) -> np.ndarray:
    """Tones, one voice after the other, the agent at the left; "both" and "nobody" are voices as well."""
    pieces: list[np.ndarray] = []
    for who, seconds in turns:
        times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
        tones = {voice: 0.3 * np.sin(2 * np.pi * hz * times) for voice, hz in VOICE_HZ.items()}
        still = np.zeros_like(times)
        left = tones["agent"] if who in ("agent", "both") else still
        right = tones["customer"] if who in ("customer", "both") else still
        pieces.append(np.stack([left, right], axis=1))
    return np.concatenate(pieces)


def write(path: Path, sound: np.ndarray) -> None:
    """The same noise of a line under all of it, so that silence is silence and no gap."""
    noise = np.random.default_rng(len(sound)).normal(0, 0.0005, sound.shape)
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, sound + noise, RATE_HZ)


@pytest.fixture
def filled(workspace: Workspace, chief: Actor, tmp_path: Path) -> Workspace:
    """Calls of one, two and three recordings."""
    folder = tmp_path / "in"
    write(folder / "hold-1.wav", talk(("agent", 6.0), ("customer", 4.0)))
    write(folder / "hold-2.wav", talk(("agent", 2.0), ("nobody", 4.0), ("both", 1.0), ("customer", 3.0))[:, ::-1])
    write(folder / "hold-3.wav", talk(("agent", 2.0)))
    for number, name in enumerate(("over-1", "over-2", "far-1", "far-2")):
        write(folder / f"{name}.wav", talk(("agent", 5.0 + 0.1 * number)))
    write(folder / "mono.wav", talk(("both", 5.0))[:, :1])
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    workspace.services.importing.import_files(chief, ImportRequest((folder,)), NoProgress())
    return workspace


@pytest.fixture
def call(filled: Workspace, chief: Actor) -> dict[str, CallId]:
    """The calls by key."""
    return {one.key: one.id for one in filled.services.listening.calls(chief, CallQuery(limit=50)).calls}


def lose(filled: Workspace, chief: Actor, call_id: CallId, name: str) -> None:
    """Delete the file of a recording behind the program's back."""
    found = filled.services.listening.call(chief, call_id).recordings
    path = next(one.relative_path for one in found if one.original_name == name)
    filled.store.recordings.fetch(path).path.unlink()


def test_recordings_of_one_call_lie_on_one_time_line_with_their_gaps(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    sound = filled.services.listening.sound(chief, call["HOLD"])
    assert [part.start_s for part in sound.track.parts] == [0.0, 15.0, 30.0]
    assert [(gap.start_s, gap.end_s) for gap in sound.track.gaps] == [(10.0, 15.0), (25.0, 30.0)]
    assert (sound.duration_s, sound.agent_channel, sound.remarks) == (32.0, AgentChannel.LEFT, ())
    with sound.track.open() as reader:
        heard = reader.read(32 * RATE_HZ)
    levels = np.sqrt(np.mean(heard.reshape(64, RATE_HZ // 2, 2) ** 2, axis=1))
    assert levels[20:30].max() == 0.0, "between two recordings there is nothing at all"
    speaks = levels > 0.1
    assert speaks[:12, 0].all(), "the agent is at the left"
    assert speaks[30:34, 0].all(), "also of the recording that has the agent at the right"
    assert not speaks[30:34, 1].any()


def test_a_recording_that_is_gone_is_a_gap_and_is_named(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    lose(filled, chief, call["HOLD"], "hold-2.wav")
    sound = filled.services.listening.sound(chief, call["HOLD"])
    assert sound.missing == ("hold-2.wav",)
    assert [(gap.start_s, gap.end_s) for gap in sound.track.gaps] == [(10.0, 30.0)]
    assert sound.remarks == ("Not there: hold-2.wav. What was said in it can't be heard.",)


def test_a_last_recording_that_is_gone_leaves_the_call_as_long_as_it_was(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    lose(filled, chief, call["HOLD"], "hold-3.wav")
    sound = filled.services.listening.sound(chief, call["HOLD"])
    assert (sound.duration_s, sound.track.duration_s) == (32.0, 25.0)


def test_a_call_none_of_whose_recordings_is_there_names_one(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    with pytest.raises(QADeskError) as caught:
        filled.services.listening.sound(chief, call["GONE"])
    assert (caught.value.code, caught.value.params["file"]) == (ErrorCode.FILE_MISSING, "gone.wav")


@pytest.mark.parametrize(("key", "remark"), [("OVER", "it overlaps with: over-2.wav"), ("FAR", "directly: far-2.wav")])
def test_recordings_that_lie_strangely_follow_one_another_and_are_named(
    filled: Workspace, chief: Actor, call: dict[str, CallId], key: str, remark: str
) -> None:
    sound = filled.services.listening.sound(chief, call[key])
    (told,) = sound.remarks
    assert told.endswith(f"{remark}.")
    first, second = sound.track.parts
    assert second.start_s == pytest.approx(first.clip.duration_s)
    assert sound.track.gaps == ()


def test_who_spoke_how_much_is_measured_once_and_gaps_do_not_count(
    filled: Workspace, chief: Actor, call: dict[str, CallId], monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = filled.services.listening.talk_figures(chief, call["HOLD"])
    assert figures is not None
    assert figures.recorded_s == pytest.approx(22.0, abs=0.05)
    assert figures.agent_share == pytest.approx((6 + 2 + 1 + 2) / 22, abs=0.01)
    assert figures.customer_share == pytest.approx((4 + 1 + 3) / 22, abs=0.01)
    assert figures.talk_ratio == pytest.approx(11 / 19, abs=0.01)
    assert (figures.n_silences, figures.longest_silence_s) == (1, pytest.approx(4.0, abs=0.1))
    assert (figures.n_overtalks, figures.overtalk_share) == (1, pytest.approx(1 / 22, abs=0.01))
    monkeypatch.setattr("qa_desk.audio.track_peaks.peaks_of_track", None)
    assert filled.services.listening.talk_figures(chief, call["HOLD"]) == figures


def test_a_recording_that_is_lost_or_comes_back_is_measured_anew(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    before = filled.services.listening.talk_figures(chief, call["HOLD"])
    lose(filled, chief, call["HOLD"], "hold-2.wav")
    after = filled.services.listening.talk_figures(chief, call["HOLD"])
    assert before is not None
    assert after is not None
    assert (before.n_silences, after.n_silences) == (1, 0)


def test_of_a_mono_call_nobody_says_who_spoke(filled: Workspace, chief: Actor, call: dict[str, CallId]) -> None:
    assert filled.services.listening.sound(chief, call["MONO"]).agent_channel is AgentChannel.MONO
    assert filled.services.listening.talk_figures(chief, call["MONO"]) is None


def test_what_was_heard_is_merged_and_each_persons_own(
    filled: Workspace, chief: Actor, call: dict[str, CallId]
) -> None:
    listening, other = filled.services.listening, add_person(filled, chief, "Ida", Role.INSPECTOR)
    listening.note_heard(chief, call["HOLD"], [(0.0, 3.0), (2.5, 6.0)])
    listening.note_heard(chief, call["HOLD"], [(20.0, 22.0), (5.0, 7.0), (float("nan"), 30.0)])
    assert listening.heard(chief, call["HOLD"]) == ((0.0, 7.0), (20.0, 22.0))
    assert listening.heard(other, call["HOLD"]) == ()


def test_a_passage_is_handed_out_over_a_gap_with_its_note_and_goes_into_the_audit_chain(
    filled: Workspace, chief: Actor, call: dict[str, CallId], tmp_path: Path
) -> None:
    path, administering = tmp_path / "given.wav", filled.services.administering
    n_before = administering.check(chief, verify_data=False, progress=NoProgress()).n_audit_entries
    filled.services.listening.export_passage(chief, call["HOLD"], 8.0, 18.0, path, note="parked without a word")
    with soundfile.SoundFile(path) as file:
        given = file.read()
        assert (file.title, file.comment) == ("Call HOLD, 00:08–00:18", "parked without a word")
    assert given.shape == (10 * RATE_HZ, 2)
    assert not given[2 * RATE_HZ + 200 : 7 * RATE_HZ - 200].any()
    assert administering.check(chief, verify_data=False, progress=NoProgress()).n_audit_entries == n_before + 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEADER])
def test_who_may_not_hand_sound_out_gets_no_file(
    filled: Workspace, chief: Actor, call: dict[str, CallId], tmp_path: Path, role: Role
) -> None:
    other = add_person(filled, chief, "Pat", role)
    with pytest.raises(NotAllowedError):
        filled.services.listening.export_passage(other, call["HOLD"], 1.0, 2.0, tmp_path / "given.wav")
    assert not (tmp_path / "given.wav").exists()
