"""`init`, `check`, `import` and `scorecard`: what they print, and the exit status that scripts rely on."""

from pathlib import Path

import pytest

from tests.unit.cli.calling import Call
from tests.unit.workspace_fixtures import write_wav


def test_init_makes_a_workspace_once(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = call("init", "--workspace", folder, "--name", "Lin", "--time-zone", "Asia/Shanghai", "--json")
    assert (made.status, made.err) == (0, "")
    assert made.document == {"workspace": str(folder), "person": "Lin", "time_zone": "Asia/Shanghai"}
    again = call("init", "--workspace", folder)
    assert (again.status, again.out) == (2, "")
    assert "holds a workspace already" in again.err


def test_init_refuses_a_password_in_the_address(call: Call, tmp_path: Path) -> None:
    refused = call("init", "--workspace", tmp_path / "new", "--database-url", "postgresql+psycopg://a:secret@h/db")
    assert refused.status == 2
    assert "secret" not in refused.err
    assert not (tmp_path / "new" / "workspace.toml").exists()


def test_a_whole_import_is_done(call: Call, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    done = call("import", tmp_path / "in")
    assert done.status == 0
    assert done.out.startswith("1 recording came in.\n")
    assert "no row of calls.csv names it" in done.err
    again = call("import", tmp_path / "in", "--json")
    assert again.status == 0
    assert (again.document["already_here"], again.document["imported"]) == (1, 0)


def test_a_partly_refused_import_names_each_file_and_row(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_wav(folder / "a.wav")
    (folder / "bad.wav").write_bytes(b"")
    table = tmp_path / "table.csv"
    table.write_text("file,call_id,csat\na.wav,1,4\nb.wav,2,good\nc.wav,3,5\n")
    partly = call("import", folder, "--calls", table)
    assert partly.status == 1
    assert "bad.wav is empty (0 bytes)" in partly.err
    assert "table.csv, row 3, column “csat”: “good” is not a number. Left out." in partly.err
    assert "c.wav, row 4: the call 3 is kept, its recording has not come." in partly.err
    assert "Refused: 2" in partly.out
    items = call("import", folder, "--calls", table, "--json").document["items"]
    assert isinstance(items, list)
    assert {(item["name"], item["row"], item["error"]) for item in items if item["outcome"] == "refused"} == {
        ("bad.wav", None, "file_empty"),
        ("table.csv", 3, "csv_bad_value"),
    }


@pytest.mark.parametrize("arguments", [[], ["nowhere.wav"], ["--calls", "nowhere.csv"]])
def test_an_import_of_nothing_is_a_wrong_request(call: Call, arguments: list[str]) -> None:
    refused = call("import", *arguments)
    assert refused.status == 2
    assert refused.err
    assert "Traceback" not in refused.err


def test_commands_obey_the_person_they_run_for(call: Call, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name,role\n7,Wu Gang,inspector\n")
    assert call("import", "--people", tmp_path / "people.csv").status == 0
    for arguments in (["import", tmp_path], ["check"], ["scorecard", "publish", "service"]):
        refused = call(*arguments, "--as", "Wu Gang")
        assert refused.status == 2
        assert "Your role does not allow this" in refused.err
    assert call("scorecard", "list", "--as", "7").status == 0
    assert "Nobody called “Nemo”" in call("scorecard", "list", "--as", "Nemo").err


def test_check_tells_a_whole_workspace_from_a_damaged_one(call: Call, workspace_folder: Path, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav")
    call("import", tmp_path / "in")
    whole = call("check", "--verify-data", "--json")
    assert whole.status == 0
    assert (whole.document["sound"], whole.document["recordings"]) == (True, 1)
    (kept,) = (workspace_folder / "recordings").rglob("*.wav")
    kept.unlink()
    damaged = call("check")
    assert damaged.status == 1
    assert damaged.err == "The recording a.wav is gone.\n"
    assert damaged.out.endswith("The workspace is not whole.\n")


def test_a_scorecard_goes_out_and_comes_back_in(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "service.yaml"
    assert call("scorecard", "export", "service", "-o", path).status == 0
    assert call("scorecard", "export", "service", "--version", 1).out == path.read_text(encoding="utf-8")
    assert call("scorecard", "import", path, "--json").document["new"] is False
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 5", "weight: 6", 1), encoding="utf-8")
    kept = call("scorecard", "import", path, "--json").document
    assert kept == {"key": "service", "version": 2, "state": "draft", "new": True}
    assert call("scorecard", "publish", "service").out == "Published: service, version 2.\n"
    assert call("scorecard", "publish", "service").status == 2
    listed = call("scorecard", "list").out
    assert "service: Service call" in listed
    assert "version 2: published" in listed


def test_a_faulty_scorecard_is_named_by_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("key: x\ntitle: X\ncritical_policy: never\nsections: []\n")
    refused = call("scorecard", "import", path)
    assert refused.status == 2
    assert refused.err.startswith("x.yaml, line 3, “critical_policy”: expected zero_total")
    assert call("scorecard", "export", "nothing").status == 2


def test_a_scorecard_is_changed_in_a_spreadsheet_dated_compared_and_retired(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "service.csv"
    assert call("scorecard", "export", "service", "-o", path).status == 0
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("Greeting", "Salutation").replace(",tone,", ",voice,"), encoding="utf-8-sig")
    assert call("scorecard", "import", path, "--json").document["new"] is True
    differing = call("scorecard", "diff", "service", 1, 2, "--json").document
    changed = {part["criterion"]: part["changes"] for part in differing["parts"]}
    assert changed == {"greeting": ["changed"], "voice": ["added"], "tone": ["removed"]}
    assert "  Title en: Greeting → Salutation" in call("scorecard", "diff", "service", 1, 2).out
    assert call("scorecard", "publish", "service", "--from", "2020-01-01").status == 2
    dated = call("scorecard", "publish", "service", "--from", "2999-01-01")
    assert dated.out == "Published: service, version 2, in force from 2999-01-01.\n"
    both = next(one for one in call("scorecard", "list", "--json").document if one["key"] == "service")["versions"]
    assert [version["in_force"] for version in both] == [True, False]
    assert call("scorecard", "retire", "service").out == "Retired: service, version 1.\n"
    assert call("scorecard", "retire", "service").status == 2
    assert call("scorecard", "retire", "service", "--version", 2).status == 0
    assert call("scorecard", "diff", "service", 1, 7).status == 2


def test_a_faulty_spreadsheet_is_named_by_row_and_column(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "service.csv"
    call("scorecard", "export", "service", "-o", path)
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",pass_fail,", ",stars,", 1), encoding="utf-8-sig")
    refused = call("scorecard", "import", path)
    assert refused.status == 2
    assert refused.err.startswith("service.csv, row 2, column “scale”: expected one of pass_fail")
