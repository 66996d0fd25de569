"""Points from 0 to a maximum, in steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_desk.domain.criteria.base import (
    MeasurementLevel,
    Prompt,
    PromptKind,
    RatingValue,
    Reason,
    invalid,
    number_of,
    required_number,
)
from qa_desk.domain.errors import ErrorCode, QADeskError


@dataclass(frozen=True, slots=True)
class Points:
    """A number of points, 0 … `maximum`, in whole multiples of `step`."""

    maximum: float
    step: float = 1.0

    key = "points"
    level = MeasurementLevel.RATIO

    def prompt(self) -> Prompt:
        """A number is typed."""
        return Prompt(PromptKind.NUMBER, (), self.maximum, self.step)

    def parse(self, value: object) -> RatingValue:
        """The number, when it lies on the scale."""
        number = number_of(value)
        if number is None or not 0 <= number <= self.maximum:
            raise invalid(value, f"0–{self.maximum:g}")
        steps = number / self.step
        if abs(steps - round(steps)) > 1e-9:
            raise invalid(value, f"0–{self.maximum:g}, {self.step:g}")
        # three steps of 0.7 come to a little less than 2.1, and full points would count as a failure
        is_full = round(steps) == round(self.maximum / self.step)
        return self.maximum if is_full else round(steps) * self.step

    def points(self, rating: RatingValue, reasons: Sequence[Reason]) -> float:
        """The rating is the points."""
        return float(rating)

    def to_mapping(self) -> dict[str, object]:
        """Maximum and step."""
        return {"type": self.key, "max": self.maximum, "step": self.step}


def from_mapping(mapping: Mapping[str, object], reasons: Sequence[Reason]) -> Points:
    """`{type: points, max: 10, step: 1}`; the step divides the maximum."""
    maximum = required_number(mapping, "max")
    step = number_of(mapping.get("step", 1))
    if maximum <= 0 or step is None or step <= 0 or abs(maximum / step - round(maximum / step)) > 1e-9:
        raise QADeskError(
            ErrorCode.VALUE_INVALID, value=mapping.get("step", 1), what="step", expected="a step that divides max"
        )
    return Points(maximum, step)
