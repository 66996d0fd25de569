"""`qa-desk report NAME`: any registered report over a period, in every format asked for; `report pack` is beside it."""

from dataclasses import fields, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.report_pack import pack
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.people import Role
from qa_desk.i18n import _
from qa_desk.reports import AGENT_REPORTS, REPORTS, SESSION_REPORTS, STANDING_REPORTS
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.making import document_of, write_document
from qa_desk.reports.render import renderer_for

_ALL: tuple[Report[Any, Any], ...] = (*REPORTS, *AGENT_REPORTS, *SESSION_REPORTS, *STANDING_REPORTS)
_OF_AGENT = frozenset(report.key for report in AGENT_REPORTS)
_OF_SESSION = frozenset(report.key for report in SESSION_REPORTS)
_OF_TODAY = frozenset(report.key for report in STANDING_REPORTS)
_ASKED = frozenset(field.name for field in fields(ReportParams))
_DAYS = frozenset({"first_day", "last_day"})
_DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Reports(click.Group):
    """Every registered report is a command of its own, and `pack` the scheduled set."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The keys of the reports in their order."""
        return [*(entry.key for entry in _ALL), "pack"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this report; None when there is none."""
        if cmd_name == "pack":
            return pack
        wanted = next((entry for entry in _ALL if entry.key == cmd_name), None)
        return None if wanted is None else _command_of(wanted)


def _command_of(wanted: Report[Any, Any]) -> click.Command:
    return click.Command(
        wanted.key,
        params=[option for option in _one.params if option.name not in _ASKED or option.name in _asked_of(wanted)],
        callback=partial(_write, wanted),
        short_help=_(wanted.purpose),
        help=_("{title}: {purpose}.").format(title=_(wanted.title), purpose=_(wanted.purpose)),
    )


def _asked_of(wanted: Report[Any, Any]) -> frozenset[str]:
    """What the command of a report takes to say of what it is: what would change nothing is no option of it."""
    has_no_days = wanted.key in _OF_SESSION or wanted.key in _OF_TODAY
    return wanted.asks if has_no_days else wanted.asks | _DAYS


@click.group(
    "report", cls=_Reports, help=_("Write a report of a period, or of a calibration session, to one file or several.")
)
def report() -> None:
    """What there is is listed by the group."""


@click.command()
@click.option("--from", "first_day", type=_DAY, metavar="DATE", help=_("First day, 2026-11-01."))
@click.option("--to", "last_day", type=_DAY, metavar="DATE", help=_("Last day, included."))
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="week", help=_("How time is cut."))
@click.option("--unit", default="", help=_("Only this unit and all below it: its path or name."))
@click.option("--business-type", default="", help=_("Only this business type."))
@click.option("--campaign", default="", help=_("Only this campaign."))
@click.option("--segment", "customer_segment", default="", help=_("Only this segment of customers."))
@click.option("--stage", "service_stage", default="", help=_("Only this stage of the service."))
@click.option("--cause-owner", default="", help=_("Only this cause owner; “agent” for the agents themselves."))
@click.option("--scorecard", default="", help=_("Only this scorecard, by its key."))
@click.option(
    "--issues",
    "n_cut",
    type=click.IntRange(0, 20),
    default=3,
    show_default=True,
    help=_("Common issues: of how many it is told where they happen."),
)
@click.option("--agent", default="", metavar="ID", help=_("The agent, by id or name; yourself if you are one."))
@click.option("--session", default="", metavar="ID", help=_("The calibration session, by its id or title."))
@click.option(
    "--with-cases",
    is_flag=True,
    help=_("Accuracy of inspectors: take in what they practised and sat on standard cases."),
)
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
def _one(**_parameters: Any) -> None:
    """The options of all reports; each takes those that it heeds."""


def _write(
    wanted: Report[Any, Any],
    *,
    outputs: tuple[Path, ...],
    workspace: Path,
    person: str | None,
    as_json: bool,
    first_day: datetime | None = None,
    last_day: datetime | None = None,
    **filters: Any,
) -> int:
    """Gather once, then render each format."""
    params = replace(_of_what(wanted.key, first_day, last_day, filters.get("session", "")), **filters)
    for path in outputs:
        renderer_for(path.name)  # a wrong ending is told before the work, not after it
    with open_workspace(workspace) as opened:
        actor, auditing = actor_for(opened, person), opened.services.auditing
        if wanted.key in _OF_AGENT and not (filters["agent"] or actor.has(Role.AGENT)):
            raise click.UsageError(_("Say which agent, by id or name: --agent ID."))
        document = document_of(wanted, opened.services, actor, params)
        for path in outputs:
            note = partial(auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            tell(_("Written: {file}").format(file=path))
    if as_json:
        print_json({"report": wanted.key, "files": [str(path) for path in outputs]})
    return ExitStatus.DONE


def _of_what(name: str, first_day: datetime | None, last_day: datetime | None, session: str) -> ReportParams:
    """A period, a session, or neither; a report wants the one or the other."""
    if name in _OF_TODAY:
        return ReportParams(date.min, date.max)
    if name in _OF_SESSION:
        if not session:
            raise click.UsageError(_("Say which session: --session ID."))
        return ReportParams(date.min, date.max)
    if first_day is None or last_day is None:
        raise click.UsageError(_("Say which days: --from DATE --to DATE."))
    return ReportParams(first_day.date(), last_day.date())
