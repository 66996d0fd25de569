"""Numbers as they are typed into the form of a plan."""

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _


def read_whole(text: str, what: str) -> int:
    """A whole number. Raises VALUE_INVALID."""
    try:
        return int(text.strip())
    except ValueError:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=text, what=what, expected=_("a whole number")) from None


def read_number(text: str, what: str) -> float:
    """A number. Raises VALUE_INVALID."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        raise QADeskError(ErrorCode.VALUE_INVALID, value=text, what=what, expected=_("a number"))
    return number
