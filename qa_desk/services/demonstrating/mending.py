"""Lets the demo's agents mend one thing: of their conversations those that fail it are held before a day, if possible.

What is done about an issue would else never show: the same conversations happen every week.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from qa_desk.domain.calls import Call
from qa_desk.domain.ids import PersonId
from qa_desk.services.demonstrating.content import Conversation

MENDED = "answer_complete"
"""The criterion that is mended."""
DAYS_MENDED = timedelta(days=14)
"""For so long before the first call that is not scored yet."""
_ALL_TOLD = 10.0

CopiedCall = tuple[Call, Call]
"""A call and the bundled one whose conversation and sound it has."""


def mended_from(
    day: datetime, conversations: Mapping[str, Conversation], copies: Iterable[CopiedCall]
) -> list[CopiedCall]:
    """The same calls, but of each agent those that fail change places with earlier ones that don't, as far as they go.

    Every agent keeps as many calls on every day.
    """
    of_agent: dict[PersonId | None, list[CopiedCall]] = {}
    for copy in copies:
        of_agent.setdefault(copy[0].agent_id, []).append(copy)
    return [call for own in of_agent.values() for call in _mended(day, conversations, own)]


def _mended(day: datetime, conversations: Mapping[str, Conversation], own: Sequence[CopiedCall]) -> list[CopiedCall]:
    def fails(copy: CopiedCall) -> bool:
        answer = conversations[copy[1].key].truth[MENDED].answer
        return isinstance(answer, float) and answer < _ALL_TOLD

    late = [copy for copy in own if fails(copy) and _began(copy) >= day]
    early = [copy for copy in own if not fails(copy) and _began(copy) < day]
    pairs = list(zip(late, early, strict=False))
    moved = {one[0].id: _began(other) for pair in pairs for one, other in (pair, pair[::-1])}
    return [(replace(call, started_at=moved.get(call.id, call.started_at)), original) for call, original in own]


def _began(copy: CopiedCall) -> datetime:
    assert copy[0].started_at is not None, "every call of the demo has a time"
    return copy[0].started_at
