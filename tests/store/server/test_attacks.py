"""A sample of the attacks on blindness; `make proof` tries all of them."""

import random

import pytest
from sqlalchemy import Engine, text

from tests.store.furnishing import Centre
from tests.store.logins import Logins
from tests.store.server.attacks import (
    ATTACKERS,
    SETTINGS,
    Guess,
    found_by,
    guesses,
    notified,
    plant,
    psql,
    reading_script,
    told_by_plan,
)


@pytest.mark.parametrize("part", ["ben", "lead"])
def test_psql_shows_nobody_what_is_hidden_from_them(centre: Centre, engine: Engine, logins: Logins, part: str) -> None:
    planted = plant(centre, engine)
    shown = psql(logins.url(centre.id_of(part)), reading_script(planted))
    for one in planted:
        found = one.word in shown or one.number in shown
        assert found == (part in one.readers), (part, one.word)


def test_plans_and_counts_tell_nothing_of_what_is_hidden(centre: Centre, engine: Engine, logins: Logins) -> None:
    planted = plant(centre, engine)
    chance = random.Random(5)
    for part in ("ben", "lead", "administrator"):
        tried = [guess for one in planted if part not in one.readers for guess in guesses(one)]
        with logins.engine(centre.id_of(part)).connect() as connection:
            for guess in chance.sample(tried, 15):
                connection.exec_driver_sql(chance.choice(SETTINGS))
                told = told_by_plan(connection, guess)
                assert not told, (part, guess, told)
                connection.rollback()


def test_the_search_fetches_nothing_that_is_hidden(centre: Centre, engine: Engine, logins: Logins) -> None:
    planted = plant(centre, engine)
    with engine.connect() as keeper:
        published = set(keeper.execute(text("SELECT evaluation_id FROM search_documents")).scalars())
    n_told = 0
    for part in ATTACKERS:
        with logins.engine(centre.id_of(part)).connect() as connection:
            for one in (one for one in planted if one.id in published):
                guess = Guess("search_documents", "true", found_by(one.word), found_by("zzzz"))
                told = told_by_plan(connection, guess)
                assert bool(told) == (part in one.readers), (part, one.word, told)
                n_told += bool(told)
    assert 0 < n_told < len(ATTACKERS) * len(published)


def test_without_the_gates_plans_would_tell(centre: Centre, engine: Engine, logins: Logins) -> None:
    planted = plant(centre, engine)
    with engine.begin() as keeper:
        for table in ("evaluations", "answers", "marks", "answer_reasons", "earlier_states"):
            keeper.execute(text(f"DROP POLICY gate ON {table}"))
    with logins.engine(centre.id_of("administrator")).connect() as connection:
        told = [guess for guess in guesses(planted[0]) if told_by_plan(connection, guess)]
    assert {guess.table for guess in told} >= {"evaluations", "answers", "marks"}


def test_a_notification_names_a_kind_and_nothing_else(centre: Centre, engine: Engine, logins: Logins) -> None:
    planted = plant(centre, engine)[1]
    statements = [
        f"UPDATE answers SET comment = 'zqsecret9' WHERE evaluation_id = '{planted.id}'",  # noqa: S608 - ours
        f"UPDATE evaluations SET state = 'submitted', comment = 'zqsecret9' WHERE id = '{planted.id}'",  # noqa: S608
    ]
    heard = notified(logins.engine(centre.id_of("lead")), logins.engine(centre.id_of("ben")), statements)
    assert heard
    assert not [note for note in heard if "zqsecret" in note or str(planted.id) in note]
