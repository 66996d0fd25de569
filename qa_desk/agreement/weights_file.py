"""A file of one's own agreement weights: a square of numbers, with or without the names of the categories around it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.ratings_rows import read_content, text_rows, text_table
from qa_desk.agreement.table import parse_number


@dataclass(frozen=True, slots=True, eq=False)
class WeightsFile:
    """Agreement weights of shape (categories, categories), with the names of the categories where the file has them."""

    name: str
    matrix: FloatArray
    labels: tuple[str, ...] | None

    def in_order_of(self, categories: tuple[str, ...]) -> FloatArray:
        """The weights in this order; a file without names is taken to have it. Raises UNKNOWN_CATEGORY."""
        if self.labels is None:
            return self.matrix
        for category in categories:
            if category not in self.labels:
                place = {"value": category, "known": self.labels, "row": 1, "column": ""}
                raise RatingsError(RatingsProblem.UNKNOWN_CATEGORY, file=self.name, **place)
        order = [self.labels.index(category) for category in categories]
        return self.matrix[np.ix_(order, order)]


def read_weights_file(path: Path) -> WeightsFile:
    """Read agreement weights, 1 on the diagonal.

    Args:
        path: CSV of q × q numbers in the order of the categories; or with a first row and a first column that name the
            categories.

    Raises:
        RatingsError: FILE_MISSING, FILE_EMPTY, NOT_TEXT, WEIGHTS_NOT_NUMERIC, WEIGHTS_SHAPE, with row and column.
    """
    name = str(path)
    content, delimiter = text_table(name, read_content(path))
    rows = [[cell.strip() for cell in row] for row in text_rows(name, content, delimiter)]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise RatingsError(RatingsProblem.FILE_EMPTY, file=name)
    if rows[0][0]:
        return WeightsFile(name, _numbers(name, rows, offset=0), None)
    labels = tuple(rows[0][1:])
    if tuple(row[0] for row in rows[1:]) != labels:
        raise RatingsError(RatingsProblem.WEIGHTS_SHAPE, file=name, shape=(len(rows) - 1, len(labels)), known=labels)
    return WeightsFile(name, _numbers(name, [row[1:] for row in rows[1:]], offset=1), labels)


def _numbers(name: str, body: list[list[str]], *, offset: int) -> FloatArray:
    size = len(body)
    matrix = np.zeros((size, size))
    for row, cells in enumerate(body):
        if len(cells) != size:
            raise RatingsError(RatingsProblem.WEIGHTS_SHAPE, file=name, row=row + 1 + offset, shape=(size, len(cells)))
        for column, cell in enumerate(cells):
            number = parse_number(cell)
            if number is None:
                place = {"row": row + 1 + offset, "column": column + 1 + offset, "value": cell}
                raise RatingsError(RatingsProblem.WEIGHTS_NOT_NUMERIC, file=name, **place)
            matrix[row, column] = number
    return matrix
