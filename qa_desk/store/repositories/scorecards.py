"""Scorecards and their versions; a published version is only ever read, or retired."""

import json
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, delete, distinct, func, insert, select, update

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.errors import ConflictError, ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import CriterionId, EvaluationId, PersonId, ScorecardId, VersionId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import CriticalPolicy, ScorecardVersion, VersionState
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.remembered import of_moment
from qa_desk.store.repositories.base import Repository, text_from_json, text_to_json
from qa_desk.store.scorecard_definition import definition_hash, sections_from_json, sections_to_json
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import ScoredFactRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.tables.scorecards import CriterionRow, ScorecardRow, ScorecardVersionRow
from qa_desk.store.visibility import may_read

_INDEPENDENT = frozenset({Purpose.ROUTINE, Purpose.OVERLAP, Purpose.CALIBRATION})
"""Scored without knowing what somebody else answered; a repeat is by the same inspector."""

_KNOWN = "scorecard versions"

_NOT_SCORED_YET = (AssignmentState.WAITING, AssignmentState.BEGUN)


class ScorecardRepository(Repository):
    """All scorecards."""

    def version(self, version_id: VersionId) -> ScorecardVersion:
        """The version with that key. Raises NotFoundError."""
        found = self._first(_versions().where(ScorecardVersionRow.id == version_id))
        if found is None:
            raise NotFoundError(what=version_id)
        return found

    def versions(self, scorecard_key: str = "") -> tuple[ScorecardVersion, ...]:
        """Every version of a scorecard by number; without a key, of all scorecards."""
        known = of_moment(self._session, _KNOWN)
        if scorecard_key not in known:
            statement = _versions()
            known[scorecard_key] = self._all(
                statement.where(ScorecardRow.key == scorecard_key) if scorecard_key else statement
            )
        return known[scorecard_key]

    def all(self) -> tuple[ScorecardVersion, ...]:
        """Every version of every scorecard, by key and number."""
        return self.versions()

    def numbered(self, key: str, number: int) -> ScorecardVersion | None:
        """One version of the scorecard with that key."""
        return self._first(_versions().where(ScorecardRow.key == key, ScorecardVersionRow.number == number))

    def in_force(self, key: str, day: date) -> ScorecardVersion | None:
        """The version that calls are given out on that day: of those published and begun, the highest number."""
        found = self._all(
            _versions().where(ScorecardRow.key == key, ScorecardVersionRow.state == VersionState.PUBLISHED)
        )
        return next((version for version in reversed(found) if version.is_in_force(day)), None)

    def n_evaluations(self, visibility: Visibility) -> dict[VersionId, int]:
        """How many evaluations there are on each version, of those that the reader may see."""
        statement = (
            select(EvaluationRow.version_id, func.count())
            .where(may_read(visibility))
            .group_by(EvaluationRow.version_id)
        )
        return {VersionId(row[0]): row[1] for row in self._session.execute(statement)}

    def n_waiting(self) -> dict[VersionId, int]:
        """How many assignments on each version are not handed in yet; whose and of which calls is not said."""
        statement = (
            select(AssignmentRow.version_id, func.count())
            .where(AssignmentRow.state.in_(_NOT_SCORED_YET))
            .group_by(AssignmentRow.version_id)
        )
        return {VersionId(row[0]): row[1] for row in self._session.execute(statement)}

    def of_record(self, key: str, first_day: date, last_day: date, visibility: Visibility) -> tuple[EvaluationId, ...]:
        """The evaluations of record on a scorecard for calls of these days, of those that the reader may see."""
        statement = (
            select(EvaluationRow.id)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == EvaluationRow.id)
            .where(ScoredFactRow.scorecard_key == key, ScoredFactRow.day.between(first_day, last_day))
            .where(may_read(visibility))
            .order_by(ScoredFactRow.day, EvaluationRow.id)
        )
        return tuple(EvaluationId(found) for found in self._session.scalars(statement))

    def scored_by_several(
        self, key: str, since: datetime, until: datetime, visibility: Visibility
    ) -> tuple[EvaluationId, ...]:
        """Evaluations handed in between two moments on calls that several inspectors scored independently.

        Those of the reader's sight; a calibration evaluation handed in after the reveal is not independent, nor is what
        a dispute led to. Monitored calls stay apart, as in every figure: what was heard as it was spoken is not rated
        like a recording.
        """
        independent = (
            select(EvaluationRow.id, EvaluationRow.call_id, EvaluationRow.inspector_id)
            .join(ScorecardVersionRow, ScorecardVersionRow.id == EvaluationRow.version_id)
            .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
            .where(ScorecardRow.key == key, EvaluationRow.state == EvaluationState.SUBMITTED)
            .where(EvaluationRow.purpose.in_(sorted(_INDEPENDENT)), EvaluationRow.late.is_(False))
            .where(EvaluationRow.mode == MonitoringMode.SAMPLED)
            .where(EvaluationRow.submitted_at >= since, EvaluationRow.submitted_at < until)
            .where(may_read(visibility), EvaluationRow.sealed.is_(False), ~follows_dispute())
            .subquery()
        )
        several = (
            select(independent.c.call_id)
            .group_by(independent.c.call_id)
            .having(func.count(distinct(independent.c.inspector_id)) > 1)
        )
        statement = select(independent.c.id).where(independent.c.call_id.in_(several)).order_by(independent.c.id)
        return tuple(EvaluationId(found) for found in self._session.scalars(statement))

    def draft(self, key: str) -> ScorecardVersion | None:
        """The version of the scorecard that is being written, if any."""
        return self._first(_versions().where(ScorecardRow.key == key, ScorecardVersionRow.state == VersionState.DRAFT))

    def scorecard_id(self, key: str) -> ScorecardId | None:
        """The key in the database of the scorecard with that key in files."""
        return self._session.scalar(select(ScorecardRow.id).where(ScorecardRow.key == key))

    def next_number(self, scorecard_id: ScorecardId) -> int:
        """The number that a further version gets."""
        highest = select(func.max(ScorecardVersionRow.number)).where(ScorecardVersionRow.scorecard_id == scorecard_id)
        return (self._session.scalar(highest) or 0) + 1

    def add(self, version: ScorecardVersion) -> None:
        """Enter a new version, and its scorecard where it is the first."""
        if self.scorecard_id(version.scorecard_key) is None:
            scorecard = {"id": version.scorecard_id, "key": version.scorecard_key}
            self._session.execute(insert(ScorecardRow).values(**scorecard))
        self._session.execute(insert(ScorecardVersionRow).values(id=version.id, **_columns(version)))
        self._write_criteria(version)

    def save_draft(self, version: ScorecardVersion) -> None:
        """Write a draft anew; its `n_saves` is the one it was read with.

        Raises WRONG_STATE for a version that is published or retired, ConflictError when somebody saved it since.
        """
        statement = update(ScorecardVersionRow).where(*_as_read(version, VersionState.DRAFT))
        values = _columns(version) | {"version": version.n_saves + 1}
        if self._n_changed(statement.values(**values)) != 1:
            raise self._conflict(version, VersionState.DRAFT)
        self._session.execute(delete(CriterionRow).where(CriterionRow.version_id == version.id))
        self._write_criteria(version)

    def remove_draft(self, draft: ScorecardVersion) -> None:
        """Take a draft away as it was read, and its scorecard where it was the only version.

        Raises WRONG_STATE for what is no draft, ConflictError when somebody saved it since.
        """
        statement = delete(ScorecardVersionRow)
        if self._n_changed(statement.where(*_as_read(draft, VersionState.DRAFT))) != 1:
            raise self._conflict(draft, VersionState.DRAFT)
        if not self.versions(draft.scorecard_key):
            self._session.execute(delete(ScorecardRow).where(ScorecardRow.id == draft.scorecard_id))

    def publish(
        self,
        draft: ScorecardVersion,
        published_at: datetime,
        published_by: PersonId | None,
        in_force_from: date | None = None,
    ) -> None:
        """From here on the version never changes, and says what was read.

        Raises WRONG_STATE unless it is a draft, ConflictError when somebody saved it since.
        """
        values = {"state": VersionState.PUBLISHED, "published_at": published_at, "published_by": published_by}
        statement = update(ScorecardVersionRow).where(*_as_read(draft, VersionState.DRAFT))
        if self._n_changed(statement.values(in_force_from=in_force_from, **values)) != 1:
            raise self._conflict(draft, VersionState.DRAFT)

    def retire(self, version_id: VersionId, retired_at: datetime) -> None:
        """No further call is scored on it. Raises WRONG_STATE unless it is published."""
        statement = update(ScorecardVersionRow).where(
            ScorecardVersionRow.id == version_id, ScorecardVersionRow.state == VersionState.PUBLISHED
        )
        if self._n_changed(statement.values(state=VersionState.RETIRED, retired_at=retired_at)) != 1:
            self._in_state(version_id, VersionState.PUBLISHED)

    def _n_changed(self, statement: Any) -> int:
        return self._session.execute(statement).rowcount  # pyright: ignore[reportAttributeAccessIssue] - CursorResult

    def _conflict(self, mine: ScorecardVersion, state: VersionState) -> ConflictError:
        """What to say when a version is not as it was read. Raises WRONG_STATE where it has left that state."""
        found = self._in_state(mine.id, state)
        return ConflictError(mine=mine, theirs=found, who=self._last_actor_name(mine.id))

    def _in_state(self, version_id: VersionId, state: VersionState) -> ScorecardVersion:
        """The version, when it is in that state. Raises WRONG_STATE, NotFoundError."""
        found = self.version(version_id)
        if found.state is not state:
            what = f"{found.scorecard_key} {found.number}"
            raise QADeskError(ErrorCode.WRONG_STATE, what=what, state=found.state.value)
        return found

    def _write_criteria(self, version: ScorecardVersion) -> None:
        sections = {criterion.key: section.key for section in version.sections for criterion in section.criteria}
        rows = [
            {
                "id": CriterionId(uuid4()),
                "version_id": version.id,
                "key": criterion.key,
                "section_key": sections[criterion.key],
                "position": position,
                "title": text_to_json(criterion.title),
                "scale_key": criterion.scale.key,
                "weight": criterion.weight,
                "critical": criterion.critical,
                "bonus": criterion.bonus,
            }
            for position, criterion in enumerate(version.criteria)
        ]
        if rows:
            self._session.execute(insert(CriterionRow), rows)

    def _first(self, statement: Select[Any]) -> ScorecardVersion | None:
        return next(iter(self._all(statement)), None)

    def _all(self, statement: Select[Any]) -> tuple[ScorecardVersion, ...]:
        return tuple(_version(row) for row in self._session.execute(statement))


