"""What the tracked items show and take: drafts, the board's lines, steps, causes, and what a form can choose."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.ids import DepartmentId, PersonId, UnitId
from qa_desk.domain.issue import ALL_CALLS, AttributionState, RaisedCut, TrackedItem, TrackedState
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.services.periods import Days


@dataclass(frozen=True, slots=True)
class TrackedDraft:
    """An issue to be followed; a criterion of a scorecard, or one reason of it.

    `cause` is the department or unit it is put down to, by key; `raised` the first and last day of the figures that
    raised it, the four weeks before where nothing is said, and `raised_cut` the calls they were of. Passages of these
    are kept as its evidence.
    """

    title: str
    criterion_key: str
    owner_id: PersonId
    due_on: date
    action: str = ""
    reason_key: str | None = None
    unit_id: UnitId | None = None
    cause: DepartmentId | UnitId | None = None
    raised: Days | None = None
    target_share: float | None = None
    raised_cut: RaisedCut = ALL_CALLS


@dataclass(frozen=True, slots=True)
class Cause:
    """Whom an item is put down to: by name, whom to ask and who stands in, and how far their answer has come."""

    name: str
    contact_name: str
    deputy_name: str
    answer_due_on: date | None
    state: AttributionState
    reason: str
    is_late: bool
    may_answer: bool
    may_reject: bool


@dataclass(frozen=True, slots=True)
class TrackedView:
    """A tracked item with its people by name; overdue when the day has passed and it is not done.

    `next_states` are the steps that the reader may take now.
    """

    item: TrackedItem
    owner_name: str
    opened_by_name: str
    signed_by_name: str
    unit_path: str
    is_overdue: bool
    criterion_title: LocalText = NO_TEXT
    next_states: frozenset[TrackedState] = frozenset()
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Reminders:
    """What waits for the reader: items overdue and attributions to answer that are theirs, or anybody's for QA.

    `rejected` are attributions that were rejected and wait for another cause owner, `to_sign` items that are done and
    due and wait for the reader's signature.
    """

    overdue: tuple[TrackedView, ...]
    answers_due: tuple[TrackedView, ...]
    rejected: tuple[TrackedView, ...] = ()
    to_sign: tuple[TrackedView, ...] = ()

    @property
    def n(self) -> int:
        """How many items wait."""
        every = (*self.overdue, *self.answers_due, *self.rejected, *self.to_sign)
        return len({view.item.id for view in every})


@dataclass(frozen=True, slots=True)
class TrackedStep:
    """One step in the life of an item: when, by whom, to which state, with what note."""

    at: datetime
    person_name: str
    state: TrackedState
    note: str


@dataclass(frozen=True, slots=True)
class TrackedChoices:
    """What a new item can be made of: criteria of the published forms, people who may own it, and units."""

    today: date
    criteria: tuple[tuple[str, LocalText], ...]
    owners: tuple[tuple[PersonId, str], ...]
    units: tuple[tuple[UnitId, str], ...]
    departments: tuple[tuple[DepartmentId, str], ...] = ()
