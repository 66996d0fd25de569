"""What a backup says of itself: which tables with how many rows and which sums, which recordings, from when."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from qa_desk.store.copying.table_shapes import ColumnKind, ColumnShape, TableShape

FORMAT = 1
FORMAT_SEALED = 2
"""The ways backup files are written: with sound as it is, or sealed. A later one is refused by this program, and the
second one by programs that would take sealed sound for damaged.
"""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """What the manifest says of a table."""

    shape: TableShape
    n_rows: int
    checksum: str
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """A recording that belongs to the workspace, whether its sound is in the file or not."""

    relative_path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `made_from` is "sqlite" or "postgresql".

    `sealed_with` is the id of the key that the sound is sealed with; empty where it is plain, or not in the file.
    """

    made_at: datetime
    made_by: str
    made_from: str
    schema: str
    tables: tuple[KeptTable, ...]
    n_recordings: int
    recordings_sha256: str
    has_sound: bool
    sealed_with: str = ""

    @property
    def n_rows(self) -> int:
        """The rows of all tables."""
        return sum(table.n_rows for table in self.tables)


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """The manifest as it is written."""
    written_as = FORMAT_SEALED if manifest.sealed_with else FORMAT
    document = asdict(manifest) | {"format": written_as, "made_at": manifest.made_at.isoformat()}
    document["tables"] = [
        {
            "name": table.shape.name,
            "columns": [[column.name, column.kind.value] for column in table.shape.columns],
            "rows": table.n_rows,
            "checksum": table.checksum,
            "sha256": table.sha256,
        }
        for table in manifest.tables
    ]
    return document


def manifest_of(document: Mapping[str, Any]) -> Manifest:
    """The manifest that was written. Raises KeyError, TypeError or ValueError for what is none."""
    return Manifest(
        made_at=datetime.fromisoformat(document["made_at"]),
        made_by=str(document["made_by"]),
        made_from=str(document["made_from"]),
        schema=str(document["schema"]),
        tables=tuple(_table_of(table) for table in document["tables"]),
        n_recordings=int(document["n_recordings"]),
        recordings_sha256=str(document["recordings_sha256"]),
        has_sound=bool(document["has_sound"]),
        sealed_with=str(document.get("sealed_with", "")),
    )


def _table_of(said: Mapping[str, Any]) -> KeptTable:
    columns = tuple(ColumnShape(_identifier(name), ColumnKind(kind)) for name, kind in said["columns"])
    return KeptTable(
        TableShape(_identifier(said["name"]), columns), int(said["rows"]), str(said["checksum"]), str(said["sha256"])
    )


def _identifier(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(name)
    return name
