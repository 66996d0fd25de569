"""What came of each scored call of a period, for trends and results: facts of record, one row a call."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from qa_desk.domain.ids import CallId, EvaluationId, PersonId, UnitId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.fact_filter import FactFilter, deductions_of, is_scored
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import DeductionFactRow, OpportunityFactRow, ScoredFactRow
from qa_desk.store.visibility import may_read


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scored call; `score` is the one before what a critical failure does to it, None for not scored."""

    evaluation_id: EvaluationId
    call_id: CallId
    day: date
    unit_id: UnitId | None
    agent_id: PersonId | None
    scorecard_key: str
    version_number: int
    score: float | None
    agent_score: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """A scored call and what is known of its customer; None where nothing is. `score` is as in `Outcome`."""

    evaluation_id: EvaluationId
    score: float | None
    csat: float | None
    csat_scale: str
    complaint: bool | None


@dataclass(frozen=True, slots=True)
class FormCriteria:
    """Some criteria of one version of a scorecard."""

    scorecard_key: str
    version_number: int
    criterion_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallsAsked:
    """What scored calls must be like; None does not narrow.

    Args:
        has_failure: whether something failed in them: any criterion, or those of `criterion_key` or `family`.
        has_passed: whether no critical criterion failed.
        score_from, score_below: the score before what a critical failure does to it, the lower end included.
    """

    has_failure: bool = False
    criterion_key: str = ""
    family: CriticalFamily | None = None
    has_passed: bool | None = None
    agent_id: PersonId | None = None
    score_from: float | None = None
    score_below: float | None = None


