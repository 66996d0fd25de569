"""Whether inspectors judge a criterion stricter or milder than before, against what was settled in sessions."""

import numpy as np

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.measurement.means import mean_of_calls
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.issues.explaining_views import SeverityShift
from qa_desk.services.issues.issue_views import SMALL_NUMBER

_NORMAL_95 = 1.96


class Severities:
    """Asks what was settled once for each stretch of days."""

    def __init__(self, measuring: Measuring, actor: Actor) -> None:
        self._measuring = measuring
        self._actor = actor
        self._read: dict[FactQuery, CalibrationFacts] = {}

    def shift(self, now: FactQuery, before: FactQuery, criterion_key: str) -> SeverityShift | None:
        """The mean deviation in both; None for who may not see sessions, and below five settled calls in either."""
        if not may(self._actor, Action.VIEW_SESSIONS):
            return None
        latest = self._deviations(now, criterion_key)
        if len(latest) < SMALL_NUMBER:
            return None
        earlier = self._deviations(before, criterion_key)
        if len(earlier) < SMALL_NUMBER:
            return None
        own, old = mean_of_calls(latest), mean_of_calls(earlier)
        apart = abs((own.value or 0.0) - (old.value or 0.0))
        return SeverityShift(own, old, apart > _NORMAL_95 * float(np.hypot(own.se or 0.0, old.se or 0.0)))

    def _deviations(self, query: FactQuery, key: str) -> list[float]:
        """The mean signed deviation on each call that was settled in the days: calls are the sample."""
        if query not in self._read:
            self._read[query] = self._measuring.facts(self._actor, query)
        facts = self._read[query]
        if all(criterion.key != key for criterion in facts.criteria):
            return []
        deviation = facts.deviations[:, facts.criterion_place(key)]
        rows = np.flatnonzero(~np.isnan(deviation))
        calls = np.asarray(facts.call)[rows]
        return [float(deviation[rows][calls == call].mean()) for call in np.unique(calls)]
