"""Editing a form: each function takes a definition and gives the next one, so that undoing is keeping the one before.

Used by the scorecard editor. What stands in a criterion or a section is changed by `replace` of dataclasses and put
back with `with_criterion` and `with_section`. What is wrong with the result `scorecard_problems` says.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from qa_desk.domain.criteria.base import PromptKind, Reason, Scale
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.scorecard import Condition, Criterion, CriticalFamily, ScorecardDefinition, Section
from qa_desk.domain.text import LocalText

KEY_LENGTH = 64
T = TypeVar("T")
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
_UNNAMED_REASON = re.compile(r"reason(_\d+)?")


def proposed_key(title: LocalText, taken: Iterable[str], *, otherwise: str = "criterion") -> str:
    """A key for something new, from its title: never one that is taken, with a number where needed.

    Args:
        title: the English text counts; without letters of the key alphabet in it, `otherwise` does.
        taken: keys in use, and those used in earlier versions: a key never gets a second meaning.
        otherwise: what a thing of this kind is called.
    """
    plain = unicodedata.normalize("NFKD", title.in_language("en")).encode("ascii", "ignore").decode().lower()
    stem = _NOT_IN_KEYS.sub("_", plain).strip("_").lstrip("0123456789_")[: KEY_LENGTH - 4].rstrip("_") or otherwise
    used = frozenset(taken)
    numbered = (f"{stem}_{n}" for n in range(2, len(used) + 3))
    return stem if stem not in used else next(key for key in numbered if key not in used)


# sections


def add_section(
    definition: ScorecardDefinition, title: LocalText, *, at: int | None = None, taken: Iterable[str] = ()
) -> ScorecardDefinition:
    """An empty section more, at the end or at a position; `taken` are section keys of earlier versions."""
    used = {section.key for section in definition.sections} | set(taken)
    section = Section(proposed_key(title, used, otherwise="section"), title, ())
    return replace(definition, sections=_inserted(definition.sections, section, at))


def with_section(definition: ScorecardDefinition, section: Section) -> ScorecardDefinition:
    """The section of that key, as it is now. Raises KeyError."""
    definition.section(section.key)
    return _over_sections(definition, lambda one: section if one.key == section.key else one)


def remove_section(definition: ScorecardDefinition, key: str) -> ScorecardDefinition:
    """Without a section and its criteria; conditions on these fall with them. Raises KeyError."""
    gone = {criterion.key for criterion in definition.section(key).criteria}
    left = replace(definition, sections=tuple(section for section in definition.sections if section.key != key))
    return _without_conditions_on(left, gone)


def move_section(definition: ScorecardDefinition, key: str, to: int) -> ScorecardDefinition:
    """A section at another position, counted without it. Raises KeyError."""
    section = definition.section(key)
    others = tuple(one for one in definition.sections if one.key != key)
    return replace(definition, sections=_inserted(others, section, to))


# criteria


def add_criterion(
    definition: ScorecardDefinition, section_key: str, criterion: Criterion, *, at: int | None = None
) -> ScorecardDefinition:
    """A criterion more in a section, at its end or at a position; its key comes from `new_criterion`."""
    section = definition.section(section_key)
    return with_section(definition, replace(section, criteria=_inserted(section.criteria, criterion, at)))


def new_criterion(definition: ScorecardDefinition, title: LocalText, *, taken: Iterable[str] = ()) -> Criterion:
    """Passed or failed with the usual weight, under a key of its own; `taken` are keys of earlier versions."""
    used = {criterion.key for criterion in definition.criteria} | set(taken)
    return Criterion(proposed_key(title, used), title, PassFail(), weight=usual_weight(definition))


def copied_criterion(definition: ScorecardDefinition, key: str, *, taken: Iterable[str] = ()) -> Criterion:
    """The same criterion under a key of its own. Raises KeyError."""
    criterion = definition.criterion(key)
    used = {one.key for one in definition.criteria} | set(taken)
    return replace(criterion, key=proposed_key(criterion.title, used))


def with_criterion(definition: ScorecardDefinition, criterion: Criterion) -> ScorecardDefinition:
    """The criterion of that key, as it is now. Raises KeyError."""
    definition.criterion(criterion.key)
    return _over_criteria(definition, lambda one: criterion if one.key == criterion.key else one)


def remove_criterion(definition: ScorecardDefinition, key: str) -> ScorecardDefinition:
    """Without a criterion; conditions on it fall with it. Raises KeyError."""
    section = definition.section_of(key)
    left = tuple(criterion for criterion in section.criteria if criterion.key != key)
    return _without_conditions_on(with_section(definition, replace(section, criteria=left)), {key})


def move_criterion(definition: ScorecardDefinition, key: str, section_key: str, to: int) -> ScorecardDefinition:
    """A criterion at a position of a section, its own or another, counted without it. Raises KeyError."""
    criterion, home = definition.criterion(key), definition.section_of(key)
    left = tuple(one for one in home.criteria if one.key != key)
    return add_criterion(with_section(definition, replace(home, criteria=left)), section_key, criterion, at=to)


def rekeyed(definition: ScorecardDefinition, old: str, new: str) -> ScorecardDefinition:
    """A criterion under another key, conditions on it following; only for one that was never published."""
    definition.criterion(old)

    def renamed(criterion: Criterion) -> Criterion:
        condition = criterion.shown_when
        if condition is not None and condition.criterion_key == old:
            criterion = replace(criterion, shown_when=replace(condition, criterion_key=new))
        return replace(criterion, key=new) if criterion.key == old else criterion

    return _over_criteria(definition, renamed)


# one criterion


def with_family(criterion: Criterion, family: CriticalFamily | None, *, weight: float = 1.0) -> Criterion:
    """Critical of a family (passed or failed, without weight or bonus), or non-critical again with that weight."""
    if family is None:
        return replace(criterion, critical=None, weight=criterion.weight or weight)
    scaled = criterion if isinstance(criterion.scale, PassFail) else with_scale(criterion, PassFail())
    return replace(scaled, critical=family, weight=0.0, bonus=False)


def with_scale(criterion: Criterion, scale: Scale) -> Criterion:
    """On another scale: reasons get the points that a deduction needs, one each to begin with, or lose theirs."""
    costs = scale.prompt().kind is PromptKind.REASONS
    reasons = tuple(replace(reason, points=(reason.points or 1.0) if costs else 0.0) for reason in criterion.reasons)
    return replace(criterion, scale=scale, reasons=reasons)


def with_reason(criterion: Criterion, title: LocalText, *, points: float = 0.0) -> Criterion:
    """A reason more, at the end, under a key of its own."""
    key = proposed_key(title, (reason.key for reason in criterion.reasons), otherwise="reason")
    costs = criterion.scale.prompt().kind is PromptKind.REASONS
    return replace(criterion, reasons=(*criterion.reasons, Reason(key, title, (points or 1.0) if costs else 0.0)))


def with_named_reasons(criterion: Criterion, fixed: Iterable[str]) -> Criterion:
    """Reasons that were added without a title have keys after the one they got; those in `fixed` keep theirs."""
    kept, named = frozenset(fixed), list[Reason]()
    for reason in criterion.reasons:
        if reason.title and reason.key not in kept and _UNNAMED_REASON.fullmatch(reason.key):
            others = {one.key for one in (*criterion.reasons, *named) if one is not reason}
            reason = replace(reason, key=proposed_key(reason.title, others, otherwise="reason"))
        named.append(reason)
    return replace(criterion, reasons=tuple(named))


def possible_conditions(definition: ScorecardDefinition, key: str) -> tuple[Condition, ...]:
    """What a criterion may hang on: every option of every earlier criterion that offers options."""
    found: list[Condition] = []
    for criterion in definition.criteria:
        if criterion.key == key:
            break
        prompt = criterion.scale.prompt()
        if prompt.kind is PromptKind.OPTIONS:
            found += [Condition(criterion.key, option.code) for option in prompt.options]
    return tuple(found)


# weights


def usual_weight(definition: ScorecardDefinition) -> float:
    """The weight that most criteria have (the smallest of these), for a new one; 1 where there is none."""
    weights = [criterion.weight for criterion in _weighing(definition)]
    return min(set(weights), key=lambda weight: (-weights.count(weight), weight)) if weights else 1.0


def points_of_100(definition: ScorecardDefinition) -> dict[str, float]:
    """What each criterion that is not critical weighs in points of 100; those without bonus add up to 100."""
    whole = sum(criterion.weight for criterion in _weighing(definition))
    weighed = (criterion for criterion in definition.criteria if criterion.critical is None)
    return {criterion.key: 100.0 * criterion.weight / whole for criterion in weighed} if whole > 0 else {}


def weights_as_points(definition: ScorecardDefinition) -> ScorecardDefinition:
    """The same scores with weights that add up to 100, so that each weight reads as its points."""
    points = points_of_100(definition)
    return _over_criteria(definition, lambda one: replace(one, weight=points[one.key]) if one.key in points else one)


def _weighing(definition: ScorecardDefinition) -> list[Criterion]:
    return [criterion for criterion in definition.criteria if criterion.critical is None and not criterion.bonus]


def _inserted(items: tuple[T, ...], item: T, at: int | None) -> tuple[T, ...]:
    place = len(items) if at is None else max(0, min(at, len(items)))
    return (*items[:place], item, *items[place:])


def _over_sections(definition: ScorecardDefinition, change: Callable[[Section], Section]) -> ScorecardDefinition:
    return replace(definition, sections=tuple(change(section) for section in definition.sections))


def _over_criteria(definition: ScorecardDefinition, change: Callable[[Criterion], Criterion]) -> ScorecardDefinition:
    return _over_sections(
        definition, lambda section: replace(section, criteria=tuple(change(one) for one in section.criteria))
    )


def _without_conditions_on(definition: ScorecardDefinition, gone: set[str]) -> ScorecardDefinition:
    def freed(criterion: Criterion) -> Criterion:
        condition = criterion.shown_when
        hangs = condition is not None and condition.criterion_key in gone
        return replace(criterion, shown_when=None) if hangs else criterion

    return _over_criteria(definition, freed)
