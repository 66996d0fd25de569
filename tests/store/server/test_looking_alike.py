"""An author with psql can't tell an overlap or a repeat from any other call, until it is opened."""

import pytest
from sqlalchemy import Engine, text

from tests.store.furnishing import Centre
from tests.store.logins import Logins
from tests.store.server.attacks import notified, psql
from tests.store.server.conftest import Run
from tests.store.server.looking_alike import (
    AUTHOR,
    Given,
    all_tables_script,
    give,
    hand_in,
    rows_of,
    told_before,
    told_by_functions,
    told_by_plans,
    told_by_taking_it_back,
)


@pytest.fixture
def given(centre: Centre) -> tuple[Given, ...]:
    """A routine call, an overlap and a repeat of the author's, begun."""
    return give(centre)


def test_all_rows_of_them_are_alike_while_they_are_scored(
    centre: Centre, logins: Logins, given: tuple[Given, ...], engine: Engine
) -> None:
    url = logins.url(centre.id_of(AUTHOR))
    routine, overlap, repeat = (rows_of(psql(url, all_tables_script()), one) for one in given)
    assert len(routine) > 5
    assert (overlap, repeat) == (routine, routine)
    told_before(engine)
    routine, overlap, repeat = (rows_of(psql(url, all_tables_script()), one) for one in given)
    assert overlap != routine != repeat


def test_functions_and_plans_tell_none_from_another(centre: Centre, logins: Logins, given: tuple[Given, ...]) -> None:
    with logins.engine(centre.id_of(AUTHOR)).connect() as connection:
        assert list(told_by_functions(connection, given)) == []
        assert list(told_by_plans(connection, given)) == []


def test_handing_in_tells_nothing_that_could_be_rolled_back(
    centre: Centre, logins: Logins, given: tuple[Given, ...]
) -> None:
    with logins.engine(centre.id_of(AUTHOR)).connect() as connection:
        assert list(told_by_taking_it_back(connection, given)) == []


def test_an_overlap_looks_routine_until_the_other_one_is_in(
    centre: Centre, logins: Logins, given: tuple[Given, ...]
) -> None:
    routine, overlap, repeat = given
    with logins.engine(centre.id_of(AUTHOR)).connect() as connection:
        for one in given:
            hand_in(connection, one)
        assert list(told_by_functions(connection, (routine, overlap))) == []
        assert list(told_by_plans(connection, (routine, overlap))) == []
    shown = psql(logins.url(centre.id_of(AUTHOR)), all_tables_script())
    assert rows_of(shown, overlap) == rows_of(shown, routine)
    # what was scored twice on purpose may be known once the second is in
    assert rows_of(shown, repeat) != rows_of(shown, routine)
    for part, n_seen in (("lead", 0), ("trainer", 0), ("auditor", 0), ("ben", 0)):
        with logins.engine(centre.id_of(part)).connect() as connection:
            of_overlap = text("SELECT count(*) FROM answers WHERE evaluation_id = :id")
            assert connection.execute(of_overlap, {"id": overlap.evaluation.id}).scalar() == n_seen, part


def test_a_repeat_is_not_taken_back_once_the_earlier_one_can_be_read(
    centre: Centre, logins: Logins, given: tuple[Given, ...], is_refused: Run
) -> None:
    with logins.engine(centre.id_of(AUTHOR)).connect() as connection:
        for one in given:
            hand_in(connection, one)
    take_back = "UPDATE evaluations SET state = 'reopened' WHERE id = :id"
    assert [is_refused(AUTHOR, take_back, id=one.evaluation.id) for one in given] == [False, False, True]


def test_other_desks_hear_the_same_of_each(centre: Centre, logins: Logins, given: tuple[Given, ...]) -> None:
    ben, author = logins.engine(centre.id_of("ben")), logins.engine(centre.id_of(AUTHOR))
    statement = "UPDATE evaluations SET state = 'submitted', submitted_at = now() WHERE id = '{key}'"
    heard = [notified(ben, author, [statement.format(key=one.evaluation.id)]) for one in given]
    assert heard[0]
    assert heard[1:] == heard[:1] * 2


def test_whoever_plans_finds_out_nothing_of_what_they_score_themself(
    centre: Centre, run: Run, is_refused: Run, given: tuple[Given, ...]
) -> None:
    overlap = given[1].evaluation
    told = "SELECT purpose FROM server.true_purposes() WHERE assignment_id = :id"
    assert run("lead", told, id=overlap.assignment_id) == [("overlap",)]
    for part in (AUTHOR, "ben", "trainer", "auditor"):
        assert run(part, told, id=overlap.assignment_id) == [], part
    for part in (AUTHOR, "lead", "administrator"):
        assert is_refused(part, "SELECT * FROM true_purposes"), part
        # whether there is one already would be told by the key that is taken
        say = "INSERT INTO true_purposes (assignment_id, purpose) VALUES (:id, 'overlap')"
        assert is_refused(part, say, id=overlap.assignment_id), part
        assert is_refused(part, say, id=given[0].evaluation.assignment_id), part
