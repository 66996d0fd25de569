"""Nobody learns content: all of `tests.store.server.attacks`, as everybody, on every column, whatever is set."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served
from tests.store.server.attacks import (
    ATTACKERS,
    SETTINGS,
    Planted,
    guesses,
    notified,
    plant,
    psql,
    reading_script,
    told_by_plan,
)
from tests.store.server.looking_alike import (
    AUTHOR,
    Given,
    all_tables_script,
    give,
    rows_of,
    told_by_functions,
    told_by_plans,
    told_by_taking_it_back,
)


@dataclass(frozen=True, slots=True)
class World:
    """A centre on a server with its secrets, and real logins for everybody."""

    centre: Centre
    engine: Engine
    logins: Logins
    planted: tuple[Planted, ...]

    def url(self, part: str) -> str:
        """How somebody connects."""
        return self.logins.url(self.centre.id_of(part))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Made once: no attack changes anything."""
    with served() as (engine, store):
        centre = furnish(store)
        planted = plant(centre, engine)
        logins = Logins(engine)
        yield World(centre, engine, logins, planted)
        logins.close()


@pytest.mark.parametrize("part", ATTACKERS)
def test_psql_shows_exactly_what_may_be_read(world: World, part: str) -> None:
    shown = psql(world.url(part), reading_script(world.planted))
    for one in world.planted:
        found = one.word in shown or one.number in shown
        assert found == (part in one.readers), (part, one.word)


@pytest.mark.parametrize("setting", SETTINGS)
# a team leader could learn by plans of routine results of other units: no gate knows the unit of a call
@pytest.mark.parametrize("part", [part for part in ATTACKERS if part != "team_leader"])
def test_no_plan_and_no_count_tells_a_right_guess_from_a_wrong_one(world: World, part: str, setting: str) -> None:
    told: list[str] = []
    n_tried = 0
    with world.logins.engine(world.centre.id_of(part)).connect() as connection:
        for one in world.planted:
            for guess in guesses(one) if part not in one.readers else ():
                connection.exec_driver_sql(setting)
                differences = told_by_plan(connection, guess)
                told += [f"{guess}: {difference}" for difference in differences]
                n_tried += 1
                connection.rollback()
    assert n_tried > 0
    assert not told, "\n".join(told[:5])


@pytest.fixture(scope="module")
def alike() -> Iterator[tuple[Logins, Centre, tuple[Given, ...]]]:
    """A routine call, an overlap and a repeat of one author's, made once: what she does is rolled back."""
    with served() as (engine, store):
        centre = furnish(store)
        given = give(centre)
        logins = Logins(engine)
        yield logins, centre, given
        logins.close()


@pytest.mark.parametrize("setting", SETTINGS)
def test_an_author_tells_no_overlap_and_no_repeat_from_a_routine_call(
    alike: tuple[Logins, Centre, tuple[Given, ...]], setting: str
) -> None:
    logins, centre, given = alike
    shown = psql(logins.url(centre.id_of(AUTHOR)), f"{setting};\n{all_tables_script()}")
    routine, *others = (rows_of(shown, one) for one in given)
    assert len(routine) > 5
    assert others == [routine, routine]
    with logins.engine(centre.id_of(AUTHOR)).connect() as connection:
        connection.exec_driver_sql(setting)
        connection.commit()
        told = [*told_by_functions(connection, given), *told_by_plans(connection, given)]
        told += told_by_taking_it_back(connection, given)
    assert not told, "\n".join(told[:5])


def test_who_listens_hears_of_kinds_alone(world: World) -> None:
    draft = world.planted[1].id
    writes = [f"UPDATE marks SET note = 'zqsecret2' WHERE evaluation_id = '{draft}'"]  # noqa: S608 - our own key
    for part in ("lead", "administrator", "auditor"):
        author = world.logins.engine(world.centre.id_of("ben"))
        heard = notified(world.logins.engine(world.centre.id_of(part)), author, writes)
        assert not [note for note in heard if "zqsecret" in note or str(draft) in note]
