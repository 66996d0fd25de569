"""What a chart rests on, call by call, and the standard cases that somebody who drifts should practise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, CallId, CaseId, EvaluationId, VersionId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import rate
from qa_desk.domain.standard_case import Difficulty, SettledCase
from qa_desk.domain.text import LocalText
from qa_desk.measurement.drift.watch import Direction
from qa_desk.services.drift.board import LATELY, DriftBoard, DriftLine

_MOST_EACH = 3
_HARDEST_FIRST = (Difficulty.HARD, Difficulty.MEDIUM, Difficulty.EASY)


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One judgement behind a chart: the deviation is in the line's points, negative for too strict."""

    evaluation_id: EvaluationId
    call_id: CallId
    session_title: str
    held_on: date
    points: float
    standard_failed: bool
    is_since_alarm: bool
    call_key: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A standard case to practise a criterion on, and whether it failed there."""

    case_id: CaseId
    code: str
    title: str
    criterion: LocalText
    has_failed: bool
    difficulty: Difficulty


def rows_of(board: DriftBoard, line: DriftLine, zone: ZoneInfo) -> tuple[DriftRow, ...]:
    """The judgements of the chart of today since its alarm began, or lately; the newest first."""
    course, facts = line.current, board.facts
    since = course.signal.since if course.signal else max(0, len(course.session) - LATELY)
    judgements = board.deviations.judgements
    chosen = np.flatnonzero((judgements.series == course.series) & (judgements.session >= course.session[since]))
    rows: list[DriftRow] = []
    for at in chosen[::-1].tolist():
        fact = int(board.deviations.lines[at])
        session = facts.sessions[int(facts.session[fact])]
        rows.append(
            DriftRow(
                evaluation_id=facts.evaluation(fact),
                call_id=facts.call_ids[int(facts.call[fact])],
                session_title=session.title,
                held_on=session.held_at.astimezone(zone).date(),
                points=float(judgements.deviation[at]) * line.unit_points,
                standard_failed=bool(judgements.failed[at]),
                is_since_alarm=course.signal is not None,
            )
        )
    return tuple(rows)


def practice_of(
    line: DriftLine,
    criterion_keys: Sequence[str],
    settled: Sequence[SettledCase],
    versions: Mapping[VersionId, ScorecardVersion],
) -> tuple[Practice, ...]:
    """At most three cases that passed and three that failed of each criterion, the hardest first.

    Who is too lenient hears failures first, who is too strict what passes.
    """
    lenient_first = line.alarm is None or line.alarm.direction is Direction.LENIENT
    found: list[Practice] = []
    for key in criterion_keys:
        own = [
            made for case in settled if case.criterion_key == key and (made := _practice(case, versions)) is not None
        ]
        own.sort(key=lambda one: (_HARDEST_FIRST.index(one.difficulty), one.code))
        for failed in (lenient_first, not lenient_first):
            found += [one for one in own if one.has_failed is failed][:_MOST_EACH]
    return tuple(found)


def _practice(case: SettledCase, versions: Mapping[VersionId, ScorecardVersion]) -> Practice | None:
    """None where the criterion did not apply to the case's call."""
    criterion = _criterion(versions[case.version_id], case.criterion_key)
    if criterion is None or case.na:
        return None
    nobody = EvaluationId(case.case_id)
    answer = Answer(AnswerId(case.case_id), nobody, case.criterion_key, case.rating, na=False, reasons=case.reasons)
    result = rate(criterion, answer)
    return Practice(case.case_id, case.code, case.title, criterion.title, result.has_failed, case.difficulty)


def _criterion(version: ScorecardVersion, key: str) -> Criterion | None:
    return next((criterion for criterion in version.criteria if criterion.key == key), None)
