"""What each column of a scores file is: settled by the mapping, or known by its name; the rest is suggested."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.services.bringing_in.csv_table import column_name
from qa_desk.services.exchange.mapping import IGNORED, ScoreMapping
from qa_desk.services.exchange.plan import Certainty, ColumnReading, Layout
from qa_desk.services.exchange.score_table import ScoreTable
from qa_desk.services.exchange.words import ALSO_CALLED, PARTS, Field

_NEAR = 0.6
_MOST_SUGGESTIONS = 3

_FIELD_NAMES = {field.value: field for field in Field}
_FIELD_ALIASES = {column_name(name): field for field, names in ALSO_CALLED.items() for name in names}
NEEDED_FIELDS = (Field.CALL_ID, Field.INSPECTOR, Field.SUBMITTED_AT)
_LONG_ONLY = frozenset({Field.CRITERION, Field.ANSWER, Field.MARK_START_S, Field.MARK_END_S})


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table was taken for; with `obstacles` none of its rows can be read."""

    layout: Layout
    columns: tuple[ColumnReading, ...]
    obstacles: tuple[QADeskError, ...]


def known_names(mapping: ScoreMapping, versions: Iterable[ScorecardVersion]) -> frozenset[str]:
    """What columns may be called, as `column_name` writes it: what is settled, fields, criteria by key and title."""
    criteria = _Criteria(versions)
    return frozenset({*mapping.columns, *_FIELD_NAMES, *_FIELD_ALIASES, *criteria.by_name, *criteria.by_title})


def recognise(table: ScoreTable, mapping: ScoreMapping, versions: Iterable[ScorecardVersion]) -> Recognised:
    """The layout of a table, each column in its order, and what has to be settled before it can be read.

    Args:
        versions: those whose criteria a wide table may name, by key or by title in any language.

    Raises:
        QADeskError: a column or a target of the mapping that there is not.
    """
    criteria = _Criteria(versions)
    for column in mapping.columns:
        if column not in table.columns:
            raise QADeskError(ErrorCode.CSV_COLUMN_MISSING, file=table.file, column=column)
    is_long = _is_long(table, mapping)
    named = zip(table.labels, table.columns, table.names, table.examples, strict=True)
    read = tuple(
        replace(_column(label, column, name, mapping, criteria, is_long=is_long), examples=examples)
        for label, column, name, examples in named
    )
    obstacles = _twice(table.file, read)
    fields = {one.field for one in read if not one.criterion_key}
    if not is_long and not any(one.criterion_key for one in read):
        obstacles.append(QADeskError(ErrorCode.SCORES_NO_ANSWERS, file=table.file))
    for needed in NEEDED_FIELDS:
        if needed not in fields:
            obstacles.append(QADeskError(ErrorCode.CSV_COLUMN_MISSING, file=table.file, column=needed.value))
    return Recognised(Layout.LONG if is_long else Layout.WIDE, read, tuple(obstacles))


class _Criteria:
    """The criteria that a column may name: by key, by title, and by part of the answer."""

    def __init__(self, versions: Iterable[ScorecardVersion]) -> None:
        self.by_name: dict[str, str] = {}
        titles: defaultdict[str, set[str]] = defaultdict(set)
        for version in versions:
            for criterion in version.criteria:
                self.by_name[column_name(criterion.key)] = criterion.key
                for _language, words in criterion.title.by_language:
                    titles[column_name(words)].add(criterion.key)
        # a title that two criteria share names neither
        self.by_title = {title: min(keys) for title, keys in titles.items() if len(keys) == 1 and title}

    def part(self, column: str) -> tuple[str, Field, Certainty] | None:
        """The criterion, the part of its answer, and how sure that is."""
        for part in PARTS:
            suffix = "" if part is Field.ANSWER else f".{part}"
            stem = column.removesuffix(suffix)
            if suffix and stem == column:
                continue
            if stem in self.by_name:
                return self.by_name[stem], part, Certainty.NAME
            if stem in self.by_title:
                return self.by_title[stem], part, Certainty.TITLE
        return None


def _is_long(table: ScoreTable, mapping: ScoreMapping) -> bool:
    named = zip(table.columns, table.names, strict=True)
    targets = {mapping.columns.get(column, name) for column, name in named}
    fields = {_FIELD_NAMES.get(target) or _FIELD_ALIASES.get(target) for target in targets}
    return {Field.CRITERION, Field.ANSWER} <= fields


def _column(
    label: str, column: str, name: str, mapping: ScoreMapping, criteria: _Criteria, *, is_long: bool
) -> ColumnReading:
    told = mapping.columns.get(column)
    if told is not None:
        return _settled(label, column, told, criteria, is_long=is_long)
    if not is_long and (found := criteria.part(name)) is not None:
        return ColumnReading(label, column, found[2], found[1], found[0])
    for names, certainty in ((_FIELD_NAMES, Certainty.NAME), (_FIELD_ALIASES, Certainty.ALSO_CALLED)):
        field = names.get(name)
        if field is not None and (is_long or field not in _LONG_ONLY):
            return ColumnReading(label, column, certainty, field)
    known = {**_FIELD_ALIASES, **_FIELD_NAMES}
    targets = {name: field.value for name, field in known.items() if is_long or field not in _LONG_ONLY}
    if not is_long:
        targets |= criteria.by_title | criteria.by_name
    return ColumnReading(label, column, Certainty.UNKNOWN, suggestions=_nearest(name, targets))


def _settled(label: str, column: str, told: str, criteria: _Criteria, *, is_long: bool) -> ColumnReading:
    target = column_name(told)
    if target == IGNORED:
        return ColumnReading(label, column, Certainty.IGNORED)
    found = None if is_long else criteria.part(target)
    if found is not None:
        return ColumnReading(label, column, Certainty.GIVEN, found[1], found[0])
    field = _FIELD_NAMES.get(target)
    if field is None:
        expected = _("a column of a scores file, a criterion, or “ignore”")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=told, what=_("column in the mapping"), expected=expected)
    return ColumnReading(label, column, Certainty.GIVEN, field)


def _twice(file: str, columns: Sequence[ColumnReading]) -> list[QADeskError]:
    """What two columns mean alike; one of them has to be ignored."""
    first: dict[str, str] = {}
    errors: list[QADeskError] = []
    for column in columns:
        if column.target in first:
            labels = {"first": first[column.target], "second": column.label}
            errors.append(QADeskError(ErrorCode.SCORES_TWO_COLUMNS, file=file, what=column.target, **labels))
        elif column.target:
            first[column.target] = column.label
    return errors


def _nearest(column: str, targets: Mapping[str, str]) -> tuple[str, ...]:
    near = get_close_matches(column, targets, n=_MOST_SUGGESTIONS, cutoff=_NEAR)
    return tuple(dict.fromkeys(targets[name] for name in near))
