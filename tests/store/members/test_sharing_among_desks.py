"""Packages by people signed in each as themself: who may hand out and take in, and that a second person approves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.permissions import Action, may
from qa_desk.domain.sharing import CaseStatus
from qa_desk.domain.standard_case import CaseState
from qa_desk.services.packages.sharing import PackageRequest
from qa_desk.store.engine import is_sqlite
from tests.case_library import add_case, mask, write_down
from tests.hostile_packages import parts_of, signed, zipped
from tests.small_centre import SmallCentre, build, open_made
from tests.store.members.team import Team


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCentre]:
    """Another centre, with a workspace of its own."""
    folder = tmp_path_factory.mktemp("elsewhere") / "workspace"
    build(folder)
    centre = open_made(folder)
    yield centre
    centre.workspace.close()


@pytest.fixture(scope="module")
def package(elsewhere: SmallCentre, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it hands out: a case with a mask and a transcript, on a form that nobody else has."""
    mask(elsewhere)
    write_down(elsewhere)
    path = tmp_path_factory.mktemp("sent") / "south.qacase"
    request = PackageRequest(path, (add_case(elsewhere),))
    elsewhere.services.sharing.export(elsewhere.lead, request)
    parts = parts_of(path)
    name = next(one for one in parts if one.startswith("scorecards/"))
    parts[name] = parts[name].replace(b"Greeting", b"Salutation")
    path.write_bytes(zipped(signed(parts)))
    return path


def test_the_lead_takes_in_the_trainer_approves_the_administrator_hands_on(
    team: Team, package: Path, tmp_path: Path
) -> None:
    lea, tim, adam = (team.desk(name) for name in ("Lea", "Tim", "Adam"))
    view = lea.services.sharing.look(lea.actor, package)
    assert view.n_new_forms == 1
    taken, _changes = lea.services.sharing.take_in(lea.actor, view, view.suggested, accepts_centre=True)
    (case_id,) = taken.case_ids
    call_id = tim.services.curating.case(tim.actor, case_id).case.call_id
    assert len(tim.services.listening.sound(tim.actor, call_id).track.masked) == 1
    said = tim.services.listening.transcript(tim.actor, call_id)
    assert said[0].text == "Good morning"
    with pytest.raises(QADeskError):
        lea.services.curating.approve(lea.actor, case_id)
    tim.services.curating.approve(tim.actor, case_id)
    adam.services.sharing.export(adam.actor, PackageRequest(tmp_path / "on.qacase", (case_id,)))
    (again,) = lea.services.sharing.look(lea.actor, tmp_path / "on.qacase").cases
    assert again.status is CaseStatus.SAME


def test_the_administrator_takes_in_what_the_lead_then_approves(team: Team, package: Path) -> None:
    lea, adam = team.desk("Lea"), team.desk("Adam")
    view = adam.services.sharing.look(adam.actor, package)
    taken, _changes = adam.services.sharing.take_in(adam.actor, view, view.suggested, accepts_centre=True)
    lea.services.curating.approve(lea.actor, taken.case_ids[0])


def test_who_took_in_takes_back_what_nobody_approved_and_takes_it_in_again(team: Team, package: Path) -> None:
    lea, tim, adam = (team.desk(name) for name in ("Lea", "Tim", "Adam"))
    view = lea.services.sharing.look(lea.actor, package)
    taken, _changes = lea.services.sharing.take_in(lea.actor, view, view.suggested, accepts_centre=True)
    (case_id,) = taken.case_ids
    assert adam.services.sharing.take_back(adam.actor, taken.case_ids)[0] == 0, "it is not theirs"
    assert lea.services.sharing.take_back(lea.actor, taken.case_ids)[0] == 1
    case = tim.services.curating.case(tim.actor, case_id).case
    assert (case.state, case.retired_reason) == (CaseState.RETIRED, "The package was taken back")
    with pytest.raises(QADeskError):
        tim.services.curating.approve(tim.actor, case_id)
    assert lea.services.sharing.take_back(lea.actor, taken.case_ids)[0] == 0, "once is enough"
    view = lea.services.sharing.look(lea.actor, package)
    again, _changes = lea.services.sharing.take_in(lea.actor, view, [one.case.id for one in view.cases])
    tim.services.curating.approve(tim.actor, again.case_ids[0])
    assert lea.services.sharing.take_back(lea.actor, again.case_ids)[0] == 0, "it is in force"
    assert tim.services.curating.case(tim.actor, again.case_ids[0]).case.state is CaseState.VALID


def test_nobody_else_looks_into_packages_or_knows_the_centres(team: Team, package: Path, engine: Engine) -> None:
    lea = team.desk("Lea")
    view = lea.services.sharing.look(lea.actor, package)
    lea.services.sharing.take_in(lea.actor, view, view.suggested, accepts_centre=True)
    for name in ("Anna", "Tim", "Ada", "Olga", "Leo"):
        desk = team.desk(name)
        assert not may(desk.actor, Action.SHARE_CASES)
        with pytest.raises(NotAllowedError):
            desk.services.sharing.look(desk.actor, package)
        engine_of = team.engine_of
        if engine_of is None or is_sqlite(engine):
            continue
        with engine_of(desk.actor.person_id).connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM known_centres")).scalar() == 0


def test_the_server_takes_no_call_that_says_when_it_was(team: Team, engine: Engine) -> None:
    """Whoever may take packages in may not, by another program, make up calls that figures would hold."""
    if team.engine_of is None or is_sqlite(engine):
        pytest.skip("a file has no rules of its own")
    lea = team.desk("Lea")
    entry = text(
        "INSERT INTO calls (id, key, mode, started_at, imported_at, version) VALUES"
        " ('00000000-0000-4000-8000-000000000001', 'made up', 'sampled', now(), now(), 1)"
    )
    with (
        team.engine_of(lea.actor.person_id).connect() as connection,
        pytest.raises(DBAPIError, match="row-level security"),
    ):
        connection.execute(entry)


def test_an_unknown_centre_is_refused_by_code(team: Team, package: Path) -> None:
    lea = team.desk("Lea")
    view = lea.services.sharing.look(lea.actor, package)
    with pytest.raises(QADeskError) as caught:
        lea.services.sharing.take_in(lea.actor, view, view.suggested)
    assert caught.value.code is ErrorCode.CENTRE_UNKNOWN
