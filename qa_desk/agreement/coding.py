"""A ratings file as codes of declared categories: numbers written one way, every rating known, the standard apart."""

import re

import numpy as np

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.request import DEFAULT_STANDARD, Request
from qa_desk.agreement.study.trials import Columns, TrialTable
from qa_desk.agreement.table import MAX_CATEGORIES, number_label, parse_number, sort_labels

_WHOLE = re.compile(r"(-?[0-9]+)(?:\.0+)?")


def trials_of(ratings: RatingsFile, request: Request) -> TrialTable:
    """The ratings as the statistics read them.

    Args:
        ratings: the set.
        request: scale, categories and the name of the standard.

    Raises:
        RatingsError: UNKNOWN_RATER, NO_RATINGS (nobody but the standard), NOT_A_NUMBER, UNKNOWN_CATEGORY,
            TOO_MANY_CATEGORIES.
    """
    if request.standard not in (DEFAULT_STANDARD, *ratings.raters):
        known = ratings.raters
        raise RatingsError(RatingsProblem.UNKNOWN_RATER, file=ratings.name, rater=request.standard, known=known)
    if ratings.raters == (request.standard,):
        raise RatingsError(RatingsProblem.NO_RATINGS, file=ratings.name)
    labels = _written_one_way(ratings, request)
    categories = _categories(ratings, labels, request)
    place = {category: code for code, category in enumerate(categories)}
    codes = np.array([place[label] for label in labels], dtype=np.int32)[ratings.label]
    return TrialTable.from_columns(
        Columns(ratings.item, ratings.rater, ratings.trial, codes),
        items=ratings.items,
        raters=ratings.raters,
        categories=categories,
        clusters=ratings.clusters,
        standard=request.standard,
    )


def observed_categories(ratings: RatingsFile, request: Request) -> tuple[str, ...]:
    """The categories that the ratings show, in order: by number where all are numbers, else by text."""
    return sort_labels(set(_written_one_way(ratings, request)))


def _written_one_way(ratings: RatingsFile, request: Request) -> tuple[str, ...]:
    """The labels, with numbers written one way (3, 3.0 and 3,0 alike); on a nominal scale as `_names_of` has it."""
    if request.scale is Metric.NOMINAL:
        return _names_of(ratings.labels, request.categories)
    numbers = [number_of(label, ratings) for label in ratings.labels]
    if all(number is not None for number in numbers):
        return tuple(number_label(number) for number in numbers if number is not None)
    if request.scale is Metric.ORDINAL:
        return ratings.labels
    stranger = ratings.first_of(np.array([number is None for number in numbers]))
    assert stranger is not None, "every label is that of a rating"
    where = {"row": stranger.row, "column": stranger.column, "value": stranger.rating}
    raise RatingsError(RatingsProblem.NOT_A_NUMBER, file=ratings.name, scale=request.scale, **where)


def _names_of(labels: tuple[str, ...], declared: tuple[str, ...] | None) -> tuple[str, ...]:
    """Names as they are written, since clause 1.10 is not clause 1.1; but numbers that a program wrote with decimals
    (1.0 where a column has empty cells) are the declared ones, or whole ones where all are whole."""
    if declared is not None:
        known = frozenset(declared)
        by_number = {parse_number(label): label for label in declared}
        by_number.pop(None, None)
        return tuple(label if label in known else by_number.get(parse_number(label), label) for label in labels)
    whole = [_WHOLE.fullmatch(label) for label in labels]
    return tuple(match[1] for match in whole if match) if all(whole) else labels


def _categories(ratings: RatingsFile, labels: tuple[str, ...], request: Request) -> tuple[str, ...]:
    """The declared categories, or the observed ones in order; refused where they are too many to be categories."""
    if request.categories is not None:
        declared = tuple(_canonical(label, request) for label in request.categories)
        known = frozenset(declared)
        stranger = ratings.first_of(np.array([label not in known for label in labels]))
        if stranger is not None:
            where = {"row": stranger.row, "column": stranger.column, "value": stranger.rating}
            raise RatingsError(RatingsProblem.UNKNOWN_CATEGORY, file=ratings.name, known=declared, **where)
        return declared
    observed = sort_labels(set(labels))
    if len(observed) > MAX_CATEGORIES and request.scale in (Metric.NOMINAL, Metric.ORDINAL):
        rating = ratings.at(_place_of_label(ratings, labels, MAX_CATEGORIES))
        where = {"row": rating.row, "column": rating.column, "limit": MAX_CATEGORIES}
        raise RatingsError(RatingsProblem.TOO_MANY_CATEGORIES, file=ratings.name, **where)
    return observed


def _place_of_label(ratings: RatingsFile, labels: tuple[str, ...], number: int) -> int:
    """Where in the file the different label of this number, counted from 0, comes up first."""
    first_code = {label: code for code, label in reversed(list(enumerate(labels)))}
    same = np.array([first_code[label] for label in labels])
    _, first = np.unique(same[ratings.label], return_index=True)
    return int(np.sort(first)[number])


def number_of(text: str, ratings: RatingsFile) -> float | None:
    """The number that a cell of this file spells, or None; 3,5 is 3.5 where commas do not separate cells."""
    return parse_number(text.replace(",", ".") if ratings.has_decimal_comma else text)


def _canonical(label: str, request: Request) -> str:
    number = parse_number(label)
    return label if request.scale is Metric.NOMINAL or number is None else number_label(number)
