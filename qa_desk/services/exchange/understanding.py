"""What a file says of one evaluation, understood: call, inspector, version, answers, marks; or why it can't be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.completeness import MissingKind, missing_parts
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import EvaluationId
from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _, current_language, listed
from qa_desk.services.exchange.grouping import SaidEvaluation
from qa_desk.services.exchange.known_here import KnownHere
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.moments import moment_of
from qa_desk.services.exchange.plan import NewCalls, ReadyEvaluation
from qa_desk.services.exchange.said_answers import SaidAnswers
from qa_desk.services.exchange.words import Field
from qa_desk.services.keeping.brought_text import clean_line

_SHOWN_LENGTH = 60
_IMPORTABLE = tuple(purpose for purpose in Purpose if purpose is not Purpose.CALIBRATION)


@dataclass(slots=True)
class Understanding:
    """Turns what was said into evaluations, and counts what was not understood.

    `labels` are what the file calls its columns, for errors.
    """

    file: str
    known: KnownHere
    mapping: ScoreMapping
    labels: dict[Field, str]
    calls: NewCalls
    odd_values: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    unknown_calls: Counter[str] = field(default_factory=Counter[str])
    unknown_inspectors: Counter[str] = field(default_factory=Counter[str])
    suggestions: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def understand(self, said: SaidEvaluation) -> ReadyEvaluation | tuple[QADeskError, ...]:
        """The evaluation, or everything that keeps it from being one."""
        errors = list(said.errors)
        row = said.rows[0]
        head = said.head
        call_key = clean_line(head.call_id)
        if call_key not in self.known.calls and not self.calls.has(call_key):
            self.unknown_calls[call_key] += 1
            errors.append(self._bad(row, Field.CALL_ID, call_key, _("a call that is here")))
        inspector = self._inspector(head.inspector, row, errors)
        moment = self._moment(head.submitted_at, row, errors)
        purpose = self._purpose(head.purpose, row, errors)
        version = self._version(said, moment, errors)
        if version is None:
            return tuple(errors)
        evaluation_id = EvaluationId(uuid4())
        call = self.known.calls.get(call_key)
        duration_s = call.duration_s if call else None
        answers = SaidAnswers(
            self.file, version, evaluation_id, self.mapping, self.known.owners, self.labels, duration_s
        )
        answers.read(said.said)
        self._count_odd(answers)
        errors += answers.errors
        if not answers.errors:
            errors += self._incomplete(version, answers, row)
        if errors or inspector is None or moment is None or purpose is None:
            return tuple(errors)
        return ReadyEvaluation(
            evaluation_id,
            tuple(said.rows),
            call_key,
            inspector.id,
            inspector.name,
            version,
            purpose,
            moment,
            answers.comment,
            tuple(answers.answers),
            tuple(answers.marks),
            answers.n_unexplained,
        )

    def _count_odd(self, answers: SaidAnswers) -> None:
        for odd in answers.odd_values:
            self.odd_values[odd.criterion_key, odd.value] += 1
            self.suggestions.setdefault((odd.criterion_key, odd.value), odd.suggestion)

    def _inspector(self, name: str, row: int, errors: list[QADeskError]) -> Person | None:
        told = clean_line(name)
        found = self.known.people.get(self.mapping.people.get(told, told))
        if found is None:
            self.unknown_inspectors[told] += 1
            errors.append(self._bad(row, Field.INSPECTOR, told, _("the id of a person, or a name only one person has")))
        return found

    def _moment(self, cell: str, row: int, errors: list[QADeskError]) -> datetime | None:
        moment = moment_of(cell, self.known.zone)
        if moment is None:
            expected = _("a time such as {example}").format(example="2026-03-31T09:30:00+08:00")
            errors.append(self._bad(row, Field.SUBMITTED_AT, cell, expected))
        elif moment > self.known.now:
            errors.append(self._bad(row, Field.SUBMITTED_AT, cell, _("a time that has passed")))
            return None
        return moment

    def _purpose(self, cell: str, row: int, errors: list[QADeskError]) -> Purpose | None:
        word = cell.strip().lower()
        if not word:
            return self.mapping.purpose or Purpose.ROUTINE
        if word in _IMPORTABLE:
            return Purpose(word)
        # a calibration belongs to its session, with panel and settled answers; a file has none of it
        expected = _("one of {choices}").format(choices=listed(purpose.value for purpose in _IMPORTABLE))
        errors.append(self._bad(row, Field.PURPOSE, cell, expected))
        return None

    def _version(
        self, said: SaidEvaluation, moment: datetime | None, errors: list[QADeskError]
    ) -> ScorecardVersion | None:
        head, row = said.head, said.rows[0]
        name = head.scorecard or self.mapping.scorecard
        versions = self.known.scorecard_named(name)
        if not versions:
            choices = listed(sorted(self.known.scorecards))
            errors.append(self._bad(row, Field.SCORECARD, name, _("one of {choices}").format(choices=choices)))
            return None
        told = head.version or (str(self.mapping.version) if self.mapping.version else "")
        if not told:
            return self.known.version_at(versions, moment or self.known.now)
        found = next((version for version in versions if str(version.number) == told.strip().lstrip("vV")), None)
        if found is None:
            choices = listed(str(version.number) for version in versions)
            errors.append(self._bad(row, Field.VERSION, told, _("one of {choices}").format(choices=choices)))
        return found

    def _incomplete(self, version: ScorecardVersion, answers: SaidAnswers, row: int) -> Sequence[QADeskError]:
        """An answer is needed of every criterion that is shown; reasons and comments are not asked of history."""
        parts = missing_parts(version, answers.as_evaluation())
        answers.n_unexplained = sum(part.what is not MissingKind.ANSWER for part in parts)
        return [
            QADeskError(
                ErrorCode.SCORES_ANSWER_MISSING,
                file=self.file,
                row=row,
                criterion=version.criterion(part.criterion_key).title.in_language(current_language()),
                scorecard=f"{version.scorecard_key} {version.number}",
            )
            for part in parts
            if part.what is MissingKind.ANSWER
        ]

    def _bad(self, row: int, column: Field, value: str, expected: str) -> QADeskError:
        place: dict[str, object] = {"file": self.file, "row": row, "column": self.labels.get(column, column.value)}
        return QADeskError(ErrorCode.CSV_BAD_VALUE, value=clean_line(value, _SHOWN_LENGTH), expected=expected, **place)
