"""Recordings that lie on another machine: copied once, checked before they are heard, and heard when it is away."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.local_copies import LEAST_LIMIT_BYTES, LocalCopies
from tests.store.kept_elsewhere import ROOMY, FaultyBucket, Kept, in_bucket

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def bucket() -> FaultyBucket:
    """A bucket."""
    return FaultyBucket()


@pytest.fixture
def kept(tmp_path: Path, bucket: FaultyBucket) -> Kept:
    """Recordings in it."""
    return in_bucket(tmp_path, bucket)


def test_a_recording_is_fetched_once_and_then_heard_from_its_copy(kept: Kept, bucket: FaultyBucket) -> None:
    stored = kept.desk("first").add(kept.file("a.wav", b"sound" * 500_000))
    desk, told = kept.desk("second"), []
    before = bucket.n_opened
    assert not desk.is_at_hand(stored.relative_path)
    found = desk.fetch(stored.relative_path, progress=told.append)
    assert found.path.read_bytes() == b"sound" * 500_000
    assert (told[-1], len(told) > 1) == (2_500_000, True)
    assert desk.fetch(stored.relative_path).path == found.path
    assert (bucket.n_opened - before, desk.is_at_hand(stored.relative_path)) == (1, True)


def test_while_the_store_is_away_copies_play_and_the_rest_says_so(kept: Kept, bucket: FaultyBucket) -> None:
    desk = kept.desk()
    copied = desk.add(kept.file("a.wav", b"here"))
    other = desk.add(kept.file("b.wav", b"not here"))
    desk.fetch(copied.relative_path)
    bucket.is_away = True
    assert desk.fetch(copied.relative_path).path.read_bytes() == b"here"
    for _click in range(2):
        with pytest.raises(QADeskError) as raised:
            desk.fetch(other.relative_path)
        assert raised.value.code is ErrorCode.RECORDINGS_AWAY
    bucket.is_away = False
    kept.now_s = 1000.0
    assert desk.fetch(other.relative_path).path.read_bytes() == b"not here"


def test_what_is_not_what_was_brought_in_is_never_handed_out(kept: Kept, bucket: FaultyBucket) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", b"sound"))
    bucket.overwrite(stored.relative_path, b"noise")
    with pytest.raises(QADeskError) as raised:
        desk.fetch(stored.relative_path)
    assert raised.value.code is ErrorCode.RECORDING_ALTERED
    assert not desk.is_at_hand(stored.relative_path)


def test_a_copy_that_was_damaged_is_fetched_anew(kept: Kept) -> None:
    stored = kept.desk().add(kept.file("a.wav", b"sound"))
    kept.desk().fetch(stored.relative_path).path.write_bytes(b"noise")
    assert kept.desk().fetch(stored.relative_path).path.read_bytes() == b"sound"


def test_a_transfer_that_ends_early_leaves_no_copy(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", b"sound"))
    monkeypatch.setattr("qa_desk.store.recordings.blocks_in", lambda stream: iter([stream.read(3)]))
    with pytest.raises(QADeskError) as raised:
        desk.fetch(stored.relative_path)
    assert raised.value.code is ErrorCode.RECORDINGS_AWAY
    assert not desk.is_at_hand(stored.relative_path)


def test_stopping_a_fetch_leaves_nothing(kept: Kept) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", b"sound"))

    def stop(_done: int) -> None:
        raise QADeskError(ErrorCode.CANCELLED)

    with pytest.raises(QADeskError):
        desk.fetch(stored.relative_path, progress=stop)
    assert [path for path in (kept.folder / "copies").rglob("*") if path.is_file()] == []


def test_what_is_nowhere_is_missing_and_not_away(kept: Kept) -> None:
    with pytest.raises(QADeskError) as raised:
        kept.desk().fetch("ab/abc.wav")
    assert raised.value.code is ErrorCode.FILE_MISSING


def test_removing_leaves_neither_the_file_nor_its_copy(kept: Kept) -> None:
    desk = kept.desk()
    stored = desk.add(kept.file("a.wav", b"sound"))
    desk.fetch(stored.relative_path)
    desk.remove(stored.relative_path)
    assert not desk.is_at_hand(stored.relative_path)
    assert desk.inventory([stored.relative_path]).n_files == 0


def test_copies_never_outgrow_their_limit_and_the_longest_unused_goes(tmp_path: Path) -> None:
    copies = LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY)
    copies.set_limit(LEAST_LIMIT_BYTES)
    third = LEAST_LIMIT_BYTES // 3
    for name in ("a", "b", "c"):
        copies.take(f"aa/{name}.wav", third, iter([bytes(third)]))
        time.sleep(0.01)
    assert copies.find("aa/a.wav") is not None
    copies.take("aa/d.wav", third, iter([bytes(third)]))
    left = [name for name in ("a", "b", "c", "d") if copies.find(f"aa/{name}.wav")]
    assert left == ["a", "c", "d"]
    assert copies.used_bytes <= LEAST_LIMIT_BYTES


def test_a_copy_that_somebody_hears_is_not_taken_away(tmp_path: Path) -> None:
    copies = LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY)
    copies.set_limit(LEAST_LIMIT_BYTES)
    heard = copies.take("aa/heard.wav", 10, iter([b"0123456789"]))
    time.sleep(0.01)
    copies.take("aa/other.wav", 10, iter([b"0123456789"]))
    copies.make_room(LEAST_LIMIT_BYTES)
    assert heard.path.is_file()
    assert copies.find("aa/other.wav") is None
    del heard
    copies.make_room(LEAST_LIMIT_BYTES)
    assert copies.used_bytes == 0


def test_a_full_disk_shrinks_the_copies_before_their_limit(tmp_path: Path) -> None:
    copies = LocalCopies(tmp_path, free_bytes=lambda _folder: 5)
    copies.take("aa/a.wav", 10, iter([b"0123456789"]))
    copies.take("aa/b.wav", 10, iter([b"0123456789"]))
    assert (copies.find("aa/a.wav"), copies.used_bytes) == (None, 10)


def test_desks_that_share_their_copies_never_hear_each_others_or_outgrow_the_limit(tmp_path: Path) -> None:
    program = (
        "import random, sys; from pathlib import Path\n"
        "from qa_desk.store.local_copies import LEAST_LIMIT_BYTES, LocalCopies\n"
        "copies = LocalCopies(Path(sys.argv[1]), free_bytes=lambda _: 1 << 40)\n"
        "chance, size = random.Random(int(sys.argv[2])), LEAST_LIMIT_BYTES // 6\n"
        "for _turn in range(30):\n"
        "    number = chance.randrange(12)\n"
        "    name = f'aa/{number}.wav'\n"
        "    copy = copies.find(name) or copies.take(name, size, iter([bytes([number]) * size]))\n"
        "    heard = copy.path.read_bytes()\n"
        "    assert heard == bytes([number]) * size, 'another recording, or half of one'\n"
    )
    LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY).set_limit(LEAST_LIMIT_BYTES)
    desks = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(seed)], cwd=_ROOT, stderr=subprocess.PIPE)
        for seed in range(3)
    ]
    while not list(tmp_path.glob("*/*")):
        time.sleep(0.01)
    desks[0].kill()
    assert [desk.communicate()[1] for desk in desks[1:]] == [b"", b""]
    desks[0].communicate()
    copies = LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY)
    copies.make_room(0)
    assert 0 < copies.used_bytes <= LEAST_LIMIT_BYTES
    assert list(tmp_path.glob(".incoming-*")) == []


def test_what_a_killed_desk_left_half_copied_goes_and_what_another_copies_now_stays(tmp_path: Path) -> None:
    program = (
        "import sys, os, signal; from pathlib import Path\n"
        "from qa_desk.store.local_copies import LocalCopies\n"
        "def blocks():\n"
        "    yield b'half'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "LocalCopies(Path(sys.argv[1]), free_bytes=lambda _: 1 << 40).take('aa/a.wav', 8, blocks())\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=_ROOT, check=False)
    copies = LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY)
    assert len(list(tmp_path.glob(".incoming-*"))) == 1

    def blocks_beside_another() -> Iterator[bytes]:
        yield b"12345678"
        LocalCopies(tmp_path, free_bytes=lambda _folder: ROOMY).make_room(0)

    taken = copies.take("bb/b.wav", 8, blocks_beside_another())
    assert taken.path.read_bytes() == b"12345678"
    assert list(tmp_path.glob(".incoming-*")) == []
