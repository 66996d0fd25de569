"""What inspectors said in calibration sessions, as arrays: one row an evaluation, one column a criterion.

Made from lines of codes (`domain.coded_line`); all figures of a period, and drift, are computed from these.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.coded_line import CATEGORIES
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, SessionId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion

PASSED_CODE, FAILED_CODE, NA_CODE = range(len(CATEGORIES))
MISSING = -1

Codes = NDArray[np.int8]
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FactSession:
    """A session that facts come from; `has_standard` once all of it is settled.

    `is_of_cases`: no session but what somebody scored on standard cases, in a sitting or on one that they practised.
    """

    id: SessionId
    title: str
    kind: SessionKind
    held_at: datetime
    has_standard: bool
    is_of_cases: bool = False


@dataclass(frozen=True, slots=True)
class FactInspector:
    """An inspector that facts come from."""

    id: PersonId
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationFacts:
    """L lines (evaluations) × K criteria; indexes point into the tuples.

    Late answers, agents' seats and pilots are not among them, nor what the reader may not see.

    Args:
        criteria: as in the newest version that has them, in the order of the form; linked across versions by key.
        sections: key of each criterion's section.
        versions: the versions scored on, oldest first.
        sessions: in order of time.
        inspectors: by name.
        call_ids: the calls, by key: sums over them come out the same to the last digit, however they were read.
        evaluation_ids: shape (L,), keys as text, see `evaluation`.
        version, session, inspector, call: shape (L,), indexes.
        codes: shape (L, K), place in CATEGORIES, -1 for missing.
        fractions: shape (L, K), 0…1, NaN where nothing was rated.
        scores: shape (L,), total before policy, NaN for not scored.
        standard: shape (L, K), code of the settled answer of the same call in the same session; -1 where there is none.
        standard_fractions: shape (L, K), NaN where there is none.
        standard_scores: shape (L,), total before policy of what was settled, NaN where not all of it is.
        reasons: shape (L,), per line the reasons of what failed, by index of the criterion.
        standard_reasons: the same of what was settled.
    """

    criteria: tuple[Criterion, ...]
    sections: tuple[str, ...]
    versions: tuple[ScorecardVersion, ...]
    sessions: tuple[FactSession, ...]
    inspectors: tuple[FactInspector, ...]
    call_ids: tuple[CallId, ...]
    evaluation_ids: tuple[str, ...]
    version: Places
    session: Places
    inspector: Places
    call: Places
    codes: Codes
    fractions: Numbers
    scores: Numbers
    standard: Codes
    standard_fractions: Numbers
    standard_scores: Numbers
    reasons: tuple[dict[int, frozenset[str]], ...]
    standard_reasons: tuple[dict[int, frozenset[str]], ...]

    @property
    def n_lines(self) -> int:
        """How many evaluations there are."""
        return len(self.evaluation_ids)

    @property
    def deviations(self) -> Numbers:
        """Shape (L, K): fraction given minus the settled one, negative for too strict; NaN where either is missing."""
        return self.fractions - self.standard_fractions

    @property
    def score_deviations(self) -> Numbers:
        """Shape (L,): total before policy minus that of the settled answers."""
        return self.scores - self.standard_scores

    def evaluation(self, line: int) -> EvaluationId:
        """The key of a line's evaluation."""
        return EvaluationId(UUID(self.evaluation_ids[line]))

    def criterion_place(self, key: str) -> int:
        """The column of a criterion. Raises KeyError."""
        for place, criterion in enumerate(self.criteria):
            if criterion.key == key:
                return place
        raise KeyError(key)
