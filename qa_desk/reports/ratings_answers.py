"""Answers to what people ask once they have the figures, in words and as tables: shown by command, page and report."""

from dataclasses import dataclass, field, replace

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.questions import (
    CallsNeeded,
    Comparison,
    Difference,
    Influences,
    calls_needed,
    compare_sets,
    influences_of,
)
from qa_desk.agreement.study.influence import Influence, Left
from qa_desk.agreement.study.sample_size import calls_to_prove
from qa_desk.i18n import N_, _, in_a_row, ngettext
from qa_desk.reports.document import Cell, CellKind, Table, TableColumn
from qa_desk.reports.rated_set import RatedSet, is_for_people
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistic_names import is_share, title_of, value_text
from qa_desk.reports.statistics_words import reason_text

MOST_LISTED = 10
"""How many influences of a kind people are shown; files have them all."""

_COUNTED = (
    "agreement_with_standard",
    "percent_agreement",
    "specific_agreement",
    "gwet_ac1",
    "gwet_ac2",
    "fleiss_kappa",
    "conger_kappa",
    "brennan_prediger",
    "krippendorff_alpha",
)
_TWICE = tuple(f"krippendorff_alpha:{metric}" for metric in Metric)
"""The same as plain alpha, or not asked: it has the metric of the scale."""
_LEFT_OUT = {Left.RATER: N_("Rater"), Left.ITEM: N_("Item"), Left.CATEGORY: N_("Category")}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked about one set beyond its figures; empty where it was not asked.

    Args:
        comparison: with an earlier set.
        influences: what moves its main figures.
        width: of the interval that `needed` is about.
        needed: calls that an interval of this width takes, by key.
    """

    comparison: Comparison | None = None
    influences: Influences = field(default_factory=Influences)
    width: float | None = None
    needed: dict[str, CallsNeeded] = field(default_factory=dict[str, CallsNeeded])


def answers_of(
    rated: RatedSet, *, compared_with: RatedSet | None = None, explains: bool = False, width: float | None = None
) -> Answers:
    """Ask about one set. Raises RatingsError.

    Args:
        rated: the set.
        compared_with: the earlier set; what is asked of it is what is asked of this one.
        explains: whether to rank influences.
        width: of an interval, in the unit of the figures.
    """
    comparison = None
    if compared_with is not None:
        comparison = compare_sets(compared_with.ratings, rated.ratings, rated.request)
    influences = influences_of(rated.ratings, rated.request) if explains else {}
    return with_width(Answers(comparison, influences), rated, width)


def with_width(answers: Answers, rated: RatedSet, width: float | None) -> Answers:
    """The same answers, with the calls that an interval of this width takes."""
    if width is None:
        return replace(answers, width=None, needed={})
    needed = calls_needed(rated.analysis.statistics, width, settings=rated.request.settings)
    return replace(answers, width=width, needed=needed)


def shared_text(comparison: Comparison) -> str:
    """How many calls the two sets have, and what follows for the comparison."""
    n = comparison.n_shared
    if n == 0:
        return _("No call is in both sets: they are compared as two samples.")
    if n == comparison.n_first == comparison.n_second:
        return ngettext(
            "The same {n} call is in both sets: compared as a pair.",
            "The same {n} calls are in both sets: compared as pairs.",
            n,
        ).format(n=n)
    return ngettext(
        "{n} call is in both sets: what it does to both figures is set off.",
        "{n} calls are in both sets: what they do to both figures is set off.",
        n,
    ).format(n=n)


def shown_differences(comparison: Comparison, rated: RatedSet) -> dict[str, Difference]:
    """The differences that people want to see."""
    return {key: each for key, each in comparison.differences.items() if is_for_people(key, rated.request.scale)}


def shown_influences(influences: Influences, rated: RatedSet) -> Influences:
    """Of measured values the figures of measured values alone."""
    return {key: each for key, each in influences.items() if is_for_people(key, rated.request.scale)}


def shown_needs(needed: dict[str, CallsNeeded]) -> dict[str, CallsNeeded]:
    """The main figures on 0…1: what a width means for means and biases depends on their unit."""
    return {key: each for key, each in needed.items() if key.partition(":")[0] in _COUNTED and key not in _TWICE}


def finding_text(difference: Difference) -> str:
    """What a difference says: higher, lower, or that the sets can't be told apart."""
    figure = difference.difference
    if figure.undefined:
        return reason_text(figure.undefined)
    if figure.ci_low is None or figure.ci_high is None or figure.value is None or not figure.se:
        return _("no interval")
    if figure.ci_low <= 0.0 <= figure.ci_high:
        return _("can't be told apart")
    return _("higher") if figure.value > 0.0 else _("lower")


def left_text(left: Left) -> str:
    """What was left out, in a word."""
    return _(_LEFT_OUT[left])


def proof_text(rated: RatedSet) -> str:
    """How many calls without a difference the target takes; empty where no verdict is given."""
    if rated.verdict is None:
        return ""
    calls = calls_to_prove(rated.verdict.target, confidence=rated.request.settings.confidence)
    target = value_text("percent_agreement", rated.verdict.target)
    if calls is None:
        return _("No number of calls proves {target}.").format(target=target)
    return ngettext(
        "To prove {target} takes {n} call without a difference.",
        "To prove {target} takes {n} calls without a single difference.",
        calls,
    ).format(target=target, n=f"{calls:,}")


