"""What can be wrong with ratings: a code and its parameters. Rooms above turn the code into a sentence."""

from enum import StrEnum


class RatingsProblem(StrEnum):
    """Each way in which ratings, or a request about them, can be refused."""

    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    NOT_TEXT = "not_text"
    NOT_A_WORKBOOK = "not_a_workbook"
    WORKBOOK_TOO_LARGE = "workbook_too_large"
    NO_WORKBOOK_READER = "no_workbook_reader"
    NO_HEADER = "no_header"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    ROW_WIDTH = "row_width"
    ITEM_MISSING = "item_missing"
    RATER_MISSING = "rater_missing"
    NO_RATER_COLUMNS = "no_rater_columns"
    BAD_TRIAL = "bad_trial"
    RATED_TWICE = "rated_twice"
    ITEM_TWICE = "item_twice"
    TWO_CLUSTERS = "two_clusters"
    CLUSTER_MISSING = "cluster_missing"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_CATEGORY = "unknown_category"
    CATEGORY_TWICE = "category_twice"
    TOO_MANY_CATEGORIES = "too_many_categories"
    NO_RATINGS = "no_ratings"
    SHAPE = "shape"
    UNKNOWN_RATER = "unknown_rater"
    WEIGHTS_SHAPE = "weights_shape"
    WEIGHTS_DIAGONAL = "weights_diagonal"
    WEIGHTS_RANGE = "weights_range"
    WEIGHTS_NOT_NUMERIC = "weights_not_numeric"
    WEIGHTS_NOT_SYMMETRIC = "weights_not_symmetric"
    UNKNOWN_POSITIVE = "unknown_positive"
    BAD_CONFIDENCE = "bad_confidence"


class RatingsError(ValueError):
    """Ratings that can't be taken as they are.

    Args:
        problem: what is wrong.
        params: where (file, row, column) and what (value, expected …).
    """

    def __init__(self, problem: RatingsProblem, **params: object) -> None:
        super().__init__(problem.value, params)
        self.problem = problem
        self.params = params

    def __str__(self) -> str:
        """The code and its parameters, for the log."""
        named = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.problem.value}({named})"
