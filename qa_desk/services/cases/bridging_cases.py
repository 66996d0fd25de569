"""The bridge between two versions of a form: cases scored on both say how far a trend jumped by itself.

Used by the library and by whatever draws a trend across a change of the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import CaseId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import ScoreResult, score
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.paired_shares import paired_difference
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.cases.checking import as_answers
from qa_desk.services.clock import Clock
from qa_desk.store.repositories.case_forms import CaseOnForm
from qa_desk.store.store import Store


@dataclass(frozen=True, slots=True)
class BridgedCase:
    """One case on both forms; scores are those before the policy, None where not scored."""

    case_id: CaseId
    code: str
    title: str
    old_score: float | None
    new_score: float | None
    old_passed: bool
    new_passed: bool


@dataclass(frozen=True, slots=True)
class PairedShare:
    """How often something failed on the same cases under both forms; `change` is new minus old, paired."""

    old: Estimate
    new: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class BridgedCriterion:
    """A criterion that both forms have, over the cases in which it applied under both."""

    criterion: Criterion
    n_cases: int
    failures: PairedShare


@dataclass(frozen=True, slots=True)
class Bridge:
    """Both forms on the same cases; scores are compared over the cases that have one on both, changes are new − old."""

    old: ScorecardVersion
    new: ScorecardVersion
    cases: tuple[BridgedCase, ...]
    old_score: Estimate
    new_score: Estimate
    score_change: Estimate
    failures: PairedShare
    criteria: tuple[BridgedCriterion, ...]


class BridgingCases:
    """What the same cases come to on two versions of a scorecard."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def bridge(self, actor: Actor, scorecard_key: str, old: int, new: int) -> Bridge:
        """The cases approved on both versions, by number. Raises NotFoundError for a version there is not."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            versions = [uow.scorecards.numbered(scorecard_key, number) for number in (old, new)]
            before, after = versions
            if before is None or after is None:
                raise NotFoundError(what=scorecard_key)
            earlier = uow.case_forms.on_form(before.id, actor.person_id)
            later = uow.case_forms.on_form(after.id, actor.person_id)
        pairs = [(earlier[key], later[key]) for key in earlier if key in later]
        return bridge_of(before, after, pairs)


def bridge_of(old: ScorecardVersion, new: ScorecardVersion, pairs: Sequence[tuple[CaseOnForm, CaseOnForm]]) -> Bridge:
    """The figures of these cases; no case gives figures that say why there are none."""
    scored = [
        (one, score(old, as_answers(one.answers).values()), score(new, as_answers(other.answers).values()))
        for one, other in pairs
    ]
    cases = tuple(
        BridgedCase(
            *(one.case_id, one.code, one.title),
            *(before.score_before_policy, after.score_before_policy),
            *(before.passed, after.passed),
        )
        for one, before, after in scored
    )
    both = [(one.old_score, one.new_score) for one in cases if one.old_score is not None and one.new_score is not None]
    return Bridge(
        old=old,
        new=new,
        cases=cases,
        old_score=mean_of_calls([one[0] for one in both], upper=100.0),
        new_score=mean_of_calls([one[1] for one in both], upper=100.0),
        score_change=mean_of_calls([one[1] - one[0] for one in both]),
        failures=_paired([(not one.old_passed, not one.new_passed) for one in cases]),
        criteria=tuple(_criteria(old, new, [(before, after) for _one, before, after in scored])),
    )


def _criteria(
    old: ScorecardVersion, new: ScorecardVersion, scored: Sequence[tuple[ScoreResult, ScoreResult]]
) -> list[BridgedCriterion]:
    known = {criterion.key for criterion in old.criteria}
    found: list[BridgedCriterion] = []
    for criterion in new.criteria:
        if criterion.key not in known or criterion.bonus:
            continue
        results = [(before.result(criterion.key), after.result(criterion.key)) for before, after in scored]
        failed = [(one.has_failed, other.has_failed) for one, other in results if one.applies and other.applies]
        if failed:
            found.append(BridgedCriterion(criterion, len(failed), _paired(failed)))
    return found


def _paired(failed: Sequence[tuple[bool, bool]]) -> PairedShare:
    n = len(failed)
    n_old, n_new = sum(old for old, _new in failed), sum(new for _old, new in failed)
    n_both = sum(old and new for old, new in failed)
    change = paired_difference(n_both, n_old - n_both, n_new - n_both, n - n_old - n_new + n_both)
    return PairedShare(share_of_calls(n_old, n), share_of_calls(n_new, n), change)
