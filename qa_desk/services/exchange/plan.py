"""What a scores file was taken for, before anything is written, and what became of it afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.evaluation import Answer, Mark, Purpose
from qa_desk.domain.ids import EvaluationId, PersonId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.services.exchange.mapping import IGNORED, UNDECIDED, ScoreMapping
from qa_desk.services.exchange.words import Field, folded


class Layout(StrEnum):
    """LONG has a row for each answer, WIDE a column for each criterion."""

    LONG = "long"
    WIDE = "wide"


class Certainty(StrEnum):
    """How a column was recognised, from certain to not at all; IGNORED on purpose."""

    GIVEN = "given"
    NAME = "name"
    TITLE = "title"
    ALSO_CALLED = "also_called"
    UNKNOWN = "unknown"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column: a field, or a part of a criterion's answer.

    `suggestions` are targets for one that is unknown, `examples` the first values in it.
    """

    label: str
    column: str
    certainty: Certainty
    field: Field | None = None
    criterion_key: str = ""
    suggestions: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """What it was taken for, as a mapping writes it; empty for one that is not read."""
        if not self.criterion_key:
            return self.field.value if self.field else ""
        is_answer = self.field is Field.ANSWER or self.field is None
        return self.criterion_key if is_answer else f"{self.criterion_key}.{self.field}"


@dataclass(frozen=True, slots=True)
class OddValue:
    """A word that is no answer on its criterion's scale: how often it stands there, and what it likely means ("" ?)."""

    criterion_key: str
    value: str
    count: int
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class NotFound:
    """A call or a person that the file names and nobody knows here, and in how many evaluations."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class NewCalls:
    """Whether calls that nobody knows are made, without a recording, and which of them are not all the same."""

    are_made: bool = False
    without: frozenset[str] = frozenset()

    def has(self, key: str) -> bool:
        """Whether the call with that key is made."""
        return self.are_made and key not in self.without


class ScoreOutcome(StrEnum):
    """What becomes of one evaluation of the file; READY only before it is brought in."""

    READY = "ready"
    IMPORTED = "imported"
    ALREADY_HERE = "already_here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReadyEvaluation:
    """An evaluation that fits: what is written when it is brought in."""

    evaluation_id: EvaluationId
    rows: tuple[int, ...]
    call_key: str
    inspector_id: PersonId
    inspector: str
    version: ScorecardVersion
    purpose: Purpose
    submitted_at: datetime
    comment: str
    answers: tuple[Answer, ...]
    marks: tuple[Mark, ...]
    n_unexplained: int = 0


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One evaluation of the file by its rows, and what became of it; `errors` says why it was refused."""

    rows: tuple[int, ...]
    call_key: str
    inspector: str
    outcome: ScoreOutcome
    errors: tuple[QADeskError, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionUse:
    """How many evaluations of the file go by a version of a scorecard."""

    scorecard_key: str
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """What was recognised. `ready` is what `bring_in` writes; `refused` says of everything else why not.

    `obstacles`: what has to be settled about the columns before any row can be read. `makes_calls`: calls that nobody
    knows are made, without a recording. `n_unexplained` counts failures without the reason or the comment that the
    form asks for today: history is taken without them. `unread_sheets` are the other sheets of a workbook.
    """

    file: str
    layout: Layout
    columns: tuple[ColumnReading, ...]
    n_rows: int
    ready: tuple[ReadyEvaluation, ...]
    refused: tuple[ScoreItem, ...]
    already_here: tuple[ScoreItem, ...]
    odd_values: tuple[OddValue, ...]
    unknown_calls: tuple[NotFound, ...]
    unknown_inspectors: tuple[NotFound, ...]
    versions: tuple[VersionUse, ...]
    makes_calls: bool = False
    obstacles: tuple[QADeskError, ...] = ()
    unread_sheets: tuple[str, ...] = ()

    @property
    def n_evaluations(self) -> int:
        """How many evaluations the file holds."""
        return len(self.ready) + len(self.refused) + len(self.already_here)

    @property
    def n_answers(self) -> int:
        """How many answers would be brought in."""
        return sum(len(one.answers) for one in self.ready)

    @property
    def n_unexplained(self) -> int:
        """Failures that come without a reason or comment which the form asks for."""
        return sum(one.n_unexplained for one in self.ready)

    @property
    def unread_columns(self) -> tuple[ColumnReading, ...]:
        """The columns that nobody knows what to take for."""
        return tuple(column for column in self.columns if column.certainty is Certainty.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ScoresReport:
    """What was brought in; each evaluation of the file stands under its one outcome."""

    items: tuple[ScoreItem, ...]
    n_answers: int
    n_calls_made: int
    cancelled: bool
    changes: Changes = field(default_factory=Changes)

    def count(self, outcome: ScoreOutcome) -> int:
        """How many evaluations came to this."""
        return sum(item.outcome is outcome for item in self.items)


def suggested_mapping(plan: MappingPlan, mapping: ScoreMapping) -> ScoreMapping:
    """What was settled and recognised, with the nearest guess for the rest: to be looked through before it is used."""
    columns = {one.column: one.target or IGNORED for one in plan.columns if one.certainty is not Certainty.UNKNOWN}
    for one in plan.unread_columns:
        free = (target for target in one.suggestions if target not in columns.values())
        columns[one.column] = next(free, IGNORED)
    values = {key: dict(words) for key, words in mapping.values.items()}
    for odd in plan.odd_values:
        values.setdefault(odd.criterion_key, {}).setdefault(folded(odd.value), odd.suggestion or UNDECIDED)
    people = {one.name: UNDECIDED for one in plan.unknown_inspectors} | dict(mapping.people)
    return replace(mapping, columns=columns, values=values, people=people)


def errors_of(items: Iterable[ScoreItem]) -> tuple[QADeskError, ...]:
    """Every reason for which something was refused, in the order of the rows."""
    return tuple(error for item in items for error in item.errors)
