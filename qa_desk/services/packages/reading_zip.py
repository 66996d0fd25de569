"""A zip that somebody sent, read with mistrust: every entry is checked before one is opened, none is ever unpacked.

An entry is read in blocks up to the size that was stated for it; names are only compared, never used as paths.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NoReturn, Self

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.packages.limits import (
    HIGHEST_RATIO,
    INDEX_BYTES,
    LONGEST_NAME,
    MANIFEST,
    MIB,
    MOST_FILES,
    PACKAGE_BYTES,
    RECORDING_PATH,
    most_bytes_of,
)

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_LOCAL_BYTES = 30
_BLOCK_BYTES = 1 << 16
_ENCRYPTED = 0x1 | 0x40
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error, NotImplementedError, RuntimeError)


class PackageZip:
    """The entries of a package, by name; use it in a `with`.

    Raises on opening:
        QADeskError: FILE_MISSING, FILE_UNREADABLE, PACKAGE_BROKEN, PACKAGE_TOO_LARGE, PACKAGE_UNSAFE.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._stream = _opened(path)
        try:
            n_files = self._require_index()
            self._archive = zipfile.ZipFile(self._stream)
            self._entries = {info.orig_filename: info for info in self._archive.infolist()}
            if len(self._archive.infolist()) != n_files:
                raise self._broken(_("its list of files is not as long as it says"))
            self._require_entries(self._archive.infolist())
        except _BROKEN as error:
            self._stream.close()
            raise self._broken(str(error)) from error
        except BaseException:
            self._stream.close()
            raise

    @property
    def names(self) -> frozenset[str]:
        """What is in it."""
        return frozenset(self._entries)

    @property
    def stream(self) -> IO[bytes]:
        """The file as it is."""
        return self._stream

    def size_of(self, name: str) -> int:
        """The size that an entry says it unfolds to."""
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """A small entry whole. Raises PACKAGE_INVALID where it is missing, PACKAGE_BROKEN, PACKAGE_TOO_LARGE."""
        return b"".join(self.blocks(name))

    def blocks(self, name: str) -> Iterator[bytes]:
        """An entry in blocks, never more than it said it would be. Raises as `read`."""
        info = self._entries.get(name)
        if info is None:
            expected = _("is missing here")
            raise QADeskError(
                ErrorCode.PACKAGE_INVALID, file=self._name, part=name, key=_("the file"), expected=expected
            )
        left = info.file_size
        try:
            with self._archive.open(info) as stream:
                while block := stream.read(_BLOCK_BYTES):
                    left -= len(block)
                    if left < 0:
                        self._too_large(name, info.file_size)
                    yield block
        except _BROKEN as error:
            raise self._broken(f"{name}: {error}") from error
        if left:
            raise self._broken(_("{part} ends too early").format(part=name))

    def close(self) -> None:
        """Let the file go."""
        self._archive.close()
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def _require_index(self) -> int:
        """The end of the file says how much there is to read; it is checked before anything reads it.

        Returns how many files it says there are.
        """
        size = self._stream.seek(0, 2)
        if size > PACKAGE_BYTES:
            self._too_large("", PACKAGE_BYTES)
        if size < _END.size:
            raise self._broken(_("it is no zip file"))
        self._stream.seek(size - _END.size)
        sign, disk, first_disk, n_here, n_files, index_bytes, index_at, comment = _END.unpack(
            self._stream.read(_END.size)
        )
        if sign != _END_SIGN or comment:
            raise self._broken(_("it does not end as a zip file does"))
        if disk or first_disk or n_here != n_files or index_at + index_bytes + _END.size != size:
            raise self._broken(_("its list of files is not where it says"))
        if n_files > MOST_FILES or index_bytes > INDEX_BYTES:
            self._too_large(_("the list of files"), MOST_FILES)
        self._stream.seek(0)
        return n_files

    def _require_entries(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(self._entries) != len(infos) or len({name.casefold() for name in self._entries}) != len(infos):
            self._unsafe(_first_twice(infos), _("it is there twice"))
        at = 0
        for info in sorted(infos, key=lambda one: one.header_offset):
            self._require_entry(info)
            if info.header_offset < at:
                self._unsafe(info.orig_filename, _("it lies over another one"))
            at = info.header_offset + _LOCAL_BYTES + len(info.orig_filename.encode()) + info.compress_size
        if MANIFEST not in self._entries:
            raise self._broken(_("it has no {part}").format(part=MANIFEST))

    def _require_entry(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename
        _require_name(self._unsafe, name)
        if info.flag_bits & _ENCRYPTED:
            self._unsafe(name, _("it is encrypted"))
        mode = info.external_attr >> 16
        if info.is_dir() or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            self._unsafe(name, _("it is a link or a folder and not a file"))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self._unsafe(name, _("it is folded in a way that is not expected"))
        if info.file_size > most_bytes_of(name):
            self._too_large(name, most_bytes_of(name))
        is_sound = RECORDING_PATH.fullmatch(name) is not None
        if is_sound and info.compress_type != zipfile.ZIP_STORED:
            self._unsafe(name, _("it is folded in a way that is not expected"))
        if info.file_size > HIGHEST_RATIO * max(1, info.compress_size):
            self._unsafe(name, _("it unfolds to more than {n} times its size").format(n=HIGHEST_RATIO))
        if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
            self._unsafe(name, _("it is not as large as it says"))

    def _unsafe(self, name: str, why: str) -> NoReturn:
        raise QADeskError(ErrorCode.PACKAGE_UNSAFE, file=self._name, part=shown(name), detail=why)

    def _too_large(self, part: str, limit: int) -> NoReturn:
        said = _("{n} MiB").format(n=max(1, limit // MIB)) if limit > MOST_FILES else str(limit)
        raise QADeskError(ErrorCode.PACKAGE_TOO_LARGE, file=self._name, part=shown(part) or self._name, limit=said)

    def _broken(self, detail: str) -> QADeskError:
        return QADeskError(ErrorCode.PACKAGE_BROKEN, file=self._name, detail=shown(detail))


def shown(name: str) -> str:
    """A name of somebody else's making as it may stand in a sentence: short, and only what can be seen."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[:LONGEST_NAME]}…"


def _require_name(refuse: Callable[[str, str], NoReturn], name: str) -> None:
    """Only the names of a package are taken; what is wrong with any other is said."""
    if most_bytes_of(name):
        return
    parts = name.replace("\\", "/").split("/")
    if ".." in parts:
        refuse(name, _("it leads out of the package"))
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        refuse(name, _("it names a place on the computer"))
    refuse(name, _("no part of a package is called so"))


def _first_twice(infos: list[zipfile.ZipInfo]) -> str:
    seen: set[str] = set()
    for info in infos:
        if info.orig_filename.casefold() in seen:
            return info.orig_filename
        seen.add(info.orig_filename.casefold())
    return ""


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error