def comparison_table(comparison: Comparison, rated: RatedSet, *, key: str = "comparison") -> Table:
    """Every shown figure in both sets, and the difference with its interval."""
    columns = (
        TableColumn("statistic", _("statistic")),
        TableColumn("first", comparison.first, is_numeric=True),
        TableColumn("second", comparison.second, is_numeric=True),
        TableColumn("difference", _("difference"), is_numeric=True),
        TableColumn("finding", _("finding")),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, each in shown_differences(comparison, rated).items():
        kind, decimals = _kind(name)
        figures = [Cell(figure.value, kind, decimals) for figure in (each.first, each.second)]
        of_both = each.difference
        # Two sets without a difference inside have no spread to measure: limits of no width would prove nothing.
        low, high = (of_both.ci_low, of_both.ci_high) if of_both.se else (None, None)
        apart = Cell(of_both.value, kind, decimals, low=low, high=high, is_signed=True)
        rows.append((Cell(title_of(name)), *figures, apart, Cell(finding_text(each))))
    names = {"first": comparison.first, "second": comparison.second}
    title = _("{second} compared with {first}").format(**names)
    return Table(key, title, columns, tuple(rows), note=shared_text(comparison))


def influence_table(influences: Influences, rated: RatedSet, *, key: str = "influences") -> Table:
    """The largest influences of each kind on each main figure."""
    columns = (
        TableColumn("statistic", _("statistic")),
        TableColumn("kind", _("kind")),
        TableColumn("left_out", _("without")),
        TableColumn("without", _("value"), is_numeric=True),
        TableColumn("change", _("change"), is_numeric=True),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, of_key in shown_influences(influences, rated).items():
        for left, found in of_key.items():
            for each in found[:MOST_LISTED]:
                rows.append((Cell(title_of(name)), Cell(left_text(left)), *_influence_cells(name, each)))
    return Table(key, _("What moves the figures"), columns, tuple(rows), note=influence_note())


def one_influence_table(influences: Influences, key: str, left: Left) -> Table:
    """The largest influences of one kind on one figure."""
    columns = (
        TableColumn("left_out", _("without")),
        TableColumn("without", _("value"), is_numeric=True),
        TableColumn("change", _("change"), is_numeric=True),
    )
    found = influences.get(key, {}).get(left, ())
    rows = tuple(_influence_cells(key, each) for each in found[:MOST_LISTED])
    title = _("{statistic}: {part}").format(statistic=title_of(key), part=left_text(left))
    return Table("influences", title, columns, rows, note=influence_note(len(found)))


def influence_note(n_found: int | None = None) -> str:
    """How a list of influences is to be read."""
    note = _("The largest changes first; what leaves the figure undefined comes before all.")
    if n_found is None or n_found <= MOST_LISTED:
        return note
    return in_a_row((note, _("{shown} of {n} are shown.").format(shown=MOST_LISTED, n=f"{n_found:,}")))


def _influence_cells(key: str, each: Influence) -> tuple[Cell, ...]:
    kind, decimals = _kind(key)
    without, change = Cell(each.value, kind, decimals), Cell(each.change, kind, decimals, is_signed=True)
    return Cell(each.name), without, change


def _kind(key: str) -> tuple[CellKind, int]:
    return (CellKind.PERCENT, 1) if is_share(key) else (CellKind.DECIMAL, 3)


def needed_table(answers: Answers, rated: RatedSet, *, key: str = "calls_needed") -> Table:
    """Calls that an interval of the wanted width takes."""
    columns = (
        TableColumn("statistic", _("statistic")),
        TableColumn("now", _("calls so far"), is_numeric=True),
        TableColumn("calls", _("calls in all"), is_numeric=True),
        TableColumn("more", _("still missing"), is_numeric=True),
    )
    rows = tuple(
        (Cell(title_of(name)), *(Cell(n, CellKind.INTEGER) for n in (each.now, each.calls, each.more)))
        for name, each in shown_needs(answers.needed).items()
    )
    assert answers.width is not None, "calls are counted for a width"
    margin = number_text(answers.width / 2.0, 3)
    title = _("How many calls an interval of ± {margin} takes").format(margin=margin)
    note = in_a_row(filter(None, (_("If further calls are like those seen."), proof_text(rated))))
    return Table(key, title, columns, rows, note=note)


def answer_tables(answers: Answers, rated: RatedSet, *, ending: str = "") -> list[Table]:
    """The tables of one set, those that were asked for; `ending` tells the keys of several sets apart."""
    tables: list[Table] = []
    if answers.comparison is not None:
        tables.append(comparison_table(answers.comparison, rated, key=f"comparison{ending}"))
    if answers.influences:
        tables.append(influence_table(answers.influences, rated, key=f"influences{ending}"))
    if answers.width is not None:
        tables.append(needed_table(answers, rated, key=f"calls_needed{ending}"))
    return tables
