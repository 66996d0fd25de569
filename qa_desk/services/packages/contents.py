"""settled.json, marks.json and transcripts.json: what cases teach, as it is written and as it is read.

What a schema can't say is checked here: that a rating fits its scale, that a passage lies within the recording.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from qa_desk.domain.case_package import PackedAnswer, PackedCall, PackedCase, PackedForm, PackedMark, PackedWords
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.standard_case import Difficulty
from qa_desk.i18n import _
from qa_desk.services.packages.manifest import moment, require_once
from qa_desk.services.packages.strict_json import Document, Fields, written

Words = tuple[tuple[CallId, tuple[PackedWords, ...]], ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What the cases of a package are read against."""

    manifest: Document
    settled: Document
    marks: Document
    calls: Mapping[CallId, PackedCall]
    forms: Mapping[str, PackedForm]


def settled_bytes(cases: Iterable[PackedCase]) -> bytes:
    """What the cases teach, by id."""
    return written({"cases": [_settled_fields(case) for case in _by_id(cases)]})


def marks_bytes(cases: Iterable[PackedCase]) -> bytes:
    """Their evidence, by id."""
    return written(
        {
            "cases": [
                {"id": str(case.id), "marks": [_mark_fields(mark) for mark in case.marks]} for case in _by_id(cases)
            ]
        }
    )


def transcripts_bytes(words: Words) -> bytes:
    """What was said in the calls, by id."""
    return written(
        {
            "calls": [
                {"id": str(call_id), "segments": [_words_fields(one) for one in said]}
                for call_id, said in sorted(words, key=lambda pair: str(pair[0]))
            ]
        }
    )


def cases_of(around: Around) -> tuple[PackedCase, ...]:
    """The cases of a package, each of them once in every part. Raises PACKAGE_INVALID."""
    manifest, settled, marks = around.manifest, around.settled, around.marks
    require_once(settled, "cases", "id")
    require_once(marks, "cases", "id")
    wanted = [fields["id"] for fields in manifest.top["cases"]]
    place_of = _places(settled, wanted)
    marks_at = _places(marks, wanted)
    return tuple(_case(around, at, place_of[case_id], marks_at[case_id]) for at, case_id in enumerate(wanted))


def words_of(document: Document, calls: Mapping[CallId, PackedCall]) -> Words:
    """What was said in the calls. Raises PACKAGE_INVALID."""
    require_once(document, "calls", "id")
    found: list[tuple[CallId, tuple[PackedWords, ...]]] = []
    for at, fields in enumerate(document.top["calls"]):
        call = calls.get(CallId(UUID(fields["id"])))
        if call is None:
            document.refuse("calls", at, "id", expected=_("is in no other part of the package"))
        said = tuple(
            PackedWords(*_times(document, call, one, ("calls", at, "segments", number)), one["text"], _speaker(one))
            for number, one in enumerate(fields["segments"])
        )
        found.append((call.id, said))
    return tuple(found)


def _case(around: Around, at: int, settled_at: int, marks_at: int) -> PackedCase:
    head: Fields = around.manifest.top["cases"][at]
    fields: Fields = around.settled.top["cases"][settled_at]
    call = around.calls.get(CallId(UUID(head["call"])))
    form = around.forms.get(head["scorecard"])
    if call is None:
        around.manifest.refuse("cases", at, "call", expected=_("is in no other part of the package"))
    if form is None:
        around.manifest.refuse("cases", at, "scorecard", expected=_("is in no other part of the package"))
    path = ("cases", settled_at)
    return PackedCase(
        id=UUID(head["id"]),
        home=head["home"],
        number=head["version"],
        code=head["code"],
        created_at=moment(around.manifest, head["created_at"], "cases", at, "created_at"),
        call_id=call.id,
        form=form.path,
        title=fields["title"],
        difficulty=Difficulty(fields["difficulty"]),
        language=fields["language"],
        business_type=fields["business_type"],
        rationale=fields["rationale"],
        tags=tuple(fields["tags"]),
        answers=_answers(around.settled, form, fields["answers"], path),
        marks=_marks(around.marks, form, call, marks_at),
        is_benchmark=fields["benchmark"],
        review_on=_day(around.settled, fields.get("review_on"), *path, "review_on"),
    )


