"""A form as plain keys and values, which YAML files and spreadsheets share: reading it with its faults, writing it."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from qa_desk.domain.criteria import scale_from_mapping
from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.scorecard import (
    Condition,
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardDefinition,
    Section,
)
from qa_desk.domain.scorecard_problems import Part, Problem, ProblemCode, kept_from_publishing, problems
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.services.forms.problem_words import expectation
from qa_desk.services.forms.scorecard_schema import BroughtForm, require_shape
from qa_desk.services.forms.yaml_document import KeyPath
from qa_desk.wording import in_language

PASS_AND_FAIL: Mapping[str, RatingValue] = {"pass": True, "fail": False}

Fields = Mapping[str, object]


def definition_of(brought: BroughtForm) -> ScorecardDefinition:
    """The form that was brought. Raises what `brought` makes of the first fault in it."""
    require_shape(brought)
    top = cast(Fields, brought.value)
    sections: list[Section] = []
    for at, fields in enumerate(_listed(top, "sections")):
        criteria = [
            _criterion(brought, criterion, ("sections", at, "criteria", number))
            for number, criterion in enumerate(_listed(fields, "criteria"))
        ]
        sections.append(Section(str(fields["key"]), _text(fields["title"]), tuple(criteria)))
    policy = _policy(str(top["critical_policy"]))
    definition = ScorecardDefinition(str(top["key"]), _text(top["title"]), policy, tuple(sections))
    found = [(path_of(problem), problem) for problem in kept_from_publishing(problems(definition))]
    if found:
        path, problem = min(found, key=lambda one: brought.order_of(one[0]))
        raise brought.fault(path, _named(problem, path), expectation(problem))
    return definition


def canonical_json(definition: ScorecardDefinition) -> str:
    """The scorecard in one way only, so that two are the same exactly when these texts are."""
    return json.dumps(to_mapping(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_mapping(definition: ScorecardDefinition) -> dict[str, object]:
    """The scorecard as a file has it, without what is left at its default."""
    return {
        "key": definition.key,
        "title": definition.title.as_mapping(),
        "critical_policy": str(definition.policy),
        "sections": [
            {
                "key": section.key,
                "title": section.title.as_mapping(),
                "criteria": [criterion_mapping(criterion) for criterion in section.criteria],
            }
            for section in definition.sections
        ],
    }


def _criterion(brought: BroughtForm, fields: Fields, path: KeyPath) -> Criterion:
    reasons = tuple(
        Reason(str(reason["key"]), _text(reason["title"]), _number(reason.get("points", 0)))
        for reason in _listed(fields, "reasons")
    )
    try:
        # without the reasons: theirs are rules of their own, told at each of them
        scale = scale_from_mapping(cast(Fields, fields["scale"]), ())
    except QADeskError as error:
        key = str(error.params.get("what", "scale"))
        expected = _("expected {what}").format(what=in_language(error.params.get("expected")))
        raise brought.fault((*path, "scale", key), key, expected) from None
    critical = CriticalFamily(str(fields["critical"])) if "critical" in fields else None
    condition = cast("Fields | None", fields.get("shown_when"))
    return Criterion(
        key=str(fields["key"]),
        title=_text(fields["title"]),
        scale=scale,
        weight=_number(fields.get("weight", 0 if critical else 1)),
        critical=critical,
        bonus=bool(fields.get("bonus", False)),
        na_allowed=bool(fields.get("na_allowed", False)),
        guidance=_text(fields.get("guidance", "")),
        reasons=reasons,
        comment_required_on_failure=bool(fields.get("comment_required_on_failure", False)),
        tags=tuple(str(tag) for tag in cast(Sequence[object], fields.get("tags", ()))),
        shown_when=_condition(condition) if condition else None,
    )


def _listed(fields: Fields, key: str) -> Sequence[Fields]:
    return cast(Sequence[Fields], fields.get(key, ()))


def _text(value: object) -> LocalText:
    return LocalText.of(cast(Mapping[str, str], value) if isinstance(value, Mapping) else str(value))


def _number(value: object) -> float:
    return float(cast(float, value))


def _policy(text: str) -> CriticalPolicy:
    kind, _colon, cap = text.partition(":")
    return CriticalPolicy(PolicyKind(kind), float(cap) if cap else None)


def _condition(fields: Fields) -> Condition:
    wanted = fields["is"]
    return Condition(str(fields["criterion"]), PASS_AND_FAIL[wanted] if isinstance(wanted, str) else _number(wanted))


def _wanted(condition: Condition) -> object:
    if isinstance(condition.value, bool):
        return "pass" if condition.value else "fail"
    return _plain_number(float(condition.value))


def path_of(problem: Problem) -> KeyPath:
    """The way to what a problem is about, from the top of a file."""
    place, path = problem.place, list[str | int]()
    if place.section is not None:
        path += ["sections", place.section]
    if place.criterion is not None:
        path += ["criteria", place.criterion]
    path += ["scale", place.part] if place.part is Part.LEVELS else [place.part]
    if place.part is Part.CONDITION:
        path.append("is" if problem.code is ProblemCode.CONDITION_VALUE else "criterion")
    return (*path, place.entry) if place.entry is not None else tuple(path)


def _named(problem: Problem, path: KeyPath) -> str:
    """What the error calls its place: the key that stands twice, else the field."""
    if problem.code is ProblemCode.KEY_TWICE or problem.place.entry is not None:
        return problem.key
    return str(path[-1])


def criterion_mapping(criterion: Criterion) -> dict[str, object]:
    mapping: dict[str, object] = {"key": criterion.key, "title": criterion.title.as_mapping()}
    if criterion.critical:
        mapping["critical"] = criterion.critical.value
    else:
        mapping["weight"] = _plain_number(criterion.weight)
    if criterion.bonus:
        mapping["bonus"] = True
    mapping["scale"] = _plain_numbers(criterion.scale.to_mapping())
    if criterion.guidance:
        mapping["guidance"] = criterion.guidance.as_mapping()
    if criterion.reasons:
        has_points = not isinstance(criterion.scale, PassFail)
        mapping["reasons"] = [_reason_mapping(reason, has_points=has_points) for reason in criterion.reasons]
    if criterion.comment_required_on_failure:
        mapping["comment_required_on_failure"] = True
    if criterion.na_allowed:
        mapping["na_allowed"] = True
    if criterion.shown_when:
        mapping["shown_when"] = {"criterion": criterion.shown_when.criterion_key, "is": _wanted(criterion.shown_when)}
    if criterion.tags:
        mapping["tags"] = list(criterion.tags)
    return mapping


def _reason_mapping(reason: Reason, *, has_points: bool) -> dict[str, object]:
    mapping: dict[str, object] = {"key": reason.key, "title": reason.title.as_mapping()}
    if has_points and reason.points:
        mapping["points"] = _plain_number(reason.points)
    return mapping


def _plain_numbers(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain_numbers(inner) for key, inner in cast(dict[str, object], value).items()}
    if isinstance(value, list):
        return [_plain_numbers(inner) for inner in cast(list[object], value)]
    return _plain_number(value) if isinstance(value, float) else value


def _plain_number(number: float) -> int | float:
    return int(number) if number == int(number) else number
