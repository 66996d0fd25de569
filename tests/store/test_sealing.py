"""Encrypted recordings: nothing can be read, asked for, changed or cut unnoticed without the key, in store or cache."""

import hashlib
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.places.folder import FolderPlace
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, KeyPlaces, read_key_file, write_key_file
from qa_desk.store.sealing.private_room import PrivateRoom
from qa_desk.store.sealing.sealed_file import SealBrokenError, Sealer, read_head, sealed_size, unsealed
from qa_desk.store.sealing.seals import Protection
from tests.store.kept_elsewhere import DictRing, FaultyBucket, Kept, in_bucket

_ROOT = Path(__file__).parents[2]
KEY = SealKey(bytes(range(32)))
BLOCK = 1024
SOUND = b"a customer said this" * 5000


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """Encrypted recordings, here or elsewhere."""
    made = (
        Kept(tmp_path, FolderPlace(tmp_path / "recordings"))
        if request.param == "folder"
        else in_bucket(tmp_path, FaultyBucket())
    )
    made.protect()
    return made


@given(st.integers(1, 5 * BLOCK), st.integers(1, 3 * BLOCK))
def test_what_is_sealed_comes_back_the_same_however_it_is_cut_into_blocks(size: int, step: int) -> None:
    plain = bytes(index % 251 for index in range(size))
    assert b"".join(unsealed(io.BytesIO(_sealed(plain, step=step)), KEY)) == plain


@given(st.integers(1, 3 * BLOCK), st.integers(0, 10_000), st.integers(1, 255))
def test_a_single_changed_byte_anywhere_is_noticed(size: int, place: int, change: int) -> None:
    sealed = bytearray(_sealed(bytes(size)))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBrokenError):
        b"".join(unsealed(io.BytesIO(bytes(sealed)), KEY))


def test_blocks_can_be_neither_left_out_nor_exchanged_nor_cut_off_nor_added() -> None:
    sealed = _sealed(os.urandom(4 * BLOCK))
    head, body, step = sealed[:52], sealed[52:], BLOCK + 16
    blocks = [body[at : at + step] for at in range(0, len(body), step)]
    other = [_sealed(bytes(4 * BLOCK))[52:][:step]]
    wrong = [blocks[:3], blocks[:0], blocks[1:], [blocks[1], blocks[0], *blocks[2:]], [*blocks, blocks[3]], other]
    wrong.append([*blocks[:3], blocks[3][:-1]])
    for order in wrong:
        with pytest.raises(SealBrokenError):
            b"".join(unsealed(io.BytesIO(head + b"".join(order)), KEY))


def test_the_same_recording_is_never_sealed_the_same_twice_and_its_size_is_known() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.add(SOUND) + sealer.end()
    assert sealed != _sealed(SOUND)
    assert len(sealed) == sealed_size(len(SOUND))
    head = read_head(io.BytesIO(sealed))
    assert head is not None
    assert head.key_id == KEY.id
    with pytest.raises(SealBrokenError):
        b"".join(unsealed(io.BytesIO(sealed), SealKey.new()))


def test_an_encrypted_recording_is_heard_and_lies_nowhere_plain_but_in_the_private_room(kept: Kept) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", SOUND))
    (kept.folder / "a.wav").unlink()
    found = desk.fetch(stored.relative_path)
    assert found.path.read_bytes() == SOUND
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    room = desk.seals.room.folder
    assert room is not None
    assert stat.S_IMODE(room.stat().st_mode) == 0o700
    assert {path.parent.parent for path in _holding(kept.folder, b"customer")} == {room}
    desk.seals.room.close()
    assert _holding(kept.folder, b"customer") == []


def test_no_name_in_the_store_or_the_copies_tells_the_hash_of_the_content(kept: Kept) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", SOUND))
    desk.fetch(stored.relative_path)
    names = " ".join((*kept.place.names(), *(str(path) for path in (kept.folder / "copies").rglob("*"))))
    assert hashlib.sha256(SOUND).hexdigest() not in names
    assert ".wav" not in names


def test_without_the_key_nothing_is_heard_added_or_taken_for_missing(kept: Kept) -> None:
    stored = kept.desk().add(kept.file("a.wav", SOUND))
    stranger = kept.desk("other copies", keys=False)
    for attempt in (
        lambda: stranger.fetch(stored.relative_path),
        lambda: stranger.add(kept.folder / "a.wav"),
        lambda: stranger.inventory([stored.relative_path]),
    ):
        with pytest.raises(QADeskError) as raised:
            attempt()
        assert raised.value.code is ErrorCode.RECORDINGS_KEY_MISSING


def test_recordings_are_known_again_and_checked_though_they_are_encrypted(kept: Kept) -> None:
    desk = kept.desk()
    first, again = desk.add(kept.file("a.wav", SOUND)), desk.add(kept.file("b.wav", SOUND))
    assert (first.is_new, again.is_new) == (True, False)
    assert desk.holds(first.relative_path, len(SOUND))
    assert desk.is_intact(first.relative_path, first.sha256)
    inventory = desk.inventory([first.relative_path, "ab/gone.wav"])
    assert (inventory.there, inventory.unexpected) == ({first.relative_path}, ())


