"""Making and opening workspaces."""

import subprocess
import sys
from pathlib import Path

import pytest

from qa_desk.bootstrap import actor_for, init_workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.centre.signing_in import system_account
from qa_desk.wording import explain

_HEAVY = {"PySide6", "soundfile", "scipy", "jsonschema", "yaml", "sounddevice", "matplotlib", "pyqtgraph"}


def test_a_workspace_is_made_and_opened_with_its_first_person(tmp_path: Path) -> None:
    init_workspace(tmp_path / "w", first_person="Chief", time_zone="Asia/Shanghai")
    with open_workspace(tmp_path / "w") as workspace:
        assert not workspace.is_demo
        assert actor_for(workspace, None).name == "Chief"
        assert actor_for(workspace, "Chief") == actor_for(workspace, system_account())
        assert workspace.services.administering.centre().time_zone == "Asia/Shanghai"


def test_a_workspace_may_begin_without_anybody(tmp_path: Path) -> None:
    init_workspace(tmp_path / "w", is_demo=True)
    with open_workspace(tmp_path / "w") as workspace:
        assert workspace.is_demo
        assert workspace.services.administering.people_to_sign_in() == ()
        actor = workspace.services.administering.add_first_person("Chief")
        assert len(workspace.services.authoring.scorecards(actor)) == 2


def test_a_workspace_is_never_made_over_another(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.suffix == ".toml"}
    with pytest.raises(QADeskError) as caught:
        init_workspace(tmp_path)
    assert caught.value.code is ErrorCode.WORKSPACE_EXISTS
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.suffix == ".toml"}


def test_a_password_is_neither_taken_nor_written(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as caught:
        init_workspace(tmp_path / "w", "postgresql+psycopg://qa:secret@host/db")
    assert "secret" not in explain(caught.value)
    assert "PGPASS" in explain(caught.value)
    assert not list(tmp_path.rglob("workspace.toml"))


def test_a_workspace_that_could_not_be_furnished_is_made_anew(tmp_path: Path) -> None:
    for wrong in ({"time_zone": "Mars/Olympus"}, {"first_person": "\x07"}):
        with pytest.raises(QADeskError) as caught:
            init_workspace(tmp_path, **wrong)  # type: ignore[arg-type]
        assert caught.value.code is ErrorCode.VALUE_INVALID
    init_workspace(tmp_path, first_person="Chief")
    with open_workspace(tmp_path) as workspace:
        assert len(workspace.services.authoring.scorecards(actor_for(workspace, "Chief"))) == 2


def test_a_folder_without_a_workspace_is_named(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as caught:
        open_workspace(tmp_path / "nowhere")
    assert caught.value.code is ErrorCode.WORKSPACE_MISSING
    assert str(tmp_path / "nowhere") in explain(caught.value)


def test_opening_a_workspace_loads_nothing_that_only_some_use_cases_need() -> None:
    code = f"import sys, qa_desk.bootstrap; print(*sorted({_HEAVY!r} & set(sys.modules)))"
    folder = Path(__file__).parents[2]
    loaded = subprocess.run([sys.executable, "-c", code], check=True, cwd=folder, capture_output=True, text=True)
    assert loaded.stdout.split() == []
