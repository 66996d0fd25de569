"""A backup of either database put back into either: equal in every row, of one moment, and nothing half-done."""

import random
import struct
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.store.copying.backing_up import BackupReport, fill_from, verify_backup, write_backup
from qa_desk.store.copying.backup_file import BackupReader, BackupWriter
from qa_desk.store.copying.manifest import KeptRecording
from qa_desk.store.copying.sound import verify_sound
from qa_desk.store.copying.table_shapes import TableSum, present_shapes, sum_of
from qa_desk.store.engine import TransactionMode, in_mode, make_engine
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.search import SearchDocument
from qa_desk.store.store import Store
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.workspace import Workspace
from tests.store.furnishing import NOW, SECRET, Centre


def quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


def files_in(folder: Path) -> RecordingFiles:
    """Recordings in a folder of the disk."""
    return recordings_of(Workspace(folder.parent, recordings=folder.name), Protection)


def sums(engine: Engine) -> dict[str, TableSum]:
    """What a database holds."""
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        return {shape.name: sum_of(connection, shape) for shape in present_shapes()}


def backed_up(engine: Engine, folder: Path, *, with_sound: bool = False) -> BackupReport:
    """A backup of that database."""
    files = files_in(folder / "recordings")
    return write_backup(engine, files, folder / "w.qabackup", now=NOW, with_sound=with_sound, tell=quiet)


def restored(file: Path, engine: Engine) -> None:
    """Put a backup back."""
    reader = BackupReader(file)
    fill_from(reader, engine, tell=quiet)
    reader.close()


