"""The key of a workspace's encrypted recordings, and what is derived from it: file keys, addresses, its own name."""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEALED = "sealed"
"""The folder, in any place, that encrypted recordings lie in."""

KEY_ID_BYTES = 8
_KEY_BYTES = 32


@dataclass(frozen=True)
class SealKey:
    """32 random bytes; `id` names them without telling anything of them. Shown nowhere, so not in a repr either."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "SealKey":
        """A key nobody has."""
        return cls(os.urandom(_KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "SealKey | None":
        """The key that `text` was made of; None for any other text."""
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            return None
        return cls(secret) if len(secret) == _KEY_BYTES else None

    @property
    def text(self) -> str:
        """The key as a line of letters, to be kept where only its owners read."""
        return base64.b64encode(self.secret).decode("ascii")

    @cached_property
    def id(self) -> str:
        """Its name: the same for the same key."""
        return self._derived(b"its name", b"", KEY_ID_BYTES).hex()

    def of_file(self, salt: bytes) -> bytes:
        """The key of one file."""
        return self._derived(b"sound", salt, _KEY_BYTES)

    def address_of(self, name: str) -> str:
        """Under which name a file is kept: without the key nobody can ask whether a known recording is among them."""
        digest = hmac.new(self._address_key, name.encode(), sha256).hexdigest()
        return f"{SEALED}/{digest[:2]}/{digest}"

    @cached_property
    def _address_key(self) -> bytes:
        return self._derived(b"addresses", b"", _KEY_BYTES)

    def _derived(self, purpose: bytes, salt: bytes, length: int) -> bytes:
        info = b"qa-desk recordings: " + purpose
        return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(self.secret)