def _as_read(version: ScorecardVersion, state: VersionState) -> tuple[ColumnElement[bool], ...]:
    row = ScorecardVersionRow
    return row.id == version.id, row.state == state, row.version == version.n_saves


def _versions() -> Select[Any]:
    return (
        select(ScorecardVersionRow.__table__, ScorecardRow.key.label("scorecard_key"))
        .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
        .order_by(ScorecardRow.key, ScorecardVersionRow.number)
    )


def _version(row: Row[Any]) -> ScorecardVersion:
    return ScorecardVersion(
        id=row.id,
        scorecard_id=row.scorecard_id,
        scorecard_key=row.scorecard_key,
        number=row.number,
        title=text_from_json(row.title),
        state=row.state,
        policy=CriticalPolicy(row.policy_kind, row.policy_cap),
        sections=sections_from_json(json.loads(row.definition)),
        published_at=row.published_at,
        in_force_from=row.in_force_from,
        retired_at=row.retired_at,
        n_saves=row.version,
    )


def _columns(version: ScorecardVersion) -> dict[str, Any]:
    return {
        "scorecard_id": version.scorecard_id,
        "number": version.number,
        "title": text_to_json(version.title),
        "state": version.state,
        "policy_kind": version.policy.kind,
        "policy_cap": version.policy.cap,
        "definition": json.dumps(sections_to_json(version.sections), ensure_ascii=False),
        "sha256": definition_hash(version),
        "published_at": version.published_at,
        "in_force_from": version.in_force_from,
        "retired_at": version.retired_at,
    }
