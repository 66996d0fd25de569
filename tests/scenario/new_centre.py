"""A centre on its first day: a folder of recordings with its tables, as an exchange would hand it over."""

import csv
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from qa_desk.paths import resources_dir

ADMINISTRATOR = "Qin Mei"
LEAD = "Lin Hong"
TRAINER = "Liu Yang"
INSPECTORS = ("Wang Fang", "Chen Jie", "Sun Qian")
OUTSIDER = "Zhao Lei"
"""An inspector outside the panel."""

CALLS = ("1009", "1010", "1014", "1019", "1027", "1036", "1043", "1048")
BROKEN, UNKNOWN, MISSING, LOOSE = "2001.wav", "notes.docx", "2003", "1054"
_AMONG_THEM = ("lead-1", "trainer-1", "admin-1", "insp-1", "insp-2", "insp-3", "insp-4", "agent-", "leader-")


def hand_over(folder: Path, *, now: datetime, administrator_id: str) -> Path:
    """Fill a folder with calls of the last days: eight with a row, one without, a broken file, one that is no sound.

    Args:
        now: the calls were made on the days before.
        administrator_id: the id of whoever began the workspace; the table makes them an administrator and no more.
    """
    demo = resources_dir() / "demo"
    folder.mkdir()
    for key in (*CALLS, LOOSE):
        shutil.copy(demo / f"{key}.opus", folder)
    (folder / BROKEN).write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt broken off here")
    (folder / UNKNOWN).write_bytes(b"PK\x03\x04 minutes of a meeting")
    _write_calls(demo / "calls.csv", folder / "calls.csv", now)
    _write_people(demo / "people.csv", folder / "people.csv", administrator_id)
    return folder


def _write_calls(source: Path, target: Path, now: datetime) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["call_id"] in CALLS]
    for place, row in enumerate(rows):
        row["started_at"] = (now - timedelta(days=place + 1)).isoformat(timespec="seconds")
    broken = {**rows[0], "file": BROKEN, "call_id": "2001"}
    missing = {**rows[0], "file": "", "call_id": MISSING}
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows([*rows, broken, missing])


def _write_people(source: Path, target: Path, administrator_id: str) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"].startswith(_AMONG_THEM)]
    for row in rows:
        row["id"] = administrator_id if row["id"] == "admin-1" else row["id"]
        row.update(hired="", left="", leave_from="", leave_to="")
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
