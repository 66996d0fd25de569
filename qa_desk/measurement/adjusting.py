"""Comparing two groups afterwards at equal starts: whoever began low rises by chance, and that is taken out."""

from collections.abc import Sequence

import numpy as np

from qa_desk.agreement.intervals import t_quantile, t_two_sided
from qa_desk.measurement.shares import Difference

FEWEST_A_GROUP = 3


def adjusted_difference(
    before: Sequence[float], after: Sequence[float], is_treated: Sequence[bool], *, confidence: float = 0.95
) -> Difference | None:
    """The mean afterwards of those treated minus that of the others, at the same value before.

    Least squares of after on before and group, which takes regression to the mean out as far as it is linear. Who is
    treated was chosen and not drawn: what else tells the groups apart stays in it.

    Args:
        before, after: one value each for every person; `is_treated` their group.

    Returns:
        None with fewer than three in a group, where nobody differs before, or where nothing is left to set limits by.

    Source:
        Vickers & Altman (2001), BMJ 323, 1123–1124: analysis of covariance.
    """
    group = np.asarray(is_treated, dtype=bool)
    n, n_treated = len(group), int(group.sum())
    if min(n_treated, n - n_treated) < FEWEST_A_GROUP:
        return None
    start, outcome = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    design = np.column_stack([np.ones(n), start, group.astype(float)])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    coefficients, _residuals, _rank, _singular = np.linalg.lstsq(design, outcome, rcond=None)
    residuals = outcome - design @ coefficients
    df = n - design.shape[1]
    variance = float(residuals @ residuals) / df * float(np.linalg.inv(design.T @ design)[2, 2])
    if variance <= 0:
        return None
    value, se = float(coefficients[2]), float(np.sqrt(variance))
    margin = t_quantile((1 + confidence) / 2, df) * se
    return Difference(value, value - margin, value + margin, t_two_sided(value / se, df))
