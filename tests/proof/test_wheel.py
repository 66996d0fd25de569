"""The wheel alone is enough: in an empty environment, away from the checkout, it starts and shows a window."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 900
_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from qa_desk import app

def look():
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    print("shown:", *(type(window).__name__ for window in windows))
    print("said:", *(label.text() for window in windows for label in window.findChildren(QLabel) if label.isVisible()))
    QApplication.closeAllWindows()
    QApplication.quit()

def exec_for_a_moment(*_application):
    QTimer.singleShot(2000, look)
    return real_exec()

real_exec = QApplication.exec
QApplication.exec = exec_for_a_moment
status = app.run(Path(sys.argv[1]))
print("status:", status)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(_ROOT))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel and what it asks for in the locked versions; its folder of programs."""
    folder = tmp_path_factory.mktemp("empty") / "env"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    _run(str(programs / "python"), "-m", "pip", "install", "-q", "-c", str(_ROOT / "requirements.lock"), str(wheel))
    return programs


def test_the_wheel_carries_resources_and_compiled_translations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(_ROOT)
        for path in (_ROOT / "resources").rglob("*")
        if path.suffix in (".svg", ".yaml", ".toml", ".json", ".html", ".opus", ".csv")
    }
    assert any(path.suffix == ".opus" for path in ours), "the demo would be silent"
    assert {f"qa_desk/{path.as_posix()}" for path in ours} <= names
    assert "qa_desk/resources/translations/zh_CN/LC_MESSAGES/qa_desk.mo" in names
    assert not {name for name in names if name.startswith(("tests/", "setup/"))}


def test_the_command_starts_and_finds_its_resources(installed: Path, tmp_path: Path) -> None:
    assert "Python" in _run(str(installed / "qa-desk"), "--version", home=tmp_path)
    workspace = tmp_path / "workspace"
    _run(str(installed / "qa-desk"), "init", "--workspace", str(workspace), home=tmp_path)
    assert (workspace / "workspace.toml").is_file()


def test_the_command_speaks_chinese_out_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    spoken = _run(str(installed / "qa-desk"), "--help", home=tmp_path, QA_DESK_LANGUAGE="zh_CN")
    assert "评分" in spoken


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_window_opens_out_of_the_wheel(installed: Path, tmp_path: Path, language: str) -> None:
    workspace = tmp_path / "workspace"
    _run(str(installed / "qa-desk"), "init", "--workspace", str(workspace), home=tmp_path)
    variables = {"QT_QPA_PLATFORM": "offscreen", "QA_DESK_LANGUAGE": language}
    said = _run(str(installed / "python"), "-c", _WINDOW, str(workspace), home=tmp_path, **variables)
    assert "shown: MainWindow" in said, said
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said) is (language == "zh_CN"), said
    assert said.rstrip().endswith("status: 0"), said


def _run(*command: str, home: Path | None = None, **variables: str) -> str:
    """Run away from the checkout and without its paths; returns what was printed. Fails with what was said."""
    left_out = ("PYTHON", "QA_DESK", "XDG_", "LC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    if home:
        environment |= {"HOME": str(home), "USERPROFILE": str(home), "LANG": "C.UTF-8"}
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=_PATIENCE_S, cwd=home, env=environment | variables, check=False
    )
    assert ran.returncode == 0, f"{command} → {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout
