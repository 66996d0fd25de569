"""Signing in to a server: logins that an administrator makes, own passwords, and an agent at a colleague's desk."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from qa_desk.bootstrap import Services, Workspace, actor_for
from qa_desk.domain.accounts import SignInClaim
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.services.centre.signing_in import SigningIn
from qa_desk.services.clock import SystemClock
from qa_desk.services.keeping.kept_login import KeptLogins
from qa_desk.services.keeping.secrets import code_digest
from qa_desk.store.credentials import Credentials
from qa_desk.store.engine import make_engine
from qa_desk.store.store import Store
from qa_desk.store.system_ring import SystemRing
from qa_desk.store.tables.accounts import AgentCodeRow, PasswordRow, SignInFailureRow
from qa_desk.store.tables.following import FeedbackRow
from tests.store.furnishing import Centre
from tests.store.kept_elsewhere import DictRing
from tests.store.logins import Logins

OWN = "battery staple"
Desk = tuple[Services, Actor]


@pytest.fixture
def desk(centre: Centre, logins: Logins, store: Store, tmp_path: Path) -> Callable[[str], Desk]:
    """Somebody's services over their own login, and who they are."""

    def sit_down(part: str) -> Desk:
        person_id = centre.id_of(part)
        own = Store(logins.engine(person_id), store.recordings, person_id)
        services = Services.over(own, SystemClock(), tmp_path)
        return services, services.signing_in.sign_in(SignInClaim(person_id))

    return sit_down


@pytest.fixture
def newcomer(store: Store, engine: Engine) -> Iterator[PersonId]:
    """Somebody of the centre who has no login yet."""
    person = Person(PersonId(uuid4()), "new-1", "Ning", frozenset({Role.INSPECTOR}))
    with store.unit_of_work(None, SystemClock()) as uow:
        uow.people.add(person)
        uow.commit()
    yield person.id
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS ning_test"))


@pytest.fixture
def agent(store: Store) -> PersonId:
    """An agent without a login."""
    person = Person(PersonId(uuid4()), "agent-1", "Li Na", frozenset({Role.AGENT}))
    with store.unit_of_work(None, SystemClock()) as uow:
        uow.people.add(person)
        uow.commit()
    return person.id


def refusal(ask: Callable[..., object], *arguments: object, **more: object) -> QADeskError:
    """What was raised."""
    with pytest.raises(QADeskError) as caught:
        ask(*arguments, **more)
    return caught.value


def can_connect(engine: Engine, login: str, password: str) -> bool:
    """Whether the server lets this login in."""
    tried = make_engine(engine.url.set(username=login, password=password))
    try:
        tried.connect().close()
    except QADeskError as error:
        return error.code is not ErrorCode.LOGIN_REFUSED
    finally:
        tried.dispose()
    return True


def test_an_administrator_makes_a_login_gives_it_another_password_and_removes_it(
    desk: Callable[[str], Desk], newcomer: PersonId, engine: Engine
) -> None:
    services, administrator = desk("administrator")
    admitting = services.admitting
    assert admitting.sign_in_of(administrator, newcomer).login is None
    assert refusal(admitting.give_first_password, administrator, newcomer).code is ErrorCode.WRONG_STATE
    for bad in ("", "1st", "pg_ning", "ning;drop", "a" * 64):
        assert refusal(admitting.make_login, administrator, newcomer, bad).code is ErrorCode.VALUE_INVALID
    first = admitting.make_login(administrator, newcomer, "Ning_Test").text
    assert can_connect(engine, "ning_test", first)
    assert admitting.sign_in_of(administrator, newcomer).login == "ning_test"
    assert refusal(admitting.make_login, administrator, newcomer, "ning_two").code is ErrorCode.WRONG_STATE
    second = admitting.give_first_password(administrator, newcomer).text
    assert not can_connect(engine, "ning_test", first)
    assert can_connect(engine, "ning_test", second)
    admitting.remove_login(administrator, newcomer)
    assert not can_connect(engine, "ning_test", second)
    assert refusal(admitting.remove_login, administrator, newcomer).code is ErrorCode.WRONG_STATE
    assert refusal(admitting.remove_login, administrator, administrator.person_id).code is ErrorCode.WRONG_STATE


def test_an_agent_is_given_a_login_as_everybody_is(
    desk: Callable[[str], Desk], agent: PersonId, engine: Engine
) -> None:
    services, administrator = desk("administrator")
    try:
        first = services.admitting.make_login(administrator, agent, "li.na_test").text
        assert can_connect(engine, "li.na_test", first)
        second = services.admitting.give_first_password(administrator, agent).text
        assert can_connect(engine, "li.na_test", second)
        services.admitting.remove_login(administrator, agent)
        assert not can_connect(engine, "li.na_test", second)
    finally:
        with engine.begin() as connection:
            connection.execute(text('DROP ROLE IF EXISTS "li.na_test"'))


