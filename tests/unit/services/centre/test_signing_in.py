"""Sitting down at a desk: by name, by password, with a first password that must go, with an agent's code."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.accounts import CODE_LIFE, SignInClaim
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.clock import FixedClock
from qa_desk.services.keeping.secrets import is_outdated, is_password, password_hash
from qa_desk.wording import explain
from tests.unit.workspace_fixtures import NOW, add_person

GOOD = "correct horse"
OTHER = "battery staple"


@pytest.fixture
def clock() -> FixedClock:
    """The clock the workspace goes by."""
    return FixedClock(NOW)


@pytest.fixture
def timed(workspace_folder, clock: FixedClock):
    """The workspace, with a clock that the test moves."""
    with open_workspace(workspace_folder, clock=clock) as opened:
        yield opened


@pytest.fixture
def head(timed: Workspace) -> Actor:
    """The first person."""
    return timed.services.administering.actor_named("Chief")


def refusal(ask, *arguments, **more) -> QADeskError:
    """What was raised."""
    with pytest.raises(QADeskError) as caught:
        ask(*arguments, **more)
    return caught.value


@pytest.mark.usefixtures("real_hashes")
def test_the_hash_is_argon2id_with_the_parameters_stated() -> None:
    hashed = password_hash(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert is_password(hashed, GOOD)
    assert is_password(hashed, "ｃｏｒｒｅｃｔ　ｈｏｒｓｅ")
    assert not is_password(hashed, OTHER)
    assert not is_password("no hash at all", GOOD)
    assert password_hash(GOOD) != hashed
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ")


def test_without_a_password_the_name_is_enough(timed: Workspace, head: Actor) -> None:
    signing_in = timed.services.signing_in
    assert signing_in.sign_in(SignInClaim(head.person_id)) == head
    assert not signing_in.own_password(head)


def test_with_a_password_the_name_is_not_enough(timed: Workspace, head: Actor) -> None:
    signing_in = timed.services.signing_in
    signing_in.set_own_password(head, GOOD)
    assert signing_in.has_password(head.person_id)
    assert refusal(signing_in.sign_in, SignInClaim(head.person_id)).code is ErrorCode.PASSWORD_NEEDED
    assert refusal(signing_in.sign_in, SignInClaim(head.person_id, OTHER)).code is ErrorCode.PASSWORD_WRONG
    assert signing_in.sign_in(SignInClaim(head.person_id, GOOD)) == head


def test_a_password_is_changed_and_removed_only_with_the_one_there_is(timed: Workspace, head: Actor) -> None:
    signing_in = timed.services.signing_in
    signing_in.set_own_password(head, GOOD)
    assert refusal(signing_in.set_own_password, head, OTHER).code is ErrorCode.PASSWORD_NEEDED
    assert refusal(signing_in.set_own_password, head, OTHER, password="wrong one").code is ErrorCode.PASSWORD_WRONG
    assert refusal(signing_in.set_own_password, head, GOOD, password=GOOD).params["expected"] == "the_same"
    signing_in.set_own_password(head, OTHER, password=GOOD)
    assert refusal(signing_in.remove_own_password, head, password=GOOD).code is ErrorCode.PASSWORD_WRONG
    signing_in.remove_own_password(head, password=OTHER)
    assert signing_in.sign_in(SignInClaim(head.person_id)) == head


def test_wrong_tries_cost_time_that_a_new_start_does_not_shorten(
    timed: Workspace, head: Actor, clock: FixedClock
) -> None:
    timed.services.signing_in.set_own_password(head, GOOD)
    for _try in range(3):
        refused = refusal(timed.services.signing_in.sign_in, SignInClaim(head.person_id, OTHER))
        assert refused.code is ErrorCode.PASSWORD_WRONG
    with open_workspace(timed.folder, clock=clock) as again:
        signing_in = again.services.signing_in
        refused = refusal(signing_in.sign_in, SignInClaim(head.person_id, GOOD))
        assert (refused.code, refused.params["wait_s"]) == (ErrorCode.TRIES_TOO_MANY, 5)
        assert explain(refused) == "Too many wrong tries. The next one is heard in 5 seconds."
        clock.moment += timedelta(seconds=5)
        signing_in.sign_in(SignInClaim(head.person_id, GOOD))
        assert refusal(signing_in.sign_in, SignInClaim(head.person_id, OTHER)).code is ErrorCode.PASSWORD_WRONG
        assert signing_in.sign_in(SignInClaim(head.person_id, GOOD)) == head


def test_a_first_password_lets_in_only_whoever_chooses_another(timed: Workspace, head: Actor) -> None:
    wu = add_person(timed, head, "Wu", Role.INSPECTOR)
    given = timed.services.admitting.give_first_password(head, wu.person_id).text
    signing_in = timed.services.signing_in
    assert refusal(signing_in.sign_in, SignInClaim(wu.person_id, given)).code is ErrorCode.PASSWORD_MUST_CHANGE
    assert refusal(signing_in.sign_in, SignInClaim(wu.person_id, given, given)).code is ErrorCode.PASSWORD_UNFIT
    assert refusal(signing_in.sign_in, SignInClaim(wu.person_id, given, "short")).code is ErrorCode.PASSWORD_UNFIT
    assert signing_in.sign_in(SignInClaim(wu.person_id, given, GOOD)) == wu
    assert refusal(signing_in.sign_in, SignInClaim(wu.person_id, given)).code is ErrorCode.PASSWORD_WRONG
    assert signing_in.sign_in(SignInClaim(wu.person_id, GOOD)) == wu


def test_only_an_administrator_gives_first_passwords_and_none_to_an_agent(timed: Workspace, head: Actor) -> None:
    wu = add_person(timed, head, "Wu", Role.LEAD)
    agent = add_person(timed, head, "Li", Role.AGENT)
    admitting = timed.services.admitting
    with pytest.raises(NotAllowedError):
        admitting.give_first_password(wu, head.person_id)
    assert refusal(admitting.give_first_password, head, agent.person_id).code is ErrorCode.WRONG_STATE


def test_no_password_and_no_hash_is_in_the_log_or_the_audit_chain(
    timed: Workspace, head: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        timed.services.signing_in.set_own_password(head, GOOD)
        refusal(timed.services.signing_in.sign_in, SignInClaim(head.person_id, OTHER))
        given = timed.services.admitting.give_first_password(head, head.person_id).text
        code = timed.services.admitting.make_code(head, add_person(timed, head, "Li", Role.AGENT).person_id).text
    with closing(sqlite3.connect(timed.folder / "qa_desk.sqlite3")) as connection:
        audited = repr(connection.execute("SELECT * FROM audit_entries").fetchall())
        kept = repr(connection.execute("SELECT * FROM passwords").fetchall())
        kept += repr(connection.execute("SELECT * FROM agent_codes").fetchall())
    actions = ("password.set", "sign_in.refused", "password.reset", "agent_code.made")
    assert all(action in audited for action in actions)
    for secret in (GOOD, OTHER, given, code, code.replace("-", "")):
        assert secret not in caplog.text + audited + kept
    assert "argon2id" not in caplog.text + audited


def test_a_system_account_stands_for_one_person_only(timed: Workspace, head: Actor) -> None:
    wu = add_person(timed, head, "Wu", Role.INSPECTOR)
    admitting = timed.services.admitting
    admitting.set_system_account(head, wu.person_id, "night-job")
    assert timed.services.administering.actor_of_account("night-job") == wu
    assert admitting.sign_in_of(head, wu.person_id).system_accounts == ("night-job",)
    refused = refusal(admitting.set_system_account, head, head.person_id, "night-job")
    assert refused.code is ErrorCode.VALUE_INVALID
    admitting.set_system_account(head, wu.person_id, "")
    assert admitting.sign_in_of(head, wu.person_id).system_accounts == ()


@pytest.mark.usefixtures("real_hashes")
def test_an_agent_sits_down_once_with_a_code_and_is_an_agent_only(timed: Workspace, head: Actor) -> None:
    li = add_person(timed, head, "Li", Role.AGENT, Role.LEAD)
    code = timed.services.admitting.make_code(head, li.person_id).text
    visit = timed.services.signing_in.sit_down_with_code(code.lower())
    assert (visit.actor.person_id, visit.actor.roles) == (li.person_id, frozenset({Role.AGENT}))
    assert visit.ends_at > NOW
    assert refusal(timed.services.signing_in.sit_down_with_code, code).code is ErrorCode.CODE_WRONG


def test_a_code_ends_by_time_and_by_the_next_one(timed: Workspace, head: Actor, clock: FixedClock) -> None:
    li = add_person(timed, head, "Li", Role.AGENT)
    first = timed.services.admitting.make_code(head, li.person_id).text
    second = timed.services.admitting.make_code(head, li.person_id)
    signing_in = timed.services.signing_in
    assert refusal(signing_in.sit_down_with_code, first).code is ErrorCode.CODE_WRONG
    clock.moment += CODE_LIFE
    assert refusal(signing_in.sit_down_with_code, second.text).code is ErrorCode.CODE_WRONG


def test_guessing_codes_costs_time(timed: Workspace, head: Actor) -> None:
    li = add_person(timed, head, "Li", Role.AGENT)
    code = timed.services.admitting.make_code(head, li.person_id).text
    signing_in = timed.services.signing_in
    for guess in ("2222-2222", "3333-3333", ""):
        assert refusal(signing_in.sit_down_with_code, guess).code is ErrorCode.CODE_WRONG
    assert refusal(signing_in.sit_down_with_code, code).code is ErrorCode.TRIES_TOO_MANY


def test_a_team_leader_makes_codes_for_the_own_agents_only(timed: Workspace, head: Actor) -> None:
    administering, admitting = timed.services.administering, timed.services.admitting
    leader = add_person(timed, head, "Leader", Role.TEAM_LEADER)
    inspector = add_person(timed, head, "Wu", Role.INSPECTOR)
    other = add_person(timed, head, "Other", Role.AGENT)
    own = PersonDraft("own", "Own", frozenset({Role.AGENT}), team_leader_id=leader.person_id)
    administering.save_person(head, own)
    admitting.make_code(leader, administering.actor_named("own").person_id)
    for actor, agent in ((leader, other), (inspector, other)):
        with pytest.raises(NotAllowedError):
            admitting.make_code(actor, agent.person_id)
    assert refusal(admitting.make_code, head, inspector.person_id).code is ErrorCode.WRONG_STATE
