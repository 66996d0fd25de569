"""How the calls of each day, week or month were covered, and the calls behind what the report of sampling says."""

import math
from collections.abc import Sequence
from dataclasses import replace

from qa_desk.domain.sampling import Level
from qa_desk.i18n import N_, _
from qa_desk.reports.document import (
    AnyBehind,
    Behind,
    Block,
    Cell,
    CellKind,
    FigureBlock,
    Heading,
    Table,
    TableColumn,
)
from qa_desk.reports.figures import ForestPlot, ForestRow
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.sampling_words import days_words, part_title
from qa_desk.services.draws.sampling_estimates import (
    CoverageQuery,
    DrawEstimates,
    DrawnCalls,
    PartEstimate,
    PeriodCoverage,
    StratumCoverage,
)
from qa_desk.services.periods import Period

_MOST_DRAWN = 60
_TITLES = {
    Period.DAY: N_("Coverage by day"),
    Period.WEEK: N_("Coverage by week"),
    Period.MONTH: N_("Coverage by month"),
}


class DrawnBehind:
    """The calls of some draws behind the rows that speak of them; None where there is none."""

    def __init__(self, found: DrawEstimates, query: CoverageQuery) -> None:
        self.is_narrowed = bool(query.unit or query.business_type)
        draw_ids = tuple(draw.id for draw in found.draws)
        self._calls = DrawnCalls(draw_ids, query.unit, query.business_type, query.scorecard)

    def scored(self, part: PartEstimate) -> Behind | None:
        """Those of a part that have a score."""
        words = _("{name}, calls drawn and scored").format(name=part_title(part))
        return Behind(words, replace(self._of(part), is_scored=True)) if part.n_scored else None

    def drawn(self, part: PartEstimate) -> Behind | None:
        """Those of a part, but for what could not be scored."""
        words = _("{name}, calls drawn").format(name=part_title(part))
        return Behind(words, self._of(part)) if part.n_drawn else None

    def of_stratum(self, one: StratumCoverage, name: str) -> Behind | None:
        """All that were drawn of a stratum, at first or in place of others, whatever the filters."""
        words = _("{name}, calls drawn").format(name=name)
        asked = replace(self._calls, unit="", business_type="", stratum=one.name, with_dropped=True)
        return Behind(words, asked) if one.n_drawn + one.n_replacements else None

    def not_scored(self, reason: str) -> Behind:
        """Those that could not be scored for a reason, whatever the filters."""
        asked = replace(self._calls, unit="", business_type="", reason=reason)
        return Behind(_("not scored: {reason}").format(reason=reason), asked)

    def _of(self, part: PartEstimate) -> DrawnCalls:
        if part.level is Level.UNIT:
            return replace(self._calls, own_unit=part.key)
        return replace(self._calls, agent=part.key) if part.level is Level.AGENT else self._calls


def coverage_blocks(covered: Sequence[PeriodCoverage], query: CoverageQuery, by: Period) -> list[Block]:
    """The figure and the table; nothing where there are no calls."""
    n_calls, n_scored = sum(one.n_calls for one in covered), sum(one.n_scored for one in covered)
    if not n_calls:
        return []
    behind = [_behind(one, query) for one in covered]
    drawn: dict[str, AnyBehind] = {
        _key(one): found for one, found in zip(covered, behind, strict=True) if found is not None
    }
    return [
        Heading(_(_TITLES[by])),
        FigureBlock("coverage", _plot(covered, n_scored, n_calls), drawn),
        _table(covered, tuple(behind)),
    ]


def _plot(covered: Sequence[PeriodCoverage], n_scored: int, n_calls: int) -> ForestPlot:
    whole = 100 * n_scored / n_calls
    title = _("{n} of {total} calls were drawn and scored, {share} %")
    subtitle = _("scored calls of those served, % with 95 % interval; the line is that of all days together")
    shown = covered[-_MOST_DRAWN:]
    if len(shown) < len(covered):
        subtitle = _("{what}; the latest {count}").format(what=subtitle, count=len(shown))
    rows = tuple(_row(one) for one in shown)
    highest = max([whole, *(row.high or 0.0 for row in rows)])
    return ForestPlot(
        title.format(n=f"{n_scored:,}", total=f"{n_calls:,}", share=number_text(whole, 1)),
        subtitle,
        rows,
        target=whole,
        target_name=_("all"),
        axis_high=min(100.0, 10.0 * (math.ceil(highest / 10.0) or 1)),
        detail_titles=(_("drawn"), _("scored")),
        has_verdicts=False,
    )


def _behind(one: PeriodCoverage, query: CoverageQuery) -> Behind | None:
    words = _("{name}, calls drawn").format(name=days_words(one.days.first, one.days.last))
    calls = DrawnCalls((), query.unit, query.business_type, query.scorecard, days=one.days)
    return Behind(words, calls) if one.n_drawn else None


def _key(one: PeriodCoverage) -> str:
    return one.days.first.isoformat()


def _row(one: PeriodCoverage) -> ForestRow:
    ends = (one.share.value, one.share.ci_low, one.share.ci_high)
    value, low, high = (None if end is None else 100 * end for end in ends)
    counts = (f"{one.n_drawn:,}", f"{one.n_scored:,}")
    return ForestRow(
        _key(one), days_words(one.days.first, one.days.last), value, low, high, one.n_calls, details=counts
    )


def _table(covered: Sequence[PeriodCoverage], behind: tuple[Behind | None, ...]) -> Table:
    columns = (
        TableColumn("days", _("days")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("n_drawn", _("drawn"), is_numeric=True),
        TableColumn("n_scored", _("scored"), is_numeric=True),
        TableColumn("share", _("scored, %"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(days_words(one.days.first, one.days.last), is_strong=True),
            *(Cell(n, CellKind.INTEGER) for n in (one.n_calls, one.n_drawn, one.n_scored)),
            Cell(one.share.value, CellKind.PERCENT, low=one.share.ci_low, high=one.share.ci_high),
        )
        for one in covered
    )
    note = _(
        "All calls served and all draws, also of those that reach beyond these days; what could not be scored does not "
        "count as drawn. The share is exact: its interval says how far periods may differ by chance alone."
    )
    return Table("coverage", "", columns, rows, note=note, behind=behind)
