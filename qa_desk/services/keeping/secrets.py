"""Hashing of passwords and codes, and making them up. What is kept of either can't be turned back."""

import hashlib
import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from qa_desk.domain.accounts import CODE_LENGTH, CODE_LETTERS, normal_password

FIRST_PASSWORD_LENGTH = 12

# RFC 9106, section 4, the choice for little memory: 64 MiB, three passes, four lanes; stated so that a newer
# argon2-cffi with other defaults changes nothing unseen.
_HASHER = PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID, encoding="utf-8"
)

# A code is looked up by its digest, so all codes share their salt; what keeps it is that it lives half an hour.
_CODE_SALT = b"qa-desk one-time code"
_CODE_COST = {"n": 2**14, "r": 8, "p": 1}


def password_hash(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    return _HASHER.hash(normal_password(password))


def is_password(hashed: str, password: str) -> bool:
    """Whether the hash is that of this password; a hash that can't be read is nobody's."""
    try:
        return _HASHER.verify(hashed, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return _HASHER.check_needs_rehash(hashed)


def first_password() -> str:
    """A password to be read out once and changed at the first sign-in."""
    return _letters(FIRST_PASSWORD_LENGTH)


def new_code() -> str:
    """A code for an agent: 39 bits, which half an hour and a slow digest make enough."""
    return _letters(CODE_LENGTH)


def code_digest(code: str) -> str:
    """What is kept of a code, and looked up: SHA-256 over scrypt of it."""
    slow = hashlib.scrypt(code.encode("ascii"), salt=_CODE_SALT, dklen=32, maxmem=64 * 2**20, **_CODE_COST)
    return hashlib.sha256(slow).hexdigest()


def _letters(n_letters: int) -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(n_letters))
