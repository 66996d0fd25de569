"""Kills the window in the middle of scoring and looks what is there; for the proof, and a scenario of a few kills."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.evaluation import DeskPlace
from qa_desk.domain.scorecard import ScorecardVersion
from tests.proof.scoring_at_the_desk import answered_keys, nth_option, place_s, told_of

_ROOT = Path(__file__).parents[2]
_MOST_LINES = 24
_LONGEST_S = 0.05
# The desk keeps its place when it looks, each second, and was not told to within the second before.
_EVERY_LONG = 5
_LONG_S = 2.5


@dataclass(slots=True)
class Outcome:
    """What became of one run that was killed, or of many."""

    n_kills: int = 0
    n_deeds: int = 0
    n_told: int = 0
    lost: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    n_places: int = 0


class DeskKiller:
    """Lets somebody score at the window of a workspace in which one call waits for them, and kills it."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, chance: random.Random) -> None:
        self._process = process
        self._folder = folder
        self._chance = chance
        self._next = 0
        self._place = DeskPlace()
        self.outcome = Outcome()
        self.n_shown_as_saved = 0

    def kill_once(self, meanwhile: Callable[[Path], None] | None = None) -> None:
        """One more run, killed at a random moment; what is found is added to the outcome.

        `meanwhile` does something to the workspace before one looks.
        """
        at_least_s = _LONG_S if self.outcome.n_kills % _EVERY_LONG == 0 else 0.0
        told = self._told_until_killed(
            self._chance.randrange(_MOST_LINES), at_least_s, self._chance.uniform(0, _LONGEST_S)
        )
        shown = next((value for what, value in told if what == "shows"), None)
        saved = [value for what, value in told if what == "saved"]
        deeds = [value for what, value in told if what == "does"]
        self._next = deeds[-1] + 1 if deeds else self._next
        self.n_shown_as_saved = len(saved[-1]["answers"]) if saved else 0
        outcome = self.outcome
        outcome.n_kills += 1
        outcome.n_deeds += len(deeds)
        outcome.n_told += len(saved)
        if shown is not None:
            self._compare_place(shown)
        if meanwhile is not None:
            meanwhile(self._folder)
        self._look(saved[-1] if saved else None)

    def _compare_place(self, shown: list[Any]) -> None:
        """The window must have opened where the run before had kept that it was, and as the only one."""
        key, position_s, remark = shown
        place, kill = self._place, self.outcome.n_kills
        if remark:
            self.outcome.elsewhere.append(f"kill {kill}: {remark}")
        if place.criterion_key and (key != place.criterion_key or abs(position_s - place.position_s) > 0.05):
            self.outcome.elsewhere.append(f"kill {kill}: opened at {key}, {position_s} instead of {place}")

    def _look(self, told: dict[str, Any] | None) -> None:
        kill = self.outcome.n_kills
        with open_workspace(self._folder) as workspace:
            self.outcome.unsound += [f"kill {kill}: {trouble}" for trouble in workspace.store.check_database()]
            anna = workspace.services.administering.actor_named("i-1")
            (item,) = workspace.services.inspecting.my_calls(anna)
            view = workspace.services.inspecting.open(anna, item.assignment_id)
            workspace.services.inspecting.let_go(anna, view.evaluation.id)
        keys = answered_keys(view.version)
        if view.is_read_only:
            self.outcome.elsewhere.append(f"kill {kill}: the draft is open nowhere, and read-only")
        found = told_of(view.evaluation)
        self.outcome.lost += [f"kill {kill}: {lost}" for lost in self._lost(told, found, keys)]
        self.outcome.lost += [f"kill {kill}: {torn}" for torn in self._torn(found, view.version, keys)]
        if view.place.criterion_key:
            self.outcome.n_places += 1
            number = self._number_at(view.place, keys)
            if number is None or number < (self._number_at(self._place, keys) or 0):
                self.outcome.elsewhere.append(f"kill {kill}: the place {view.place} is none that was left last")
        self._place = view.place

    def _lost(self, told: dict[str, Any] | None, found: dict[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
        """What was shown as saved and is not there, or is there and was never done."""
        answers, before = found["answers"], told["answers"] if told is not None else {}
        for key in keys:
            there, shown = _number(answers.get(key)), _number(before.get(key))
            if there < shown:
                yield f"{key} was saved as n{shown}, and n{there} is there"
            if there >= self._next:
                yield f"{key} is n{there}, which was not done yet"
        if told is not None:
            yield from (f"the mark {note}" for note in told["marks"] if note and note not in found["marks"])

    def _torn(self, found: dict[str, Any], version: ScorecardVersion, keys: tuple[str, ...]) -> Iterator[str]:
        """Where comment and rating are not of the same deed; a rating is saved just before its comment."""
        for key in keys:
            number = _number(found["answers"].get(key))
            done = [one for one in (number, number + len(keys)) if 0 <= one < self._next]
            options = version.criterion(key).scale.prompt().options
            fitting = [options[nth_option(one, len(keys))].code for one in done]
            if number >= 0 and found["answers"][key][0] not in fitting:
                yield f"{key} is {found['answers'][key]}, which was never said together"

    def _number_at(self, place: DeskPlace, keys: tuple[str, ...]) -> int | None:
        """The last deed that was done at this place."""
        at = keys.index(place.criterion_key) if place.criterion_key in keys else -1
        fitting = (n for n in range(self._next - 1, -1, -1) if n % len(keys) == at and place_s(n) == place.position_s)
        return next(fitting, None)

    def _told_until_killed(self, n_lines: int, at_least_s: float, pause_s: float) -> list[tuple[str, Any]]:
        """Let the window open and tell so many lines, for at least that long, and kill it a moment later."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._folder} {self._next}\n")
        self._process.stdin.flush()
        told, process_id, has_opened = list[tuple[str, Any]](), 0, False
        while not (process_id and has_opened):
            what, value = self._line()
            process_id = value if what == "began" else process_id
            has_opened = has_opened or what == "shows"
            assert what != "ended", "the window ended by itself"
            told.append((what, value))
        opened_s = time.monotonic()
        told += [self._line() for _line in range(n_lines)]
        while time.monotonic() - opened_s < at_least_s:
            told.append(self._line())
        time.sleep(pause_s)
        os.kill(process_id, signal.SIGKILL)
        while told[-1][0] != "ended":
            told.append(self._line())
        return told

    def _line(self) -> tuple[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process that begins windows has ended"
        what, value = json.loads(line)
        return what, value


@contextmanager
def killer(folder: Path, seed: int) -> Iterator[DeskKiller]:
    """Somebody scoring at the window of this workspace, again and again, and the one who kills them."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.proof.scoring_at_the_desk"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env=environment
    )
    try:
        yield DeskKiller(process, folder, random.Random(seed))
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def _number(answer: list[Any] | None) -> int:
    """The number in a comment such as "n41"; −1 where there is none."""
    comment = answer[1] if answer is not None else ""
    return int(comment[1:]) if comment else -1
