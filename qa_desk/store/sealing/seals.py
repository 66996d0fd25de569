"""How the recordings of a workspace are protected now: encrypted or not, with which key, and where they are heard from.

What holds is a setting of the centre, asked anew for each recording, so that no desk goes on writing plain ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import KeyPlaces
from qa_desk.store.sealing.private_room import PrivateRoom


@dataclass(frozen=True, slots=True)
class Protection:
    """Whether what comes in is encrypted, and with which key; after switching off, the key still opens the rest."""

    is_on: bool = False
    key_id: str = ""


@dataclass(frozen=True, slots=True)
class StoredForm:
    """How a recording may lie in the store: its name there, and the key when it is encrypted."""

    name: str
    key: SealKey | None = None


class Seals:
    """The protection of one workspace's recordings.

    Args:
        protection: says what holds now.
        keys: where keys lie.
        room: where decrypted sound lies while it is heard.
    """

    def __init__(self, protection: Callable[[], Protection], keys: KeyPlaces[SealKey], room: PrivateRoom) -> None:
        self._protection = protection
        self._key_at_hand: SealKey | None = None
        self.keys = keys
        self.room = room

    @property
    def protection(self) -> Protection:
        """What holds now."""
        return self._protection()

    @property
    def key_at_hand(self) -> SealKey | None:
        """What anything else of the workspace is to be sealed with on this machine; asks neither store nor keyring.

        None where nothing is encrypted, where this machine has no key, and before anybody looked.
        """
        return self._key_at_hand

    def look(self) -> None:
        """See what holds now, so that `key_at_hand` knows it also while the store is away."""
        protection = self._protection()
        self._key_at_hand = self.keys.find(protection.key_id) if protection.is_on else None

    def form_to_keep(self, relative_path: str) -> StoredForm:
        """How a recording is to be kept now. Raises RECORDINGS_KEY_MISSING."""
        return self.forms_of(relative_path)[0]

    def forms_of(self, relative_path: str) -> tuple[StoredForm, ...]:
        """How a recording may be kept, as it ought to be first. Raises RECORDINGS_KEY_MISSING."""
        protection = self._protection()
        plain = StoredForm(relative_path)
        if not protection.key_id:
            return (plain,)
        key = self.keys.find(protection.key_id)
        if key is None:
            raise QADeskError(ErrorCode.RECORDINGS_KEY_MISSING, key=protection.key_id)
        sealed = StoredForm(key.address_of(relative_path), key)
        self._key_at_hand = key if protection.is_on else None
        return (sealed, plain) if protection.is_on else (plain, sealed)
