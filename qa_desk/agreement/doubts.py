"""What in a ratings file looks like a slip of the pen: it is computed as it stands, and the doubt is said."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.coding import number_of
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.request import Request

MOST_NUMERIC_CATEGORIES = 12
"""Numbers with more different values than this are taken for measured values."""
_SEPARATORS = str.maketrans("", "", " ./_")


class DoubtKind(StrEnum):
    """What a doubt is about."""

    ALIKE_CATEGORIES = "alike_categories"
    """Ratings that differ only in capitals, width, blanks or dots: people mean one, a program counts two."""

    ALIKE_RATERS = "alike_raters"
    """The same of raters' names."""

    NO_HEADER = "no_header"
    """All raters are called as ratings are: the first row of a wide file may be one of ratings."""

    MEASURED_VALUES = "measured_values"
    """Many different numbers are counted as categories."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt, with the names it is about: those that look alike, the raters, or none."""

    kind: DoubtKind
    names: tuple[str, ...] = ()


def doubts_about(ratings: RatingsFile, request: Request) -> tuple[Doubt, ...]:
    """What should be said before somebody believes the figures of a set.

    Args:
        ratings: the set.
        request: the scale; categories that were declared are not doubted.
    """
    found = [Doubt(DoubtKind.ALIKE_RATERS, names) for names in _alike(ratings.raters)]
    if request.categories is None:
        found += [Doubt(DoubtKind.ALIKE_CATEGORIES, names) for names in _alike(ratings.labels)]
    named_as_ratings = set(ratings.raters) <= {label for label in ratings.labels if number_of(label, ratings) is None}
    if named_as_ratings and not ratings.rating_column:
        found.append(Doubt(DoubtKind.NO_HEADER, ratings.raters))
    is_counted = request.scale in (Metric.NOMINAL, Metric.ORDINAL) and request.categories is None
    if is_counted and looks_measured([ratings]):
        found.append(Doubt(DoubtKind.MEASURED_VALUES))
    return tuple(found)


def looks_measured(files: Iterable[RatingsFile]) -> bool:
    """Whether the ratings of these files are numbers with too many different values to be categories."""
    numbers = {number_of(label, ratings) for ratings in files for label in ratings.labels}
    return None not in numbers and len(numbers) > MOST_NUMERIC_CATEGORIES


def _alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of names that people read as one. Names with digits are left alone: clause 1.10 is not clause 11."""
    groups: dict[str, list[str]] = {}
    for name in names:
        read = unicodedata.normalize("NFKC", name).casefold()
        if not any(character.isdigit() for character in read):
            read = read.translate(_SEPARATORS)
        groups.setdefault(read, []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]
