"""`report pack`: the set of a whole week or month, whole or not at all, the same bytes for the same data."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qa_desk.cli.main import run
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.permissions import Action
from qa_desk.reports import REPORTS, pack
from qa_desk.reports.document import Document
from qa_desk.reports.pack import order_of
from qa_desk.reports.whole_folder import alone_in, whole_folder
from qa_desk.services.issues.issue_views import IssueChoices
from qa_desk.services.periods import Days, Period
from qa_desk.services.progress import NoProgress
from tests.small_centre import NOW, SmallCentre

pytestmark = pytest.mark.usefixtures("qapp")
WEEK = "week_2026-11-09_2026-11-15"


@dataclass(frozen=True)
class Unmakeable:
    """A report that its services refuse."""

    key: str = "unmakeable"
    title: str = "Unmakeable"
    purpose: str = "Nothing"
    action: Action = Action.VIEW_REPORTS

    def gather(self, _sources: object, _actor: object, _params: object) -> None:
        raise QADeskError(ErrorCode.PERIOD_INVALID, first="a", last="b")

    def compose(self, data: None) -> Document:
        raise AssertionError("there is nothing to compose")


@pytest.fixture
def asked(centre: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command of the lead, without the period; one report, so that a pack is quick."""
    monkeypatch.setenv("QA_DESK_LANGUAGE", "en")
    monkeypatch.setattr(pack, "REPORTS", REPORTS[:1])
    folder = str(centre.workspace.folder)
    return ["report", "pack", "-o", str(tmp_path / "packs"), "--workspace", folder, "--as", "Wang Fang"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def choices(today: date, first_weekday: int = 0) -> IssueChoices:
    return IssueChoices(today, first_weekday, "Asia/Shanghai", (), (), (), (), (), (), ())


@pytest.mark.parametrize(
    ("by", "end", "first_weekday", "days"),
    [
        (Period.WEEK, None, 0, Days(date(2026, 11, 9), date(2026, 11, 15))),
        (Period.WEEK, date(2026, 11, 22), 0, Days(date(2026, 11, 16), date(2026, 11, 22))),
        (Period.WEEK, date(2026, 11, 21), 0, Days(date(2026, 11, 9), date(2026, 11, 15))),
        (Period.WEEK, None, 6, Days(date(2026, 11, 8), date(2026, 11, 14))),
        (Period.MONTH, None, 0, Days(date(2026, 10, 1), date(2026, 10, 31))),
        (Period.MONTH, date(2026, 2, 28), 0, Days(date(2026, 2, 1), date(2026, 2, 28))),
    ],
)
def test_the_period_is_the_last_whole_one_of_the_centre(
    by: Period, end: date | None, first_weekday: int, days: Days
) -> None:
    order = order_of(choices(date(2026, 11, 20), first_weekday), by, end)
    assert order.days == days
    over = datetime(days.last.year, days.last.month, days.last.day, 16, tzinfo=UTC)
    assert order.dated == over, "midnight in Shanghai"


def test_a_pack_lists_its_files_with_their_sums_and_is_the_same_when_made_again(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = str(NOW.date() - timedelta(days=2))
    assert run([*asked, "--period", "week", "--end", end, "--json"]) == 0
    folder = tmp_path / "packs" / WEEK
    assert json.loads(capsys.readouterr().out)["folder"] == str(folder)
    first = files_of(folder)
    assert set(first) == {f"common_issues.{kind}" for kind in pack.FORMATS} | {"index.html", "manifest.json"}
    manifest = json.loads(first["manifest.json"])
    for file in manifest["files"]:
        assert file["sha256"] == hashlib.sha256(first[file["name"]]).hexdigest()
        assert f'href="{file["name"]}"' in first["index.html"].decode()
    assert run([*asked, "--period", "week", "--end", end]) == 0
    assert files_of(folder) == first
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == [WEEK]


def test_a_report_that_is_refused_is_named_and_the_others_are_kept(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both: tuple[Any, ...] = (Unmakeable(), REPORTS[0])
    monkeypatch.setattr(pack, "REPORTS", both)
    assert run([*asked, "--period", "week", "--end", "2026-11-15"]) == 1
    folder = tmp_path / "packs" / WEEK
    assert "Not made: Unmakeable" in capsys.readouterr().err
    (refused,) = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["refused"]
    assert refused["report"] == "unmakeable"
    assert refused["reason"] in (folder / "index.html").read_text(encoding="utf-8")
    assert (folder / "common_issues.pdf").exists()


def test_nothing_is_left_where_nothing_could_be_made(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "REPORTS", (Unmakeable(),))
    assert run([*asked, "--period", "week"]) == 2
    assert not [path for path in (tmp_path / "packs").iterdir() if path.is_dir()]


def test_a_second_run_waits_for_nobody_and_says_so(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone_in(tmp_path / "packs"):
        assert run([*asked, "--period", "week"]) == 2
    assert "by another run" in capsys.readouterr().err
    assert run([*asked, "--period", "week"]) == 0


def test_what_fails_at_the_end_leaves_the_older_pack_as_it_was(
    asked: list[str], centre: SmallCentre, tmp_path: Path
) -> None:
    assert run([*asked, "--period", "week", "--end", "2026-11-15"]) == 0
    before = files_of(tmp_path / "packs" / WEEK)
    order = order_of(centre.services.reporting.choices(centre.lead), Period.WEEK, date(2026, 11, 15))

    def refuse(_document: Document, _name: str) -> None:
        raise QADeskError(ErrorCode.DATABASE_LOST)

    with pytest.raises(QADeskError):
        pack.write_pack(
            centre.services, centre.lead, order, tmp_path / "packs", on_written=refuse, progress=NoProgress()
        )
    assert files_of(tmp_path / "packs" / WEEK) == before
    assert not list((tmp_path / "packs").glob("*.part"))


def test_a_run_killed_between_the_two_names_loses_nothing(tmp_path: Path) -> None:
    place = tmp_path / "week"
    (tmp_path / "week.before").mkdir()
    (tmp_path / "week.before" / "kept").write_text("older")
    (tmp_path / "week.part").mkdir()
    with pytest.raises(RuntimeError), whole_folder(place):
        raise RuntimeError
    assert (place / "kept").read_text() == "older"
    with whole_folder(place) as part:
        (part / "made").write_text("newer")
    assert [path.name for path in tmp_path.iterdir()] == ["week"]
    assert (place / "made").read_text() == "newer"


def test_every_file_is_noted_for_the_audit(asked: list[str], centre: SmallCentre) -> None:
    assert run([*asked, "--period", "week", "--end", "2026-11-15"]) == 0
    with centre.workspace.store.reading() as uow:
        noted = [entry for entry in uow.audit_log.latest(20) if entry.action == "report.exported"]
    assert len(noted) == len(pack.FORMATS)
