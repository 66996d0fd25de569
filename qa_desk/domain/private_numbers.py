"""Numbers in texts that point at a person: resident identity cards, payment cards, mobile phones. Found, not judged.

Sources: GB 11643-1999 (identity number, check character by ISO 7064 MOD 11-2), ISO/IEC 7812-1 (payment cards, check
digit by Luhn), the numbering plan of mainland China (mobile), ITU-T E.164 (international numbers).
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_desk.domain.masking import COVER, PrivateKind


class NumberPlace(StrEnum):
    """In which kind of text a number stands."""

    TRANSCRIPT = "transcript"
    COMMENT = "comment"
    ANSWER_COMMENT = "answer_comment"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in a text: its first character and one past its last."""

    kind: PrivateKind
    first: int
    last: int


_RUN = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ \-\u00a0\u2010-\u2013.]?\d)*[Xx]?(?![0-9A-Za-z])")
_WIDE = str.maketrans("".join(chr(0xFF10 + digit) for digit in range(10)) + "＋－Ｘｘ", "0123456789+-Xx")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91}
)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_CARD_LENGTHS = range(13, 20)
_FIRST_CARD_DIGITS = frozenset("23456")


def find_private_numbers(text: str, *, international: bool = False) -> tuple[FoundNumber, ...]:
    """The private numbers of a text, in order and apart from each other.

    Digits may be grouped by single spaces, dashes or dots, and may be of full width.

    Args:
        text: any text.
        international: whether numbers that begin with + count as phones of any country.
    """
    plain = text.translate(_WIDE)
    found: list[FoundNumber] = []
    for run in _RUN.finditer(plain):
        kind = _kind_of("".join(character for character in run.group() if character.isalnum() or character == "+"),
                        international=international)  # fmt: skip
        if kind is not None:
            found.append(FoundNumber(kind, run.start(), run.end()))
        else:
            found += _within(plain, run.start(), run.end())
    return tuple(found)


def cover(text: str, first: int, last: int) -> str:
    """The text with the digits and letters of that stretch covered; its length stays."""
    covered = "".join(COVER if character.isalnum() else character for character in text[first:last])
    return text[:first] + covered + text[last:]


def is_resident_id(digits: str) -> bool:
    """Whether it can be an identity number: 18 characters whose last one checks, or 15 of before 1999."""
    if re.fullmatch(r"\d{17}[\dXx]", digits):
        total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
        return digits[-1].upper() == _CHECK[total % 11] and _has_place_and_day(digits[:6], digits[6:14])
    return bool(re.fullmatch(r"\d{15}", digits)) and _has_place_and_day(digits[:6], f"19{digits[6:12]}")


def is_payment_card(digits: str) -> bool:
    """Whether it can be a payment card: 13 to 19 digits of an issuer of cards, whose check digit fits."""
    if len(digits) not in _CARD_LENGTHS or not digits.isdigit() or digits[0] not in _FIRST_CARD_DIGITS:
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _kind_of(digits: str, *, international: bool) -> PrivateKind | None:
    if is_resident_id(digits):
        return PrivateKind.RESIDENT_ID
    if _MOBILE.fullmatch(digits):
        return PrivateKind.MOBILE
    if is_payment_card(digits):
        return PrivateKind.PAYMENT_CARD
    return PrivateKind.MOBILE if international and _INTERNATIONAL.fullmatch(digits) else None


def _within(plain: str, start: int, end: int) -> list[FoundNumber]:
    """Numbers side by side, as "13800138000 13900139000": each unbroken group of digits, and groups that follow."""
    groups = [(start + one.start(), start + one.end()) for one in re.finditer(r"\+?\d+[Xx]?", plain[start:end])]
    found: list[FoundNumber] = []
    index = 0
    while index < len(groups):
        for last in range(len(groups), index, -1):
            digits = "".join(plain[first:stop] for first, stop in groups[index:last])
            kind = _kind_of(digits, international=False)
            if kind is not None:
                found.append(FoundNumber(kind, groups[index][0], groups[last - 1][1]))
                index = last - 1
                break
        index += 1
    return found


def _has_place_and_day(place: str, day: str) -> bool:
    if int(place[:2]) not in _PROVINCES:
        return False
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).year >= 1850
    except ValueError:
        return False
