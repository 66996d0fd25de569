"""`audit`, `check --audit-head`, `retention` and `erase-customer`: what they print, and their exit status."""

import json
import sqlite3
from pathlib import Path

from tests.unit.cli.calling import Call
from tests.unit.workspace_fixtures import write_wav

TABLE = "file,call_id,started_at,customer_id\na.wav,C-1,2020-01-01T09:00,cust-77\nb.wav,C-2,,cust-88\n"


def _fill(call: Call, folder: Path) -> None:
    for seed, name in enumerate(("a", "b")):
        write_wav(folder / "in" / f"{name}.wav", seed=seed)
    (folder / "in" / "calls.csv").write_text(TABLE)
    assert call("import", folder / "in").status == 0


def _cut(workspace_folder: Path, n_entries: int) -> None:
    database = sqlite3.connect(workspace_folder / "qa_desk.sqlite3")
    with database:
        last = database.execute("SELECT max(number) FROM audit_entries").fetchone()[0]
        database.execute("DELETE FROM audit_entries WHERE number > ?", (last - n_entries,))
    database.close()


def test_the_end_kept_in_a_file_finds_a_cut_chain(call: Call, workspace_folder: Path, tmp_path: Path) -> None:
    _fill(call, tmp_path)
    kept = call("audit", "head", "-o", tmp_path / "head.json", "--json")
    assert kept.status == 0
    assert json.loads((tmp_path / "head.json").read_text()) == kept.document
    assert call("check", "--audit-head", tmp_path / "head.json").status == 0
    _cut(workspace_folder, 2)
    found = call("check", "--audit-head", tmp_path / "head.json")
    assert found.status == 1
    assert f"ends before entry {kept.document['number']}" in found.err


def test_a_check_remembers_the_end_by_itself(call: Call, workspace_folder: Path, tmp_path: Path) -> None:
    _fill(call, tmp_path)
    assert call("check").status == 0
    _cut(workspace_folder, 1)
    assert call("check").status == 1
    assert call("check").status == 1, "what was found once is not taken for the truth afterwards"
    assert call("audit", "head").status == 0
    assert call("check").status == 0


def test_a_file_without_a_head_is_refused(call: Call, tmp_path: Path) -> None:
    (tmp_path / "head.json").write_text("{}")
    refused = call("check", "--audit-head", tmp_path / "head.json")
    assert refused.status == 2
    assert "no head of an audit chain" in refused.err


def test_the_chain_is_listed_newest_first(call: Call, tmp_path: Path) -> None:
    _fill(call, tmp_path)
    listed = call("audit", "list", "--action", "import.", "--json")
    assert [entry["action"] for entry in listed.document["entries"]] == ["import.finished", "import.begun"]
    assert call("audit", "list", "--last", "1").out.count("\n") == 1


def test_retention_says_first_and_removes_only_when_told(call: Call, tmp_path: Path) -> None:
    _fill(call, tmp_path)
    keep = ("--keep", "recordings", "365", "--keep", "transcripts", "365")
    said = call("retention", *keep, "--dry-run")
    assert "recordings: kept 365 days; 1 had their time, the oldest of 2020-01-01" in said.out
    assert "routine evaluations: kept for ever" in said.out
    done = call("retention", "--apply", "--json").document
    assert [line["due"] for line in done["lines"] if line["purpose"] == "recordings"] == [1]
    assert "nothing is older" in call("retention").out
    assert call("check").status == 0


def test_retention_refuses_what_makes_no_sense(call: Call) -> None:
    assert call("retention", "--dry-run", "--apply").status == 2
    assert call("retention", "--keep", "recordings", "soon").status == 2
    assert call("retention", "--keep", "recordings", "30").status == 2


def test_a_customer_is_previewed_and_forgotten(call: Call, workspace_folder: Path, tmp_path: Path) -> None:
    _fill(call, tmp_path)
    (workspace_folder / "qa_desk-before-upgrade-from-0001.sqlite3").write_bytes(b"")
    said = call("erase-customer", "cust-77", "--dry-run")
    assert said.status == 0
    assert "call C-1 of 2020-01-01" in said.out
    assert "still holds all of it: qa_desk-before-upgrade-from-0001.sqlite3" in said.out
    assert "Nothing was removed." in said.out
    erased = call("erase-customer", "cust-77", "--yes", "--json")
    assert (erased.status, erased.document["erased"], erased.document["recordings"]) == (0, True, 1)
    assert call("erase-customer", "cust-77", "--dry-run").status == 2
    assert call("erase-customer", "cust-88", "--dry-run").status == 0
