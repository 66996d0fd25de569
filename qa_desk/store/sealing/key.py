"""The key of a workspace's encrypted recordings, and what is derived from it: file keys, addresses, its own name."""

import hmac
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qa_desk.store.sealing.secret_key import KEY_BYTES, SecretKey

SEALED = "sealed"
"""The folder, in any place, that encrypted recordings lie in."""

KEY_ID_BYTES = 8


@dataclass(frozen=True)
class SealKey(SecretKey):
    """`id` names it without telling anything of it."""

    @cached_property
    def id(self) -> str:
        """Its name: the same for the same key."""
        return self._derived(b"its name", b"", KEY_ID_BYTES).hex()

    def of_file(self, salt: bytes) -> bytes:
        """The key of one file."""
        return self._derived(b"sound", salt, KEY_BYTES)

    def address_of(self, name: str) -> str:
        """Under which name a file is kept: without the key nobody can ask whether a known recording is among them."""
        digest = hmac.new(self._address_key, name.encode(), sha256).hexdigest()
        return f"{SEALED}/{digest[:2]}/{digest}"

    @cached_property
    def _address_key(self) -> bytes:
        return self._derived(b"addresses", b"", KEY_BYTES)

    def _derived(self, purpose: bytes, salt: bytes, length: int) -> bytes:
        info = b"qa-desk recordings: " + purpose
        return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(self.secret)
