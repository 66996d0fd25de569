"""Agreement of categories, with and without allowance for chance: one file a family of statistics.

`STATISTICS` is the explicit list that the command, the page, the report and the property tests go through.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.cohen import cohen_kappa_gwet, scott_pi
from qa_desk.agreement.chance.conger import conger_kappa, conger_sums
from qa_desk.agreement.chance.fleiss import fleiss_kappa, fleiss_sums
from qa_desk.agreement.chance.gwet import brennan_prediger, brennan_prediger_sums, gwet_ac, gwet_sums
from qa_desk.agreement.chance.krippendorff import alpha_weighted_sums, krippendorff_alpha_weighted
from qa_desk.agreement.chance.linearised import Settings
from qa_desk.agreement.chance.percent import percent_agreement, percent_sums
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import Weights


class Compute(Protocol):
    """How every weightable statistic is called."""

    def __call__(self, table: RatingTable, *, weights: Weights | None = ..., settings: Settings = ...) -> Estimate: ...


@dataclass(frozen=True, slots=True)
class Statistic:
    """One weightable statistic of categories.

    Args:
        key: its name without weights.
        weighted_key: its name with weights, to which ":linear" and the like is added.
        compute: table to estimate.
        sums: the same as a function of sums, for the bootstrap; None where it follows from another one.
        only_two_raters: whether it exists for two raters only.
    """

    key: str
    weighted_key: str
    compute: Compute
    sums: Callable[[RatingTable, Weights], Sums] | None = None
    only_two_raters: bool = False

    def key_with(self, weights: Weights) -> str:
        """The key of the figure with these weights."""
        return self.key if weights.is_identity else f"{self.weighted_key}:{weights.name}"


STATISTICS: tuple[Statistic, ...] = (
    Statistic("percent_agreement", "percent_agreement", percent_agreement, percent_sums),
    Statistic("gwet_ac1", "gwet_ac2", gwet_ac, gwet_sums),
    Statistic("fleiss_kappa", "fleiss_kappa", fleiss_kappa, fleiss_sums),
    Statistic("conger_kappa", "conger_kappa", conger_kappa, conger_sums),
    Statistic("brennan_prediger", "brennan_prediger", brennan_prediger, brennan_prediger_sums),
    Statistic(
        "krippendorff_alpha:nominal", "krippendorff_alpha_weighted", krippendorff_alpha_weighted, alpha_weighted_sums
    ),
    Statistic("cohen_kappa_gwet", "cohen_kappa_gwet", cohen_kappa_gwet, only_two_raters=True),
    Statistic("scott_pi", "scott_pi", scott_pi, only_two_raters=True),
)
