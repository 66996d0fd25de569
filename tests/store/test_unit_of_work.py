"""A unit of work is kept whole or not at all, and its audit entries with it."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.evaluation import Purpose
from qa_desk.store.store import open_store
from tests.store.furnishing import Centre


def test_what_was_not_committed_is_gone(centre: Centre) -> None:
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.people.save(replace(centre.people["ann"], name="Anne"))
        uow.audit("person.saved", "person", centre.id_of("ann"))
    with centre.store.reading() as uow:
        assert uow.people.name_of(centre.id_of("ann")) == "Ann"
    assert centre.store.verify_audit_chain().n_entries == 0


def test_an_error_half_way_undoes_everything(centre: Centre) -> None:
    assignment = centre.assignment("ann", Purpose.ROUTINE)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([assignment])
        with pytest.raises(Exception, match=r"(?i)unique"):
            uow.assignments.add_all([assignment])
    with centre.store.reading() as uow:
        assert uow.assignments.n_waiting(centre.id_of("ann")) == 0


def test_what_is_read_in_one_moment_agrees_whatever_others_write_meanwhile(centre: Centre, engine: Engine) -> None:
    if engine.url.database in (None, "", ":memory:"):
        pytest.skip("a database in memory has one connection, whose writers nobody is apart from")
    ann = centre.id_of("ann")

    def name_now() -> str:
        with centre.store.reading() as uow:
            return uow.people.name_of(ann)

    def rename(name: str) -> None:
        with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
            person = uow.people.person(ann)
            assert person is not None
            uow.people.save(replace(person, name=name))
            uow.commit()

    with ThreadPoolExecutor(1) as others:
        with centre.store.one_moment():
            before = name_now()
            with centre.store.one_moment():
                others.submit(rename, "Anne").result()
            assert [before, name_now(), others.submit(name_now).result()] == ["Ann", "Ann", "Anne"]
        assert name_now() == "Anne"
        with pytest.raises(AssertionError), centre.store.one_moment():
            assert name_now() == "Ann"
        others.submit(rename, "Anna").result()
    assert name_now() == "Anna"


def test_a_killed_program_leaves_nothing_half_done(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from qa_desk.store.store import create_store
        from tests.store.furnishing import StandingClock, furnish
        store = create_store(Path(sys.argv[1]))
        centre = furnish(store)
        with store.unit_of_work(centre.actor("lead"), StandingClock()) as uow:
            for call in centre.calls:
                uow.calls.remove_unused(call.id)
            uow.audit("removed", "call")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    folder = tmp_path / "workspace"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    store = open_store(folder)
    with store.reading() as uow:
        assert uow.calls.count() == 4
    assert store.check_database() == ()
    assert store.verify_audit_chain().n_entries == 0
    store.close()


def test_the_audit_chain_tells_who_did_what_in_order(centre: Centre, engine: Engine) -> None:
    _write_entries(centre, 3)
    report = centre.store.verify_audit_chain()
    assert (report.n_entries, report.broken_at) == (3, None)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT number, action, details FROM audit_entries ORDER BY number")).all()
    assert [tuple(row) for row in rows] == [(n, "counted", f'{{"turn":{n}}}') for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entries SET action = 'nothing' WHERE number = 2",
        "UPDATE audit_entries SET details = '{}' WHERE number = 2",
        "UPDATE audit_entries SET actor_id = NULL WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 2",
    ],
)
def test_an_entry_that_was_changed_or_taken_out_breaks_the_chain(
    centre: Centre, engine: Engine, tampering: str
) -> None:
    _write_entries(centre, 4)
    with engine.begin() as connection:
        connection.execute(text(tampering))
    broken_at = 3 if tampering.startswith("DELETE") else 2
    assert centre.store.verify_audit_chain().broken_at == broken_at


def test_people_who_did_something_can_not_be_taken_out_of_the_database(centre: Centre, engine: Engine) -> None:
    _write_entries(centre, 1)
    with pytest.raises(Exception, match=r"(?i)foreign key"), engine.begin() as connection:
        connection.execute(text("DELETE FROM people WHERE external_id = 'id-ann'"))


def test_the_database_itself_is_sound(centre: Centre) -> None:
    assert centre.store.check_database() == ()


def _write_entries(centre: Centre, n: int) -> None:
    for turn in range(1, n + 1):
        with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
            uow.audit("counted", "setting", None, turn=turn)
            uow.commit()
