"""Who takes part: people with their roles, the tree of units, departments that may own a cause, and the actor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_desk.domain.ids import DepartmentId, PersonId, UnitId


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    INSPECTOR = "inspector"
    LEARNER = "learner"
    LEAD = "lead"
    TRAINER = "trainer"
    TEAM_LEADER = "team_leader"
    AGENT = "agent"
    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the organisation tree; `path` is the names from the root, joined with " / "."""

    id: UnitId
    name: str
    parent_id: UnitId | None
    path: str


@dataclass(frozen=True, slots=True)
class Department:
    """A supporting department that may own a cause, with whom to ask and how many days it has to answer.

    From `closed_on` on nothing more is put down to it; what was stays. `version` counts changes for conflicts.
    """

    id: DepartmentId
    name: str
    contact_id: PersonId | None = None
    deputy_id: PersonId | None = None
    answer_days: int = 5
    closed_on: date | None = None
    version: int = 1

    def is_open(self, day: date) -> bool:
        """Whether a cause can be put down to it on that day."""
        return self.closed_on is None or day < self.closed_on


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the centre; `external_id` is the id of people.csv."""

    id: PersonId
    external_id: str
    name: str
    roles: frozenset[Role]
    unit_id: UnitId | None = None
    team_leader_id: PersonId | None = None
    grade: str = ""
    hired_on: date | None = None
    left_on: date | None = None
    leaves: tuple[Leave, ...] = ()
    version: int = 1

    def is_active(self, day: date) -> bool:
        """Whether the person belongs to the centre on that day (leave counts as belonging)."""
        return self.left_on is None or day <= self.left_on


@dataclass(frozen=True, slots=True)
class Actor:
    """The person on whose behalf a use-case runs, with the roles held at that time."""

    person_id: PersonId
    name: str
    roles: frozenset[Role]
    unit_id: UnitId | None = None

    @classmethod
    def from_person(cls, person: Person) -> "Actor":
        """The actor that this person is when signed in."""
        return cls(person.id, person.name, person.roles, person.unit_id)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)
