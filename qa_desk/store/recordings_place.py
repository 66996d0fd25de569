"""Which place the recordings of a workspace lie in, by what `workspace.toml` says of it."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.paths import cache_dir, settings_dir
from qa_desk.store.local_copies import LocalCopies
from qa_desk.store.network_share import is_on_network
from qa_desk.store.places.bucket import BucketPlace
from qa_desk.store.places.folder import FolderPlace
from qa_desk.store.places.place import Place
from qa_desk.store.places.remote import RemotePlace
from qa_desk.store.recordings import RecordingFiles, free_bytes
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import CENTRE, RECORDINGS, KeyPlaces
from qa_desk.store.sealing.private_room import PrivateRoom
from qa_desk.store.sealing.seals import Protection, Seals
from qa_desk.store.system_ring import SystemRing
from qa_desk.store.workspace import Workspace

_UNFINISHED = "recording"
_COPIES = "recordings"
_KEYS = "recording-keys"
_CENTRE_KEYS = "centre-keys"
_URL = re.compile(r"[a-z][a-z0-9+.-]+(://|::)", re.IGNORECASE)


def recordings_of(workspace: Workspace, protection: Callable[[], Protection]) -> RecordingFiles:
    """The recordings of a workspace; nothing is asked of a place that is far away.

    Args:
        protection: says how they are protected now.
    """
    place = place_at(workspace.recordings, workspace.folder)
    copies = LocalCopies(cache_dir() / _COPIES, free_bytes=free_bytes)
    seals = Seals(protection, keys_of_machine(), PrivateRoom())
    # beside the usual recordings folder, so that what QA Desk records itself joins it by a link
    return RecordingFiles(place, workspace.folder / _UNFINISHED, copies=copies, seals=seals)


def keys_of_machine() -> KeyPlaces[SealKey]:
    """Where this account of this machine keeps keys of recordings, of whichever workspace."""
    return KeyPlaces(settings_dir() / _KEYS, SystemRing(), RECORDINGS)


def centre_keys_of_machine() -> KeyPlaces[CentreKey]:
    """Where this account of this machine keeps the keys that centres sign their packages of cases with."""
    return KeyPlaces(settings_dir() / _CENTRE_KEYS, SystemRing(), CENTRE)


def place_at(said: str, folder: Path) -> Place:
    """The place that a text names: a folder (a relative one lies in the workspace) or a URL."""
    if _URL.match(said) is None:
        return _folder(folder / said, folder)
    if urlsplit(said).scheme.lower() == "file":
        return _folder(Path(unquote(urlsplit(said).path)), folder)
    return RemotePlace(BucketPlace(said))


def require_no_secret(said: str) -> None:
    """Raises VALUE_INVALID for a URL with a password in it, which would lie in a file."""
    if _URL.match(said) is not None and urlsplit(said).password is not None:
        shown = said.replace(f":{urlsplit(said).password}@", ":***@")
        expected = "s3://BUCKET/FOLDER without a password (the environment or the driver's own file holds it)"
        raise QADeskError(ErrorCode.VALUE_INVALID, value=shown, what="recordings", expected=expected)


def _folder(path: Path, workspace: Path) -> Place:
    is_inside = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(workspace))
    place = FolderPlace(path, is_elsewhere=not is_inside)
    return RemotePlace(place) if is_on_network(path) else place
