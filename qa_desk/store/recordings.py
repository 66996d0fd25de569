"""The store of sound files: known by the SHA-256 of their content, so that nothing is stored twice.

A file is called `ab/abcdef….ext`; its original name stands in the database. It lies under that name in a folder, a
share or a bucket, or encrypted under a name that tells nothing; `fetch` brings it to where it can be heard.
"""

import contextlib
import errno
import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.store.local_copies import LocalCopies, LocalCopy
from qa_desk.store.places.folder import FolderPlace
from qa_desk.store.places.place import LEFT_BEHIND_S, Place, Progress
from qa_desk.store.places.remote import RemotePlace
from qa_desk.store.recording_blocks import blocks_in, hash_of, plain_blocks, told, write_blocks
from qa_desk.store.sealing.key import SEALED
from qa_desk.store.sealing.sealed_file import SealBrokenError, Sealer, sealed_size
from qa_desk.store.sealing.seals import Seals, StoredForm

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LONGEST_SUFFIX = 9


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store; `is_new` is false when its content was there already."""

    sha256: str
    relative_path: str
    size_bytes: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file of the store, where it can be read now; it stays there while somebody holds this record.

    Args:
        path: where; a decrypted file lies in a folder with `paths.PRIVATE_MARK`.
        held: what keeps it there.
    """

    path: Path
    held: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in the store: which of the expected files, names of files that nobody expects, and how many in all."""

    there: frozenset[str]
    unexpected: tuple[str, ...]
    n_files: int


class RecordingFiles:
    """The recordings of a workspace; safe for several threads and processes at once.

    Args:
        place: where they lie.
        unfinished_folder: where QA Desk writes what it records itself, until it is whole.
        copies: where copies are kept of what lies on another machine.
        seals: how they are protected.
    """

    def __init__(self, place: Place, unfinished_folder: Path, *, copies: LocalCopies, seals: Seals) -> None:
        self._place = place
        self._unfinished_folder = unfinished_folder
        self._copies = copies
        self._seals = seals
        self._verified: set[tuple[str, int, int]] = set()

    @property
    def place(self) -> Place:
        """Where they lie."""
        return self._place

    @property
    def seals(self) -> Seals:
        """How they are protected."""
        return self._seals

    @property
    def copies(self) -> LocalCopies:
        """The copies kept on this machine of what lies on another."""
        return self._copies

    @property
    def is_local(self) -> bool:
        """Whether they lie on this machine and are read in place."""
        return isinstance(self._place, FolderPlace)

    @property
    def unfinished_folder(self) -> Path:
        """Where QA Desk writes what it records itself, until it is whole; always on this machine."""
        return self._unfinished_folder

    @property
    def away(self) -> QADeskError | None:
        """Why they were out of reach when they were asked for last; None when they answered, or were never asked."""
        return self._place.reach.away if isinstance(self._place, RemotePlace) else None

    def ask_again(self) -> None:
        """See whether the place answers, however lately it did not. Raises RECORDINGS_AWAY."""
        if isinstance(self._place, RemotePlace):
            self._place.reach.ask_again()
            self._place.is_founded()

    def found(self) -> None:
        """Let recordings lie there from now on. Raises RECORDINGS_AWAY, FILE_UNREADABLE."""
        with _store_errors(self._place.address):
            self._place.found()

    def forget_plain(self) -> None:
        """Take away the copies on this machine that are not encrypted."""
        self._copies.drop_all(but=lambda name: name.startswith(SEALED))

    def add(self, source: Path, *, progress: Progress | None = None) -> StoredFile:
        """Copy a file in under its hash; either the whole file is there afterwards or nothing of it.

        Raises:
            QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE for the source; DISK_FULL, RECORDINGS_AWAY,
                RECORDINGS_KEY_MISSING, FILE_NOT_WRITTEN for the store.
        """
        with _opened(source) as stream:
            return self._keep(_blocks_of(stream, source.name), _suffix_of(source), source.name, progress)

    def adopt(self, source: Path) -> StoredFile:
        """Take in a file of `unfinished_folder` without copying it, where the disk can: a full one has no room for two.

        The file stays where it is as well, until its owner removes it. Raises what `add` raises.
        """
        sha256, size_bytes = sha256_of(source), source.stat().st_size
        relative_path = _relative_path(sha256, _suffix_of(source))
        if not isinstance(self._place, FolderPlace) or self._seals.form_to_keep(relative_path).key is not None:
            return self.add(source)
        if self._place.size_of(relative_path) == size_bytes:
            return StoredFile(sha256, relative_path, size_bytes, is_new=False)
        try:
            self._place.link_in(source, relative_path)
        except OSError:
            return self.add(source)
        return StoredFile(sha256, relative_path, size_bytes, is_new=True)

    def fetch(self, relative_path: str, *, progress: Progress | None = None) -> FetchedFile:
        """A file where it can be read: in place on a local disk, else a verified copy; decrypted where it is encrypted.

        Raises:
            QADeskError: FILE_MISSING; RECORDINGS_AWAY when there is no copy either; RECORDING_ALTERED;
                RECORDINGS_KEY_MISSING; DISK_FULL for the copy.
        """
        forms = self._seals.forms_of(relative_path)
        # what is to be encrypted is heard like it, so that nothing of it is kept plain outside the store
        is_private = forms[0].key is not None
        plain = self._seals.room.find(relative_path)
        if plain is not None:
            return FetchedFile(plain.path, plain)
        for form in forms:
            found = self._at_hand(form, relative_path, is_private=is_private)
            if found is not None:
                return found
        if progress is not None and not self.is_local:
            progress(0)
        for form in forms:
            size_bytes = self._place.size_of(form.name)
            if size_bytes is not None and not self.is_local:
                copy = self._brought(form, size_bytes, progress)
                return self._checked(copy, form, relative_path, is_private=is_private)
        raise QADeskError(ErrorCode.FILE_MISSING, file=relative_path)

    def is_at_hand(self, relative_path: str) -> bool:
        """Whether it can be heard without asking another machine. Raises RECORDINGS_KEY_MISSING."""
        forms = self._seals.forms_of(relative_path)
        if isinstance(self._place, FolderPlace):
            return any(self._place.size_of(form.name) is not None for form in forms)
        return any(self._copies.find(form.name) is not None for form in forms)

    def holds(self, relative_path: str, size_bytes: int) -> bool:
        """Whether the store has the file in its full length. Raises RECORDINGS_AWAY, RECORDINGS_KEY_MISSING."""
        return any(
            self._place.size_of(form.name) == (sealed_size(size_bytes) if form.key else size_bytes)
            for form in self._seals.forms_of(relative_path)
        )

    def is_intact(self, relative_path: str, sha256: str) -> bool:
        """Whether the file is there with exactly this content. Raises RECORDINGS_AWAY, RECORDINGS_KEY_MISSING."""
        for form in self._seals.forms_of(relative_path):
            with contextlib.suppress(OSError, SealBrokenError), self._place.open(form.name) as stream:
                return hash_of(plain_blocks(stream, form)) == sha256
        return False

    def inventory(self, expected: Iterable[str]) -> Inventory:
        """What lies in the store beside these relative paths. Raises RECORDINGS_AWAY, RECORDINGS_KEY_MISSING."""
        names = set(self._place.names())
        n_files, there = len(names), set[str]()
        for relative_path in expected:
            forms = [form.name for form in self._seals.forms_of(relative_path) if form.name in names]
            if forms:
                there.add(relative_path)
                names.discard(forms[0])
        return Inventory(frozenset(there), tuple(sorted(names)), n_files)

    def remove(self, relative_path: str) -> None:
        """Take a file away for good, with every copy of it on this machine; nothing happens when it is not there.

        Raises RECORDINGS_AWAY, RECORDINGS_KEY_MISSING, FILE_UNREADABLE.
        """
        for form in self._seals.forms_of(relative_path):
            with _store_errors(relative_path):
                self._place.remove(form.name)
            self._copies.drop(form.name)
        self._seals.room.forget(relative_path)

    def bring_into_form(self, relative_path: str) -> bool:
        """Keep a file as the protection wants it now, and nothing of it otherwise; false when it was so already.

        The other form goes only after the wanted one was read back whole. Raises what `fetch` and `add` raise.
        """
        wanted, *others = self._seals.forms_of(relative_path)
        left = [form for form in others if self._place.size_of(form.name) is not None]
        for form in left:
            with _store_errors(relative_path):
                if not self._is_whole(wanted, relative_path):
                    self._copy_into(wanted, form, relative_path)
                self._place.remove(form.name)
            self._copies.drop(form.name)
        return bool(left)

    def sweep(self) -> None:
        """Remove what imports that were killed left half-copied; what is younger than a day may be in work."""
        self._place.sweep(time.time() - LEFT_BEHIND_S)

    def _keep(
        self, blocks: Iterable[bytes], suffix: str, name: str, progress: Progress | None, *, expected: str = ""
    ) -> StoredFile:
        key = self._seals.form_to_keep("").key
        with _store_errors(name):
            incoming = self._place.receive()
            try:
                sha256, size_bytes = write_blocks(incoming, blocks, Sealer(key) if key else None, progress)
                if size_bytes == 0:
                    raise QADeskError(ErrorCode.FILE_EMPTY, file=name)
                if expected and sha256 != expected:
                    raise QADeskError(ErrorCode.RECORDING_ALTERED, file=name)
                relative_path = _relative_path(sha256, suffix)
                form = StoredForm(key.address_of(relative_path), key) if key else StoredForm(relative_path)
                is_new = self._place.size_of(form.name) != (sealed_size(size_bytes) if key else size_bytes)
                if is_new:
                    incoming.move_in(form.name)
            finally:
                incoming.discard()
        return StoredFile(sha256, relative_path, size_bytes, is_new)

    def _at_hand(self, form: StoredForm, relative_path: str, *, is_private: bool) -> FetchedFile | None:
        """The file as it lies on this machine; None where it does not, or is not what it ought to be."""
        if isinstance(self._place, FolderPlace):
            path = self._place.path_of(form.name)
            if path is None or not path.is_file():
                return None
            return self._decrypted(path, form, relative_path) if form.key or is_private else FetchedFile(path)
        copy = self._copies.find(form.name)
        if copy is None:
            return None
        try:
            return self._checked(copy, form, relative_path, is_private=is_private)
        except QADeskError as error:
            if error.code is not ErrorCode.RECORDING_ALTERED:
                raise
            return None

    def _brought(self, form: StoredForm, size_bytes: int, progress: Progress | None) -> LocalCopy:
        """The file, copied here from another machine in its full length."""
        with _store_errors(form.name), self._place.open(form.name) as stream:
            copy = self._copies.take(form.name, size_bytes, told(blocks_in(stream), progress))
            if copy.path.stat().st_size == size_bytes:
                return copy
        self._copies.drop(form.name)
        raise QADeskError(ErrorCode.RECORDINGS_AWAY, place=self._place.address, detail=_("the connection broke off"))

    def _checked(self, copy: LocalCopy, form: StoredForm, relative_path: str, *, is_private: bool) -> FetchedFile:
        """A copy whose content is what was brought in; any other is dropped. Raises RECORDING_ALTERED."""
        try:
            if form.key is not None or is_private:
                return self._decrypted(copy.path, form, relative_path)
            about = copy.path.stat()
            seen = (form.name, about.st_size, about.st_ino)
            if seen not in self._verified and sha256_of(copy.path) != _sha256_in(relative_path):
                raise QADeskError(ErrorCode.RECORDING_ALTERED, file=relative_path)
        except QADeskError as error:
            if error.code is ErrorCode.RECORDING_ALTERED:
                self._copies.drop(form.name)
            raise
        self._verified.add(seen)
        return FetchedFile(copy.path, held=copy.held)

    def _decrypted(self, path: Path, form: StoredForm, relative_path: str) -> FetchedFile:
        """Where it lies decrypted while it is heard. Raises RECORDING_ALTERED, DISK_FULL."""

        def pour(target: BinaryIO) -> None:
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                for block in plain_blocks(stream, form):
                    digest.update(block)
                    target.write(block)
            if digest.hexdigest() != _sha256_in(relative_path):
                raise SealBrokenError

        try:
            with _store_errors(relative_path):
                plain = self._seals.room.take(relative_path, PurePosixPath(relative_path).suffix, pour)
        except SealBrokenError as error:
            raise QADeskError(ErrorCode.RECORDING_ALTERED, file=relative_path) from error
        return FetchedFile(plain.path, plain)

    def _is_whole(self, form: StoredForm, relative_path: str) -> bool:
        with contextlib.suppress(OSError, SealBrokenError), self._place.open(form.name) as stream:
            return hash_of(plain_blocks(stream, form)) == _sha256_in(relative_path)
        return False

    def _copy_into(self, wanted: StoredForm, form: StoredForm, relative_path: str) -> None:
        suffix = PurePosixPath(relative_path).suffix
        self._place.remove(wanted.name)
        try:
            with self._place.open(form.name) as stream:
                blocks = plain_blocks(stream, form)
                self._keep(blocks, suffix, relative_path, None, expected=_sha256_in(relative_path))
        except SealBrokenError as error:
            raise QADeskError(ErrorCode.RECORDING_ALTERED, file=relative_path) from error
        if not self._is_whole(wanted, relative_path):
            detail = _("what arrived in the recordings store is not what was sent")
            raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=relative_path, detail=detail)


def sha256_of(path: Path) -> str:
    """The hash by which the store would know this file. Raises FILE_MISSING or FILE_UNREADABLE."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def free_bytes(folder: Path) -> int:
    """The room left on the disk of that folder (or of the nearest folder above it that exists)."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _relative_path(sha256: str, suffix: str) -> str:
    return str(PurePosixPath(sha256[:2], sha256 + suffix))


def _sha256_in(relative_path: str) -> str:
    return PurePosixPath(relative_path).name.partition(".")[0]


def _suffix_of(source: Path) -> str:
    suffix = source.suffix.lower()
    is_plain = 1 < len(suffix) <= _LONGEST_SUFFIX and suffix[1:].isascii() and suffix[1:].isalnum()
    return suffix if is_plain else ""


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error


def _blocks_of(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The content of a file that is brought in."""
    try:
        yield from blocks_in(stream)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=error.strerror or "") from error


@contextlib.contextmanager
def _store_errors(name: str) -> Iterator[None]:
    """What the place refuses, said as people are told it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise QADeskError(ErrorCode.DISK_FULL, file=name) from error
        detail = error.strerror or _("the recordings store refused it")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=detail) from error
