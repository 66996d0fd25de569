"""What a person has settled about a sheet so far; each step gives another one, nothing is changed in place."""

from dataclasses import dataclass, replace
from pathlib import Path

from qa_desk.domain.evaluation import Purpose
from qa_desk.services.exchange.mapping import NO_MAPPING, UNDECIDED, ScoreMapping
from qa_desk.services.exchange.plan import ColumnReading, MappingPlan, OddValue
from qa_desk.services.exchange.words import folded


@dataclass(frozen=True, slots=True)
class Settled:
    """A file, and how it is to be taken."""

    path: Path
    mapping: ScoreMapping = NO_MAPPING
    makes_calls: bool = False
    without_calls: frozenset[str] = frozenset()
    is_remembered: bool = False

    def with_target(self, column: str, target: str) -> "Settled":
        """Another meaning of a column."""
        return self._with(columns={**self.mapping.columns, column: target})

    def with_value(self, criterion_key: str, word: str, cell: str) -> "Settled":
        """Another meaning of a word."""
        values = {key: dict(words) for key, words in self.mapping.values.items()}
        words = values.setdefault(criterion_key, {})
        words.pop(word, None)
        if cell != UNDECIDED:
            words[word] = cell
        return self._with(values={key: words for key, words in values.items() if words})

    def with_person(self, name: str, person: str) -> "Settled":
        """Another person for a name."""
        people = {key: told for key, told in self.mapping.people.items() if key != name}
        if person != UNDECIDED:
            people[name] = person
        return self._with(people=people)

    def with_defaults(self, scorecard: str, purpose: str) -> "Settled":
        """Another scorecard and purpose for rows that name none."""
        # a version belongs to the scorecard it was given with
        version = self.mapping.version if scorecard == self.mapping.scorecard else None
        return self._with(scorecard=scorecard, version=version, purpose=Purpose(purpose) if purpose else None)

    def with_guesses(self, plan: MappingPlan) -> "Settled":
        """Every guess of the plan taken; what nobody can guess stays open."""
        settled = self
        for column, target in guessed_columns(plan):
            settled = settled.with_target(column.column, target)
        for odd in guessed_words(plan):
            settled = settled.with_value(odd.criterion_key, folded(odd.value), odd.suggestion)
        return settled

    def _with(self, **changed: object) -> "Settled":
        return replace(self, mapping=replace(self.mapping, **changed), is_remembered=False)  # type: ignore[arg-type]


def guessed_columns(plan: MappingPlan) -> tuple[tuple[ColumnReading, str], ...]:
    """The columns that nobody knows but may guess, each with the target it is most likely meant for; none twice."""
    taken = {column.target for column in plan.columns if column.target}
    found: list[tuple[ColumnReading, str]] = []
    for column in plan.unread_columns:
        guess = next((one for one in column.suggestions if one not in taken), "")
        if guess:
            taken.add(guess)
            found.append((column, guess))
    return tuple(found)


def guessed_words(plan: MappingPlan) -> tuple[OddValue, ...]:
    """The words that are no answer but nearly one."""
    return tuple(odd for odd in plan.odd_values if odd.suggestion)
