"""What is done to a workspace that is not open: made from a backup, repaired, brought up to date, moved to a server."""

from pathlib import Path

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.centre.safekeeping import telling
from qa_desk.services.clock import Clock, SystemClock
from qa_desk.services.progress import Progress
from qa_desk.store.copying.damage import Damage, damage_of
from qa_desk.store.copying.damage import put_last_good_back as replace_damaged
from qa_desk.store.copying.moving import MoveOrder, MoveReport, move_workspace
from qa_desk.store.copying.restoring import RestoreReport, restore_backup
from qa_desk.store.copying.snapshots import Snapshot
from qa_desk.store.server_facts import ServerFacts, facts_at
from qa_desk.store.upgrading import MigrationReport, migrate_workspace
from qa_desk.store.workspace import OWN_RECORDINGS, Workspace, read_workspace


def restore_workspace(
    file: Path,
    folder: Path,
    database_url: str | None,
    recordings: str | None,
    progress: Progress,
    *,
    key_file: Path | None = None,
) -> RestoreReport:
    """Make a workspace from a backup, in a folder that is empty or not there yet; whole or not at all.

    Args:
        database_url: an empty PostgreSQL database to put it into; None makes a SQLite file.
        recordings: where the sound is kept; None is the workspace's own folder. What the backup lacks must be there.
        key_file: the key of encrypted recordings; None where this machine keeps it already.

    Raises:
        QADeskError: WORKSPACE_EXISTS, DATABASE_NOT_EMPTY, BACKUP_BROKEN, BACKUP_NEWER, BACKUP_KEY_MISSING,
            BACKUP_KEY_WRONG, DATABASE_NEWER, CANCELLED.
    """
    described = Workspace(folder, database_url or "", recordings or OWN_RECORDINGS)
    return restore_backup(file, described, key_file=key_file, tell=telling(progress))


def put_last_good_back(folder: Path, *, clock: Clock | None = None) -> tuple[Snapshot, Path | None]:
    """Put the newest good automatic backup in the place of a damaged database file, which is kept aside.

    Returns:
        The backup, and the folder where the damaged file lies now.

    Raises:
        QADeskError: WORKSPACE_MISSING, DATABASE_SOUND for a file that is not damaged, DATABASE_LOST without a backup.
    """
    return replace_damaged(read_workspace(folder), (clock or SystemClock()).now())


def damage_of_workspace(folder: Path) -> Damage:
    """What there is in place of a damaged database file; nothing is changed."""
    return damage_of(read_workspace(folder))


def migrate(folder: Path, progress: Progress, *, clock: Clock | None = None) -> MigrationReport:
    """Bring the database of a workspace up to this program's schema, after a copy. Raises what `bring_up` raises."""
    return migrate_workspace(read_workspace(folder), now=(clock or SystemClock()).now(), tell=telling(progress))


def move_to(
    actor: Actor, folder: Path, database_url: str, recordings: str, progress: Progress, *, clock: Clock | None = None
) -> MoveReport:
    """Move a one-person workspace into a PostgreSQL database, noted in the audit chains of both.

    Raises NOT_ALLOWED, and what `move_workspace` raises.
    """
    require_may_move(actor)
    order = MoveOrder(database_url, (clock or SystemClock()).now(), actor.person_id, recordings)
    return move_workspace(read_workspace(folder), order, tell=telling(progress))


def require_may_move(actor: Actor) -> None:
    """Raises NOT_ALLOWED for whoever may not move the workspace elsewhere."""
    require(actor, Action.BACK_UP)


def server_facts(folder: Path) -> ServerFacts | None:
    """How many desks the server of a workspace has room for; None for a workspace without a server."""
    workspace = read_workspace(folder)
    return facts_at(workspace.database_url) if workspace.database_url else None
