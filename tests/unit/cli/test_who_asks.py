"""A command asks for a password at a terminal only, and never of the system account that stands for its person."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace, actor_for
from qa_desk.cli import who_asks
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.signing_in import system_account
from tests.unit.workspace_fixtures import add_person

GOOD = "correct horse"


@pytest.fixture
def wu(workspace: Workspace, chief: Actor) -> Actor:
    """Somebody with a password, for whom no system account stands."""
    wu = add_person(workspace, chief, "Wu", Role.ADMINISTRATOR)
    workspace.services.signing_in.set_own_password(wu, GOOD)
    return wu


def test_whoever_has_a_password_is_asked_for_it(workspace: Workspace, wu: Actor) -> None:
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return GOOD

    assert actor_for(workspace, "Wu", ask=ask) == wu
    assert asked == ["Wu"]
    for answer, code in (("wrong one", ErrorCode.PASSWORD_WRONG), (None, ErrorCode.PASSWORD_NEEDED)):
        with pytest.raises(QADeskError) as raised:
            actor_for(workspace, "Wu", ask=lambda _name, said=answer: said)
        assert raised.value.code is code


def test_the_system_account_that_stands_for_a_person_is_enough(workspace: Workspace, chief: Actor, wu: Actor) -> None:
    workspace.services.signing_in.set_own_password(chief, GOOD)
    assert actor_for(workspace, "Chief") == chief
    workspace.services.admitting.set_system_account(chief, chief.person_id, "")
    workspace.services.admitting.set_system_account(chief, wu.person_id, system_account())
    assert actor_for(workspace, None) == wu
    with pytest.raises(QADeskError) as raised:
        actor_for(workspace, "Chief")
    assert raised.value.code is ErrorCode.PASSWORD_NEEDED


def test_a_command_without_a_terminal_says_what_to_do(workspace: Workspace, wu: Actor) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "qa_desk", "check", "--workspace", str(workspace.folder), "--as", "Wu"],
        input=f"{GOOD}\n", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "Wu signs in with a password." in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="there are pseudo-terminals on POSIX only")
def test_at_a_terminal_the_password_is_asked_unseen(workspace: Workspace, wu: Actor, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "qa_desk", "check", "--workspace", str(workspace.folder), "--as", "Wu"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True,
    ) as running:  # fmt: skip
        os.close(theirs)
        shown = b""
        while b"Password of Wu" not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, f"{GOOD}\n".encode())
        assert running.stdout is not None
        said = running.stdout.read()
    os.close(ours)
    assert running.returncode == 0, said
    assert GOOD.encode() not in shown + said


def test_every_command_asks_in_the_one_way_there_is() -> None:
    folder = Path(who_asks.__file__).parent
    taken = re.compile(r"from qa_desk\.bootstrap import [^\n]*\b(actor_for|open_workspace)\b")
    others = [path.name for path in folder.glob("*.py") if path.name != "who_asks.py"]
    assert [name for name in others if taken.search((folder / name).read_text(encoding="utf-8"))] == []
