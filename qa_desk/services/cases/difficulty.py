"""How hard a standard case is, as people's answers show: how often they agree with what is settled; never kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import Answer, Evaluation, Purpose
from qa_desk.domain.ids import PersonId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import AnswerState, score
from qa_desk.domain.standard_case import StandardCase
from qa_desk.measurement.shares import CallSums, ratio_of_sums, share_of_calls
from qa_desk.services.cases.checking import as_answers
from qa_desk.store.unit_of_work import UnitOfWork

_COUNTED = frozenset({Purpose.CALIBRATION, Purpose.PRACTICE, Purpose.QUALIFICATION})
"""Scored blind and for this: a routine evaluation may be what made somebody look for the case."""


@dataclass(frozen=True, slots=True)
class MeasuredDifficulty:
    """The share of answers that agree with the settled ones, of people's first attempts.

    `agreement` has people as its sample: answers of one person on one call hang together.
    """

    agreement: Estimate
    n_people: int
    n_answers: int
    n_agreeing: int


def measured_difficulty(uow: UnitOfWork, case: StandardCase, visibility: Visibility) -> MeasuredDifficulty:
    """From what was scored on the case's call and form, as far as it may be read."""
    version = uow.scorecards.version(case.version_id)
    decided = uow.feedback.superseding(case.call_id)
    found = uow.evaluations.of_call(case.call_id, visibility)
    evaluations = [one for one in found if one.id not in decided and _counts(one, case)]
    return difficulty_of(case, version, evaluations)


def difficulty_of(
    case: StandardCase, version: ScorecardVersion, evaluations: Iterable[Evaluation]
) -> MeasuredDifficulty:
    """The first evaluation of each person against the case, coded passed, failed or N/A; open criteria are left out."""
    first: dict[PersonId, Evaluation] = {}
    for one in sorted(evaluations, key=lambda one: (one.submitted_at or one.started_at, str(one.id))):
        first.setdefault(one.inspector_id, one)
    settled = _codes(version, as_answers(case.answers).values())
    pairs = [_agreeing(settled, _codes(version, one.answers)) for one in first.values()]
    judged = [(agreeing, asked) for agreeing, asked in pairs if asked]
    n_agreeing, n_answers = sum(pair[0] for pair in judged), sum(pair[1] for pair in judged)
    return MeasuredDifficulty(_estimate(judged), len(judged), n_answers, n_agreeing)


def _estimate(judged: list[tuple[int, int]]) -> Estimate:
    if all(agreeing == asked for agreeing, asked in judged):
        # no variance to rest on: what is known is how many people missed nothing
        return share_of_calls(len(judged), len(judged))
    sums = CallSums(
        n_calls=len(judged),
        y=sum(y for y, _x in judged),
        x=sum(x for _y, x in judged),
        yy=sum(y * y for y, _x in judged),
        xy=sum(x * y for y, x in judged),
        xx=sum(x * x for _y, x in judged),
    )
    return ratio_of_sums(sums)


def _counts(evaluation: Evaluation, case: StandardCase) -> bool:
    is_same_form = evaluation.version_id == case.version_id
    return evaluation.is_in and is_same_form and evaluation.purpose in _COUNTED


def _agreeing(settled: dict[str, str], said: dict[str, str]) -> tuple[int, int]:
    both = settled.keys() & said.keys()
    return sum(settled[key] == said[key] for key in both), len(both)


def _codes(version: ScorecardVersion, answers: Iterable[Answer]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for result in score(version, answers).criteria:
        if result.state is AnswerState.NA:
            codes[result.criterion.key] = "na"
        elif result.applies:
            codes[result.criterion.key] = "failed" if result.has_failed else "passed"
    return codes
