"""Moments that a text names are found as a clock writes them."""

import pytest

from qa_desk.domain.feedback import moments_named


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("at 0:41 I said hello, again at 1:02:03.", (41.0, 3723.0)),
        ("0:41 and 0:41", (41.0,)),
        ("12:5, 1:75, 10:00:00:00 and 2026", ()),
        ("", ()),
    ],
)
def test_moments_are_those_a_clock_would_show_each_once(text: str, moments: tuple[float, ...]) -> None:
    assert moments_named(text) == moments
