"""What a person can choose from while the columns and words of a scores file are settled, and what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.services.exchange.mapping import UNDECIDED, ScoreMapping
from qa_desk.services.exchange.plan import MappingPlan


@dataclass(frozen=True, slots=True)
class ScorecardChoice:
    """A scorecard that files may speak of, as the newest of its published versions says it."""

    key: str
    title: LocalText
    version: ScorecardVersion


@dataclass(frozen=True, slots=True)
class SettlingChoices:
    """The scorecards and the people that a file may mean, by key and by name."""

    scorecards: tuple[ScorecardChoice, ...]
    people: tuple[Person, ...]


def scorecard_choices(versions: Sequence[ScorecardVersion]) -> tuple[ScorecardChoice, ...]:
    """One choice for each scorecard, by key."""
    newest = {version.scorecard_key: version for version in sorted(versions, key=lambda version: version.number)}
    return tuple(ScorecardChoice(key, newest[key].title, newest[key]) for key in sorted(newest))


def columns_sign(columns: Sequence[str]) -> str:
    """A short text for a set of columns, whatever their order."""
    return sha256("\n".join(sorted(columns)).encode()).hexdigest()[:32]


def worth_keeping(mapping: ScoreMapping, plan: MappingPlan) -> ScoreMapping:
    """The mapping for the next file of the same columns: without what was left open, nor columns that are not there."""
    there = {column.column for column in plan.columns}
    return replace(
        mapping,
        columns={column: told for column, told in mapping.columns.items() if column in there},
        values={
            key: {word: meant for word, meant in words.items() if meant != UNDECIDED}
            for key, words in mapping.values.items()
        },
        people={name: told for name, told in mapping.people.items() if told != UNDECIDED},
    )
