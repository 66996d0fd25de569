"""What is wrong with a form, and where: the one set of rules for the editor, for files and before publishing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from qa_desk.domain.criteria import scale_from_mapping
from qa_desk.domain.criteria.base import PromptKind, Scale
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.scorecard import Criterion, PolicyKind, ScorecardDefinition
from qa_desk.domain.scorecard_edit import KEY_LENGTH
from qa_desk.domain.text import LocalText

_KEY = re.compile(r"[a-z][a-z0-9_]*")
HIGHEST_CAP = 100.0


class Severity(StrEnum):
    """What a problem keeps from happening: keeping the draft at all, publishing it, or nothing."""

    BREAKS = "breaks"
    UNFINISHED = "unfinished"
    WARNS = "warns"


class ProblemCode(StrEnum):
    """Each thing that can be wrong with a form."""

    KEY_INVALID = "key_invalid"
    KEY_TWICE = "key_twice"
    SCALE_INVALID = "scale_invalid"
    WEIGHT_NEGATIVE = "weight_negative"
    CAP_MISSING = "cap_missing"
    CAP_OUT_OF_RANGE = "cap_out_of_range"
    TITLE_EMPTY = "title_empty"
    NO_SECTION = "no_section"
    NO_CRITERION = "no_criterion"
    NO_WEIGHT = "no_weight"
    CRITICAL_WITH_WEIGHT = "critical_with_weight"
    CRITICAL_NOT_PASS_FAIL = "critical_not_pass_fail"
    CRITICAL_BONUS = "critical_bonus"
    REASONS_MISSING = "reasons_missing"
    REASON_WITHOUT_POINTS = "reason_without_points"
    REASON_WITH_POINTS = "reason_with_points"
    CONDITION_UNKNOWN = "condition_unknown"
    CONDITION_CYCLE = "condition_cycle"
    CONDITION_LATER = "condition_later"
    CONDITION_NO_OPTIONS = "condition_no_options"
    CONDITION_VALUE = "condition_value"
    LANGUAGE_MISSING = "language_missing"
    KEY_RETURNS = "key_returns"
    WEIGHS_NOTHING = "weighs_nothing"


_BREAKS = frozenset(
    {
        ProblemCode.KEY_INVALID,
        ProblemCode.KEY_TWICE,
        ProblemCode.SCALE_INVALID,
        ProblemCode.WEIGHT_NEGATIVE,
        ProblemCode.REASON_WITHOUT_POINTS,
        ProblemCode.CAP_MISSING,
        ProblemCode.CAP_OUT_OF_RANGE,
    }
)
_WARNS = frozenset({ProblemCode.LANGUAGE_MISSING, ProblemCode.KEY_RETURNS, ProblemCode.WEIGHS_NOTHING})


class Part(StrEnum):
    """The field of a form, section or criterion that a problem is about; values are the keys of scorecard files."""

    KEY = "key"
    TITLE = "title"
    POLICY = "critical_policy"
    SECTIONS = "sections"
    CRITERIA = "criteria"
    CRITICAL = "critical"
    WEIGHT = "weight"
    BONUS = "bonus"
    SCALE = "scale"
    LEVELS = "levels"
    GUIDANCE = "guidance"
    REASONS = "reasons"
    CONDITION = "shown_when"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a form: positions of section and criterion from 0 (None: the form, the section), the field, its entry.

    Positions and not keys, since a key standing twice is one of the problems.
    """

    part: Part
    section: int | None = None
    criterion: int | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong; `key` is that of the criterion or section it is about, `params` what its sentence names."""

    code: ProblemCode
    place: Place
    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict[str, object], hash=False)

    @property
    def severity(self) -> Severity:
        """What it keeps from happening."""
        if self.code in _BREAKS:
            return Severity.BREAKS
        return Severity.WARNS if self.code in _WARNS else Severity.UNFINISHED


@dataclass(frozen=True, slots=True)
class PastKey:
    """A criterion key that versions of the scorecard have used: its title there, and the last version that had it."""

    key: str
    title: LocalText
    last_number: int
    in_newest: bool


def problems(
    definition: ScorecardDefinition, *, past: Iterable[PastKey] = (), languages: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """All that is wrong with a form, in its order.

    Args:
        definition: the form.
        past: keys of its published versions; one that comes back after it was taken out is warned of.
        languages: in which titles and guidance are wanted; none of them is demanded when empty.
    """
    return tuple(_Inspection(definition, past, languages).found())


def kept_from_saving(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that no database could keep."""
    return tuple(problem for problem in found if problem.severity is Severity.BREAKS)


