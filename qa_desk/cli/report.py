"""`qa-desk report NAME`: any registered report over a period, in every format asked for."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _
from qa_desk.reports import REPORTS, SESSION_REPORTS
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.making import document_of, write_document
from qa_desk.reports.render import renderer_for

_ALL: tuple[Report[Any, Any], ...] = (*REPORTS, *SESSION_REPORTS)
_OF_SESSION = frozenset(report.key for report in SESSION_REPORTS)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("report", help=_("Write a report of a period, or of a calibration session, to one file or several."))
@click.argument("name", type=click.Choice([report.key for report in _ALL]))
@click.option("--from", "first_day", type=_DAY, metavar="DATE", help=_("First day, 2026-11-01."))
@click.option("--to", "last_day", type=_DAY, metavar="DATE", help=_("Last day, included."))
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="week", help=_("How time is cut."))
@click.option("--unit", default="", help=_("Only this unit and all below it: its path or name."))
@click.option("--business-type", default="", help=_("Only this business type."))
@click.option("--cause-owner", default="", help=_("Only this cause owner; “agent” for the agents themselves."))
@click.option("--scorecard", default="", help=_("Only this scorecard, by its key."))
@click.option("--session", default="", metavar="ID", help=_("The calibration session, by its id or title."))
@click.option("--hide-names", "hides_names", is_flag=True, help=_("Letters in place of the names of the panel."))
@click.option(
    "-o",
    "outputs",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    required=True,
    metavar="FILE",
    help=_("Where to write; its ending (.html, .pdf, .xlsx, .csv, .json) says the format. May be given several times."),
)
@workspace_option
@person_option
@json_option
def report(
    name: str,
    first_day: datetime | None,
    last_day: datetime | None,
    outputs: tuple[Path, ...],
    workspace: Path,
    person: str | None,
    *,
    as_json: bool,
    **filters: Any,
) -> int:
    """Gather once, then render each format."""
    params = replace(_of_what(name, first_day, last_day, filters["session"]), **filters)
    for path in outputs:
        renderer_for(path.name)  # a wrong ending is told before the work, not after it
    wanted = next(entry for entry in _ALL if entry.key == name)
    with open_workspace(workspace) as opened:
        actor, auditing = actor_for(opened, person), opened.services.auditing
        document = document_of(wanted, opened.services, actor, params)
        for path in outputs:
            note = partial(auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            tell(_("Written: {file}").format(file=path))
    if as_json:
        print_json({"report": name, "files": [str(path) for path in outputs]})
    return ExitStatus.DONE


def _of_what(name: str, first_day: datetime | None, last_day: datetime | None, session: str) -> ReportParams:
    """A period, or a session; a report wants the one or the other."""
    if name in _OF_SESSION:
        if not session:
            raise click.UsageError(_("Say which session: --session ID."))
        return ReportParams(date.min, date.max)
    if first_day is None or last_day is None:
        raise click.UsageError(_("Say which days: --from DATE --to DATE."))
    return ReportParams(first_day.date(), last_day.date())
