"""The passages of recordings that must not be heard; a mask holds for the content, whichever call it belongs to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import aliased

from qa_desk.domain.ids import CallId, MaskId, PersonId, RecordingId
from qa_desk.domain.masking import MaskedPassage, MaskState
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import RecordingRow
from qa_desk.store.tables.privacy import MaskedPassageRow


class MaskRepository(Repository):
    """All masked passages."""

    def of_call(self, call_id: CallId) -> tuple[MaskedPassage, ...]:
        """What was proposed or confirmed for the recordings of a call, in order of time within each."""
        masked = aliased(RecordingRow)
        # Content that came in twice is one sound: what is masked in one call must not be heard in the other.
        statement = (
            select(MaskedPassageRow, RecordingRow.id.label("here"))
            .join(masked, masked.id == MaskedPassageRow.recording_id)
            .join(RecordingRow, (RecordingRow.id == masked.id) | (RecordingRow.sha256 == masked.sha256))
            .where(RecordingRow.call_id == call_id)
            .order_by(RecordingRow.position, MaskedPassageRow.start_s, MaskedPassageRow.id)
        )
        return tuple(_mask(row, here) for row, here in self._session.execute(statement))

    def confirmed_of(self, call_id: CallId) -> dict[RecordingId, tuple[tuple[float, float], ...]]:
        """What must not be heard of each recording of a call: start and end in seconds of it."""
        found: dict[RecordingId, tuple[tuple[float, float], ...]] = {}
        for mask in self.of_call(call_id):
            if mask.state is MaskState.CONFIRMED:
                found[mask.recording_id] = (*found.get(mask.recording_id, ()), (mask.start_s, mask.end_s))
        return found

    def these(self, mask_ids: Iterable[MaskId]) -> tuple[MaskedPassage, ...]:
        """The masks of these keys that are there."""
        return self._read(MaskedPassageRow.id.in_(list(mask_ids)))

    def waiting(self) -> tuple[tuple[CallId, MaskedPassage], ...]:
        """What was proposed and waits for a decision, oldest first, with its call."""
        statement = (
            select(MaskedPassageRow, RecordingRow.call_id)
            .join(RecordingRow, RecordingRow.id == MaskedPassageRow.recording_id)
            .where(MaskedPassageRow.state == MaskState.PROPOSED)
            .order_by(MaskedPassageRow.proposed_at, MaskedPassageRow.id)
        )
        return tuple((call_id, _mask(row, row.recording_id)) for row, call_id in self._session.execute(statement))

    def add(self, *masks: MaskedPassage) -> None:
        """Enter masks."""
        if masks:
            self._session.execute(insert(MaskedPassageRow), [_columns(mask) for mask in masks])

    def confirm(self, mask_ids: Iterable[MaskId], by: PersonId, at: datetime) -> None:
        """Let what was proposed hold."""
        self._session.execute(
            update(MaskedPassageRow)
            .where(MaskedPassageRow.id.in_(list(mask_ids)))
            .values(state=MaskState.CONFIRMED, decided_by=by, decided_at=at)
        )

    def remove(self, *mask_ids: MaskId) -> None:
        """Let passages be heard again."""
        self._session.execute(delete(MaskedPassageRow).where(MaskedPassageRow.id.in_(mask_ids)))

    def _read(self, *conditions: Any) -> tuple[MaskedPassage, ...]:
        rows = self._session.scalars(select(MaskedPassageRow).where(*conditions).order_by(MaskedPassageRow.start_s))
        return tuple(_mask(row, row.recording_id) for row in rows)


def _mask(row: MaskedPassageRow, recording_id: RecordingId) -> MaskedPassage:
    return MaskedPassage(
        id=row.id,
        recording_id=recording_id,
        start_s=row.start_s,
        end_s=row.end_s,
        kind=row.kind,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _columns(mask: MaskedPassage) -> dict[str, Any]:
    return {name: getattr(mask, name) for name in mask.__dataclass_fields__}
