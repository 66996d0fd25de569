"""Passwords and codes hashed at the least cost, in every test but those that ask for `real_hashes`.

A hash that is worth its name takes a tenth of a second and 64 MiB, and a test of signing in asks for half a dozen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher

from qa_desk.services.keeping import secrets

REAL: dict[str, Any] = {"_HASHER": secrets._HASHER, "_CODE_COST": secrets._CODE_COST}
CHEAP: dict[str, Any] = {
    "_HASHER": PasswordHasher(time_cost=1, memory_cost=16, parallelism=1),
    "_CODE_COST": {"n": 2, "r": 1, "p": 1},
}


@contextmanager
def hashing(how: dict[str, Any]) -> Iterator[None]:
    """Hash like this meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in how.items():
            patch.setattr(secrets, name, value)
        yield
