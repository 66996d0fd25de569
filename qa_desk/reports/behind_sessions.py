"""What stands behind figures of inspectors: calls judged in sessions or settled otherwise, and the sessions."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.ids import PersonId
from qa_desk.domain.scorecard import Criterion
from qa_desk.i18n import _
from qa_desk.reports.document import Behind, Cell, CellKind, Table, TableColumn, ThingBehind
from qa_desk.services.figures.accuracy import Mistake, mistakes_of
from qa_desk.services.figures.facts import CalibrationFacts, FactSession, Mask
from qa_desk.services.figures.judgements import where_pair_differs
from qa_desk.services.results.behind import KnownCalls


class SessionCalls:
    """The calls of facts that a reader may see; None where a figure counts none."""

    def __init__(self, facts: CalibrationFacts) -> None:
        self._facts = facts
        self._mistakes = mistakes_of(facts)

    def judged(self, words: str, criterion_key: str | None = None) -> Behind | None:
        """All that were judged on one criterion, or on any."""
        columns = self._columns(lambda criterion: criterion_key in (None, criterion.key))
        lines = np.asarray((self._facts.codes[:, columns] >= 0).any(axis=1), dtype=np.bool_)
        return self._behind(words, lines, names_answers=False)

    def otherwise(
        self, words: str, person_id: PersonId, is_wanted: Callable[[Criterion], bool], *, with_reasons: bool = True
    ) -> Behind | None:
        """Where an answer of one inspector was settled otherwise."""
        columns, own = self._columns(is_wanted), self._place_of(person_id)
        lines = np.zeros(self._facts.n_lines, dtype=np.bool_)
        for kind, cells in self._mistakes.items():
            if with_reasons or kind is not Mistake.WRONG_REASON:
                lines |= cells[:, columns].any(axis=1)
        return self._behind(words, lines & (self._facts.inspector == own))

    def again(self, words: str, person_id: PersonId) -> Behind | None:
        """What one inspector scored twice or more."""
        own = self._facts.inspector == self._place_of(person_id)
        n_times = np.bincount(self._facts.call[own], minlength=len(self._facts.call_ids))
        return self._behind(words, own & (n_times[self._facts.call] > 1))

    def of_pair(self, words: str, first: PersonId, second: PersonId) -> Behind | None:
        """Where two inspectors said different things."""
        lines = np.asarray(where_pair_differs(self._facts, first, second).any(axis=1), dtype=np.bool_)
        return self._behind(words, lines)

    def _columns(self, is_wanted: Callable[[Criterion], bool]) -> Mask:
        return np.array([is_wanted(one) for one in self._facts.criteria], dtype=np.bool_)

    def _place_of(self, person_id: PersonId) -> int:
        return next((place for place, one in enumerate(self._facts.inspectors) if one.id == person_id), -1)

    def _behind(self, words: str, lines: Mask, *, names_answers: bool = True) -> Behind | None:
        """The calls of these lines, those of the latest session first."""
        places = np.flatnonzero(lines)
        if not len(places):
            return None
        latest = places[np.argsort(-self._facts.session[places], kind="stable")]
        calls = dict.fromkeys(self._facts.call_ids[int(call)] for call in self._facts.call[latest])
        answers = tuple(self._facts.evaluation(int(line)) for line in places) if names_answers else ()
        return Behind(words, KnownCalls(tuple(calls), answers))


def otherwise_words(name: str, *, only_critical: bool = False) -> str:
    """Answers of an inspector that were settled otherwise."""
    if only_critical:
        return _("Critical answers of {name} that were settled otherwise").format(name=name)
    return _("Answers of {name} that were settled otherwise").format(name=name)


def behind_session(session: FactSession) -> ThingBehind | None:
    """A session's page; None where standard cases were scored, which have none."""
    if session.is_of_cases:
        return None
    return ThingBehind(_("the session “{title}”").format(title=session.title), ObjectKind.SESSION, str(session.id))


def sessions_table(facts: CalibrationFacts, time_zone: str) -> Table:
    """The sessions that figures are made of, the latest first; each leads to its page. Standard cases are none."""
    zone = ZoneInfo(time_zone)
    columns = (
        TableColumn("session", _("session")),
        TableColumn("held_on", _("revealed")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("n_inspectors", _("inspectors"), is_numeric=True),
    )
    places = [place for place, one in reversed(tuple(enumerate(facts.sessions))) if not one.is_of_cases]
    rows: list[tuple[Cell, ...]] = []
    for place in places:
        here, one = facts.session == place, facts.sessions[place]
        counts = (len(np.unique(facts.call[here])), len(np.unique(facts.inspector[here])))
        day = Cell(one.held_at.astimezone(zone).date(), CellKind.DATE)
        rows.append((Cell(one.title, is_strong=True), day, *(Cell(n, CellKind.INTEGER) for n in counts)))
    behind = tuple(behind_session(facts.sessions[place]) for place in places)
    return Table("sessions", _("Sessions"), columns, tuple(rows), behind=behind)
