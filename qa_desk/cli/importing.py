"""`qa-desk import`: recordings, call attributes, people and transcripts, with what became of each file and row."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.bringing_in.import_report import ImportItem, ImportOutcome, ImportReport, ImportRequest
from qa_desk.wording import explain

_FILE = click.Path(dir_okay=False, path_type=Path)
_TAKEN = frozenset(ImportOutcome) - {ImportOutcome.REFUSED}
_MISSING = N_("{name}, row {row}: the call {call} is kept, its recording has not come.")
_LOOSE = N_("{name}: no row of calls.csv names it; kept as the call {call}.")


@click.command("import", help=_("Import recordings, call attributes, people and transcripts. Run again, it goes on."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--calls", "calls_csv", type=_FILE, metavar="CSV", help=_("Attributes of the calls (calls.csv)."))
@click.option("--people", "people_csv", type=_FILE, metavar="CSV", help=_("People of the centre (people.csv)."))
@click.option(
    "--transcripts",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("Transcripts (WebVTT, SRT, Whisper JSON), called like their recordings."),
)
@workspace_option
@person_option
@json_option
def import_(
    paths: tuple[Path, ...],
    calls_csv: Path | None,
    people_csv: Path | None,
    transcripts: Path | None,
    workspace: Path,
    person: str | None,
    *,
    as_json: bool,
) -> int:
    """Exit status 1 when something was refused or it was stopped, 2 when nothing at all could be taken."""
    if not (paths or calls_csv or people_csv or transcripts):
        raise click.UsageError(_("Name a file or a folder to import."))
    request = ImportRequest(paths, calls_csv, people_csv, transcripts)
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        report = opened.services.importing.import_files(actor_for(opened, person), request, progress)
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report)
    return _status(report)


def _status(report: ImportReport) -> ExitStatus:
    if report.n_refused and not report.with_outcome(_TAKEN):
        return ExitStatus.NOTHING
    return ExitStatus.PARTLY if report.n_refused or report.cancelled else ExitStatus.DONE


def _say(report: ImportReport) -> None:
    for item in report.items:
        if item.error is not None and (item.is_flawed or item.outcome is ImportOutcome.REFUSED):
            tell(explain(item.error))
        elif item.outcome is ImportOutcome.RECORDING_MISSING:
            tell(_(_MISSING).format(name=item.name, row=item.row, call=item.call_key))
        elif item.outcome is ImportOutcome.UNATTRIBUTED:
            tell(_(_LOOSE).format(name=item.name, call=item.call_key))
    n = report.n_imported + report.n_unattributed
    click.echo(ngettext("{n} recording came in.", "{n} recordings came in.", n).format(n=n))
    counts = (
        (report.n_flawed, _("Of these damaged, and kept as far as they can be played: {n}")),
        (report.n_rows, _("People and transcripts read: {n}")),
        (report.n_already, _("Here already: {n}")),
        (report.n_missing, _("Calls whose recording has not come: {n}")),
        (report.n_refused, _("Refused: {n}")),
    )
    for count, sentence in counts:
        if count:
            click.echo(sentence.format(n=count))
    if report.cancelled:
        click.echo(_("Stopped as you asked. Run it again and it goes on."))


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "imported": report.n_imported,
        "unattributed": report.n_unattributed,
        "flawed": report.n_flawed,
        "already_here": report.n_already,
        "recording_missing": report.n_missing,
        "rows_read": report.n_rows,
        "refused": report.n_refused,
        "cancelled": report.cancelled,
        "items": [_item_json(item) for item in report.items],
    }


def _item_json(item: ImportItem) -> dict[str, object]:
    return {
        "name": item.name,
        "row": item.row,
        "outcome": item.outcome.value,
        "call_id": item.call_key,
        "error": item.error.code.value if item.error else None,
        "message": explain(item.error) if item.error else None,
    }
