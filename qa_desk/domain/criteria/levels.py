"""An ordered list of labels with points, such as 0 / 3 / 5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from qa_desk.domain.criteria.base import (
    MeasurementLevel,
    Option,
    Prompt,
    PromptKind,
    RatingValue,
    Reason,
    invalid,
    number_of,
    required_number,
)
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.text import LocalText


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the scale."""

    label: LocalText
    points: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels in ascending order of points, all different; the rating is the points of the level chosen."""

    levels: tuple[Level, ...]

    key = "levels"
    level = MeasurementLevel.ORDINAL

    @property
    def maximum(self) -> float:
        """The points of the highest level."""
        return self.levels[-1].points

    def prompt(self) -> Prompt:
        """One option a level, lowest first."""
        options = tuple(Option(level.points, level.label, level.points) for level in self.levels)
        return Prompt(PromptKind.OPTIONS, options, self.maximum)

    def parse(self, value: object) -> RatingValue:
        """The points of the level named by its points or its label in any language."""
        number = number_of(value)
        word = str(value).strip().lower()
        for level in self.levels:
            labels = {text.lower() for _language, text in level.label.by_language}
            if level.points == number or word in labels:
                return level.points
        raise invalid(value, ", ".join(f"{level.points:g}" for level in self.levels))

    def points(self, rating: RatingValue, reasons: Sequence[Reason]) -> float:
        """The rating is the points."""
        return float(rating)

    def to_mapping(self) -> dict[str, object]:
        """Labels and points, lowest first."""
        return {
            "type": self.key,
            "levels": [{"label": level.label.as_mapping(), "points": level.points} for level in self.levels],
        }


def from_mapping(mapping: Mapping[str, object], reasons: Sequence[Reason]) -> Levels:
    """`{type: levels, levels: [{label, points}, …]}`; two levels or more, their points different."""
    listed = mapping.get("levels")
    given = cast(list[object], listed) if isinstance(listed, list) else []
    if len(given) < 2:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=given, what="levels", expected="two levels or more")
    levels = [_level_of(entry) for entry in given]
    levels.sort(key=lambda level: level.points)
    distinct = {level.points for level in levels}
    if len(distinct) < len(levels) or levels[0].points < 0 or levels[-1].points <= 0:
        raise QADeskError(
            ErrorCode.VALUE_INVALID,
            value=[level.points for level in levels],
            what="levels",
            expected="different points from 0 upwards",
        )
    return Levels(tuple(levels))


def _level_of(entry: object) -> Level:
    if not isinstance(entry, Mapping):
        raise QADeskError(ErrorCode.VALUE_INVALID, value=entry, what="levels", expected="label and points")
    fields = cast(Mapping[str, object], entry)
    points = required_number(fields, "points")
    label = fields.get("label", f"{points:g}")
    text = cast(Mapping[str, str], label) if isinstance(label, Mapping) else str(label)
    return Level(LocalText.of(text), points)
