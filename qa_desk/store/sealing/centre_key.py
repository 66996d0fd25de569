"""The key that a centre signs its packages of cases with (Ed25519): kept like that of recordings, in no database."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qa_desk.domain.case_package import FINGERPRINT_LETTERS
from qa_desk.store.sealing.secret_key import SecretKey


@dataclass(frozen=True)
class CentreKey(SecretKey):
    """`id` is the fingerprint that others know it by."""

    @cached_property
    def public_key(self) -> bytes:
        """What goes out with each package."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> str:
        """The fingerprint of the public key."""
        return fingerprint_of(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """The signature of these bytes; the same each time."""
        return self._private.sign(data)

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def is_signed(data: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether whoever holds the other half of this public key signed just these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint_of(public_key: bytes) -> str:
    """What a centre is known by: the first half of the SHA-256 of its public key."""
    return sha256(public_key).hexdigest()[:FINGERPRINT_LETTERS]
