"""Scorecards in files of any kind: what a file is, its ending says; YAML where it says nothing else."""

from pathlib import Path

from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.services.forms.scorecard_file import read_scorecard, to_yaml
from qa_desk.services.forms.sheet_reading import read_sheet
from qa_desk.services.forms.sheet_writing import write_sheet
from qa_desk.services.keeping.whole_file import write_whole

SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm")
_WRITTEN_SHEETS = (".csv", ".xlsx")


def read_file(path: Path) -> ScorecardDefinition:
    """The scorecard in a file. Raises what `read_scorecard` and `read_sheet` raise."""
    return read_sheet(path) if path.suffix.lower() in SHEETS else read_scorecard(path)


def as_text(definition: ScorecardDefinition) -> str:
    """The scorecard as YAML."""
    return to_yaml(definition)


def write_file(definition: ScorecardDefinition, path: Path) -> None:
    """Write a scorecard, whole or not at all. Raises FILE_NOT_WRITTEN."""
    if path.suffix.lower() in _WRITTEN_SHEETS:
        write_sheet(definition, path)
        return
    write_whole(path, to_yaml(definition))
