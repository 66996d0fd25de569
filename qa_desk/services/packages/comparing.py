"""How the cases of a package stand to the library: new, the same, older, or different, and in which fields."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from qa_desk.domain.case_package import CasePackage, PackedAnswer, PackedCase, PackedMark
from qa_desk.domain.ids import CaseId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition
from qa_desk.domain.sharing import CaseDifference, CaseStatus, DifferingField, OfferedCase
from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.i18n import _, current_language, language_words, listed
from qa_desk.services.cases.words import difficulty_words
from qa_desk.services.forms.taking_in import says
from qa_desk.services.packages.here import CaseHere, case_here
from qa_desk.store.unit_of_work import UnitOfWork

_SAME_LENGTH_S = 0.5
_PLAIN: dict[DifferingField, str] = {
    DifferingField.TITLE: "title",
    DifferingField.DIFFICULTY: "difficulty",
    DifferingField.LANGUAGE: "language",
    DifferingField.BUSINESS_TYPE: "business_type",
    DifferingField.RATIONALE: "rationale",
    DifferingField.TAGS: "tags",
    DifferingField.BENCHMARK: "is_benchmark",
    DifferingField.REVIEW_ON: "review_on",
}


def offered(uow: UnitOfWork, actor: Actor, package: CasePackage) -> tuple[OfferedCase, ...]:
    """The cases of a package beside what the actor may see here, by code."""
    own_keys = tuple(centre.fingerprint for centre in uow.centres.own())
    forms = {form.path: version_saying(uow, form.definition) for form in package.forms}
    cases = sorted(package.cases, key=lambda case: case.code)
    return tuple(_offered(uow, actor, package, case, own_keys, forms) for case in cases)


def version_saying(uow: UnitOfWork, definition: ScorecardDefinition) -> VersionId | None:
    """The version here that says just this; of several the newest."""
    same = [version for version in uow.scorecards.versions(definition.key) if says(version, definition)]
    return same[-1].id if same else None


def _offered(
    uow: UnitOfWork,
    actor: Actor,
    package: CasePackage,
    case: PackedCase,
    own_keys: tuple[str, ...],
    forms: Mapping[str, VersionId | None],
) -> OfferedCase:
    call, form_id = package.call(case.call_id), forms[case.form]
    case_id = uow.cases.known_as(case.id, case.home, own_keys)
    if case_id is None:
        is_waiting = uow.assignments.scores_blind(actor.person_id, call.id)
        if is_waiting:
            return OfferedCase(case, call, CaseStatus.WAITING, form_id)
        contents = _contents(case, call.duration_s, package.form(case.form).definition)
        return OfferedCase(case, call, CaseStatus.NEW, form_id, contents=contents)
    history = uow.cases.history(case_id, actor.person_id)
    if not history:
        return OfferedCase(case, call, CaseStatus.WAITING, form_id, case_id)
    proposed = next((one for one in history if one.state is CaseState.PROPOSED), None)
    counting = proposed or next((one for one in history if one.is_current), history[0])
    versions = [
        case_here(uow, one, own_keys[0] if own_keys else "")
        for one in (counting, *(one for one in history if one is not counting and one.approved_at is not None))
    ]
    found = _differences(versions[0], case, call.duration_s, package.form(case.form).definition)
    is_retired = counting.state is CaseState.RETIRED
    return OfferedCase(
        case,
        call,
        CaseStatus.RETIRED
        if is_retired
        else _status(versions, case, call.duration_s, package)
        if found
        else CaseStatus.SAME,
        form_id,
        CaseId(case_id),
        history[0].code,
        found,
        n_waiting=proposed.number if proposed is not None else None,
        retired_on=counting.retired_on if is_retired else None,
        retired_reason=counting.retired_reason if is_retired else "",
    )


def _contents(case: PackedCase, duration_s: float, definition: ScorecardDefinition) -> tuple[CaseDifference, ...]:
    """What a case says, as what it differs in from one that says nothing."""
    nothing = replace(
        case, title="", language="", business_type="", rationale="", tags=(), is_benchmark=False, review_on=None,
        answers=(), marks=(),
    )  # fmt: skip
    criteria = {criterion.key: criterion for criterion in definition.criteria}
    length = CaseDifference(DifferingField.LENGTH, "", _seconds(duration_s))
    difficulty = CaseDifference(DifferingField.DIFFICULTY, "", difficulty_words(case.difficulty))
    plain = [replace(one, here="") for one in _plain_differences(nothing, case)]
    return (*plain, difficulty, length, *_titled(nothing, case, criteria))


def _plain_differences(mine: PackedCase, theirs: PackedCase) -> list[CaseDifference]:
    return [
        CaseDifference(field, _said(field, one), _said(field, other))
        for field, name in _PLAIN.items()
        if (one := getattr(mine, name)) != (other := getattr(theirs, name))
    ]


def _titled(mine: PackedCase, theirs: PackedCase, criteria: Mapping[str, Criterion]) -> Iterator[CaseDifference]:
    """What differs in criteria, with their titles."""
    for one in (*_answer_differences(mine, theirs, criteria), *_mark_differences(mine, theirs)):
        known = criteria.get(one.criterion_key)
        yield one if known is None else replace(one, criterion_title=known.title)


def _status(versions: list[CaseHere], case: PackedCase, duration_s: float, package: CasePackage) -> CaseStatus:
    """Of a case that differs from what counts here, which is the first of `versions`; the others were approved once."""
    definition = package.form(case.form).definition
    was_here = any(not _differences(earlier, case, duration_s, definition) for earlier in versions[1:])
    return CaseStatus.OLDER if was_here or case.number < versions[0].packed.number else CaseStatus.DIFFERS


def _differences(
    here: CaseHere, case: PackedCase, duration_s: float, definition: ScorecardDefinition
) -> tuple[CaseDifference, ...]:
    mine = here.packed
    found = _plain_differences(mine, case)
    if not says(here.version, definition):
        number = case.form.removesuffix(".yaml").rpartition("-")[2]
        found.append(
            CaseDifference(
                DifferingField.SCORECARD,
                _("{key}, version {n}").format(key=here.version.scorecard_key, n=here.version.number),
                _("{key}, version {n} of the sender").format(key=definition.key, n=number),
            )
        )
    length_s = here.stretch.end_s - here.stretch.start_s
    if abs(length_s - duration_s) > _SAME_LENGTH_S:
        found.append(CaseDifference(DifferingField.LENGTH, _seconds(length_s), _seconds(duration_s)))
    criteria = {criterion.key: criterion for criterion in (*definition.criteria, *here.version.criteria)}
    return (*found, *_titled(mine, case, criteria))


def _answer_differences(
    mine: PackedCase, theirs: PackedCase, criteria: Mapping[str, Criterion]
) -> list[CaseDifference]:
    here = {answer.criterion_key: answer for answer in mine.answers}
    there = {answer.criterion_key: answer for answer in theirs.answers}
    found: list[CaseDifference] = []
    for key in dict.fromkeys((*here, *there)):
        pairs = (
            (
                DifferingField.ANSWER,
                _rating(criteria.get(key), here.get(key)),
                _rating(criteria.get(key), there.get(key)),
            ),
            (
                DifferingField.REASONS,
                _reasons(criteria.get(key), here.get(key)),
                _reasons(criteria.get(key), there.get(key)),
            ),
            (DifferingField.WHY, _why(here.get(key)), _why(there.get(key))),
        )
        found += [CaseDifference(field, one, other, key) for field, one, other in pairs if one != other]
    return found


def _mark_differences(mine: PackedCase, theirs: PackedCase) -> list[CaseDifference]:
    def said(marks: tuple[PackedMark, ...], key: str) -> str:
        own = (mark for mark in marks if (mark.criterion_key or "") == key)
        return listed(f"{mark.start_s:.1f}–{mark.end_s:.1f} {mark.note}".rstrip() for mark in own)

    keys = dict.fromkeys(mark.criterion_key or "" for mark in (*mine.marks, *theirs.marks))
    pairs = ((key, said(mine.marks, key), said(theirs.marks, key)) for key in keys)
    return [CaseDifference(DifferingField.EVIDENCE, one, other, key) for key, one, other in pairs if one != other]


def _said(field: DifferingField, value: Any) -> str:
    if isinstance(value, Difficulty):
        return difficulty_words(value)
    if field is DifferingField.LANGUAGE:
        return language_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return listed(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - tags are text
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _rating(criterion: Criterion | None, answer: PackedAnswer | None) -> str:
    if answer is None:
        return ""
    if answer.na:
        return _("N/A")
    options = criterion.scale.prompt().options if criterion else ()
    labels = {option.code: option.label.in_language(current_language()) for option in options}
    if answer.rating is None or answer.rating in labels:
        return "" if answer.rating is None else labels[answer.rating]
    is_number = isinstance(answer.rating, int | float) and not isinstance(answer.rating, bool)
    return f"{answer.rating:g}" if is_number else str(answer.rating)


def _reasons(criterion: Criterion | None, answer: PackedAnswer | None) -> str:
    if answer is None:
        return ""
    titles = {one.key: one.title.in_language(current_language()) for one in (criterion.reasons if criterion else ())}
    return listed(titles.get(key, key) for key in answer.reasons)


def _why(answer: PackedAnswer | None) -> str:
    return answer.rationale if answer else ""


def _seconds(seconds: float) -> str:
    return _("{n} s").format(n=f"{seconds:.1f}")
