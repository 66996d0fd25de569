"""Notes what SQLite writes and flushes, and makes from it the files a power cut could have left behind.

The program under test runs unchanged on its own SQLite: the functions by which that library writes, flushes, cuts off
and deletes files are wrapped in place. What was not flushed at a cut survives sector by sector, or not, or as rubbish.
"""

import _sqlite3
import ctypes
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

_SECTOR_BYTES = 512
_P_KEPT, _P_RUBBISH = 0.5, 0.05

# A path goes on as the address it came as: SQLite keeps it, and what stands behind its end.
_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _FileSystem(ctypes.Structure):
    """The beginning of `sqlite3_vfs`."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_bytes", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _Open),
        ("delete", _Delete),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, all versions; a version without the last ones never calls them."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("others", ctypes.c_void_p * 13),
    )


class Deed(Enum):
    """What was done to a file; `DONE` is the program saying that something is safe."""

    WRITTEN = auto()
    CUT_OFF = auto()
    FLUSHED = auto()
    DELETED = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed; of a file, but for `DONE`."""

    deed: Deed
    name: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Log:
    """Everything that happened to the files of one folder, in order, and what they held before."""

    folder: Path
    before: dict[str, bytes]
    entries: list[Entry] = field(default_factory=list)

    def acknowledge(self) -> None:
        """Note that the program has said to somebody: this is safe."""
        self.entries.append(Entry(Deed.DONE))


@contextmanager
def noted(folder: Path) -> Iterator[Log]:
    """Note what SQLite does to files of this folder meanwhile; open the database within, and close it within too."""
    log = Log(folder, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileSystem)
    system = library.sqlite3_vfs_find(None).contents
    really_open, really_delete = _Open.from_buffer_copy(system.open), _Delete.from_buffer_copy(system.delete)
    wrapping = _Wrapping(log)

    @_Open
    def open_(vfs: int, path: int | None, file: int, flags: int, out_flags: int) -> int:
        result = really_open(vfs, path, file, flags, out_flags)
        opened = _path_at(path)
        if result == 0 and opened is not None and opened.parent == folder:
            wrapping.wrap(file, opened.name)
        return result

    @_Delete
    def delete(vfs: int, path: int, must_flush: int) -> int:
        deleted = _path_at(path)
        if deleted is not None and deleted.parent == folder:
            log.entries.append(Entry(Deed.DELETED, deleted.name))
        return really_delete(vfs, path, must_flush)

    system.open, system.delete = open_, delete
    try:
        yield log
    finally:
        system.open, system.delete = really_open, really_delete
        assert not wrapping.failures, wrapping.failures


def _path_at(address: int | None) -> Path | None:
    """The path that is named there; temporary files have none."""
    return Path(os.fsdecode(ctypes.string_at(address))) if address else None


class _Wrapping:
    """Puts noting functions in place of those of a file that was just opened."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self.failures: list[str] = []

    def wrap(self, file: int, name: str) -> None:
        self._names[file] = name
        place = ctypes.c_void_p.from_address(file)
        real = place.value
        assert real is not None
        if real not in self._tables:
            self._tables[real] = self._noting(_Methods.from_address(real))
        place.value = ctypes.addressof(self._tables[real])

    def _noting(self, real: _Methods) -> _Methods:
        table = _Methods.from_buffer_copy(real)

        @_Write
        def write(file: int, data: int, n_bytes: int, offset: int) -> int:
            self._note(file, Deed.WRITTEN, offset, ctypes.string_at(data, n_bytes))
            return real.write(file, data, n_bytes, offset)

        @_Truncate
        def truncate(file: int, n_bytes: int) -> int:
            self._note(file, Deed.CUT_OFF, n_bytes)
            return real.truncate(file, n_bytes)

        @_Sync
        def sync(file: int, flags: int) -> int:
            result = real.sync(file, flags)
            self._note(file, Deed.FLUSHED)
            return result

        table.write, table.truncate, table.sync = write, truncate, sync
        return table

    def _note(self, file: int, deed: Deed, offset: int = 0, data: bytes = b"") -> None:
        # An exception would vanish between C and Python.
        if file in self._names:
            self._log.entries.append(Entry(deed, self._names[file], offset, data))
        else:
            self.failures.append(f"{deed.name} of a file that was never opened")


class Disk:
    """Follows a log and shows what would be left if the power went now.

    Args:
        honours_flushes: false for a disk that says "flushed" and is not.
    """

    def __init__(self, log: Log, *, honours_flushes: bool = True) -> None:
        self._log = log
        self._honours_flushes = honours_flushes
        self._flushed = {name: bytearray(data) for name, data in log.before.items()}
        self._current = {name: bytearray(data) for name, data in log.before.items()}
        self._waiting: dict[str, list[Entry]] = {}
        self._n_done = 0
        self.n_acknowledged = 0

    def follow(self, until: int) -> None:
        """Go on to the entry with this number, which itself has not happened."""
        for entry in self._log.entries[self._n_done : until]:
            self._take(entry)
        self._n_done = until

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files as they could be found."""
        return {name: self._left_of(name, chance) for name in self._current}

    def _take(self, entry: Entry) -> None:
        name = entry.name
        if entry.deed is Deed.DONE:
            self.n_acknowledged += 1
        elif entry.deed is Deed.DELETED:
            for kept in (self._flushed, self._current, self._waiting):
                kept.pop(name, None)
        elif entry.deed is Deed.FLUSHED:
            if self._honours_flushes:
                self._flushed[name] = bytearray(self._current.setdefault(name, bytearray()))
                self._waiting[name] = []
        else:
            _apply(self._current.setdefault(name, bytearray()), entry)
            self._waiting.setdefault(name, []).append(entry)

    def _left_of(self, name: str, chance: random.Random) -> bytes:
        left = bytearray(self._flushed.get(name, b""))
        for entry in self._waiting.get(name, ()):
            for sector in _sectors(entry):
                luck = chance.random()
                if luck < _P_KEPT:
                    _apply(left, sector)
                elif luck < _P_KEPT + _P_RUBBISH and sector.data:
                    _apply(left, Entry(Deed.WRITTEN, name, sector.offset, chance.randbytes(len(sector.data))))
        return bytes(left)


def _sectors(entry: Entry) -> Iterator[Entry]:
    """A write in the pieces that a disk writes whole; what is cut off is one piece."""
    if entry.deed is Deed.CUT_OFF:
        yield entry
    for start in range(0, len(entry.data), _SECTOR_BYTES):
        part = entry.data[start : start + _SECTOR_BYTES]
        yield Entry(Deed.WRITTEN, entry.name, entry.offset + start, part)


def _apply(content: bytearray, entry: Entry) -> None:
    if entry.deed is Deed.CUT_OFF:
        del content[entry.offset :]
        return
    content.extend(bytes(max(0, entry.offset - len(content))))
    content[entry.offset : entry.offset + len(entry.data)] = entry.data
