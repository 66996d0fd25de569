"""From facts to the tables that statistics read: items are call × criterion, coded; calls are the sample."""

from dataclasses import replace

import numpy as np

from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import RatingTable, index_clusters
from qa_desk.domain.coded_line import CATEGORIES
from qa_desk.services.figures.facts import MISSING, CalibrationFacts, Codes, Mask, Numbers, Places

SETTLED = "STANDARD"
"""The name of the settled answers among the raters."""


def only_lines(facts: CalibrationFacts, keep: Mask) -> CalibrationFacts:
    """The facts on some of the lines; the tuples that indexes point into stay."""
    if keep.all():
        return facts
    rows = np.flatnonzero(keep)
    return replace(
        facts,
        evaluation_ids=tuple(facts.evaluation_ids[row] for row in rows),
        version=facts.version[rows],
        session=facts.session[rows],
        inspector=facts.inspector[rows],
        call=facts.call[rows],
        codes=facts.codes[rows],
        fractions=facts.fractions[rows],
        scores=facts.scores[rows],
        standard=facts.standard[rows],
        standard_fractions=facts.standard_fractions[rows],
        standard_scores=facts.standard_scores[rows],
        reasons=tuple(facts.reasons[row] for row in rows),
        standard_reasons=tuple(facts.standard_reasons[row] for row in rows),
    )


def without_absent(facts: CalibrationFacts) -> CalibrationFacts:
    """The facts without inspectors and sessions that no line is of."""
    inspectors, inspector = np.unique(facts.inspector, return_inverse=True)
    sessions, session = np.unique(facts.session, return_inverse=True)
    n_present, n_held = len(inspectors), len(sessions)
    return replace(
        facts,
        inspectors=tuple(facts.inspectors[int(inspectors[place])] for place in range(n_present)),
        inspector=inspector,
        sessions=tuple(facts.sessions[int(sessions[place])] for place in range(n_held) if sessions[place] >= 0),
        session=session,
    )


def without_criteria(facts: CalibrationFacts, keep: Mask) -> CalibrationFacts:
    """The facts with all criteria missing but those kept; totals stay those of the whole form."""
    return replace(
        facts,
        codes=np.where(keep, facts.codes, np.int8(MISSING)).astype(np.int8),
        standard=np.where(keep, facts.standard, np.int8(MISSING)).astype(np.int8),
        fractions=np.where(keep, facts.fractions, np.nan),
        standard_fractions=np.where(keep, facts.standard_fractions, np.nan),
    )


def only_settled(facts: CalibrationFacts) -> CalibrationFacts:
    """The facts without answers that nothing is settled for: a standard may say nothing of a criterion added since."""
    is_settled = facts.standard >= 0
    return replace(
        facts,
        codes=np.where(is_settled, facts.codes, np.int8(MISSING)).astype(np.int8),
        fractions=np.where(is_settled, facts.fractions, np.nan),
    )


class Pooled:
    """Facts laid out as items × inspectors; an item is a criterion of a call in a session.

    Items that nobody rated do not exist. `codes` has shape (held calls, criteria, inspectors); `names` are the
    raters of tables: the inspectors' keys.
    """

    def __init__(self, facts: CalibrationFacts) -> None:
        self.facts = facts
        self.names = tuple(str(one.id) for one in facts.inspectors)
        held = facts.session * (len(facts.call_ids) + 1) + facts.call
        _keys, first, self.held = np.unique(held, return_index=True, return_inverse=True)
        self._call_of_held: Places = facts.call[first]
        shape = (len(first), len(facts.criteria), len(facts.inspectors))
        self.codes: Codes = np.full(shape, MISSING, dtype=np.int8)
        self.codes[self.held, :, facts.inspector] = facts.codes
        self.standard: Codes = facts.standard[first].reshape(shape[:2])
        self.rated: Mask = np.asarray((self.codes >= 0).any(axis=2), dtype=np.bool_)

    @property
    def clusters(self) -> Places:
        """The call of each held call, as a number."""
        return self._call_of_held

    @property
    def has_standard(self) -> bool:
        """Whether everything that somebody rated is settled."""
        return bool(self.rated.any()) and bool((self.standard[self.rated] >= 0).all())

    def n_calls(self) -> int:
        """How many calls somebody rated."""
        return len(np.unique(self._call_of_held[self.rated.any(axis=1)]))

    def n_calls_of(self, criterion: int) -> int:
        """How many calls somebody rated on a criterion."""
        return len(np.unique(self._call_of_held[self.rated[:, criterion]]))

    def table(self, criteria: Mask | None = None, *, with_standard: bool = False) -> RatingTable:
        """Items × inspectors in the order of held calls, then criteria; the standard as last rater where asked for."""
        rated = self.rated if criteria is None else self.rated & criteria
        held, columns = np.nonzero(rated)
        codes = self.codes[held, columns, :]
        names = self.names
        if with_standard:
            codes = np.concatenate([codes, self.standard[held, columns][:, None]], axis=1)
            names = (*names, SETTLED)
        if not len(codes):
            codes = np.full((1, len(names)), MISSING, dtype=np.int8)
            held = np.zeros(1, dtype=np.intp)
            clusters = held
        else:
            clusters = index_clusters(self._call_of_held[held])
        return RatingTable(np.asfortranarray(codes), CATEGORIES, names, None, clusters)

    def item_names(self) -> list[tuple[str, str]]:
        """Call and criterion of each item of the whole table: their keys as text."""
        facts = self.facts
        held, columns = np.nonzero(self.rated)
        calls: list[int] = self._call_of_held[held].tolist()
        pairs = zip(calls, columns.tolist(), strict=True)
        return [(str(facts.call_ids[call]), facts.criteria[column].key) for call, column in pairs]

    def totals(self) -> ScoreTable:
        """Totals before policy, shape (held calls, inspectors), clustered by call."""
        return self._scores(self.facts.scores)

    def deviations(self) -> ScoreTable:
        """Totals minus that of the settled answers, shape (held calls, inspectors), clustered by call."""
        return self._scores(self.facts.score_deviations)

    def _scores(self, of_lines: Numbers) -> ScoreTable:
        scores = np.full((len(self._call_of_held), len(self.facts.inspectors)), np.nan)
        scores[self.held, self.facts.inspector] = of_lines
        return ScoreTable(np.asfortranarray(scores), self.names, None, index_clusters(self._call_of_held))
