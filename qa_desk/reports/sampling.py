"""Sampling and coverage: what could have been drawn, what was, what was not scored and why, and what all calls are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.sampling import Level, Selection
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
    without_empty,
)
from qa_desk.reports.sampling_coverage import DrawnBehind, coverage_blocks
from qa_desk.reports.sampling_words import (
    METHODS,
    days_words,
    expectation_words,
    open_words,
    part_title,
    stratum_words,
    unspoken_words,
)
from qa_desk.reports.sources import Timed
from qa_desk.services.draws.sampling_estimates import (
    CoverageQuery,
    DrawEstimates,
    PartEstimate,
    PeriodCoverage,
    StratumCoverage,
    Weighed,
)
from qa_desk.services.periods import Period

_CRITICAL = N_("Calls without a critical failure")
_CRITICAL_OF_AGENTS = N_("Calls of agents without a critical failure")
_FAMILIES: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("customer"),
    CriticalFamily.BUSINESS: N_("business"),
    CriticalFamily.COMPLIANCE: N_("compliance"),
}


class _Draws(Protocol):
    def coverage(self, actor: Actor, query: CoverageQuery) -> tuple[DrawEstimates, ...]: ...

    def coverage_by(self, actor: Actor, query: CoverageQuery, by: Period) -> tuple[PeriodCoverage, ...]: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def sampling(self) -> _Draws:
        """Where draws and their estimates come from."""
        ...


_NOT_ALWAYS = ("unweighted", "expected")
"""Columns that stand only where some row has them."""


@dataclass(frozen=True, slots=True)
class SamplingData:
    """What was gathered."""

    query: CoverageQuery
    found: tuple[DrawEstimates, ...]
    made_at: datetime
    made_by: str
    by: Period = Period.WEEK
    covered: tuple[PeriodCoverage, ...] = ()


class SamplingReport:
    """Draw by draw, so that a figure can be defended; draws of one plan side by side are taken together."""

    key = "sampling"
    title = N_("Sampling and coverage")
    purpose = N_("What was drawn and scored, and what follows for all calls")
    action = Action.VIEW_DRAWS
    asks = frozenset({"by", "unit", "business_type", "scorecard"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> SamplingData:
        """The draws of calls that were served in the period."""
        query = CoverageQuery(params.first_day, params.last_day, params.unit, params.business_type, params.scorecard)
        by, sampling = Period(params.by), sources.sampling
        covered = sampling.coverage_by(actor, query, by)
        return SamplingData(query, sampling.coverage(actor, query), sources.now(), actor.name, by, covered)

    def compose(self, data: SamplingData) -> Document:
        """The report in the language in use."""
        nothing = Paragraph(
            _("No draw of calls of this period. A draw counts when all its days lie in the period: widen it.")
        )
        blocks = [block for place, one in enumerate(data.found, 1) for block in _blocks(one, place, data.query)]
        by_period = coverage_blocks(data.covered, data.query, data.by)
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=data.query.first_day, last=data.query.last_day),
            blocks=(*by_period, *(blocks or [nothing])),
            facts=_facts(data),
        )


def _blocks(found: DrawEstimates, place: int, query: CoverageQuery) -> list[Block]:
    calls = DrawnBehind(found, query)
    days = [days_words(one.first_day, one.last_day) for one in found.draws if one.first_day and one.last_day]
    shown = days[0] if len(days) == 1 else _whole(found)
    blocks: list[Block] = [Heading(_("{plan}: {days}").format(plan=found.plan_name, days=shown)), _key_figures(found)]
    if len(days) > 1:
        told = ngettext("{n} draw: {days}.", "{n} draws: {days}.", len(days))
        blocks.append(Paragraph(told.format(n=len(days), days=listed(days)), is_quiet=True))
    blocks += [Paragraph(words, is_quiet=True) for words in (open_words(found), unspoken_words(found)) if words]
    if not found.n_scored:
        return [*blocks, *_coverage(found, place, calls), _non_response(found, place, calls)]
    (centre,) = found.of(Level.CENTRE)
    promise = expectation_words(centre)
    blocks += [Paragraph(promise)] if promise else []
    shown = found.of(Level.CENTRE) + found.of(Level.UNIT)
    blocks += [
        _scores(shown, f"score_{place}", _("Score"), calls),
        _critical(shown, f"critical_{place}", _CRITICAL, calls),
    ]
    agents = found.of(Level.AGENT)
    if agents:
        blocks += [
            _scores(agents, f"agents_score_{place}", _("Score of agents"), calls),
            _critical(agents, f"agents_critical_{place}", _CRITICAL_OF_AGENTS, calls),
        ]
    return [*blocks, *_coverage(found, place, calls), _non_response(found, place, calls)]


def _whole(found: DrawEstimates) -> str:
    """From the first day of all draws to the last."""
    firsts = [one.first_day for one in found.draws if one.first_day]
    lasts = [one.last_day for one in found.draws if one.last_day]
    return days_words(min(firsts), max(lasts)) if firsts and lasts else ""


def _key_figures(found: DrawEstimates) -> Block:
    figures = (
        (found.n_population, _("calls that could be drawn")),
        (found.n_drawn, _("drawn")),
        (found.n_scored, _("scored")),
        (found.n_dropped, _("could not be scored")),
        (found.n_replacements, _("drawn in their place")),
    )
    return KeyFigures(tuple(KeyFigure(Cell(n, CellKind.INTEGER), label) for n, label in figures))


def _scores(parts: Sequence[PartEstimate], key: str, title: str, calls: DrawnBehind) -> Table:
    columns = (
        TableColumn("of", _of_words(parts[0].level)),
        TableColumn("n_scored", _("scored"), is_numeric=True),
        TableColumn("score", _("score and interval"), is_numeric=True),
        TableColumn("unweighted", _("unweighted"), is_numeric=True),
        TableColumn("expected", _("± expected"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(part_title(part), is_strong=part.level is Level.CENTRE),
            Cell(part.n_scored, CellKind.INTEGER),
            _cell(part.score, CellKind.DECIMAL),
            _plain(part.score, CellKind.DECIMAL),
            Cell(part.expected.score_margin if part.expected else None, CellKind.DECIMAL),
        )
        for part in parts
    )
    note = _("The unweighted figure is shown where it differs.")
    behind = tuple(calls.scored(part) for part in parts)
    return without_empty(Table(key, title, columns, rows, note=note, behind=behind), *_NOT_ALWAYS)


def _critical(parts: Sequence[PartEstimate], key: str, title: str, calls: DrawnBehind) -> Table:
    families = [family for family, _weighed in parts[0].families]
    columns = (
        TableColumn("of", _of_words(parts[0].level)),
        TableColumn("passed", _("all families"), is_numeric=True),
        TableColumn("unweighted", _("unweighted"), is_numeric=True),
        TableColumn("expected", _("± expected"), is_numeric=True),
        *(TableColumn(f"passed_{one.value}", _(_FAMILIES[one]), is_numeric=True) for one in families),
    )
    rows = tuple(
        (
            Cell(part_title(part), is_strong=part.level is Level.CENTRE),
            _cell(part.passed, CellKind.PERCENT),
            _plain(part.passed, CellKind.PERCENT),
            Cell(part.expected.failing_margin if part.expected else None, CellKind.PERCENT),
            *(_cell(weighed, CellKind.PERCENT) for _family, weighed in part.families),
        )
        for part in parts
    )
    note = _("A family is customer-, business- or compliance-critical; each counts the calls to which it applied.")
    behind = tuple(calls.scored(part) for part in parts)
    return without_empty(Table(key, _(title), columns, rows, note=note, behind=behind), *_NOT_ALWAYS)


def _cell(weighed: Weighed, kind: CellKind) -> Cell:
    found = weighed.estimate
    return Cell(found.value, kind, low=found.ci_low, high=found.ci_high)


def _plain(weighed: Weighed, kind: CellKind) -> Cell:
    factor = 100 if kind is CellKind.PERCENT else 1
    value = weighed.estimate.value
    if value is None or weighed.plain is None or round(factor * value, 1) == round(factor * weighed.plain, 1):
        return Cell(None, kind)
    return Cell(weighed.plain, kind)


def _coverage(found: DrawEstimates, place: int, calls: DrawnBehind) -> list[Block]:
    """How the strata, the units and the agents were covered."""
    tables: list[Block] = [_strata(found, place, calls)]
    for level, key, title in ((Level.UNIT, "units", _("Units")), (Level.AGENT, "agents", _("Agents"))):
        rows = _covered(found, level, is_narrowed=calls.is_narrowed)
        if rows:
            behind = [calls.drawn(part) for part in found.of(level)]
            behind += [None] * (len(rows) - len(behind))
            table = Table(f"{key}_{place}", title, _covered_columns(level), tuple(rows), behind=tuple(behind))
            tables.append(without_empty(table, "n_population"))
    return tables


def _of_words(level: Level) -> str:
    return _("agent") if level is Level.AGENT else _("unit")


def _covered_columns(level: Level) -> tuple[TableColumn, ...]:
    return (
        TableColumn("of", _of_words(level)),
        TableColumn("n_population", _("calls"), is_numeric=True),
        TableColumn("n_drawn", _("drawn"), is_numeric=True),
        TableColumn("n_scored", _("scored"), is_numeric=True),
    )


def _covered(found: DrawEstimates, level: Level, *, is_narrowed: bool) -> list[tuple[Cell, ...]]:
    """The parts drawn from, then those that could have been and were not: of a single draw that knew them before."""
    parts = found.of(level)
    rows = [
        (part_title(part), part.expected.n_population if part.expected else None, part.n_drawn, part.n_scored)
        for part in parts
    ]
    if len(found.draws) == 1 and not is_narrowed:
        drawn = {part.key for part in parts}
        missed = [one for one in found.draws[0].expected if one.level is level and one.key and one.key not in drawn]
        rows += [(one.name or one.key, one.n_population, 0, 0) for one in missed]
    return [(Cell(name), *(Cell(n, CellKind.INTEGER) for n in counts)) for name, *counts in rows]


def _strata(found: DrawEstimates, place: int, calls: DrawnBehind) -> Table:
    columns = (
        TableColumn("stratum", _("stratum")),
        TableColumn("n_population", _("calls"), is_numeric=True),
        TableColumn("n_wanted", _("wanted"), is_numeric=True),
        TableColumn("n_drawn", _("drawn"), is_numeric=True),
        TableColumn("n_dropped", _("could not be scored"), is_numeric=True),
        TableColumn("n_replacements", _("drawn in their place"), is_numeric=True),
        TableColumn("n_scored", _("scored"), is_numeric=True),
    )
    shown = sorted(_summed(found.strata), key=lambda one: one.title or one.name)
    rows = [
        (
            Cell(stratum_words(one.title or one.name)),
            *(
                Cell(value, CellKind.DECIMAL if isinstance(value, float) and value % 1 else CellKind.INTEGER)
                for value in (
                    one.n_population,
                    one.n_wanted,
                    one.n_drawn,
                    one.n_dropped,
                    one.n_replacements,
                    one.n_scored,
                )
            ),
        )
        for one in shown
    ]
    behind = tuple(calls.of_stratum(one, stratum_words(one.title or one.name)) for one in shown)
    return Table(f"strata_{place}", _("Coverage"), columns, tuple(rows), behind=behind)


def _summed(strata: Sequence[StratumCoverage]) -> list[StratumCoverage]:
    """Strata of the same name of several draws as one line."""
    found: dict[str, StratumCoverage] = {}
    for one in strata:
        had = found.get(one.name)
        found[one.name] = had + one if had else one
    return list(found.values())


def _non_response(found: DrawEstimates, place: int, calls: DrawnBehind) -> Table:
    columns = (TableColumn("reason", _("why not scored")), TableColumn("n", _("calls"), is_numeric=True))
    rows = tuple((Cell(reason), Cell(n, CellKind.INTEGER)) for reason, n in found.non_response)
    empty = _("Every call drawn could be scored.")
    behind = tuple(calls.not_scored(reason) for reason, _n in found.non_response)
    title = _("Calls that could not be scored")
    return Table(f"non_response_{place}", title, columns, rows, empty=empty, behind=behind)


def _facts(data: SamplingData) -> tuple[str, ...]:
    draws = [
        _("Drawn by “{plan}”, version {number}: {time} UTC, seed {seed}.").format(
            plan=found.plan_name, number=draw.plan_number, time=f"{draw.drawn_at:%Y-%m-%d %H:%M}", seed=draw.seed
        )
        for found in data.found
        for draw in found.draws
    ]
    methods = [
        _(METHODS[selection]) for selection in Selection if any(one.selection is selection for one in data.found)
    ]
    filters = [one for one in (data.query.unit, data.query.business_type, data.query.scorecard) if one]
    return (
        *draws,
        _("Filters: {filters}.").format(filters=listed(filters) or _("none")),
        _("Only calls that were drawn enter, with their score of record; repeats, calibration and practice never do."),
        _(
            "Each scored call stands for the calls of its stratum in inverse proportion to its chance of being drawn "
            "(Hájek). Calls without a score are taken to be like those of their stratum that have one."
        ),
        *methods,
        _(
            "The score is the one before what a critical failure does to it: Student’s 95 % interval. Shares of calls: "
            "Wilson’s 95 % interval at the effective number of calls."
        ),
    )
