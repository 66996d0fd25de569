"""Imports: whatever can be comes in, whatever can't is named with its reason, and nothing comes in twice."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.calls import AgentChannel, RecordingState
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.services.bringing_in.import_report import ImportOutcome, ImportReport, ImportRequest
from qa_desk.services.calls.listening import CallDetail
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from qa_desk.wording import explain
from tests.unit.workspace_fixtures import add_person, person_named, write_wav


class CancelAfter:
    """Stops the work once so many steps have been reported."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def report(self, done: int, total: int | None, what: str) -> None:
        """Counts down on every step but the first look around."""
        self._left -= total is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether the steps are used up."""
        return self._left < 0


def bring(workspace: Workspace, actor: Actor, *paths: Path, **request: Path) -> ImportReport:
    """The report of an import that nobody stops."""
    return workspace.services.importing.import_files(actor, ImportRequest(paths, **request), NoProgress())


def outcomes(report: ImportReport) -> dict[str, ImportOutcome]:
    """What became of each file."""
    return {item.name: item.outcome for item in report.items}


def calls(workspace: Workspace, actor: Actor) -> dict[str, CallDetail]:
    """Every call by its key."""
    listening = workspace.services.listening
    page = listening.calls(actor, CallQuery())
    return {call.key: listening.call(actor, call.id) for call in page.calls}


def n_stored(workspace: Workspace) -> int:
    """How many files lie in the recordings store, half-written ones included."""
    return sum(path.is_file() for path in (workspace.folder / "recordings").rglob("*"))


@contextmanager
def _said_to_the_database(workspace: Workspace) -> Iterator[list[str]]:
    """Every statement of the block."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = workspace.store._engine
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def test_a_folder_with_its_tables_comes_in(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "march"
    write_wav(folder / "wav" / "a.wav", seed=1, channels=2)
    write_wav(folder / "wav" / "b.wav", seed=2)
    write_wav(folder / "c.wav", seed=3)
    (folder / "calls.csv").write_text(
        "file;call_id;started_at;agent_id;agent_name;unit;business_type;complaint;agent_channel;Shift\n"
        "wav/a.wav;C-1;2026-03-02T09:00;7;Li Na;North/Hall 3;billing;yes;left;night\n"
        "wav/b.wav;C-1;;;;;;;;\n"
        "wav/gone.wav;C-2;2026-03-03T09:00;7;Li Na;North/Hall 3;roaming;no;;\n"
        ";C-3;2026-03-04T09:00;;;;;;;\n",
        encoding="utf-8",
    )
    (folder / "people.csv").write_text("id,name,role,unit\n7,Li Na,agent,North/Hall 3\n8,Wu Gang,inspector,\n")
    report = bring(workspace, chief, folder)
    assert (report.n_imported, report.n_unattributed, report.n_missing, report.n_refused) == (2, 1, 2, 0)
    found = calls(workspace, chief)
    assert set(found) == {"C-1", "C-2", "C-3", "c"}
    first = found["C-1"]
    assert first.agent is not None
    assert first.unit is not None
    assert (first.agent.name, first.unit.path) == ("Li Na", "North / Hall 3")
    assert first.call.started_at is not None
    assert first.call.started_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert (first.call.attributes.complaint, first.call.attributes.custom) == (True, (("shift", "night"),))
    assert [one.original_name for one in first.recordings] == ["wav/a.wav", "wav/b.wav"]
    assert [one.agent_channel for one in first.recordings] == [AgentChannel.LEFT, AgentChannel.MONO]
    assert first.call.duration_s == pytest.approx(0.4)
    assert [one.state for one in found["C-2"].recordings] == [RecordingState.MISSING]
    assert found["C-3"].recordings == ()
    assert person_named(workspace, chief, "Wu Gang").roles == {Role.INSPECTOR}


def test_the_same_import_again_changes_nothing(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav", seed=1)
    write_wav(tmp_path / "in" / "b.wav", seed=2)
    (tmp_path / "in" / "calls.csv").write_text("file,call_id,queue\na.wav,1,sales\n")
    bring(workspace, chief, tmp_path / "in")
    before = calls(workspace, chief)
    report = bring(workspace, chief, tmp_path / "in")
    assert set(outcomes(report).values()) == {ImportOutcome.ALREADY_HERE}
    assert calls(workspace, chief) == before
    assert n_stored(workspace) == 2


def test_a_folder_that_came_in_before_is_read_and_hardly_written(
    workspace: Workspace, chief: Actor, tmp_path: Path
) -> None:
    """However many files: a centre brings in the same growing folder every night."""
    for n in range(1, 7):
        write_wav(tmp_path / "in" / f"{n}.wav", seed=n)
        (tmp_path / "in" / f"{n}.srt").write_text(f"1\n00:00:00,000 --> 00:00:01,000\nHello {n}\n")
    bring(workspace, chief, tmp_path / "in")
    (tmp_path / "one").mkdir()
    for name in ("1.wav", "1.srt"):
        shutil.copy(tmp_path / "in" / name, tmp_path / "one")
    with _said_to_the_database(workspace) as of_one:
        bring(workspace, chief, tmp_path / "one")
    with _said_to_the_database(workspace) as of_six:
        bring(workspace, chief, tmp_path / "in")
    n_writing_for_one, n_writing_for_six = (sum("query_only=OFF" in each for each in said) for said in (of_one, of_six))
    # the transcripts are looked at where they would be written
    assert n_writing_for_six == n_writing_for_one + 5
    assert sum("original_name" in each and "sha256" not in each for each in of_six) == 1


def test_the_same_content_under_another_name_is_recognised(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    write_wav(tmp_path / "in" / "copy.wav")
    report = bring(workspace, chief, tmp_path / "in")
    assert outcomes(report) == {"a.wav": ImportOutcome.UNATTRIBUTED, "copy.wav": ImportOutcome.ALREADY_HERE}
    assert report.items[-1].call_key == "a"
    assert (len(calls(workspace, chief)), n_stored(workspace)) == (1, 1)


def test_two_files_of_one_name_become_two_calls(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "mon" / "a.wav", seed=1)
    write_wav(tmp_path / "in" / "tue" / "a.wav", seed=2)
    bring(workspace, chief, tmp_path / "in")
    first, second = sorted(calls(workspace, chief), key=len)
    assert first == "a"
    assert second.startswith("a-")


def test_a_recording_that_was_announced_finds_its_call(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    table.write_text("file,call_id\nwav/a.wav,C-1\n,b\n")
    assert bring(workspace, chief, calls_csv=table).n_missing == 2
    write_wav(tmp_path / "late" / "wav" / "a.wav", seed=1)
    write_wav(tmp_path / "late" / "b.wav", seed=2)
    report = bring(workspace, chief, tmp_path / "late")
    assert {item.call_key: item.outcome for item in report.items} == {
        "C-1": ImportOutcome.IMPORTED,
        "b": ImportOutcome.IMPORTED,
    }
    assert all(len(call.recordings) == 1 for call in calls(workspace, chief).values())


def test_a_row_that_comes_later_attributes_the_recording(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_wav(folder / "a.wav", seed=1)
    write_wav(folder / "b.wav", seed=2)
    (folder / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    bring(workspace, chief, folder)
    (folder / "calls.csv").write_text("file,call_id,agent_name\na.wav,C-1,Li Na\nb.wav,C-1,Li Na\n")
    bring(workspace, chief, folder)
    (detail,) = calls(workspace, chief).values()
    assert detail.call.key == "C-1"
    assert [one.original_name for one in detail.recordings] == ["a.wav", "b.wav"]
    with workspace.store.reading() as uow:
        assert uow.recordings.transcript(detail.recordings[0].id)[0].text == "Hello"


def test_a_recording_whose_row_is_faulty_waits_for_the_row(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_wav(folder / "a.wav")
    (folder / "calls.csv").write_text("file,call_id,csat\na.wav,C-1,good\n")
    report = bring(workspace, chief, folder)
    assert [item.outcome for item in report.items] == [ImportOutcome.REFUSED]
    assert not calls(workspace, chief)
    (folder / "calls.csv").write_text("file,call_id,csat\na.wav,C-1,4\n")
    assert bring(workspace, chief, folder).n_imported == 1
    assert set(calls(workspace, chief)) == {"C-1"}


def wav_bytes(seconds: float = 1.0) -> bytes:
    """A sound file as bytes."""
    return write_wav(Path(os.environ["HOME"]) / "good.wav", seconds=seconds).read_bytes()


BROKEN: dict[str, tuple[Callable[[], bytes], ErrorCode]] = {
    "empty.wav": (lambda: b"", ErrorCode.FILE_EMPTY),
    "noise.wav": (lambda: bytes(range(256)) * 20, ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "text.mp3": (lambda: b"This is not sound at all. " * 40, ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "page.wav": (lambda: b"<html><body>404</body></html>", ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "header.wav": (lambda: wav_bytes()[:20], ErrorCode.AUDIO_BROKEN),
    "cut.wav": (lambda: wav_bytes(seconds=4.0)[:2_000], ErrorCode.AUDIO_BROKEN),
    "silent.wav": (lambda: wav_bytes()[:40] + bytes(4), ErrorCode.AUDIO_NO_FRAMES),
    "magic.flac": (lambda: b"fLaC" + bytes(200), ErrorCode.AUDIO_BROKEN),
    "magic.ogg": (lambda: b"OggS" + bytes(200), ErrorCode.AUDIO_BROKEN),
    "packed.zip": (lambda: b"PK\x03\x04" + bytes(100), ErrorCode.AUDIO_UNKNOWN_FORMAT),
}


def test_every_kind_of_broken_recording_is_refused_by_name(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_wav(folder / "a.wav", seed=1)
    write_wav(folder / "z.wav", seed=2)
    for name, (content, _code) in BROKEN.items():
        (folder / name).write_bytes(content())
    report = bring(workspace, chief, folder)
    refused = {item.name: item.error for item in report.items if item.outcome is ImportOutcome.REFUSED}
    assert {name: error.code for name, error in refused.items() if error} == {
        name: code for name, (_content, code) in BROKEN.items()
    }
    for name, error in refused.items():
        assert error is not None
        assert explain(error).startswith(name)
        assert "?" not in explain(error)
    assert set(calls(workspace, chief)) == {"a", "z"}
    assert n_stored(workspace) == 2


def test_a_damaged_recording_comes_in_as_far_as_it_can_be_played_and_the_report_says_so(
    workspace: Workspace, chief: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    sound = wav_bytes(seconds=4.0)
    (folder / "saved.wav").write_bytes(sound[:40] + bytes(4) + sound[44:])
    (folder / "cut.wav").write_bytes(sound[: len(sound) // 2])
    (folder / "calls.csv").write_text("file,call_id\nsaved.wav,S1\n")
    report = bring(workspace, chief, folder)
    flaws = {item.name: item for item in report.items if item.is_flawed}
    assert report.n_refused == 0
    assert report.n_flawed == 2
    assert (flaws["saved.wav"].outcome, flaws["cut.wav"].outcome) == (
        ImportOutcome.IMPORTED,
        ImportOutcome.UNATTRIBUTED,
    )
    saved, cut = flaws["saved.wav"].error, flaws["cut.wav"].error
    assert saved is not None
    assert cut is not None
    assert "4.0 s" in explain(saved)
    assert "only 2.0 s of 4.0 s" in explain(cut)
    kept = calls(workspace, chief)
    assert (kept["S1"].call.duration_s, kept["cut"].call.duration_s) == (
        pytest.approx(4.0),
        pytest.approx(2.0, abs=0.1),
    )
    told_again = workspace.services.importing.last_report(chief)
    assert told_again is not None
    assert told_again.n_flawed == 2
    again = bring(workspace, chief, folder)
    assert (again.n_already, again.n_flawed) == (2, 0)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "calls.csv is empty"),
        (b"\xff\xfe\x00f", "is not a UTF-8 text table"),
        (b"a.wav,1\n", "has no header row"),
        (b"queue,unit\nx,y\n", "no column “file”"),
        (b"file,file\na.wav,b.wav\n", "“file” twice"),
    ],
)
def test_a_table_that_cannot_be_read_stops_the_import_before_it_begins(
    workspace: Workspace, chief: Actor, tmp_path: Path, table: bytes, words: str
) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    (tmp_path / "in" / "calls.csv").write_bytes(table)
    with pytest.raises(QADeskError) as caught:
        bring(workspace, chief, tmp_path / "in")
    assert words in explain(caught.value)
    assert not calls(workspace, chief)


def test_faulty_rows_are_named_and_all_others_are_kept(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    rows = {
        3: "a.wav",
        4: "../out.wav,2,,",
        5: ",,,",
        6: "b.wav,3,soon,",
        7: "c.wav,4,,perhaps",
        8: "ok.wav,5,,",
        9: '"open,6,,',
        10: "ok.wav,7,,",
    }
    table = tmp_path / "calls.csv"
    table.write_text(
        "file,call_id,started_at,complaint\nfirst.wav,1,,\n" + "\n".join(rows.values()) + "\nlast.wav,9,,\n"
    )
    report = bring(workspace, chief, calls_csv=table)
    refused = {item.row: item for item in report.items if item.outcome is ImportOutcome.REFUSED}
    assert set(refused) == {3, 4, 6, 7, 9, 10}
    for row, item in refused.items():
        assert item.error is not None
        assert explain(item.error).startswith(f"calls.csv, row {row}")
    assert set(calls(workspace, chief)) == {"1", "5", "9"}


def test_a_call_whose_recording_is_broken_is_kept(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.wav").write_bytes(b"not sound")
    (folder / "calls.csv").write_text("file,call_id,queue\na.wav,C-1,sales\n")
    (item,) = bring(workspace, chief, folder).items
    assert (item.outcome, item.row, item.call_key) == (ImportOutcome.REFUSED, 2, "C-1")
    detail = calls(workspace, chief)["C-1"]
    assert detail.call.attributes.queue == "sales"
    assert [one.state for one in detail.recordings] == [RecordingState.MISSING]
    write_wav(folder / "a.wav")
    assert bring(workspace, chief, folder).n_imported == 1
    assert [one.state for one in calls(workspace, chief)["C-1"].recordings] == [RecordingState.PRESENT]


def test_hostile_text_stays_text(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    name = "Robert'); DROP TABLE calls;--<script>alert(1)</script>"
    table.write_text(f'call_id,agent_name,note\n"{name}","{name}\u202e\x07","{"x" * 9000}"\n', encoding="utf-8")
    bring(workspace, chief, calls_csv=table)
    (detail,) = calls(workspace, chief).values()
    assert detail.call.key == name
    assert detail.agent is not None
    assert detail.agent.name == name
    assert len(dict(detail.call.attributes.custom)["note"]) == 4000


def test_transcripts_find_their_recordings(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    words = tmp_path / "words"
    words.mkdir()
    (words / "a.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nI want to cancel 投诉\n")
    (words / "lonely.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    (words / "broken.json").write_text("{")
    report = bring(workspace, chief, tmp_path / "in", transcripts=words)
    assert outcomes(report) == {
        "a.wav": ImportOutcome.UNATTRIBUTED,
        "a.vtt": ImportOutcome.ROW_READ,
        "broken.json": ImportOutcome.REFUSED,
        "lonely.srt": ImportOutcome.REFUSED,
    }
    again = outcomes(bring(workspace, chief, tmp_path / "in", transcripts=words))
    assert again["a.vtt"] is ImportOutcome.ALREADY_HERE
    (hit,) = workspace.services.finding.find(chief, "投诉")
    assert hit.title == "a"


def test_cancelling_keeps_what_came_in_and_the_next_run_finishes(
    workspace: Workspace, chief: Actor, tmp_path: Path
) -> None:
    for n in range(1, 7):
        write_wav(tmp_path / "in" / f"{n}.wav", seed=n)
    importing = workspace.services.importing
    request = ImportRequest((tmp_path / "in",))
    first = importing.import_files(chief, request, CancelAfter(2))
    assert first.cancelled
    assert 0 < len(calls(workspace, chief)) < 6
    kept = importing.last_report(chief)
    assert kept is not None
    assert (kept.cancelled, kept.items) == (True, first.items)
    second = importing.import_files(chief, request, NoProgress())
    assert not second.cancelled
    assert first.n_unattributed + second.n_unattributed == 6
    assert (len(calls(workspace, chief)), n_stored(workspace)) == (6, 6)


_CHILD = """
import sys
from pathlib import Path
from qa_desk.bootstrap import open_workspace
from qa_desk.services.bringing_in.import_report import ImportRequest

class Slow:
    is_cancelled = False
    def report(self, done, total, what):
        if total:
            print(done, flush=True)

with open_workspace(Path(sys.argv[1])) as workspace:
    chief = workspace.services.administering.actor_named("Chief")
    workspace.services.importing.import_files(chief, ImportRequest((Path(sys.argv[2]),)), Slow())
"""


@pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")
@pytest.mark.parametrize("killed_at", [1, 9])
def test_an_import_that_was_killed_finishes_without_doubles(
    workspace_folder: Path, tmp_path: Path, killed_at: int
) -> None:
    for n in range(1, 31):
        write_wav(tmp_path / "in" / f"{n:02}.wav", seed=n, seconds=1.0)
    arguments = [sys.executable, "-c", _CHILD, str(workspace_folder), str(tmp_path / "in")]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4])
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) >= killed_at:
            time.sleep(0.004 * killed_at)
            child.send_signal(signal.SIGKILL)
            break
    child.wait(10)
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    with open_workspace(workspace_folder) as workspace:
        chief = workspace.services.administering.actor_named("Chief")
        left = workspace.services.importing.last_report(chief)
        assert left is not None
        assert left.cancelled
        assert len(calls(workspace, chief)) < 30
        bring(workspace, chief, tmp_path / "in")
        assert len(calls(workspace, chief)) == 30
        report = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
        assert report.is_sound
        assert report.n_recordings == 30


def test_only_an_administrator_imports(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    inspector = add_person(workspace, chief, "Wu", Role.INSPECTOR)
    write_wav(tmp_path / "in" / "a.wav")
    with pytest.raises(NotAllowedError):
        bring(workspace, inspector, tmp_path / "in")
    with pytest.raises(NotAllowedError):
        workspace.services.importing.last_report(inspector)
    assert n_stored(workspace) == 0


def test_people_can_not_take_the_last_administrator_away(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    chief_id = person_named(workspace, chief, "Chief").external_id
    table = tmp_path / "people.csv"
    table.write_text(f"id,name,role\n{chief_id},Chief,agent\n")
    (item,) = bring(workspace, chief, people_csv=table).items
    assert item.outcome is ImportOutcome.REFUSED
    assert Role.ADMINISTRATOR in person_named(workspace, chief, "Chief").roles


def test_people_keep_what_a_later_table_leaves_open(workspace: Workspace, chief: Actor, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        "id,name,role,grade,leave_from,leave_to,team_leader\n"
        "7,Li Na,inspector,A,2026-01-01,2026-01-02,Boss\n"
        "8,Boss,lead,,,,\n"
    )
    bring(workspace, chief, people_csv=table)
    table.write_text("id,name,leave_from,leave_to\n7,Li Nana,2026-02-01,2026-02-02\n")
    bring(workspace, chief, people_csv=table)
    person = person_named(workspace, chief, "Li Nana")
    assert (person.roles, person.grade, len(person.leaves)) == ({Role.INSPECTOR}, "A", 2)
    assert person.team_leader_id == person_named(workspace, chief, "Boss").id


def test_nothing_was_imported_yet(workspace: Workspace, chief: Actor) -> None:
    assert workspace.services.importing.last_report(chief) is None
