"""The columns of a scorecard as a spreadsheet: one row a criterion, languages side by side, lists a line each.

Reading and writing share these; what a column holds is named as in scorecard files.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_ENTRY = re.compile(r"\s*(?P<key>[^=]*?)\s*=\s?(?P<text>.*)", re.DOTALL)


class Column(StrEnum):
    """A column, or the head of one column per language (`title.en`)."""

    SCORECARD = "scorecard"
    SCORECARD_TITLE = "scorecard_title"
    POLICY = "critical_policy"
    SECTION = "section"
    SECTION_TITLE = "section_title"
    KEY = "key"
    TITLE = "title"
    CRITICAL = "critical"
    WEIGHT = "weight"
    BONUS = "bonus"
    SCALE = "scale"
    POINTS = "points"
    MAX = "max"
    STEP = "step"
    LEVELS = "levels"
    NA_ALLOWED = "na_allowed"
    COMMENT_REQUIRED = "comment_required_on_failure"
    CONDITION = "shown_when"
    TAGS = "tags"
    REASONS = "reasons"
    GUIDANCE = "guidance"


IN_LANGUAGES = frozenset(
    {
        Column.SCORECARD_TITLE,
        Column.SECTION_TITLE,
        Column.TITLE,
        Column.LEVELS,
        Column.REASONS,
        Column.GUIDANCE,
    }
)
"""These stand once per language; levels and reasons have one more column for what is the same in all of them."""

WITH_KEYS = frozenset({Column.LEVELS, Column.REASONS})


def labels(languages: Sequence[str]) -> list[str]:
    """The header of a sheet in these languages."""
    header: list[str] = []
    for column in Column:
        if column not in IN_LANGUAGES or column in WITH_KEYS:
            header.append(column.value)
        if column in IN_LANGUAGES:
            header += [f"{column.value}.{language}" for language in languages]
    return header


def column_of(label: str) -> tuple[Column, str] | None:
    """The column and language that a label names; None for a label that names neither."""
    head, _point, language = label.strip().partition(".")
    try:
        column = Column(head.lower())
    except ValueError:
        return None
    if language:
        return (column, language) if column in IN_LANGUAGES and LANGUAGE.fullmatch(language) else None
    return (column, "") if column not in IN_LANGUAGES or column in WITH_KEYS else None


def entries(cell: str) -> list[tuple[str, str]]:
    """The lines `key = text` of a cell; a line without a sign of equality is a key alone."""
    found: list[tuple[str, str]] = []
    for line in cell.replace("\r\n", "\n").split("\n"):
        matched = _ENTRY.fullmatch(line)
        if matched:
            found.append((matched["key"], _unfolded(matched["text"])))
        elif line.strip():
            found.append((line.strip(), ""))
    return found


def cell_of_entries(pairs: Iterable[tuple[str, str]]) -> str:
    """The cell that `entries` reads back."""
    return "\n".join(f"{key} = {_folded(text)}" if text else key for key, text in pairs)


def _folded(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def _unfolded(text: str) -> str:
    letters = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
    return re.sub(r"\\[\\nr]", lambda found: letters[found[0]], text)
