"""Bringing in recordings with what is known of their calls, people and transcripts.

Each file is a small transaction of its own, and what came in is known by its content: an import that was killed or
cancelled is run again and goes on where it was, without doubles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.bringing_in.call_rows import CallRow, read_call_rows
from qa_desk.services.bringing_in.import_report import ImportItem, ImportOutcome, ImportReport, ImportRequest
from qa_desk.services.bringing_in.people_rows import read_people_rows
from qa_desk.services.bringing_in.run_log import ImportRunLog, report_of_run
from qa_desk.services.bringing_in.sources import ImportSources, RecordingFinder, SourceFile, find_sources
from qa_desk.services.bringing_in.taking_in import STOPS_THE_IMPORT, Taking
from qa_desk.services.clock import Clock
from qa_desk.services.progress import Progress
from qa_desk.store.store import Store

_CHANGED = Changes(frozenset({ObjectKind.CALL, ObjectKind.RECORDING, ObjectKind.PERSON, ObjectKind.UNIT}))


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing to be done: what the progress line calls it, and the doing."""

    name: str
    run: Callable[[], ImportItem | tuple[ImportItem, ...]]


class Importing:
    """What an administrator brings in."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def import_files(self, actor: Actor, request: ImportRequest, progress: Progress) -> ImportReport:
        """Bring in whatever can be, and say of every file and row what became of it.

        A broken file or a faulty row is refused by name, the rest goes on. Cancelling keeps what came in until then.

        Raises:
            QADeskError: NOT_ALLOWED; the fault of a table that can't be read at all, before anything is done; a full
                disk or a lost database, with everything kept that had come in.
        """
        require(actor, Action.IMPORT_RECORDINGS)
        progress.report(0, None, _("Looking through the files"))
        self._store.recordings.sweep()
        sources = find_sources(
            request.paths,
            calls_csv=request.calls_csv,
            people_csv=request.people_csv,
            transcripts=request.transcripts,
        )
        if sources.people_csv is not None:
            require(actor, Action.MANAGE_PEOPLE)
        refused = [ImportItem(name, ImportOutcome.REFUSED, error=error) for name, error in sources.refused]
        taking = Taking(self._store, self._clock, actor, progress)
        steps = self._people_steps(taking, sources.people_csv, refused)
        steps += self._recording_steps(taking, sources, refused)
        steps += [_Step(source.name, partial(taking.transcript, source)) for source in sources.transcripts]
        log = ImportRunLog.begin(self._store, actor, self._clock, _source_of(request))
        log.note(refused)
        try:
            cancelled = _run(steps, log, progress)
        except QADeskError:
            log.end(cancelled=True)
            raise
        log.end(cancelled=cancelled)
        return ImportReport(tuple(log.items), cancelled, _CHANGED if steps else Changes())

    def look_through(self, actor: Actor, request: ImportRequest) -> ImportSources:
        """What an import would take up: recordings, transcripts, and the tables lying beside them; nothing is done."""
        require(actor, Action.IMPORT_RECORDINGS)
        return find_sources(
            request.paths,
            calls_csv=request.calls_csv,
            people_csv=request.people_csv,
            transcripts=request.transcripts,
        )

    def last_report(self, actor: Actor) -> ImportReport | None:
        """What the latest import came to, also one that was killed; None when there was none."""
        require(actor, Action.IMPORT_RECORDINGS)
        with self._store.reading() as uow:
            latest = uow.imports.latest(1)
            return report_of_run(latest[0], uow.imports.items(latest[0].id)) if latest else None

    def _people_steps(self, taking: Taking, table: Path | None, refused: list[ImportItem]) -> list[_Step]:
        if table is None:
            return []
        with self._store.reading() as uow:
            known = {name for person in uow.people.all() for name in (person.external_id, person.name)}
        people = read_people_rows(table, known)
        refused += [_refused_row(people.file, error) for error in people.refused]
        return [_Step(people.file, partial(taking.people, people.file, people.rows))] if people.rows else []

    def _recording_steps(self, taking: Taking, sources: ImportSources, refused: list[ImportItem]) -> list[_Step]:
        """The rows of calls.csv with the recordings they name, then the recordings that no row names."""
        steps: list[_Step] = []
        spoken_for: set[Path] = set()
        if sources.calls_csv is not None:
            with self._store.reading() as uow:
                zone = ZoneInfo(uow.settings.time_zone())
            calls = read_call_rows(sources.calls_csv, zone)
            refused += [_refused_row(calls.file, error) for error in calls.refused]
            finder = RecordingFinder(sources.recordings, sources.calls_csv.parent)
            for row in calls.rows:
                source = finder.find(row.file) if row.file else None
                spoken_for |= {source.path} if source else set()
                steps.append(_row_step(taking, calls.file, row, source))
            # A recording whose row was refused waits for the row to be put right.
            waiting = {finder.find(name) for name in calls.refused_files}
            spoken_for |= {source.path for source in waiting if source}
        loose = [source for source in sources.recordings if source.path not in spoken_for]
        return steps + [_Step(source.name, partial(taking.loose_recording, source)) for source in loose]


def _row_step(taking: Taking, table: str, row: CallRow, source: SourceFile | None) -> _Step:
    return _Step(row.file or row.key, partial(taking.call, table, row, source))


def _run(steps: Sequence[_Step], log: ImportRunLog, progress: Progress) -> bool:
    """Do one thing after another; True when it was cancelled."""
    for done, step in enumerate(steps):
        if progress.is_cancelled:
            return True
        progress.report(done, len(steps), step.name)
        try:
            outcome = step.run()
        except QADeskError as error:
            if error.code is ErrorCode.CANCELLED:
                return True
            if error.code in STOPS_THE_IMPORT:
                raise
            outcome = ImportItem(step.name, ImportOutcome.REFUSED, error=error)
        log.note(outcome if isinstance(outcome, tuple) else (outcome,))
    progress.report(len(steps), len(steps), "")
    return False


def _refused_row(table: str, error: QADeskError) -> ImportItem:
    row = error.params.get("row")
    return ImportItem(table, ImportOutcome.REFUSED, row if isinstance(row, int) else None, error)


def _source_of(request: ImportRequest) -> str:
    """What an import is known by, so that the same one run again takes up what was left."""
    named = [*request.paths, request.calls_csv, request.people_csv, request.transcripts]
    return "\n".join(str(path.resolve()) for path in named if path)
