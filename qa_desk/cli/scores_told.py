"""What `qa-desk scores import` says: what was recognised, what became of each evaluation, as words and as JSON."""

import click

from qa_desk.cli.base import tell
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.services.exchange.plan import (
    Certainty,
    ColumnReading,
    Layout,
    MappingPlan,
    NotFound,
    ScoreItem,
    ScoreOutcome,
    ScoresReport,
    errors_of,
)
from qa_desk.wording import explain

_MOST_TOLD = 200

_LAYOUTS = {
    Layout.LONG: N_("a row for each answer"),
    Layout.WIDE: N_("a column for each criterion"),
}
_CERTAINTIES = {
    Certainty.GIVEN: N_("settled by the mapping"),
    Certainty.NAME: N_("its own name"),
    Certainty.TITLE: N_("the criterion's title"),
    Certainty.ALSO_CALLED: N_("another name for it"),
}


def say_plan(plan: MappingPlan) -> None:
    """What the file was taken for, and what in it was not understood."""
    click.echo(_("{file}: {layout}.").format(file=plan.file, layout=_(_LAYOUTS[plan.layout])))
    if plan.unread_sheets:
        tell(_("Sheets that were not read: {names}").format(names=listed(plan.unread_sheets)))
    for column in plan.columns:
        click.echo(f"  {_column(column)}")
    for use in plan.versions:
        n = use.count
        told = ngettext("{n} evaluation on {scorecard}, version {v}", "{n} evaluations on {scorecard}, version {v}", n)
        click.echo(told.format(n=n, scorecard=use.scorecard_key, v=use.number))
    for odd in plan.odd_values:
        told = _("“{value}” ({n}×) is no answer to {criterion}. {hint}")
        hint = _("It may mean “{meant}”.").format(meant=odd.suggestion) if odd.suggestion else ""
        tell(told.format(value=odd.value, n=odd.count, criterion=odd.criterion_key, hint=hint).rstrip())
    _say_not_found(_("Calls that are not here: {names}"), plan.unknown_calls)
    _say_not_found(_("People that are not here: {names}"), plan.unknown_inspectors)
    errors = errors_of(plan.refused)
    for error in errors[:_MOST_TOLD]:
        tell(explain(error))
    if len(errors) > _MOST_TOLD:
        tell(_("… and {n} more; --json names them all.").format(n=len(errors) - _MOST_TOLD))
    if plan.n_unexplained:
        click.echo(_("Failures without the reason or comment asked for today: {n}").format(n=plan.n_unexplained))
    counts = ((len(plan.ready), _("Ready: {n}")), (len(plan.already_here), _("Here already: {n}")))
    for n, sentence in (*counts, (len(plan.refused), _("Refused: {n}"))):
        if n:
            click.echo(sentence.format(n=n))


def say_report(report: ScoresReport) -> None:
    """What came in."""
    n = report.count(ScoreOutcome.IMPORTED)
    click.echo(ngettext("{n} evaluation came in.", "{n} evaluations came in.", n).format(n=n))
    if report.n_calls_made:
        click.echo(_("Calls made without a recording: {n}").format(n=report.n_calls_made))
    if report.cancelled:
        click.echo(_("Stopped as you asked. Run it again and it goes on."))


def plan_as_json(plan: MappingPlan) -> dict[str, object]:
    """The plan; `items` name what is refused or here already."""
    return {
        "file": plan.file,
        "layout": plan.layout.value,
        "rows": plan.n_rows,
        "unread_sheets": list(plan.unread_sheets),
        "evaluations": plan.n_evaluations,
        "ready": len(plan.ready),
        "already_here": len(plan.already_here),
        "refused": len(plan.refused),
        "columns": [
            {
                "column": column.label,
                "target": column.target or None,
                "certainty": column.certainty.value,
                "suggestions": list(column.suggestions),
            }
            for column in plan.columns
        ],
        "values": [
            {"criterion": odd.criterion_key, "value": odd.value, "count": odd.count, "suggestion": odd.suggestion}
            for odd in plan.odd_values
        ],
        "calls_not_found": [{"name": one.name, "count": one.count} for one in plan.unknown_calls],
        "inspectors_not_found": [{"name": one.name, "count": one.count} for one in plan.unknown_inspectors],
        "versions": [
            {"scorecard": use.scorecard_key, "version": use.number, "count": use.count} for use in plan.versions
        ],
        "unexplained_failures": plan.n_unexplained,
        "items": [_item(item) for item in (*plan.refused, *plan.already_here)],
    }


def report_as_json(report: ScoresReport) -> dict[str, object]:
    """What came in; to be laid over the plan."""
    return {
        "imported": report.count(ScoreOutcome.IMPORTED),
        "already_here": report.count(ScoreOutcome.ALREADY_HERE),
        "refused": report.count(ScoreOutcome.REFUSED),
        "answers": report.n_answers,
        "calls_made": report.n_calls_made,
        "cancelled": report.cancelled,
        "items": [_item(item) for item in report.items],
    }


def _column(column: ColumnReading) -> str:
    if column.certainty is Certainty.IGNORED:
        return _("“{column}”: ignored").format(column=column.label)
    if column.certainty is Certainty.UNKNOWN and column.suggestions:
        return _("“{column}”: not read; it may mean {targets}").format(
            column=column.label, targets=listed(column.suggestions)
        )
    if column.certainty is Certainty.UNKNOWN:
        return _("“{column}”: not read").format(column=column.label)
    how = _(_CERTAINTIES[column.certainty])
    return _("“{column}”: {target} ({how})").format(column=column.label, target=column.target, how=how)


def _say_not_found(sentence: str, missing: tuple[NotFound, ...]) -> None:
    if missing:
        names = listed(one.name for one in missing[:20])
        ending = _(" and {n} more").format(n=len(missing) - 20) if len(missing) > 20 else ""
        tell(sentence.format(names=names) + ending)


def _item(item: ScoreItem) -> dict[str, object]:
    return {
        "row": item.rows[0] if item.rows else None,
        "rows": list(item.rows),
        "call_id": item.call_key,
        "inspector": item.inspector,
        "outcome": item.outcome.value,
        "errors": [{"error": error.code.value, "message": explain(error)} for error in item.errors],
    }
