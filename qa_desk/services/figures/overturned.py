"""What disputes say of each inspector, beside the settled standard and never mixed into it.

Agents choose what they dispute, so these answers are no sample of anybody's work: they are counted, not pooled.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, VersionId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import score
from qa_desk.measurement.shares import share_of_calls
from qa_desk.store.dispute_queries import Overturned

_OPEN = (FeedbackState.RELEASED, FeedbackState.DISPUTED)


@dataclass(frozen=True, slots=True)
class OverturnedFigures:
    """Of one inspector's results that agents have, how many a dispute overturned.

    `share` is of results, with Wilson's interval; `n_open` of them are not answered, or not decided. The answers
    overturned are `n_alarms` critical failures that did not stand, `n_missed` critical passes that did not, and others;
    `call_ids` are their calls, the latest first.
    """

    person_id: PersonId
    name: str
    n_released: int
    n_overturned: int
    n_open: int
    share: Estimate
    n_answers: int
    n_alarms: int
    n_missed: int
    call_ids: tuple[CallId, ...] = ()


def overturned_figures(
    released: Mapping[PersonId, Mapping[FeedbackState, int]],
    overturned: Sequence[Overturned],
    evaluations: Collection[Evaluation],
    versions: Mapping[VersionId, ScorecardVersion],
    names: Mapping[PersonId, str],
) -> tuple[OverturnedFigures, ...]:
    """Everybody of whom a result was released, by name; `evaluations` are those that were overturned, as scored."""
    failed = _critical(evaluations, versions)
    found: list[OverturnedFigures] = []
    for person_id, states in released.items():
        own = [one for one in overturned if one.inspector_id == person_id]
        said = [failed.get((one.evaluation_id, one.criterion_key)) for one in own]
        n_released, n_overturned = sum(states.values()), states.get(FeedbackState.OVERTURNED, 0)
        found.append(
            OverturnedFigures(
                person_id,
                names.get(person_id, ""),
                n_released,
                n_overturned,
                sum(states.get(state, 0) for state in _OPEN),
                share_of_calls(n_overturned, n_released),
                len(own),
                said.count(True),
                said.count(False),
                tuple(dict.fromkeys(one.call_id for one in own)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.name, str(one.person_id))))


def _critical(
    evaluations: Collection[Evaluation], versions: Mapping[VersionId, ScorecardVersion]
) -> dict[tuple[EvaluationId, str], bool]:
    """Of every critical criterion as scored: whether it failed."""
    return {
        (one.id, result.criterion.key): result.has_failed
        for one in evaluations
        for result in score(versions[one.version_id], one.answers).criteria
        if result.criterion.critical is not None
    }
