"""What a newer version of a form does to answers settled on an older one: which still hold, and which are asked."""

from dataclasses import dataclass

from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion
from qa_desk.domain.scorecard_difference import ChangeKind, DifferentField, FieldDifference, difference

_MEANING = frozenset(
    {
        DifferentField.TITLE,
        DifferentField.GUIDANCE,
        DifferentField.CRITICAL,
        DifferentField.SCALE,
        DifferentField.LEVELS,
        DifferentField.NA_ALLOWED,
        DifferentField.CONDITION,
    }
)
"""What a rating means; weights, tags and the order of the form change no settled answer."""


@dataclass(frozen=True, slots=True)
class FormChange:
    """Keys of the criteria that are new, that fell away, and that mean something else now."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The criteria whose answer does not follow from the older form."""
        return frozenset((*self.added, *self.changed))

    @property
    def is_empty(self) -> bool:
        """Whether every settled answer stays as it is."""
        return not (self.added or self.removed or self.changed)


def form_change(before: ScorecardVersion, after: ScorecardVersion) -> FormChange:
    """What changed for settled answers from one version to the other."""
    found = difference(ScorecardDefinition.of_version(before), ScorecardDefinition.of_version(after))
    criteria = [part for part in found.parts if part.criterion_key]
    return FormChange(
        added=tuple(part.criterion_key for part in criteria if ChangeKind.ADDED in part.kinds),
        removed=tuple(part.criterion_key for part in criteria if ChangeKind.REMOVED in part.kinds),
        changed=tuple(part.criterion_key for part in criteria if any(map(_touches, part.fields))),
    )


def _touches(field: FieldDifference) -> bool:
    if field.field is DifferentField.REASONS:
        # one that is gone may have been noted, and points of a deduction make the rating; a further one changes nothing
        is_gone = field.after is None
        return is_gone or isinstance(field.before, (int, float))
    return field.field in _MEANING
