"""Scorecards as files: YAML in, every error with its line, key and what was expected; YAML and canonical JSON out.

A file is held against resources/scorecards/scorecard.schema.json, then against the rules a schema can't say.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import yaml

from qa_desk.domain.criteria import scale_from_mapping
from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import (
    Condition,
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardDefinition,
    Section,
)
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.services.forms.scorecard_rules import require_sound
from qa_desk.services.forms.yaml_document import YamlDocument, parse_yaml, plain_value, read_yaml
from qa_desk.wording import in_language

_LINE_WIDTH = 110
_DEEPEST_INDENT = 30
_SHOWN_WHEN: dict[str, RatingValue] = {"pass": True, "fail": False}

Fields = Mapping[str, object]


def read_scorecard(path: Path) -> ScorecardDefinition:
    """The scorecard in a YAML file.

    Raises:
        QADeskError: what `read_yaml` raises, and SCORECARD_INVALID with line, key and what was expected.
    """
    return _definition(read_yaml(path))


def parse_scorecard(data: bytes, file: str) -> ScorecardDefinition:
    """The scorecard in these bytes; `file` is what errors call it."""
    return _definition(parse_yaml(data, file))


def to_yaml(definition: ScorecardDefinition) -> str:
    """The file of this scorecard; `parse_scorecard` reads it back the same."""
    text: str = yaml.dump(
        to_mapping(definition),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_LINE_WIDTH,
        default_flow_style=None,
    )
    return text


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
                "criteria": [_criterion_mapping(criterion) for criterion in section.criteria],
            }
            for section in definition.sections
        ],
    }


class _Dumper(yaml.SafeDumper):
    """Long texts are folded, everything short stands on one line."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_folded = len(text) > _LINE_WIDTH - _DEEPEST_INDENT and "\n" not in text
    style = ">" if is_folded else None
    if plain_value(text) is not text:
        # such as 1e100, which our reader takes for a number and the writer would leave bare
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)  # pyright: ignore[reportUnknownMemberType]


_Dumper.add_representer(str, _represent_text)


def _definition(document: YamlDocument) -> ScorecardDefinition:
    require_sound(document)
    top = cast(Fields, document.value)
    sections: list[Section] = []
    for at, fields in enumerate(_listed(top, "sections")):
        criteria = [
            _criterion(document, criterion, ("sections", at, "criteria", number))
            for number, criterion in enumerate(_listed(fields, "criteria"))
        ]
        sections.append(Section(str(fields["key"]), _text(fields["title"]), tuple(criteria)))
    return ScorecardDefinition(
        str(top["key"]), _text(top["title"]), _policy(str(top["critical_policy"])), tuple(sections)
    )


def _criterion(document: YamlDocument, fields: Fields, path: tuple[str | int, ...]) -> Criterion:
    reasons = tuple(
        Reason(str(reason["key"]), _text(reason["title"]), _number(reason.get("points", 0)))
        for reason in _listed(fields, "reasons")
    )
    try:
        scale = scale_from_mapping(cast(Fields, fields["scale"]), reasons)
    except QADeskError as error:
        key = str(error.params.get("what", "scale"))
        expected = _("expected {what}").format(what=in_language(error.params.get("expected")))
        place: dict[str, object] = {"file": document.file, "line": document.line_of((*path, "scale", key))}
        raise QADeskError(ErrorCode.SCORECARD_INVALID, key=key, expected=expected, **place) from None
    critical = CriticalFamily(str(fields["critical"])) if "critical" in fields else None
    condition = cast("Fields | None", fields.get("shown_when"))
    return Criterion(
        key=str(fields["key"]),
        title=_text(fields["title"]),
        scale=scale,
        weight=0.0 if critical else _number(fields.get("weight", 1)),
        critical=critical,
        bonus=bool(fields.get("bonus", False)),
        na_allowed=bool(fields.get("na_allowed", False)),
        guidance=_text(fields.get("guidance", "")),
        reasons=reasons,
        comment_required_on_failure=bool(fields.get("comment_required_on_failure", False)),
        tags=tuple(str(tag) for tag in cast(Sequence[object], fields.get("tags", ()))),
        shown_when=Condition(str(condition["criterion"]), _SHOWN_WHEN[str(condition["is"])]) if condition else None,
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


def _criterion_mapping(criterion: Criterion) -> dict[str, object]:
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
        wanted = "pass" if criterion.shown_when.value is True else "fail"
        mapping["shown_when"] = {"criterion": criterion.shown_when.criterion_key, "is": wanted}
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
