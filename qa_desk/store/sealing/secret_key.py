"""What keys of a workspace are alike in: 32 random bytes, kept as a line of letters, shown nowhere."""

import base64
import binascii
import os
from dataclasses import dataclass, field
from typing import Self

KEY_BYTES = 32


@dataclass(frozen=True)
class SecretKey:
    """32 random bytes; shown nowhere, so not in a repr either."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A key nobody has."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The key that `text` was made of; None for any other text."""
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            return None
        return cls(secret) if len(secret) == KEY_BYTES else None

    @property
    def text(self) -> str:
        """The key as a line of letters, to be kept where only its owners read."""
        return base64.b64encode(self.secret).decode("ascii")