def kept_from_publishing(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that nobody could score on."""
    return tuple(problem for problem in found if problem.severity is not Severity.WARNS)


class _Inspection:
    """One walk through a form."""

    def __init__(self, definition: ScorecardDefinition, past: Iterable[PastKey], languages: Sequence[str]) -> None:
        self._definition = definition
        self._returning = {one.key: one for one in past if not one.in_newest}
        self._languages = tuple(languages)
        self._order = [criterion.key for criterion in definition.criteria]

    def found(self) -> Iterator[Problem]:
        form = self._definition
        yield from _named(form.key, form.title, Place(Part.TITLE), self._languages)
        yield from self._policy()
        if not form.sections:
            yield Problem(ProblemCode.NO_SECTION, Place(Part.SECTIONS))
        yield from self._weights()
        sections: set[str] = set()
        criteria: set[str] = set()
        for at, section in enumerate(form.sections):
            yield from _named(section.key, section.title, Place(Part.TITLE, at), self._languages)
            yield from _if_twice(section.key, sections, Place(Part.KEY, at))
            if not section.criteria:
                yield Problem(ProblemCode.NO_CRITERION, Place(Part.CRITERIA, at), section.key)
            for number, criterion in enumerate(section.criteria):
                yield from self._criterion(criterion, at, number)
                yield from _if_twice(criterion.key, criteria, Place(Part.KEY, at, number))

    def _policy(self) -> Iterator[Problem]:
        policy, place = self._definition.policy, Place(Part.POLICY)
        if (policy.kind is PolicyKind.CAP) != (policy.cap is not None):
            yield Problem(ProblemCode.CAP_MISSING, place)
        elif policy.cap is not None and not 0 <= policy.cap <= HIGHEST_CAP:
            yield Problem(ProblemCode.CAP_OUT_OF_RANGE, place, params={"cap": policy.cap})

    def _weights(self) -> Iterator[Problem]:
        weighing = [c for c in self._definition.criteria if c.critical is None and not c.bonus]
        if weighing and sum(c.weight for c in weighing) <= 0:
            yield Problem(ProblemCode.NO_WEIGHT, Place(Part.SECTIONS))

    def _criterion(self, criterion: Criterion, at: int, number: int) -> Iterator[Problem]:
        yield from _own_problems(criterion, at, number, self._languages)
        yield from self._condition(criterion, Place(Part.CONDITION, at, number))
        if (known := self._returning.get(criterion.key)) is not None:
            params = {"title": known.title, "n": known.last_number}
            yield Problem(ProblemCode.KEY_RETURNS, Place(Part.KEY, at, number), criterion.key, params)

    def _condition(self, criterion: Criterion, place: Place) -> Iterator[Problem]:
        condition = criterion.shown_when
        if condition is None:
            return
        params = {"other": condition.criterion_key, "value": condition.value}
        if condition.criterion_key not in self._order:
            yield Problem(ProblemCode.CONDITION_UNKNOWN, place, criterion.key, params)
        elif self._comes_back_to(criterion):
            yield Problem(ProblemCode.CONDITION_CYCLE, place, criterion.key, params)
        elif self._order.index(condition.criterion_key) > self._order.index(criterion.key):
            yield Problem(ProblemCode.CONDITION_LATER, place, criterion.key, params)
        else:
            prompt = self._definition.criterion(condition.criterion_key).scale.prompt()
            codes = [option.code for option in prompt.options]
            if prompt.kind is not PromptKind.OPTIONS:
                yield Problem(ProblemCode.CONDITION_NO_OPTIONS, place, criterion.key, params)
            elif not any(code == condition.value and _same_kind(code, condition.value) for code in codes):
                yield Problem(ProblemCode.CONDITION_VALUE, place, criterion.key, params)

    def _comes_back_to(self, criterion: Criterion) -> bool:
        """Whether the conditions lead from the criterion to itself."""
        conditions = {c.key: c.shown_when.criterion_key for c in self._definition.criteria if c.shown_when is not None}
        key, seen = criterion.key, set[str]()
        while key in conditions and key not in seen:
            seen.add(key)
            key = conditions[key]
            if key == criterion.key:
                return True
        return False


@lru_cache(maxsize=1024)
def _own_problems(criterion: Criterion, at: int, number: int, languages: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with a criterion by itself; remembered, as a form is looked through at every key typed."""
    return tuple(_found_in(criterion, at, number, languages))


def _found_in(criterion: Criterion, at: int, number: int, languages: tuple[str, ...]) -> Iterator[Problem]:
    yield from _named(criterion.key, criterion.title, Place(Part.TITLE, at, number), languages)
    if criterion.guidance:
        yield from _untranslated(criterion.guidance, Place(Part.GUIDANCE, at, number), criterion.key, languages)
    for code, part in _own_faults(criterion):
        yield Problem(code, Place(part, at, number), criterion.key)
    yield from _scale(criterion, at, number, languages)
    yield from _reasons(criterion, at, number, languages)


def _scale(criterion: Criterion, at: int, number: int, languages: tuple[str, ...]) -> Iterator[Problem]:
    fault = _scale_fault(criterion.scale)
    if fault is not None:
        params = {"what": fault[0], "expected": fault[1]}
        yield Problem(ProblemCode.SCALE_INVALID, Place(Part.SCALE, at, number), criterion.key, params)
    if isinstance(criterion.scale, Levels):
        for entry, level in enumerate(criterion.scale.levels):
            place = Place(Part.LEVELS, at, number, entry)
            yield from _worded(level.label, place, criterion.key, languages)


def _reasons(criterion: Criterion, at: int, number: int, languages: tuple[str, ...]) -> Iterator[Problem]:
    costs = criterion.scale.prompt().kind is PromptKind.REASONS
    if costs and not criterion.reasons:
        yield Problem(ProblemCode.REASONS_MISSING, Place(Part.REASONS, at, number), criterion.key)
    seen: set[str] = set()
    for entry, reason in enumerate(criterion.reasons):
        place = Place(Part.REASONS, at, number, entry)
        if not _is_key(reason.key):
            yield Problem(ProblemCode.KEY_INVALID, place, reason.key)
        yield from _if_twice(reason.key, seen, place)
        yield from _worded(reason.title, place, reason.key, languages)
        if costs and reason.points <= 0:
            yield Problem(ProblemCode.REASON_WITHOUT_POINTS, place, reason.key)
        elif not costs and reason.points:
            yield Problem(ProblemCode.REASON_WITH_POINTS, place, reason.key)


def _named(key: str, title: LocalText, place: Place, languages: tuple[str, ...]) -> Iterator[Problem]:
    if not _is_key(key):
        yield Problem(ProblemCode.KEY_INVALID, replace(place, part=Part.KEY), key)
    yield from _worded(title, replace(place, part=Part.TITLE), key, languages)


def _worded(text: LocalText, place: Place, key: str, languages: tuple[str, ...]) -> Iterator[Problem]:
    if not any(words.strip() for _language, words in text.by_language):
        yield Problem(ProblemCode.TITLE_EMPTY, place, key)
    else:
        yield from _untranslated(text, place, key, languages)


def _untranslated(text: LocalText, place: Place, key: str, languages: tuple[str, ...]) -> Iterator[Problem]:
    given = {language for language, words in text.by_language if words.strip()}
    for language in languages:
        if language not in given:
            yield Problem(ProblemCode.LANGUAGE_MISSING, place, key, {"language": language})


@lru_cache(maxsize=1024)
def _scale_fault(scale: Scale) -> tuple[object, object] | None:
    """What of a scale is wrong, and what was expected; remembered, as a form is looked through at every key typed."""
    try:
        # reasons have rules of their own, told at each of them
        scale_from_mapping(scale.to_mapping(), ())
    except QADeskError as error:
        return error.params.get("what"), error.params.get("expected")
    return None


def _own_faults(criterion: Criterion) -> Iterator[tuple[ProblemCode, Part]]:
    if criterion.weight < 0:
        yield ProblemCode.WEIGHT_NEGATIVE, Part.WEIGHT
    if criterion.critical is None:
        if criterion.weight == 0:
            yield ProblemCode.WEIGHS_NOTHING, Part.WEIGHT
        return
    if criterion.weight:
        yield ProblemCode.CRITICAL_WITH_WEIGHT, Part.WEIGHT
    if not isinstance(criterion.scale, PassFail):
        yield ProblemCode.CRITICAL_NOT_PASS_FAIL, Part.SCALE
    if criterion.bonus:
        yield ProblemCode.CRITICAL_BONUS, Part.BONUS


def _if_twice(key: str, seen: set[str], place: Place) -> Iterator[Problem]:
    if key in seen:
        yield Problem(ProblemCode.KEY_TWICE, place, key)
    seen.add(key)


def _is_key(key: str) -> bool:
    return len(key) <= KEY_LENGTH and _KEY.fullmatch(key) is not None


def _same_kind(code: object, value: object) -> bool:
    """True equals 1 in Python, and a level of one point is not a pass."""
    return isinstance(code, bool) == isinstance(value, bool)
