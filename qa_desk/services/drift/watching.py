"""Watching inspectors for drift: the board of charts, what an alarm rests on, what to practise, and new beginnings.

Reads only what is settled and the actor may see, in sessions and in sittings that are over. Lead and trainer watch
everybody, anybody else their own charts, laid from the sessions they sat in.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from threading import Lock
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.drift import EVERYTHING, DriftRestart, RestartKind, SubjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.drift.board import DriftBoard, DriftLine, LineKey, board_of
from qa_desk.services.drift.evidence import DriftRow, Practice, practice_of, rows_of
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.measuring import FactQuery, Measuring
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store

DEFAULT_FALSE_ALARMS = 1.0
_FALSE_ALARMS = "drift_false_alarms_a_year"
_FEWEST, _MOST = 0.1, 100.0
_REACHES_BACK = timedelta(days=730)
_N_CRITERIA = 3
_WATCHED_CASES = frozenset({Purpose.QUALIFICATION})
"""A sitting is a point like a session; practice is where one learns, and is watched by nobody."""


class Watching:
    """Charts are laid anew only when what they rest on has changed."""

    def __init__(self, store: Store, clock: Clock, measuring: Measuring) -> None:
        self._store = store
        self._clock = clock
        self._measuring = measuring
        self._lock = Lock()
        self._laid: dict[PersonId, tuple[bytes, DriftBoard]] = {}

    def board(self, actor: Actor, *, until: date | None = None) -> DriftBoard:
        """Every inspector's charts of the last two years, or only the actor's own; as they stood after a day."""
        require(actor, Action.VIEW_OWN_DRIFT)
        board = self._board(actor, until)
        return board if may(actor, Action.WATCH_INSPECTORS) else board.only(actor.person_id)

    def n_waiting(self, actor: Actor) -> int:
        """How many alarms wait for the actor to acknowledge them."""
        return self._board(actor).n_alarms if may(actor, Action.WATCH_INSPECTORS) else 0

    def rows_behind(self, actor: Actor, key: LineKey) -> tuple[DriftRow, ...]:
        """What was said on the calls of a chart since its alarm began, or lately, the newest first."""
        board = self.board(actor)
        line = _line(board, key)
        with self._store.reading() as uow:
            zone = ZoneInfo(uow.settings.time_zone())
            rows = rows_of(board, line, zone)
            calls = {call.id: call for call in uow.call_list.of([r.call_id for r in rows], visibility_of(actor))}
        return tuple(replace(row, call_key=calls[row.call_id].key) for row in rows if row.call_id in calls)

    def practice(self, actor: Actor, key: LineKey, *, until: date | None = None) -> tuple[Practice, ...]:
        """Standard cases on which the criterion is settled, both passed and failed; first what is got wrong.

        For the total they are those of the criteria that lie farthest off.
        """
        board = self.board(actor, until=until)
        line = _line(board, key)
        keys = _criteria_of(board, line)
        with self._store.reading() as uow:
            settled = uow.cases.settled_on(keys, actor.person_id)
            versions = {one: uow.scorecards.version(one) for one in {case.version_id for case in settled}}
        return practice_of(line, keys, settled, versions)

    def acknowledge(self, actor: Actor, key: LineKey, note: str) -> tuple[DriftRestartId, Changes]:
        """Take note of an alarm, with what is done about it; the chart begins anew with the next session.

        Raises REASON_REQUIRED without a note, WRONG_STATE where there is no alarm (any more).
        """
        require(actor, Action.WATCH_INSPECTORS)
        if _line(self._board(actor), key).alarm is None:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this chart"), state=_("not in alarm"))
        now = self._clock.now()
        return self._begin_anew(actor, RestartKind.ACKNOWLEDGED, key, now, note)

    def note_training(self, actor: Actor, person_id: PersonId, day: date, note: str) -> tuple[DriftRestartId, Changes]:
        """All charts of an inspector begin anew after a day on which they were trained.

        Raises REASON_REQUIRED without a note, VALUE_INVALID for a day to come.
        """
        require(actor, Action.WATCH_INSPECTORS)
        with self._store.reading() as uow:
            if uow.people.person(person_id) is None:
                raise NotFoundError(what=person_id)
            zone, today = ZoneInfo(uow.settings.time_zone()), centre_day(uow, self._clock.now())
        if day > today:
            raise QADeskError(ErrorCode.VALUE_INVALID, value=day, what=_("day"), expected=_("today or earlier"))
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        return self._begin_anew(actor, RestartKind.TRAINED, LineKey(person_id, EVERYTHING, EVERYTHING), end, note)

    def take_back(self, actor: Actor, restart_id: DriftRestartId) -> Changes:
        """Let charts go on as if they had not begun anew; only by who noted it."""
        require(actor, Action.WATCH_INSPECTORS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            restart = uow.drift.get(restart_id)
            if restart is None or restart.noted_by != actor.person_id:
                raise NotFoundError(what=restart_id)
            uow.drift.remove(restart_id)
            uow.audit("drift.taken_back", ObjectKind.PERSON, restart.person_id)
            uow.commit()
        return Changes.of(ObjectKind.DRIFT, restart.person_id)

    def set_false_alarms(self, actor: Actor, a_year: float, valid_from: date | None = None) -> Changes:
        """How many false alarms a year over the whole board are accepted, from a day on. Raises VALUE_INVALID."""
        require(actor, Action.MANAGE_CENTRE)
        if not _FEWEST <= a_year <= _MOST:
            expected = _("a number from {low} to {high}").format(low=_FEWEST, high=_MOST)
            raise QADeskError(ErrorCode.VALUE_INVALID, value=a_year, what=_("false alarms a year"), expected=expected)
        with self._store.unit_of_work(actor, self._clock) as uow:
            now = self._clock.now()
            uow.settings.set(_FALSE_ALARMS, a_year, valid_from or centre_day(uow, now), actor.person_id, now)
            uow.audit("setting.set", ObjectKind.SETTING, key=_FALSE_ALARMS)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def _board(self, actor: Actor, until: date | None = None) -> DriftBoard:
        now = self._clock.now()
        own_only = None if may(actor, Action.WATCH_INSPECTORS) else actor.person_id
        with self._store.reading() as uow:
            restarts = uow.drift.restarts(own_only)
            today = min(until or date.max, centre_day(uow, now))
            a_year = float(uow.settings.on(today).get(_FALSE_ALARMS, DEFAULT_FALSE_ALARMS))
            zone = ZoneInfo(uow.settings.time_zone())
        restarts = tuple(one for one in restarts if one.noted_at.astimezone(zone).date() <= today)
        facts = self._measuring.facts(actor, FactQuery(today - _REACHES_BACK, today, cases=_WATCHED_CASES))
        stamp = _stamp(facts, restarts, a_year)
        with self._lock:
            stamped, laid = self._laid.get(actor.person_id, (b"", None))
            if laid is None or stamped != stamp:
                laid = board_of(facts, restarts, a_year=a_year, zone=zone)
                self._laid = {actor.person_id: (stamp, laid)}
        return laid

    def _begin_anew(
        self, actor: Actor, kind: RestartKind, key: LineKey, at: datetime, note: str
    ) -> tuple[DriftRestartId, Changes]:
        kept = typed_text(note, _("note")).strip()
        if not kept:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        restart = DriftRestart(
            id=DriftRestartId(uuid4()),
            person_id=key.person_id,
            scorecard_key=key.scorecard_key,
            subject=key.subject,
            kind=kind,
            at=at,
            note=kept,
            noted_by=actor.person_id,
            noted_at=self._clock.now(),
        )
        action = "drift.acknowledged" if kind is RestartKind.ACKNOWLEDGED else "drift.training_noted"
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.drift.add(restart)
            uow.audit(action, ObjectKind.PERSON, key.person_id)
            uow.commit()
        return restart.id, Changes.of(ObjectKind.DRIFT, key.person_id)


def _line(board: DriftBoard, key: LineKey) -> DriftLine:
    line = board.line(key)
    if line is None:
        raise NotFoundError(what=_("This chart"))
    return line


def _criteria_of(board: DriftBoard, line: DriftLine) -> tuple[str, ...]:
    """The criteria that a chart is about; of the total and of a family those that lie farthest off."""
    if line.subject.kind is SubjectKind.CRITERION:
        return (line.subject.criterion_key,)
    own = next(one for one in board.inspectors if one.inspector.id == line.inspector.id)
    family = line.subject.family
    found = [
        other.subject.criterion_key
        for other in own.lines
        if other.subject.kind is SubjectKind.CRITERION
        and other.subject.scorecard_key == line.subject.scorecard_key
        and (family is None or other.subject.family is family)
    ]
    return tuple(found[:_N_CRITERIA])


def _stamp(facts: CalibrationFacts, restarts: tuple[DriftRestart, ...], a_year: float) -> bytes:
    """Tells whether anything that charts rest on has changed."""
    digest = blake2b(digest_size=16)
    for array in (facts.session, facts.inspector, facts.version, facts.call, facts.codes, facts.standard):
        digest.update(np.ascontiguousarray(array).tobytes())
    for numbers in (facts.fractions, facts.standard_fractions, facts.scores, facts.standard_scores):
        digest.update(np.ascontiguousarray(numbers).tobytes())
    digest.update(repr((facts.sessions, facts.inspectors, [v.id for v in facts.versions], restarts, a_year)).encode())
    return digest.digest()
