"""Tries hostile packages on a workspace, and says what of it or around it changed: nothing may."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa_desk.domain.errors import QADeskError
from qa_desk.wording import explain
from tests.hostile_packages import Hostile
from tests.small_centre import SmallCentre


@dataclass(frozen=True, slots=True)
class Attacked:
    """A centre that packages are tried on, in a folder with nothing else in it."""

    centre: SmallCentre
    folder: Path

    @classmethod
    def in_folder(cls, centre: SmallCentre, folder: Path, patch: pytest.MonkeyPatch) -> "Attacked":
        """Let what is unpacked for a while lie in the folder too, where it is seen when it stays."""
        work = folder / "work in progress"
        work.mkdir()
        patch.setattr(tempfile, "tempdir", str(work))
        return cls(centre, folder)

    def refuse(self, package: Hostile) -> QADeskError | None:
        """What looking at the package, hearing and taking all of it in ends with; None where it came in."""
        path = self.folder / "sent.qacase"
        path.write_bytes(package.data)
        sharing, lead = self.centre.services.sharing, self.centre.lead
        try:
            view = sharing.look(lead, path)
            for one in view.cases:
                sharing.offered_sound(lead, view, one.case.id)
            sharing.take_in(lead, view, [one.case.id for one in view.cases], accepts_centre=True)
        except QADeskError as error:
            return error
        finally:
            path.unlink()
        return None

    def state(self) -> tuple[dict[str, int], list[str], list[str]]:
        """Rows of every table, files in the folder (where work in progress lies as well), and what lies beside it."""
        database = self.centre.workspace.folder / "qa_desk.sqlite3"
        with _reading(database) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counted = {name: connection.execute(f'SELECT count(*) FROM "{name}"') for name in tables}  # noqa: S608
            counts = {name: cursor.fetchone()[0] for name, cursor in counted.items()}
        files = sorted(
            str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if "sqlite3" not in path.name
        )
        return counts, files, sorted(path.name for path in self.folder.parent.iterdir())


def faults_of(attacked: Attacked, packages: Iterator[Hostile]) -> list[str]:
    """What is wrong with how these packages were met, one line each; empty when all is right."""
    before = attacked.state()
    faults: list[str] = []
    for package in packages:
        error = attacked.refuse(package)
        if error is None:
            faults.append(f"{package.name}: came in")
        elif error.code not in package.codes:
            faults.append(f"{package.name}: refused as {error}")
        elif "sent.qacase" not in explain(error):
            faults.append(f"{package.name}: does not name the file: {explain(error)}")
        if attacked.state() != before:
            faults.append(f"{package.name}: left something behind")
            before = attacked.state()
    return faults


@contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()