def _answers(
    document: Document, form: PackedForm, said: Sequence[Fields], path: tuple[str | int, ...]
) -> tuple[PackedAnswer, ...]:
    criteria = {criterion.key: criterion for criterion in form.definition.criteria}
    seen: set[str] = set()
    found: list[PackedAnswer] = []
    for at, fields in enumerate(said):
        place = (*path, "answers", at)
        key = fields["criterion"]
        if key in seen:
            document.refuse(*place, "criterion", expected=_("is there twice"))
        if key not in criteria:
            expected = _("expected a criterion of {file}").format(file=form.path)
            document.refuse(*place, "criterion", expected=expected)
        seen.add(key)
        rating = _rating(document, criteria[key], fields, place)
        found.append(PackedAnswer(key, rating, fields["na"], tuple(fields["reasons"]), fields["rationale"]))
    return tuple(found)


def _rating(
    document: Document, criterion: Criterion, fields: Fields, place: tuple[str | int, ...]
) -> RatingValue | None:
    """The rating as its scale keeps it."""
    rating, na = fields["rating"], fields["na"]
    if na and rating is not None:
        document.refuse(*place, "rating", expected=_("expected null where “na” is true"))
    known = {reason.key for reason in criterion.reasons}
    unknown = [at for at, key in enumerate(fields["reasons"]) if key not in known]
    if unknown:
        expected = _("expected a reason of {criterion}").format(criterion=criterion.key)
        document.refuse(*place, "reasons", unknown[0], expected=expected)
    if rating is None:
        return None
    try:
        return criterion.scale.parse(rating)
    except QADeskError as error:
        expected = _("expected {what}").format(what=error.params.get("expected", ""))
        raise document.fault((*place, "rating"), "", expected) from error


def _marks(document: Document, form: PackedForm, call: PackedCall, at: int) -> tuple[PackedMark, ...]:
    known = {criterion.key for criterion in form.definition.criteria}
    found: list[PackedMark] = []
    for number, one in enumerate(document.top["cases"][at]["marks"]):
        place = ("cases", at, "marks", number)
        if one.get("criterion", "") and one["criterion"] not in known:
            expected = _("expected a criterion of {file}").format(file=form.path)
            document.refuse(*place, "criterion", expected=expected)
        found.append(PackedMark(one.get("criterion"), *_times(document, call, one, place), one.get("note", "")))
    return tuple(found)


def _times(document: Document, call: PackedCall, one: Fields, place: tuple[str | int, ...]) -> tuple[float, float]:
    start_s, end_s = float(one["start_s"]), float(one["end_s"])
    if not start_s <= end_s <= call.duration_s:
        expected = _("expected a passage within the {n} s of the recording").format(n=call.duration_s)
        document.refuse(*place, "end_s", expected=expected)
    return start_s, end_s


def _day(document: Document, text: str | None, *place: str | int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        document.refuse(*place, expected=_("expected a day such as {example}").format(example="2026-11-23"))


def _speaker(fields: Fields) -> str:
    return str(fields.get("speaker", ""))


def _places(document: Document, wanted: Sequence[str]) -> dict[str, int]:
    """Where each case stands in a part. Raises PACKAGE_INVALID unless just these stand there."""
    found = {fields["id"]: at for at, fields in enumerate(document.top["cases"])}
    unexpected = [at for case_id, at in found.items() if case_id not in set(wanted)]
    if unexpected:
        document.refuse("cases", unexpected[0], "id", expected=_("is in no other part of the package"))
    missing = [case_id for case_id in wanted if case_id not in found]
    if missing:
        document.refuse("cases", expected=_("has nothing on the case {id}").format(id=missing[0]))
    return found


def _by_id(cases: Iterable[PackedCase]) -> list[PackedCase]:
    return sorted(cases, key=lambda case: str(case.id))


def _settled_fields(case: PackedCase) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": str(case.id),
        "title": case.title,
        "difficulty": case.difficulty.value,
        "language": case.language,
        "business_type": case.business_type,
        "rationale": case.rationale,
        "tags": list(case.tags),
        "benchmark": case.is_benchmark,
        "answers": [
            {
                "criterion": answer.criterion_key,
                "rating": answer.rating,
                "na": answer.na,
                "reasons": list(answer.reasons),
                "rationale": answer.rationale,
            }
            for answer in case.answers
        ],
    }
    return said | ({"review_on": case.review_on.isoformat()} if case.review_on else {})


def _mark_fields(mark: PackedMark) -> dict[str, Any]:
    said: dict[str, Any] = {"start_s": mark.start_s, "end_s": mark.end_s}
    if mark.criterion_key is not None:
        said["criterion"] = mark.criterion_key
    return said | ({"note": mark.note} if mark.note else {})


def _words_fields(one: PackedWords) -> dict[str, Any]:
    said: dict[str, Any] = {"start_s": one.start_s, "end_s": one.end_s, "text": one.text}
    return said | ({"speaker": one.speaker} if one.speaker else {})
