"""A scorecard as a spreadsheet, one row a criterion: CSV or XLSX that `sheet_reading` reads back the same."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, Section
from qa_desk.domain.text import LocalText
from qa_desk.services.exchange.handing_out import written
from qa_desk.services.forms.form_mapping import criterion_mapping
from qa_desk.services.forms.sheet_columns import Column, cell_of_entries, labels

_Cells = dict[tuple[Column, str], str]


def write_sheet(definition: ScorecardDefinition, path: Path) -> None:
    """Write a spreadsheet, whole or not at all; every cell of it is text. Raises FILE_NOT_WRITTEN."""
    with written(path, with_mark=True) as write:
        for cells in _table(definition):
            write(cells)


def _table(definition: ScorecardDefinition) -> Iterator[list[str]]:
    languages = _languages(definition)
    header = labels(languages)
    yield header
    keys = [(Column(head), language) for head, _point, language in (label.partition(".") for label in header)]
    is_first = True
    for section in definition.sections:
        for at, criterion in enumerate(section.criteria or (None,)):
            cells = _of_criterion(criterion) if criterion is not None else {}
            cells |= {(Column.SCORECARD, ""): definition.key, (Column.SECTION, ""): section.key}
            if is_first:
                cells[Column.POLICY, ""] = str(definition.policy)
                cells |= _texts(Column.SCORECARD_TITLE, definition.title)
            if at == 0:
                cells |= _texts(Column.SECTION_TITLE, section.title)
            is_first = False
            yield [cells.get(key, "") for key in keys]


def _of_criterion(criterion: Criterion) -> _Cells:
    mapping = criterion_mapping(criterion)
    cells = _texts(Column.TITLE, criterion.title) | _texts(Column.GUIDANCE, criterion.guidance)
    for column in (Column.KEY, Column.CRITICAL, Column.WEIGHT, *_TRUTHS):
        if (value := mapping.get(column.value)) is not None:
            cells[column, ""] = "yes" if value is True else str(value)
    scale = cast(Mapping[str, object], mapping["scale"])
    cells[Column.SCALE, ""] = str(scale["type"])
    for column in (Column.POINTS, Column.MAX, Column.STEP):
        if column.value in scale:
            cells[column, ""] = str(scale[column.value])
    if isinstance(criterion.scale, Levels):
        cells |= _levels(criterion.scale)
    cells |= _reasons(criterion.reasons)
    if condition := cast("Mapping[str, object] | None", mapping.get("shown_when")):
        cells[Column.CONDITION, ""] = f"{condition['criterion']} = {condition['is']}"
    if criterion.tags:
        cells[Column.TAGS, ""] = ", ".join(criterion.tags)
    return cells


_TRUTHS = (Column.BONUS, Column.NA_ALLOWED, Column.COMMENT_REQUIRED)


def _levels(scale: Levels) -> _Cells:
    named = [(f"{level.points:g}", level.label) for level in scale.levels]
    return {(Column.LEVELS, ""): "\n".join(points for points, _label in named)} | _lists(Column.LEVELS, named)


def _reasons(reasons: tuple[Reason, ...]) -> _Cells:
    keys = cell_of_entries((reason.key, f"{reason.points:g}" if reason.points else "") for reason in reasons)
    return {(Column.REASONS, ""): keys} | _lists(Column.REASONS, [(reason.key, reason.title) for reason in reasons])


def _lists(column: Column, named: list[tuple[str, LocalText]]) -> _Cells:
    """A cell per language with a line per entry that is written in it."""
    languages = dict.fromkeys(language for _key, text in named for language, _words in text.by_language)
    return {
        (column, language): cell_of_entries(
            (key, text.as_mapping()[language]) for key, text in named if language in text.as_mapping()
        )
        for language in languages
    }


def _texts(column: Column, text: LocalText) -> _Cells:
    return {(column, language): words for language, words in text.by_language}


def _languages(definition: ScorecardDefinition) -> list[str]:
    """Every language that something is written in, in the order in which they appear."""
    texts = [definition.title]
    for section in definition.sections:
        texts += _texts_of(section)
    return list(dict.fromkeys(language for text in texts for language, _words in text.by_language))


def _texts_of(section: Section) -> Iterator[LocalText]:
    yield section.title
    for criterion in section.criteria:
        yield from (criterion.title, criterion.guidance)
        yield from (reason.title for reason in criterion.reasons)
        if isinstance(criterion.scale, Levels):
            yield from (level.label for level in criterion.scale.levels)
