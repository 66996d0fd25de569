"""What is wrong with a ratings file, or looks like it, or with what is asked of it: where, and what to do."""

from typing import cast

from qa_desk.agreement.doubts import Doubt, DoubtKind
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.i18n import N_, _, listed

_PROBLEMS: dict[RatingsProblem, str] = {
    RatingsProblem.FILE_MISSING: N_("{file} can't be read. Check the name and who may read it."),
    RatingsProblem.FILE_EMPTY: N_("{file} is empty."),
    RatingsProblem.NOT_TEXT: N_("{file} is not a text table. Save it as CSV UTF-8, or as XLSX, and try again."),
    RatingsProblem.WORKBOOK_TOO_LARGE: N_("{file} unfolds to more than {limit}. Nothing was read; save it as CSV."),
    RatingsProblem.NOT_A_WORKBOOK: N_("{file} is not an XLSX workbook, or it is broken. Save it again and try again."),
    RatingsProblem.NO_WORKBOOK_READER: N_(
        "{file}: reading XLSX needs the package openpyxl. Save the sheet as CSV UTF-8."
    ),
    RatingsProblem.NO_HEADER: N_("{file} has no header row. The first row must name the columns."),
    RatingsProblem.COLUMN_MISSING: N_(
        "{file}, row {row}: the column “{column}” is missing. Expected item, rater, rating."
    ),
    RatingsProblem.COLUMN_TWICE: N_("{file}, row 1: the column “{column}” is there twice."),
    RatingsProblem.ROW_WIDTH: N_("{file}, row {row}: {found} cells where the header has {expected}."),
    RatingsProblem.ITEM_MISSING: N_("{file}, row {row}, column “{column}”: the item is missing."),
    RatingsProblem.RATER_MISSING: N_("{file}, row {row}, column “{column}”: the rater is missing."),
    RatingsProblem.NO_RATER_COLUMNS: N_("{file}, row {row}: there is no column of a rater beside the items."),
    RatingsProblem.BAD_TRIAL: N_("{file}, row {row}, column “{column}”: “{value}” is not a trial number (1, 2, 3 …)."),
    RatingsProblem.RATED_TWICE: N_(
        "{file}, row {row}, column “{column}”: {rater} rated item {item} twice in trial {trial} (first in row "
        "{first_row}). "
        "Number repeated ratings in a column “trial”."
    ),
    RatingsProblem.ITEM_TWICE: N_(
        "{file}, row {row}, column “{column}”: item {item} is there already, in row {first_row}. "
        "A file with one rating a row needs the header item, rater, rating."
    ),
    RatingsProblem.TWO_CLUSTERS: N_(
        "{file}, row {row}, column “{column}”: item {item} belongs to “{value}” here and to “{known}” before."
    ),
    RatingsProblem.CLUSTER_MISSING: N_("{file}, row {row}, column “{column}”: the call of item {item} is missing."),
    RatingsProblem.NOT_A_NUMBER: N_(
        "{file}, row {row}, column “{column}”: “{value}” is not a number, which the scale “{scale}” needs. "
        "Where nothing was rated, leave the cell empty."
    ),
    RatingsProblem.UNKNOWN_CATEGORY: N_(
        "{file}, row {row}, column “{column}”: “{value}” is not one of the categories {known}."
    ),
    RatingsProblem.CATEGORY_TWICE: N_("The category “{value}” is named twice."),
    RatingsProblem.TOO_MANY_CATEGORIES: N_(
        "{file}, row {row}, column “{column}”: more than {limit} different ratings by now. Is it the right column? "
        "Measured values need the scale interval or ratio."
    ),
    RatingsProblem.NO_RATINGS: N_("{file} holds no ratings, or only those of the standard."),
    RatingsProblem.SHAPE: N_("The table has an unexpected shape: {shape}."),
    RatingsProblem.UNKNOWN_RATER: N_("{file}: nobody called “{rater}” rated here. Known are {known}."),
    RatingsProblem.WEIGHTS_SHAPE: N_(
        "The weights are {shape}; they must be square, one row and column per category {known}."
    ),
    RatingsProblem.WEIGHTS_DIAGONAL: N_(
        "Weights, row {row}, column {column}: {value}; equal categories must have weight 1."
    ),
    RatingsProblem.WEIGHTS_RANGE: N_("Weights, row {row}, column {column}: {value} is not between 0 and 1."),
    RatingsProblem.WEIGHTS_NOT_NUMERIC: N_("Weights, row {row}, column {column}: “{value}” is not a number."),
    RatingsProblem.WEIGHTS_NOT_SYMMETRIC: N_(
        "Weights, row {row}, column {column}: {value} differs from its mirror image."
    ),
    RatingsProblem.UNKNOWN_POSITIVE: N_("{file}: “{value}” is not one of the categories {known}."),
    RatingsProblem.BAD_CONFIDENCE: N_("{value} is not a confidence level between 0 and 1."),
}


_DOUBTS: dict[DoubtKind, str] = {
    DoubtKind.ALIKE_CATEGORIES: N_("Please check: {names} are counted as different ratings. Are they meant as one?"),
    DoubtKind.ALIKE_RATERS: N_("Please check: {names} are counted as different raters. Are they one?"),
    DoubtKind.NO_HEADER: N_(
        "Please check: the raters are called {names}, as ratings are. If the first row holds ratings, put a header "
        "with the raters' names above it."
    ),
    DoubtKind.MEASURED_VALUES: N_(
        "Please check: the ratings are numbers with many different values, counted here as unordered or ordered "
        "categories. For measured values choose the scale interval or ratio."
    ),
}


def doubt_text(doubt: Doubt) -> str:
    """What in a file looks like a slip, and what to do where it is one."""
    return _(_DOUBTS[doubt.kind]).format(names=_shown(tuple(f"“{name}”" for name in doubt.names)))


def problem_text(error: RatingsError) -> str:
    """What is wrong with a file or a request: where, and what to do."""
    return _(_PROBLEMS[error.problem]).format_map(_Known({key: _shown(value) for key, value in error.params.items()}))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        names = listed(str(part) for part in parts[:10])
        return f"{names} …" if len(parts) > 10 else names
    return str(value)


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
