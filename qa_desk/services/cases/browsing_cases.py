"""Looking through the library: the list in parts, the counts of its boxes, where words were found, telling pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from qa_desk.domain.case_filter import CaseField, CaseQuery, Facet, FormAge, ReviewDue
from qa_desk.domain.ids import CaseId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardVersion
from qa_desk.domain.standard_case import CaseState, CaseSummary, Difficulty
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.services.calls.finding import line_around
from qa_desk.services.clock import Clock
from qa_desk.services.forms.standard_views import Standard, forms_in_force, standard_on
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.case_text import parts_of
from qa_desk.store.repositories.case_list import CaseFilter
from qa_desk.store.search import SearchDocument
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_IN_ORDER: dict[Facet, type[StrEnum]] = {
    Facet.STATE: CaseState,
    Facet.DIFFICULTY: Difficulty,
    Facet.FAMILY: CriticalFamily,
    Facet.REVIEW: ReviewDue,
    Facet.FORM: FormAge,
}
"""Facets whose values have an order of their own; all others stand by how often."""

_NOT_WORTH_A_BOX = frozenset(
    {(Facet.REVIEW, ReviewDue.NEVER), (Facet.REVIEW, ReviewDue.LATER), (Facet.FORM, FormAge.CURRENT)}
)
_NEED_SEVERAL = frozenset({Facet.LANGUAGE, Facet.VERSION, Facet.OWNER})
"""With one value in the whole library these narrow nothing."""


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Where in a case the words stand that were sought."""

    field: CaseField
    words: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A part of the list; `is_last` when no case follows. `found` says of cases found by words where these stand."""

    cases: tuple[CaseSummary, ...]
    is_last: bool = True
    found: Mapping[CaseId, FoundWords] = field(default_factory=dict[CaseId, FoundWords])


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many cases one value of a facet would show, all other facets as they are.

    `title` is what a criterion, a form or an owner is called, `number` that of a form's version.
    """

    facet: Facet
    value: str
    n_cases: int
    title: LocalText = NO_TEXT
    number: int = 0


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases there are in all, match, are benchmarks among these, and what each box would bring."""

    n_all: int
    n_found: int
    n_benchmarks: int
    facets: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class TellingPair:
    """The cases that show best how a criterion is passed and how it fails; None where the library has none."""

    passing: CaseId | None
    failing: CaseId | None


class BrowsingCases:
    """What everyone signed in may find in the library; a case whose call waits blind for them is not in it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def page(self, actor: Actor, query: CaseQuery) -> CasePage:
        """A part of the cases that match."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            cases = uow.case_list.part(self._wanted(uow, actor, query, limit=query.limit + 1))
            shown = cases[: query.limit]
            documents = uow.search.of_cases([case.id for case in shown]) if query.text else ()
        return CasePage(shown, len(cases) <= query.limit, _where(documents, query.text))

    def counts(self, actor: Actor, query: CaseQuery) -> CaseCounts:
        """What is said beside the list."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            counted = uow.case_list.counts(self._wanted(uow, actor, query))
            forms, names = uow.scorecards.all(), uow.people.names()
        facets = [
            box for facet, by_value in counted.by_value.items() for box in _boxes(facet, by_value, query, forms, names)
        ]
        return CaseCounts(counted.n_all, counted.n_found, counted.n_benchmarks, tuple(facets))

    def forms(self, actor: Actor) -> tuple[ScorecardVersion, ...]:
        """The version of each scorecard that is in force."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            return forms_in_force(uow, centre_day(uow, self._clock.now()))

    def criteria(self, actor: Actor) -> tuple[Criterion, ...]:
        """What cases can be compared on: the criteria of the forms in force, in their order."""
        by_key = {one.key: one for form in self.forms(actor) for one in form.criteria if not one.bonus}
        return tuple(by_key.values())

    def pair(self, actor: Actor, criterion_key: str) -> TellingPair:
        """A call that passed the criterion and one that failed it, with a passage that proves it if there is any."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            return TellingPair(
                uow.case_list.telling(criterion_key, actor.person_id, failed=False),
                uow.case_list.telling(criterion_key, actor.person_id, failed=True),
            )

    def standard(self, actor: Actor, scorecard_key: str = "") -> Standard:
        """What agents are scored by today, with passages of benchmarks. Raises NotFoundError without such a form."""
        require(actor, Action.VIEW_CASES)
        with self._store.reading() as uow:
            return standard_on(uow, actor, scorecard_key, centre_day(uow, self._clock.now()))

    def _wanted(self, uow: UnitOfWork, actor: Actor, query: CaseQuery, *, limit: int | None = None) -> CaseFilter:
        today = centre_day(uow, self._clock.now())
        forms = frozenset(form.id for form in forms_in_force(uow, today))
        asked = query if limit is None else replace(query, limit=limit)
        return CaseFilter(asked, actor.person_id, today, forms, uow.search.cases_with(query.text))


def _boxes(
    facet: Facet,
    by_value: Mapping[str, int],
    query: CaseQuery,
    forms: Sequence[ScorecardVersion],
    names: Mapping[PersonId, str],
) -> list[FacetCount]:
    """The values of one facet that are worth a box, those of an order in it, the others by how often."""
    chosen = query.values_of(facet)
    if facet in _NEED_SEVERAL and len(by_value) < 2 and not chosen:
        return []
    counts = [
        _named(FacetCount(facet, value, n), forms, names)
        for value, n in by_value.items()
        if value and ((facet, value) not in _NOT_WORTH_A_BOX or value in chosen)
    ]
    if facet is Facet.CRITERION:
        places = {one.key: place for form in forms for place, one in enumerate(form.criteria)}
        return sorted(counts, key=lambda one: (places.get(one.value, len(places)), one.value))
    if facet in _IN_ORDER:
        order = [str(value) for value in _IN_ORDER[facet]]
        return sorted(counts, key=lambda one: order.index(one.value))
    return sorted(counts, key=lambda one: (-one.n_cases, one.value))


def _named(count: FacetCount, forms: Sequence[ScorecardVersion], names: Mapping[PersonId, str]) -> FacetCount:
    """With what people call it, where its value is a key."""
    match count.facet:
        case Facet.CRITERION:
            asking = [one.title for form in forms for one in form.criteria if one.key == count.value]
            return replace(count, title=asking[-1] if asking else LocalText.of(count.value))
        case Facet.VERSION:
            form = next(form for form in forms if str(form.id) == count.value)
            return replace(count, title=form.title, number=form.number)
        case Facet.OWNER:
            return replace(count, title=LocalText.of(names.get(PersonId(UUID(count.value)), "–")))
        case _:
            return count


def _where(documents: Sequence[SearchDocument], text: str) -> dict[CaseId, FoundWords]:
    """The part of each text that holds the most of the words, unless the title holds them all."""
    words = text.lower().split()
    found: dict[CaseId, FoundWords] = {}
    for document in documents:
        title = document.title.lower()
        if all(word in title for word in words):
            continue
        parts = parts_of(document.body)
        lowered = {part: written.lower() for part, written in parts.items()}
        held = {part: sum(word in said for word in words) for part, said in lowered.items()}
        part = max(held, key=lambda one: held[one], default=None)
        if part is not None and held[part]:
            found[CaseId(document.object_id)] = FoundWords(part, line_around(parts[part], text))
    return found
