"""How much of a score is the call and how much is who scored it, on a published table and where it can't be said."""

import numpy as np
import pytest

from qa_desk.agreement.estimate import Undefined
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.crossed import spread_of_scores

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=np.float64
)
"""Shrout & Fleiss (1979), table 2: six targets, four judges."""


def test_the_parts_are_those_of_the_published_mean_squares() -> None:
    # table 3 prints BMS 11.24, JMS 32.49, EMS 1.02
    found = spread_of_scores(ScoreTable.of(SHROUT_FLEISS))
    assert found.items == pytest.approx((11.24 - 1.02) / 4, abs=0.01)
    assert found.raters == pytest.approx((32.49 - 1.02) / 6, abs=0.01)
    assert found.rest == pytest.approx(1.02, abs=0.005)


def test_the_share_of_the_calls_is_the_intraclass_correlation_of_single_scores() -> None:
    table = ScoreTable.of(SHROUT_FLEISS)
    shares = spread_of_scores(table).shares
    assert shares is not None
    assert shares[0] == pytest.approx(intraclass_correlations(table)["icc_2_1"].value)
    assert sum(shares) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (np.ones((1, 3)), Undefined.TOO_FEW_ITEMS),
        (np.ones((3, 1)), Undefined.TOO_FEW_RATERS),
        (np.array([[1.0, np.nan], [2.0, 3.0]]), Undefined.INCOMPLETE),
        (np.full((3, 3), 80.0), Undefined.NO_VARIANCE),
    ],
)
def test_where_it_cannot_be_said_there_is_a_reason(scores: np.ndarray, reason: Undefined) -> None:
    found = spread_of_scores(ScoreTable.of(scores))
    assert found.undefined is reason
    assert found.shares is None
