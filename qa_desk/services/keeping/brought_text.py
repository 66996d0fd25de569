"""Text that people bring or type is data: limited in length, without control characters, in one Unicode form."""

import unicodedata

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

NAME_LENGTH = 200
TEXT_LENGTH = 4000

# They turn the reading direction of whatever stands after them on the line, and hide what a name really says.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_KEPT_BREAKS = frozenset("\n\t")


def clean_line(text: str, limit: int = NAME_LENGTH) -> str:
    """One line: control characters become spaces or vanish, runs of white space one space, at most `limit` letters."""
    # printable text has no white space but the space
    spaced = text if text.isprintable() else "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join(_without_controls(spaced).split())[:limit].rstrip()


def clean_text(text: str, limit: int = TEXT_LENGTH) -> str:
    """Several lines may stay; everything else as in `clean_line`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_controls(lines).strip()[:limit].rstrip()


def typed_text(text: str, what: str, limit: int = TEXT_LENGTH) -> str:
    """What somebody typed, spaces at its ends included, since they may still be typing; never cut.

    Raises VALUE_INVALID, naming `what`, for more than `limit` letters.
    """
    cleaned = _without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(cleaned) > limit:
        expected = _("at most {n} letters").format(n=limit)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=f"{cleaned[:20]}…", what=what, expected=expected)
    return cleaned


def _without_controls(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        # nothing below is printable, and a table of scores asks this a million times
        return composed
    return "".join(letter for letter in composed if letter in _KEPT_BREAKS or not _is_control(letter))


def _is_control(letter: str) -> bool:
    return letter in _DIRECTION_MARKS or unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn")
