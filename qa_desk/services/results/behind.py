"""What stands behind a figure: which calls it speaks of, as a question that can be asked later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.services.draws.sampling_estimates import DrawnCalls
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import period_end
from qa_desk.services.results.recognition_views import CountedCalls

MOST_CALLS = 2_000
"""Of more calls the latest are named: nobody goes through more one by one."""


class Failed(StrEnum):
    """What failed in the calls meant."""

    ANYTHING_OR_NOTHING = ""
    CRITERION = "criterion"
    FAMILY = "family"
    CALL = "call"
    ANY_CRITERION = "any_criterion"


@dataclass(frozen=True, slots=True)
class CallsBehind:
    """Some of the scored calls of a query; what is empty does not narrow.

    Args:
        failed, key: what failed in them; the key is that of the criterion or family.
        agent_id: whose calls.
        score_from, score_below: call quality, the lower end included.
    """

    query: IssueQuery
    failed: Failed = Failed.ANYTHING_OR_NOTHING
    key: str = ""
    agent_id: str = ""
    score_from: float | None = None
    score_below: float | None = None

    def in_period(self, first_day: date) -> "CallsBehind":
        """Those of the day, week or month that begins on this day, up to the last day of the query."""
        last_day = min(period_end(first_day, self.query.by), self.query.last_day)
        return replace(self, query=replace(self.query, first_day=first_day, last_day=last_day))

    def in_unit(self, path: str) -> "CallsBehind":
        """Those of a unit and all below it, where it lies in the one asked for."""
        unit = self.query.unit
        inner = path if f"{path} / ".startswith(f"{unit} / ") or not unit else unit
        return replace(self, query=replace(self.query, unit=inner))


@dataclass(frozen=True, slots=True)
class KnownCalls:
    """Calls that are known already, of those that the reader may see; `evaluation_ids` are the answers in question."""

    call_ids: tuple[CallId, ...]
    evaluation_ids: tuple[EvaluationId, ...] = ()


AskedCalls = CallsBehind | DrawnCalls | CountedCalls | KnownCalls
"""What stands behind something: scored calls, calls of draws, those that recognition counts, or known already."""


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """The latest of the calls that are open to the reader; `n_more` are left out, `n_closed` not open."""

    call_ids: tuple[CallId, ...]
    n_more: int = 0
    n_closed: int = 0

    @classmethod
    def first_of(cls, latest: Sequence[CallId], *, n_closed: int = 0) -> "FoundCalls":
        """As many as are shown of these, the latest of which come first."""
        return cls(tuple(latest[:MOST_CALLS]), max(len(latest) - MOST_CALLS, 0), n_closed)
