"""Calls a command as a script would, and keeps what it printed; `conftest` makes `call` known to all tests here."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qa_desk.cli.main import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Call = Callable[..., Outcome]


@pytest.fixture
def call(workspace_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command on this test's workspace, in English."""
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(workspace_folder))

    def called(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return called
