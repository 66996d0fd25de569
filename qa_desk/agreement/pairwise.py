"""Agreement of each pair of raters: the rows and columns of the heat map."""

from dataclasses import dataclass
from itertools import combinations

from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.chance.percent import percent_agreement
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import Weights


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How often two raters agree on the items that both rated; undefined with NO_PAIRS where there are none."""

    first: str
    second: str
    agreement: Estimate


def pairwise_percent_agreement(
    table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT
) -> tuple[PairAgreement, ...]:
    """Percent agreement of every pair of raters, in the order of the columns, clustered where the table is."""
    return tuple(
        PairAgreement(first, second, percent_agreement(_both(table, first, second), weights=weights, settings=settings))
        for first, second in combinations(table.raters, 2)
    )


def _both(table: RatingTable, first: str, second: str) -> RatingTable:
    """The items both rated, without their names: picking out millions of names costs more than the figure."""
    pair = RatingTable(table.codes, table.categories, table.raters, None, table.clusters)
    return pair.select_raters((first, second)).complete()
