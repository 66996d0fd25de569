"""Which standard cases teach a criterion: those that fail it and those that pass it, benchmarks first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, CaseId, EvaluationId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import rate
from qa_desk.domain.standard_case import Difficulty, SettledCase

N_FAILING = 2
N_PASSING = 1
"""So many cases that fail a criterion, and that pass it, are put before people."""

_HARDNESS = {one: place for place, one in enumerate(Difficulty)}


@dataclass(frozen=True, slots=True)
class MatchingCase:
    """What a case has settled on one criterion; `start_s` to `end_s` is the passage that proves it, if there is any."""

    case: SettledCase
    has_failed: bool
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The cases chosen for a criterion, failing ones first, and how many the library has of either."""

    cases: tuple[MatchingCase, ...]
    n_failing: int
    n_passing: int


def has_failed(version: ScorecardVersion, line: SettledCase) -> bool:
    """Whether what is settled fails the criterion."""
    nobody = EvaluationId(line.case_id)
    answer = Answer(AnswerId(line.case_id), nobody, line.criterion_key, line.rating, na=line.na, reasons=line.reasons)
    return rate(version.criterion(line.criterion_key), answer).has_failed


def matching(
    criterion_key: str,
    settled: Collection[SettledCase],
    versions: Mapping[VersionId, ScorecardVersion],
    evidence: Mapping[tuple[CaseId, str], tuple[float, float]],
) -> Matching:
    """The cases that teach a criterion: benchmarks, then those with a passage to hear, then easy ones, by code."""
    found: list[MatchingCase] = []
    for line in settled:
        if line.criterion_key != criterion_key or line.na or line.rating is None:
            continue
        start_s, end_s = evidence.get((line.case_id, criterion_key), (None, None))
        found.append(MatchingCase(line, has_failed(versions[line.version_id], line), start_s, end_s))
    found.sort(key=_order)
    failing, passing = ([one for one in found if one.has_failed is side] for side in (True, False))
    return Matching((*failing[:N_FAILING], *passing[:N_PASSING]), len(failing), len(passing))


def _order(one: MatchingCase) -> tuple[bool, bool, int, str]:
    return not one.case.is_benchmark, one.start_s is None, _HARDNESS[one.case.difficulty], one.case.code
