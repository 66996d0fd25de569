"""`qa-desk migrate` and `qa-desk move-to`: the database of a workspace brought up to this program, or to a server."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _, ngettext
from qa_desk.services.centre.workspace_copies import ServerFacts, move_to, require_may_move, server_facts
from qa_desk.services.centre.workspace_copies import migrate as migrate_workspace


@click.command(
    "migrate",
    help=_(
        "Bring the database up to this QA Desk, after a copy. On a server: by whoever owns the database, while QA Desk "
        "is closed on every desk."
    ),
)
@workspace_option
@json_option
def migrate(workspace: Path, *, as_json: bool) -> int:
    """Say from which schema to which, where the copy lies, and what other desks must do."""
    with TerminalProgress() as progress:
        report = migrate_workspace(workspace, progress)
    if as_json:
        copy = str(report.copy) if report.copy else None
        print_json({"found": report.found, "now": report.now, "changed": report.has_changed, "copy": copy})
        return ExitStatus.DONE
    if not report.has_changed:
        click.echo(_("The database is up to date (schema {now}). Nothing was changed.").format(now=report.now))
        return ExitStatus.DONE
    click.echo(_("Brought up from schema {found} to {now}.").format(found=report.found or "–", now=report.now))
    if report.copy is not None:
        click.echo(_("As it was before, it lies in {file}.").format(file=report.copy))
    click.echo(_("Desks with an older QA Desk can't open it any more: install this version there."))
    return ExitStatus.DONE


@click.command(
    "move-to",
    help=_(
        "Move a workspace of one's own into an empty PostgreSQL database, every row compared. The old file stays as it "
        "is; QA Desk must be closed meanwhile."
    ),
)
@click.argument("database_url", metavar="URL")
@click.option("--recordings", default="", metavar="PLACE", help=_("Copy the sound too: a shared folder or a bucket."))
@workspace_option
@person_option
@json_option
def move_to_(database_url: str, recordings: str, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Exit status 1 when recordings were lost before; all the rest was moved."""
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, person)
        require_may_move(actor)
    with TerminalProgress() as progress:
        report = move_to(actor, workspace, database_url, recordings, progress)
    for name in report.lost:
        tell(_("The recording {file} is gone or changed, and was not copied.").format(file=name))
    if as_json:
        tables = {name: {"rows": total.n_rows, "checksum": total.checksum} for name, total in report.tables.items()}
        print_json(
            {
                "workspace": str(workspace),
                "rows": report.n_rows,
                "tables": tables,
                "recordings": report.n_recordings,
                "lost": list(report.lost),
                "kept": [str(report.old_database), str(report.old_description)],
            }
        )
        return ExitStatus.PARTLY if report.lost else ExitStatus.DONE
    rows = ngettext("{n} row", "{n} rows", report.n_rows).format(n=report.n_rows)
    n_tables = len(report.tables)
    tables = ngettext("{n} table", "{n} tables", n_tables).format(n=n_tables)
    click.echo(_("Moved and compared: {rows} in {tables}.").format(rows=rows, tables=tables))
    click.echo(
        _("The old database stays in {file}; {description} leads back to it.").format(
            file=report.old_database, description=report.old_description.name
        )
    )
    tell_of_room(server_facts(workspace))
    return ExitStatus.PARTLY if report.lost else ExitStatus.DONE


def tell_of_room(facts: ServerFacts | None) -> None:
    """Say how many desks the server has connections for, where there is a server."""
    if facts is None:
        return
    desks = ngettext("{n} desk", "{n} desks", facts.n_desks).format(n=facts.n_desks)
    tell(
        _("The server (PostgreSQL {version}) has max_connections = {n}: enough for {desks} at once.").format(
            version=facts.version, n=facts.max_connections, desks=desks
        )
    )
    tell(_("A desk needs at most five connections; raise max_connections before there are more desks."))
