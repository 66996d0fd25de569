"""What two versions of a standard case say differently; for its history, and for a case that comes in a package."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.domain.standard_case import CaseAnswer, CaseMark, StandardCase


class CaseTrait(StrEnum):
    """What of a case reads differently."""

    TITLE = "title"
    RATIONALE = "rationale"
    TAGS = "tags"
    DIFFICULTY = "difficulty"
    LANGUAGE = "language"
    BUSINESS_TYPE = "business_type"
    BENCHMARK = "benchmark"
    CALL = "call"
    PASSAGE = "passage"
    FORM = "form"
    ANSWER = "answer"
    WHY = "why"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """One thing that differs; None stands for nothing there. `criterion_key` is empty but for answers and evidence.

    Values are text, a truth value, CallId, VersionId, (start_s, end_s), tuples of text, CaseAnswer or CaseMarks.
    """

    field: CaseTrait
    before: object
    after: object
    criterion_key: str = ""


def case_difference(before: StandardCase, after: StandardCase) -> tuple[CaseDifference, ...]:
    """What has to be done to the first to come to the second: the case as a whole, then criterion by criterion."""
    return (*_whole(before, after), *_answers(before, after))


def _whole(before: StandardCase, after: StandardCase) -> Iterator[CaseDifference]:
    both: tuple[tuple[CaseTrait, object, object], ...] = (
        (CaseTrait.TITLE, before.title, after.title),
        (CaseTrait.RATIONALE, before.rationale, after.rationale),
        (CaseTrait.TAGS, before.tags, after.tags),
        (CaseTrait.DIFFICULTY, before.difficulty, after.difficulty),
        (CaseTrait.LANGUAGE, before.language, after.language),
        (CaseTrait.BUSINESS_TYPE, before.business_type, after.business_type),
        (CaseTrait.BENCHMARK, before.is_benchmark, after.is_benchmark),
        (CaseTrait.CALL, before.call_id, after.call_id),
        (CaseTrait.PASSAGE, before.passage, after.passage),
        (CaseTrait.FORM, before.version_id, after.version_id),
        (CaseTrait.EVIDENCE, _marks(before, None), _marks(after, None)),
    )
    for field, old, new in both:
        if old != new:
            yield CaseDifference(field, old, new)


def _answers(before: StandardCase, after: StandardCase) -> Iterator[CaseDifference]:
    earlier, later = ({answer.criterion_key: answer for answer in case.answers} for case in (before, after))
    for key in dict.fromkeys((*later, *earlier)):
        old, new = earlier.get(key), later.get(key)
        if _said(old) != _said(new):
            yield CaseDifference(CaseTrait.ANSWER, old, new, key)
        elif old is not None and new is not None and old.rationale != new.rationale:
            yield CaseDifference(CaseTrait.WHY, old.rationale, new.rationale, key)
        marks = _marks(before, key), _marks(after, key)
        if marks[0] != marks[1]:
            yield CaseDifference(CaseTrait.EVIDENCE, *marks, key)


def _said(answer: CaseAnswer | None) -> object:
    return None if answer is None else (answer.rating, answer.na, sorted(answer.reasons))


def _marks(case: StandardCase, key: str | None) -> tuple[CaseMark, ...]:
    own = (mark for mark in case.marks if mark.criterion_key == key)
    return tuple(sorted(own, key=lambda mark: (mark.start_s, mark.end_s, mark.note)))
