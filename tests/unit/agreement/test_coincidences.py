"""Which categories are said of the same item."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desk.agreement.chance.percent import specific_agreement
from qa_desk.agreement.coincidences import coincidences
from qa_desk.agreement.table import RatingTable

CATEGORIES = ("a", "b", "c")


@given(st.lists(st.lists(st.integers(-1, 2), min_size=4, max_size=4), min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_they_are_those_counted_pair_by_pair(codes: list[list[int]]) -> None:
    wanted = np.zeros((3, 3))
    for ratings in ([code for code in row if code >= 0] for row in codes):
        for first in range(len(ratings)):
            for second in range(len(ratings)):
                if first != second:
                    wanted[ratings[first], ratings[second]] += 1.0 / (len(ratings) - 1)
    got = coincidences(RatingTable.from_codes(codes, categories=CATEGORIES))
    np.testing.assert_allclose(got, wanted, atol=1e-12)


def test_the_diagonal_by_its_row_is_the_specific_agreement() -> None:
    table = RatingTable.from_codes([[0, 0, 1], [1, 1, -1], [2, 0, 0], [1, -1, -1]], categories=CATEGORIES)
    together = coincidences(table)
    for place, category in enumerate(CATEGORIES):
        figure = specific_agreement(table, category)
        assert together[place, place] / together[place].sum() == pytest.approx(figure.value)
