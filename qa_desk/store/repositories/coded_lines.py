"""Lines of codes by the thousand, as columns: what the figures of a year are made of. No object for each answer.

Only what the reader may see, and only what is handed in; keys are text here, as making a UUID of each costs more than
reading it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from json import loads
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, or_, select, text, tuple_, type_coerce
from sqlalchemy.orm import Session

from qa_desk.domain.calibration import SeatKind, SessionKind, SessionState
from qa_desk.domain.evaluation import EvaluationState, Purpose
from qa_desk.domain.ids import CallId, PersonId, SessionId, VersionId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionSeatRow, SettledAnswerRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.visibility import may_read

_COMPARED = (Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT, Purpose.CALIBRATION)
"""What may be one of several trials; who practises may look the answer up."""


@dataclass(frozen=True, slots=True)
class MeasuredSession:
    """A revealed session that enters figures: not a pilot; `has_standard` once all of it is settled.

    What was scored on standard cases stands beside sessions as one with `is_of_cases`.
    """

    id: SessionId
    title: str
    kind: SessionKind
    state: SessionState
    revealed_at: datetime
    version_id: VersionId
    is_of_cases: bool = False

    @property
    def has_standard(self) -> bool:
        """Whether what was settled may be measured by.

        While settling goes on, those settled first are the ones that parted most: no standard to measure by.
        """
        return self.state in (SessionState.SETTLED, SessionState.CLOSED)


@dataclass(frozen=True, slots=True)
class LineColumns:
    """One entry of each column a line; keys as text, `session_ids` None where there is no session.

    Codes, fractions and reasons are those of `domain.coded_line.CodedLine`.
    """

    evaluation_ids: tuple[str, ...] = ()
    call_ids: tuple[str, ...] = ()
    inspector_ids: tuple[str, ...] = ()
    session_ids: tuple[str | None, ...] = ()
    version_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()
    reasons: tuple[list[tuple[int, list[str]]], ...] = ()

    def __add__(self, other: "LineColumns") -> "LineColumns":
        """These lines and then those."""
        return LineColumns(
            self.evaluation_ids + other.evaluation_ids,
            self.call_ids + other.call_ids,
            self.inspector_ids + other.inspector_ids,
            self.session_ids + other.session_ids,
            self.version_ids + other.version_ids,
            self.codes + other.codes,
            self.fractions + other.fractions,
            self.reasons + other.reasons,
        )

    def only(self, kept: Sequence[bool]) -> "LineColumns":
        """Some of the lines."""
        return LineColumns(
            tuple(compress(self.evaluation_ids, kept)),
            tuple(compress(self.call_ids, kept)),
            tuple(compress(self.inspector_ids, kept)),
            tuple(compress(self.session_ids, kept)),
            tuple(compress(self.version_ids, kept)),
            tuple(compress(self.codes, kept)),
            tuple(compress(self.fractions, kept)),
            tuple(compress(self.reasons, kept)),
        )


@dataclass(frozen=True, slots=True)
class SettledColumns:
    """One entry of each column a settled answer; rating and reasons as the text of their JSON, None for no rating.

    SQLite makes a number of the text of one.
    """

    session_ids: tuple[str, ...] = ()
    call_ids: tuple[str, ...] = ()
    criterion_keys: tuple[str, ...] = ()
    ratings: tuple[str | float | None, ...] = ()
    na: tuple[bool, ...] = ()
    reasons: tuple[str, ...] = ()

    def __add__(self, other: "SettledColumns") -> "SettledColumns":
        """These answers and then those."""
        return SettledColumns(
            self.session_ids + other.session_ids,
            self.call_ids + other.call_ids,
            self.criterion_keys + other.criterion_keys,
            self.ratings + other.ratings,
            self.na + other.na,
            self.reasons + other.reasons,
        )


@dataclass(frozen=True, slots=True)
class MeasuredPerson:
    """Somebody who sits in one of the sessions as an inspector."""

    person_id: PersonId
    name: str


class CodedLineRepository(Repository):
    """Lines of sessions and of repeats; `connected_person` is whose login of a server it reads with."""

    def __init__(self, session: Session, connected_person: PersonId | None = None) -> None:
        super().__init__(session)
        self._connected_person = connected_person

    def sessions(self, first: datetime, end: datetime) -> tuple[MeasuredSession, ...]:
        """The sessions first revealed from one moment on and before another, the earliest first; pilots stay out."""
        return self._sessions(
            CalibrationSessionRow.revealed_at >= first,
            CalibrationSessionRow.revealed_at < end,
            CalibrationSessionRow.kind != SessionKind.PILOT,
        )

    def these_sessions(self, session_ids: Collection[SessionId]) -> tuple[MeasuredSession, ...]:
        """Those of these sessions that are revealed, the earliest first."""
        return self._sessions(CalibrationSessionRow.id.in_(session_ids))

    def lines(
        self, session_ids: Collection[SessionId], visibility: Visibility, *, inspector_id: PersonId | None = None
    ) -> LineColumns:
        """What inspectors (or one) handed in for these sessions before the reveal; agents' seats stay out."""
        if not session_ids:
            return LineColumns()
        if visibility.reader_id == self._connected_person:
            return self._told_by_server(session_ids, inspector_id)
        conditions = [
            EvaluationRow.session_id.in_(session_ids),
            EvaluationRow.purpose == Purpose.CALIBRATION,
            EvaluationRow.late.is_(False),
        ]
        if inspector_id is not None:
            conditions.append(EvaluationRow.inspector_id == inspector_id)
        # seats apart and not joined: a server would look each seat's lines up, or each line's seat
        seats = self._text_columns(
            select(self._as_text(SessionSeatRow.session_id), self._as_text(SessionSeatRow.person_id)).where(
                SessionSeatRow.session_id.in_(session_ids), SessionSeatRow.kind == SeatKind.INSPECTOR
            )
        )
        is_seated = set(zip(*seats, strict=True))
        found = self._columns(self._lines(visibility).where(*conditions))
        kept = [pair in is_seated for pair in zip(found.session_ids, found.inspector_ids, strict=True)]
        return found if all(kept) else found.only(kept)

    def trials(self, visibility: Visibility, *, inspector_id: PersonId | None = None) -> LineColumns:
        """What somebody handed in of a call that they scored again on purpose, in order of time, whatever it was for.

        A call is scored again by a repeat, or in a session of the same inspector.
        """
        again = (
            select(EvaluationRow.call_id, EvaluationRow.inspector_id)
            .outerjoin(CalibrationSessionRow, CalibrationSessionRow.id == EvaluationRow.session_id)
            .where(
                EvaluationRow.state == EvaluationState.SUBMITTED,
                or_(
                    EvaluationRow.purpose == Purpose.REPEAT,
                    CalibrationSessionRow.kind == SessionKind.SAME_INSPECTOR,
                ),
            )
        )
        if inspector_id is not None:
            again = again.where(EvaluationRow.inspector_id == inspector_id)
        pilots = select(CalibrationSessionRow.id).where(CalibrationSessionRow.kind == SessionKind.PILOT)
        statement = self._lines(visibility).where(
            tuple_(EvaluationRow.call_id, EvaluationRow.inspector_id).in_(again),
            EvaluationRow.purpose.in_(_COMPARED),
            EvaluationRow.late.is_(False),
            or_(EvaluationRow.session_id.is_(None), EvaluationRow.session_id.not_in(pilots)),
            ~follows_dispute(),
        )
        return self._columns(statement.order_by(EvaluationRow.submitted_at, EvaluationRow.id))

    def settled(self, session_ids: Collection[SessionId]) -> SettledColumns:
        """What was settled in these sessions."""
        if not session_ids:
            return SettledColumns()
        statement = select(
            self._as_text(SettledAnswerRow.session_id),
            self._as_text(SettledAnswerRow.call_id),
            SettledAnswerRow.criterion_key,
            self._as_text(SettledAnswerRow.rating),
            SettledAnswerRow.na,
            self._as_text(SettledAnswerRow.reasons),
        ).where(SettledAnswerRow.session_id.in_(session_ids))
        return SettledColumns(*self._text_columns(statement))

    def people(self, session_ids: Collection[SessionId]) -> tuple[MeasuredPerson, ...]:
        """Who sits in these sessions as an inspector, by name."""
        if not session_ids:
            return ()
        seated = select(SessionSeatRow.person_id).where(
            SessionSeatRow.session_id.in_(session_ids), SessionSeatRow.kind == SeatKind.INSPECTOR
        )
        statement = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(seated))
        found = self._session.execute(statement.order_by(PersonRow.name, PersonRow.id))
        return tuple(MeasuredPerson(row.id, row.name) for row in found)

    def versions_of(self, lines: LineColumns) -> tuple[VersionId, ...]:
        """The versions that lines are on."""
        return tuple(VersionId(UUID(one)) for one in dict.fromkeys(lines.version_ids))

    def authors_of(self, lines: LineColumns) -> tuple[MeasuredPerson, ...]:
        """Who wrote these lines, by name."""
        keys = {UUID(one) for one in set(lines.inspector_ids)}
        statement = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(keys))
        found = self._session.execute(statement.order_by(PersonRow.name, PersonRow.id))
        return tuple(MeasuredPerson(row.id, row.name) for row in found)

    def call_keys(self, call_ids: Collection[CallId]) -> dict[CallId, str]:
        """What these calls are called."""
        found = self._session.execute(select(CallRow.id, CallRow.key).where(CallRow.id.in_(call_ids)))
        return {row.id: row.key for row in found}

    def _sessions(self, *conditions: ColumnElement[bool]) -> tuple[MeasuredSession, ...]:
        row = CalibrationSessionRow
        statement = (
            select(row.id, row.title, row.kind, row.state, row.revealed_at, row.version_id)
            .where(row.state != SessionState.BLIND, row.revealed_at.is_not(None), *conditions)
            .order_by(row.revealed_at, row.id)
        )
        return tuple(MeasuredSession(*found) for found in self._session.execute(statement))

    def _lines(self, visibility: Visibility) -> Any:
        return (
            select(
                self._as_text(EvaluationRow.id),
                self._as_text(EvaluationRow.call_id),
                self._as_text(EvaluationRow.inspector_id),
                self._as_text(EvaluationRow.session_id),
                self._as_text(EvaluationRow.version_id),
                self._as_text(EvaluationExtractRow.line),
            )
            .join(EvaluationExtractRow, EvaluationExtractRow.evaluation_id == EvaluationRow.id)
            .where(
                EvaluationRow.state == EvaluationState.SUBMITTED,
                EvaluationRow.sealed.is_(False),
                EvaluationExtractRow.line.is_not(None),
                may_read(visibility),
            )
        )

    def _told_by_server(self, session_ids: Collection[SessionId], inspector_id: PersonId | None) -> LineColumns:
        """The server's own answer to whoever is connected; it looks at each line once, and not under two rules."""
        statement = text("SELECT * FROM server.session_lines(CAST(:sessions AS uuid[]), CAST(:author AS uuid))")
        asked = {"sessions": [str(one) for one in session_ids], "author": inspector_id and str(inspector_id)}
        told = self._session.connection().execute(statement, asked).one()
        if told.codes is None:
            return LineColumns()
        return LineColumns(*(tuple(column.split(",")) for column in told[:-1]), reasons=tuple(loads(told.reasons)))

    def _columns(self, statement: Any) -> LineColumns:
        columns = self._text_columns(statement)
        if not columns:
            return LineColumns()
        # as one document: reading thousands of small ones takes four times as long
        lines: list[dict[str, Any]] = loads(f"[{','.join(columns[-1])}]")
        parts = (tuple(one[part] for one in lines) for part in ("codes", "fractions", "reasons"))
        return LineColumns(*columns[:-1], *parts)

    def _text_columns(self, statement: Any) -> list[tuple[Any, ...]]:
        """What a statement finds, column by column; of values that need no turning into another type."""
        result = self._session.connection().execute(statement)
        # past the mapper and the rows of the engine: both would make thousands of objects only to be taken apart
        assert result.cursor is not None
        found = result.cursor.fetchall()
        result.close()
        return list(zip(*found, strict=True))

    def _as_text(self, column: Any) -> Any:
        """A key or JSON as the text that lies there: of a key SQLite keeps the hexadecimal digits."""
        return type_coerce(column, Text()) if self._is_file else cast(column, Text())

    @property
    def _is_file(self) -> bool:
        return is_sqlite(self._session.get_bind())