def test_a_name_that_a_role_of_the_server_has_is_refused_and_nothing_is_made(
    desk: Callable[[str], Desk], newcomer: PersonId, logins: Logins, centre: Centre
) -> None:
    services, administrator = desk("administrator")
    taken = str(make_url(logins.url(centre.id_of("ben"))).username)
    refused = refusal(services.admitting.make_login, administrator, newcomer, taken)
    assert (refused.code, refused.params["what"]) == (ErrorCode.VALUE_INVALID, "login")
    assert services.admitting.sign_in_of(administrator, newcomer).login is None


def test_nobody_else_makes_logins(desk: Callable[[str], Desk], newcomer: PersonId) -> None:
    services, lead = desk("lead")
    for ask in (services.admitting.give_first_password, services.admitting.sign_in_of):
        with pytest.raises(NotAllowedError):
            ask(lead, newcomer)


def test_a_login_is_one_person_and_no_other(desk: Callable[[str], Desk], centre: Centre) -> None:
    services, ben = desk("ben")
    assert services.signing_in.connected() is not None
    refused = refusal(services.signing_in.sign_in, SignInClaim(centre.id_of("lead")))
    assert refused.code is ErrorCode.LOGIN_OF_OTHER
    assert ben.person_id == centre.id_of("ben")


def test_ones_own_password_is_changed_with_the_one_there_is(
    desk: Callable[[str], Desk], centre: Centre, logins: Logins, engine: Engine
) -> None:
    services, ben = desk("ben")
    url = make_url(logins.url(centre.id_of("ben")))
    login, before = str(url.username), str(url.password)
    signing_in = services.signing_in
    assert refusal(signing_in.set_own_password, ben, OWN, password="wrong one").code is ErrorCode.PASSWORD_WRONG
    assert refusal(signing_in.set_own_password, ben, "short", password=before).code is ErrorCode.PASSWORD_UNFIT
    signing_in.set_own_password(ben, OWN, password=before)
    assert can_connect(engine, login, OWN)
    assert not can_connect(engine, login, before)
    assert refusal(signing_in.remove_own_password, ben, password=OWN).code is ErrorCode.WRONG_STATE


def test_a_first_password_has_to_give_way_to_one_of_ones_own_before_anything_else(
    desk: Callable[[str], Desk], newcomer: PersonId, store: Store, engine: Engine, tmp_path: Path
) -> None:
    services, administrator = desk("administrator")
    given = services.admitting.make_login(administrator, newcomer, "ning_test").text
    assert services.admitting.sign_in_of(administrator, newcomer).must_change
    own = Store(make_engine(engine.url.set(username="ning_test", password=given)), store.recordings, newcomer)
    workspace = Workspace(tmp_path, Services.over(own, SystemClock(), tmp_path), own, is_demo=False)
    signing_in = workspace.services.signing_in

    def sign_in(new_password: str | None = None) -> Actor:
        return signing_in.sign_in(SignInClaim(newcomer, "", new_password))

    assert refusal(sign_in).code is ErrorCode.PASSWORD_MUST_CHANGE
    assert refusal(actor_for, workspace, None).code is ErrorCode.PASSWORD_MUST_CHANGE
    for unfit in ("short", given):
        assert refusal(sign_in, unfit).code is ErrorCode.PASSWORD_UNFIT
    assert sign_in(OWN).person_id == newcomer
    assert not can_connect(engine, "ning_test", given)
    own._engine.dispose()  # whatever connects from here on does so with the password of now
    assert sign_in() == actor_for(workspace, None)
    assert not services.admitting.sign_in_of(administrator, newcomer).must_change
    services.admitting.give_first_password(administrator, newcomer)
    assert refusal(sign_in).code is ErrorCode.PASSWORD_MUST_CHANGE
    with store.reading() as uow:
        noted = [(entry.action, entry.actor_id, entry.object_id) for entry in uow.audit_log.latest(3)]
    own.close()
    by_others = administrator.person_id, newcomer
    assert noted == [
        ("login.password_set", *by_others),
        ("password.set", newcomer, newcomer),
        ("login.made", *by_others),
    ]


def test_whoever_keeps_the_server_runs_commands_for_a_person_without_their_password(
    centre: Centre, store: Store, tmp_path: Path
) -> None:
    asked: list[str] = []
    workspace = Workspace(tmp_path, Services.over(store, SystemClock(), tmp_path), store, is_demo=False)
    actor = actor_for(workspace, centre.people["administrator"].name, ask=asked.append)
    assert (actor.person_id, asked) == (centre.id_of("administrator"), [])


