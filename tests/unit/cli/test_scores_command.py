"""`scores import` and `scores export`: own sheets in, real files out, and the exit status that scripts rely on."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from qa_desk.bootstrap import Workspace
from qa_desk.cli.main import run
from qa_desk.domain.people import Actor, Role
from tests.unit.workspace_fixtures import add_person

Call = Callable[..., tuple[int, str, str]]

HEADING = ("流水号", "质检人", "质检日期", "未泄露客户信息", "承诺不超出权限", "让客户把话说完", "致歉得当", "查清事实")
FURTHER = ("给出解决办法", "告知时限和工单号", "负责到底", "总分")
ROWS = (
    ("C-1", "Anna", "2026-03-02", "✓", "不适用", 5, 5, 10, 10, "✓", 5, 100),
    ("C-2", "小安", "2026-03-03", "✗", "✓", 3, 0, 7, 2, "✓", 5, 40),
)


@pytest.fixture
def call(
    workspace: Workspace,
    chief: Actor,
    workspace_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Call:
    """Runs a command in English on a workspace with one inspector."""
    add_person(workspace, chief, "Anna", Role.INSPECTOR)
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setenv("QA_DESK_WORKSPACE", str(workspace_folder))

    def called(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return called


@pytest.fixture
def own_sheet(tmp_path: Path) -> Path:
    """A wide workbook as a centre keeps it: a title, its own words, a column of its own."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(("三月投诉质检表",))
    sheet.append((*HEADING, *FURTHER))
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "own.xlsx")
    return tmp_path / "own.xlsx"


def test_an_own_sheet_comes_in_by_the_mapping_that_was_written_and_looked_through(
    call: Call, own_sheet: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.yaml"
    status, out, err = call("scores", "import", own_sheet, "--dry-run", "--make-calls", "--save-mapping", mapping)
    assert status == 2
    assert "“未泄露客户信息”: no_disclosure (the criterion's title)" in out
    assert "People that are not here: 小安" in err
    settled = mapping.read_text(encoding="utf-8").replace("小安: '?'", "小安: Anna").replace("小安: ?", "小安: Anna")
    mapping.write_text(settled, encoding="utf-8")
    status, out, _err = call("scores", "import", own_sheet, "--mapping", mapping, "--make-calls", "--json")
    assert (status, json.loads(out)["imported"], json.loads(out)["calls_made"]) == (0, 2, 2)
    again = call("scores", "import", own_sheet, "--mapping", mapping, "--json")
    assert (again[0], json.loads(again[1])["already_here"], json.loads(again[1])["imported"]) == (0, 2, 0)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("wide", [(), ("--wide",)])
def test_what_went_out_is_known_when_it_comes_back(
    call: Call, own_sheet: Path, tmp_path: Path, suffix: str, wide: tuple[str, ...]
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("people: {小安: Anna}\nvalues: {'*': {✓: pass, ✗: fail}}\n", encoding="utf-8")
    assert call("scores", "import", own_sheet, "--mapping", mapping, "--make-calls")[0] == 0
    path = tmp_path / f"out{suffix}"
    status, out, _err = call("scores", "export", "-o", path, *wide, "--json")
    n_rows = 2 if wide else 16
    assert (status, json.loads(out)) == (0, {"file": str(path), "evaluations": 2, "rows": n_rows})
    status, out, _err = call("scores", "import", path, "--json")
    assert (status, json.loads(out)["already_here"], json.loads(out)["imported"]) == (0, 2, 0)
    assert len(rows_of(path)) == 1 + n_rows


def rows_of(path: Path) -> list[list[object]]:
    """The rows of a file, its header with them."""
    if path.suffix == ".xlsx":
        return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [list(row) for row in csv.reader(file)]


def test_a_sheet_whose_columns_nobody_knows_is_refused_in_a_sentence_and_its_mapping_begun(
    call: Call, tmp_path: Path
) -> None:
    path, mapping = tmp_path / "own.csv", tmp_path / "mapping.yaml"
    path.write_text("who,when,what\nAnna,2026-03-02,5\n", encoding="utf-8")
    status, out, err = call("scores", "import", path, "--save-mapping", mapping)
    assert (status, out) == (2, "")
    assert "own.csv has no answers" in err
    assert "who: ignore" in mapping.read_text(encoding="utf-8")
