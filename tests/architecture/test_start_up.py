"""The first frame of the window waits for nothing that it does not show."""

import subprocess
import sys

from tests.architecture.source import ROOT

_BEHIND_THE_FRAME = {
    "alembic", "cryptography", "numpy", "pyqtgraph", "qa_desk.store", "scipy", "sounddevice", "soundfile", "sqlalchemy",
    "yaml",
}  # fmt: skip


def test_the_window_is_drawn_before_anything_of_the_database_or_of_sound_is_loaded() -> None:
    code = f"import sys, qa_desk.app; print(*sorted({_BEHIND_THE_FRAME!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)
    assert loaded.stdout.split() == []
