"""`qa-desk report NAME`: any registered report over a period, in every format asked for."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _
from qa_desk.reports import REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import document_of, write_document
from qa_desk.reports.render import renderer_for

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("report", help=_("Write a report of a period to one file or several."))
@click.argument("name", type=click.Choice([report.key for report in REPORTS]))
@click.option("--from", "first_day", type=_DAY, required=True, metavar="DATE", help=_("First day, 2026-11-01."))
@click.option("--to", "last_day", type=_DAY, required=True, metavar="DATE", help=_("Last day, included."))
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="week", help=_("How time is cut."))
@click.option("--unit", default="", help=_("Only this unit and all below it: its path or name."))
@click.option("--business-type", default="", help=_("Only this business type."))
@click.option("--cause-owner", default="", help=_("Only this cause owner; “agent” for the agents themselves."))
@click.option("--scorecard", default="", help=_("Only this scorecard, by its key."))
@click.option(
    "-o",
    "outputs",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    required=True,
    metavar="FILE",
    help=_("Where to write; its ending (.html, .xlsx, .json) says the format. May be given several times."),
)
@workspace_option
@person_option
@json_option
def report(
    name: str,
    first_day: datetime,
    last_day: datetime,
    outputs: tuple[Path, ...],
    workspace: Path,
    person: str | None,
    *,
    as_json: bool,
    **filters: str,
) -> int:
    """Gather once, then render each format."""
    params = replace(ReportParams(_as_day(first_day), _as_day(last_day)), **filters)
    for path in outputs:
        renderer_for(path.name)  # a wrong ending is told before the work, not after it
    wanted = next(entry for entry in REPORTS if entry.key == name)
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


def _as_day(moment: datetime) -> date:
    return moment.date()
