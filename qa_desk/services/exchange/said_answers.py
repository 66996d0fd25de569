"""What the rows of one evaluation say, as answers, marks and the comment on the whole call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.criteria.base import number_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Answer, CauseOwner, Evaluation, EvaluationState, Mark, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, MarkId, PersonId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.i18n import _, listed
from qa_desk.services.bringing_in.csv_table import column_name
from qa_desk.services.exchange.answer_words import expected_of, means_na, rating_of, reason_keys, suggestion_for
from qa_desk.services.exchange.grouping import Said
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.plan import OddValue
from qa_desk.services.exchange.words import POSITIVE, Field, folded
from qa_desk.services.keeping.brought_text import clean_line, typed_text

_SHOWN_LENGTH = 60
_SLACK_S = 1.0
"""A mark may end this much after the call: recorders and spreadsheets round."""


class SaidAnswers:
    """Reads the rows of one evaluation; what it could not read stands in `errors` and `odd_values`.

    A row with a time range whose answer is empty or `positive` is a further mark, its comment the mark's note. A row
    without a criterion speaks of the whole call.
    """

    def __init__(
        self,
        file: str,
        version: ScorecardVersion,
        evaluation_id: EvaluationId,
        mapping: ScoreMapping,
        owners: Mapping[str, CauseOwner],
        labels: Mapping[Field, str],
        duration_s: float | None,
    ) -> None:
        self._file = file
        self._version = version
        self._evaluation_id = evaluation_id
        self._mapping = mapping
        self._owners = owners
        self._labels = labels
        self._duration_s = duration_s
        self._criteria = {criterion.key: criterion for criterion in version.criteria}
        self.answers: list[Answer] = []
        self.marks: list[Mark] = []
        self.comment = ""
        self.errors: list[QADeskError] = []
        self.odd_values: list[OddValue] = []
        self.n_unexplained = 0

    def read(self, rows: Iterable[Said]) -> None:
        """Read every row; go on after a fault, so that all faults are told at once."""
        by_criterion: defaultdict[str, list[Said]] = defaultdict(list)
        for row in rows:
            if not row.criterion:
                by_criterion[""].append(row)
                continue
            criterion = self._criterion(row.criterion)
            if criterion is not None:
                by_criterion[criterion.key].append(row)
            elif row.answer or row.has_mark or row.comment.strip():
                form = f"{self._version.scorecard_key} {self._version.number}"
                column = self._labels.get(Field.CRITERION, row.column)
                self._refuse(row, column, row.criterion, _("a criterion of {scorecard}").format(scorecard=form))
        self._read_whole_call(by_criterion.pop("", []))
        for key, own in by_criterion.items():
            self._read_criterion(self._criteria[key], own)

    def as_evaluation(self) -> Evaluation:
        """The answers as an evaluation that rules can be asked about."""
        return Evaluation(
            id=self._evaluation_id,
            assignment_id=AssignmentId(uuid4()),
            call_id=CallId(uuid4()),
            inspector_id=PersonId(uuid4()),
            version_id=self._version.id,
            purpose=Purpose.ROUTINE,
            mode=MonitoringMode.SAMPLED,
            state=EvaluationState.DRAFT,
            sealed=False,
            started_at=datetime.min.replace(tzinfo=UTC),
            answers=tuple(self.answers),
        )

    def _criterion(self, named: str) -> Criterion | None:
        found = self._criteria.get(named)
        if found is not None:
            return found
        name = column_name(named)
        titled = [
            criterion
            for criterion in self._version.criteria
            if name in {column_name(criterion.key), *(column_name(t) for _l, t in criterion.title.by_language)}
        ]
        return titled[0] if len(titled) == 1 else None

    def _read_whole_call(self, rows: Sequence[Said]) -> None:
        for row in rows:
            if row.has_mark:
                self._add_mark(row, None, self._text(row), positive=folded(row.answer) == POSITIVE)
            elif row.answer:
                self.errors.append(self._missing(row, Field.CRITERION))
            elif self.comment:
                self._refuse_again(row, rows[0])
            else:
                self.comment = self._text(row)

    def _read_criterion(self, criterion: Criterion, rows: Sequence[Said]) -> None:
        first: Said | None = None
        for row in rows:
            if self._is_mark_alone(criterion, row):
                self._add_mark(row, criterion.key, self._text(row), positive=folded(row.answer) == POSITIVE)
            elif first is None:
                first = row
                self._read_answer(criterion, row)
            elif row.has_mark and _repeats(row, first):
                self._add_mark(row, criterion.key, "", positive=False)
            else:
                self._refuse_again(row, first)

    def _is_mark_alone(self, criterion: Criterion, row: Said) -> bool:
        is_positive = folded(row.answer) == POSITIVE and rating_of(criterion, row.answer, ()) is None
        return row.has_mark and (not row.answer or is_positive)

    def _read_answer(self, criterion: Criterion, row: Said) -> None:
        cell = self._mapping.answer_for(criterion.key, row.answer)
        reasons, odd_reason = reason_keys(criterion, row.reasons)
        if odd_reason:
            choices = listed(reason.key for reason in criterion.reasons) or _("none")
            self._refuse(row, Field.REASONS, odd_reason, _("one of {choices}").format(choices=choices))
        owner = self._owner(row)
        comment = self._text(row)
        na = means_na(cell)
        rating = rating_of(criterion, cell, reasons) if cell.strip() and not na else None
        if na and not criterion.na_allowed:
            self._refuse(row, row.column, row.answer, _("an answer on its scale; N/A is not allowed there"))
        elif cell.strip() and not na and rating is None:
            self._refuse_odd(criterion, row)
        if row.has_mark:
            self._add_mark(row, criterion.key, "", positive=False)
        if not (na or cell.strip() or reasons or owner or comment.strip()):
            return
        answer_id = AnswerId(uuid4())
        self.answers.append(Answer(answer_id, self._evaluation_id, criterion.key, rating, na, reasons, owner, comment))

    def _refuse_odd(self, criterion: Criterion, row: Said) -> None:
        self._refuse(row, row.column, row.answer, expected_of(criterion))
        value = clean_line(row.answer, _SHOWN_LENGTH)
        self.odd_values.append(OddValue(criterion.key, value, 1, suggestion_for(criterion, row.answer)))

    def _owner(self, row: Said) -> CauseOwner | None:
        if not row.cause_owner.strip():
            return None
        found = self._owners.get(folded(row.cause_owner))
        if found is None:
            self._refuse(row, Field.CAUSE_OWNER, row.cause_owner, _("“agent”, a department or a unit"))
        return found

    def _text(self, row: Said) -> str:
        try:
            return typed_text(row.comment, _("comment"))
        except QADeskError as error:
            expected = str(error.params["expected"])
            self._refuse(row, Field.COMMENT, row.comment, expected)
            return ""

    def _add_mark(self, row: Said, criterion_key: str | None, note: str, *, positive: bool) -> None:
        start_s = self._seconds(row, Field.MARK_START_S, row.mark_start_s)
        end_s = self._seconds(row, Field.MARK_END_S, row.mark_end_s)
        if start_s is None or end_s is None:
            return
        if end_s < start_s:
            self._refuse(row, Field.MARK_END_S, row.mark_end_s, _("a time after the start of the mark"))
        elif self._duration_s is not None and end_s > self._duration_s + _SLACK_S:
            expected = _("a time within the call of {n} s").format(n=f"{self._duration_s:g}")
            self._refuse(row, Field.MARK_END_S, row.mark_end_s, expected)
        else:
            mark_id = MarkId(uuid4())
            self.marks.append(Mark(mark_id, self._evaluation_id, start_s, end_s, note, criterion_key, positive))

    def _seconds(self, row: Said, column: Field, cell: str) -> float | None:
        seconds = number_of(cell)
        if seconds is None or seconds < 0:
            self._refuse(row, column, cell, _("a number of seconds"))
            return None
        return seconds

    def _refuse(self, row: Said, column: str, value: str, expected: str) -> None:
        # in a wide file the label of a field is that of the whole call
        label = self._labels.get(column) if isinstance(column, Field) and Field.CRITERION in self._labels else None
        place: dict[str, object] = {"file": self._file, "row": row.row, "column": label or str(column)}
        shown = clean_line(value, _SHOWN_LENGTH)
        self.errors.append(QADeskError(ErrorCode.CSV_BAD_VALUE, value=shown, expected=expected, **place))

    def _refuse_again(self, row: Said, first: Said) -> None:
        place: dict[str, object] = {"file": self._file, "row": row.row, "first_row": first.row}
        self.errors.append(QADeskError(ErrorCode.CSV_DUPLICATE_ROW, value=row.criterion or row.comment, **place))

    def _missing(self, row: Said, column: Field) -> QADeskError:
        return QADeskError(
            ErrorCode.CSV_VALUE_MISSING, file=self._file, row=row.row, column=self._labels.get(column, column.value)
        )


def _repeats(row: Said, first: Said) -> bool:
    """Whether a further row only says again what the first one said."""
    told = ((row.answer, first.answer), (row.reasons, first.reasons), (row.comment, first.comment))
    return all(not again.strip() or folded(again) == folded(before) for again, before in told)
