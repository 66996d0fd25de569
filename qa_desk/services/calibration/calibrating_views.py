"""What the calibration pages hand in and get back."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.domain.calibration import CalibrationSession, SessionKind, SettledAnswer
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.evaluation import CauseOwner, Mark
from qa_desk.domain.ids import AssignmentId, CallId, EvaluationId, PersonId, VersionId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.services.calibration.calibration_figures import SessionResult


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session to be opened: every member of the panel scores every call.

    `criteria` are the keys of those asked, all where it is empty. `agent_ids` are front-line agents who take part,
    `apart_days` how long ago at least the same inspector scored the calls before; each for its kind alone.
    """

    title: str
    call_ids: tuple[CallId, ...]
    panel_ids: tuple[PersonId, ...]
    version_id: VersionId
    kind: SessionKind = SessionKind.PANEL
    due_at: datetime | None = None
    quorum: int | None = None
    criteria: tuple[str, ...] = ()
    hides_agent: bool = False
    agent_ids: tuple[PersonId, ...] = ()
    apart_days: int | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its page shows it before the reveal: who is done, never what was answered.

    `lead_name` leads it; `is_lead` says whether that is the reader. `may_reveal` says whether the reveal is permitted
    at this moment, `is_overdue` whether it is past its day.
    """

    session: CalibrationSession
    version: ScorecardVersion
    calls: tuple[CallSummary, ...]
    my_open: tuple[AssignmentId, ...]
    may_run: bool
    lead_name: str = ""
    is_lead: bool = False
    may_reveal: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class OtherForms:
    """Of how many calls a trial was on another version, and how many of the criteria asked are compared there at least.

    These are the ones that both versions ask in the same words on the same scale.
    """

    n_calls: int
    n_alike: int
    n_asked: int


@dataclass(frozen=True, slots=True)
class Repeatability:
    """How far a member of the panel agrees with themself; the raters of `result` are the first time and the second."""

    person_id: PersonId
    name: str
    seat: int
    result: SessionResult
    other_forms: OtherForms


@dataclass(frozen=True, slots=True)
class PanelAnswer:
    """What one member of the panel said on one criterion of one call; `is_missing` when nothing was handed in.

    `seat` is the place in the panel from 0, which gives shape and colour; `code` is passed, failed, N/A or None.
    """

    person_id: PersonId
    name: str
    seat: int
    is_missing: bool
    rating: RatingValue | None = None
    na: bool = False
    code: str | None = None
    points: float | None = None
    reasons: tuple[str, ...] = ()
    comment: str = ""
    cause_owner: CauseOwner | None = None
    marks: tuple[Mark, ...] = ()
    late: bool = False
    evaluation_id: EvaluationId | None = None
    is_agent: bool = False


@dataclass(frozen=True, slots=True)
class CriterionDifference:
    """One criterion of one call after the reveal: who said what, how many pairs agree, and what was settled.

    `disagreement` is the share of pairs that gave different answers, 0…1; 0 with fewer than two answers. Pairs are of
    inspectors: what agents said stands beside it (`PanelAnswer.is_agent`).
    """

    call_id: CallId
    call_key: str
    criterion: Criterion
    section_key: str
    answers: tuple[PanelAnswer, ...]
    n_pairs: int
    n_agreeing_pairs: int
    settled: SettledAnswer | None

    @property
    def disagreement(self) -> float:
        """How far the panel parts here."""
        return 1.0 - self.n_agreeing_pairs / self.n_pairs if self.n_pairs else 0.0

    @property
    def differs(self) -> bool:
        """Whether there is anything to settle by talking."""
        return self.n_agreeing_pairs < self.n_pairs


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """What the panel agreed on one criterion of one call, and why.

    `seen` is what stood there when it was agreed: who settles what another lead settled meanwhile is asked first.
    """

    call_id: CallId
    criterion_key: str
    rating: RatingValue | None = None
    na: bool = False
    reasons: tuple[str, ...] = ()
    rationale: str = ""
    seen: SettledAnswer | None = None

    def as_settled(self, criterion: Criterion, by: PersonId, at: datetime) -> SettledAnswer:
        """What this becomes when somebody settles it. Raises ANSWER_INVALID for what is not on the scale."""
        rating = None if self.na or self.rating is None else criterion.scale.parse(self.rating)
        return SettledAnswer(
            self.call_id, self.criterion_key, rating, self.na, self.reasons, self.rationale.strip(), by, at
        )
