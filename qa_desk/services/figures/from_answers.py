"""Facts from evaluations that are at hand as objects: those of one session, or two trials laid side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from qa_desk.domain.calibration import SessionKind, SettledAnswer
from qa_desk.domain.coded_line import CATEGORIES, FAILED, coded_with_fraction
from qa_desk.domain.evaluation import Answer, Evaluation
from qa_desk.domain.ids import AnswerId, CallId, EvaluationId, PersonId, SessionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import is_shown, score
from qa_desk.services.figures.facts import MISSING, CalibrationFacts, Codes, FactInspector, FactSession, Numbers

_NOBODY = UUID(int=0)
_CODE_OF = {code: place for place, code in enumerate(CATEGORIES)}
_Reasons = dict[int, frozenset[str]]
_ONE_SESSION = FactSession(SessionId(_NOBODY), "", SessionKind.PANEL, datetime.min.replace(tzinfo=UTC), True)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Codes, fractions, total before policy and reasons, one row each."""

    codes: Codes
    fractions: Numbers
    scores: Numbers
    reasons: list[_Reasons]


def facts_of_answers(
    version: ScorecardVersion,
    inspectors: Sequence[FactInspector],
    evaluations: Iterable[Evaluation],
    settled: Sequence[SettledAnswer],
) -> CalibrationFacts:
    """The facts of these inspectors' evaluations on one version, all of one session."""
    place_of: dict[PersonId, int] = {one.id: place for place, one in enumerate(inspectors)}
    own = [one for one in evaluations if one.inspector_id in place_of]
    calls = sorted({one.call_id for one in own})
    said = _rows(version, [list(one.answers) for one in own])
    by_call: dict[CallId, list[Answer]] = {call_id: [] for call_id in calls}
    for answer in settled:
        if answer.call_id in by_call:
            by_call[answer.call_id].append(_answer(answer))
    standard = _rows(version, list(by_call.values()), hides=False)
    call_of = [calls.index(one.call_id) for one in own]
    call = np.array(call_of, dtype=np.intp)
    nowhere = np.zeros(len(own), dtype=np.intp)
    return CalibrationFacts(
        criteria=version.criteria,
        sections=tuple(section.key for section in version.sections for _criterion in section.criteria),
        versions=(version,),
        sessions=(_ONE_SESSION,),
        inspectors=tuple(inspectors),
        call_ids=tuple(calls),
        evaluation_ids=tuple(one.id.hex for one in own),
        version=nowhere,
        session=nowhere,
        inspector=np.array([place_of[one.inspector_id] for one in own], dtype=np.intp),
        call=call,
        codes=said.codes,
        fractions=said.fractions,
        scores=said.scores,
        standard=standard.codes[call],
        standard_fractions=standard.fractions[call],
        standard_scores=standard.scores[call],
        reasons=tuple(said.reasons),
        standard_reasons=tuple(standard.reasons[place] for place in call_of),
    )


def _rows(version: ScorecardVersion, lines: Sequence[Sequence[Answer]], *, hides: bool = True) -> _Rows:
    codes = np.full((len(lines), len(version.criteria)), MISSING, dtype=np.int8)
    fractions = np.full(codes.shape, np.nan)
    scores = np.full(len(lines), np.nan)
    reasons: list[_Reasons] = []
    for row, line in enumerate(lines):
        given = {answer.criterion_key: answer for answer in line}
        reasons.append({})
        total = score(version, line).score_before_policy
        scores[row] = np.nan if total is None else total
        for place, criterion in enumerate(version.criteria):
            answer = given.get(criterion.key)
            if hides and not is_shown(criterion, version, given):
                continue
            code, fraction = coded_with_fraction(criterion, answer)
            if code is None:
                continue
            codes[row, place], fractions[row, place] = _CODE_OF[code], fraction
            if code == FAILED and answer is not None and answer.reasons:
                reasons[row][place] = frozenset(answer.reasons)
    return _Rows(codes, fractions, scores, reasons)


def _answer(settled: SettledAnswer) -> Answer:
    is_na = settled.na or settled.rating is None
    return Answer(
        AnswerId(_NOBODY), EvaluationId(_NOBODY), settled.criterion_key, settled.rating, is_na, settled.reasons
    )
