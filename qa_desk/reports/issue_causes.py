"""Where a common issue happens, drawn, and whether agents changed, or the inspectors, or the form, in a sentence."""

from dataclasses import replace
from math import ceil

from qa_desk.i18n import _, current_language, ngettext
from qa_desk.measurement.shares import Difference
from qa_desk.measurement.standardised import StandardisedChange
from qa_desk.reports.behind import behind_cut
from qa_desk.reports.document import Behind, Cell, CellKind, Table, TableColumn
from qa_desk.reports.figures import ForestPlot, ForestRow
from qa_desk.reports.issue_figures import cause_owner_word
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.issues.explaining_views import CutBy, CutPart, Explanation, IssueCut, Mover, SeverityShift
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery

_MOST_ROWS = 12


def cut_title(by: CutBy) -> str:
    """What an issue is cut by, in words."""
    return {
        CutBy.UNIT: _("by unit"),
        CutBy.BUSINESS_TYPE: _("by business type"),
        CutBy.CAMPAIGN: _("by campaign"),
        CutBy.CUSTOMER_SEGMENT: _("by segment"),
        CutBy.SERVICE_STAGE: _("by service stage"),
        CutBy.CAUSE_OWNER: _("by cause owner"),
    }[by]


def part_label(cut: IssueCut, part: CutPart) -> str:
    """A value as people read it; units by their own name."""
    if cut.by is CutBy.CAUSE_OWNER:
        return cause_owner_word(part.value)
    if not part.value:
        return _("not said")
    if cut.by is CutBy.UNIT:
        return _("{unit} itself").format(unit=_last(part.value)) if part.value == cut.of_unit else _last(part.value)
    return part.value


def cut_figure(cut: IssueCut) -> ForestPlot | None:
    """The shares of a cut with their intervals, the highest first; small ones are left out and said."""
    shown = [part for part in cut.parts if not part.is_small and part.share.value is not None]
    if not shown:
        return None
    shown.sort(key=lambda part: (-(part.share.value or 0.0), part.value))
    ends = [100 * (part.share.ci_high or part.share.value or 0.0) for part in shown]
    small = len(cut.parts) - len(shown)
    words = _("calls failed, %, with 95 % interval (Wilson)")
    if small:
        words = ngettext(
            "calls failed, %, with 95 % interval (Wilson); {count} with fewer than {small} calls is not shown",
            "calls failed, %, with 95 % interval (Wilson); {count} with fewer than {small} calls are not shown",
            small,
        ).format(count=small, small=SMALL_NUMBER)
    return ForestPlot(
        _cut_finding(cut, shown),
        words,
        tuple(_row(cut, part) for part in shown[:_MOST_ROWS]),
        axis_high=min(100.0, max(10.0, 10.0 * ceil(max(ends) / 10.0))),
        detail_titles=(_("failed / calls"),),
    )


def explanation_words(told: Explanation) -> str:
    """One sentence with its figures."""
    change, standardised = told.change, told.standardised
    if told.mover is Mover.UNKNOWN or change is None or standardised is None:
        return _("Too few calls by the same inspectors, now or before, to tell what changed.")
    figures = {
        "change": _points(change.value),
        "low": _points(change.low),
        "high": _points(change.high),
        "now": number_text(100 * standardised.now, 1),
        "before": number_text(100 * standardised.before, 1),
        "own": _points(standardised.value),
        "own_low": _points(standardised.low),
        "own_high": _points(standardised.high),
        "risen": standardised.n_risen,
        "inspectors": standardised.n_strata,
        "old": told.old_version,
        "new": told.new_version,
    }
    return f"{_verdict(told.mover, change.value > 0).format(**figures)} {_severity_words(told.severity)}".strip()


def explanation_table(told: tuple[Explanation, ...]) -> Table:
    """What changed, criterion by criterion."""
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("change", _("vs before"), is_numeric=True),
        TableColumn("at_the_same_inspectors", _("at the inspectors of before"), is_numeric=True),
        TableColumn("answer", _("agents, inspectors or form?")),
    )
    rows = tuple(
        (
            Cell(one.title.in_language(current_language()), is_strong=True),
            _change_cell(one.change),
            _change_cell(one.standardised),
            Cell(explanation_words(one)),
        )
        for one in told
    )
    note = _(
        "At the inspectors of before: shares standardised to the mix of inspectors of the period before, "
        "stratified 95 % interval. Severity: mean signed deviation from settled answers, sessions of both periods."
    )
    return Table("explanations", _("Did agents change, or the inspectors, or the form?"), columns, rows, note=note)


def cut_behind(query: IssueQuery, cut: IssueCut) -> dict[str, Behind]:
    """The calls of each part of a cut in which the criterion failed."""
    found = {part.value: behind_cut(query, cut, part, part_label(cut, part)) for part in cut.parts}
    return {value: behind for value, behind in found.items() if behind is not None}


