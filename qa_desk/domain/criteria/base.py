"""What every criterion scale offers: a prompt to ask with, reading of what was typed or stored, points, and its level.

Used by the rating input of the desk, the store (a rating is kept as a JSON value), scoring and the statistics.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.text import LocalText

RatingValue = bool | int | float | str
"""What an answer's rating is on its scale: passed or not, the code of a level, points; a deduction has its reasons."""


class MeasurementLevel(StrEnum):
    """How ratings on a scale may be compared (Stevens 1946)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class PromptKind(StrEnum):
    """How a rating is asked for."""

    OPTIONS = "options"
    NUMBER = "number"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `code` is what is kept, `label` what is read; `passed` where the choice is a verdict, else None."""

    code: RatingValue
    label: LocalText
    points: float
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """How to ask for a rating; `options` for OPTIONS, `maximum` and `step` in points for NUMBER and REASONS."""

    kind: PromptKind
    options: tuple[Option, ...] = ()
    maximum: float = 0.0
    step: float = 1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a criterion failed, from its list; `points` is what it takes off on a deduction scale."""

    key: str
    title: LocalText
    points: float = 0.0


class Scale(Protocol):
    """One way to rate a criterion; a new one is one file in this package and a line in its tuple."""

    @property
    def key(self) -> str:
        """The name in scorecard files."""
        ...

    @property
    def maximum(self) -> float:
        """The points possible."""
        ...

    @property
    def level(self) -> MeasurementLevel:
        """How ratings on it may be compared."""
        ...

    def prompt(self) -> Prompt:
        """How to ask for a rating."""
        ...

    def parse(self, value: object) -> RatingValue:
        """The rating meant by what was typed, read from a table or stored. Raises ANSWER_INVALID."""
        ...

    def points(self, rating: RatingValue, reasons: Sequence[Reason]) -> float:
        """The points obtained, 0 … `maximum`."""
        ...

    def to_mapping(self) -> dict[str, object]:
        """The scale as scorecard files write it, `type` included; `from_mapping` of its module reads it back."""
        ...


def invalid(value: object, expected: str) -> QADeskError:
    """The error for a rating that does not fit its scale; the caller knows the criterion and may add it."""
    return QADeskError(ErrorCode.ANSWER_INVALID, value=value, expected=expected, criterion="")


def number_of(value: object) -> float | None:
    """The finite number meant by a cell or a stored value, else None; truth values are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) != float("inf") and number == number else None


def required_number(mapping: Mapping[str, object], key: str) -> float:
    """A number that a scale's definition must have. Raises VALUE_INVALID naming the key."""
    number = number_of(mapping.get(key))
    if number is None:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=mapping.get(key), what=key, expected="a number")
    return number