def test_what_was_there_is_converted_both_ways_and_again_after_a_stop(kept: Kept) -> None:
    protection, kept.protection = kept.protection, Protection()
    desk = kept.desk()
    stored = [desk.add(kept.file(f"{number}.wav", SOUND + bytes([number]))) for number in range(3)]
    plain = [one.relative_path for one in stored]
    kept.protection = protection
    assert desk.bring_into_form(plain[0])
    _check_form(kept, plain, is_plain=(False, True, True))
    assert [desk.bring_into_form(path) for path in plain] == [False, True, True]
    _check_form(kept, plain, is_plain=(False, False, False))
    assert desk.fetch(plain[2]).path.read_bytes() == SOUND + b"\x02"
    kept.protection = Protection(is_on=False, key_id=protection.key_id)
    assert all(desk.bring_into_form(path) for path in plain)
    _check_form(kept, plain, is_plain=(True, True, True))


def test_a_damaged_recording_is_left_as_it_is_when_it_is_to_be_converted(kept: Kept) -> None:
    protection, kept.protection = kept.protection, Protection()
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", SOUND))
    incoming = kept.place.receive()
    incoming.write(b"noise")
    incoming.move_in(stored.relative_path)
    kept.protection = protection
    with pytest.raises(QADeskError) as raised:
        desk.bring_into_form(stored.relative_path)
    assert raised.value.code is ErrorCode.RECORDING_ALTERED
    assert kept.place.names() == (stored.relative_path,)


def test_an_altered_encrypted_recording_is_not_played(kept: Kept) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", SOUND))
    (name,) = kept.place.names()
    with kept.place.open(name) as stream:
        content = bytearray(stream.read())
    content[-1] ^= 1
    incoming = kept.place.receive()
    incoming.write(bytes(content))
    incoming.move_in(name)
    with pytest.raises(QADeskError) as raised:
        desk.fetch(stored.relative_path)
    assert raised.value.code is ErrorCode.RECORDING_ALTERED
    assert not desk.is_intact(stored.relative_path, stored.sha256)


def test_what_was_decrypted_goes_when_nobody_hears_it_any_more(tmp_path: Path) -> None:
    room = PrivateRoom([tmp_path])
    heard = room.take("heard", ".wav", lambda target: target.write(SOUND))
    for number in range(20):
        room.take(str(number), ".wav", lambda target: target.write(SOUND))
    assert heard.path.is_file()
    assert len(_holding(tmp_path, b"customer")) < 10
    room.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_plain_goes_at_the_next_start(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from qa_desk.store.sealing.private_room import PrivateRoom\n"
        "room = PrivateRoom([Path(sys.argv[1])])\n"
        "room.take('a', '.wav', lambda target: target.write(b'a customer'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=_ROOT, check=False)
    living = PrivateRoom([tmp_path])
    living.take("b", ".wav", lambda target: target.write(SOUND))
    for left in tmp_path.iterdir():
        os.utime(left, (1_000_000_000, 1_000_000_000))
    PrivateRoom([tmp_path]).sweep()
    assert list(tmp_path.iterdir()) == [living.folder]


def test_a_key_file_is_its_owners_only_and_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "of us.key"
    write_key_file(KEY, path, RECORDINGS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path, RECORDINGS) == KEY
    with pytest.raises(QADeskError) as raised:
        write_key_file(SealKey.new(), path, RECORDINGS)
    assert raised.value.code is ErrorCode.FILE_NOT_WRITTEN
    path.write_text(path.read_text().replace(KEY.text[:4], "AAAA"))
    with pytest.raises(QADeskError) as raised:
        read_key_file(path, RECORDINGS)
    assert raised.value.code is ErrorCode.KEY_FILE_INVALID
    assert KEY.text not in repr(KEY)


def test_a_key_is_found_in_the_keyring_else_in_its_file_else_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoRing(DictRing):
        def set(self, name: str, secret: str) -> bool:
            return False

    ring = DictRing()
    KeyPlaces(tmp_path / "none", ring, RECORDINGS).keep(KEY)
    assert KeyPlaces(tmp_path / "none", ring, RECORDINGS).find(KEY.id) == KEY
    KeyPlaces(tmp_path / "files", NoRing(), RECORDINGS).keep(KEY)
    assert KeyPlaces(tmp_path / "files", NoRing(), RECORDINGS).find(KEY.id) == KEY
    assert KeyPlaces(tmp_path / "none", NoRing(), RECORDINGS).find(KEY.id) is None
    monkeypatch.setenv("QA_DESK_RECORDINGS_KEY", str(tmp_path / "files" / f"{KEY.id}.key"))
    assert KeyPlaces(tmp_path / "none", NoRing(), RECORDINGS).find(KEY.id) == KEY


def _sealed(plain: bytes, *, step: int = 700) -> bytes:
    sealer = Sealer(KEY, block_bytes=BLOCK)
    pieces = [sealer.add(plain[at : at + step]) for at in range(0, len(plain), step)]
    return b"".join((*pieces, sealer.end()))


def _holding(folder: Path, words: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


def _check_form(kept: Kept, plain: list[str], *, is_plain: tuple[bool, ...]) -> None:
    names = kept.place.names()
    assert len(names) == len(plain)
    assert tuple(path in names for path in plain) == is_plain
