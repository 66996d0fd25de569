"""Work in a process of its own that is killed where it is, begun again and again: everything is imported only once.

`python -m tests.proof.begun_work MODULE` reads lists of texts as lines of JSON and for each calls `MODULE.work(*texts)`
in a process of its own, which tells its id and then whatever the work prints; how it ended is told after it.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60
_BEGUN, _ENDED = "begun", "ended"


@dataclass(slots=True)
class Run:
    """One run of the work; `exit_code` is None until it has ended."""

    process_id: int
    told: IO[str]
    exit_code: int | None = None

    def hear(self) -> str | None:
        """The next line it tells; None once it has ended."""
        while self.exit_code is None:
            line = self.told.readline()
            assert line, "the process that begins others has ended"
            what, _, rest = line.strip().partition(" ")
            if what == _ENDED:
                self.exit_code = int(rest)
            elif what:
                return line.strip()
        return None

    def kill(self) -> bool:
        """End it where it is; false when it had come to its end before."""
        os.kill(self.process_id, signal.SIGKILL)
        while self.hear() is not None:
            pass
        return self.exit_code == -signal.SIGKILL


Begin = Callable[..., Run]


@contextmanager
def beginner_of(module: str) -> Iterator[Begin]:
    """What begins the work of that module, with the texts it is called with; one run after another."""
    command = [sys.executable, "-m", "tests.proof.begun_work", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as process:
        asked, told = process.stdin, process.stdout
        assert asked is not None
        assert told is not None

        def begin(*texts: str) -> Run:
            asked.write(f"{json.dumps(texts)}\n")
            asked.flush()
            what, _, process_id = told.readline().partition(" ")
            assert what == _BEGUN, what
            return Run(int(process_id), told)

        try:
            yield begin
        finally:
            asked.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)
            process.kill()


def main() -> None:
    """Begin one after the other."""
    work = importlib.import_module(sys.argv[1]).work
    child = 0
    for line in sys.stdin:
        if child:
            # Only now: until here nobody else could be given the id of a process that may be killed too late.
            os.waitpid(child, 0)
        child = os.fork()
        if child == 0:
            _do(work, json.loads(line))
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        # whatever the child had not ended its line with, this begins another
        print(f"\n{_ENDED} {code}", flush=True)  # noqa: T201


def _do(work: Callable[..., None], texts: list[str]) -> None:
    print(_BEGUN, os.getpid(), flush=True)  # noqa: T201
    code = 1
    try:
        work(*texts)
        code = 0
    except BaseException:  # noqa: BLE001  # whatever it was, it ends this process only
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
