"""Where files lie: bundled resources, the person's data folder and the cache folder. No Qt; used by every floor."""

import os
from pathlib import Path

import platformdirs

PRIVATE_MARK = ".private"
"""Lies in a folder whose files are kept encrypted elsewhere."""

_PACKAGE = Path(__file__).parent


def resources_dir() -> Path:
    """The bundled resources: inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def default_workspace_dir() -> Path:
    """The workspace used when none is named: `QA_DESK_WORKSPACE`, else the platform's user-data folder."""
    named = os.environ.get("QA_DESK_WORKSPACE")
    return Path(named) if named else Path(platformdirs.user_data_dir("qa-desk", appauthor=False)) / "workspace"


def demo_workspace_dir() -> Path:
    """The demo workspace's own folder, never that of the person's work."""
    return Path(platformdirs.user_data_dir("qa-desk", appauthor=False)) / "demo"


def kept_changes_dir() -> Path:
    """Where changes lie that a desk made while its server could not be reached; open to their owner alone."""
    return Path(platformdirs.user_data_dir("qa-desk", appauthor=False)) / "kept_changes"


def settings_dir() -> Path:
    """Where one person's settings of this machine lie (theme, language, window state)."""
    return Path(platformdirs.user_config_dir("qa-desk", appauthor=False))


def cache_dir() -> Path:
    """Where things lie that can be computed again, such as waveform peaks."""
    return Path(platformdirs.user_cache_dir("qa-desk", appauthor=False))


def private_folder_of(path: Path) -> Path | None:
    """The folder of a file that was decrypted for hearing: nothing computed of it may lie elsewhere; else None."""
    return path.parent if (path.parent / PRIVATE_MARK).exists() else None


def log_dir() -> Path:
    """Where the rotating log and local crash reports lie."""
    return Path(platformdirs.user_log_dir("qa-desk", appauthor=False))
