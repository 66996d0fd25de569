"""Encryption of recordings at rest: switching it on and off, converting what is there, and the key to it all."""

from dataclasses import dataclass
from pathlib import Path

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.plain_leftovers import forget_plain_sound
from qa_desk.services.progress import Progress
from qa_desk.store.protection_setting import SETTING, protection_of, set_protection
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, read_key_file, write_key_file
from qa_desk.store.sealing.seals import Protection, Seals
from qa_desk.store.store import Store

_LEFT_FOR_LATER = frozenset({ErrorCode.FILE_MISSING, ErrorCode.RECORDING_ALTERED, ErrorCode.FILE_UNREADABLE})


@dataclass(frozen=True, slots=True)
class ProtectionState:
    """Whether what comes in is encrypted, the name of the key, and whether this machine has it."""

    is_on: bool
    key_id: str
    has_key: bool


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """Encryption is on: where the key lies on this machine."""

    key_id: str
    key_place: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Converted:
    """How many recordings were converted, and the names of those that could not be."""

    n_converted: int
    left: tuple[str, ...]


class Protecting:
    """How the recordings of a workspace are protected where they lie."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def state(self) -> ProtectionState:
        """How recordings are protected now: everybody who is to hear them needs the key."""
        protection = self._seals.protection
        has_key = bool(protection.key_id) and self._seals.keys.find(protection.key_id) is not None
        return ProtectionState(protection.is_on, protection.key_id, has_key)

    def switch_on(self, actor: Actor) -> SwitchedOn:
        """Encrypt every recording that comes in from now on; `convert` does so with those that are there.

        The key is kept on this machine before anything is encrypted with it: in the account's keyring, else in a file
        that only the account may read. Raises FILE_NOT_WRITTEN, RECORDINGS_KEY_MISSING for a key used before.
        """
        require(actor, Action.MANAGE_CENTRE)
        protection = self._seals.protection
        key = self._key_of(protection) if protection.key_id else SealKey.new()
        place = self._seals.keys.keep(key)
        self._set(actor, Protection(is_on=True, key_id=key.id), "recordings.encrypted", before=protection)
        return SwitchedOn(key.id, place, Changes.of(ObjectKind.SETTING))

    def switch_off(self, actor: Actor) -> Changes:
        """Keep every recording that comes in from now on as it is; the key still opens those that are encrypted."""
        require(actor, Action.MANAGE_CENTRE)
        before = self._seals.protection
        if before.is_on:
            self._set(actor, Protection(False, before.key_id), "recordings.not_encrypted", before=before)
        return Changes.of(ObjectKind.SETTING)

    def convert(self, actor: Actor, progress: Progress) -> Converted:
        """Keep every recording as it is to be kept now; what was stopped goes on when it is asked for again.

        Once nothing is encrypted any more, the key is done with: switching on again makes a new one.
        Raises CANCELLED, DISK_FULL, RECORDINGS_AWAY, RECORDINGS_KEY_MISSING, with everything kept that was done.
        """
        require(actor, Action.MANAGE_CENTRE)
        files = self._store.recordings
        with self._store.reading() as uow:
            names = {one.relative_path: one.original_name for one in uow.recordings.all_present()}
        n_converted, left = 0, list[str]()
        for done, (relative_path, name) in enumerate(sorted(names.items())):
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(done, len(names), name)
            try:
                n_converted += files.bring_into_form(relative_path)
            except QADeskError as error:
                if error.code not in _LEFT_FOR_LATER:
                    raise
                left.append(name)
        progress.report(len(names), len(names), "")
        forget_plain_sound(files)
        protection = self._seals.protection
        if protection.key_id and not protection.is_on and not left:
            self._set(actor, Protection(), "recordings.key_done", before=protection)
        return Converted(n_converted, tuple(left))

    def save_key(self, actor: Actor, path: Path) -> None:
        """Write a copy of the key to a new file: for another machine, or to be locked away.

        Raises RECORDINGS_KEY_MISSING, FILE_NOT_WRITTEN; WRONG_STATE when nothing was ever encrypted.
        """
        require(actor, Action.MANAGE_CENTRE)
        protection = self._seals.protection
        if not protection.key_id:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("The recordings"), state=_("not encrypted"))
        key = self._key_of(protection)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.audit("recordings.key_saved", ObjectKind.SETTING, key=key.id)
            uow.commit()
        write_key_file(key, path, RECORDINGS)

    def take_key(self, path: Path) -> str:
        """Let this machine open encrypted recordings with a key file; says where the key is kept now.

        Whoever has the file may do so. Raises FILE_MISSING, FILE_UNREADABLE, KEY_FILE_INVALID, also for another key
        than that of this workspace.
        """
        key = read_key_file(path, RECORDINGS)
        if key.id != self._seals.protection.key_id:
            raise QADeskError(ErrorCode.KEY_FILE_INVALID, file=path.name)
        return self._seals.keys.keep(key)

    @property
    def _seals(self) -> Seals:
        return self._store.recordings.seals

    def _key_of(self, protection: Protection) -> SealKey:
        key = self._seals.keys.find(protection.key_id)
        if key is None:
            raise QADeskError(ErrorCode.RECORDINGS_KEY_MISSING, key=protection.key_id)
        return key

    def _set(self, actor: Actor, protection: Protection, action: str, *, before: Protection) -> None:
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(SETTING)
            if protection_of(uow) != before:
                # somebody else has switched it meanwhile: two keys would lock one half away from the other
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("The recordings"), state=_("being changed elsewhere"))
            set_protection(uow, protection, actor.person_id, now)
            uow.audit("setting.set", ObjectKind.SETTING, key=SETTING)
            uow.audit(action, ObjectKind.SETTING, key=before.key_id or protection.key_id)
            uow.commit()
