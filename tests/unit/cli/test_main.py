"""What the command line promises to scripts: exit status, sentences instead of tracebacks, a quick `--help`."""

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from qa_desk.cli import base, main
from qa_desk.cli.base import ExitStatus, LazyCommand
from qa_desk.domain.errors import ErrorCode, QADeskError


@pytest.fixture
def with_command(monkeypatch: pytest.MonkeyPatch) -> Callable[[click.Command], None]:
    """Puts a command of the test's own on the command line, as `try`."""

    def put(command: click.Command) -> None:
        monkeypatch.setattr(sys.modules[__name__], "command_under_test", command, raising=False)
        entry = LazyCommand(f"{__name__}:command_under_test", "Try it.")
        monkeypatch.setattr(main, "COMMANDS", {"try": entry})

    return put


def _raising(error: BaseException) -> click.Command:
    def callback() -> None:
        raise error

    return click.Command("try", callback=callback)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (QADeskError(ErrorCode.REASON_REQUIRED), ExitStatus.NOTHING, "A reason is needed here."),
        (QADeskError(ErrorCode.CANCELLED), ExitStatus.PARTLY, "Stopped as you asked."),
        (KeyboardInterrupt(), ExitStatus.PARTLY, "Stopped as you asked."),
        (click.BadParameter("no such day"), ExitStatus.NOTHING, "no such day"),
        (OSError(errno.ENOSPC, "No space left on device"), ExitStatus.NOTHING, "The disk is full."),
        (FileNotFoundError(errno.ENOENT, "No such file", "calls.csv"), ExitStatus.NOTHING, "calls.csv is not there."),
        (PermissionError(errno.EACCES, "Permission denied", "a.wav"), ExitStatus.NOTHING, "a.wav can't be opened"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_goes_wrong_is_said_in_a_sentence(
    with_command: Callable[[click.Command], None],
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: ExitStatus,
    sentence: str,
) -> None:
    with_command(_raising(error))
    assert main.run(["try"]) == status
    shown = capsys.readouterr()
    assert sentence in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_a_bug_leaves_a_report_without_its_message(
    with_command: Callable[[click.Command], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with_command(_raising(ZeroDivisionError("Wang Fang scored 58")))
    assert main.run(["try"]) == ExitStatus.NOTHING
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    (report,) = tmp_path.rglob("*.txt")
    assert str(report) in shown.err
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "Wang Fang" not in text


@pytest.mark.parametrize("status", list(ExitStatus))
def test_a_command_says_its_exit_status(with_command: Callable[[click.Command], None], status: ExitStatus) -> None:
    with_command(click.Command("try", callback=lambda: status))
    assert main.run(["try"]) == status


def test_a_command_that_returns_nothing_did_what_was_asked(with_command: Callable[[click.Command], None]) -> None:
    with_command(click.Command("try", callback=lambda: None))
    assert main.run(["try"]) == ExitStatus.DONE


@pytest.mark.parametrize("arguments", [["no-such-command"], ["--no-such-option"]])
def test_a_wrong_request_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(arguments) == ExitStatus.NOTHING
    assert "no-such" in capsys.readouterr().err


def test_without_a_command_the_window_opens_on_the_named_workspace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[tuple[Path | None, str | None]] = []
    monkeypatch.setattr(main, "open_window", lambda workspace, person: opened.append((workspace, person)) or 0)
    assert main.run(["--workspace", str(tmp_path), "--as", "王芳"]) == ExitStatus.DONE
    assert main.run([]) == ExitStatus.DONE
    assert opened == [(tmp_path, "王芳"), (None, None)]


def test_the_window_stays_shut_when_a_command_is_called(
    with_command: Callable[[click.Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "open_window", lambda *_anything: pytest.fail("the window opened"))
    with_command(click.Command("try", callback=lambda: None))
    assert main.run(["try"]) == ExitStatus.DONE


def test_version_is_one_json_document_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version", "--json"]) == ExitStatus.DONE
    versions = json.loads(capsys.readouterr().out)["versions"]
    assert versions["python"] == sys.version.split()[0]
    assert versions["sqlite"]


def test_help_loads_neither_numbers_nor_a_database_nor_a_window() -> None:
    code = (
        "import sys; from qa_desk.cli.main import run; status = run(['--help']); "
        "loaded = {'numpy', 'sqlalchemy', 'PySide6', 'soundfile'} & set(sys.modules); "
        "sys.exit(','.join(loaded) or status)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "scorecard" in ran.stdout
    assert "tour" not in ran.stdout


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_of_the_table_can_be_loaded(name: str) -> None:
    assert isinstance(base.load(main.COMMANDS[name].target), click.Command)