def cut_table(query: IssueQuery, cuts: tuple[IssueCut, ...]) -> Table:
    """One criterion by everything its calls can be cut by; small numbers are not shown."""
    columns = (
        TableColumn("by", _("cut")),
        TableColumn("part", _("where")),
        TableColumn("n_failed", _("failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("failed, % and interval"), is_numeric=True),
        TableColumn("against_rest", _("vs the rest"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(cut_title(cut.by) if place == 0 else "", is_strong=True),
            Cell(part_label(cut, part)),
            Cell(part.n_failed, CellKind.INTEGER),
            Cell(part.n_calls, CellKind.INTEGER),
            Cell(None if part.is_small else part.share.value, CellKind.PERCENT, low=low, high=high),
            _change_cell(part.against_rest, mark=_mark(part)),
        )
        for cut in cuts
        for place, part in enumerate(cut.parts)
        for low, high in (((None, None) if part.is_small else (part.share.ci_low, part.share.ci_high)),)
    )
    note = _(
        "▲ and ▼ mark parts that differ from all others together after control of false discoveries (5 %) over "
        "their cut. Shares of fewer than {small} calls are not shown."
    ).format(small=SMALL_NUMBER)
    behind = tuple(behind_cut(query, cut, part, part_label(cut, part)) for cut in cuts for part in cut.parts)
    return Table(f"where_{cuts[0].criterion_key}", "", columns, rows, note=note, behind=behind)


def _change_cell(change: Difference | StandardisedChange | None, *, mark: str = "") -> Cell:
    if change is None:
        return Cell(None)
    # Translators: percentage points
    unit = _("pp")
    shown = Cell(change.value, CellKind.PERCENT, low=change.low, high=change.high, unit=unit, is_signed=True)
    return replace(shown, mark=mark)


def _mark(part: CutPart) -> str:
    if not part.is_apart or part.against_rest is None:
        return ""
    return "▲" if part.against_rest.value > 0 else "▼"


def _verdict(mover: Mover, is_worse: bool) -> str:
    if mover is Mover.NOBODY:
        return _("No change is told apart from chance: {change} points ({low} to {high}).")
    if mover is Mover.FORM:
        return _(
            "The form changed: between version {old} and {new} this criterion was put or weighted anew, so the "
            "change of {change} points says nothing of the agents."
        )
    if mover is Mover.MIX:
        return _(
            "Other inspectors, it seems: at the mix of inspectors of before the share goes from {before} % to {now} % "
            "({own_low} to {own_high} points), which chance explains, instead of {change} points."
        )
    if mover is Mover.INSPECTORS and is_worse:
        return _("The inspectors, it seems: stricter against settled answers, while the share moved {change} points.")
    if mover is Mover.INSPECTORS:
        return _("The inspectors, it seems: milder against settled answers, while the share moved {change} points.")
    return _(
        "The agents, it seems: at the mix of inspectors of before the share still goes from {before} % to {now} % "
        "({own_low} to {own_high} points), higher with {risen} of {inspectors} inspectors, on the same criterion."
    )


def _severity_words(severity: SeverityShift | None) -> str:
    if severity is None:
        return _("Too little is settled to say whether inspectors judge otherwise than before.")
    told = (
        _("Against settled answers they deviate by {now} after {before} (−1 too strict, +1 too mild): told apart.")
        if severity.is_real
        else _("Against settled answers they deviate by {now} after {before}: no other severity is told apart.")
    )
    return told.format(now=_signed(severity.now.value, 2), before=_signed(severity.before.value, 2))


def _cut_finding(cut: IssueCut, shown: list[CutPart]) -> str:
    criterion = cut.title.in_language(current_language())
    higher = [part for part in shown if part.is_apart and part.against_rest and part.against_rest.value > 0]
    if higher:
        told = _("{criterion}: {part} fails more often than the rest")
        return told.format(criterion=criterion, part=part_label(cut, higher[0]))
    if cut.by is CutBy.CAUSE_OWNER:
        told = _("{criterion}: most failures are caused by {owner}")
        return told.format(criterion=criterion, owner=part_label(cut, shown[0]))
    return _("{criterion}: none is told apart from the rest").format(criterion=criterion)


def _row(cut: IssueCut, part: CutPart) -> ForestRow:
    share = part.share
    return ForestRow(
        part.value,
        f"{_mark(part)} {part_label(cut, part)}".strip(),
        _percent(share.value),
        _percent(share.ci_low),
        _percent(share.ci_high),
        part.n_calls,
        details=(f"{part.n_failed:,} / {part.n_calls:,}",),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _points(share: float) -> str:
    return _signed(100 * share, 1)


def _signed(value: float | None, decimals: int) -> str:
    words = number_text(value or 0.0, decimals)
    return f"+{words}" if (value or 0.0) > 0 else words


def _last(path: str) -> str:
    return path.rsplit(" / ", 1)[-1]
