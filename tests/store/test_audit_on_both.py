"""The audit chain on both databases: change, deletion, swap and a cut end are found; it is read without contents."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, select, update

from qa_desk.bootstrap import Services
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.centre.auditing import AuditQuery
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.centre.workspace_check import CheckReport, FindingCode
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.store.audit import AuditEntry, entry_hash
from qa_desk.store.repositories.audit_log import ChainHead
from qa_desk.store.store import Store
from qa_desk.store.tables.centre import AuditEntryRow

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """The clock the services go by."""
    return FixedClock(NOW)


@pytest.fixture
def services(store: Store, clock: FixedClock, tmp_path: Path) -> Services:
    """The services over a furnished store."""
    furnish(store, clock, time_zone="UTC")
    return Services.over(store, clock, tmp_path)


@pytest.fixture
def chief(services: Services) -> Actor:
    """The first person, and five entries about others."""
    chief = services.administering.add_first_person("Chief", "chief")
    for name in ("ann", "ben", "cai", "dee", "eve"):
        services.administering.save_person(chief, PersonDraft(f"id-{name}", name, frozenset({Role.INSPECTOR})))
    return chief


def check(services: Services, chief: Actor, *heads: ChainHead) -> CheckReport:
    """What a check finds, knowing these ends."""
    return services.administering.check(chief, verify_data=False, progress=NoProgress(), heads=heads)


def codes(report: CheckReport) -> set[FindingCode]:
    """What it found."""
    return {finding.code for finding in report.findings}


def _change(connection: Connection, last: int) -> None:
    connection.execute(update(AuditEntryRow).where(AuditEntryRow.number == last - 2).values(action="person.praised"))


def _delete(connection: Connection, last: int) -> None:
    connection.execute(delete(AuditEntryRow).where(AuditEntryRow.number == last - 2))


def _swap(connection: Connection, last: int) -> None:
    for number, other in ((last - 2, 10_000), (last - 1, last - 2), (10_000, last - 1)):
        connection.execute(update(AuditEntryRow).where(AuditEntryRow.number == number).values(number=other))


def _backdate(connection: Connection, last: int) -> None:
    connection.execute(update(AuditEntryRow).where(AuditEntryRow.number == last).values(at=NOW - timedelta(seconds=1)))


@pytest.mark.parametrize("tamper", [_change, _delete, _swap, _backdate])
def test_whatever_is_done_within_the_chain_is_found(
    services: Services, chief: Actor, engine: Engine, tamper: Callable[[Connection, int], None]
) -> None:
    head = services.auditing.head(chief)
    assert head is not None
    assert check(services, chief).is_sound
    with engine.begin() as connection:
        tamper(connection, head.number)
    assert FindingCode.AUDIT_BROKEN in codes(check(services, chief))


def test_a_cut_end_is_found_by_the_end_kept_outside_and_by_nothing_else(
    services: Services, chief: Actor, engine: Engine
) -> None:
    head = services.auditing.head(chief)
    assert head is not None
    with engine.begin() as connection:
        connection.execute(delete(AuditEntryRow).where(AuditEntryRow.number > head.number - 3))
    assert check(services, chief).is_sound
    assert codes(check(services, chief, head)) == {FindingCode.AUDIT_CUT}


def test_a_chain_written_anew_is_found_by_the_end_kept_outside(
    services: Services, chief: Actor, engine: Engine
) -> None:
    head = services.auditing.head(chief)
    assert head is not None
    with engine.begin() as connection:
        _change(connection, head.number)
        _hash_anew(connection)
    assert check(services, chief).is_sound
    assert codes(check(services, chief, head)) == {FindingCode.AUDIT_REPLACED}


def test_a_chain_that_grew_still_holds_the_end_that_was_kept(services: Services, chief: Actor) -> None:
    head = services.auditing.head(chief)
    assert head is not None
    services.administering.save_person(chief, PersonDraft("id-fay", "fay", frozenset({Role.LEAD})))
    report = check(services, chief, head)
    assert report.is_sound
    assert report.head == services.auditing.head(chief) != head


def test_entries_are_found_by_person_thing_time_and_kind(services: Services, chief: Actor, clock: FixedClock) -> None:
    clock.moment = NOW + timedelta(days=2)
    services.administering.set_centre(chief, name="Centre")
    ask = services.auditing.entries
    assert ask(chief, AuditQuery(about="ann")).total == 1
    assert ask(chief, AuditQuery(about="nobody at all")).total == 0
    assert ask(chief, AuditQuery(action="setting.")).lines[0].person == "Chief"
    assert ask(chief, AuditQuery(first_day=clock.moment.date())).total == 1
    assert ask(chief, AuditQuery(last_day=NOW.date(), person_id=chief.person_id, limit=2)).total == 6
    page = ask(chief, AuditQuery(limit=3, offset=1))
    assert [line.number for line in page.lines] == [page.total - 1, page.total - 2, page.total - 3]
    assert "person.saved" in services.auditing.choices(chief).actions
    with pytest.raises(QADeskError) as caught:
        ask(chief, AuditQuery(first_day=NOW.date(), last_day=NOW.date() - timedelta(days=1)))
    assert caught.value.code is ErrorCode.PERIOD_INVALID


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEAD, Role.TRAINER, Role.TEAM_LEADER])
def test_only_administrators_and_auditors_read_it(services: Services, chief: Actor, role: Role) -> None:
    services.administering.save_person(chief, PersonDraft("id-x", "x", frozenset({role})))
    other = services.administering.actor_named("id-x")
    for ask in (lambda: services.auditing.entries(other, AuditQuery()), lambda: services.auditing.head(other)):
        with pytest.raises(NotAllowedError):
            ask()


def test_a_report_that_leaves_is_noted_with_its_calls(services: Services, chief: Actor, tmp_path: Path) -> None:
    services.auditing.note_report(chief, "common_issues", "week 12.html", ["no such call"])
    (line,) = services.auditing.entries(chief, AuditQuery(action="report.exported")).lines
    assert '"report":"common_issues"' in line.details
    assert "week 12" not in line.details


def _hash_anew(connection: Connection) -> None:
    """What somebody does who owns the database: every hash fits again."""
    previous = "0" * 64
    for row in connection.execute(select(AuditEntryRow.__table__).order_by(AuditEntryRow.number)).all():
        entry = AuditEntry(row.number, row.at, row.actor_id, row.action, row.object_kind, row.object_id, row.details)
        hashed = entry_hash(previous, entry)
        values = {"previous_hash": previous, "hash": hashed}
        connection.execute(update(AuditEntryRow).where(AuditEntryRow.number == row.number).values(**values))
        previous = hashed
