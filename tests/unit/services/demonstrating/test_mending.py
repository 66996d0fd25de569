"""What the demo's agents mend: calls that fail change places with earlier ones, and nobody's days change."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from qa_desk.domain.calls import Call
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.services.demonstrating.content import Conversation, TrueAnswer
from qa_desk.services.demonstrating.mending import MENDED, CopiedCall, mended_from

FIRST = datetime(2026, 10, 5, 9, tzinfo=UTC)
MENDED_AT = FIRST + timedelta(days=5)
CONVERSATIONS = {
    key: Conversation(key, "en", key, 60.0, {MENDED: TrueAnswer(points)}, ())
    for key, points in (("good", 10.0), ("bad", 5.0), ("other", "na"))
}


def call(number: int, agent: int, day: int, key: str) -> CopiedCall:
    ids = CallId(UUID(int=number)), PersonId(UUID(int=agent))
    one = Call(ids[0], f"{number}", agent_id=ids[1], started_at=FIRST + timedelta(days=day))
    return one, Call(CallId(UUID(int=1000)), key)


@pytest.fixture
def copies() -> list[CopiedCall]:
    """Ten days of two agents; the first fails every other call, the second nearly all."""
    first = [call(day, 1, day, ("good", "bad")[day % 2]) for day in range(10)]
    second = [call(20 + day, 2, day, "other" if day == 0 else "bad") for day in range(10)]
    return [*first, *second]


def failing(copies: list[CopiedCall], agent: int) -> list[int]:
    """The days on which calls of an agent fail."""
    own = [(one, of) for one, of in copies if one.agent_id == PersonId(UUID(int=agent)) and of.key == "bad"]
    return sorted((one.started_at - FIRST).days for one, _of in own if one.started_at)


def test_calls_that_fail_change_places_with_earlier_ones_of_the_same_agent(copies: list[CopiedCall]) -> None:
    found = mended_from(MENDED_AT, CONVERSATIONS, copies)
    assert failing(copies, 1) == [1, 3, 5, 7, 9]
    assert failing(found, 1) == [0, 1, 2, 3, 4]


def test_who_has_too_few_others_mends_as_many_as_there_are(copies: list[CopiedCall]) -> None:
    found = mended_from(MENDED_AT, CONVERSATIONS, copies)
    assert len(failing(found, 2)) == 9
    assert len([day for day in failing(found, 2) if day >= 5]) == 4


def test_every_agent_keeps_as_many_calls_on_every_day(copies: list[CopiedCall]) -> None:
    def days(calls: list[CopiedCall]) -> Counter[tuple[object, object]]:
        return Counter((one.agent_id, one.started_at) for one, _of in calls)

    found = mended_from(MENDED_AT, CONVERSATIONS, copies)
    assert days(found) == days(copies)
    assert {one.id for one, _of in found} == {one.id for one, _of in copies}