class OutcomeQueries(Repository):
    """One statement each; nothing sealed is among facts."""

    def outcomes(self, wanted: FactFilter) -> tuple[Outcome, ...]:
        """Every scored call, in order of days."""
        statement = (
            select(
                ScoredFactRow.evaluation_id,
                ScoredFactRow.call_id,
                ScoredFactRow.day,
                ScoredFactRow.unit_id,
                ScoredFactRow.agent_id,
                ScoredFactRow.scorecard_key,
                ScoredFactRow.version_number,
                ScoredFactRow.score_before_policy,
                ScoredFactRow.agent_score,
                ScoredFactRow.passed,
            )
            .where(is_scored(wanted))
            .order_by(ScoredFactRow.day, ScoredFactRow.evaluation_id)
        )
        return tuple(Outcome(*row) for row in self._session.execute(statement))

    def calls(self, wanted: FactFilter, asked: CallsAsked, visibility: Visibility) -> tuple[CallId, ...]:
        """The scored calls of which this holds, the latest first; evaluations that the reader may not see are none."""
        statement = (
            select(ScoredFactRow.call_id)
            .join(EvaluationRow, EvaluationRow.id == ScoredFactRow.evaluation_id)
            .where(*_asked(wanted, asked), may_read(visibility))
            .order_by(ScoredFactRow.day.desc(), ScoredFactRow.evaluation_id)
        )
        return tuple(self._session.scalars(statement))

    def n_calls(self, wanted: FactFilter, asked: CallsAsked) -> int:
        """How many scored calls there are of which this holds."""
        statement = select(func.count()).select_from(ScoredFactRow).where(*_asked(wanted, asked))
        return self._session.scalar(statement) or 0

    def voices(self, wanted: FactFilter) -> tuple[Voice, ...]:
        """Every scored call with its customer's satisfaction and complaint."""
        statement = (
            select(
                ScoredFactRow.evaluation_id,
                ScoredFactRow.score_before_policy,
                CallRow.csat,
                CallRow.csat_scale,
                CallRow.complaint,
            )
            .join(CallRow, CallRow.id == ScoredFactRow.call_id)
            .where(is_scored(wanted))
            .order_by(ScoredFactRow.day, ScoredFactRow.evaluation_id)
        )
        return tuple(Voice(*row) for row in self._session.execute(statement))

    def applied(self, wanted: FactFilter) -> dict[str, frozenset[EvaluationId]]:
        """To which calls with a voice each criterion applied."""
        return self._of_criteria(OpportunityFactRow, wanted)

    def failed(self, wanted: FactFilter) -> dict[str, frozenset[EvaluationId]]:
        """In which calls with a voice each criterion failed."""
        return self._of_criteria(DeductionFactRow, wanted)

    def _of_criteria(
        self, facts: type[OpportunityFactRow | DeductionFactRow], wanted: FactFilter
    ) -> dict[str, frozenset[EvaluationId]]:
        statement = (
            select(facts.criterion_key, facts.evaluation_id)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == facts.evaluation_id)
            .join(CallRow, CallRow.id == ScoredFactRow.call_id)
            .where(is_scored(wanted), or_(CallRow.csat.is_not(None), CallRow.complaint.is_not(None)))
        )
        found: dict[str, set[EvaluationId]] = {}
        for key, evaluation_id in self._session.execute(statement):
            found.setdefault(key, set()).add(evaluation_id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def n_failures(self, wanted: FactFilter) -> dict[EvaluationId, int]:
        """How many criteria failed in each call where any did."""
        statement = (
            select(DeductionFactRow.evaluation_id, func.count())
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
            .where(is_scored(wanted))
            .group_by(DeductionFactRow.evaluation_id)
        )
        return {row[0]: row[1] for row in self._session.execute(statement)}

    def critical_failures(self, wanted: FactFilter) -> dict[tuple[EvaluationId, CriticalFamily], int]:
        """How many critical criteria of a family failed in each call where any did."""
        statement = (
            select(DeductionFactRow.evaluation_id, DeductionFactRow.critical, func.count())
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
            .where(is_scored(wanted), DeductionFactRow.critical.is_not(None))
            .group_by(DeductionFactRow.evaluation_id, DeductionFactRow.critical)
        )
        return {
            (evaluation_id, family): n
            for evaluation_id, family, n in self._session.execute(statement)
            if family is not None
        }

    def n_applied(
        self, wanted: FactFilter, families: Mapping[CriticalFamily, Iterable[FormCriteria]]
    ) -> dict[tuple[EvaluationId, CriticalFamily], int]:
        """How many critical criteria of a family applied in each call to which any did; `families` by version."""
        named = {family: _among(forms) for family, forms in families.items()}
        if not named:
            return {}
        counts = [func.sum(case((condition, 1), else_=0)) for condition in named.values()]
        statement = (
            select(OpportunityFactRow.evaluation_id, *counts)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .where(is_scored(wanted), or_(*named.values()))
            .group_by(OpportunityFactRow.evaluation_id)
        )
        return {
            (row[0], family): int(n)
            for row in self._session.execute(statement)
            for family, n in zip(named, row[1:], strict=True)
            if n
        }


def _asked(wanted: FactFilter, asked: CallsAsked) -> Iterator[ColumnElement[bool]]:
    yield is_scored(wanted)
    if asked.has_failure:
        failed = deductions_of(wanted).add_columns(DeductionFactRow.evaluation_id)
        if asked.criterion_key:
            failed = failed.where(DeductionFactRow.criterion_key == asked.criterion_key)
        if asked.family is not None:
            failed = failed.where(DeductionFactRow.critical == asked.family)
        yield ScoredFactRow.evaluation_id.in_(failed)
    if asked.has_passed is not None:
        yield ScoredFactRow.passed.is_(asked.has_passed)
    if asked.agent_id is not None:
        yield ScoredFactRow.agent_id == asked.agent_id
    if asked.score_from is not None:
        yield ScoredFactRow.score_before_policy >= asked.score_from
    if asked.score_below is not None:
        yield ScoredFactRow.score_before_policy < asked.score_below


def _among(forms: Iterable[FormCriteria]) -> ColumnElement[bool]:
    """Whether the criterion of the row is one of these; versions with the same ones share a condition."""
    versions: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for form in forms:
        versions.setdefault((form.scorecard_key, form.criterion_keys), []).append(form.version_number)
    return or_(
        *(
            and_(
                ScoredFactRow.scorecard_key == scorecard,
                ScoredFactRow.version_number.in_(numbers),
                OpportunityFactRow.criterion_key.in_(keys),
            )
            for (scorecard, keys), numbers in versions.items()
        )
    )
