"""Work in a process of its own that is killed where it is, begun again and again: everything is imported only once.

`python -m tests.proof.begun_work MODULE` reads lists of texts as lines of JSON and for each calls `MODULE.work(*texts)`
in a process of its own, which tells its id and then whatever the work prints; how it ended is told after it.
"""

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
_BEGUN, _ENDED = "begun-work", "ended-work"


@dataclass(slots=True)
class Run:
    """One run of the work; `exit_code` is None until it has ended."""

    process_id: int
    told: IO[str]
    exit_code: int | None = None

    @property
    def was_killed(self) -> bool:
        """Whether it was ended where it was, and did not come to its end."""
        return self.exit_code == -signal.SIGKILL

    def hear(self) -> str | None:
        """The next line it tells; None once it has ended."""
        while (line := self._line()) is not None:
            if line:
                return line
        return None

    def kill(self) -> list[str]:
        """End it where it is; returns what it had told until then and nobody had heard."""
        os.kill(self.process_id, signal.SIGKILL)
        unheard: list[str] = []
        while (line := self._line()) is not None:
            unheard.append(line)
        # A line without its end was not told: the last one is the rest of such a line, or empty.
        return [line for line in unheard[:-1] if line]

    def _line(self) -> str | None:
        if self.exit_code is not None:
            return None
        line = self.told.readline()
        assert line, "the process that begins others has ended"
        what, _, rest = line.strip().partition(" ")
        if what != _ENDED:
            return line.strip()
        self.exit_code = int(rest)
        return None


Begin = Callable[..., Run]


@contextmanager
def beginner_of(module: str) -> Iterator[Begin]:
    """What begins the work of that module, with the texts it is called with; one run after another."""
    command = [sys.executable, "-m", "tests.proof.begun_work", module]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, start_new_session=True
    ) as process:
        asked, told = process.stdin, process.stdout
        assert asked is not None
        assert told is not None

        def begin(*texts: str) -> Run:
            asked.write(f"{json.dumps(texts)}\n")
            asked.flush()
            # past whatever the one before still told, when nobody listened to its end
            words = next(words for line in told if (words := line.split()) and words[0] == _BEGUN)
            return Run(int(words[1]), told)

        try:
            yield begin
        finally:
            # with a run that nobody killed, where a test has failed before
            os.killpg(process.pid, signal.SIGKILL)


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
