"""Ogg files that are the same whenever they are written: libsndfile marks each with a number drawn from the clock."""

_PAGE = b"OggS"
_SERIAL, _CHECK, _N_SEGMENTS, _HEAD = 14, 22, 26, 27
_POLYNOMIAL = 0x04C11DB7


def with_fixed_serial(sound: bytes) -> bytes:
    """The Ogg file with serial number 1 on all its pages, and their check sums made anew (RFC 3533, section 6)."""
    whole = bytearray(sound)
    at = 0
    while whole[at : at + 4] == _PAGE:
        head_end = at + _HEAD + whole[at + _N_SEGMENTS]
        end = head_end + sum(whole[at + _HEAD : head_end])
        whole[at + _SERIAL : at + _SERIAL + 4] = (1).to_bytes(4, "little")
        whole[at + _CHECK : at + _CHECK + 4] = bytes(4)
        whole[at + _CHECK : at + _CHECK + 4] = _check_sum(whole[at:end]).to_bytes(4, "little")
        at = end
    return bytes(whole)


def _check_sum(page: bytearray) -> int:
    register = 0
    for byte in page:
        register = (register << 8) & 0xFFFFFFFF ^ _TABLE[register >> 24 ^ byte]
    return register


def _remainder(byte: int) -> int:
    register = byte << 24
    for _bit in range(8):
        register = (register << 1) ^ (_POLYNOMIAL if register & 0x80000000 else 0)
    return register & 0xFFFFFFFF


_TABLE = tuple(_remainder(byte) for byte in range(256))
