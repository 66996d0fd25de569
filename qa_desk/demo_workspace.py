"""Makes the demo workspace, or makes it anew where one lies; used by the window, the command and the tour."""

import shutil
import tempfile
from pathlib import Path

from qa_desk.bootstrap import init_workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.clock import Clock, SystemClock
from qa_desk.services.progress import Progress
from qa_desk.store.store import open_store
from qa_desk.store.workspace import has_workspace


def make_demo(folder: Path, progress: Progress | None = None, *, clock: Clock | None = None) -> None:
    """Make the demo workspace in a folder, or make it anew where one marked as demo lies; no other is touched.

    It is built beside the folder and moved there when it is whole.

    Raises:
        QADeskError: WORKSPACE_NOT_DEMO, DISK_FULL.
    """
    # Here and not above: reading the bundled conversations loads YAML, which no start of the window can wait for.
    from qa_desk.services.demonstrating.builder import TIME_ZONE, DemoBuilder

    clock = clock or SystemClock()
    _require_demo_or_nothing(folder, clock)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".making-demo-", dir=folder.parent))
    try:
        init_workspace(fresh, time_zone=TIME_ZONE, is_demo=True, clock=clock)
        store = open_store(fresh)
        try:
            DemoBuilder(store, clock.now()).build(progress)
        finally:
            store.close()
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _require_demo_or_nothing(folder: Path, clock: Clock) -> None:
    if has_workspace(folder):
        with open_workspace(folder, clock=clock) as found:
            is_demo = found.is_demo
    else:
        is_demo = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_demo:
        raise QADeskError(ErrorCode.WORKSPACE_NOT_DEMO, folder=str(folder))
