"""Kills a desk while it notes changes and looks what is there; for the proof, and a test of a few kills."""

import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from qa_desk.services.keeping.change_journal import ChangeJournal
from qa_desk.services.keeping.desk_changes import AnswerChange
from tests.proof.noting_changes import N_KEYS, change

_ROOT = Path(__file__).parents[2]
_MOST_LINES = 60


@dataclass(slots=True)
class Outcome:
    """What became of all runs."""

    n_kills: int = 0
    n_noted: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_often(folder: Path, n_kills: int, chance: random.Random) -> Outcome:
    """Let a desk note changes into that folder and kill it at a random moment, again and again."""
    outcome, first = Outcome(), 1
    noted: dict[int, int] = {}
    settled: dict[int, int] = {}
    for kill in range(n_kills):
        begun = _run_until_killed(folder, first, chance, noted, settled)
        outcome.n_kills += 1
        outcome.n_noted += max(noted.values(), default=first - 1) - first + 1
        outcome.wrong += [f"kill {kill}: {wrong}" for wrong in _wrong(folder, begun, noted, settled)]
        first = begun + 1
    return outcome


def _run_until_killed(
    folder: Path, first: int, chance: random.Random, noted: dict[int, int], settled: dict[int, int]
) -> int:
    command = [sys.executable, "-m", "tests.proof.noting_changes", str(folder), str(first)]
    begun = first - 1
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as desk:
        assert desk.stdout is not None
        n_lines = chance.randrange(1, _MOST_LINES)
        for line_number, line in enumerate(desk.stdout):
            what, number = line.split()
            begun = max(begun, int(number)) if what == "begun" else begun
            known = {"noted": noted, "settled": settled}.get(what)
            if known is not None:
                known[int(number) % N_KEYS] = int(number)
            if line_number == n_lines:
                desk.kill()
    return begun


def _wrong(folder: Path, begun: int, noted: dict[int, int], settled: dict[int, int]) -> list[str]:
    """What was said to be noted and is not there, or is there and torn, or is there although the store has it."""
    there: dict[int, int] = {}
    found: list[str] = []
    for kept in ChangeJournal(folder).pending():
        there[kept.number % N_KEYS] = kept.number
        assert isinstance(kept.change, AnswerChange)
        if kept != change(kept.number):
            found.append(f"{kept.number} is torn")
    for key, number in noted.items():
        is_gone = settled.get(key, 0) >= number or (number == begun and number % 5 == 0)
        if not is_gone and there.get(key, 0) < number:
            found.append(f"{number} was noted and is not there")
    found += [
        f"{number} is there although the store has it" for key, number in there.items() if number <= settled.get(key, 0)
    ]
    return found
