"""How far a panel agrees, from its evaluations and what was settled; pure.

An item is call × criterion and calls are the sample. Each item is coded passed, failed or N/A; a hidden or unanswered
criterion is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import krippendorff_alpha
from qa_desk.agreement.chance.percent import percent_agreement, specific_agreement
from qa_desk.agreement.diagnosis import Diagnosis, diagnose
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.pairwise import pairwise_percent_agreement
from qa_desk.agreement.standard import DecisionError, agreement_with_standard, error_rate
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.verdict import Verdict, verdict, with_believable_limits
from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.coded_line import CATEGORIES, FAILED, NOT_APPLICABLE, PASSED, coded
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import is_shown

SETTLED = "STANDARD"


class Basis(StrEnum):
    """What agreement is measured with: the settled answers once all are settled, until then each other.

    What is settled first is what the panel differed on: figures against a part of it would judge the panel by its
    hardest items.
    """

    SETTLED = "settled"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Panellist:
    """A member of the panel; `seat` is the place in the panel from 0, which gives shape and colour."""

    person_id: PersonId
    name: str
    seat: int


@dataclass(frozen=True, slots=True)
class PanelRatings:
    """Everything the figures are made of; evaluations handed in after the reveal are left out by the caller.

    `only_settled` leaves out items without a settled answer: a standard may say nothing of a criterion added since.
    """

    version: ScorecardVersion
    panel: tuple[Panellist, ...]
    call_ids: tuple[CallId, ...]
    evaluations: tuple[Evaluation, ...]
    settled: tuple[SettledAnswer, ...]
    target: float
    only_settled: bool = False


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """The figures that stand side by side, each on 0…1 with its interval; `verdict` is about `agreement`."""

    agreement: Estimate
    between: Estimate
    ac1: Estimate
    alpha: Estimate
    on_failures: Estimate
    verdict: Verdict
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """One criterion over all calls of the session."""

    criterion: Criterion
    n_calls: int
    figures: AgreementFigures


@dataclass(frozen=True, slots=True)
class PanelPair:
    """How often two members of the panel agree."""

    first: Panellist
    second: Panellist
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class InspectorAccuracy:
    """One member against the settled answers, which the member helped to settle; errors on critical criteria."""

    panellist: Panellist
    agreement: Estimate
    missed: Estimate
    false_alarms: Estimate


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a session says of its panel; `evaluation_ids` are the rows behind the figures."""

    n_calls: int
    n_inspectors: int
    n_judgements: int
    basis: Basis
    target: float
    overall: AgreementFigures
    criteria: tuple[CriterionAgreement, ...]
    pairs: tuple[PanelPair, ...]
    accuracy: tuple[InspectorAccuracy, ...]
    evaluation_ids: tuple[EvaluationId, ...]


def session_result(ratings: PanelRatings) -> SessionResult:
    """All figures of a session; every one is defined or says why not, at any number of calls and panellists."""
    judged = _judgements(ratings)
    is_settled = bool(judged) and all(SETTLED in by_rater for by_rater in judged.values())
    basis = Basis.SETTLED if is_settled else Basis.BETWEEN
    criteria = tuple(
        CriterionAgreement(
            criterion, _n_calls(judged, criterion.key), _figures(_only(judged, criterion.key), ratings, basis)
        )
        for criterion in ratings.version.criteria
        if _n_calls(judged, criterion.key)
    )
    return SessionResult(
        n_calls=len({call_id for call_id, _key in judged}),
        n_inspectors=len({rater for by_rater in judged.values() for rater in by_rater} - {SETTLED}),
        n_judgements=sum(len(by_rater.keys() - {SETTLED}) for by_rater in judged.values()),
        basis=basis,
        target=ratings.target,
        overall=_figures(judged, ratings, basis),
        criteria=criteria,
        pairs=_pairs(judged, ratings),
        accuracy=_accuracy(judged, ratings) if basis is Basis.SETTLED else (),
        evaluation_ids=tuple(evaluation.id for evaluation in ratings.evaluations),
    )


_Judgements = Mapping[tuple[CallId, str], Mapping[str, str]]
"""Per item (call, criterion) the category given by each rater, named by key; the standard is one of them."""


