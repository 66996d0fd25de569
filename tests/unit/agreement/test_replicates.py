"""Scores given again: which part of them has no gap, and how far a rater's own scores scatter."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.agreement.estimate import Undefined
from qa_desk.agreement.replicates import balanced_part, repeat_deviation

NONE = np.nan
FULL = np.arange(24, dtype=np.float64).reshape(3, 4, 2)


def test_scores_without_a_gap_are_kept_whole() -> None:
    found = balanced_part(FULL)
    assert found is not None
    np.testing.assert_array_equal(found.scores, FULL)


def test_an_operator_who_scored_little_again_is_left_out() -> None:
    scores = FULL.copy()
    scores[1:, 2, 1] = NONE
    found = balanced_part(scores)
    assert found is not None
    assert found.operators.tolist() == [0, 1, 3]
    assert found.parts.tolist() == [0, 1, 2]


def test_a_part_that_one_operator_scored_once_is_left_out() -> None:
    scores = np.concatenate([FULL, FULL + 1.0])
    scores[4, 0, 1] = NONE
    found = balanced_part(scores)
    assert found is not None
    assert found.parts.tolist() == [0, 1, 2, 3, 5]


def test_third_trials_of_a_few_do_not_cost_the_parts_of_all() -> None:
    scores = np.full((3, 2, 3), NONE)
    scores[:, :, :2] = 1.0
    scores[0, 0, 2] = 1.0
    found = balanced_part(scores)
    assert found is not None
    assert found.scores.shape == (3, 2, 2)


@pytest.mark.parametrize("shape", [(1, 2, 2), (2, 1, 2), (2, 2, 1), (0, 0, 1)])
def test_below_two_of_anything_there_is_no_part(shape: tuple[int, int, int]) -> None:
    assert balanced_part(np.ones(shape)) is None


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 4))
def test_the_part_never_has_a_gap(seed: int, n_parts: int, n_operators: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.normal(size=(n_parts, n_operators, 3))
    n_trials = draw.integers(0, 4, size=(n_parts, n_operators))
    scores[np.arange(3)[None, None, :] >= n_trials[:, :, None]] = NONE
    found = balanced_part(scores)
    if found is not None:
        assert not np.isnan(found.scores).any()
        assert min(found.scores.shape) >= 2


def test_the_deviation_of_pairs_is_half_the_mean_square_difference() -> None:
    # Bland & Altman (1996): with two trials s² is the sum of squared differences over 2n
    pairs = np.array([[80.0, 84.0], [90.0, 90.0], [70.0, 64.0], [88.0, 90.0]])
    found = repeat_deviation(pairs[:, None, :], np.arange(4))
    assert found.value == pytest.approx(math.sqrt((16 + 0 + 36 + 4) / (2 * 4)))
    assert (found.n_calls, found.n_raters, found.n_ratings) == (4, 1, 8)
    assert found.value is not None
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert 0.0 <= found.ci_low < found.value < found.ci_high


def test_single_scores_say_nothing_of_repetition_and_change_nothing() -> None:
    pairs = np.array([[[80.0, 84.0], [75.0, NONE]], [[90.0, 91.0], [60.0, NONE]], [[10.0, NONE], [NONE, NONE]]])
    alone = repeat_deviation(pairs[:2, :1], np.arange(2))
    found = repeat_deviation(pairs, np.arange(3))
    assert (found.value, found.n_ratings) == (alone.value, 4)


def test_nobody_who_scored_again_leaves_it_undefined() -> None:
    assert repeat_deviation(FULL[:, :, :1], np.arange(3)).undefined is Undefined.NO_TRIALS


def test_the_deviation_that_scores_were_drawn_with_is_found_again() -> None:
    draw = np.random.default_rng(8)
    scores = draw.normal(85.0, 10.0, size=(400, 3, 1)) + draw.normal(0.0, 3.0, size=(400, 3, 2))
    found = repeat_deviation(scores, np.arange(400))
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low < 3.0 < found.ci_high
    assert found.value == pytest.approx(3.0, abs=0.2)
