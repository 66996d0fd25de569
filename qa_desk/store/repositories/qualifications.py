"""Blueprints, who sat them with what outcome, and who holds a certificate."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update

from qa_desk.domain.ids import BlueprintId, PersonId, QualificationId, ScorecardId
from qa_desk.domain.qualification import (
    Blueprint,
    FamilyRule,
    Outcome,
    Plan,
    Quota,
    QuotaKind,
    RuleOutcome,
    Side,
    Sitting,
)
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.practising import BlueprintRow, QualificationRow


class QualificationRepository(Repository):
    """All blueprints and sittings."""

    def write(self, blueprint: Blueprint) -> None:
        """Keep a new blueprint."""
        self._session.execute(
            insert(BlueprintRow).values(
                id=blueprint.id,
                scorecard_id=blueprint.scorecard_id,
                definition=asdict(blueprint.plan),
                written_by=blueprint.written_by,
                written_at=blueprint.written_at,
                ended_at=blueprint.ended_at,
            )
        )

    def end(self, blueprint_id: BlueprintId, at: datetime) -> None:
        """Let nobody begin on it any more."""
        statement = update(BlueprintRow).where(BlueprintRow.id == blueprint_id, BlueprintRow.ended_at.is_(None))
        self._session.execute(statement.values(ended_at=at))

    def blueprint(self, blueprint_id: BlueprintId) -> Blueprint | None:
        """The blueprint with that key."""
        row = self._session.execute(select(BlueprintRow.__table__).where(BlueprintRow.id == blueprint_id)).first()
        return _blueprint(row) if row else None

    def blueprints(self) -> tuple[Blueprint, ...]:
        """All of them, in the order they were written, those that ended too."""
        rows = self._session.execute(select(BlueprintRow.__table__).order_by(BlueprintRow.written_at, BlueprintRow.id))
        return tuple(_blueprint(row) for row in rows)

    def begin(self, sitting: Sitting) -> None:
        """Keep a sitting that begins."""
        self._session.execute(
            insert(QualificationRow).values(
                id=sitting.id,
                person_id=sitting.person_id,
                scorecard_id=sitting.scorecard_id,
                blueprint_id=sitting.blueprint_id,
                attempt=sitting.attempt,
                seed=sitting.seed,
                started_at=sitting.started_at,
                due_at=sitting.due_at,
                n_judgements=sitting.n_judgements,
                n_allowed_errors=sitting.n_allowed_errors,
            )
        )

    def finish(self, sitting_id: QualificationId, outcome: Outcome, at: datetime, valid_until: date | None) -> None:
        """Keep the verdict; a sitting that has one stays as it is."""
        self._session.execute(
            update(QualificationRow)
            .where(QualificationRow.id == sitting_id, QualificationRow.finished_at.is_(None))
            .values(
                finished_at=at,
                n_errors=outcome.n_errors,
                passed=outcome.passed,
                valid_until=valid_until,
                outcome=asdict(outcome),
            )
        )

    def sitting(self, sitting_id: QualificationId) -> Sitting | None:
        """The sitting with that key."""
        return next(iter(self._sittings(QualificationRow.id == sitting_id)), None)

    def sittings(self, person_id: PersonId | None = None) -> tuple[Sitting, ...]:
        """Those of one person or of everybody, oldest first."""
        return self._sittings(*([QualificationRow.person_id == person_id] if person_id is not None else []))

    def holders(self, scorecard_id: ScorecardId, day: date) -> Mapping[PersonId, date]:
        """Who holds a certificate for the scorecard on that day, and until when; for everybody, unlike outcomes."""
        if is_sqlite(self._session.get_bind()):
            rows = self._session.execute(
                select(QualificationRow.person_id, func.max(QualificationRow.valid_until).label("valid_until"))
                .where(QualificationRow.scorecard_id == scorecard_id, QualificationRow.passed.is_(True))
                .where(QualificationRow.valid_until >= day)
                .group_by(QualificationRow.person_id)
            )
        else:
            statement = text("SELECT person_id, valid_until FROM server.certificates(:scorecard, :day)")
            rows = self._session.execute(statement, {"scorecard": scorecard_id, "day": day})
        return {row.person_id: row.valid_until for row in rows}

    def _sittings(self, *conditions: Any) -> tuple[Sitting, ...]:
        statement = select(QualificationRow.__table__).where(*conditions)
        rows = self._session.execute(statement.order_by(QualificationRow.started_at, QualificationRow.id))
        return tuple(_sitting(row) for row in rows)


def _blueprint(row: Row[Any]) -> Blueprint:
    kept = row.definition
    plan = Plan(
        **(
            kept
            | {
                "rules": tuple(_rule(one) for one in kept["rules"]),
                "quotas": tuple(Quota(**(one | {"kind": QuotaKind(one["kind"])})) for one in kept["quotas"]),
            }
        )
    )
    return Blueprint(row.id, row.scorecard_id, plan, row.written_by, row.written_at, row.ended_at)


def _rule(kept: dict[str, Any]) -> FamilyRule:
    return FamilyRule(**(kept | {"family": CriticalFamily(kept["family"]), "side": Side(kept["side"])}))


def _sitting(row: Row[Any]) -> Sitting:
    fields = dict(row._mapping)
    kept = fields.pop("outcome")
    return Sitting(**fields, outcome=_outcome(kept) if kept else None)


def _outcome(kept: dict[str, Any]) -> Outcome:
    rules = tuple(RuleOutcome(_rule(one["rule"]), one["n_errors"]) for one in kept["rules"])
    return Outcome(
        rules, kept["n_other"], kept["n_other_agreeing"], kept["n_handed_in"], kept["n_cases"], kept["passed"]
    )
