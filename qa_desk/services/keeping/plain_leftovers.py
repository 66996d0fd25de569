"""Taking away what was kept plain on this machine before the recordings of a workspace were encrypted."""

import shutil

from qa_desk.paths import cache_dir
from qa_desk.store.recordings import RecordingFiles

_COMPUTED = ("pcm", "peaks")


def forget_plain_sound(files: RecordingFiles) -> None:
    """Remove decoded sound, peaks and plain copies, once for each key; they are made again where they are wanted."""
    protection = files.seals.protection
    done = cache_dir() / f"encrypted-{protection.key_id}"
    if not protection.is_on or done.exists():
        return
    files.forget_plain()
    for name in _COMPUTED:
        shutil.rmtree(cache_dir() / name, ignore_errors=True)
    done.parent.mkdir(parents=True, exist_ok=True)
    done.touch()
