"""Taking in one thing of an import: a recording with its row or without, a call without sound, people, a transcript.

Each is one transaction, and finds by content what came in before.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Recording
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.i18n import _
from qa_desk.services.bringing_in.call_keeping import KeptSound, keep_loose, keep_row
from qa_desk.services.bringing_in.call_rows import CallRow
from qa_desk.services.bringing_in.import_report import ImportItem, ImportOutcome
from qa_desk.services.bringing_in.people_keeping import keep_people, require_administrator
from qa_desk.services.bringing_in.people_rows import PersonRow
from qa_desk.services.bringing_in.sources import SourceFile
from qa_desk.services.bringing_in.transcript_file import read_transcript
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.search_entries import index_transcript
from qa_desk.services.keeping.spoken import as_readable, says_the_same
from qa_desk.services.progress import Progress
from qa_desk.store.recordings import sha256_of
from qa_desk.store.repositories.recordings import KnownRecording, NamedRecording
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

STOPS_THE_IMPORT = frozenset(
    {
        ErrorCode.CANCELLED,
        ErrorCode.DISK_FULL,
        ErrorCode.DATABASE_LOCKED,
        ErrorCode.DATABASE_UNREACHABLE,
        ErrorCode.RECORDINGS_AWAY,
        ErrorCode.RECORDINGS_KEY_MISSING,
        ErrorCode.DATABASE_DAMAGED,
    }
)
"""Not the fault of one file: every further one would fail alike, or nobody wants it any more."""


class Taking:
    """Takes in one thing after another on behalf of one actor."""

    def __init__(self, store: Store, clock: Clock, actor: Actor, progress: Progress) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor
        self._progress = progress
        self._by_stem: dict[str, list[NamedRecording]] | None = None

    def call(self, table: str, row: CallRow, source: SourceFile | None) -> ImportItem:
        """A row of calls.csv with the recording it names; the call is kept even when that is broken or did not come."""
        sound, error = None, None
        try:
            sound, error = self._sound(source) if source else (None, None)
        except QADeskError as refused:
            if refused.code in STOPS_THE_IMPORT:
                raise
            error = refused
        with self._store.unit_of_work(self._actor, self._clock) as uow:
            outcome = keep_row(uow, row, sound, self._clock.now())
            uow.commit()
        if error is not None and sound is None:
            outcome = ImportOutcome.REFUSED
        elif outcome is ImportOutcome.RECORDING_MISSING and row.file:
            error = QADeskError(ErrorCode.FILE_MISSING, file=row.file)
        return ImportItem(row.file or table, outcome, row.number, error, row.key)

    def loose_recording(self, source: SourceFile) -> ImportItem:
        """A recording that no row names."""
        sha256 = sha256_of(source.path)
        held = self._held(sha256)
        if held is not None:
            # nothing to write: whoever brings in a folder anew, with thousands that came before, waits for this
            return ImportItem(source.name, ImportOutcome.ALREADY_HERE, call_key=held.call_key)
        sound, flaw = self._examined(source, sha256)
        with self._store.unit_of_work(self._actor, self._clock) as uow:
            call, outcome = keep_loose(uow, source.name, sound, self._clock.now())
            uow.commit()
        return ImportItem(source.name, outcome, error=flaw, call_key=call.key)

    def people(self, table: str, rows: Sequence[PersonRow]) -> tuple[ImportItem, ...]:
        """The rows of people.csv, all of them together."""
        with self._store.unit_of_work(self._actor, self._clock) as uow:
            keep_people(uow, rows, self._clock.now())
            zone = ZoneInfo(uow.settings.time_zone())
            require_administrator(uow, self._clock.now().astimezone(zone).date())
            uow.audit("people.imported", "person", n_rows=len(rows))
            uow.commit()
        return tuple(ImportItem(table, ImportOutcome.ROW_READ, row.number) for row in rows)

    def transcript(self, source: SourceFile) -> ImportItem:
        """What was said in the recording of the same name."""
        segments = read_transcript(source.path)
        with self._store.unit_of_work(self._actor, self._clock) as uow:
            recording = self._recording_named_like(uow, source)
            key = uow.calls.get(recording.call_id).key
            if says_the_same(uow.recordings.transcript(recording.id), segments):
                return ImportItem(source.name, ImportOutcome.ALREADY_HERE, call_key=key)
            uow.recordings.add_transcript(
                recording.id, segments, source_name=source.name, language="", imported_at=self._clock.now()
            )
            masked = uow.masks.confirmed_of(recording.call_id).get(recording.id, ())
            index_transcript(uow, recording, key, as_readable(segments, masked), self._clock.now())
            uow.commit()
        return ImportItem(source.name, ImportOutcome.ROW_READ, call_key=key)

    def _sound(self, source: SourceFile) -> tuple[KeptSound, QADeskError | None]:
        """The recording in the store, and what is wrong with it though it can be played."""
        sha256 = sha256_of(source.path)
        held = self._held(sha256)
        return (KeptSound.of_recording(held.recording), None) if held else self._examined(source, sha256)

    def _held(self, sha256: str) -> KnownRecording | None:
        """The first recording of that content, where the store has its file."""
        with self._store.reading() as uow:
            known = uow.recordings.first_with_hash(sha256)
        # asked outside: it looks into the settings by itself
        if known and self._store.recordings.holds(known.recording.relative_path, known.recording.size_bytes):
            return known
        return None

    def _examined(self, source: SourceFile, sha256: str) -> tuple[KeptSound, QADeskError | None]:
        """The same of a recording that is new: it is read to its end before it is copied into the store."""
        # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
        from qa_desk.audio.clip import examine
        from qa_desk.audio.decoding.ffmpeg import find_ffmpeg

        probed = examine(source.path, ffmpeg=find_ffmpeg(), cancelled=lambda: self._progress.is_cancelled)
        stored = self._store.recordings.add(source.path, progress=self._stop_when_cancelled)
        if stored.sha256 != sha256:
            detail = _("it was changed while it was read")
            raise QADeskError(ErrorCode.FILE_UNREADABLE, file=source.name, detail=detail)
        info = probed.clip
        sound = KeptSound(
            sha256,
            stored.relative_path,
            stored.size_bytes,
            info.container,
            info.codec,
            info.rate_hz,
            info.channels,
            info.duration_s,
        )
        return sound, probed.flaw

    def _recording_named_like(self, uow: UnitOfWork, source: SourceFile) -> Recording:
        """The only recording of that path without its ending, else the only one of that name. Raises NotFoundError."""
        if self._by_stem is None:
            # once for all transcripts: they come after the recordings, and a centre has many of both
            self._by_stem = _by_stem(uow.recordings.names_present())
        path = _without_ending(source.name)
        named = self._by_stem.get(PurePosixPath(source.name).stem.casefold(), [])
        exact = [one for one in named if _without_ending(one.original_name) == path]
        for found in (exact, named):
            recording = uow.recordings.recording(found[0].id) if len(found) == 1 else None
            if recording is not None:
                return recording
        raise NotFoundError(what=_("The one recording that {file} belongs to").format(file=source.name))

    def _stop_when_cancelled(self, _n_bytes: int) -> None:
        if self._progress.is_cancelled:
            raise QADeskError(ErrorCode.CANCELLED)


def _by_stem(named: Iterable[NamedRecording]) -> dict[str, list[NamedRecording]]:
    found: dict[str, list[NamedRecording]] = {}
    for one in named:
        found.setdefault(PurePosixPath(one.original_name).stem.casefold(), []).append(one)
    return found


def _without_ending(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")).casefold()
