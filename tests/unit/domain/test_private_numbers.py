"""Finding numbers that point at a person; only numbers published as examples or made for tests are used."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.masking import COVER, PrivateKind
from qa_desk.domain.private_numbers import cover, find_private_numbers, is_payment_card, is_resident_id

# The example of GB 11643-1999, annex: the standard's own number.
STANDARD_ID = "11010519491231002X"
# Numbers that payment services publish for tests.
TEST_CARDS = (
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6200000000000005",
)
TEST_MOBILE = "13800138000"  # the operator's own service number


def kinds(text: str, *, international: bool = False) -> list[tuple[PrivateKind, str]]:
    return [(one.kind, text[one.first : one.last]) for one in find_private_numbers(text, international=international)]


def test_the_number_of_the_standard_is_a_resident_identity() -> None:
    assert kinds(f"身份证号{STANDARD_ID}，对吗") == [(PrivateKind.RESIDENT_ID, STANDARD_ID)]
    assert kinds(STANDARD_ID.lower()) == [(PrivateKind.RESIDENT_ID, STANDARD_ID.lower())]


@pytest.mark.parametrize(
    "wrong", ["110105194912310021", "110105194913310023", "99010519491231002X", "1101051949123100"]
)
def test_what_does_not_check_is_no_identity(wrong: str) -> None:
    assert not is_resident_id(wrong)


def test_the_old_identity_of_fifteen_digits_needs_a_place_and_a_day() -> None:
    assert is_resident_id("110105491231002")
    assert not is_resident_id("110105491331002")


@pytest.mark.parametrize("card", TEST_CARDS)
def test_published_test_cards_are_found_in_every_grouping(card: str) -> None:
    assert is_payment_card(card)
    for sign in ("", " ", "-"):
        grouped = sign.join(card[at : at + 4] for at in range(0, len(card), 4))
        assert kinds(f"the card {grouped}, please") == [(PrivateKind.PAYMENT_CARD, grouped)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"call {TEST_MOBILE}.", TEST_MOBILE),
        ("call +86 138 0013 8000 now", "+86 138 0013 8000"),
        ("手机号138-0013-8000。", "138-0013-8000"),
        ("１３８００１３８０００", "１３８００１３８０００"),
    ],
)
def test_mobile_numbers_are_found_as_people_write_them(text: str, expected: str) -> None:
    assert kinds(text) == [(PrivateKind.MOBILE, expected)]


def test_two_numbers_side_by_side_are_two() -> None:
    assert kinds(f"{TEST_MOBILE} 13900139000") == [
        (PrivateKind.MOBILE, TEST_MOBILE),
        (PrivateKind.MOBILE, "13900139000"),
    ]


def test_a_number_beside_a_small_one_is_found() -> None:
    assert (PrivateKind.PAYMENT_CARD, "4111 1111 1111 1111") in kinds("card 2 4111 1111 1111 1111")


@pytest.mark.parametrize(
    "harmless",
    [
        "call 1043 of 2026-11-18 at 14:02:41",
        "invoice 4111111111111112",
        "10086",
        "12800138000",
        "order A13800138000B",
        "87.5 points, 3 of 5",
        "20261118140241",
    ],
)
def test_what_only_looks_like_a_number_is_left_alone(harmless: str) -> None:
    assert kinds(harmless) == []


def test_numbers_of_other_countries_are_found_only_when_asked_for() -> None:
    text = "ring +44 20 7946 0958"  # from the range that Ofcom keeps for drama
    assert kinds(text) == []
    assert kinds(text, international=True) == [(PrivateKind.MOBILE, "+44 20 7946 0958")]


def test_covering_keeps_the_length_and_what_is_beside() -> None:
    text = "card 4111 1111 1111 1111 ok"
    assert cover(text, 5, 24) == f"card {COVER * 4} {COVER * 4} {COVER * 4} {COVER * 4} ok"


def _luhn(body: str) -> str:
    return next(body + str(digit) for digit in range(10) if is_payment_card(body + str(digit)))


_CARDS = st.builds(
    lambda first, rest: _luhn(first + rest), st.sampled_from("23456"), st.text("0123456789", min_size=12, max_size=17)
)
_DAYS = st.dates(date(1900, 1, 1), date(2030, 1, 1))


@given(card=_CARDS, at=st.integers(0, 18), change=st.integers(1, 9))
def test_one_wrong_digit_is_never_a_card(card: str, at: int, change: int) -> None:
    at %= len(card)
    wrong = card[:at] + str((int(card[at]) + change) % 10) + card[at + 1 :]
    assert not is_payment_card(wrong)


@given(day=_DAYS, order=st.integers(0, 999), at=st.integers(0, 16), change=st.integers(1, 9))
def test_one_wrong_digit_is_never_an_identity(day: date, order: int, at: int, change: int) -> None:
    body = f"110105{day:%Y%m%d}{order:03d}"
    whole = next(body + last for last in "0123456789X" if is_resident_id(body + last))
    wrong = whole[:at] + str((int(whole[at]) + change) % 10) + whole[at + 1 :]
    assert not is_resident_id(wrong)


@given(text=st.text(max_size=200))
def test_any_text_is_searched_and_what_is_covered_is_found_no_more(text: str) -> None:
    found = find_private_numbers(text, international=True)
    assert all(one.first < one.last <= len(text) for one in found)
    assert all(one.last <= other.first for one, other in pairwise(found))
    for one in found:
        text = cover(text, one.first, one.last)
    assert find_private_numbers(text) == ()


@given(before=st.sampled_from(["", "是", "no. ", "（"]), after=st.sampled_from(["", "。", ", ok", "）"]), card=_CARDS)
def test_a_number_is_found_whatever_stands_around_it(before: str, after: str, card: str) -> None:
    found = find_private_numbers(before + card + after)
    assert [(one.first, one.last) for one in found] == [(len(before), len(before) + len(card))]
