"""Imports, scorecards, lists and the search through the services: the same on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa_desk.bootstrap import Services
from qa_desk.domain.people import Actor
from qa_desk.services.bringing_in.import_report import ImportOutcome, ImportReport, ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from qa_desk.store.store import Store
from tests.unit.workspace_fixtures import write_wav

TABLE = """\
file,call_id,started_at,agent_id,agent_name,unit,business_type,note
a.wav,C-1,2026-03-02T09:00,7,Li Na,North/Hall 3,billing,one
b.wav,C-1,,,,,,
c.wav,C-2,2026-03-03T09:00,8,Wu Gang,South,roaming,two
gone.wav,C-3,,,,,,
"""


@pytest.fixture
def clock() -> FixedClock:
    """The clock the services go by."""
    return FixedClock(datetime(2026, 3, 16, 10, 0, tzinfo=UTC))


@pytest.fixture
def services(store: Store, clock: FixedClock, tmp_path: Path) -> Services:
    """The services over a furnished store."""
    furnish(store, clock, time_zone="Asia/Shanghai")
    return Services.over(store, clock, tmp_path)


@pytest.fixture
def chief(services: Services) -> Actor:
    """The first person."""
    return services.administering.add_first_person("Chief", "chief")


def bring(services: Services, chief: Actor, folder: Path) -> ImportReport:
    """The report of an import of that folder."""
    return services.importing.import_files(chief, ImportRequest((folder,)), NoProgress())


def test_an_import_attributes_resumes_and_is_found(
    services: Services, chief: Actor, clock: FixedClock, tmp_path: Path
) -> None:
    for seed, name in enumerate(("a", "b", "c"), start=1):
        write_wav(tmp_path / "in" / f"{name}.wav", seed=seed)
    (tmp_path / "in" / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\n我要投诉\n", encoding="utf-8")
    loose = bring(services, chief, tmp_path / "in")
    assert loose.n_unattributed == 3
    (tmp_path / "in" / "calls.csv").write_text(TABLE)
    clock.moment += timedelta(minutes=1)
    attributed = bring(services, chief, tmp_path / "in")
    assert [item.outcome for item in attributed.items] == [
        *[ImportOutcome.ALREADY_HERE] * 3,
        ImportOutcome.RECORDING_MISSING,
        ImportOutcome.ALREADY_HERE,
    ]
    page = services.listening.calls(chief, CallQuery())
    assert [call.key for call in page.calls] == ["C-2", "C-1", "C-3"]
    first = services.listening.call(chief, page.calls[1].id)
    assert [one.original_name for one in first.recordings] == ["a.wav", "b.wav"]
    assert first.call.attributes.custom == (("note", "one"),)
    (hit,) = services.finding.find(chief, "投诉")
    assert hit.id == first.call.id
    kept = services.importing.last_report(chief)
    assert kept is not None
    assert [str(item) for item in kept.items] == [str(item) for item in attributed.items]
    assert services.administering.check(chief, verify_data=True, progress=NoProgress()).is_sound


def test_a_call_that_was_scored_once_is_not_taken_away(services: Services, chief: Actor, tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / "a.wav", seed=1)
    write_wav(tmp_path / "in" / "b.wav", seed=2)
    bring(services, chief, tmp_path / "in")
    loose = {call.key: call.id for call in services.listening.calls(chief, CallQuery()).calls}
    (version,) = services.authoring.scorecards(chief)[0].versions
    services.assigning.assign(chief, AssignmentDraft((loose["b"],), (chief.person_id,), version.version_id))
    (tmp_path / "in" / "calls.csv").write_text("file,call_id,queue\na.wav,C-1,sales\nb.wav,C-1,sales\n")
    bring(services, chief, tmp_path / "in")
    found = {call.key: call.id for call in services.listening.calls(chief, CallQuery()).calls}
    assert found == {"C-1": loose["a"], "b": loose["b"]}
    assert len(services.listening.call(chief, found["C-1"]).recordings) == 2
    assert len(services.listening.call(chief, found["b"]).recordings) == 1


def test_a_scorecard_that_comes_back_is_the_same(services: Services, chief: Actor, tmp_path: Path) -> None:
    path = tmp_path / "service.yaml"
    path.write_text(services.authoring.export(chief, "service"), encoding="utf-8")
    _version_id, changes = services.authoring.import_file(chief, path)
    assert changes.kinds == frozenset()
    assert services.authoring.export(chief, "service") == path.read_text(encoding="utf-8")
