"""`qa-desk scores`: evaluations out to CSV and XLSX, and in from them after showing what was recognised."""

from datetime import date, datetime
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.scores_told import plan_as_json, report_as_json, say_plan, say_report
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.evaluation import Purpose
from qa_desk.i18n import _, ngettext
from qa_desk.services.exchange.exchanging import ExportRequest
from qa_desk.services.exchange.mapping import NO_MAPPING, ScoreMapping
from qa_desk.services.exchange.mapping_file import read_mapping, with_defaults, write_mapping
from qa_desk.services.exchange.plan import MappingPlan, ScoreOutcome, ScoresReport, suggested_mapping

_FILE = click.Path(dir_okay=False, path_type=Path)
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_PURPOSES = tuple(purpose.value for purpose in Purpose if purpose is not Purpose.CALIBRATION)


@click.group("scores", help=_("Bring evaluations in from CSV and XLSX, and hand them out."))
def scores() -> None:
    """The group; its commands do the work."""


@scores.command("import", help=_("Bring in evaluations from a CSV or XLSX file, one's own spreadsheet included."))
@click.argument("file", type=_FILE)
@click.option("--mapping", type=_FILE, metavar="YAML", help=_("What the file's columns and words mean."))
@click.option("--save-mapping", type=_FILE, metavar="YAML", help=_("Write what was recognised and guessed, to edit."))
@click.option("--scorecard", metavar="KEY", help=_("Which scorecard, where the file names none."))
@click.option("--purpose", type=click.Choice(_PURPOSES), help=_("Why the calls were scored, where the file is silent."))
@click.option("--make-calls", is_flag=True, help=_("Make the calls that are not here, without a recording."))
@click.option("--dry-run", is_flag=True, help=_("Say what was recognised, and write nothing."))
@workspace_option
@person_option
@json_option
def import_(
    file: Path,
    mapping: Path | None,
    save_mapping: Path | None,
    scorecard: str | None,
    purpose: str | None,
    workspace: Path,
    person: str | None,
    *,
    make_calls: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Exit status 1 when some evaluations were refused or it was stopped, 2 when nothing could be taken.

    A mapping is saved even of a file that can't be read without one.
    """
    settled = read_mapping(mapping) if mapping else NO_MAPPING
    settled = with_defaults(settled, scorecard=scorecard or "", purpose=Purpose(purpose) if purpose else None)
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        actor, exchanging = actor_for(opened, person), opened.services.exchanging
        plan = exchanging.plan(actor, file, settled, makes_calls=make_calls, progress=progress)
        if save_mapping:
            _save_mapping(save_mapping, plan, settled)
        if plan.obstacles:
            raise plan.obstacles[0]
        report = None if dry_run else exchanging.bring_in(actor, plan, progress)
    if as_json:
        print_json(plan_as_json(plan) | (report_as_json(report) if report else {"dry_run": True}))
    else:
        say_plan(plan)
        if report:
            say_report(report)
    return _status(plan, report)


@scores.command("export", help=_("Write the evaluations that you may see to a CSV or XLSX file."))
@click.option("-o", "output", type=_FILE, required=True, metavar="FILE", help=_("Where to write: .csv or .xlsx."))
@click.option("--from", "first", type=_DAY, metavar="DAY", help=_("First day of handing in."))
@click.option("--to", "last", type=_DAY, metavar="DAY", help=_("Last day of handing in."))
@click.option("--scorecard", metavar="KEY", help=_("Only what was scored on this scorecard."))
@click.option("--wide", is_flag=True, help=_("One row for each evaluation, one column for each criterion; no marks."))
@click.option("--no-bom", is_flag=True, help=_("Begin the CSV without the mark by which Excel knows UTF-8."))
@workspace_option
@person_option
@json_option
def export(
    output: Path,
    first: datetime | None,
    last: datetime | None,
    scorecard: str | None,
    workspace: Path,
    person: str | None,
    *,
    wide: bool,
    no_bom: bool,
    as_json: bool,
) -> int:
    """A file of that name is replaced once all is written."""
    request = ExportRequest(
        output, _day(first), _day(last), scorecard_key=scorecard or "", is_wide=wide, with_mark=not no_bom
    )
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        exported = opened.services.exchanging.export(actor_for(opened, person), request, progress)
    if as_json:
        print_json({"file": str(output), "evaluations": exported.n_evaluations, "rows": exported.n_rows})
    else:
        n = exported.n_evaluations
        told = ngettext("{n} evaluation written to {file}.", "{n} evaluations written to {file}.", n)
        click.echo(told.format(n=n, file=output))
    return ExitStatus.DONE


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _save_mapping(path: Path, plan: MappingPlan, settled: ScoreMapping) -> None:
    write_mapping(path, suggested_mapping(plan, settled))
    tell(_("The mapping was written to {file}. Look it through, then pass it with --mapping.").format(file=path))


def _status(plan: MappingPlan, report: ScoresReport | None) -> ExitStatus:
    if not (plan.ready or plan.already_here):
        return ExitStatus.NOTHING
    was_stopped = report is not None and (report.cancelled or report.count(ScoreOutcome.REFUSED) > 0)
    return ExitStatus.PARTLY if plan.refused or was_stopped else ExitStatus.DONE
