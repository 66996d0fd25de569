"""Differences of two forms in words, for the command line and for whoever shows them side by side."""

from collections.abc import Iterator

from qa_desk.domain.criteria.base import Reason, Scale
from qa_desk.domain.scorecard import Condition, Criterion, CriticalFamily, CriticalPolicy, Section
from qa_desk.domain.scorecard_difference import (
    ChangeKind,
    DifferentField,
    FieldDifference,
    FormDifference,
    PartDifference,
)
from qa_desk.i18n import N_, _, current_language, listed, with_label

_KINDS: dict[ChangeKind, str] = {
    ChangeKind.ADDED: N_("added"),
    ChangeKind.REMOVED: N_("removed"),
    ChangeKind.MOVED: N_("moved"),
    ChangeKind.CHANGED: N_("changed"),
}
_FIELDS: dict[DifferentField, str] = {
    DifferentField.POLICY: N_("After a critical failure"),
    DifferentField.TITLE: N_("Title"),
    DifferentField.GUIDANCE: N_("Guidance"),
    DifferentField.CRITICAL: N_("Critical family"),
    DifferentField.WEIGHT: N_("Weight"),
    DifferentField.POINTS_OF_100: N_("Points of 100"),
    DifferentField.BONUS: N_("Bonus"),
    DifferentField.SCALE: N_("Scale"),
    DifferentField.LEVELS: N_("Level"),
    DifferentField.NA_ALLOWED: N_("N/A allowed"),
    DifferentField.COMMENT_REQUIRED: N_("Comment on failure"),
    DifferentField.REASONS: N_("Reason"),
    DifferentField.TAGS: N_("Tags"),
    DifferentField.CONDITION: N_("Asked when"),
}
_FAMILIES: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("customer-critical"),
    CriticalFamily.BUSINESS: N_("business-critical"),
    CriticalFamily.COMPLIANCE: N_("compliance-critical"),
}


def change_words(kind: ChangeKind) -> str:
    """What happened to a part, in one word."""
    return _(_KINDS[kind])


def field_words(difference: FieldDifference) -> str:
    """The field that differs, with its language or entry."""
    return " ".join(part for part in (_(_FIELDS[difference.field]), difference.entry, difference.language) if part)


def value_words(value: object) -> str:
    """One side of a difference, to be read; empty for nothing there."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case CriticalFamily():
            return _(_FAMILIES[value])
        case CriticalPolicy():
            return str(value)
        case Condition():
            wanted = value.value
            said = ("pass" if wanted else "fail") if isinstance(wanted, bool) else f"{wanted:g}"
            return f"{value.criterion_key} = {said}"
        case Reason():
            return value.title.in_language(current_language())
        case float() | int():
            return f"{value:.4g}"
        case str():
            return value
        case _:
            return _scale_words(value)


def difference_lines(found: FormDifference) -> Iterator[str]:
    """Each difference in a line, what differs of a part below it."""
    for field in found.form:
        yield _line(field)
    for part in found.parts:
        kinds = listed(change_words(kind) for kind in part.kinds)
        place = part.section_key if not part.criterion_key else f"{part.section_key} / {part.criterion_key}"
        yield _("{place}: {kinds}").format(place=place, kinds=kinds)
        for field in part.fields:
            yield f"  {_line(field)}"


def difference_as_json(found: FormDifference) -> dict[str, object]:
    """All that differs, for other programs; texts of values as on the screen."""
    return {
        "form": [_field_as_json(field) for field in found.form],
        "parts": [_part_as_json(part) for part in found.parts],
    }


def part_title(part: Section | Criterion) -> str:
    """What a part is called in the language in use."""
    return part.title.in_language(current_language())


def _line(field: FieldDifference) -> str:
    before, after = value_words(field.before) or "–", value_words(field.after) or "–"
    return with_label(field_words(field), f"{before} → {after}")


def _scale_words(value: object) -> str:
    """A scale as scorecard files name it, with what makes it up."""
    scale: Scale = value  # pyright: ignore[reportAssignmentType] - the last kind of value that a difference has
    mapping = {key: entry for key, entry in scale.to_mapping().items() if key != "type"}
    numbers = [f"{key} {entry:g}" for key, entry in mapping.items() if isinstance(entry, float | int)]
    return " ".join((scale.key, *numbers))


def _part_as_json(part: PartDifference) -> dict[str, object]:
    return {
        "section": part.section_key,
        "criterion": part.criterion_key or None,
        "changes": [kind.value for kind in part.kinds],
        "fields": [_field_as_json(field) for field in part.fields],
    }


def _field_as_json(field: FieldDifference) -> dict[str, object]:
    return {
        "field": field.field.value,
        "language": field.language or None,
        "entry": field.entry or None,
        "before": value_words(field.before) or None,
        "after": value_words(field.after) or None,
    }
