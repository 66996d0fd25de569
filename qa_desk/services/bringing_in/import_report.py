"""What an import is asked for and what it says afterwards, file by file and row by row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import QADeskError


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to bring in: files and folders of recordings, and the tables and transcripts that go with them."""

    paths: tuple[Path, ...]
    calls_csv: Path | None = None
    people_csv: Path | None = None
    transcripts: Path | None = None


class ImportOutcome(StrEnum):
    """What became of one file or row.

    UNATTRIBUTED: it came in, but no row of calls.csv names it. RECORDING_MISSING: the call is kept, its sound did not
    come. ROW_READ: a row without a recording of its own, such as a person's.
    """

    IMPORTED = "imported"
    ALREADY_HERE = "already_here"
    REFUSED = "refused"
    UNATTRIBUTED = "unattributed"
    RECORDING_MISSING = "recording_missing"
    ROW_READ = "row_read"


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One file or row; `row` is its row in the table, `call_key` the call it belongs to ("" for none).

    `error` says why it was left out; of a recording that came in, what is wrong with it though it can be played.
    """

    name: str
    outcome: ImportOutcome
    row: int | None = None
    error: QADeskError | None = None
    call_key: str = ""

    @property
    def is_flawed(self) -> bool:
        """Whether it came in, but not as it should be: cut short, or saved from a recorder that broke off."""
        return self.error is not None and self.outcome in (ImportOutcome.IMPORTED, ImportOutcome.UNATTRIBUTED)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; each item counts under its one outcome, so that the counts add up to all of them."""

    items: tuple[ImportItem, ...]
    cancelled: bool
    changes: Changes = field(default_factory=Changes)

    @property
    def n_imported(self) -> int:
        """Recordings that came in with a row of calls.csv."""
        return self._count(ImportOutcome.IMPORTED)

    @property
    def n_already(self) -> int:
        """Recordings and transcripts that had come in before."""
        return self._count(ImportOutcome.ALREADY_HERE)

    @property
    def n_refused(self) -> int:
        """Files and rows that were left out, each with its reason."""
        return self._count(ImportOutcome.REFUSED)

    @property
    def n_flawed(self) -> int:
        """Recordings that came in damaged; they count as imported or unattributed as well."""
        return sum(item.is_flawed for item in self.items)

    @property
    def n_unattributed(self) -> int:
        """Recordings that came in without a row of calls.csv."""
        return self._count(ImportOutcome.UNATTRIBUTED)

    @property
    def n_missing(self) -> int:
        """Calls whose recording did not come."""
        return self._count(ImportOutcome.RECORDING_MISSING)

    @property
    def n_rows(self) -> int:
        """People and transcripts that were read."""
        return self._count(ImportOutcome.ROW_READ)

    def with_outcome(self, outcomes: Iterable[ImportOutcome]) -> tuple[ImportItem, ...]:
        """The items that came to one of these."""
        wanted = frozenset(outcomes)
        return tuple(item for item in self.items if item.outcome in wanted)

    def _count(self, outcome: ImportOutcome) -> int:
        return sum(item.outcome is outcome for item in self.items)
