"""Starts at the maximum; each reason noted takes its points off, never below 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_desk.domain.criteria.base import (
    MeasurementLevel,
    Prompt,
    PromptKind,
    RatingValue,
    Reason,
    number_of,
    required_number,
)
from qa_desk.domain.errors import ErrorCode, QADeskError


@dataclass(frozen=True, slots=True)
class Deduction:
    """The rating is True once looked at: the reasons noted with the answer say what was taken off."""

    maximum: float

    key = "deduction"
    level = MeasurementLevel.RATIO

    def prompt(self) -> Prompt:
        """Reasons are ticked; ticking none gives all points."""
        return Prompt(PromptKind.REASONS, (), self.maximum)

    def parse(self, value: object) -> RatingValue:
        """Anything says that it was judged; the reasons carry the points."""
        return True

    def points(self, rating: RatingValue, reasons: Sequence[Reason]) -> float:
        """What the reasons leave, never below 0."""
        return max(0.0, self.maximum - sum(reason.points for reason in reasons))

    def to_mapping(self) -> dict[str, object]:
        """The maximum; points lie with the reasons."""
        return {"type": self.key, "max": self.maximum}


def from_mapping(mapping: Mapping[str, object], reasons: Sequence[Reason]) -> Deduction:
    """`{type: deduction, max: 10}`; each reason of the criterion carries points above 0."""
    maximum = required_number(mapping, "max")
    if maximum <= 0:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=maximum, what="max", expected="a number above 0")
    for reason in reasons:
        if (number_of(reason.points) or 0) <= 0:
            raise QADeskError(ErrorCode.VALUE_INVALID, value=reason.key, what="reason", expected="points above 0")
    return Deduction(maximum)
