"""`qa-desk backup` and `qa-desk restore`: the whole workspace in one verified file, and a workspace made from it."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _, ngettext
from qa_desk.services.centre.workspace_copies import put_last_good_back, restore_workspace

_BACKUP = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "backup",
    help=_("Write the whole workspace to one file, proved by putting it back into a scratch database. Others go on."),
)
@click.argument("file", type=_BACKUP)
@click.option("--with-recordings", "with_sound", is_flag=True, help=_("Take the sound in; else its list only."))
@workspace_option
@person_option
@json_option
def backup(file: Path, workspace: Path, person: str | None, *, with_sound: bool, as_json: bool) -> int:
    """Exit status 1 when recordings were lost before; all the rest is in the backup."""
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        safekeeping = opened.services.safekeeping
        report = safekeeping.back_up(actor_for(opened, person), file, with_sound=with_sound, progress=progress)
    manifest = report.manifest
    for name in report.lost:
        tell(_("The recording {file} is gone or changed, and is not in the backup.").format(file=name))
    if as_json:
        print_json(
            {
                "file": str(report.file),
                "made_at": manifest.made_at.isoformat(),
                "schema": manifest.schema,
                "rows": manifest.n_rows,
                "recordings": manifest.n_recordings,
                "with_recordings": manifest.has_sound,
                "key": manifest.sealed_with or None,
                "lost": list(report.lost),
                "bytes": report.size_bytes,
            }
        )
    else:
        rows = ngettext("{n} row", "{n} rows", manifest.n_rows).format(n=manifest.n_rows)
        click.echo(_("Backed up and proved: {rows} in {file}.").format(rows=rows, file=report.file))
        click.echo(_recordings_said(manifest.n_recordings - len(report.lost), is_in=manifest.has_sound))
        if manifest.sealed_with:
            click.echo(
                _("They are encrypted, and only the key {key} opens them: keep a copy of it elsewhere.").format(
                    key=manifest.sealed_with
                )
            )
    return ExitStatus.PARTLY if report.lost else ExitStatus.DONE


@click.command(
    "restore",
    help=_(
        "Make a workspace from a backup, in a new folder; nothing that is there is touched. Without a file: put the "
        "last good automatic backup in the place of a damaged database file, which is kept aside."
    ),
)
@click.argument("file", type=_BACKUP, required=False)
@click.option("--database-url", metavar="URL", help=_("An empty PostgreSQL database to put it into."))
@click.option("--recordings", metavar="DIR", help=_("Where the sound lies, if it is not in the backup."))
@click.option("--key", "key_file", type=_BACKUP, metavar="FILE", help=_("The key file of encrypted recordings."))
@workspace_option
@json_option
def restore(
    file: Path | None,
    database_url: str | None,
    recordings: str | None,
    key_file: Path | None,
    workspace: Path,
    *,
    as_json: bool,
) -> int:
    """Exit status 1 when recordings are missing; all the rest is there."""
    if file is None:
        return _replace_damaged(workspace, as_json=as_json)
    with TerminalProgress() as progress:
        report = restore_workspace(file, workspace, database_url, recordings, progress, key_file=key_file)
    for name in report.missing:
        tell(_("The recording {file} is neither in the backup nor in the recordings folder.").format(file=name))
    manifest = report.manifest
    if as_json:
        print_json(
            {
                "workspace": str(report.folder),
                "made_at": manifest.made_at.isoformat(),
                "rows": manifest.n_rows,
                "recordings": report.n_recordings,
                "missing": list(report.missing),
            }
        )
    else:
        rows = ngettext("{n} row", "{n} rows", manifest.n_rows).format(n=manifest.n_rows)
        click.echo(
            _("Made a workspace in {folder} as it was on {when} (UTC): {rows}.").format(
                folder=report.folder, when=f"{manifest.made_at:%Y-%m-%d %H:%M}", rows=rows
            )
        )
    return ExitStatus.PARTLY if report.missing else ExitStatus.DONE


def _replace_damaged(workspace: Path, *, as_json: bool) -> int:
    backup, aside = put_last_good_back(workspace)
    if as_json:
        print_json(
            {"workspace": str(workspace), "made_at": backup.made_at.isoformat(), "aside": str(aside) if aside else None}
        )
        return ExitStatus.DONE
    when = f"{backup.made_at:%Y-%m-%d %H:%M}"
    click.echo(_("Put the backup from {when} (UTC) in place. What was saved after it is missing.").format(when=when))
    if aside is not None:
        click.echo(_("The damaged file is kept in {folder}.").format(folder=aside))
    return ExitStatus.DONE


def _recordings_said(n: int, *, is_in: bool) -> str:
    if is_in:
        return ngettext("{n} recording is in it.", "{n} recordings are in it.", n).format(n=n)
    return ngettext(
        "{n} recording is listed in it by checksum; its sound is not in it.",
        "{n} recordings are listed in it by checksum; their sound is not in it.",
        n,
    ).format(n=n)
