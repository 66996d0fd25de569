"""Tracked items and the steps of their lives."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from qa_desk.domain.ids import EvaluationId, MarkId, PersonId, TrackedItemId
from qa_desk.domain.issue import EvidenceRecord, RaisedCut, TrackedItem, TrackedState
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow, MarkRow
from qa_desk.store.tables.following import TrackedEvidenceRow, TrackedItemEventRow, TrackedItemRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow
from qa_desk.store.visibility import may_read

_FIELDS = (
    "title",
    "criterion_key",
    "reason_key",
    "unit_id",
    "owner_id",
    "due_on",
    "action",
    "state",
    "opened_by",
    "opened_at",
    "closed_at",
    "signed_by",
    "effect_note",
    "cause_owner_kind",
    "cause_owner_id",
    "answer_due_on",
    "cause_state",
    "cause_reason",
    "raised_first",
    "raised_last",
    "target_share",
)


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    """A step of a tracked item: by whom, to which state, with what note."""

    at: datetime
    actor_id: PersonId
    state: TrackedState
    note: str


class TrackingRepository(Repository):
    """All tracked items. `actor_id` and `now` are of this transaction: steps are noted with them."""

    def __init__(self, session: Session, actor_id: PersonId | None, now: datetime | None) -> None:
        super().__init__(session)
        self._actor_id = actor_id
        self._now = now

    def add(self, item: TrackedItem) -> None:
        """Follow an issue from now on."""
        self._session.execute(insert(TrackedItemRow).values(id=item.id, version=item.version, **_columns(item)))
        self._note(item.id, item.opened_by, item.opened_at, item.state, "")

    def get(self, item_id: TrackedItemId) -> TrackedItem | None:
        """The item with that key."""
        return next(iter(self._read(TrackedItemRow.id == item_id)), None)

    def items(self) -> tuple[TrackedItem, ...]:
        """All items, those due first at the top."""
        return self._read()

    def states(self) -> Mapping[str, TrackedState]:
        """The state of the latest item of each criterion that has one."""
        found = sorted(self._read(), key=lambda item: item.opened_at)
        return {item.criterion_key: item.state for item in found}

    def save(self, item: TrackedItem, note: str) -> None:
        """Write a changed item. Raises ConflictError when somebody else saved since it was read."""
        self._save_change(TrackedItemRow, item.id, mine=item, values=_columns(item), load=lambda: self.get(item.id))
        if self._actor_id is not None and self._now is not None:
            self._note(item.id, self._actor_id, self._now, item.state, note)

    def events(self, item_id: TrackedItemId) -> tuple[TrackedEvent, ...]:
        """The steps of an item, first first."""
        statement = select(TrackedItemEventRow).where(TrackedItemEventRow.item_id == item_id)
        rows = self._session.scalars(statement.order_by(TrackedItemEventRow.at))
        return tuple(TrackedEvent(row.at, row.actor_id, row.state, row.note) for row in rows)

    def steps(self) -> dict[TrackedItemId, tuple[TrackedEvent, ...]]:
        """The steps of every item, first first."""
        found: dict[TrackedItemId, list[TrackedEvent]] = {}
        for row in self._session.scalars(select(TrackedItemEventRow).order_by(TrackedItemEventRow.at)):
            found.setdefault(row.item_id, []).append(TrackedEvent(row.at, row.actor_id, row.state, row.note))
        return {item_id: tuple(events) for item_id, events in found.items()}

    def add_evidence(self, item_id: TrackedItemId, found: Iterable[tuple[EvaluationId, MarkId | None]]) -> None:
        """Keep evaluations, each with the mark to hear, as what an item is about."""
        rows = [
            {"id": uuid4(), "item_id": item_id, "evaluation_id": evaluation_id, "mark_id": mark_id}
            for evaluation_id, mark_id in found
        ]
        if rows:
            self._session.execute(insert(TrackedEvidenceRow), rows)

    def evidence(self, visibility: Visibility, item_id: TrackedItemId) -> tuple[EvidenceRecord, ...]:
        """What shows an item, of evaluations that the reader may see, latest call first."""
        statement = (
            select(
                TrackedEvidenceRow.item_id,
                TrackedEvidenceRow.evaluation_id,
                EvaluationRow.call_id,
                CallRow.key,
                CallRow.started_at,
                func.coalesce(PersonRow.name, ""),
                func.coalesce(UnitRow.path, ""),
                MarkRow.id,
                MarkRow.start_s,
                MarkRow.end_s,
                func.coalesce(MarkRow.note, ""),
            )
            .join(EvaluationRow, EvaluationRow.id == TrackedEvidenceRow.evaluation_id)
            .join(CallRow, CallRow.id == EvaluationRow.call_id)
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .outerjoin(MarkRow, (MarkRow.id == TrackedEvidenceRow.mark_id) & MarkRow.sealed.is_(False))
            .where(TrackedEvidenceRow.item_id == item_id, may_read(visibility))
            .order_by(CallRow.started_at.desc(), CallRow.key, MarkRow.start_s)
        )
        return tuple(EvidenceRecord(*row) for row in self._session.execute(statement))

    def _note(self, item_id: TrackedItemId, actor_id: PersonId, at: datetime, state: TrackedState, note: str) -> None:
        row = {"item_id": item_id, "at": at, "actor_id": actor_id, "state": state, "note": note}
        self._session.execute(insert(TrackedItemEventRow).values(id=uuid4(), **row))

    def _read(self, *conditions: Any) -> tuple[TrackedItem, ...]:
        statement = select(TrackedItemRow.__table__).where(*conditions)
        rows = self._session.execute(statement.order_by(TrackedItemRow.due_on, TrackedItemRow.opened_at))
        return tuple(
            TrackedItem(
                id=row.id,
                version=row.version,
                raised_cut=RaisedCut(**(row.raised_cut or {})),
                **{name: getattr(row, name) for name in _FIELDS},
            )
            for row in rows
        )


def _columns(item: TrackedItem) -> dict[str, Any]:
    narrowed = {name: word for name, word in asdict(item.raised_cut).items() if word}
    return {name: getattr(item, name) for name in _FIELDS} | {"raised_cut": narrowed}
