"""How the columns and words of somebody's own spreadsheet are to be taken, settled by a person or suggested to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_desk.domain.evaluation import Purpose
from qa_desk.services.exchange.words import folded

IGNORED = "ignore"
ANY_CRITERION = "*"
UNDECIDED = "?"
"""Stands in a suggested mapping where somebody has to decide; read, it is no answer on any scale."""


@dataclass(frozen=True, slots=True)
class ScoreMapping:
    """What a person has settled; what is not in it is recognised by its name, or asked for.

    Args:
        columns: a column as `column_name` writes it → a field, the key of a criterion, KEY.reasons …, or `ignore`.
        values: the key of a criterion, or `*` → a word as `folded` writes it ("" for an empty cell) → the answer meant.
        people: a name in the file → the id or name of a person here.
        scorecard, version, purpose: for rows that name none; "" and None leave it to the file.
    """

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    scorecard: str = ""
    version: int | None = None
    purpose: Purpose | None = None

    def answer_for(self, criterion_key: str, cell: str) -> str:
        """What the cell means: the word settled for the criterion, else the one for any, else the cell itself."""
        word = folded(cell)
        for key in (criterion_key, ANY_CRITERION):
            meant = self.values.get(key, {}).get(word)
            if meant is not None:
                return meant
        return cell


NO_MAPPING = ScoreMapping()
