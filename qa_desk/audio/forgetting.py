"""Taking what is kept of recordings out of this person's cache folder: drawings and decoded sound."""

from collections.abc import Iterable

from qa_desk.audio.decoding.pcm_cache import cache_in
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.paths import cache_dir


def forget_sound(sha256s: Iterable[str]) -> None:
    """Removes all that is kept of recordings of these contents; it is made again where it is still wanted."""
    peaks, decoded = PeakCache(cache_dir() / "peaks"), cache_in(cache_dir() / "pcm")
    for sha256 in sha256s:
        peaks.forget(sha256)
        decoded.forget(sha256)
