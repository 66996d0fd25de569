"""A scorecard out of a spreadsheet, CSV or XLSX: every fault is told with its row and column. Formulas are text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.i18n import _, listed
from qa_desk.services.exchange.score_table import ScoreRow, open_score_table
from qa_desk.services.forms.form_mapping import definition_of
from qa_desk.services.forms.sheet_columns import Column, column_of, entries, labels
from qa_desk.services.forms.yaml_document import KeyPath, plain_value

_YES = frozenset({"yes", "y", "true", "1", "x", "是", "√", "✓"})
_NO = frozenset({"", "no", "n", "false", "0", "否"})
_SCALE_NUMBERS = {Column.POINTS: "points", Column.MAX: "max", Column.STEP: "step"}
_TRUTHS = {
    Column.BONUS: "bonus",
    Column.NA_ALLOWED: "na_allowed",
    Column.COMMENT_REQUIRED: "comment_required_on_failure",
}

Fields = dict[str, object]


def read_sheet(path: Path) -> ScorecardDefinition:
    """The scorecard in a spreadsheet.

    Raises:
        QADeskError: what `open_score_table` raises, and SCORECARD_CELL_INVALID with row, column and what was expected.
    """
    table = open_score_table(path, frozenset(Column))
    columns: list[tuple[Column, str]] = []
    for label in table.labels:
        named = column_of(label)
        if named is None:
            expected = _("is not known here; expected {known}").format(known=listed(labels(("en",))))
            raise _invalid(table.file, 1, label, expected)
        columns.append(named)
    sheet = _SheetForm(table.file)
    for row in table.rows:
        if row.error is not None:
            raise row.error
        sheet.take(_Cells(row, columns))
    return definition_of(sheet)


def _invalid(file: str, row: int, column: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.SCORECARD_CELL_INVALID, file=file, row=row, column=column, expected=expected)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row by column and language."""

    row: ScoreRow
    columns: Sequence[tuple[Column, str]]

    def text(self, column: Column, language: str = "") -> str:
        """What stands there; nothing where the sheet has no such column."""
        at = (column, language)
        return self.row.cells[self.columns.index(at)].strip() if at in self.columns else ""

    def in_languages(self, column: Column) -> Iterator[tuple[str, str]]:
        """Language and text of the columns of that head that hold something."""
        for (head, language), cell in zip(self.columns, self.row.cells, strict=True):
            if head is column and language and cell.strip():
                yield language, cell


def _column_of_missing(path: KeyPath, key: str) -> str:
    """Where something would stand that a whole form, section or criterion lacks."""
    if "criteria" in path:
        return key
    heads = {"key": Column.SECTION, "title": Column.SECTION_TITLE} if path else {}
    of_form = {"key": Column.SCORECARD, "title": Column.SCORECARD_TITLE, "critical_policy": Column.POLICY}
    return (heads or of_form).get(key, key)


