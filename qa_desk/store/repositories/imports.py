"""What came in by which import, so that one that was interrupted can be resumed and told about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update

from qa_desk.domain.ids import ImportId, PersonId, RecordingId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.imports import ImportItemRow, ImportRunRow, ImportState, ItemOutcome

_NOTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportItem:
    """What became of one file, or of one row of a table; `call_key` is the call it belongs to ("" for none).

    `error_code` and `error_params` are those of the QADeskError that refused it.
    """

    name: str
    outcome: ItemOutcome
    row_number: int | None = None
    call_key: str = ""
    sha256: str = ""
    recording_id: RecordingId | None = None
    error_code: str = ""
    error_params: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import; RUNNING without an end was killed."""

    id: ImportId
    source: str
    state: ImportState
    started_at: datetime
    started_by: PersonId | None
    finished_at: datetime | None


class ImportRepository(Repository):
    """All imports."""

    def begin(self, source: str, started_at: datetime, started_by: PersonId | None) -> ImportRun:
        """A new run, or the one of that source that was left unfinished."""
        left = self._session.scalar(
            select(ImportRunRow)
            .where(ImportRunRow.source == source, ImportRunRow.state != ImportState.FINISHED)
            .order_by(ImportRunRow.started_at.desc())
            .limit(1)
        )
        if left is not None:
            key = left.id
            self._set_state(key, ImportState.RUNNING, None)
        else:
            key = ImportId(uuid4())
            self._session.execute(
                insert(ImportRunRow).values(
                    id=key, source=source, state=ImportState.RUNNING, started_at=started_at, started_by=started_by
                )
            )
        run = self.run(key)
        assert run is not None
        return run

    def run(self, run_id: ImportId) -> ImportRun | None:
        """The run with that key."""
        row = self._session.scalar(
            select(ImportRunRow).where(ImportRunRow.id == run_id).execution_options(populate_existing=True)
        )
        return _run(row) if row else None

    def latest(self, limit: int = 20) -> tuple[ImportRun, ...]:
        """The latest runs, newest first."""
        statement = select(ImportRunRow).order_by(ImportRunRow.started_at.desc()).limit(limit)
        return tuple(_run(row) for row in self._session.scalars(statement))

    def note(self, run_id: ImportId, items: Sequence[ImportItem]) -> None:
        """Keep what became of these files and rows; what an earlier attempt said of them is replaced."""
        latest = list({(item.name, item.row_number): item for item in items}.values())
        for at in range(0, len(latest), _NOTED_AT_ONCE):
            self._note(run_id, latest[at : at + _NOTED_AT_ONCE])

    def items(self, run_id: ImportId) -> tuple[ImportItem, ...]:
        """What became of each file and row of a run, in the order it was met."""
        statement = select(ImportItemRow).where(ImportItemRow.run_id == run_id).order_by(ImportItemRow.position)
        return tuple(_item(row) for row in self._session.scalars(statement))

    def end(self, run_id: ImportId, state: ImportState, finished_at: datetime) -> None:
        """Finished, or cancelled and to be resumed one day."""
        self._set_state(run_id, state, finished_at)

    def _note(self, run_id: ImportId, items: Sequence[ImportItem]) -> None:
        of_run = ImportItemRow.run_id == run_id
        named = select(ImportItemRow).where(of_run, ImportItemRow.name.in_({item.name for item in items}))
        known = {(row.name, row.row_number): (row.id, _item(row)) for row in self._session.scalars(named)}
        first = self._session.scalar(select(func.count()).where(of_run)) or 0
        new: list[dict[str, Any]] = []
        for item in items:
            key, kept = known.get((item.name, item.row_number), (None, None))
            if key is None:
                place = {"id": uuid4(), "run_id": run_id, "position": first + len(new)}
                new.append(place | {"name": item.name, "row_number": item.row_number} | _said(item))
            elif kept != item:
                self._session.execute(update(ImportItemRow).where(ImportItemRow.id == key).values(**_said(item)))
        if new:
            self._session.execute(insert(ImportItemRow), new)

    def _set_state(self, run_id: ImportId, state: ImportState, finished_at: datetime | None) -> None:
        statement = update(ImportRunRow).where(ImportRunRow.id == run_id)
        self._session.execute(statement.values(state=state, finished_at=finished_at))


def _run(row: ImportRunRow) -> ImportRun:
    return ImportRun(row.id, row.source, row.state, row.started_at, row.started_by, row.finished_at)


def _said(item: ImportItem) -> dict[str, Any]:
    return {
        "outcome": item.outcome,
        "call_key": item.call_key,
        "sha256": item.sha256 or None,
        "recording_id": item.recording_id,
        "error_code": item.error_code,
        "error_params": dict(item.error_params) or None,
    }


def _item(row: ImportItemRow) -> ImportItem:
    return ImportItem(
        name=row.name,
        outcome=row.outcome,
        row_number=row.row_number,
        call_key=row.call_key,
        sha256=row.sha256 or "",
        recording_id=row.recording_id,
        error_code=row.error_code,
        error_params=row.error_params or {},
    )
