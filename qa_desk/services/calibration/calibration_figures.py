"""How far a panel agrees, from the facts of one session or several; pure.

An item is call × criterion and calls are the sample. Each item is coded passed, failed or N/A; a hidden or unanswered
criterion is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import krippendorff_alpha
from qa_desk.agreement.chance.percent import percent_agreement, specific_agreement
from qa_desk.agreement.diagnosis import Diagnosis, diagnose
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.intervals import t_two_sided
from qa_desk.agreement.pairwise import pairwise_percent_agreement
from qa_desk.agreement.standard import DecisionError, agreement_with_standard, error_rate
from qa_desk.agreement.verdict import Verdict, verdict, with_believable_limits
from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.coded_line import FAILED, PASSED
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.measurement.shares import significant_after_fdr
from qa_desk.services.figures.facts import CalibrationFacts, FactInspector, Mask
from qa_desk.services.figures.from_answers import facts_of_answers
from qa_desk.services.figures.pooled import SETTLED, Pooled, only_settled


class Basis(StrEnum):
    """What agreement is measured with: the settled answers once all are settled, until then each other.

    What is settled first is what the panel differed on: figures against a part of it would judge the panel by its
    hardest items. Of two trials each inspector is measured with themself.
    """

    SETTLED = "settled"
    BETWEEN = "between"
    AGAIN = "again"


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
    """The figures that stand side by side, each on 0…1 with its interval; `verdict` is about `agreement`.

    `diagnosis` says why they part; it is made for all criteria together only.
    """

    agreement: Estimate
    between: Estimate
    ac1: Estimate
    alpha: Estimate
    on_failures: Estimate
    verdict: Verdict
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """One criterion over all calls of the session."""

    criterion: Criterion
    n_calls: int
    figures: AgreementFigures


@dataclass(frozen=True, slots=True)
class PanelPair:
    """How often two members of the panel agree.

    `stands_out`: less than all pairs together, with the false discovery rate over all pairs held at 5 %.
    """

    first: Panellist
    second: Panellist
    agreement: Estimate
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class InspectorAccuracy:
    """One member against the settled answers, which the member helped to settle; errors on critical criteria."""

    panellist: Panellist
    agreement: Estimate
    missed: Estimate
    false_alarms: Estimate


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a panel says in a session or several; `evaluation_ids` are the rows behind the figures of one session."""

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
    """All figures of a session from its evaluations."""
    facts = facts_of_answers(
        ratings.version,
        [FactInspector(one.person_id, one.name) for one in ratings.panel],
        ratings.evaluations,
        ratings.settled,
    )
    if ratings.only_settled:
        facts = only_settled(facts)
    made = panel_result(facts, ratings.panel, ratings.target)
    return replace(made, evaluation_ids=tuple(facts.evaluation(line) for line in range(facts.n_lines)))


def panel_result(facts: CalibrationFacts, panel: Sequence[Panellist], target: float) -> SessionResult:
    """All figures of what a panel said in one session or several; each is defined or says why not.

    Args:
        facts: the lines; what is not all settled is measured between inspectors.
        panel: a panellist for each of `facts.inspectors`.
        target: the agreement to be reached.
    """
    pooled = Pooled(facts)
    basis = Basis.SETTLED if pooled.has_standard else Basis.BETWEEN
    places = np.arange(len(facts.criteria))
    criteria = tuple(
        CriterionAgreement(criterion, n_calls, _figures(pooled, places == place, target, basis))
        for place, criterion in enumerate(facts.criteria)
        if (n_calls := pooled.n_calls_of(place))
    )
    return SessionResult(
        n_calls=pooled.n_calls(),
        n_inspectors=int(np.count_nonzero((pooled.codes >= 0).any(axis=(0, 1)))),
        n_judgements=int(np.count_nonzero(pooled.codes >= 0)),
        basis=basis,
        target=target,
        overall=_figures(pooled, None, target, basis),
        criteria=criteria,
        pairs=_pairs(pooled, panel),
        accuracy=_accuracy(pooled, panel) if basis is Basis.SETTLED else (),
        evaluation_ids=(),
    )


def _figures(pooled: Pooled, criteria: Mask | None, target: float, basis: Basis) -> AgreementFigures:
    panel = pooled.table(criteria)
    between = with_believable_limits(percent_agreement(panel))
    agreement = between
    if basis is Basis.SETTLED:
        agreement = agreement_with_standard(pooled.table(criteria, with_standard=True), SETTLED)
    return AgreementFigures(
        agreement=agreement,
        between=between,
        ac1=with_believable_limits(gwet_ac(panel)),
        alpha=with_believable_limits(krippendorff_alpha(panel)),
        on_failures=specific_agreement(panel, FAILED),
        verdict=verdict(agreement, target),
        diagnosis=diagnose(panel) if criteria is None else None,
    )


def _pairs(pooled: Pooled, panel: Sequence[Panellist]) -> tuple[PanelPair, ...]:
    if len(panel) < 2:
        return ()
    named = {str(panellist.person_id): panellist for panellist in panel}
    table = pooled.table()
    pairs = pairwise_percent_agreement(table)
    together = percent_agreement(table).value
    kept = significant_after_fdr([_p_of_less(pair.agreement, together) for pair in pairs])
    return tuple(
        PanelPair(named[pair.first], named[pair.second], pair.agreement, stands_out)
        for pair, stands_out in zip(pairs, kept, strict=True)
    )


def _p_of_less(pair: Estimate, together: float | None) -> float:
    """The two-sided p of "as all pairs together", by the clustered t test; 1 where the pair does not lie below."""
    if pair.value is None or together is None or not pair.se or pair.value >= together or pair.n_calls < 2:
        return 1.0
    return t_two_sided((pair.value - together) / pair.se, pair.n_calls - 1)


def _accuracy(pooled: Pooled, panel: Sequence[Panellist]) -> tuple[InspectorAccuracy, ...]:
    critical = np.array([criterion.critical is not None for criterion in pooled.facts.criteria])
    everything = pooled.table(with_standard=True)
    only_critical = pooled.table(critical, with_standard=True)

    def one(panellist: Panellist) -> InspectorAccuracy:
        rater = str(panellist.person_id)
        missed, false_alarms = (
            error_rate(only_critical, SETTLED, positive=PASSED, negative=FAILED, kind=kind, rater=rater)
            for kind in (DecisionError.MISS, DecisionError.FALSE_ALARM)
        )
        return InspectorAccuracy(
            panellist, agreement_with_standard(everything, SETTLED, rater=rater), missed, false_alarms
        )

    return tuple(one(panellist) for panellist in panel)
