"""`qa-desk recordings`: where recordings lie, their encryption and its key, and moving them to another place."""

from pathlib import Path

import click

from qa_desk.bootstrap import Workspace, move_recordings
from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.people import Actor
from qa_desk.i18n import _, ngettext
from qa_desk.wording import explain

_KEY_FILE = click.Path(dir_okay=False, path_type=Path)
_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"))


@click.group("recordings", help=_("Say where recordings lie, encrypt them, move them elsewhere."))
def recordings() -> None:
    """The group; its commands do the work."""


@recordings.command(
    "state", help=_("Say where recordings lie, whether they can be reached, and how they are protected.")
)
@workspace_option
@person_option
@json_option
def state(workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Exit status 1 when the store can't be reached, or this machine lacks the key."""
    with open_workspace(workspace) as opened:
        actor_for(opened, person)
        found = opened.services.fetching.ask_again()
        protection = opened.services.protecting.state()
    is_well = found.away is None and (protection.has_key or not protection.key_id)
    if as_json:
        print_json(
            {
                "recordings": found.address,
                "local": found.is_local,
                "reached": found.away is None,
                "copies_bytes": found.used_bytes,
                "copies_limit_bytes": found.limit_bytes,
                "encrypted": protection.is_on,
                "key": protection.key_id,
                "key_is_here": protection.has_key,
            }
        )
        return ExitStatus.DONE if is_well else ExitStatus.PARTLY
    click.echo(_("Recordings lie in {place}.").format(place=found.address))
    if found.away is not None:
        tell(explain(found.away))
    if not found.is_local:
        used = _("Copies on this machine: {used} of {limit}.")
        click.echo(used.format(used=_size(found.used_bytes), limit=_size(found.limit_bytes)))
    click.echo(_("They are encrypted.") if protection.is_on else _("They are not encrypted."))
    if protection.key_id:
        here = (
            _("The key {key} is on this machine.") if protection.has_key else _("The key {key} is not on this machine.")
        )
        click.echo(here.format(key=protection.key_id))
    return ExitStatus.DONE if is_well else ExitStatus.PARTLY


@recordings.command(
    "encrypt", help=_("Encrypt every recording, those to come and those that are there. Can be repeated.")
)
@workspace_option
@person_option
def encrypt(workspace: Path, person: str | None) -> int:
    """The key is made and kept first; what was broken off goes on."""
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, person)
        switched = opened.services.protecting.switch_on(actor)
        click.echo(_("The key {key} is kept in {place}.").format(key=switched.key_id, place=switched.key_place))
        tell(_("Without it nobody can hear these recordings: keep a copy (qa-desk recordings save-key FILE)."))
        return _convert(opened, actor)


@recordings.command(
    "decrypt", help=_("Keep every recording plain, those to come and those that are there. Can be repeated.")
)
@workspace_option
@person_option
def decrypt(workspace: Path, person: str | None) -> int:
    """What was broken off goes on."""
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, person)
        opened.services.protecting.switch_off(actor)
        return _convert(opened, actor)


@recordings.command(
    "save-key", help=_("Write a copy of the key to a new file, for another machine or to be locked away.")
)
@click.argument("file", type=_KEY_FILE)
@workspace_option
@person_option
def save_key(file: Path, workspace: Path, person: str | None) -> int:
    """The file is its owner's only."""
    with open_workspace(workspace) as opened:
        opened.services.protecting.save_key(actor_for(opened, person), file)
    click.echo(_("Wrote the key to {file}. Whoever has it hears every recording.").format(file=file))
    return ExitStatus.DONE


@recordings.command("take-key", help=_("Let this machine hear encrypted recordings, with a key file."))
@click.argument("file", type=_KEY_FILE)
@workspace_option
def take_key(file: Path, workspace: Path) -> int:
    """Whoever has the file may do so."""
    with open_workspace(workspace) as opened:
        place = opened.services.protecting.take_key(file)
    click.echo(_("The key is kept in {place}.").format(place=place))
    return ExitStatus.DONE


@recordings.command(
    "move-to", help=_("Copy every recording to another place, and use that one. Close other desks first.")
)
@click.argument("place")
@workspace_option
@person_option
def move_to(place: str, workspace: Path, person: str | None) -> int:
    """Nothing is removed where they were."""
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        n_copied = move_recordings(opened, actor_for(opened, person), place, progress)
    click.echo(ngettext("Copied {n} file.", "Copied {n} files.", n_copied).format(n=n_copied))
    click.echo(_("Recordings lie in {place} now. Those in the old place were left there.").format(place=place))
    return ExitStatus.DONE


def _convert(opened: Workspace, actor: Actor) -> int:
    with TerminalProgress() as progress:
        converted = opened.services.protecting.convert(actor, progress)
    n = converted.n_converted
    click.echo(ngettext("Converted {n} recording.", "Converted {n} recordings.", n).format(n=n))
    for name in converted.left:
        tell(_("{file} is gone or changed, and was left as it is.").format(file=name))
    return ExitStatus.PARTLY if converted.left else ExitStatus.DONE


def _size(n_bytes: int) -> str:
    size, unit = next(((size, unit) for size, unit in _SIZES if n_bytes >= size), (1 << 20, "MiB"))
    return f"{n_bytes / size:.1f} {unit}"
