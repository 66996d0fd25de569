"""Ends connections to a server at random moments, as a network or an administrator would."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, text

_OF_PEOPLE = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend' AND usename <> session_user ORDER BY pid"
)
_PAUSES_S = (0.05, 0.4)


@dataclass(slots=True)
class Killed:
    """How many connections were ended."""

    n_killed: int = 0


@contextmanager
def backends_killed(engine: Engine, *, seed: int) -> Iterator[Killed]:
    """While the block runs, connections of people end one after another, whatever they are at.

    Each lasts about as long as any other, also when few are left: nobody is kept from ever getting done.
    """
    chance, done, killed = random.Random(seed), threading.Event(), Killed()

    def kill() -> None:
        most = 0
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not done.wait(chance.uniform(*_PAUSES_S)):
                found = connection.scalars(_OF_PEOPLE).all()
                most = max(most, len(found))
                hit = chance.randrange(most) if most else 0
                if hit < len(found):
                    ended = connection.scalar(text("SELECT pg_terminate_backend(:pid)"), {"pid": found[hit]})
                    killed.n_killed += bool(ended)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        done.set()
        killer.join()
