"""What lies in the files and folders of an import: tables, transcripts, and everything that may be a recording."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.bringing_in.transcript_file import SUFFIXES

CALLS_NAME = "calls.csv"
PEOPLE_NAME = "people.csv"
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the import; `name` is its path below the folder that was named, with forward slashes."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class ImportSources:
    """What was found; `refused` are the names that lead nowhere or out of the folder, each with its reason."""

    recordings: tuple[SourceFile, ...]
    transcripts: tuple[SourceFile, ...]
    calls_csv: Path | None
    people_csv: Path | None
    refused: tuple[tuple[str, QADeskError], ...]


def find_sources(
    paths: Sequence[Path], *, calls_csv: Path | None, people_csv: Path | None, transcripts: Path | None
) -> ImportSources:
    """Everything below these files and folders, sorted by name.

    A `calls.csv` or `people.csv` lying at the top of a folder is used when none was named. Links out of a folder are
    refused; hidden files are passed over.
    """
    found: list[SourceFile] = []
    refused: list[tuple[str, QADeskError]] = []
    for path in paths:
        if not path.exists():
            refused.append((path.name, QADeskError(ErrorCode.FILE_MISSING, file=str(path))))
        elif path.is_dir():
            _search(path, found, refused)
        else:
            found.append(SourceFile(path, path.name))
    calls_csv = calls_csv or _lying_there(paths, CALLS_NAME)
    people_csv = people_csv or _lying_there(paths, PEOPLE_NAME)
    tables = {table.resolve() for table in (calls_csv, people_csv) if table}
    found = [source for source in _once(found) if source.path.resolve() not in tables]
    spoken = [source for source in found if source.path.suffix.lower() in SUFFIXES]
    recordings = [source for source in found if source not in spoken]
    if transcripts is not None:
        _search(transcripts, spoken, refused)
        spoken = [source for source in _once(spoken) if source.path.suffix.lower() in SUFFIXES]
    return ImportSources(tuple(recordings), tuple(spoken), calls_csv, people_csv, tuple(refused))


class RecordingFinder:
    """Finds the recording that a row of calls.csv names, among the files of the import and beside the table."""

    def __init__(self, sources: Iterable[SourceFile], table_folder: Path | None) -> None:
        self._by_name: dict[str, SourceFile] = {}
        self._by_last_part: dict[str, list[SourceFile]] = {}
        for source in sources:
            self._by_name.setdefault(source.name.casefold(), source)
            self._by_last_part.setdefault(PurePosixPath(source.name).name.casefold(), []).append(source)
        self._table_folder = table_folder

    def find(self, name: str) -> SourceFile | None:
        """The file of that relative path, or the only one of that file name; None when it did not come."""
        exact = self._by_name.get(name.casefold())
        if exact is not None:
            return exact
        if self._table_folder is not None:
            beside = self._table_folder.joinpath(*PurePosixPath(name).parts)
            if beside.is_file() and _is_inside(beside, self._table_folder):
                return SourceFile(beside, name)
        alike = self._by_last_part.get(PurePosixPath(name).name.casefold(), [])
        return alike[0] if len(alike) == 1 else None


def _search(folder: Path, found: list[SourceFile], refused: list[tuple[str, QADeskError]]) -> None:
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and not _is_inside(path, folder):
            detail = _("a link that leads out of the folder")
            refused.append((name, QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=detail)))
        else:
            found.append(SourceFile(path, name))


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower() not in _LEFT_BY_SYSTEMS:
                yield Path(place, name)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _lying_there(paths: Sequence[Path], name: str) -> Path | None:
    return next((path / name for path in paths if path.is_dir() and (path / name).is_file()), None)


def _once(sources: Iterable[SourceFile]) -> list[SourceFile]:
    by_path = {source.path.resolve(): source for source in reversed(list(sources))}
    return list(reversed(by_path.values()))
