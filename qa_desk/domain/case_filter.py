"""What people ask of the library: words, boxes ticked of each facet, the shelf of benchmarks, order and part.

Values of a facet are texts (keys of what is meant), as boxes, chips and commands carry them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qa_desk.domain.standard_case import CaseState

REVIEW_SOON_DAYS = 30


class Facet(StrEnum):
    """By what the library is looked through; a criterion and a family stand for what was settled as failed."""

    STATE = "state"
    BUSINESS_TYPE = "business_type"
    LANGUAGE = "language"
    DIFFICULTY = "difficulty"
    TAG = "tag"
    FAMILY = "family"
    CRITERION = "criterion"
    VERSION = "version"
    OWNER = "owner"
    REVIEW = "review"
    FORM = "form"


class ReviewDue(StrEnum):
    """When a case is to be looked at again."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    NEVER = "never"


class FormAge(StrEnum):
    """Whether the form has changed since the case was settled."""

    CURRENT = "current"
    CHANGED = "changed"


class CaseField(StrEnum):
    """In what of a case the words that are sought may stand, in the order in which a text for the search holds it."""

    ABOUT = "about"
    RATIONALE = "rationale"
    ANSWERS = "answers"
    COMMENTS = "comments"
    TRANSCRIPT = "transcript"


class CaseSort(StrEnum):
    """What the list may be ordered by; what is equal stands by its code."""

    CODE = "code"
    TITLE = "title"
    LENGTH = "length"
    SCORE = "score"
    DIFFICULTY = "difficulty"
    REVIEW = "review"


_IN_USE = (CaseState.PROPOSED.value, CaseState.VALID.value)


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What is wanted: values of one facet add, facets narrow, and a facet without a value does not count.

    What is retired is left out unless asked for.
    """

    text: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=lambda: {Facet.STATE: _IN_USE})
    benchmarks_only: bool = False
    sort: CaseSort = CaseSort.CODE
    descending: bool = False
    offset: int = 0
    limit: int = 200

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for that leaves a case out."""
        return bool(self.text) or any(self.chosen.values())

    def values_of(self, facet: Facet) -> tuple[str, ...]:
        """What is chosen of a facet."""
        return self.chosen.get(facet, ())

    def choosing(self, facet: Facet, values: Iterable[str]) -> "CaseQuery":
        """The same with just these values of a facet, from the beginning of the list."""
        return replace(self, chosen={**self.chosen, facet: tuple(values)}, offset=0)

    def toggling(self, facet: Facet, value: str) -> "CaseQuery":
        """The same with one value chosen, or chosen no longer."""
        chosen = self.values_of(facet)
        return self.choosing(facet, [one for one in chosen if one != value] if value in chosen else [*chosen, value])


def cases_with(text: str = "", **values: Iterable[str]) -> CaseQuery:
    """A query over all cases, retired ones too: `cases_with(tag=["borderline"], difficulty=["hard"])`."""
    return CaseQuery(text, {Facet(name): tuple(chosen) for name, chosen in values.items()})