def test_a_password_kept_in_the_keyring_is_replaced_there_and_no_other_is_put_there(
    desk: Callable[[str], Desk], store: Store, logins: Logins
) -> None:
    ring = DictRing()
    kept = KeptLogins(cast(SystemRing, ring))
    _services, ben = desk("ben")
    own = Store(logins.engine(ben.person_id), store.recordings, ben.person_id)
    signing_in = SigningIn(own, SystemClock(), kept)
    url = make_url(logins.url(ben.person_id))
    login, first = str(url.username), str(url.password)
    signing_in.set_own_password(ben, OWN, password=first)
    assert ring.secrets == {}
    kept.keep(own.server, Credentials(login, OWN))
    signing_in.set_own_password(ben, "another staple", password=OWN)
    assert kept.find(own.server, login) == Credentials(login, "another staple")


def test_the_server_answers_for_an_agent_at_a_colleagues_desk(
    desk: Callable[[str], Desk], agent: PersonId, engine: Engine
) -> None:
    by_lead, lead = desk("lead")
    at_ben, _ben = desk("ben")
    code = by_lead.admitting.make_code(lead, agent).text
    visit = at_ben.signing_in.sit_down_with_code(code)
    assert (visit.actor.person_id, visit.actor.roles, visit.results) == (agent, frozenset({Role.AGENT}), ())
    assert refusal(at_ben.signing_in.sit_down_with_code, code).code is ErrorCode.CODE_WRONG
    newer = by_lead.admitting.make_code(lead, agent).text
    with engine.begin() as connection:
        connection.execute(
            update(AgentCodeRow).values(expires_at=datetime.now(UTC), made_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    assert refusal(at_ben.signing_in.sit_down_with_code, newer).code is ErrorCode.CODE_WRONG


def test_a_colleague_sees_no_result_of_a_call_they_have_to_score(
    desk: Callable[[str], Desk], centre: Centre, engine: Engine
) -> None:
    evaluations = [centre.enter("ann", Purpose.ROUTINE, call=number) for number in (0, 1)]
    with engine.begin() as connection:
        for one in evaluations:
            row = {"id": uuid4(), "evaluation_id": one.id, "agent_id": centre.id_of("agent")}
            released = {"state": FeedbackState.RELEASED, "released_at": datetime.now(UTC)}
            connection.execute(insert(FeedbackRow).values(**row, **released))
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([centre.assignment("ben", Purpose.REPEAT, 1)])
        uow.commit()
    by_lead, lead = desk("lead")
    seen = {}
    for part in ("ann", "ben"):
        code = by_lead.admitting.make_code(lead, centre.id_of("agent")).text
        seen[part] = {one.call_key for one in desk(part)[0].signing_in.sit_down_with_code(code).results}
    assert seen == {"ann": {"1000", "1001"}, "ben": {"1000"}}


def test_guessing_codes_costs_time_at_each_login_by_itself(desk: Callable[[str], Desk], agent: PersonId) -> None:
    by_lead, lead = desk("lead")
    at_ben, _ben = desk("ben")
    for guess in ("2222-2222", "3333-3333", "4444-4444"):
        assert refusal(at_ben.signing_in.sit_down_with_code, guess).code is ErrorCode.CODE_WRONG
    code = by_lead.admitting.make_code(lead, agent).text
    refused = refusal(at_ben.signing_in.sit_down_with_code, code)
    assert refused.code is ErrorCode.TRIES_TOO_MANY
    assert 0 < int(str(refused.params["wait_s"])) <= 5
    assert by_lead.signing_in.sit_down_with_code(code).actor.person_id == agent


def test_with_psql_nobody_reads_hashes_tries_or_uses_codes_by_hand(
    desk: Callable[[str], Desk], agent: PersonId, logins: Logins, centre: Centre, engine: Engine
) -> None:
    by_lead, lead = desk("lead")
    code = by_lead.admitting.make_code(lead, agent).text
    at = datetime.now(UTC) - timedelta(minutes=1)
    with engine.begin() as connection:
        connection.execute(insert(SignInFailureRow).values(subject="agent codes of x", n_failures=1, last_at=at))
    digest = code_digest(code.replace("-", ""))
    for part in ("ben", "lead", "administrator"):
        for statement in (
            "DELETE FROM passwords",
            "DELETE FROM sign_in_failures",
            "UPDATE agent_codes SET used_at = NULL",
            "SELECT server.lay_results_of(server.me())",
        ):
            with logins.engine(centre.id_of(part)).connect() as connection, pytest.raises(DBAPIError, match="denied"):
                connection.execute(text(statement))
        with logins.engine(centre.id_of(part)).connect() as connection:
            for table in (PasswordRow, SignInFailureRow):
                assert connection.execute(select(table.__table__)).all() == []
    with logins.engine(centre.id_of("ben")).connect() as connection:
        assert connection.execute(select(AgentCodeRow.__table__)).all() == []
        told = connection.execute(text("SELECT server.redeem_code(:digest)"), {"digest": digest}).scalar_one()
    assert set(told) == {"person_id", "results"}
