"""The backup file: a zip of every table, the list of recordings, and a manifest that holds the sums of all of it.

It knows neither SQLite nor PostgreSQL and is put back into either. Read and written only here.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.manifest import (
    FORMAT,
    FORMAT_SEALED,
    KeptRecording,
    KeptTable,
    Manifest,
    manifest_json,
    manifest_of,
)
from qa_desk.store.copying.table_shapes import Row, TableShape, TableSum, line_of
from qa_desk.store.recording_blocks import blocks_in
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.sealed_file import SealBrokenError, unsealed

Tell = Callable[[int, int, str], None]
"""Told that so many of so many parts are done, and the present one; may raise to stop."""

_MANIFEST = "manifest.json"
_RECORDINGS_LIST = "recordings.jsonl"
_MOST_MANIFEST_BYTES = 16 << 20
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError,
           RuntimeError)  # fmt: skip
"""What reading a damaged zip raises, RuntimeError for a member said to be encrypted; or a manifest that is none."""


class BackupWriter:
    """Writes a backup part by part; `finish` last. What is not finished is no backup."""

    def __init__(self, stream: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._tables: list[KeptTable] = []
        self._recordings_sha256 = ""
        self._n_recordings = 0

    def add_table(self, shape: TableShape, rows: Iterable[Row]) -> None:
        """Take in a table."""
        total = TableSum()

        def lines() -> Iterator[str]:
            for row in rows:
                total.add(row)
                yield line_of(row)

        sha256 = self._add_lines(_table_part(shape.name), lines())
        self._tables.append(KeptTable(shape, total.n_rows, total.checksum, sha256))

    def add_recordings_list(self, recordings: Iterable[KeptRecording]) -> None:
        """Take in which recordings there are."""

        def lines() -> Iterator[str]:
            for one in recordings:
                self._n_recordings += 1
                yield line_of([one.relative_path, one.sha256, one.size_bytes])

        self._recordings_sha256 = self._add_lines(_RECORDINGS_LIST, lines())

    @contextmanager
    def sound(self, relative_path: str, *, is_sealed: bool) -> Iterator[IO[bytes]]:
        """Where the bytes of a recording go; sound hardly shrinks, so it is stored as it is."""
        part = zipfile.ZipInfo(_sound_part(relative_path, is_sealed=is_sealed))
        with self._archive.open(part, "w", force_zip64=True) as target:
            yield target

    def finish(
        self, *, made_at: datetime, made_by: str, made_from: str, schema: str, has_sound: bool, sealed_with: str = ""
    ) -> Manifest:
        """Write the manifest and close the file."""
        manifest = Manifest(
            made_at=made_at,
            made_by=made_by,
            made_from=made_from,
            schema=schema,
            tables=tuple(self._tables),
            n_recordings=self._n_recordings,
            recordings_sha256=self._recordings_sha256,
            has_sound=has_sound,
            sealed_with=sealed_with,
        )
        content = json.dumps(manifest_json(manifest), ensure_ascii=False, indent=1).encode()
        self._archive.writestr(_MANIFEST, content)
        self._archive.comment = hashlib.sha256(content).hexdigest().encode()
        self._archive.close()
        return manifest

    def abandon(self) -> None:
        """Let go of the stream after something went wrong; what was written is no backup."""
        with suppress(OSError, ValueError):
            self._archive.close()

    def _add_lines(self, part: str, lines: Iterable[str]) -> str:
        digest = hashlib.sha256()
        with self._archive.open(part, "w", force_zip64=True) as target:
            for line in lines:
                content = f"{line}\n".encode()
                digest.update(content)
                target.write(content)
        return digest.hexdigest()


class BackupReader:
    """Reads a backup; every part is compared with the manifest while it is read. Raises BACKUP_BROKEN."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path)
            self.manifest = self._read_manifest()
        except FileNotFoundError as error:
            raise QADeskError(ErrorCode.FILE_MISSING, file=str(path)) from error
        except (OSError, *_BROKEN) as error:
            raise self.broken(str(error)) from error

    @property
    def name(self) -> str:
        """The file, as people are told of it."""
        return self._path.name

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def rows(self, table: KeptTable) -> Iterator[Row]:
        """The rows of a table; raises at the end when they are not those that went in."""
        for line in self._lines(_table_part(table.shape.name), table.sha256):
            yield json.loads(line)

    def recordings(self) -> Iterator[KeptRecording]:
        """The recordings that belong to the workspace."""
        for line in self._lines(_RECORDINGS_LIST, self.manifest.recordings_sha256):
            relative_path, sha256, size_bytes = json.loads(line)
            given = PurePosixPath(relative_path)
            if not relative_path or given.is_absolute() or ".." in given.parts or "\\" in relative_path:
                raise self.broken(str(relative_path))
            yield KeptRecording(relative_path, sha256, size_bytes)

    def has_sound_of(self, recording: KeptRecording) -> bool:
        """Whether the recording's sound is in the file."""
        return self._part_of(recording) in self._archive.NameToInfo

    def sound(self, recording: KeptRecording, key: SealKey | None) -> Iterator[bytes]:
        """The plain content of a recording, opened by the key that the manifest names."""
        try:
            with self._archive.open(self._part_of(recording)) as stream:
                if self.manifest.sealed_with:
                    assert key is not None, "whoever reads sealed sound has its key"
                    yield from unsealed(cast(BinaryIO, stream), key)
                else:
                    yield from blocks_in(cast(BinaryIO, stream))
        except (OSError, SealBrokenError, *_BROKEN) as error:
            raise self.broken(str(error) or recording.relative_path) from error

    def verify_tables(self, tell: Tell) -> None:
        """Read every table and compare it with the manifest."""
        for done, table in enumerate(self.manifest.tables):
            tell(done, len(self.manifest.tables), table.shape.name)
            for _line in self._lines(_table_part(table.shape.name), table.sha256):
                pass

    def broken(self, detail: str) -> QADeskError:
        """What to raise where the file does not hold what it says."""
        return QADeskError(ErrorCode.BACKUP_BROKEN, file=self.name, detail=detail)

    def _part_of(self, recording: KeptRecording) -> str:
        return _sound_part(recording.relative_path, is_sealed=bool(self.manifest.sealed_with))

    def _lines(self, part: str, sha256: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        try:
            with self._archive.open(part) as stream:
                for line in stream:
                    digest.update(line)
                    yield line
        except (OSError, *_BROKEN) as error:
            raise self.broken(f"{part}: {error}") from error
        if digest.hexdigest() != sha256:
            raise self.broken(part)

    def _read_manifest(self) -> Manifest:
        if self._archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST_BYTES:
            raise self.broken(_MANIFEST)
        content = self._archive.read(_MANIFEST)
        if hashlib.sha256(content).hexdigest().encode() != self._archive.comment:
            raise self.broken(_MANIFEST)
        document = json.loads(content)
        if document["format"] not in (FORMAT, FORMAT_SEALED):
            raise QADeskError(ErrorCode.BACKUP_NEWER, file=self.name)
        return manifest_of(document)


def _table_part(name: str) -> str:
    return f"tables/{name}.jsonl"


def _sound_part(relative_path: str, *, is_sealed: bool) -> str:
    return f"{'sealed' if is_sealed else 'recordings'}/{relative_path}"
