"""The report of tracked items: how the week and the month stand, the board by state, and what had an effect."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.issue import TrackedItem
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language, ngettext, pgettext
from qa_desk.measurement.effect import Verdict
from qa_desk.measurement.shares import Difference
from qa_desk.reports.base import NOTHING_MORE, ReportParams, composed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    FigureBlock,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
    ThingBehind,
)
from qa_desk.reports.effect_words import STATES, VERDICTS, cause_words, effect_words
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.sources import Timed
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.tracked.effects import ItemEffect
from qa_desk.services.tracked.following import Returned, WeekView
from qa_desk.services.tracked.tracking_views import TrackedView

_STANDINGS = {Verdict.SHOWN: Standing.REACHED, Verdict.NOT_SHOWN: Standing.UNDECIDED}


class _Tracking(Protocol):
    def items(self, actor: Actor) -> tuple[TrackedView, ...]: ...


class _Following(Protocol):
    def effects(self, actor: Actor, until: date | None = None) -> tuple[ItemEffect, ...]: ...

    def week(self, actor: Actor, day: date | None = None) -> WeekView: ...

    def returned(self, actor: Actor, until: date | None = None) -> tuple[Returned, ...]: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def tracking(self) -> _Tracking:
        """Where the items come from."""
        ...

    @property
    def following(self) -> _Following:
        """Where effects and the week come from."""
        ...


@dataclass(frozen=True, slots=True)
class TrackedItemsData:
    """What was gathered; items opened after the last day are left out. The rates of those `returned` are back."""

    items: tuple[TrackedView, ...]
    effects: tuple[ItemEffect, ...]
    week: WeekView
    returned: tuple[Returned, ...]
    made_at: datetime
    made_by: str


class TrackedItemsReport:
    """For the weekly meeting."""

    key = "tracked_items"
    title = N_("Tracked items")
    purpose = N_("Who mends what until when, and whether it helped")
    action = Action.TRACK
    asks = NOTHING_MORE

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> TrackedItemsData:
        """The items as they stand, the week being that of the last day; what came back is said and not re-opened."""
        items = tuple(view for view in sources.tracking.items(actor) if view.item.opened_at.date() <= params.last_day)
        known = {view.item.id for view in items}
        effects = tuple(one for one in sources.following.effects(actor, params.last_day) if one.item.id in known)
        week = sources.following.week(actor, params.last_day)
        returned = tuple(one for one in sources.following.returned(actor, params.last_day) if one.item.id in known)
        return TrackedItemsData(items, effects, week, returned, sources.now(), actor.name)

    def compose(self, data: TrackedItemsData) -> Document:
        """The report in the language in use."""
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("Week of {first} to {last}").format(first=data.week.week.first, last=data.week.week.last),
            blocks=_blocks(data),
            facts=_facts(),
        )


def _blocks(data: TrackedItemsData) -> tuple[Block, ...]:
    blocks: list[Block] = [_figures(data.week)]
    blocks += [Paragraph(_returned_words(one)) for one in data.returned]
    return (*blocks, _board(data), *_drawn(data.effects), _effects(data.effects))


def _behind(item: TrackedItem) -> ThingBehind:
    return ThingBehind(_("the item “{title}”").format(title=item.title), ObjectKind.TRACKED_ITEM, str(item.id))


def _drawn(effects: tuple[ItemEffect, ...]) -> tuple[Block, ...]:
    """What can be compared, the most gained first; of too few calls and where something else changed nothing is."""
    known = [(one, found) for one in effects if (found := one.effect.net or one.effect.change) is not None]
    known = [(one, found) for one, found in known if one.effect.verdict in _STANDINGS]
    if not known:
        return ()
    known.sort(key=lambda pair: (pair[1].value, pair[0].item.title))
    rows = tuple(_effect_row(one, found) for one, found in known)
    ends = [abs(end) for row in rows for end in (row.value, row.low, row.high) if end is not None]
    axis = 10.0 * math.ceil(max(ends) / 10.0)
    n_shown = sum(one.effect.verdict is Verdict.SHOWN for one, _found in known)
    title = ngettext("Of {total} item, {n} shows an effect", "Of {total} items, {n} show an effect", len(known))
    plot = ForestPlot(
        title.format(total=len(known), n=n_shown),
        _("change of the share of calls that failed, points with 95 % interval; where others can be compared, net"),
        rows,
        unit=pgettext("of a share", "points"),
        target=0.0,
        target_name=_("no change"),
        axis_low=-axis,
        axis_high=axis,
        detail_titles=(_("what the figures say"),),
        has_verdicts=False,
    )
    return (FigureBlock("change", plot, {str(one.item.id): _behind(one.item) for one, _found in known}),)


def _effect_row(one: ItemEffect, found: Difference) -> ForestRow:
    return ForestRow(
        str(one.item.id),
        one.item.title,
        *(100 * part for part in (found.value, found.low, found.high)),
        n=one.effect.after.n_items,
        standing=_STANDINGS[one.effect.verdict],
        details=(_(VERDICTS[one.effect.verdict]),),
    )


def _returned_words(one: Returned) -> str:
    words = _(
        "The rate of {title} is back: {failed} of {calls} calls failed since its effect was signed. It re-opens when "
        "QA next opens Tracked items, or by the command."
    )
    return words.format(title=one.item.title, failed=one.n_failed, calls=one.n_calls)


def _figures(week: WeekView) -> KeyFigures:
    goal = f"{100 * week.goals.resolve_rate:.0f}"
    return KeyFigures(
        (
            KeyFigure(
                Cell(len(week.solved), CellKind.INTEGER),
                _("solved this week"),
                _("target {n}").format(n=week.goals.per_week),
            ),
            KeyFigure(Cell(len(week.overdue), CellKind.INTEGER), _("overdue")),
            KeyFigure(
                Cell(week.resolve_rate, CellKind.PERCENT),
                _("resolved of those due this month"),
                _("{n} of {total}, target {goal} %").format(n=week.n_resolved, total=week.n_due, goal=goal),
            ),
        )
    )


def _board(data: TrackedItemsData) -> Table:
    late = {item.id for item in data.week.overdue}
    columns = (
        TableColumn("item", _("item")),
        TableColumn("state", _("state")),
        TableColumn("criterion", _("criterion")),
        TableColumn("unit", _("unit")),
        TableColumn("owner", _("owner")),
        TableColumn("due", _("due")),
        TableColumn("cause", _("cause owner")),
        TableColumn("action", _("action")),
    )
    order = list(STATES)
    shown = sorted(data.items, key=lambda view: (order.index(view.item.state), view.item.due_on))
    rows = tuple(
        (
            Cell(view.item.title, is_strong=True),
            Cell(_(STATES[view.item.state])),
            Cell(view.criterion_title.in_language(current_language())),
            Cell(view.unit_path or _("all units")),
            Cell(view.owner_name),
            Cell(view.item.due_on, CellKind.DATE, mark="!" if view.item.id in late else ""),
            Cell(cause_words(view.cause)),
            Cell(view.item.action),
        )
        for view in shown
    )
    behind = tuple(_behind(view.item) for view in shown)
    return Table("board", _("Board by state"), columns, rows, empty=_("Nothing is followed yet."), behind=behind)


def _effects(effects: tuple[ItemEffect, ...]) -> Table:
    columns = (
        TableColumn("item", _("item")),
        TableColumn("before", _("failed before"), is_numeric=True),
        TableColumn("n_before", _("calls before"), is_numeric=True),
        TableColumn("after", _("failed after"), is_numeric=True),
        TableColumn("n_after", _("calls after"), is_numeric=True),
        TableColumn("net", _("net change"), is_numeric=True),
        TableColumn("verdict", _("what the figures say")),
        TableColumn("words", _("compared")),
    )
    rows = tuple(
        (
            Cell(found.item.title, is_strong=True),
            _share(found.effect.before),
            Cell(found.effect.before.n_items, CellKind.INTEGER),
            _share(found.effect.after),
            Cell(found.effect.after.n_items, CellKind.INTEGER),
            _difference(found.effect.net or found.effect.change),
            Cell(_(VERDICTS[found.effect.verdict]), is_strong=True),
            Cell(effect_words(found)),
        )
        for found in effects
    )
    return Table(
        "effects",
        _("Effects"),
        columns,
        rows,
        empty=_("No item is done yet."),
        note=_("Shares of fewer than {n} calls are not shown.").format(n=SMALL_NUMBER),
        behind=tuple(_behind(found.item) for found in effects),
    )


def _share(share: Estimate) -> Cell:
    if share.value is None or share.n_items < SMALL_NUMBER:
        return Cell(None, CellKind.PERCENT)
    return Cell(share.value, CellKind.PERCENT, low=share.ci_low, high=share.ci_high)


def _difference(found: Difference | None) -> Cell:
    if found is None:
        return Cell(None, CellKind.PERCENT)
    return Cell(found.value, CellKind.PERCENT, low=found.low, high=found.high, is_signed=True)


def _facts() -> tuple[str, ...]:
    return (
        _(
            "Calls of one agent hang together: intervals (95 %) are Wilson's of a share and Newcombe's of a change, of "
            "counts divided by the design effect of agents (Rao & Scott 1992), with t for z; net of quiet units: "
            "Zou & Donner (2008)."
        ),
        _(
            "Before are the 8 weeks that end when the period begins that raised the item: the worst month gets better "
            "by itself. After begins the day after the item was done."
        ),
        _(
            "An effect is shown when the whole interval lies below 0; without an effect that happens in at most 2.5 % "
            "of cases. Nothing is said where the form, the severity of inspectors, or the mix of inspectors, agents or "
            "units changed."
        ),
    )
