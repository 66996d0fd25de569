"""Whether a scorecard file is sound: its JSON Schema first, then the rules that a schema can't say.

Each fault is one SCORECARD_INVALID with the line, the key and what was expected there; the first in the file is raised.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, cast

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _, listed
from qa_desk.paths import resources_dir
from qa_desk.services.forms.yaml_document import KeyPath, YamlDocument

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Fields = Mapping[str, object]


class _Rank(IntEnum):
    """What to tell first: a wrong value explains why something seems to be missing, and not the other way round."""

    WRONG = 0
    MISSING = 1
    CONDITIONAL = 2


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something wrong in a file: where, the key it is about, and what was expected there."""

    path: KeyPath
    key: str
    expected: str
    rank: _Rank = _Rank.WRONG


def require_sound(document: YamlDocument) -> None:
    """Raises SCORECARD_INVALID for the first fault in the file."""
    faults = list(_schema_faults(document.value)) or list(_rule_faults(cast(Fields, document.value)))
    if not faults:
        return
    first = min(faults, key=lambda fault: (fault.rank, document.line_of(fault.path)))
    place: dict[str, object] = {"file": document.file, "line": document.line_of(first.path)}
    raise QADeskError(ErrorCode.SCORECARD_INVALID, key=first.key, expected=first.expected, **place)


def _schema_faults(value: object) -> Iterator[_Fault]:
    # Here and not above: jsonschema takes 0.16 s to load, which every start of the window would pay.
    from jsonschema import Draft202012Validator

    schema = json.loads((resources_dir() / "scorecards" / "scorecard.schema.json").read_text(encoding="utf-8"))
    validator: Any = Draft202012Validator(schema)
    for error in validator.iter_errors(value):
        yield _fault_of(_innermost(error))


def _innermost(error: "ValidationError") -> "ValidationError":
    """Of alternatives none of which fits, the fault within the one that was meant: the deepest."""
    while error.validator == "oneOf" and error.context:
        meant = [inner for inner in error.context if inner.validator != "const"]
        names_type = [inner.schema_path[0] for inner in error.context if inner.validator == "const"]
        candidates = [inner for inner in meant if inner.schema_path[0] not in names_type]
        if not candidates:
            return error
        error = max(candidates, key=lambda inner: (len(inner.absolute_path), inner.validator != "type"))
    return error


def _fault_of(error: "ValidationError") -> _Fault:
    path: KeyPath = tuple(error.absolute_path)
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), _("the file"))
    wanted: Any = error.validator_value
    is_conditional = "allOf" in error.absolute_schema_path
    if error.validator == "required":
        missing = next(name for name in wanted if name not in cast(Fields, error.instance))
        return _Fault(path, missing, _("is missing here"), _Rank.CONDITIONAL if is_conditional else _Rank.MISSING)
    if error.validator == "additionalProperties":
        extra = _unknown_key(error)
        known = listed(cast(Fields, cast(Fields, error.schema).get("properties", {})))
        expected = _("is not known here; expected {known}").format(known=known) if known else _("is not a language")
        return _Fault((*path, extra), extra, expected)
    rank = _Rank.CONDITIONAL if is_conditional else _Rank.WRONG
    return _Fault(path, key, _expectation(str(error.validator), wanted, path), rank)


def _unknown_key(error: "ValidationError") -> str:
    schema = cast(Mapping[str, Fields], error.schema)
    known = schema.get("properties", {})
    given = cast(Fields, error.instance)
    if "patternProperties" in schema:
        return next(name for name in given if name in str(error.message))
    return next(name for name in given if name not in known)


def _expectation(validator: str, wanted: Any, path: KeyPath) -> str:
    """What a place of the file is expected to hold, in words."""
    types = {"object": _("keys with values"), "array": _("a list"), "string": _("text"), "number": _("a number")}
    types["boolean"] = _("true or false")
    match validator:
        case "type":
            return _("expected {what}").format(what=types.get(str(wanted), str(wanted)))
        case "enum":
            return _("expected one of {choices}").format(choices=listed(map(str, wanted)))
        case "const":
            return _("expected {what}").format(what=json.dumps(wanted))
        case "pattern" if path[-1:] == ("critical_policy",):
            return _("expected zero_total, report_separately or cap:N with N from 0 to 100")
        case "pattern":
            return _("expected lower-case letters, digits and underscores, a letter first, at most 64")
        case "minimum":
            return _("expected {n} or more").format(n=wanted)
        case "exclusiveMinimum":
            return _("expected more than {n}").format(n=wanted)
        case "minItems":
            return _("expected a list of at least {n}").format(n=wanted)
        case "maxItems":
            return _("expected a list of at most {n}").format(n=wanted)
        case "uniqueItems":
            return _("expected each entry once")
        case "minLength" | "minProperties":
            return _("expected some text")
        case "oneOf" if path[-1:] == ("scale",):
            return _("expected a type: pass_fail, levels, points or deduction")
        case "oneOf":
            return _("expected text, or one text per language such as {example}").format(example="{en: …, zh_CN: …}")
        case _:
            # A schema of `false`: something stands where nothing may.
            return _("is not expected here; only reasons of a deduction scale carry points")


def _rule_faults(top: Fields) -> Iterator[_Fault]:
    sections = cast(Sequence[Fields], top["sections"])
    yield from _twice(sections, ("sections",))
    earlier: dict[str, Fields] = {}
    for at, section in enumerate(sections):
        for number, criterion in enumerate(cast(Sequence[Fields], section["criteria"])):
            path: KeyPath = ("sections", at, "criteria", number)
            key = str(criterion["key"])
            if key in earlier:
                yield _Fault((*path, "key"), key, _("is the key of an earlier criterion; each needs its own"))
            yield from _criterion_faults(criterion, path, earlier)
            earlier[key] = criterion


def _criterion_faults(criterion: Fields, path: KeyPath, earlier: Mapping[str, Fields]) -> Iterator[_Fault]:
    yield from _twice(cast(Sequence[Fields], criterion.get("reasons", ())), (*path, "reasons"))
    if "critical" in criterion and criterion.get("weight", 0) != 0:
        yield _Fault((*path, "weight"), "weight", _("is not expected here: a critical criterion carries no weight"))
    condition = cast("Fields | None", criterion.get("shown_when"))
    if condition is None:
        return
    other = earlier.get(str(condition["criterion"]))
    if other is None:
        yield _Fault((*path, "shown_when", "criterion"), "criterion", _("expected the key of an earlier criterion"))
    elif cast(Fields, other["scale"])["type"] != "pass_fail":
        yield _Fault((*path, "shown_when", "criterion"), "criterion", _("expected a criterion of the scale pass_fail"))


def _twice(entries: Sequence[Fields], path: KeyPath) -> Iterator[_Fault]:
    seen: set[object] = set()
    for at, entry in enumerate(entries):
        if entry["key"] in seen:
            yield _Fault((*path, at, "key"), str(entry["key"]), _("stands here twice; each needs a key of its own"))
        seen.add(entry["key"])
