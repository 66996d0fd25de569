"""What never changes of a version of a case and one looks through the library by, as one line of its row.

Of 20,000 cases the boxes are counted from lines in a few hundredths of a second; joining their tags and answers takes
a second. Written when a version is entered, read by the list of cases.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, literal, or_
from sqlalchemy.orm import InstrumentedAttribute

from qa_desk.domain.case_filter import Facet
from qa_desk.domain.scoring import ScoreResult
from qa_desk.domain.standard_case import StandardCase
from qa_desk.store.place_in import PlaceIn

_BETWEEN, _OF = "\x1e", "="
IN_LINE = frozenset(
    {
        Facet.BUSINESS_TYPE,
        Facet.LANGUAGE,
        Facet.DIFFICULTY,
        Facet.TAG,
        Facet.FAMILY,
        Facet.CRITERION,
        Facet.VERSION,
    }
)
"""The facets that it holds; state, owner and review change, and whether the form has changed is not of the case."""

_TAG = f"{Facet.TAG}{_OF}"


def facet_line(case: StandardCase, result: ScoreResult) -> str:
    """The line of a case whose answers come to that result."""
    failed = [one.criterion for one in result.criteria if one.has_failed]
    families = dict.fromkeys(one.critical.value for one in failed if one.critical is not None)
    items = [
        (Facet.BUSINESS_TYPE, case.business_type),
        (Facet.LANGUAGE, case.language),
        (Facet.DIFFICULTY, case.difficulty.value),
        (Facet.VERSION, str(case.version_id)),
        *((Facet.TAG, tag) for tag in case.tags),
        *((Facet.CRITERION, one.key) for one in failed),
        *((Facet.FAMILY, family) for family in families),
    ]
    return line_of(items)


def line_of(items: Iterable[tuple[Facet, str]]) -> str:
    """The line that holds these values; an empty one is not in it."""
    return _BETWEEN + "".join(f"{facet}{_OF}{value}{_BETWEEN}" for facet, value in items if value)


def tags_in(line: str) -> tuple[str, ...]:
    """The tags that a line holds, in their order."""
    return tuple([item.removeprefix(_TAG) for item in line.split(_BETWEEN) if item.startswith(_TAG)])


def has_any(line: InstrumentedAttribute[str], facet: Facet, values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a line holds one of these values."""
    return or_(*(PlaceIn(line, literal(f"{_BETWEEN}{facet}{_OF}{value}{_BETWEEN}")) > 0 for value in values))


def counted(lines: Iterable[str]) -> Mapping[Facet, dict[str, int]]:
    """How many of these lines hold each value."""
    found: dict[Facet, dict[str, int]] = {facet: {} for facet in IN_LINE}
    for item, n in Counter("".join(lines).split(_BETWEEN)).items():
        if item:
            facet, value = item.split(_OF, 1)
            found[Facet(facet)][value] = n
    return found
