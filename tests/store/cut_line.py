"""A line between a desk and its server that a test can cut, by hanging up, or silence: what is said arrives later."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

_BLOCK = 65536
_ABORT = struct.pack("ii", 1, 0)


class Line:
    """Passes every connection on to `port` of this machine until it is cut.

    Args:
        port: where the server listens.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._is_cut = threading.Event()
        self._flows = threading.Event()
        self._flows.set()
        self._is_over = threading.Event()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ear.getsockname()[1]
        self._threads = [threading.Thread(target=self._answer, name="line", daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """Hang up on everybody, and on whoever calls from now on."""
        self._is_cut.set()
        self._hang_up()

    def silence(self) -> None:
        """Take everything that is said, calls too, and pass nothing on; nobody is hung up on."""
        self._flows.clear()

    def mend(self) -> None:
        """Let calls through again, and what was said meanwhile."""
        self._is_cut.clear()
        self._flows.set()

    def close(self) -> None:
        """End it."""
        self._is_over.set()
        self.cut()
        self._flows.set()
        # a thread that waits in accept only wakes when somebody calls
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            pass
        self._ear.close()
        for thread in self._threads:
            thread.join()

    def _answer(self) -> None:
        while not self._is_over.is_set():
            caller, _address = self._ear.accept()
            if self._is_cut.is_set() or self._is_over.is_set():
                _abort(caller)
                continue
            server = socket.create_connection(("127.0.0.1", self._server_port))
            with self._lock:
                self._pairs.append((caller, server))
            for one, other in ((caller, server), (server, caller)):
                thread = threading.Thread(target=self._pass_on, args=(one, other), name="line", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for block in _blocks(one):
                self._flows.wait()
                other.sendall(block)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _abort(end)


def _blocks(end: socket.socket) -> Iterator[bytes]:
    while block := end.recv(_BLOCK):
        yield block


def _abort(end: socket.socket) -> None:
    """Hang up without a word, as a line that is cut does."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        end.shutdown(socket.SHUT_RDWR)
        end.close()
