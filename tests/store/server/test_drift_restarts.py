"""Where charts of drift begin anew, with psql: read by whom it concerns and who watches, and by nobody else."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, insert

from qa_desk.domain.drift import RestartKind
from qa_desk.store.tables.drift import DriftRestartRow
from tests.store.furnishing import NOW, PARTS, Centre
from tests.store.server.conftest import Run

NOTE = "zqsecret: heard the standard cases again"
READERS = {"ann", "lead", "trainer"}
_ENTER = (
    "INSERT INTO drift_restarts (id, person_id, scorecard_key, subject, kind, at, note, noted_by, noted_at)"
    " VALUES (gen_random_uuid(), :person, '', '', 'trained', now(), 'x', :by, now())"
)
_TAKE_BACK = "DELETE FROM drift_restarts WHERE id = :id"


@pytest.fixture
def noted(centre: Centre, engine: Engine) -> UUID:
    """The lead has noted that ann was trained."""
    key = uuid4()
    values = {"person_id": centre.id_of("ann"), "noted_by": centre.id_of("lead"), "kind": RestartKind.TRAINED}
    with engine.begin() as keeper:
        keeper.execute(
            insert(DriftRestartRow).values(
                id=key, scorecard_key="", subject="", at=NOW, note=NOTE, noted_at=NOW, **values
            )
        )
    return key


@pytest.mark.usefixtures("noted")
def test_only_the_inspector_and_who_watches_inspectors_read_of_it(run: Run) -> None:
    told = {part: run(part, "SELECT note FROM drift_restarts WHERE note LIKE '%zqsecret%'") for part in PARTS}
    assert told == {part: [(NOTE,)] if part in READERS else [] for part in PARTS}
    counted = {part: run(part, "SELECT count(*) FROM drift_restarts")[0][0] for part in PARTS}
    assert counted == {part: int(part in READERS) for part in PARTS}
    # an error would tell what a condition was asked about
    for part in set(PARTS) - READERS:
        assert run(part, "SELECT id FROM drift_restarts WHERE note::integer > 0") == [], part


def test_who_does_not_watch_notes_nothing_and_nobody_in_anothers_name(
    centre: Centre, run: Run, is_refused: Run
) -> None:
    ann, trainer = centre.id_of("ann"), centre.id_of("trainer")
    for part in set(PARTS) - {"lead", "trainer"}:
        assert is_refused(part, _ENTER, person=ann, by=centre.id_of(part)), part
    assert is_refused("lead", _ENTER, person=ann, by=trainer)
    run("trainer", _ENTER, person=ann, by=trainer)


def test_what_was_noted_stays_as_it_is_and_is_taken_back_by_who_noted_it(
    centre: Centre, run: Run, is_refused: Run, noted: UUID
) -> None:
    for part in set(PARTS) - {"lead"}:
        assert is_refused(part, _TAKE_BACK, id=noted), part
    for part in PARTS:
        assert is_refused(part, "UPDATE drift_restarts SET at = now() WHERE id = :id", id=noted), part
        assert is_refused(part, "UPDATE drift_restarts SET person_id = :cai", cai=centre.id_of("cai")), part
    run("lead", _TAKE_BACK, id=noted)
    assert run("ann", "SELECT count(*) FROM drift_restarts") == [(0,)]
