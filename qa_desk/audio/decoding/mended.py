"""A recording seen with another beginning than it has on the disk; the file itself is never changed."""

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class MendedFile(io.RawIOBase):
    """Reads `head`, then the file from `body_start` to its end; libsndfile takes it for an ordinary file.

    Args:
        path: the recording.
        head: what is read first.
        body_start: the byte of the recording that follows it.
    """

    def __init__(self, path: Path, head: bytes, body_start: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._head = head
        self._body_start = body_start
        self._length = len(head) + max(0, os.fstat(self._file.fileno()).st_size - body_start)
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._length}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        size = max(0, min(len(view), self._length - self._place))
        from_head = self._head[self._place : self._place + size]
        view[: len(from_head)] = from_head
        n_body = 0
        if size > len(from_head):
            self._file.seek(self._body_start + self._place + len(from_head) - len(self._head))
            n_body = self._file.readinto(view[len(from_head) : size])
        self._place += len(from_head) + n_body
        return len(from_head) + n_body

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
