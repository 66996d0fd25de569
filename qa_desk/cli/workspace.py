"""`qa-desk init` and `qa-desk check`: making a workspace, and checking that it is whole."""

from pathlib import Path

import click

from qa_desk.bootstrap import init_workspace
from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.moving import tell_of_room
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.centre.signing_in import system_account
from qa_desk.services.centre.workspace_check import CheckReport, FindingCode
from qa_desk.services.centre.workspace_copies import server_facts
from qa_desk.services.keeping.audit_heads import keep_head, kept_head, read_head

_SAYS: dict[FindingCode, str] = {
    FindingCode.DATABASE_BROKEN: N_("The database is damaged: {detail}."),
    FindingCode.AUDIT_BROKEN: N_("The audit chain is broken at entry {detail}."),
    FindingCode.AUDIT_CUT: N_(
        "The audit chain ends before entry {detail}, which was kept outside: it was cut off, or an older "
        "backup was put back."
    ),
    FindingCode.AUDIT_REPLACED: N_("Entry {detail} of the audit chain is not the one that was kept outside."),
    FindingCode.RECORDING_LOST: N_("The recording {detail} is gone."),
    FindingCode.RECORDING_CHANGED: N_("The recording {detail} is not what was brought in."),
    FindingCode.NOTE_RECORDING_AWAITED: N_("Note: the recording {detail} was announced and has not come."),
    FindingCode.NOTE_FILE_WITHOUT_CALL: N_("Note: the file {detail} belongs to no call."),
}


@click.command("init", help=_("Make a workspace, with the bundled scorecards. You become its administrator."))
@click.option("--database-url", metavar="URL", help=_("A PostgreSQL database, without a password in the address."))
@click.option("--recordings", metavar="PLACE", help=_("Folder, shared folder or URL (s3://…) that recordings lie in."))
@click.option("--name", default="", help=_("Your name (else that of your system account)."))
@click.option("--time-zone", metavar="ZONE", help=_("Time zone of the centre (else this machine's)."))
@workspace_option
@json_option
def init(
    database_url: str | None,
    recordings: str | None,
    name: str,
    time_zone: str | None,
    workspace: Path,
    *,
    as_json: bool,
) -> int:
    """Make it, then say who its first person is."""
    first_person = name or system_account() or _("Administrator")
    init_workspace(workspace, database_url, recordings=recordings, first_person=first_person, time_zone=time_zone)
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, name or None)
        zone = opened.services.administering.centre().time_zone
    if as_json:
        print_json({"workspace": str(workspace), "person": actor.name, "time_zone": zone})
    else:
        click.echo(_("Made a workspace in {folder}.").format(folder=workspace))
        click.echo(_("{name} is its administrator; its days are those of {zone}.").format(name=actor.name, zone=zone))
        tell_of_room(server_facts(workspace))
    return ExitStatus.DONE


@click.command("check", help=_("Check that a workspace is whole: database, audit chain, recordings."))
@click.option("--verify-data", is_flag=True, help=_("Read every recording and compare it with what was brought in."))
@click.option(
    "--audit-head",
    "head_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("The end of the audit chain as `qa-desk audit head -o FILE` kept it."),
)
@workspace_option
@person_option
@json_option
def check(workspace: Path, person: str | None, head_file: Path | None, *, verify_data: bool, as_json: bool) -> int:
    """Exit status 1 when something is lost or changed; notes don't count."""
    heads = [head for head in (read_head(head_file) if head_file else None, kept_head(workspace)) if head]
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        report = opened.services.administering.check(
            actor_for(opened, person), verify_data=verify_data, progress=progress, heads=heads
        )
    if report.is_sound and report.head is not None:
        keep_head(workspace, report.head)
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report)
    return ExitStatus.DONE if report.is_sound else ExitStatus.PARTLY


def _say(report: CheckReport) -> None:
    for finding in report.findings:
        tell(_(_SAYS[finding.code]).format(detail=finding.detail))
    looked_at = _("Looked at {calls}, {recordings} and {entries} of the audit chain.").format(
        calls=ngettext("{n} call", "{n} calls", report.n_calls).format(n=report.n_calls),
        recordings=ngettext("{n} recording", "{n} recordings", report.n_recordings).format(n=report.n_recordings),
        entries=ngettext("{n} entry", "{n} entries", report.n_audit_entries).format(n=report.n_audit_entries),
    )
    click.echo(looked_at)
    click.echo(_("The workspace is whole.") if report.is_sound else _("The workspace is not whole."))


def _as_json(report: CheckReport) -> dict[str, object]:
    return {
        "sound": report.is_sound,
        "findings": [{"code": finding.code.value, "detail": finding.detail} for finding in report.findings],
        "calls": report.n_calls,
        "recordings": report.n_recordings,
        "files": report.n_files,
        "audit_entries": report.n_audit_entries,
        "verified_data": report.has_verified_data,
    }
