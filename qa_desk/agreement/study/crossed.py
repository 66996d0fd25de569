"""How much of a score is the call, how much is who scored it: variance components of scores given once each."""

from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.estimate import Undefined
from qa_desk.agreement.scores import ScoreTable


@dataclass(frozen=True, slots=True)
class ScoreSpread:
    """Parts of the variance of single scores, in squared points; all None where `undefined` says why.

    `rest` is everything else: the inspector on this very call, and mere repetition, which only a second scoring of the
    same call by the same inspector can tell apart.
    """

    items: float | None
    raters: float | None
    rest: float | None
    undefined: Undefined | None = None

    @property
    def shares(self) -> tuple[float, float, float] | None:
        """Call, inspector and rest as shares of the whole; None where there is no variance."""
        if self.items is None or self.raters is None or self.rest is None:
            return None
        whole = self.items + self.raters + self.rest
        return (self.items / whole, self.raters / whole, self.rest / whole)


def spread_of_scores(table: ScoreTable) -> ScoreSpread:
    """Components of a two-way random layout, crossed, one score a cell, by the method of moments.

    Args:
        table: scores of shape (items, raters) without a gap.

    Returns:
        sigma² of items = (BMS - EMS)/k, of raters = (JMS - EMS)/n, rest = EMS; negative ones are 0. Undefined:
        TOO_FEW_ITEMS, TOO_FEW_RATERS, INCOMPLETE, NO_VARIANCE.

    Source:
        Shrout & Fleiss (1979), Psychological Bulletin 86, table 3 and case 2; Searle, Casella & McCulloch (1992).
    """
    n, k = table.scores.shape
    if n < 2 or k < 2:
        return ScoreSpread(None, None, None, Undefined.TOO_FEW_ITEMS if n < 2 else Undefined.TOO_FEW_RATERS)
    if not table.has_no_gap:
        return ScoreSpread(None, None, None, Undefined.INCOMPLETE)
    centred = table.scores - table.scores.mean()
    of_items, of_raters = centred.mean(axis=1), centred.mean(axis=0)
    rest = centred - of_items[:, None] - of_raters
    between = k * float(of_items @ of_items) / (n - 1)
    judges = n * float(of_raters @ of_raters) / (k - 1)
    error = float(np.square(rest).sum()) / ((n - 1) * (k - 1))
    if float(np.square(centred).sum()) <= 1e-14 * float(np.square(table.scores).sum()):
        return ScoreSpread(None, None, None, Undefined.NO_VARIANCE)
    items, raters = max(0.0, (between - error) / k), max(0.0, (judges - error) / n)
    if items + raters + error <= 0.0:
        return ScoreSpread(None, None, None, Undefined.NO_VARIANCE)
    return ScoreSpread(items, raters, error)
