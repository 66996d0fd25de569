"""Databases that are furnished once in a run, and copied with their files for each test. Used by the fixture `url`."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace

# puts something into an empty store, and files into the folder; what it says of it is handed to each test
Furnishing = Callable[[Store, Path], Any]
# makes an empty database in a folder (or on the server) and says its URL
EmptyIn = Callable[[Path], str]

FILE = "qa_desk.sqlite3"


@dataclass(frozen=True, slots=True)
class Laid:
    """A furnished database: its URL, the folder with its files, and what was said of it."""

    url: str
    folder: Path
    told: Any


def lay(furnishing: Furnishing, made_in: Path, empty_in: EmptyIn) -> Laid:
    """Furnish a database.

    On SQLite the log of what was written lies beside the file, as it would where a test writes it all itself: the
    copy is taken before the last connection clears it away.
    """
    folder = made_in / "folder"
    folder.mkdir()
    url = empty_in(folder)
    engine = make_engine(url)
    told = furnishing(store_on(engine, folder), folder)
    copy = shutil.copytree(folder, made_in / "copy", ignore=shutil.ignore_patterns("*-shm"))
    engine.dispose()
    return Laid(url, copy, told)


def store_on(engine: Engine, folder: Path) -> Store:
    """A store on a database, with its recordings in the folder."""
    return Store(engine, recordings_of(Workspace(folder), lambda: protection_in(engine)))
