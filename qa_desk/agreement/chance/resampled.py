"""The coefficients as functions of sums over items, for the bootstrap and for leaving items out."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.linearised import NEGLIGIBLE, item_agreement
from qa_desk.agreement.tally import Tally
from qa_desk.agreement.weights import Weights

N_PAIRED, AGREEMENT, N_ITEMS, FIRST_SHARE = 0, 1, 2, 3


def share_rows(tally: Tally, weights: Weights) -> FloatArray:
    """Rows of 1[r_i >= 2], p_a|i, 1 and r_ik / r_i: shape (items, 3 + categories)."""
    ones = np.ones(tally.n_items)
    return np.column_stack([tally.paired.astype(np.float64), item_agreement(tally, weights), ones, tally.shares])


def corrected(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """(p_a - p_e)/(1 - p_e), NaN where p_e is 1."""
    room = 1.0 - expected
    return np.divide(observed - expected, room, out=np.full(np.shape(room), np.nan), where=room > NEGLIGIBLE)


def observed(sums: FloatArray) -> FloatArray:
    """p_a of each set of sums, NaN where no item has a pair."""
    pairs = sums[..., N_PAIRED]
    return np.divide(sums[..., AGREEMENT], pairs, out=np.full(pairs.shape, np.nan), where=pairs > 0)


def mean_shares(sums: FloatArray) -> FloatArray:
    """pi_k of each set of sums, shape (…, categories)."""
    items = sums[..., N_ITEMS, None]
    return np.divide(sums[..., FIRST_SHARE:], items, out=np.zeros(sums[..., FIRST_SHARE:].shape), where=items > 0)


def quadratic_form(shares: FloatArray, matrix: FloatArray) -> FloatArray:
    """sum_kl w_kl p_k p_l over the last axis."""
    return np.einsum("...k,...k->...", shares @ matrix, shares)
