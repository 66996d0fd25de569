"""The figures of the minutes: the table, what the panel parted on, the pairs, and the total scores; pure."""

from dataclasses import replace

from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _, current_language
from qa_desk.reports.document import Block, Cell, CellKind, FigureBlock, Heading, Paragraph, Table, TableColumn
from qa_desk.reports.figures import ForestPlot, ForestRow
from qa_desk.reports.measuring_words import totals_words
from qa_desk.reports.minutes_data import MinutesData
from qa_desk.reports.pairs_chart import pairs_heat
from qa_desk.reports.panel_words import seat_name
from qa_desk.reports.result_charts import between_title
from qa_desk.reports.totals_chart import severity_forest
from qa_desk.services.calibration.calibration_figures import Basis, Panellist


def drawn_figures(data: MinutesData) -> tuple[Block, ...]:
    """Everything drawn, with the words on total scores."""
    return (*_forest(data), *_pairs(data), *_totals(data))


def figures_table(data: MinutesData) -> Block:
    """The figures of the session, as the result page has them."""
    overall = data.result.overall
    columns = (
        TableColumn("figure", _("figure")),
        TableColumn("value", _("value and interval"), is_numeric=True),
        TableColumn("n", _("calls"), is_numeric=True),
    )
    shown = [
        (between_title(data.result.basis), overall.between, CellKind.PERCENT),
        (_("Gwet's AC1"), overall.ac1, CellKind.DECIMAL),
        (_("Krippendorff's alpha"), overall.alpha, CellKind.DECIMAL),
        (_("Agreement on failures"), overall.on_failures, CellKind.PERCENT),
    ]
    if data.result.basis is Basis.SETTLED:
        shown.insert(0, (_("Agreement with the settled answers"), overall.agreement, CellKind.PERCENT))
    rows = tuple(
        (
            Cell(title, is_strong=True),
            estimate_cell(estimate, kind),
            Cell(data.result.n_calls, CellKind.INTEGER),
        )
        for title, estimate, kind in shown
    )
    return Table("figures", "", columns, rows)


def _forest(data: MinutesData) -> tuple[Block, ...]:
    """How often pairs agreed on each criterion before anybody spoke, the least first."""
    known = [one for one in data.result.criteria if one.figures.between.value is not None]
    if not known:
        return ()
    ordered = sorted(known, key=lambda one: one.figures.between.value or 0.0)
    rows = tuple(
        ForestRow(
            one.criterion.key,
            one.criterion.title.in_language(current_language()),
            _percent(one.figures.between.value),
            _percent(one.figures.between.ci_low),
            _percent(one.figures.between.ci_high),
            one.n_calls,
            is_critical=one.criterion.critical is not None,
        )
        for one in ordered
    )
    title = _("The panel parted most on “{criterion}”")
    subtitle = _("pairs of inspectors that gave the same answer, % with 95 % interval over calls")
    if data.result.basis is Basis.AGAIN:
        title = _("Least was repeated on “{criterion}”")
        subtitle = _("the same answer again by the same inspector, % with 95 % interval over calls")
    title = title.format(criterion=ordered[0].criterion.title.in_language(current_language()))
    return (FigureBlock("pairs_by_criterion", ForestPlot(title, subtitle, rows, axis_low=0.0)),)


def _pairs(data: MinutesData) -> tuple[Block, ...]:
    """How often each pair agreed; of two members that is in the figures already."""
    result = data.result
    named = {seat.person_id: seat_name(seat.seat, seat.name, hidden=data.hides_names) for seat in data.room.seats}

    def shown(member: Panellist) -> Panellist:
        return replace(member, name=named.get(member.person_id, member.name))

    pairs = tuple(replace(pair, first=shown(pair.first), second=shown(pair.second)) for pair in result.pairs)
    heat = pairs_heat(replace(result, pairs=pairs)) if len(pairs) > 1 else None
    return () if heat is None else (FigureBlock("pairs", heat),)


def _totals(data: MinutesData) -> tuple[Block, ...]:
    """What total scores say, and each member's against the settled ones where those are."""
    totals = data.totals
    if totals is None:
        return ()
    named = {seat.person_id: seat_name(seat.seat, seat.name, hidden=data.hides_names) for seat in data.room.seats}
    severity = tuple(
        replace(one, panellist=replace(one.panellist, name=named.get(one.panellist.person_id, one.panellist.name)))
        for one in totals.severity
    )
    drawn = severity_forest(replace(totals, severity=severity))
    figure = () if drawn is None else (FigureBlock("totals", drawn),)
    return (Heading(_("Total scores, before policy")), Paragraph(totals_words(totals)), *figure)


def estimate_cell(estimate: Estimate, kind: CellKind = CellKind.PERCENT) -> Cell:
    """A figure with its interval."""
    decimals = 2 if kind is CellKind.DECIMAL else 1
    return Cell(estimate.value, kind, decimals, low=estimate.ci_low, high=estimate.ci_high)


def _percent(share: float | None) -> float | None:
    return 100 * share if share is not None else None
