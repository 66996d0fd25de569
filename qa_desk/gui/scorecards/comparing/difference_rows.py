"""The differences of two versions as rows to be read: the field, what it said before, what it says now. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.scorecard import Condition, Criterion, CriticalPolicy, ScorecardDefinition, Section
from qa_desk.domain.scorecard_difference import (
    ChangeKind,
    DifferentField,
    FieldDifference,
    FormDifference,
    PartDifference,
)
from qa_desk.gui.shell.words import critical_title, in_words, policy_text, scale_title
from qa_desk.i18n import _, language_words, listed
from qa_desk.services.forms.difference_words import change_words, field_words, value_words

_SIGNS = {
    ChangeKind.ADDED: ("plus", "pass"),
    ChangeKind.REMOVED: ("minus", "fail"),
    ChangeKind.MOVED: ("sort", "muted"),
    ChangeKind.CHANGED: ("edit", "warning"),
}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One line: what it is about, and both sides as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """A part of the form that differs: its name, what happened to it, the signs of that, and its lines."""

    key: str
    title: str
    kinds: str
    signs: tuple[tuple[str, str], ...]
    rows: tuple[DifferenceRow, ...]


def difference_parts(
    found: FormDifference, before: ScorecardDefinition, after: ScorecardDefinition
) -> Iterator[DifferencePart]:
    """Everything that differs: the form as a whole first, then its parts."""
    both = before, after
    if found.form:
        rows = tuple(_row(field, both, None) for field in found.form)
        yield DifferencePart("", _("The form"), change_words(ChangeKind.CHANGED), (_SIGNS[ChangeKind.CHANGED],), rows)
    shifted = [part for part in found.parts if _is_shifted(part)]
    for part in found.parts:
        if part not in shifted:
            kinds = listed(change_words(kind) for kind in part.kinds)
            signs = tuple(_SIGNS[kind] for kind in part.kinds)
            key = part.criterion_key or part.section_key
            yield DifferencePart(key, _title(part, both), kinds, signs, tuple(_rows(part, both)))
    if shifted:
        rows = tuple(
            DifferenceRow(_title(part, both), *(_said_points(value) for value in (field.before, field.after)))
            for part in shifted
            for field in part.fields
        )
        told = _("because others weigh more or less now")
        yield DifferencePart("points_of_100", _("Only the points of 100"), told, (_SIGNS[ChangeKind.CHANGED],), rows)


def _is_shifted(part: PartDifference) -> bool:
    """Whether nothing of it was changed but what the others leave it of the 100 points."""
    own = {field.field for field in part.fields}
    return part.kinds == (ChangeKind.CHANGED,) and own == {DifferentField.POINTS_OF_100}


def _said_points(points: object) -> str:
    return f"{points:.1f}" if isinstance(points, float) else ""


def _title(part: PartDifference, both: tuple[ScorecardDefinition, ScorecardDefinition]) -> str:
    thing = part.after or part.before
    named = in_words(thing.title) if thing is not None else ""
    if not part.criterion_key:
        return _("Section “{title}”").format(title=named or part.section_key)
    form = both[1] if part.after is not None else both[0]
    section = in_words(form.section(part.section_key).title) or part.section_key
    return _("{section} › {criterion}").format(section=section, criterion=named or part.criterion_key)


def _rows(part: PartDifference, both: tuple[ScorecardDefinition, ScorecardDefinition]) -> Iterator[DifferenceRow]:
    if part.moved_from is not None and part.moved_to is not None:
        yield DifferenceRow(_("Place"), _place(part.moved_from, both[0]), _place(part.moved_to, both[1]))
    if part.before is None or part.after is None:
        yield DifferenceRow(_("All of it"), _whole(part.before, both[0]), _whole(part.after, both[1]))
    for field in part.fields:
        yield _row(field, both, part)


def _row(
    field: FieldDifference, both: tuple[ScorecardDefinition, ScorecardDefinition], part: PartDifference | None
) -> DifferenceRow:
    named = [field_words(replace(field, language="", entry=""))]
    if field.entry:
        named.append(_entry(field.entry, part))
    if field.language:
        named.append(language_words(field.language))
    before, after = (_said(value, form) for value, form in zip((field.before, field.after), both, strict=True))
    if field.field is DifferentField.POINTS_OF_100:
        before, after = _said_points(field.before), _said_points(field.after)
    return DifferenceRow(listed(named), before, after)


def _entry(entry: str, part: PartDifference | None) -> str:
    """A reason by its title, a level by its points."""
    for thing in (part.after, part.before) if part is not None else ():
        reasons = thing.reasons if isinstance(thing, Criterion) else ()
        for reason in reasons:
            if reason.key == entry:
                return _("“{reason}”").format(reason=in_words(reason.title) or entry)
    return entry


def _place(place: tuple[str, int], form: ScorecardDefinition) -> str:
    section_key, at = place
    if not section_key:
        return _("section {n}").format(n=at + 1)
    return _("{n} in “{section}”").format(n=at + 1, section=in_words(form.section(section_key).title) or section_key)


def _said(value: object, form: ScorecardDefinition) -> str:
    """One side of a difference as the editor words it."""
    match value:
        case CriticalPolicy():
            return policy_text(value)
        case Condition():
            return _condition(value, form)
        case PassFail() | Levels() | Points() | Deduction():
            return _scale(value)
        case Reason():
            return in_words(value.title)
        case _:
            return value_words(value)


def _condition(condition: Condition, form: ScorecardDefinition) -> str:
    other = form.criterion(condition.criterion_key)
    options = other.scale.prompt().options
    answer = next((in_words(one.label) for one in options if one.code == condition.value), str(condition.value))
    return _("only when “{criterion}” is “{answer}”").format(criterion=in_words(other.title), answer=answer)


def _scale(scale: PassFail | Levels | Points | Deduction) -> str:
    title = scale_title(scale.key)
    match scale:
        case Levels():
            levels = listed(f"{level.points:g} {in_words(level.label)}" for level in scale.levels)
            return _("{scale}: {levels}").format(scale=title, levels=levels)
        case Points():
            return _("{scale}: 0 to {most:g}, by {step:g}").format(scale=title, most=scale.maximum, step=scale.step)
        case Deduction():
            return _("{scale}: from {most:g}").format(scale=title, most=scale.maximum)
        case PassFail():
            return title


def _whole(part: Section | Criterion | None, form: ScorecardDefinition) -> str:
    """A part that only one side has, in lines."""
    if part is None:
        return ""
    if isinstance(part, Section):
        return "\n".join((in_words(part.title), *(f"– {in_words(one.title)}" for one in part.criteria)))
    lines = [in_words(part.title), _said(part.scale, form)]
    if part.critical is not None:
        lines.append(critical_title(part.critical))
    else:
        lines.append(_("weight {weight:g}").format(weight=part.weight))
    if part.guidance:
        lines.append(in_words(part.guidance))
    if part.reasons:
        lines.append(_("Reasons: {reasons}").format(reasons=listed(in_words(one.title) for one in part.reasons)))
    if part.shown_when is not None:
        lines.append(_condition(part.shown_when, form))
    return "\n".join(lines)
