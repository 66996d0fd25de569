"""An evaluation as one compact line of codes: what a year of figures is read from, without an object for each answer.

The same coding makes a line of settled answers, so that both can be compared place by place.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import AnswerState, is_shown, rate

PASSED, FAILED, NOT_APPLICABLE = "pass", "fail", "na"
CATEGORIES = (PASSED, FAILED, NOT_APPLICABLE)

SIGNS = {PASSED: "p", FAILED: "f", NOT_APPLICABLE: "n", None: "-"}
"""The letter of each code in a line; a missing or hidden criterion is a dash."""

_NO_FRACTION = float("nan")


@dataclass(frozen=True, slots=True)
class CodedLine:
    """One letter (`SIGNS`) and one fraction a criterion, in the order of the form.

    `fractions` are little-endian floats of four bytes in base64, NaN where nothing was rated; `reasons` are the reasons
    of what failed, each with the place of its criterion.
    """

    codes: str
    fractions: str
    reasons: tuple[tuple[int, tuple[str, ...]], ...] = ()


def coded(criterion: Criterion, answer: Answer | None) -> str | None:
    """Passed, failed or N/A; None for missing. The one coding of pooled figures."""
    return coded_with_fraction(criterion, answer)[0]


def coded_with_fraction(criterion: Criterion, answer: Answer | None) -> tuple[str | None, float]:
    """The code and the fraction 0…1, NaN where nothing was rated."""
    result = rate(criterion, answer)
    if result.state is AnswerState.MISSING:
        return None, _NO_FRACTION
    if result.fraction is None:
        return NOT_APPLICABLE, _NO_FRACTION
    return FAILED if result.has_failed else PASSED, result.fraction


def coded_line(version: ScorecardVersion, answers: Iterable[Answer]) -> CodedLine:
    """The line of an evaluation; a criterion whose condition is not met is missing."""
    given = {answer.criterion_key: answer for answer in answers}
    codes: list[str] = []
    fractions: list[float] = []
    reasons: list[tuple[int, tuple[str, ...]]] = []
    for place, criterion in enumerate(version.criteria):
        answer = given.get(criterion.key) if is_shown(criterion, version, given) else None
        code, fraction = coded_with_fraction(criterion, answer)
        codes.append(SIGNS[code])
        fractions.append(fraction)
        if code == FAILED and answer is not None and answer.reasons:
            reasons.append((place, answer.reasons))
    packed = b64encode(pack(f"<{len(fractions)}f", *fractions)).decode("ascii")
    return CodedLine("".join(codes), packed, tuple(reasons))
