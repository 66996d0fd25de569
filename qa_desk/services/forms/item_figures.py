"""How each criterion works in practice: how often it fails or is N/A, if inspectors agree, what it repeats; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.percent import percent_agreement, specific_agreement
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.table import NOT_RATED, RatingTable
from qa_desk.agreement.verdict import Verdict, verdict
from qa_desk.domain.coded_line import CATEGORIES, FAILED, NOT_APPLICABLE, PASSED
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import AnswerState, CriterionResult, score
from qa_desk.measurement.means import correlation_of_calls
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.forms.evidence import Evidence

_CODES = {category: code for code, category in enumerate(CATEGORIES)}
_CODE_OF_STATE = {
    AnswerState.NA: _CODES[NOT_APPLICABLE],
    AnswerState.FULL: _CODES[PASSED],
    AnswerState.PARTIAL: _CODES[FAILED],
    AnswerState.FAILED: _CODES[FAILED],
}


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """Whether inspectors give the same verdict: passed, failed or N/A, on calls that several scored independently."""

    percent: Estimate
    ac1: Estimate
    on_failures: Estimate
    verdict: Verdict
    n_calls: int
    n_inspectors: int
    call_ids: tuple[CallId, ...]


@dataclass(frozen=True, slots=True)
class Redundancy:
    """The other criterion that goes most closely with this one; its limits allow for having been picked out."""

    other_key: str
    correlation: Estimate


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One criterion over a period. Rates are shares of the calls where it was asked; a bonus has no failure rate.

    `redundancy` is None where no other criterion varies along with it at all, for want of calls or of variation.
    `failed_on` and `na_on` are the calls behind the rates, those of `agreement` behind that, of those that the reader
    may see.
    """

    criterion_key: str
    n_asked: int
    n_hidden: int
    failure_rate: Estimate
    na_rate: Estimate
    agreement: ItemAgreement
    redundancy: Redundancy | None
    failed_on: tuple[CallId, ...]
    na_on: tuple[CallId, ...]


@dataclass(frozen=True, slots=True)
class FormStatistics:
    """Every criterion of a version, by the evaluations of all versions that have its key; `n_evaluations` of record."""

    first_day: date
    last_day: date
    version_numbers: tuple[int, ...]
    n_evaluations: int
    n_compared: int
    target: float
    items: tuple[ItemStatistics, ...]

    def item(self, criterion_key: str) -> ItemStatistics | None:
        """What is known of one criterion; None for one that the version does not have."""
        return next((item for item in self.items if item.criterion_key == criterion_key), None)


@dataclass(frozen=True, slots=True)
class _Rated:
    """One evaluation with the result of each criterion it was scored on."""

    evaluation: Evaluation
    results: dict[str, CriterionResult]


def form_statistics(
    version: ScorecardVersion, record: Evidence, compared: Evidence, *, days: tuple[date, date], target: float
) -> FormStatistics:
    """Figures beside each criterion of `version`, defined or with the reason why not at any number of evaluations."""
    of_record, of_several = _rated(record), _rated(compared)
    numbers = {record.versions[rated.evaluation.version_id].number for rated in of_record}
    keys = [criterion.key for criterion in version.criteria]
    fractions = [_fractions(rated) for rated in of_record]
    return FormStatistics(
        *days,
        tuple(sorted(numbers)),
        len(of_record),
        len(of_several),
        target,
        tuple(
            _item(
                criterion,
                of_record,
                record,
                _agreement(_compared(of_several, criterion.key), criterion.key, compared, target),
                _redundancy(criterion.key, keys, fractions),
            )
            for criterion in version.criteria
        ),
    )


def _rated(evidence: Evidence) -> list[_Rated]:
    return [
        _Rated(
            evaluation,
            {
                result.criterion.key: result
                for result in score(evidence.versions[evaluation.version_id], evaluation.answers).criteria
            },
        )
        for evaluation in evidence.evaluations
    ]


def _item(
    criterion: Criterion,
    of_record: Sequence[_Rated],
    record: Evidence,
    agreement: ItemAgreement,
    redundancy: Redundancy | None,
) -> ItemStatistics:
    key = criterion.key
    asked = [rated for rated in of_record if key in rated.results and rated.results[key].state in _CODE_OF_STATE]
    failed = [rated.evaluation for rated in asked if rated.results[key].has_failed]
    na = [rated.evaluation for rated in asked if rated.results[key].state is AnswerState.NA]
    n_counted = 0 if criterion.bonus else len(asked) - len(na)
    return ItemStatistics(
        criterion_key=key,
        n_asked=len(asked),
        n_hidden=sum(key in r.results and r.results[key].state is AnswerState.HIDDEN for r in of_record),
        failure_rate=share_of_calls(min(len(failed), n_counted), n_counted),
        na_rate=share_of_calls(len(na), len(asked)),
        agreement=agreement,
        redundancy=redundancy,
        failed_on=record.named(failed),
        na_on=record.named(na),
    )


def _compared(of_several: Sequence[_Rated], key: str) -> list[_Rated]:
    """One evaluation each of at least two inspectors on every call where they judged the criterion."""
    by_call: dict[CallId, dict[PersonId, _Rated]] = {}
    for rated in sorted(of_several, key=lambda one: one.evaluation.started_at):
        if key in rated.results and rated.results[key].state in _CODE_OF_STATE:
            by_call.setdefault(rated.evaluation.call_id, {}).setdefault(rated.evaluation.inspector_id, rated)
    return [rated for inspectors in by_call.values() if len(inspectors) > 1 for rated in inspectors.values()]


def _agreement(compared: Sequence[_Rated], key: str, evidence: Evidence, target: float) -> ItemAgreement:
    calls = {call_id: at for at, call_id in enumerate(dict.fromkeys(one.evaluation.call_id for one in compared))}
    raters = {person: at for at, person in enumerate(dict.fromkeys(one.evaluation.inspector_id for one in compared))}
    # a table has at least one row and two columns; where nobody rated, the figures say why they are not there
    codes = [[NOT_RATED] * max(2, len(raters)) for _call in calls or [None]]
    for rated in compared:
        row, column = calls[rated.evaluation.call_id], raters[rated.evaluation.inspector_id]
        codes[row][column] = _CODE_OF_STATE[rated.results[key].state]
    table = RatingTable.from_codes(codes, categories=CATEGORIES)
    percent = percent_agreement(table)
    return ItemAgreement(
        percent,
        gwet_ac(table),
        specific_agreement(table, FAILED),
        verdict(percent, target),
        n_calls=len(calls),
        n_inspectors=len(raters),
        call_ids=tuple(dict.fromkeys(evidence.named(one.evaluation for one in compared))),
    )


def _fractions(rated: _Rated) -> dict[str, float]:
    return {key: result.fraction for key, result in rated.results.items() if result.fraction is not None}


def _redundancy(own: str, keys: Sequence[str], fractions: Sequence[dict[str, float]]) -> Redundancy | None:
    """The strongest of the correlations with all others; the limits are those of the one, allowing for the many."""
    others = [key for key in keys if key != own]
    found: list[tuple[float, str, list[tuple[float, float]]]] = []
    for other in others:
        pairs = [(one[own], one[other]) for one in fractions if own in one and other in one]
        value = correlation_of_calls(pairs).value
        if value is not None:
            found.append((abs(value), other, pairs))
    if not found:
        return None
    _strength, other, pairs = max(found, key=lambda one: one[0])
    return Redundancy(other, correlation_of_calls(pairs, n_compared=len(found)))
