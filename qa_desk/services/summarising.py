"""Results of a period over all scored calls: control charts, scorecard results, and what customers say of them."""

from dataclasses import replace

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.issue_views import IssueQuery
from qa_desk.services.periods import periods_back
from qa_desk.services.results.scored import filter_of, scored_calls
from qa_desk.services.results.trends import Cutting, Trends, trends_of
from qa_desk.store.store import Store

N_CHARTED = 25
"""How many days, weeks or months a control chart shows at least; Montgomery (2013) asks for 20 to 25 to set limits."""


class Summarising:
    """Reads facts of record only: nothing sealed is ever among them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def trends(self, actor: Actor, query: IssueQuery) -> Trends:
        """Control charts up to the last day. Raises PERIOD_INVALID, NOT_FOUND for a unit."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            cutting = Cutting(query.by, uow.settings.first_weekday())
            first = min(
                periods_back(query.last_day, query.by, cutting.first_weekday, N_CHARTED), cutting.start(query.first_day)
            )
            wanted = replace(filter_of(uow, query), first_day=first)
            calls, days = scored_calls(uow, wanted), uow.issues.by_day(wanted)
            versions = sorted(uow.scorecards.versions(query.scorecard), key=lambda version: version.number)
            titles = {one.key: one.title for version in versions for one in version.criteria if not one.bonus}
            targets = uow.targets.on(query.last_day)
        return Trends(query, first, len(calls), trends_of(calls, days, titles, targets, cutting))
