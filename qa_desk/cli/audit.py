"""`qa-desk audit`: the end of the audit chain, to be kept where nobody of the centre reaches it, and its entries."""

from datetime import datetime
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _
from qa_desk.services.centre.auditing import AuditLine, AuditQuery
from qa_desk.services.keeping.audit_heads import head_as_text, keep_head

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("audit", help=_("Keep the end of the audit chain outside, and read the chain."))
def audit() -> None:
    """The commands about the audit chain."""


@audit.command("head", help=_("Print number and hash of the last entry; `check --audit-head` finds it again."))
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_("Write it to a file.")
)
@workspace_option
@person_option
@json_option
def head(output: Path | None, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Keep a copy for this person's own checks as well: from here on this is the end that must stay."""
    with open_workspace(workspace) as opened:
        found = opened.services.auditing.head(actor_for(opened, person))
    if found is None:
        tell(_("The audit chain has no entry yet."))
        return ExitStatus.NOTHING
    keep_head(workspace, found)
    if output is not None:
        output.write_text(head_as_text(found), encoding="utf-8")
        tell(_("Written: {file}").format(file=output))
    if as_json:
        print_json({"number": found.number, "hash": found.hash})
    else:
        click.echo(f"{found.number} {found.hash}")
    return ExitStatus.DONE


@audit.command("list", help=_("Print entries of the audit chain, the newest first."))
@click.option("--about", default="", metavar="CALL|PERSON", help=_("Only entries about this call or person."))
@click.option("--action", default="", help=_("Only actions that begin so, such as “mask.”."))
@click.option("--from", "first_day", type=_DAY, metavar="DATE", help=_("First day, 2026-11-01."))
@click.option("--to", "last_day", type=_DAY, metavar="DATE", help=_("Last day, included."))
@click.option("--last", "n_entries", type=click.IntRange(1, 100_000), default=50, help=_("How many at most."))
@workspace_option
@person_option
@json_option
def list_(
    about: str,
    action: str,
    first_day: datetime | None,
    last_day: datetime | None,
    n_entries: int,
    workspace: Path,
    person: str | None,
    *,
    as_json: bool,
) -> int:
    """One line each: number, moment in UTC, who, what, about what."""
    query = AuditQuery(
        action=action,
        about=about,
        first_day=first_day.date() if first_day else None,
        last_day=last_day.date() if last_day else None,
        limit=n_entries,
    )
    with open_workspace(workspace) as opened:
        page = opened.services.auditing.entries(actor_for(opened, person), query)
    if as_json:
        print_json({"total": page.total, "entries": [_as_json(line) for line in page.lines]})
    else:
        for line in page.lines:
            about_what = line.object_name or line.object_id or ""
            click.echo(f"{line.number}\t{line.at:%Y-%m-%dT%H:%M:%SZ}\t{line.person}\t{line.action}\t{about_what}")
    return ExitStatus.DONE


def _as_json(line: AuditLine) -> dict[str, object]:
    return {
        "number": line.number,
        "at": line.at.isoformat(),
        "person": line.person,
        "action": line.action,
        "object_kind": line.object_kind,
        "object": str(line.object_id) if line.object_id else None,
        "name": line.object_name,
        "details": line.details,
    }
