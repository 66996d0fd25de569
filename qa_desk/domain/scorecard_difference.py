"""What two forms say differently, by section, criterion and field: side by side in the window, and as a command."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.domain.criteria.base import Reason, Scale
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, Section
from qa_desk.domain.text import NO_TEXT, LocalText


class ChangeKind(StrEnum):
    """What happened to a part of the form from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class DifferentField(StrEnum):
    """What of a form, section or criterion reads differently; values are the keys of scorecard files."""

    POLICY = "critical_policy"
    TITLE = "title"
    GUIDANCE = "guidance"
    CRITICAL = "critical"
    WEIGHT = "weight"
    POINTS_OF_100 = "points_of_100"
    BONUS = "bonus"
    SCALE = "scale"
    LEVELS = "levels"
    NA_ALLOWED = "na_allowed"
    COMMENT_REQUIRED = "comment_required_on_failure"
    REASONS = "reasons"
    TAGS = "tags"
    CONDITION = "shown_when"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs: `before` and `after` as the form has them; `language` for texts, `entry` for a reason.

    Values are text, numbers, truth values, CriticalFamily, CriticalPolicy, Condition, Scale or None for nothing there.
    """

    field: DifferentField
    before: object
    after: object
    language: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A section (without `criterion_key`) or a criterion that differs; a part may be both moved and changed.

    `before` and `after` are the part itself, None where it is not there; `moved_from` and `moved_to` are section and
    position (from 0) of what stands elsewhere now.
    """

    section_key: str
    criterion_key: str
    kinds: tuple[ChangeKind, ...]
    before: Section | Criterion | None
    after: Section | Criterion | None
    fields: tuple[FieldDifference, ...] = ()
    moved_from: tuple[str, int] | None = None
    moved_to: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class FormDifference:
    """All that differs: of the form as a whole, and its parts in the order of the later form, removed ones last."""

    form: tuple[FieldDifference, ...]
    parts: tuple[PartDifference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.form and not self.parts


def difference(before: ScorecardDefinition, after: ScorecardDefinition) -> FormDifference:
    """What has to be done to the first form to come to the second."""
    form = [*_texts(DifferentField.TITLE, before.title, after.title)]
    if before.policy != after.policy:
        form.append(FieldDifference(DifferentField.POLICY, before.policy, after.policy))
    return FormDifference(tuple(form), (*_sections(before, after), *_criteria(before, after)))


def _sections(before: ScorecardDefinition, after: ScorecardDefinition) -> Iterator[PartDifference]:
    earlier, later = ({section.key: section for section in form.sections} for form in (before, after))
    moved = _moved(list(earlier), list(later))
    for key, section in later.items():
        old = earlier.get(key)
        if old is None:
            yield PartDifference(key, "", (ChangeKind.ADDED,), None, section)
            continue
        places = (("", list(earlier).index(key)), ("", list(later).index(key))) if key in moved else None
        yield from _part(key, "", (old, section), _texts(DifferentField.TITLE, old.title, section.title), places)
    for key, section in earlier.items():
        if key not in later:
            yield PartDifference(key, "", (ChangeKind.REMOVED,), section, None)


def _criteria(before: ScorecardDefinition, after: ScorecardDefinition) -> Iterator[PartDifference]:
    earlier, later = _placed(before), _placed(after)
    moved = {key for section in after.sections for key in _moved_within(section.key, earlier, later)}
    wholes = _whole(before), _whole(after)
    for key, (place, criterion) in later.items():
        if key not in earlier:
            yield PartDifference(place[0], key, (ChangeKind.ADDED,), None, criterion)
            continue
        old_place, old = earlier[key]
        fields = (*_fields(old, criterion), *_points_of_100(old, criterion, wholes))
        places = (old_place, place) if key in moved or old_place[0] != place[0] else None
        yield from _part(place[0], key, (old, criterion), fields, places)
    for key, (place, criterion) in earlier.items():
        if key not in later:
            yield PartDifference(place[0], key, (ChangeKind.REMOVED,), criterion, None)


_Position = tuple[str, int]


def _part(
    section_key: str,
    criterion_key: str,
    both: tuple[Section | Criterion, Section | Criterion],
    fields: Iterable[FieldDifference],
    places: tuple[_Position, _Position] | None,
) -> Iterator[PartDifference]:
    """The part, when anything is different about it."""
    found = tuple(fields)
    kinds = (*((ChangeKind.MOVED,) if places else ()), *((ChangeKind.CHANGED,) if found else ()))
    if kinds:
        moved_from, moved_to = places or (None, None)
        yield PartDifference(section_key, criterion_key, kinds, *both, found, moved_from, moved_to)


def _placed(form: ScorecardDefinition) -> dict[str, tuple[_Position, Criterion]]:
    return {
        criterion.key: ((section.key, at), criterion)
        for section in form.sections
        for at, criterion in enumerate(section.criteria)
    }


def _moved_within(
    section_key: str,
    earlier: Mapping[str, tuple[_Position, Criterion]],
    later: Mapping[str, tuple[_Position, Criterion]],
) -> frozenset[str]:
    own = [[key for key, (place, _c) in form.items() if place[0] == section_key] for form in (earlier, later)]
    return _moved(*own)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Which of those that both have changed their order: the fewest whose moving makes one from the other."""
    shared = [key for key in after if key in before]
    ranks = [before.index(key) for key in shared]
    # the longest run of ascending ranks stays; chains[i] is the longest that ends with i
    chains: list[list[int]] = []
    for at, rank in enumerate(ranks):
        best = max((chains[j] for j in range(at) if ranks[j] < rank), key=len, default=list[int]())
        chains.append([*best, at])
    staying = set(max(chains, key=len, default=list[int]()))
    return frozenset(key for at, key in enumerate(shared) if at not in staying)


def _fields(old: Criterion, new: Criterion) -> Iterator[FieldDifference]:
    yield from _texts(DifferentField.TITLE, old.title, new.title)
    yield from _texts(DifferentField.GUIDANCE, old.guidance, new.guidance)
    plain: tuple[tuple[DifferentField, object, object], ...] = (
        (DifferentField.CRITICAL, old.critical, new.critical),
        (DifferentField.WEIGHT, old.weight, new.weight),
        (DifferentField.BONUS, old.bonus, new.bonus),
        (DifferentField.NA_ALLOWED, old.na_allowed, new.na_allowed),
        (DifferentField.COMMENT_REQUIRED, old.comment_required_on_failure, new.comment_required_on_failure),
        (DifferentField.CONDITION, old.shown_when, new.shown_when),
    )
    for field, before, after in plain:
        if before != after:
            yield FieldDifference(field, before, after)
    if old.tags != new.tags:
        yield FieldDifference(DifferentField.TAGS, ", ".join(old.tags), ", ".join(new.tags))
    yield from _scales(old.scale, new.scale)
    yield from _reasons(old.reasons, new.reasons)


def _scales(old: Scale, new: Scale) -> Iterator[FieldDifference]:
    if isinstance(old, Levels) and isinstance(new, Levels):
        earlier, later = ({level.points: level.label for level in scale.levels} for scale in (old, new))
        for points in sorted(earlier.keys() | later.keys()):
            before, after = earlier.get(points, NO_TEXT), later.get(points, NO_TEXT)
            yield from _texts(DifferentField.LEVELS, before, after, entry=f"{points:g}")
    elif old != new:
        yield FieldDifference(DifferentField.SCALE, old, new)


def _reasons(old: Sequence[Reason], new: Sequence[Reason]) -> Iterator[FieldDifference]:
    earlier, later = ({reason.key: reason for reason in reasons} for reasons in (old, new))
    for key, reason in later.items():
        before = earlier.get(key)
        if before is None:
            yield FieldDifference(DifferentField.REASONS, None, reason, entry=key)
            continue
        yield from _texts(DifferentField.REASONS, before.title, reason.title, entry=key)
        if before.points != reason.points:
            yield FieldDifference(DifferentField.REASONS, before.points, reason.points, entry=key)
    for key, reason in earlier.items():
        if key not in later:
            yield FieldDifference(DifferentField.REASONS, reason, None, entry=key)
    if _moved(list(earlier), list(later)):
        yield FieldDifference(DifferentField.REASONS, ", ".join(earlier), ", ".join(later))


def _points_of_100(old: Criterion, new: Criterion, wholes: tuple[float, float]) -> Iterator[FieldDifference]:
    """What it counts for may change without its weight, when the others' do."""
    before, after = (
        100.0 * criterion.weight / whole if criterion.critical is None and whole > 0 else None
        for criterion, whole in zip((old, new), wholes, strict=True)
    )
    if before != after and (before is None or after is None or not math.isclose(before, after)):
        yield FieldDifference(DifferentField.POINTS_OF_100, before, after)


def _whole(form: ScorecardDefinition) -> float:
    return sum(criterion.weight for criterion in form.criteria if criterion.critical is None and not criterion.bonus)


def _texts(field: DifferentField, old: LocalText, new: LocalText, *, entry: str = "") -> Iterator[FieldDifference]:
    before, after = old.as_mapping(), new.as_mapping()
    for language in dict.fromkeys((*before, *after)):
        if before.get(language) != after.get(language):
            yield FieldDifference(field, before.get(language), after.get(language), language, entry)
