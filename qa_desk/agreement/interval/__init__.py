"""Agreement of measured values (total scores, points): one file a family of statistics, all of them in one list."""

from collections.abc import Callable

from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.estimate import Estimate, Undefined
from qa_desk.agreement.interval.bland_altman import bland_altman
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.interval.kendall import kendall_w
from qa_desk.agreement.interval.severity import rater_biases, rater_means
from qa_desk.agreement.scores import ScoreTable


def _concordance(table: ScoreTable, settings: Settings) -> dict[str, Estimate]:
    return {"kendall_w": kendall_w(table), "kendall_w_uncorrected": kendall_w(table, corrects_ties=False)}


def _two_raters(table: ScoreTable, settings: Settings) -> dict[str, Estimate]:
    return bland_altman(table, settings=settings) if table.n_raters == 2 else {}


MEASURED: tuple[Callable[[ScoreTable, Settings], dict[str, Estimate]], ...] = (
    lambda table, settings: intraclass_correlations(table, settings=settings),
    _concordance,
    lambda table, settings: rater_means(table, settings=settings),
    lambda table, settings: rater_biases(table, settings=settings),
    _two_raters,
)
"""Every family of statistics of measured values."""
COMPLETE_ITEMS = "complete_items"
"""Behind the @ of a key: the figure of the items that everybody rated, where others have gaps."""


def measured_statistics(table: ScoreTable, *, settings: Settings = DEFAULT) -> dict[str, Estimate]:
    """All statistics of measured values that the table allows, by key.

    Those that gaps leave undefined come again under `KEY@complete_items`, from the items that everybody rated.
    """
    figures = _all(table, settings)
    gaps = [key for key, figure in figures.items() if figure.undefined is Undefined.INCOMPLETE]
    if not gaps:
        return figures
    again = _all(table.complete_items(), settings)
    return figures | {f"{key}@{COMPLETE_ITEMS}": again[key] for key in gaps if again[key].value is not None}


def _all(table: ScoreTable, settings: Settings) -> dict[str, Estimate]:
    figures: dict[str, Estimate] = {}
    for family in MEASURED:
        figures |= family(table, settings)
    return figures
