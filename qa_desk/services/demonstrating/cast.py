"""Who and what the demo is made of, once people and calls are imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from qa_desk.domain.calls import Call
from qa_desk.domain.people import Actor, Person
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.services.demonstrating.content import Conversation


@dataclass(frozen=True, slots=True)
class Cast:
    """People by the id of people.csv, departments by English name, conversations by the id of their bundled call."""

    people: Mapping[str, Person]
    departments: Mapping[str, UUID]
    conversations: Mapping[str, Conversation]
    version: ScorecardVersion

    def actor(self, external_id: str) -> Actor:
        """The person of people.csv, acting."""
        return Actor.from_person(self.people[external_id])


def conversation_of(cast: Cast, call: Call) -> Conversation:
    """What is said in a call of the demo: repeated calls differ from the bundled one in their first digit."""
    return cast.conversations["1" + call.key[1:]]
