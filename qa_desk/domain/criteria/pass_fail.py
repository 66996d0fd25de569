"""Passed or failed: the scale of critical criteria, open to any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_desk.domain.criteria.base import (
    MeasurementLevel,
    Option,
    Prompt,
    PromptKind,
    RatingValue,
    Reason,
    invalid,
    number_of,
)
from qa_desk.domain.text import LocalText

_PASS_WORDS = frozenset({"pass", "passed", "p", "yes", "y", "true", "1", "ok", "通过", "合格", "是"})
_FAIL_WORDS = frozenset({"fail", "failed", "f", "no", "n", "false", "0", "不通过", "不合格", "否"})


@dataclass(frozen=True, slots=True)
class PassFail:
    """Passed gives all `maximum` points, failed none; the rating is True for passed."""

    maximum: float = 1.0

    key = "pass_fail"
    level = MeasurementLevel.NOMINAL

    def prompt(self) -> Prompt:
        """Two options, pass first."""
        return Prompt(
            PromptKind.OPTIONS,
            (
                Option(True, LocalText.of({"en": "Pass", "zh_CN": "通过"}), self.maximum, passed=True),
                Option(False, LocalText.of({"en": "Fail", "zh_CN": "不通过"}), 0.0, passed=False),
            ),
            self.maximum,
        )

    def parse(self, value: object) -> RatingValue:
        """True or False from a truth value or one of the usual words."""
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in _PASS_WORDS:
            return True
        if word in _FAIL_WORDS:
            return False
        raise invalid(value, "pass, fail")

    def points(self, rating: RatingValue, reasons: Sequence[Reason]) -> float:
        """All or nothing."""
        return self.maximum if rating is True else 0.0

    def to_mapping(self) -> dict[str, object]:
        """`points` is written only where it is not 1."""
        extra: dict[str, object] = {} if self.maximum == 1.0 else {"points": self.maximum}
        return {"type": self.key} | extra


def from_mapping(mapping: Mapping[str, object], reasons: Sequence[Reason]) -> PassFail:
    """`{type: pass_fail}`; `points` (default 1) is how many points passing is shown as."""
    return PassFail(number_of(mapping.get("points")) or 1.0)
