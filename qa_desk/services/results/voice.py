"""What customers say of scored calls: does the score foretell it, and which criteria go with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import EvaluationId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.measurement.prediction import order_of_pairs, rank_correlation
from qa_desk.measurement.shares import Difference, difference_of_shares, share_of_calls, significant_after_fdr
from qa_desk.services.draws.risks import csat_share, is_low_csat
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.store.outcome_queries import Voice


@dataclass(frozen=True, slots=True)
class Grievance:
    """One thing that customers can say against a call, against one criterion.

    `difference` is the share of calls with it where the criterion failed, minus that where it passed; None where either
    has too few calls. `is_real` after control of false discoveries over all criteria and both things.
    """

    n_failed: int
    n_bad_failed: int
    n_passed: int
    n_bad_passed: int
    difference: Difference | None
    is_real: bool = False


@dataclass(frozen=True, slots=True)
class CriterionVoice:
    """One criterion against low satisfaction and complaints."""

    criterion_key: str
    title: LocalText
    critical: CriticalFamily | None
    low_csat: Grievance
    complaint: Grievance


@dataclass(frozen=True, slots=True)
class CustomerVoice:
    """Results of a query.

    Args:
        n_calls: scored; `n_answered` of them with a satisfaction, of `n_known` it is known whether one complained.
        low_share, complaint_share: of those calls.
        correlation: of call quality with satisfaction, each as a part of its scale.
        csat_order, complaint_order: how often a call with low satisfaction, or a complaint, scores below one without.
    """

    query: IssueQuery
    n_calls: int
    n_answered: int
    n_known: int
    response: Estimate
    low_share: Estimate
    complaint_share: Estimate
    correlation: Estimate
    csat_order: Estimate
    complaint_order: Estimate
    criteria: tuple[CriterionVoice, ...]


@dataclass(frozen=True, slots=True)
class CriterionName:
    """What a criterion is called, and its critical family."""

    title: LocalText
    critical: CriticalFamily | None


def voice_of(
    query: IssueQuery,
    voices: Sequence[Voice],
    applied: Mapping[str, frozenset[EvaluationId]],
    failed: Mapping[str, frozenset[EvaluationId]],
    names: Mapping[str, CriterionName],
) -> CustomerVoice:
    """The figures of these calls.

    Args:
        query: what was asked.
        voices: every scored call with what is known of its customer.
        applied, failed: by criterion the calls to which it applied and in which it failed.
        names: the criteria meant.
    """
    answered = [one for one in voices if one.csat is not None]
    low = {one.evaluation_id: is_low_csat(one.csat, one.csat_scale) for one in answered if one.csat is not None}
    complaint = {one.evaluation_id: one.complaint for one in voices if one.complaint is not None}
    pairs = [
        (one.score, share)
        for one in answered
        if one.score is not None and one.csat is not None
        if (share := csat_share(one.csat, one.csat_scale)) is not None
    ]
    return CustomerVoice(
        query=query,
        n_calls=len(voices),
        n_answered=len(answered),
        n_known=len(complaint),
        response=share_of_calls(len(answered), len(voices)),
        low_share=share_of_calls(sum(low.values()), len(low)),
        complaint_share=share_of_calls(sum(complaint.values()), len(complaint)),
        correlation=rank_correlation([score for score, _share in pairs], [share for _score, share in pairs]),
        csat_order=_order(voices, low),
        complaint_order=_order(voices, complaint),
        criteria=_criteria(low, complaint, applied, failed, names),
    )


def _order(voices: Iterable[Voice], is_bad: Mapping[EvaluationId, bool]) -> Estimate:
    scored = [(one.score, is_bad[one.evaluation_id]) for one in voices
              if one.score is not None and one.evaluation_id in is_bad]  # fmt: skip
    return order_of_pairs([score for score, bad in scored if bad], [score for score, bad in scored if not bad])


def _criteria(
    low: Mapping[EvaluationId, bool],
    complaint: Mapping[EvaluationId, bool],
    applied: Mapping[str, frozenset[EvaluationId]],
    failed: Mapping[str, frozenset[EvaluationId]],
    names: Mapping[str, CriterionName],
) -> tuple[CriterionVoice, ...]:
    keys = [key for key in names if failed.get(key)]
    found = [
        _grievance(is_bad, applied.get(key, frozenset()), failed[key]) for key in keys for is_bad in (low, complaint)
    ]
    tested = [one.difference.p_value for one in found if one.difference is not None]
    kept = iter(significant_after_fdr(tested))
    marked = [one if one.difference is None else replace(one, is_real=next(kept)) for one in found]
    rows = [
        CriterionVoice(key, names[key].title, names[key].critical, marked[2 * place], marked[2 * place + 1])
        for place, key in enumerate(keys)
    ]
    return tuple(sorted(rows, key=lambda one: -max(_size(one.low_csat), _size(one.complaint))))


def _size(one: Grievance) -> float:
    return one.difference.value if one.difference is not None else -1.0


def _grievance(
    is_bad: Mapping[EvaluationId, bool], applied: frozenset[EvaluationId], failed: frozenset[EvaluationId]
) -> Grievance:
    on_failed = [is_bad[key] for key in failed if key in is_bad]
    on_passed = [is_bad[key] for key in applied - failed if key in is_bad]
    is_small = min(len(on_failed), len(on_passed)) < SMALL_NUMBER
    difference = (
        None if is_small else difference_of_shares(sum(on_failed), len(on_failed), sum(on_passed), len(on_passed))
    )
    return Grievance(len(on_failed), sum(on_failed), len(on_passed), sum(on_passed), difference)
