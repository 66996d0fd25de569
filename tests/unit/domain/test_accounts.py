"""What a password must be, how waiting grows with wrong tries, and how a code reads."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from qa_desk.domain.accounts import (
    CODE_LENGTH,
    CODE_LETTERS,
    CODE_LIFE,
    AgentCode,
    Failures,
    FirstPassword,
    Password,
    PasswordProblem,
    ShownCode,
    normal_code,
    problem_of,
    shown_code,
)
from qa_desk.domain.ids import AgentCodeId, PersonId

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("seven77", PasswordProblem.TOO_SHORT),
        ("x" * 300, PasswordProblem.TOO_LONG),
        ("aaaaaaaaaaaa", PasswordProblem.TOO_PLAIN),
        ("WANG fang", PasswordProblem.TOO_PLAIN),
        ("ｗａｎｇ　ｆａｎｇ", PasswordProblem.TOO_PLAIN),
        ("correct horse", None),
        ("录音质检评分标准", None),
    ],
)
def test_a_password_is_refused_for_what_anybody_would_guess(password: str, problem: PasswordProblem | None) -> None:
    assert problem_of(password, words=frozenset({"Wang Fang"})) is problem


def test_three_wrong_tries_cost_nothing_and_then_waiting_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [Failures(n, NOW).waiting_s(NOW) for n in range(14)]
    assert waits[:6] == [0, 0, 0, 5, 10, 20]
    assert max(waits) == waits[-1] == 900
    assert all(later >= earlier for earlier, later in pairwise(waits))


def test_waiting_ends_and_a_clock_set_back_locks_nobody_out() -> None:
    failures = Failures(4, NOW)
    assert failures.waiting_s(NOW + timedelta(seconds=9.5)) == 1
    assert failures.waiting_s(NOW + timedelta(seconds=10)) == 0
    assert failures.waiting_s(NOW - timedelta(days=1)) == 0


def test_a_code_is_read_however_it_was_typed() -> None:
    assert not set("01IOL") & set(CODE_LETTERS)
    assert shown_code("K7QM4TXR") == "K7QM-4TXR"
    for typed in ("K7QM-4TXR", " k7qm 4txr", "ｋ７ｑｍ４ｔｘｒ"):
        assert normal_code(typed) == "K7QM4TXR"
    assert len(normal_code(shown_code("K7QM4TXR"))) == CODE_LENGTH


def test_a_code_is_open_until_it_expires_or_is_used() -> None:
    code = AgentCode(AgentCodeId(uuid4()), PersonId(uuid4()), PersonId(uuid4()), NOW, NOW + CODE_LIFE)
    assert code.is_open(NOW)
    assert not code.is_open(NOW + CODE_LIFE)
    assert not code.is_open(NOW - timedelta(seconds=1))


def test_what_is_printed_holds_no_secret() -> None:
    said = [Password(PersonId(uuid4()), "hashhash", False), FirstPassword("hashhash"), ShownCode("hashhash", NOW)]
    assert "hashhash" not in repr(said) + str(said)
