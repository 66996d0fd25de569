"""Evaluations as the rows of a scores file, long or wide, written as CSV or as a workbook; a file appears whole."""

import csv
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Answer, CauseOwner, Evaluation, Mark
from qa_desk.domain.ids import PersonId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.services.exchange.answer_words import cell_of, plain_number
from qa_desk.services.exchange.words import HEAD_FIELDS, PARTS, POSITIVE, SEPARATOR, Field, harmless

_WORKBOOK_SUFFIX = ".xlsx"
SUFFIXES = (".csv", _WORKBOOK_SUFFIX)
_MOST_SHEET_ROWS = 1_048_576
_NOT_IN_WORKBOOKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Write = Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class Naming:
    """What the keys of evaluations are called in files."""

    people: Mapping[PersonId, str]
    owners: Mapping[CauseOwner, str]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Told:
    """One evaluation as it may be spoken of, with its form and the centre's id of its call."""

    evaluation: Evaluation
    version: ScorecardVersion
    call_key: str


def long_rows(told: Told, naming: Naming) -> Iterator[list[str]]:
    """A row for each answer in the order of the form, its first plain mark in it; a further row for each other mark."""
    evaluation, version = told.evaluation, told.version
    head = _head(told, naming)
    marks = sorted(evaluation.marks, key=lambda mark: (mark.start_s, mark.end_s))
    if evaluation.comment:
        yield [*head, "", "", "", "", evaluation.comment, "", ""]
    for criterion in version.criteria:
        answer = evaluation.answer(criterion.key)
        own = [mark for mark in marks if mark.criterion_key == criterion.key]
        if answer is not None:
            cells = _answer_cells(version, answer, naming)
            # without an answer the row would be read as one that says only a mark
            plain = next((mark for mark in own if not mark.note and not mark.positive), None) if cells[0] else None
            own = [mark for mark in own if mark is not plain]
            yield [*head, criterion.key, *cells, *_times(plain)]
        for mark in own:
            yield [*head, criterion.key, *_mark_cells(mark)]
    keys = {criterion.key for criterion in version.criteria}
    for mark in marks:
        if mark.criterion_key not in keys:
            yield [*head, "", *_mark_cells(mark)]


class WideSheet:
    """A column for each criterion, and for what else was said of it; marks have no place in a wide file."""

    def __init__(self, evaluations: Iterable[Evaluation], versions: Mapping[VersionId, ScorecardVersion]) -> None:
        said: set[tuple[str, Field]] = set()
        keys: dict[str, None] = {}
        self._has_comment = False
        for evaluation in evaluations:
            keys |= dict.fromkeys(criterion.key for criterion in versions[evaluation.version_id].criteria)
            self._has_comment |= bool(evaluation.comment)
            for answer in evaluation.answers:
                said |= {(answer.criterion_key, part) for part in _parts_said(answer)}
        self._columns = [(key, p) for key in keys for p in PARTS if p is Field.ANSWER or (key, p) in said]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        comment = [Field.COMMENT.value] if self._has_comment else []
        named = [key if part is Field.ANSWER else f"{key}.{part}" for key, part in self._columns]
        return [*(field.value for field in HEAD_FIELDS), *comment, *named]

    def row(self, told: Told, naming: Naming) -> list[str]:
        """One evaluation."""
        cells: dict[tuple[str, Field], str] = {}
        for answer in told.evaluation.answers:
            parts = zip(PARTS, _answer_cells(told.version, answer, naming), strict=True)
            cells |= {(answer.criterion_key, part): cell for part, cell in parts}
        comment = [told.evaluation.comment] if self._has_comment else []
        return [*_head(told, naming), *comment, *(cells.get(column, "") for column in self._columns)]


@contextmanager
def written(path: Path, *, with_mark: bool) -> Generator[Write]:
    """A function that writes rows; the file lies there when all are written, and not at all when something fails.

    Args:
        with_mark: whether a CSV begins with the byte order mark, by which Excel knows it for UTF-8.

    Raises:
        QADeskError: FILE_NOT_WRITTEN.
    """
    temporary = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        writing = _workbook(temporary) if path.suffix.lower() == _WORKBOOK_SUFFIX else _csv(temporary, with_mark)
        with writing as write:
            yield write
        temporary.replace(path)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(path), detail=error.strerror or "") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path, with_mark: bool) -> Generator[Write]:
    with path.open("w", encoding="utf-8-sig" if with_mark else "utf-8", newline="") as file:
        writer = csv.writer(file)
        yield lambda cells: writer.writerow([harmless(cell) for cell in cells])


@contextmanager
def _workbook(path: Path) -> Generator[Write]:
    # Loaded here: it costs 0.3 s, which neither the window's start nor a text file can wait for.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("scores")
    sheet.freeze_panes = "A2"
    n_rows = 0

    def write(cells: Sequence[str]) -> None:
        nonlocal n_rows
        n_rows += 1
        if n_rows > _MOST_SHEET_ROWS:
            detail = _("a sheet holds at most {n} rows; choose CSV").format(n=_MOST_SHEET_ROWS)
            raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=path.name, detail=detail)
        row: list[object] = []
        for text in cells:
            cell = WriteOnlyCell(sheet, _NOT_IN_WORKBOOKS.sub("", text) or None)
            # as text, whatever it begins with: what somebody typed is never a formula
            cell.data_type = "s" if text else cell.data_type
            row.append(cell)
        sheet.append(row)

    yield write
    book.save(path)


def _head(told: Told, naming: Naming) -> list[str]:
    evaluation, version = told.evaluation, told.version
    assert evaluation.submitted_at is not None, "only what was handed in is handed out"
    return [
        told.call_key,
        naming.people[evaluation.inspector_id],
        evaluation.purpose.value,
        version.scorecard_key,
        str(version.number),
        evaluation.submitted_at.astimezone(naming.zone).isoformat(),
    ]


def _answer_cells(version: ScorecardVersion, answer: Answer, naming: Naming) -> list[str]:
    owner = naming.owners.get(answer.cause_owner, "") if answer.cause_owner else ""
    cell = cell_of(version.criterion(answer.criterion_key), answer)
    return [cell, SEPARATOR.join(answer.reasons), owner, answer.comment]


def _parts_said(answer: Answer) -> Iterator[Field]:
    if answer.reasons:
        yield Field.REASONS
    if answer.cause_owner:
        yield Field.CAUSE_OWNER
    if answer.comment:
        yield Field.COMMENT


def _mark_cells(mark: Mark) -> list[str]:
    return [POSITIVE if mark.positive else "", "", "", mark.note, *_times(mark)]


def _times(mark: Mark | None) -> list[str]:
    return [plain_number(mark.start_s), plain_number(mark.end_s)] if mark else ["", ""]
