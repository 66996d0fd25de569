"""The packages in a folder that centres share; only listed here, since looking into one reads all of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.packages.limits import MOST_FILES, SUFFIX
from qa_desk.services.packages.reading_zip import shown


@dataclass(frozen=True, slots=True)
class SharedPackage:
    """A package that lies in the folder."""

    path: Path
    size_bytes: int
    changed_at: datetime

    @property
    def name(self) -> str:
        """Its name as it may be shown."""
        return shown(self.path.name)

    @property
    def mark(self) -> str:
        """Another one when the file is another or was changed: by this it is known whether somebody has seen it."""
        return f"{self.path.name} {self.size_bytes} {self.changed_at.isoformat()}"


def packages_in(folder: Path) -> tuple[SharedPackage, ...]:
    """The packages of a folder, the newest first. Raises FILE_UNREADABLE where it can't be listed."""
    found: list[SharedPackage] = []
    try:
        for path in folder.iterdir():
            # what begins with a dot is being written
            if path.suffix.lower() != SUFFIX or path.name.startswith(".") or not path.is_file():
                continue
            about = path.stat()
            found.append(SharedPackage(path, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC)))
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=str(folder), detail=error.strerror or "") from error
    found.sort(key=lambda one: (one.changed_at, one.path.name), reverse=True)
    return tuple(found[:MOST_FILES])
