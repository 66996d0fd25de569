"""The least work each answer needs, in plain numpy without checks, intervals or names: the measure of the engine."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray

CATEGORIES = 5
SEED = 20240501


def ratings(n_items: int, n_raters: int = 10, *, missing: float = 0.2) -> FloatArray:
    """Seeded ratings 1…5 of shape (items, raters), NaN = not rated: 60 % the item's own category, the rest random."""
    generator = np.random.default_rng(SEED)
    truth = generator.integers(1, CATEGORIES + 1, n_items)
    noise = generator.integers(1, CATEGORIES + 1, (n_items, n_raters))
    table = np.where(generator.random((n_items, n_raters)) < 0.6, truth[:, None], noise).astype(float)
    table[generator.random(table.shape) < missing] = np.nan
    return table


def totals(n_items: int, n_raters: int) -> FloatArray:
    """Seeded total scores with decimals, complete."""
    generator = np.random.default_rng(SEED + 1)
    return generator.normal(85, 8, (n_items, n_raters)) + generator.normal(0, 9, (n_items, 1))


def counts(table: FloatArray) -> np.ndarray:
    """Ratings per item and category by one histogram."""
    n_items = len(table)
    codes = np.nan_to_num(table, nan=0.0).astype(np.int64)
    codes += np.arange(n_items)[:, None] * (CATEGORIES + 1)
    return np.bincount(codes.ravel(), minlength=n_items * (CATEGORIES + 1)).reshape(n_items, -1)[:, 1:]


def alpha_of_counts(counted: np.ndarray) -> float:
    """Nominal alpha from counts."""
    per_item = counted.sum(1)
    counted, per_item = counted[per_item > 1], per_item[per_item > 1]
    of_category, n = counted.sum(0), per_item.sum()
    observed = ((per_item**2 - (counted**2).sum(1)) / (per_item - 1)).sum()
    return 1 - observed * (n - 1) / (n * n - (of_category**2).sum())


def alpha(table: FloatArray) -> float:
    """Nominal alpha from the raw matrix."""
    return alpha_of_counts(counts(table))


def family(table: FloatArray) -> tuple[float, float, float, float]:
    """Alpha, Fleiss, AC1 and Conger, values only, from one count."""
    counted = counts(table)
    per_item = counted.sum(1)
    rated, paired = per_item > 0, per_item > 1
    pairs = per_item[paired] * (per_item[paired] - 1)
    agreed = ((counted[paired] * (counted[paired] - 1)).sum(1) / pairs).mean()
    shares = (counted[rated] / per_item[rated, None]).mean(0)
    codes = np.nan_to_num(table, nan=0.0).astype(np.int64) + np.arange(table.shape[1]) * (CATEGORIES + 1)
    by_rater = np.bincount(codes.ravel(), minlength=table.shape[1] * (CATEGORIES + 1)).reshape(-1, CATEGORIES + 1)
    own = by_rater[:, 1:] / by_rater[:, 1:].sum(1, keepdims=True)
    chance = (
        (shares**2).sum(),
        (shares * (1 - shares)).sum() / (len(shares) - 1),
        (own.mean(0) ** 2 - own.var(0, ddof=1) / len(own)).sum(),
    )
    fleiss, gwet, conger = ((agreed - expected) / (1 - expected) for expected in chance)
    return alpha_of_counts(counted), fleiss, gwet, conger


def bootstrap_alpha(table: FloatArray, resamples: int = 1000) -> FloatArray:
    """Nominal alpha on resamples of the items: multinomial weights, one matrix product."""
    counted = counts(table)
    per_item = counted.sum(1)
    counted, per_item = counted[per_item > 1].astype(float), per_item[per_item > 1].astype(float)
    inside = (per_item**2 - (counted**2).sum(1)) / (per_item - 1)
    rows = np.column_stack([counted, per_item, inside])
    n_items = len(rows)
    times = np.random.default_rng(1).multinomial(n_items, np.full(n_items, 1 / n_items), resamples)
    sums = times.astype(float) @ rows
    of_category, n, observed = sums[:, :-2], sums[:, -2], sums[:, -1]
    return 1 - observed * (n - 1) / (n * n - (of_category**2).sum(1))


def alpha_interval(table: FloatArray) -> float:
    """Alpha on numbers from sums."""
    known = ~np.isnan(table)
    per_item = known.sum(1)
    values = np.where(known, table, 0.0)[per_item > 1]
    per_item = per_item[per_item > 1]
    sums, squares, n = values.sum(1), (values**2).sum(1), per_item.sum()
    observed = (2 * (per_item * squares - sums**2) / (per_item - 1)).sum() / n
    return 1 - observed * n * (n - 1) / (2 * (n * squares.sum() - sums.sum() ** 2))


def icc_2_1(table: FloatArray) -> float:
    """One intraclass correlation from its mean squares."""
    n, k = table.shape
    mean = table.mean()
    items = k * ((table.mean(1) - mean) ** 2).sum() / (n - 1)
    raters = n * ((table.mean(0) - mean) ** 2).sum() / (k - 1)
    rest = (((table - mean) ** 2).sum() - items * (n - 1) - raters * (k - 1)) / ((n - 1) * (k - 1))
    return (items - rest) / (items + (k - 1) * rest + k * (raters - rest) / n)
