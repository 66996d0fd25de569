"""What each score is worth: facts and figures of the inspectors over sessions, a period, or everything there is."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, EvaluationId, SessionId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.standard_case import ExposureKind
from qa_desk.i18n import _
from qa_desk.services.calibration.calibration_figures import Panellist, panel_result
from qa_desk.services.calibration.panel_answers import seen_session
from qa_desk.services.clock import Clock
from qa_desk.services.figures.accuracy import accuracy_of
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.measuring_views import AccuracyResult, FactQuery, GaugeResult, PeriodResult
from qa_desk.services.figures.narrowing import choices_in, narrowed, scorecard_of
from qa_desk.services.figures.overturned import OverturnedFigures, overturned_figures
from qa_desk.services.figures.pooled import Pooled, only_settled, without_absent
from qa_desk.services.figures.ratings_export import ratings_csv
from qa_desk.services.figures.reading import Read, facts_of, read_sessions, with_cases
from qa_desk.services.figures.repeating import asked_alike, gauge_study
from qa_desk.services.figures.replicated import replicated_totals
from qa_desk.services.figures.totals import DEFAULT_TOLERANCE, Totals, totals_of
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.disclosing import disclose_keys
from qa_desk.store.dispute_queries import Released
from qa_desk.store.repositories.coded_lines import SettledColumns
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

DEFAULT_TARGET = 0.9
TOLERANCE = "score_tolerance"
"""The key of the setting: points within which a total counts as right."""

WIDEST_TOLERANCE = 50.0
_NO_CASES = frozenset[Purpose]()


class Measuring:
    """Reads lines of codes that the actor may see and computes on them; what is sealed never comes here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def facts(self, actor: Actor, query: FactQuery) -> CalibrationFacts:
        """What inspectors said in the sessions of a period, as arrays beside the settled answers.

        `facts(actor, FactQuery(first_day, last_day, scorecard_key="", inspector_id=None)) -> CalibrationFacts`: row an
        evaluation, column a criterion; `.deviations` and `.score_deviations` are signed (negative: too strict),
        `.session[line]` → `.sessions[…].held_at` is when, `.inspector[line]` → `.inspectors[…]` who, `.version[line]`
        → `.versions[…]` on which form, `.evaluation(line)` and `.call_ids[.call[line]]` the row behind it. Without a
        scorecard all of them, linked by key. Who runs no sessions sees those they sit in.
        """
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            return self._facts(uow, actor, query)

    def period(self, actor: Actor, query: FactQuery) -> PeriodResult:
        """The figures of all sessions of a period on one scorecard: the one asked for, else the one scored on most."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            whole = self._facts(uow, actor, replace(query, inspector_id=None, cases=_NO_CASES))
            target, tolerance = self._target(uow), self._tolerance(uow)
        query = replace(query, scorecard_key=scorecard_of(whole, query.scorecard_key))
        facts, n_left_out = _on_what_is_settled(narrowed(whole, query))
        panel = _panel(facts)
        return PeriodResult(
            query=query,
            choices=choices_in(whole, query.scorecard_key),
            facts=facts,
            panel=panel,
            result=panel_result(facts, panel, target),
            totals=totals_of(Pooled(facts), panel, tolerance),
            n_left_out=n_left_out,
        )

    def accuracy(self, actor: Actor, query: FactQuery) -> AccuracyResult:
        """Each inspector against the settled answers: everybody for lead and trainer, oneself for everybody else.

        What disputes overturned of the results released in the period stands beside it, and enters no other figure.
        With `query.cases` those of standard cases too, where somebody met a case for the first time and had no part
        in it; a sitting counts once it is over.
        """
        require(actor, Action.VIEW_OWN_ACCURACY)
        query = _own(actor, query)
        with self._store.reading() as uow:
            whole = self._facts(uow, actor, query)
            target = self._target(uow)
            call_keys = uow.coded_lines.call_keys(whole.call_ids)
            query = replace(query, scorecard_key=scorecard_of(whole, query.scorecard_key))
            overturned = _overturned(uow, actor, query)
        settled = np.array([one.has_standard for one in whole.sessions], dtype=np.bool_)
        facts = only_settled(without_absent(narrowed(whole, query, keep=settled[whole.session])))
        return AccuracyResult(
            query=query,
            choices=choices_in(whole, query.scorecard_key),
            facts=facts,
            inspectors=accuracy_of(facts, _panel(facts)),
            target=target,
            call_keys=call_keys,
            overturned=overturned,
        )

    def gauge(self, actor: Actor, query: FactQuery) -> GaugeResult:
        """How far inspectors agree with themselves, each other and the standard; and how much of a score is the call.

        Repeats are those that the actor may read: everybody their own, a lead all.
        """
        require(actor, Action.VIEW_OWN_ACCURACY)
        query = replace(_own(actor, query), cases=_NO_CASES)
        with self._store.reading() as uow:
            whole, tolerance = self._facts(uow, actor, query), self._tolerance(uow)
            repeated = self._repeated(uow, actor, query)
            call_keys = uow.coded_lines.call_keys({*whole.call_ids, *repeated.call_ids})
        query = replace(query, scorecard_key=scorecard_of(whole, query.scorecard_key))
        facts = without_absent(narrowed(whole, query))
        repeated = asked_alike(without_absent(narrowed(repeated, query)))
        panel = _panel(facts)
        return GaugeResult(
            query=query,
            choices=choices_in(whole, query.scorecard_key),
            facts=facts,
            repeated=repeated,
            study=gauge_study(asked_alike(facts), panel),
            repeats=gauge_study(repeated, _panel(repeated)),
            totals=totals_of(Pooled(facts), panel, tolerance),
            replicated=replicated_totals(repeated),
            panel=panel,
            call_keys=call_keys,
        )

    def call_keys(self, actor: Actor, call_ids: Collection[CallId]) -> dict[CallId, str]:
        """What calls behind figures are called."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return uow.coded_lines.call_keys(call_ids)

    def session_totals(self, actor: Actor, session_id: SessionId) -> Totals | None:
        """What the totals of a revealed session say, by seat; None for trials of oneself and what enters no figure."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            if session.kind is SessionKind.SAME_INSPECTOR:
                return None
            found = uow.coded_lines.these_sessions([session_id])
            facts = without_absent(facts_of(read_sessions(uow, visibility_of(actor), found)))
            tolerance = self._tolerance(uow)
        if not facts.n_lines:
            return None
        seats = {seat.person_id: place for place, seat in enumerate(session.seats)}
        panel = tuple(Panellist(one.id, one.name, seats.get(one.id, 0)) for one in facts.inspectors)
        return totals_of(Pooled(only_settled(facts) if found[0].has_standard else facts), panel, tolerance)

    def session_ratings(self, actor: Actor, session_id: SessionId) -> str:
        """The ratings of a revealed session as long CSV: `qa-desk agreement` makes the figures of its page of them."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            found = uow.coded_lines.these_sessions([session_id])
            if not found:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            facts = facts_of(read_sessions(uow, visibility_of(actor), found))
        shown = [
            facts.evaluation(line)
            for line in range(facts.n_lines)
            if facts.inspectors[int(facts.inspector[line])].id != actor.person_id
        ]
        disclose_keys(self._store, self._clock, actor, shown, "export")
        return ratings_csv(Pooled(facts), tuple(one.name for one in facts.inspectors))

    def note_shown(self, actor: Actor, evaluation_ids: Collection[EvaluationId]) -> None:
        """Note that the actor was shown single answers behind a figure; of these what they may see at all."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            shown = uow.evaluations.of_others(evaluation_ids, visibility_of(actor))
            seen = uow.exposures.seen_by(actor.person_id)
            behind = uow.practice.cases_behind(evaluation_ids, visibility_of(actor))
            cases = [one for one in behind if one[0] not in seen]
        disclose_keys(self._store, self._clock, actor, shown, "figures")
        if cases:  # beside each answer stands what is settled: no case to qualify on any more
            with self._store.unit_of_work(actor, self._clock) as uow:
                for case_id, number in cases:
                    uow.exposures.note(case_id, number, [actor.person_id], ExposureKind.OPENED, self._clock.now())
                uow.commit()

    def tolerance(self, actor: Actor) -> float:
        """Points within which a total counts as right today."""
        require(actor, Action.VIEW_OWN_ACCURACY)
        with self._store.reading() as uow:
            return self._tolerance(uow)

    def set_tolerance(self, actor: Actor, points: float, valid_from: date) -> Changes:
        """Let totals within so many points count as right from a day on. Raises VALUE_INVALID."""
        require(actor, Action.MANAGE_CENTRE)
        if not 0.0 <= points <= WIDEST_TOLERANCE:
            expected = _("0 to {most} points").format(most=f"{WIDEST_TOLERANCE:g}")
            raise QADeskError(ErrorCode.VALUE_INVALID, value=points, what=_("points"), expected=expected)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.settings.set(TOLERANCE, points, valid_from, actor.person_id, self._clock.now())
            uow.audit("setting.set", ObjectKind.SETTING, key=TOLERANCE)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def _facts(self, uow: UnitOfWork, actor: Actor, query: FactQuery) -> CalibrationFacts:
        first, end = _moments(uow, query.first_day, query.last_day)
        read = read_sessions(
            uow,
            visibility_of(actor),
            uow.coded_lines.sessions(first, end),
            scorecard_key=query.scorecard_key,
            inspector_id=query.inspector_id,
        )
        if query.cases:
            scored = uow.case_lines.scored(
                query.cases, first, end, visibility_of(actor), inspector_id=query.inspector_id
            )
            read = with_cases(uow, read, scored, query.scorecard_key)
        return facts_of(read)

    def _repeated(self, uow: UnitOfWork, actor: Actor, query: FactQuery) -> CalibrationFacts:
        lines = uow.coded_lines.trials(visibility_of(actor), inspector_id=query.inspector_id)
        versions = uow.coded_lines.versions_of(lines)
        people = uow.coded_lines.authors_of(lines)
        return facts_of(Read((), lines, SettledColumns(), people, tuple(uow.scorecards.version(v) for v in versions)))

    def _target(self, uow: UnitOfWork) -> float:
        target = uow.settings.target(TargetKind.AGREEMENT, centre_day(uow, self._clock.now()))
        return target.share if target else DEFAULT_TARGET

    def _tolerance(self, uow: UnitOfWork) -> float:
        return float(uow.settings.on(centre_day(uow, self._clock.now())).get(TOLERANCE, DEFAULT_TOLERANCE))


def _own(actor: Actor, query: FactQuery) -> FactQuery:
    return query if may(actor, Action.MEASURE_INSPECTORS) else replace(query, inspector_id=actor.person_id)


def _overturned(uow: UnitOfWork, actor: Actor, query: FactQuery) -> tuple[OverturnedFigures, ...]:
    """What became of the results released in the period, on the form and by whom the figures are of."""
    first, end = _moments(uow, query.first_day, query.last_day)
    wanted = Released(first, end, query.scorecard_key, query.version_number, query.inspector_id)
    sight = visibility_of(actor)
    released = uow.disputes.n_by_inspector(wanted, sight)
    overturned = uow.disputes.overturned_of(wanted, sight)
    evaluations = uow.evaluations.visible({one.evaluation_id for one in overturned}, sight)
    return overturned_figures(
        {key: states for key, states in released.items() if not query.panel or key in query.panel},
        overturned,
        evaluations,
        {key: uow.scorecards.version(key) for key in {one.version_id for one in evaluations}},
        uow.people.names(),
    )


def _panel(facts: CalibrationFacts) -> tuple[Panellist, ...]:
    return tuple(Panellist(one.id, one.name, place) for place, one in enumerate(facts.inspectors))


def _on_what_is_settled(facts: CalibrationFacts) -> tuple[CalibrationFacts, int]:
    """Where any session is settled, only what is; and how many sessions that leaves out."""
    facts = without_absent(facts)
    settled = np.array([one.has_standard for one in facts.sessions], dtype=np.bool_)
    if not settled.any():
        return facts, 0
    kept = without_absent(narrowed(facts, None, keep=settled[facts.session]))
    return only_settled(kept), int(np.count_nonzero(~settled))


def _moments(uow: UnitOfWork, first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """When the first day begins and the last one ends where the centre is."""
    zone = ZoneInfo(uow.settings.time_zone())
    return (
        datetime.combine(first_day, time(), zone),
        datetime.combine(last_day + timedelta(days=1), time(), zone),
    )