def _judgements(ratings: PanelRatings) -> dict[tuple[CallId, str], dict[str, str]]:
    judged: dict[tuple[CallId, str], dict[str, str]] = {}
    members = {panellist.person_id for panellist in ratings.panel}
    for evaluation in ratings.evaluations:
        if evaluation.inspector_id in members:
            _add(judged, ratings.version, evaluation)
    for answer in ratings.settled:
        item = judged.get((answer.call_id, answer.criterion_key))
        if item is not None:
            item[SETTLED] = _settled_code(ratings.version.criterion(answer.criterion_key), answer)
    if ratings.only_settled:
        return {place: by_rater for place, by_rater in judged.items() if SETTLED in by_rater}
    return judged


def _add(judged: dict[tuple[CallId, str], dict[str, str]], version: ScorecardVersion, evaluation: Evaluation) -> None:
    answers = {answer.criterion_key: answer for answer in evaluation.answers}
    for criterion in version.criteria:
        if not is_shown(criterion, version, answers):
            continue
        code = coded(criterion, answers.get(criterion.key))
        if code is not None:
            judged.setdefault((evaluation.call_id, criterion.key), {})[str(evaluation.inspector_id)] = code


def _settled_code(criterion: Criterion, settled: SettledAnswer) -> str:
    if settled.na or settled.rating is None:
        return NOT_APPLICABLE
    points = criterion.scale.points(settled.rating, criterion.reasons_of(settled.reasons))
    return PASSED if points >= criterion.scale.maximum else FAILED


def _only(judged: _Judgements, criterion_key: str) -> _Judgements:
    return {item: by_rater for item, by_rater in judged.items() if item[1] == criterion_key}


def _n_calls(judged: _Judgements, criterion_key: str) -> int:
    return sum(key == criterion_key for _call_id, key in judged)


def _table(judged: _Judgements, raters: Sequence[str]) -> RatingTable:
    code_of = {category: code for code, category in enumerate(CATEGORIES)}
    codes = [[code_of.get(by_rater.get(rater, ""), -1) for rater in raters] for by_rater in judged.values()]
    calls = [str(call_id) for call_id, _key in judged]
    items = [f"{call_id} {key}" for call_id, key in judged]
    shaped = codes or [[-1 for _rater in raters]]
    return RatingTable.from_codes(
        shaped, categories=CATEGORIES, raters=raters, items=items or ["-"], clusters=calls or ["-"]
    )


def _raters(ratings: PanelRatings) -> list[str]:
    return [str(panellist.person_id) for panellist in ratings.panel]


def _figures(judged: _Judgements, ratings: PanelRatings, basis: Basis) -> AgreementFigures:
    panel = _table(judged, _raters(ratings))
    between = with_believable_limits(percent_agreement(panel))
    agreement = between
    if basis is Basis.SETTLED:
        agreement = agreement_with_standard(_table(judged, [*_raters(ratings), SETTLED]), SETTLED)
    return AgreementFigures(
        agreement=agreement,
        between=between,
        ac1=with_believable_limits(gwet_ac(panel)),
        alpha=with_believable_limits(krippendorff_alpha(panel)),
        on_failures=specific_agreement(panel, FAILED),
        verdict=verdict(agreement, ratings.target),
        diagnosis=diagnose(panel),
    )


def _pairs(judged: _Judgements, ratings: PanelRatings) -> tuple[PanelPair, ...]:
    named = {str(panellist.person_id): panellist for panellist in ratings.panel}
    if len(named) < 2:
        return ()
    pairs = pairwise_percent_agreement(_table(judged, list(named)))
    return tuple(PanelPair(named[pair.first], named[pair.second], pair.agreement) for pair in pairs)


def _accuracy(judged: _Judgements, ratings: PanelRatings) -> tuple[InspectorAccuracy, ...]:
    critical = {criterion.key for criterion in ratings.version.criteria if criterion.critical is not None}
    judged_critical = {item: by_rater for item, by_rater in judged.items() if item[1] in critical}
    everything = _table(judged, [*_raters(ratings), SETTLED])
    only_critical = _table(judged_critical, [*_raters(ratings), SETTLED])

    def one(panellist: Panellist) -> InspectorAccuracy:
        rater = str(panellist.person_id)
        missed, false_alarms = (
            error_rate(only_critical, SETTLED, positive=PASSED, kind=kind, rater=rater)
            for kind in (DecisionError.MISS, DecisionError.FALSE_ALARM)
        )
        return InspectorAccuracy(
            panellist, agreement_with_standard(everything, SETTLED, rater=rater), missed, false_alarms
        )

    return tuple(one(panellist) for panellist in ratings.panel)
