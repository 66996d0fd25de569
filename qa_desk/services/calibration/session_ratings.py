"""What the figures of a session are made of, by its kind: the panel's answers, agents' apart, or two trials of each."""

from dataclasses import replace
from uuid import UUID, uuid5

import numpy as np

from qa_desk.domain.calibration import CalibrationSession, SeatKind, SessionKind, SessionState
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import OtherForms
from qa_desk.services.calibration.calibration_figures import Basis, Panellist, PanelRatings, SessionResult, panel_result
from qa_desk.services.calibration.panel_answers import SessionMaterial
from qa_desk.services.figures.facts import CalibrationFacts, FactInspector
from qa_desk.services.figures.from_answers import facts_of_answers
from qa_desk.services.keeping.trials import Trial

_IS_STANDARD = frozenset({SessionState.SETTLED, SessionState.CLOSED})
_TRIALS = UUID("7f1c2a52-6f0e-4a55-9f3b-1f3a1f0f6a10")
"""Names the two trials as raters, and a call as scored by one inspector."""

FIRST_TRIAL, SECOND_TRIAL = (PersonId(uuid5(_TRIALS, name)) for name in ("first", "second"))


def panel_ratings(material: SessionMaterial, target: float, kind: SeatKind = SeatKind.INSPECTOR) -> PanelRatings:
    """The answers of those who sit in the panel as this, handed in before the reveal."""
    session = material.session
    return PanelRatings(
        version=material.version,
        panel=tuple(
            Panellist(seat.person_id, seat.name, place) for place, seat in enumerate(session.seats) if seat.kind is kind
        ),
        call_ids=session.call_ids,
        evaluations=_on_time(material, kind),
        # while settling goes on, those settled first are the ones that parted most: no standard to measure by
        settled=tuple(material.settled.values()) if session.state in _IS_STANDARD else (),
        target=target,
        only_settled=session.kind is SessionKind.AGAINST_STANDARD,
    )


def trials_result(version: ScorecardVersion, trials: tuple[Trial, ...], target: float) -> SessionResult:
    """The figures of two raters, the first time and the second, on what both forms ask alike.

    A call that two inspectors scored twice gives items of each of them, which hang together: calls are the sample.
    """
    panel = (Panellist(FIRST_TRIAL, _("First time"), 0), Panellist(SECOND_TRIAL, _("Second time"), 1))
    facts = facts_of_answers(
        version,
        [FactInspector(one.person_id, one.name) for one in panel],
        [
            replace(
                evaluation,
                inspector_id=rater,
                call_id=_scored_by(trial.first),
                answers=tuple(one for one in evaluation.answers if one.criterion_key in trial.alike),
            )
            for trial in trials
            for rater, evaluation in ((FIRST_TRIAL, trial.first), (SECOND_TRIAL, trial.second))
        ],
        (),
    )
    made = panel_result(_by_call(facts, trials), panel, target)
    return replace(
        made,
        basis=Basis.AGAIN,
        n_inspectors=len({trial.first.inspector_id for trial in trials}),
        pairs=(),
        evaluation_ids=tuple(facts.evaluation(line) for line in range(facts.n_lines)),
    )


def _by_call(facts: CalibrationFacts, trials: tuple[Trial, ...]) -> CalibrationFacts:
    """The facts on the calls themselves, each inspector's trials held as if in a session of their own."""
    scored = {_scored_by(trial.first): trial.first for trial in trials}
    firsts = [scored[call_id] for call_id in facts.call_ids]
    calls = sorted({one.call_id for one in firsts})
    people = sorted({one.inspector_id for one in firsts})
    call = np.array([calls.index(one.call_id) for one in firsts], dtype=np.intp)
    author = np.array([people.index(one.inspector_id) for one in firsts], dtype=np.intp)
    return replace(
        facts,
        call_ids=tuple(calls),
        call=call[facts.call],
        sessions=facts.sessions * len(people),
        session=author[facts.call],
    )


def other_forms(form: ScorecardVersion, trials: tuple[Trial, ...]) -> OtherForms:
    """Which of the trials were on another version than the session's, and what that leaves of its form."""
    others = [one for one in trials if {one.first.version_id, one.second.version_id} != {form.id}]
    n_asked = len(form.criteria)
    return OtherForms(len(others), min((len(one.alike) for one in others), default=n_asked), n_asked)


def trials_by_inspector(session: CalibrationSession, trials: tuple[Trial, ...]) -> dict[PersonId, tuple[Trial, ...]]:
    """The trials of each member of the panel who has any, in the order of the seats."""
    found = {
        seat.person_id: tuple(one for one in trials if one.first.inspector_id == seat.person_id)
        for seat in session.seats
    }
    return {person_id: own for person_id, own in found.items() if own}


def _on_time(material: SessionMaterial, kind: SeatKind) -> tuple[Evaluation, ...]:
    members = {seat.person_id for seat in material.session.seats if seat.kind is kind}
    return tuple(one for one in material.evaluations.values() if one.inspector_id in members and not one.late)


def _scored_by(evaluation: Evaluation) -> CallId:
    return CallId(uuid5(_TRIALS, f"{evaluation.call_id} {evaluation.inspector_id}"))
