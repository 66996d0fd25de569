"""Text that files bring: one line, no letters that nobody sees, and the words as they were."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.services.keeping.brought_text import clean_line, clean_text

_UNSEEN = {"Cc", "Cs", "Co", "Cn"}
_TURNING = "\u200e\u200f\u202a\u202e\u2066\u2069\ufeff"


@given(st.text())
def test_a_cleaned_line_holds_nothing_unseen_and_is_clean_already(text: str) -> None:
    line = clean_line(text, 1000)
    assert clean_line(line, 1000) == line
    assert not [letter for letter in line if unicodedata.category(letter) in _UNSEEN or letter in _TURNING]
    assert line == " ".join(line.split())


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=50))
def test_words_of_any_script_stay_as_they_are(word: str) -> None:
    composed = unicodedata.normalize("NFC", word)
    assert clean_line(f"  {word}\t{word}\u00a0") == f"{composed} {composed}"
    assert clean_text(f"{word}\r\n{word}") == f"{composed}\n{composed}"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\ufeff", "\ue000"])
def test_a_sign_that_hides_what_a_name_says_is_taken_out(sign: str) -> None:
    assert clean_line(f"Li{sign} Na") == "Li Na"
    assert clean_text(f"Li{sign} Na") == "Li Na"


@pytest.mark.parametrize("gap", ["\x1c", "\x85", "\u2028", "\u3000", "\n", "\t \t"])
def test_whatever_parts_words_becomes_one_space_on_a_line(gap: str) -> None:
    assert clean_line(f"Li{gap}Na") == "Li Na"
