"""Which categories are said of the same item: where disagreement lies, by category."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.table import RatingTable


def coincidences(table: RatingTable) -> FloatArray:
    """How often two ratings of one item are category k and category l.

    Args:
        table: the ratings; items with a single rating carry no pair.

    Returns:
        Shape (categories, categories), symmetric: o_kl = sum over items of r_ik (r_il - 1[k = l]) / (r_i - 1). A row
        sums to the ratings in its category that can be paired; o_kk by this sum is the specific agreement on k.

    Source:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: the coincidence matrix.
    """
    tally = table.tally
    share = np.where(tally.paired, 1.0 / np.maximum(tally.ratings - 1.0, 1.0), 0.0)
    weighted = tally.counts * share[:, None]
    together = weighted.T @ tally.counts
    return together - np.diag(weighted.sum(axis=0))