@dataclass(slots=True)
class _SheetForm:
    """The plain values of a sheet while it is read, and where in the sheet each of them stands."""

    file: str
    value: Fields = field(default_factory=dict[str, object])
    _places: dict[KeyPath, tuple[int, str]] = field(default_factory=dict[KeyPath, tuple[int, str]])
    _sections: list[Fields] = field(default_factory=list[Fields])
    _criteria: list[Fields] = field(default_factory=list[Fields])

    def order_of(self, path: KeyPath) -> int:
        """Faults are told from the first row down."""
        return self._nearest(path)[0]

    def fault(self, path: KeyPath, key: str, expected: str) -> QADeskError:
        """SCORECARD_CELL_INVALID with row and column; what is missing is named by its key."""
        row, column = self._nearest(path)
        return _invalid(self.file, row, column or _column_of_missing(path, key), expected)

    def take(self, cells: _Cells) -> None:
        """A row more: the criterion in it, under its section, which may be named in the first of its rows only."""
        row = cells.row.number
        if not self.value:
            self._begin(cells, row)
        section_key = cells.text(Column.SECTION)
        if not self._sections or section_key not in ("", self._sections[-1]["key"]):
            at: KeyPath = ("sections", len(self._sections))
            self._criteria = []
            section: Fields = {"key": section_key, "criteria": self._criteria}
            self._put(section, (*at, "key"), row, Column.SECTION, section_key)
            self._put_text(section, (*at, "title"), cells, Column.SECTION_TITLE)
            self._places[at] = (row, "")
            self._sections.append(section)
        if cells.text(Column.KEY) or any(cells.in_languages(Column.TITLE)):
            self._criterion(cells, row)

    def _begin(self, cells: _Cells, row: int) -> None:
        self._places[()] = (row, "")
        self._put(self.value, ("key",), row, Column.SCORECARD, cells.text(Column.SCORECARD))
        self._put_text(self.value, ("title",), cells, Column.SCORECARD_TITLE)
        self._put(self.value, ("critical_policy",), row, Column.POLICY, cells.text(Column.POLICY))
        self.value["sections"] = self._sections

    def _criterion(self, cells: _Cells, row: int) -> None:
        at: KeyPath = ("sections", len(self._sections) - 1, "criteria", len(self._criteria))
        fields: Fields = {}
        self._criteria.append(fields)
        self._places[at] = (row, "")
        self._put(fields, (*at, "key"), row, Column.KEY, cells.text(Column.KEY))
        self._put_text(fields, (*at, "title"), cells, Column.TITLE)
        self._put_text(fields, (*at, "guidance"), cells, Column.GUIDANCE)
        if critical := cells.text(Column.CRITICAL):
            self._put(fields, (*at, "critical"), row, Column.CRITICAL, critical)
        if weight := cells.text(Column.WEIGHT):
            self._put(fields, (*at, "weight"), row, Column.WEIGHT, plain_value(weight))
        for column, key in _TRUTHS.items():
            self._put_truth(fields, (*at, key), cells, column)
        self._scale(fields, (*at, "scale"), cells)
        self._reasons(fields, (*at, "reasons"), cells)
        self._condition(fields, (*at, "shown_when"), cells)
        if tags := cells.text(Column.TAGS):
            named = [tag.strip() for tag in tags.replace("，", ",").split(",") if tag.strip()]
            self._put(fields, (*at, "tags"), row, Column.TAGS, named)

    def _scale(self, fields: Fields, at: KeyPath, cells: _Cells) -> None:
        row = cells.row.number
        scale: Fields = {}
        self._put(fields, at, row, Column.SCALE, scale)
        if kind := cells.text(Column.SCALE):
            self._put(scale, (*at, "type"), row, Column.SCALE, kind)
        for column, key in _SCALE_NUMBERS.items():
            if number := cells.text(column):
                self._put(scale, (*at, key), row, column, plain_value(number))
        if (levels := cells.text(Column.LEVELS)) or scale.get("type") == "levels":
            named = self._by_entry(cells, Column.LEVELS)
            values: list[Fields] = [
                {"label": named.get(points) or points, "points": plain_value(points)}
                for points, _nothing in entries(levels)
            ]
            self._put(scale, (*at, "levels"), row, Column.LEVELS, values)

    def _reasons(self, fields: Fields, at: KeyPath, cells: _Cells) -> None:
        keys = entries(cells.text(Column.REASONS))
        if not keys:
            return
        named = self._by_entry(cells, Column.REASONS)
        reasons: list[Fields] = []
        for key, points in keys:
            reason: Fields = {"key": key}
            if key in named:
                reason["title"] = named[key]
            if points:
                reason["points"] = plain_value(points)
            reasons.append(reason)
        self._put(fields, at, cells.row.number, Column.REASONS, reasons)

    def _condition(self, fields: Fields, at: KeyPath, cells: _Cells) -> None:
        cell = cells.text(Column.CONDITION)
        if not cell:
            return
        (other, wanted), *_rest = entries(cell)
        self._put(fields, at, cells.row.number, Column.CONDITION, {"criterion": other, "is": plain_value(wanted)})

    def _by_entry(self, cells: _Cells, column: Column) -> dict[str, dict[str, str]]:
        """The texts of each entry of a list, by language."""
        found: dict[str, dict[str, str]] = {}
        known = {key for key, _text in entries(cells.text(column))}
        for language, cell in cells.in_languages(column):
            for key, text in entries(cell):
                if key not in known:
                    expected = _("expected one of {choices}").format(choices=listed(sorted(known)))
                    raise _invalid(self.file, cells.row.number, f"{column.value}.{language}", expected)
                if text:
                    found.setdefault(key, {})[language] = text
        return found

    def _put(self, fields: Fields, path: KeyPath, row: int, column: Column, value: object) -> None:
        fields[str(path[-1])] = value
        self._places[path] = (row, column.value)

    def _put_text(self, fields: Fields, path: KeyPath, cells: _Cells, column: Column) -> None:
        texts = dict(cells.in_languages(column))
        if texts:
            self._put(fields, path, cells.row.number, column, texts)

    def _put_truth(self, fields: Fields, path: KeyPath, cells: _Cells, column: Column) -> None:
        word = cells.text(column).lower()
        if word in _YES:
            self._put(fields, path, cells.row.number, column, True)
        elif word not in _NO:
            raise _invalid(self.file, cells.row.number, column.value, _("expected yes or no"))

    def _nearest(self, path: KeyPath) -> tuple[int, str]:
        """Row and column of a place, or of the nearest around it; no column for a whole row."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, (1, ""))
