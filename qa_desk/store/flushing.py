"""Making sure that what was moved into a folder is still there after a power cut."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder: a renamed file outlives a power cut only then."""
    # Windows has no such call
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
