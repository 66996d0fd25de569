"""Facts of calibration sessions made by hand for tests of drift: three inspectors, two criteria, one who drifts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.ids import CallId, CaseId, PersonId, ScorecardId, SessionId, VersionId
from qa_desk.domain.scorecard import (
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.standard_case import Difficulty
from qa_desk.domain.text import LocalText
from qa_desk.reports.drift import DriftData
from qa_desk.services.drift.board import DriftBoard, board_of
from qa_desk.services.drift.evidence import Practice
from qa_desk.services.figures.facts import CalibrationFacts, FactInspector, FactSession

FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NAMES = ("Anna Berg", "Ben Ode", "Cai Ito")
N_SESSIONS, N_CALLS, DRIFTS_FROM = 12, 4, 6
GREETING, CONSENT = range(2)
_CRITERIA = (
    Criterion("greeting", LocalText.of("Greeting"), PassFail()),
    Criterion("consent", LocalText.of("Consent"), PassFail(), critical=CriticalFamily.BUSINESS),
)


def version(number: int = 1, *, guidance: str = "") -> ScorecardVersion:
    """A form of one criterion and one critical one; `guidance` is that of the first."""
    criteria = (replace(_CRITERIA[GREETING], guidance=LocalText.of(guidance)), _CRITERIA[CONSENT])
    return ScorecardVersion(
        VersionId(UUID(int=number)), ScorecardId(UUID(int=1)), "service", number, LocalText.of("Service"),
        VersionState.PUBLISHED, CriticalPolicy(PolicyKind.REPORT_SEPARATELY),
        (Section("all", LocalText.of("All"), criteria),),
    )  # fmt: skip


def facts(*, new_form_from: int = N_SESSIONS) -> CalibrationFacts:
    """Every fourth call is settled as failed on both; Anna fails the greeting of all calls from one session on."""
    session, inspector, call = (a.ravel() for a in np.indices((N_SESSIONS, len(NAMES), N_CALLS)))
    standard = np.repeat((call == 0)[:, None], 2, axis=1)
    failed = standard.copy()
    failed[:, GREETING] |= (inspector == 0) & (session >= DRIFTS_FROM)
    n_lines = len(session)
    return CalibrationFacts(
        criteria=_CRITERIA,
        sections=("all", "all"),
        versions=(version(), version(2, guidance="By name.")),
        sessions=tuple(_session(place) for place in range(N_SESSIONS)),
        inspectors=tuple(FactInspector(PersonId(UUID(int=place)), name) for place, name in enumerate(NAMES)),
        call_ids=tuple(CallId(UUID(int=place)) for place in range(N_SESSIONS * N_CALLS)),
        evaluation_ids=tuple(str(UUID(int=line)) for line in range(n_lines)),
        version=(session >= new_form_from).astype(np.intp),
        session=session,
        inspector=inspector,
        call=session * N_CALLS + call,
        codes=failed.astype(np.int8),
        fractions=1.0 - failed,
        scores=100.0 * (1.0 - failed[:, GREETING]),
        standard=standard.astype(np.int8),
        standard_fractions=1.0 - standard,
        standard_scores=100.0 * (1.0 - standard[:, GREETING]),
        reasons=({},) * n_lines,
        standard_reasons=({},) * n_lines,
    )


def board(**form: int) -> DriftBoard:
    """The charts of these facts."""
    return board_of(facts(**form), (), a_year=1.0, zone=ZoneInfo("UTC"))


def data() -> DriftData:
    """The report on them, with one case to practise."""
    made = board()
    case = Practice(
        CaseId(UUID(int=7)), "SC-007", "A greeting that is one", LocalText.of("Greeting"), False, Difficulty.EASY
    )
    alarms = tuple((line, (case,)) for one in made.inspectors for line in one.lines if line.alarm)
    return DriftData(made, alarms, date(2026, 4, 1), datetime(2026, 4, 2, 8, 0, tzinfo=UTC), "Liu Yang")


def _session(place: int) -> FactSession:
    held_at = FIRST + timedelta(weeks=place)
    return FactSession(SessionId(UUID(int=place)), f"session {place + 1}", SessionKind.PANEL, held_at, True)
