"""The rows behind a figure: who said what on which call, beside what was settled; made of facts, pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from qa_desk.domain.coded_line import CATEGORIES
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, SessionId
from qa_desk.domain.scorecard import Criterion
from qa_desk.services.figures.accuracy import Mistake, cells_of, mistakes_of
from qa_desk.services.figures.facts import CalibrationFacts, Mask


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer as the figures count it: `said` and `settled` are codes, fractions are 0…1 or None."""

    evaluation_id: EvaluationId
    call_id: CallId
    session_id: SessionId
    session_title: str
    person_id: PersonId
    inspector: str
    criterion: Criterion
    said: str
    said_fraction: float | None
    settled: str
    settled_fraction: float | None
    mistake: Mistake | None

    @property
    def is_same(self) -> bool | None:
        """Whether it counts as the settled answer; None where nothing is settled."""
        return None if not self.settled else self.said == self.settled


def judgements_of_criterion(facts: CalibrationFacts, criterion_key: str | None) -> tuple[Judgement, ...]:
    """Everything counted on one criterion, or on all."""
    wanted = np.array([criterion_key in (None, criterion.key) for criterion in facts.criteria])
    return _rows(facts, (facts.codes >= 0) & wanted)


def judgements_of_pair(facts: CalibrationFacts, first: PersonId, second: PersonId) -> tuple[Judgement, ...]:
    """Where these two said different things of the same call in the same session: both their answers."""
    return _rows(facts, where_pair_differs(facts, first, second))


def where_pair_differs(facts: CalibrationFacts, first: PersonId, second: PersonId) -> Mask:
    """The answers of both, shape (lines, criteria), where these two said different things in the same session."""
    held = facts.session * (len(facts.call_ids) + 1) + facts.call
    place_of = {one.id: place for place, one in enumerate(facts.inspectors)}
    chosen = np.zeros(facts.codes.shape, dtype=np.bool_)
    if first not in place_of or second not in place_of:
        return chosen
    own, other = (np.flatnonzero(facts.inspector == place_of[one]) for one in (first, second))
    _both, at_own, at_other = np.intersect1d(held[own], held[other], return_indices=True)
    left, right = own[at_own], other[at_other]
    differs = (facts.codes[left] >= 0) & (facts.codes[right] >= 0) & (facts.codes[left] != facts.codes[right])
    chosen[left] |= differs
    chosen[right] |= differs
    return chosen


def judgements_of_mistakes(
    facts: CalibrationFacts, person_id: PersonId, *, is_wanted: Callable[[Criterion, Mistake], bool]
) -> tuple[Judgement, ...]:
    """The answers of one inspector that were settled otherwise, of the kinds wanted."""
    place = next((place for place, one in enumerate(facts.inspectors) if one.id == person_id), -1)
    chosen = np.zeros(facts.codes.shape, dtype=np.bool_)
    for kind, mask in mistakes_of(facts).items():
        columns = np.array([is_wanted(criterion, kind) for criterion in facts.criteria], dtype=np.bool_)
        chosen |= mask & columns & (facts.inspector == place)[:, None]
    return _rows(facts, chosen)


def _rows(facts: CalibrationFacts, chosen: Mask) -> tuple[Judgement, ...]:
    """In the order of the form, critical criteria first, then by call and inspector."""
    kinds = mistakes_of(facts)
    cells = cells_of(np.asarray(chosen, dtype=np.bool_))
    cells.sort(
        key=lambda cell: (
            facts.criteria[cell[1]].critical is None,
            cell[1],
            int(facts.session[cell[0]]),
            int(facts.call[cell[0]]),
            int(facts.inspector[cell[0]]),
        )
    )
    return tuple(_row(facts, kinds, line, column) for line, column in cells)


def _row(facts: CalibrationFacts, kinds: dict[Mistake, Mask], line: int, column: int) -> Judgement:
    session = facts.sessions[int(facts.session[line])]
    inspector = facts.inspectors[int(facts.inspector[line])]
    return Judgement(
        evaluation_id=facts.evaluation(line),
        call_id=facts.call_ids[int(facts.call[line])],
        session_id=session.id,
        session_title=session.title,
        person_id=inspector.id,
        inspector=inspector.name,
        criterion=facts.criteria[column],
        said=_code(facts.codes[line, column]),
        said_fraction=_number(facts.fractions[line, column]),
        settled=_code(facts.standard[line, column]),
        settled_fraction=_number(facts.standard_fractions[line, column]),
        mistake=_first(kind for kind, mask in kinds.items() if mask[line, column]),
    )


def _first(kinds: Iterable[Mistake]) -> Mistake | None:
    return next(iter(kinds), None)


def _code(code: np.int8) -> str:
    return CATEGORIES[int(code)] if code >= 0 else ""


def _number(fraction: np.float64) -> float | None:
    return None if np.isnan(fraction) else float(fraction)