@pytest.fixture(params=["into sqlite", "into postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, other_postgresql_url: str) -> Iterator[Engine]:
    """An empty database of either kind."""
    into_sqlite = request.param == "into sqlite"
    engine = make_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}" if into_sqlite else other_postgresql_url)
    yield engine
    engine.dispose()


def test_a_backup_put_back_into_either_database_holds_the_same_rows(
    centre: Centre, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    centre.enter("ann", Purpose.ROUTINE, secret=SECRET)
    centre.enter("ben", Purpose.OVERLAP, sealed=True, secret=SECRET)
    centre.session("ann", "ben")
    before = sums(engine)
    report = backed_up(engine, tmp_path)
    restored(report.file, empty)
    assert sums(empty) == before == sums(engine)
    assert report.manifest.n_rows == sum(total.n_rows for total in before.values()) > 50
    again = Store(empty, files_in(tmp_path / "r"))
    assert again.check_database() == ()
    assert again.verify_audit_chain().broken_at is None


def test_one_changed_value_changes_the_sum(centre: Centre, engine: Engine) -> None:
    before = sums(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE people SET grade = 'x' WHERE external_id = 'id-ann'"))
    assert [name for name, total in sums(engine).items() if total != before[name]] == ["people"]


def test_what_is_written_meanwhile_is_wholly_in_a_backup_or_not_at_all(
    centre: Centre, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    before = sums(engine)

    def tell(done: int, _total: int, _what: str) -> None:
        if done == 3 and not centre.store.verify_audit_chain().n_entries:
            centre.enter("ann", Purpose.ROUTINE)
            with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
                uow.audit("somebody.wrote", "workspace")
                uow.commit()

    report = write_backup(engine, files_in(tmp_path), tmp_path / "w.qabackup", now=NOW, with_sound=False, tell=tell)
    restored(report.file, empty)
    assert sums(empty) == before
    assert sums(engine) != before


def test_a_backup_never_takes_the_place_of_another_file(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "w.qabackup").write_text("a letter")
    with pytest.raises(QADeskError) as caught:
        backed_up(engine, tmp_path)
    assert caught.value.code is ErrorCode.BACKUP_EXISTS
    assert (tmp_path / "w.qabackup").read_text() == "a letter"


def test_a_backup_that_was_stopped_leaves_nothing_behind(engine: Engine, tmp_path: Path) -> None:
    def stop(done: int, _total: int, _what: str) -> None:
        if done == 5:
            raise QADeskError(ErrorCode.CANCELLED)

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(QADeskError):
        write_backup(engine, files_in(tmp_path), folder / "w.qabackup", now=NOW, with_sound=False, tell=stop)
    assert list(folder.iterdir()) == []


def test_a_database_that_holds_something_is_never_filled(centre: Centre, engine: Engine, tmp_path: Path) -> None:
    report, before = backed_up(engine, tmp_path), sums(engine)
    with pytest.raises(QADeskError) as caught:
        restored(report.file, engine)
    assert caught.value.code is ErrorCode.DATABASE_NOT_EMPTY
    assert sums(engine) == before


def test_every_damaged_byte_that_matters_is_found_before_anything_is_written(
    centre: Centre, engine: Engine, tmp_path: Path
) -> None:
    report = backed_up(engine, tmp_path)
    whole = report.file.read_bytes()
    chance = random.Random(20261122)
    content, refused = held_by(report.file), list[ErrorCode]()
    n_of_content = 0
    for at in chance.sample(range(len(whole)), 120):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        (tmp_path / "d.qabackup").write_bytes(damaged)
        try:
            with closing(BackupReader(tmp_path / "d.qabackup")) as reader:
                reader.verify_tables(quiet)
                verify_sound(reader, None, quiet)
                assert (reader.manifest, list(reader.recordings())) == (report.manifest, [])
        except QADeskError as error:
            refused.append(error.code)
        else:
            # what is not refused lies in dates and flags of the zip itself, or in bits that its packing leaves unused
            assert at not in content or unpacked(tmp_path / "d.qabackup") == unpacked(report.file)
        n_of_content += at in content
    assert n_of_content > 20
    assert set(refused) == {ErrorCode.BACKUP_BROKEN}


def unpacked(file: Path) -> dict[str, bytes]:
    """What a zip holds, by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def held_by(file: Path) -> frozenset[int]:
    """The places of the bytes that are content of a member, and not of the zip itself."""
    whole, places = file.read_bytes(), set[int]()
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            head = member.header_offset
            n_name, n_extra = struct.unpack("<HH", whole[head + 26 : head + 30])
            start = head + 30 + n_name + n_extra
            places |= set(range(start, start + member.compress_size))
    return frozenset(places)


def test_a_cut_off_backup_and_a_file_that_is_none_are_refused(engine: Engine, tmp_path: Path) -> None:
    whole = backed_up(engine, tmp_path).file.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:-1], b"", b"PK", b"a letter"):
        (tmp_path / "d.qabackup").write_bytes(content)
        with pytest.raises(QADeskError) as caught:
            verify_backup(tmp_path / "d.qabackup", None, tell=quiet)
        assert caught.value.code is ErrorCode.BACKUP_BROKEN


def test_a_backup_that_leads_out_of_the_folder_is_refused(engine: Engine, tmp_path: Path) -> None:
    report = backed_up(engine, tmp_path)
    evil = (tmp_path / "e.qabackup").open("wb")
    with evil:
        writer = BackupWriter(evil)
        writer.add_recordings_list([KeptRecording("../../etc/cron.d/x", "0" * 64, 1)])
        writer.finish(made_at=NOW, made_by="", made_from="sqlite", schema=report.manifest.schema, has_sound=True)
    with pytest.raises(QADeskError) as caught, closing(BackupReader(tmp_path / "e.qabackup")) as reader:
        verify_sound(reader, None, quiet)
    assert caught.value.code is ErrorCode.BACKUP_BROKEN


def test_a_counter_goes_on_behind_what_was_put_back(
    centre: Centre, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    def put(store: Store, title: str) -> None:
        with store.unit_of_work(None, centre.clock) as uow:
            uow.search.put(SearchDocument(DocumentKind.PERSON, uuid4(), title), NOW)
            uow.commit()

    put(centre.store, "One")
    put(centre.store, "Two")
    restored(backed_up(engine, tmp_path).file, empty)
    again = Store(empty, files_in(tmp_path / "r"))
    put(again, "Three")
    with again.reading() as uow:
        found = uow.search.find("two", centre.sees("lead"), (DocumentKind.PERSON,))
    assert [hit.title for hit in found] == ["Two"]
