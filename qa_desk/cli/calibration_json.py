"""The JSON of `qa-desk calibration`; its names are a contract with scripts."""

from datetime import datetime
from typing import Any

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.calibration import SessionSummary
from qa_desk.domain.ids import SessionId
from qa_desk.services.calibration.calibrating_views import SessionView
from qa_desk.services.calibration.calibration_figures import AgreementFigures, SessionResult
from qa_desk.services.calibration.convening_views import DueSessions, SessionRecord


def summary_document(one: SessionSummary, now: datetime) -> dict[str, Any]:
    """A line of the list."""
    return {
        "id": str(one.id),
        "title": one.title,
        "kind": one.kind.value,
        "state": one.state.value,
        "lead": one.lead_name,
        "calls": one.n_calls,
        "seats": one.n_seats,
        "seats_done": one.n_seats_done,
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "overdue": one.is_overdue(now),
    }


def session_document(view: SessionView, record: SessionRecord) -> dict[str, Any]:
    """A session, its panel and what is on record of it."""
    session = view.session
    return {
        "id": str(session.id),
        "title": session.title,
        "kind": session.kind.value,
        "state": session.state.value,
        "lead": view.lead_name,
        "scorecard": view.version.scorecard_key,
        "version": view.version.number,
        "criteria": list(session.criteria),
        "agent_hidden": session.hides_agent,
        "due_at": session.due_at.isoformat() if session.due_at else None,
        "overdue": view.is_overdue,
        "calls": [call.key for call in view.calls],
        "panel": [
            {"name": seat.name, "as": seat.kind.value, "done": seat.n_done, "calls": seat.n_calls}
            for seat in session.seats
        ],
        "events": [
            {
                "at": one.at.isoformat(),
                "event": one.kind.value,
                "who": one.who,
                "about": one.about_name or None,
                "reason": one.reason or None,
            }
            for one in record.events
        ],
        "commitments": [
            {
                "name": one.name,
                "call": one.call_key,
                "sha256": one.sha256,
                "at": one.made_at.isoformat(),
                "holds": one.holds,
            }
            for one in record.commitments
        ],
        "seen": [
            {
                "at": one.at.isoformat(),
                "reader": one.reader,
                "author": one.author,
                "call": one.call_key,
                "occasion": one.occasion,
            }
            for one in record.disclosures
        ],
    }


def result_document(found: SessionResult) -> dict[str, Any]:
    """The figures of a session."""
    return {
        "calls": found.n_calls,
        "inspectors": found.n_inspectors,
        "judgements": found.n_judgements,
        "basis": found.basis.value,
        "target": found.target,
        "overall": _figures_document(found.overall),
        "criteria": {one.criterion.key: _figures_document(one.figures) for one in found.criteria},
        "pairs": [
            {"first": one.first.name, "second": one.second.name, "agreement": _estimate(one.agreement)}
            for one in found.pairs
        ],
        "accuracy": [
            {
                "name": one.panellist.name,
                "agreement": _estimate(one.agreement),
                "missed": _estimate(one.missed),
                "false_alarms": _estimate(one.false_alarms),
            }
            for one in found.accuracy
        ],
    }


def _figures_document(figures: AgreementFigures) -> dict[str, Any]:
    return {
        "agreement": _estimate(figures.agreement),
        "between": _estimate(figures.between),
        "ac1": _estimate(figures.ac1),
        "alpha": _estimate(figures.alpha),
        "on_failures": _estimate(figures.on_failures),
        "verdict": figures.verdict.outcome.value,
    }


def _estimate(figure: Estimate) -> dict[str, Any]:
    reason = figure.undefined.value if figure.undefined else None
    return {"value": figure.value, "ci_low": figure.ci_low, "ci_high": figure.ci_high, "undefined": reason}


def due_document(waiting: DueSessions, made: tuple[SessionId, ...]) -> dict[str, Any]:
    """What waits, and what was opened."""
    return {
        "opened": [str(key) for key in made],
        "to_open": [
            {"title": view.recurrence.title, "for": str(view.due_on), "next": view.next_on.isoformat()}
            for view in waiting.to_open
        ],
        "late": [{"session": one.session.title, "names": list(one.names)} for one in waiting.late],
    }
