"""The note beside a recording that QA Desk makes itself: whose it is and of which call, should its writer be killed.

A recording in work, or left by a program that was killed, is a WAV file with a JSON note of the same name.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.services.keeping.desk_hold import GONE_AFTER, DeskIdentity, is_running

SOUND = ".wav"
_NOTE = ".json"


@dataclass(frozen=True, slots=True)
class LeftRecording:
    """A recording of `unfinished_folder`: when its sound began, and which run of the program made it."""

    path: Path
    call_id: CallId
    person_id: PersonId
    started_at: datetime
    machine: str
    process_id: int
    agent_channel: AgentChannel = AgentChannel.MONO

    def is_in_work(self, desk: DeskIdentity, now: datetime) -> bool:
        """Whether another run of the program is still writing it: that one does so at least once a second."""
        if self.machine == desk.machine:
            return self.process_id != desk.process_id and is_running(self.process_id) and self._is_fresh(now)
        return self._is_fresh(now)

    def write(self) -> None:
        """Write the note, whole or not at all."""
        said = asdict(self) | {"path": self.path.name, "started_at": self.started_at.isoformat()}
        note = self.path.with_suffix(_NOTE)
        unfinished = note.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as stream:
            json.dump(said, stream, default=str)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, note)

    def remove(self) -> None:
        """The recording has joined its call: take file and note away."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(_NOTE).unlink(missing_ok=True)

    def _is_fresh(self, now: datetime) -> bool:
        try:
            written_s = self.path.stat().st_mtime
        except OSError:
            return False
        return abs(now.timestamp() - written_s) < GONE_AFTER / timedelta(seconds=1)


def left_recordings(folder: Path) -> Iterator[LeftRecording]:
    """Every recording of the folder that has a note which can be read, oldest first."""
    for note in sorted(folder.glob(f"*{_NOTE}")) if folder.is_dir() else ():
        found = _read(note)
        if found is not None:
            yield found


def _read(note: Path) -> LeftRecording | None:
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        return LeftRecording(
            note.with_suffix(SOUND),
            CallId(UUID(said["call_id"])),
            PersonId(UUID(said["person_id"])),
            datetime.fromisoformat(said["started_at"]),
            str(said["machine"]),
            int(said["process_id"]),
            AgentChannel(said["agent_channel"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
