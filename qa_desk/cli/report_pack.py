"""`qa-desk report pack`: the scheduled set of a whole week or month; asks nothing, so that cron can run it."""

from datetime import datetime
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _, in_a_row
from qa_desk.reports.document import Document
from qa_desk.reports.pack import Pack, order_of, write_pack
from qa_desk.services.periods import Period
from qa_desk.services.progress import NoProgress


@click.command("pack", help=_("Write every report of the last whole week or month into a folder of its own in FOLDER."))
@click.option("--period", type=click.Choice(["week", "month"]), required=True, help=_("Of a week, or of a month."))
@click.option(
    "--end",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help=_("The last one that was over on this day (else: today)."),
)
@click.option(
    "-o",
    "into",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help=_("Where packs lie; one of the same period is replaced."),
)
@workspace_option
@person_option
@json_option
def pack(period: str, end: datetime | None, into: Path, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Write, then say what was written and what was refused."""
    with open_workspace(workspace) as opened:
        actor, services = actor_for(opened, person), opened.services

        def note(document: Document, name: str) -> None:
            services.auditing.note_report(actor, document.key, name, document.call_keys)

        order = order_of(services.reporting.choices(actor), Period(period), end.date() if end else None)
        made = write_pack(services, actor, order, into, on_written=note, progress=NoProgress())
    _tell(made)
    if as_json:
        print_json(_plain(made))
    return ExitStatus.PARTLY if made.refused else ExitStatus.DONE


def _tell(made: Pack) -> None:
    for report in made.reports:
        if report.refused:
            tell(_("Not made: {report}. {reason}").format(report=report.title, reason=report.refused))
        else:
            tell(_("Written: {file}").format(file=in_a_row(file.name for file in report.files)))
    tell(_("The pack is in {folder}.").format(folder=made.folder))


def _plain(made: Pack) -> dict[str, object]:
    return {
        "folder": str(made.folder),
        "files": [file.name for report in made.reports for file in report.files],
        "refused": [{"report": report.key, "reason": report.refused} for report in made.refused],
    }
