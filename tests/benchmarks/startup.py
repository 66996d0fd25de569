"""How long QA Desk takes to start, and where the time goes: python -m tests.benchmarks.startup.

Each run is a process of its own; a figure is the median, beside it the fastest run. Exits 1 when even the fastest
misses an aim, unless the machine had more to do than processors: then the figures say more of it than of us.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from qa_desk.bootstrap import init_workspace

_N_RUNS = 9
_ROOT = Path(__file__).parents[2]
_HELP_S, _WINDOW_S, _FIRST_FRAME_S = 0.2, 1.5, 1.0
_N_SHARES = 10
_IMPORT_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")
_WINDOW = """
import time
began = time.monotonic()
import json, sys
from pathlib import Path
from qa_desk import app
moments = {"began": began, "imported": time.monotonic()}
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from qa_desk.gui.main_window.window import MainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow) and "painted" not in moments:
            # The frame is whole when this event has been handled.
            moments["painted"] = None
            QTimer.singleShot(0, self.note)
        return False
    def note(self):
        moments["painted"] = time.monotonic()
        moments["computed_s"] = time.process_time()

class Watched(app.Desk):
    def _on_opened(self, opened):
        super()._on_opened(opened)
        QTimer.singleShot(0, self.ready)
    def ready(self):
        moments["usable"] = time.monotonic()
        self.window.close()
        QApplication.quit()

watch = Watch()
app.make_application().installEventFilter(watch)
app.Desk = Watched
assert app.run(Path(sys.argv[1])) == 0
print(json.dumps(moments))
"""


def main() -> int:
    """Print the medians, what is imported when, and whether the aims are kept."""
    n_processors = os.cpu_count() or 1
    is_busy = os.getloadavg()[0] > n_processors
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        init_workspace(workspace, first_person="Chief", time_zone="UTC")
        help_s = [_seconds_of_help(folder) for _run in range(_N_RUNS)]
        runs = [_moments_of_window(workspace, folder) for _run in range(_N_RUNS)]
    _say(f"start-up, {_N_RUNS} runs: median (fastest)")
    missed = [
        _line("qa-desk --help, process and all", help_s, _HELP_S),
        _line("the window's first frame", [run["painted"] - run["began"] for run in runs], _FIRST_FRAME_S),
        _line("the same, with the start of the process", [run["painted"] for run in runs], _WINDOW_S),
        _line("the workspace is open, people can sign in", [run["usable"] for run in runs], None),
    ]
    _line("  processor time until the first frame", [run["computed_s"] for run in runs], None)
    _line("  Python itself", [run["began"] for run in runs], None)
    _line("  imports", [run["imported"] - run["began"] for run in runs], None)
    _line("  making and drawing the window", [run["painted"] - run["imported"] for run in runs], None)
    _line("  rooms and database, behind the first frame", [run["usable"] - run["painted"] for run in runs], None)
    _say_imports("the window", "import qa_desk.app")
    _say_imports("--help", "import qa_desk.cli.main")
    if is_busy:
        _say(f"more than {n_processors} programs at once wanted the {n_processors} processors here: not judged")
    return int(any(missed) and not is_busy)


def _seconds_of_help(home: str) -> float:
    began = time.monotonic()
    _run(home, "-m", "qa_desk", "--help")
    return time.monotonic() - began


def _moments_of_window(workspace: Path, home: str) -> dict[str, float]:
    """Seconds since the process was asked for; both clocks are the machine's one."""
    began = time.monotonic()
    moments = json.loads(_run(home, "-c", _WINDOW, str(workspace)).splitlines()[-1])
    computed_s = moments.pop("computed_s")
    return {name: moment - began for name, moment in moments.items()} | {"computed_s": computed_s}


def _say_imports(what: str, statement: str) -> None:
    """Which packages the imports of a start spend their time in."""
    with tempfile.TemporaryDirectory() as home:
        told = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", statement],
            env=_environment(home), cwd=_ROOT, capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
    spent: dict[str, int] = defaultdict(int)
    for microseconds, module in _IMPORT_LINE.findall(told):
        name = ".".join(module.split(".")[:2]) if module.startswith("qa_desk.") else module.split(".")[0]
        spent[name if not _is_standard(name) else "standard library"] += int(microseconds)
    whole = sum(spent.values())
    _say(f"imports of {what}: {whole / 1000:.0f} ms while measured, of which")
    for name, microseconds in sorted(spent.items(), key=lambda each: -each[1])[:_N_SHARES]:
        _say(f"  {name:30} {microseconds / 1000:6.1f} ms  {microseconds / whole:4.0%}")


def _is_standard(name: str) -> bool:
    return name in sys.stdlib_module_names


def _run(home: str, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=_environment(home), cwd=_ROOT, capture_output=True, text=True, check=True).stdout


def _environment(home: str) -> dict[str, str]:
    own = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_RUNTIME_DIR": home, "QT_QPA_PLATFORM": "offscreen"}
    return {**os.environ, **own, "PYTHONPATH": str(_ROOT)}


def _line(what: str, seconds: list[float], aim_s: float | None) -> bool:
    """Print one figure; does even the fastest run miss the aim?"""
    aim = f"  aim {aim_s:g} s" if aim_s is not None else ""
    _say(f"{what:48} {statistics.median(seconds):6.3f} s ({min(seconds):.3f} s){aim}")
    return aim_s is not None and min(seconds) > aim_s


def _say(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
