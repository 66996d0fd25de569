"""The place of a call in a draw: the same seed and call give the same place on any machine and library version."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.uint64]
Shares = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def places_of(seed: int, keys: Sequence[str]) -> Places:
    """The place of each call, 0…2⁶⁴ − 1: the first eight bytes of SHA-256(seed ‖ key).

    Args:
        seed: −2⁶³ … 2⁶³ − 1, hashed as eight bytes, the highest first.
        keys: what the calls are called, hashed as UTF-8.
    """
    start = hashlib.sha256(seed.to_bytes(8, "big", signed=True))
    found = bytearray()
    for key in keys:
        digest = start.copy()
        digest.update(key.encode())
        found += digest.digest()[:8]
    return np.frombuffer(bytes(found), dtype=">u8").astype(np.uint64)


def uniforms(places: Places) -> Shares:
    """Places as numbers strictly between 0 and 1, with 52 bits each."""
    return ((places >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def again(places: Places, number: int) -> Places:
    """Other places of the same calls, for the `number`-th thing to be decided about them (0 gives other places too).

    Source:
        The finaliser of SplitMix64: Steele, Lea & Flood (2014), OOPSLA, 453–472.
    """
    with np.errstate(over="ignore"):
        mixed = places + _GOLDEN * np.uint64(number + 1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    return mixed ^ (mixed >> np.uint64(31))
