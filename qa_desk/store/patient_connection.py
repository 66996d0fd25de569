"""Connections to a server that never wait for ever on a line that has gone silent without breaking.

A busy server says nothing for as long as a statement takes, and neither does one that can't be reached any more: after
a while of silence it is asked on another line whether it still answers. Used by `engine`, where there is a server.
"""

import contextlib
import logging
import socket
import struct
import time
from collections.abc import Generator
from typing import Any

import psycopg

PATIENCE_S = 6.0
"""How long nothing may be heard before the server is asked."""

ANSWER_S = 4.0
"""How long it has to answer."""

_ASKS_FOR_TLS = struct.pack(">ii", 8, 80877103)
"""What every PostgreSQL answers at once, before it knows who asks, however busy it is."""

_log = logging.getLogger(__name__)


class PatientConnection(psycopg.Connection[Any]):
    """Ends itself, and what it waits for with an OperationalError, when its server does not answer any more."""

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        """Wait for an answer; every question of a connection comes by here."""
        return super().wait(self._heard(gen), *args, **options)

    def _heard(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        try:
            wanted = next(gen)
            heard_s = time.monotonic()
            while True:
                ready = yield wanted
                if ready:
                    heard_s = time.monotonic()
                elif time.monotonic() - heard_s > PATIENCE_S:
                    self._require_answer()
                    heard_s = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _require_answer(self) -> None:
        address = (self.pgconn.hostaddr or b"").decode()
        # without an address it is a socket of this computer
        if address and not answers(address, int(self.pgconn.port or b"5432")):
            _log.warning("the line to the server has gone silent")
            self.close()
            raise psycopg.OperationalError("the server does not answer any more")


def answers(address: str, port: int) -> bool:
    """Whether a PostgreSQL server answers there."""
    with contextlib.suppress(OSError), socket.create_connection((address, port), ANSWER_S) as line:
        line.settimeout(ANSWER_S)
        line.sendall(_ASKS_FOR_TLS)
        return bool(line.recv(1))
    return False
