"""Whether what was brought has the shape of its JSON Schema; what a schema can't say is said elsewhere.

The first fault in the file is raised, with its place, the key it is about and what was expected there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol, cast

from qa_desk.domain.errors import QADeskError
from qa_desk.i18n import N_, _, listed
from qa_desk.paths import resources_dir
from qa_desk.services.forms.yaml_document import KeyPath

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Fields = Mapping[str, object]


_PATTERN_BEGINS = 12
_PATTERNS = {
    "^[0-9a-f]{8}": N_("expected an id of 32 digits and letters in five groups"),
    "^[0-9a-f]{32": N_("expected a fingerprint of 32 digits and letters"),
    "^[0-9a-f]{64": N_("expected a SHA-256 of 64 digits and letters"),
    "^[A-Za-z0-9+": N_("expected Base64"),
    "^[A-Za-z0-9]": N_("expected a code of at most 40 letters, digits, dots and dashes"),
    "^recordings/": N_("expected a file of recordings/ named by an id, ending .flac"),
    "^scorecards/": N_("expected a file of scorecards/ named KEY-VERSION.yaml"),
}
"""What a pattern of a schema asks for, by how it begins."""


class BroughtForm(Protocol):
    """A form in a file of some kind: its plain values, and how a fault at a place of them is told."""

    @property
    def value(self) -> object:
        """Mappings, lists, texts, numbers and truth values."""
        ...

    def order_of(self, path: KeyPath) -> int:
        """What comes first in the file has the smaller number."""
        ...

    def fault(self, path: KeyPath, key: str, expected: str) -> QADeskError:
        """The error for a fault at a place; `key` names it, `expected` ends the sentence."""
        ...


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


def require_shape(brought: BroughtForm, schema: str = "scorecards/scorecard.schema.json") -> None:
    """Raises what `brought` makes of the first fault; `schema` is a file of the resources."""
    faults = list(_schema_faults(brought.value, schema))
    if faults:
        first = min(faults, key=lambda fault: (fault.rank, brought.order_of(fault.path)))
        raise brought.fault(first.path, first.key, first.expected)


def _schema_faults(value: object, schema_file: str) -> Iterator[_Fault]:
    # Here and not above: jsonschema takes 0.16 s to load, which every start of the window would pay.
    from jsonschema import Draft202012Validator

    schema = json.loads((resources_dir() / schema_file).read_text(encoding="utf-8"))
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
            names = cast(list[str], wanted) if isinstance(wanted, list) else [str(wanted)]
            return _("expected {what}").format(what=listed(types.get(name, name) for name in names))
        case "enum":
            return _("expected one of {choices}").format(choices=listed(map(str, wanted)))
        case "const":
            return _("expected {what}").format(what=json.dumps(wanted))
        case "pattern" if path[-1:] == ("critical_policy",):
            return _("expected zero_total, report_separately or cap:N with N from 0 to 100")
        case "pattern" if str(wanted).startswith("^[0-9]{4}"):
            return _("expected a day such as {example}").format(example="2026-11-23")
        case "pattern" if (known := _PATTERNS.get(str(wanted)[:_PATTERN_BEGINS])) is not None:
            return _(known)
        case "pattern":
            return _("expected lower-case letters, digits and underscores, a letter first, at most 64")
        case "minimum":
            return _("expected {n} or more").format(n=wanted)
        case "maximum":
            return _("expected {n} or less").format(n=wanted)
        case "maxLength":
            return _("expected at most {n} letters").format(n=wanted)
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
        case "anyOf" if path[-1:] == ("period",):
            return _("expected day, week, month, or from and to")
        case "anyOf" if path[:1] == ("population",):
            return _("expected a value, a list of values, or from and to")
        case "maxProperties":
            return _("expected at most {n} keys").format(n=wanted)
        case "anyOf":
            return _("expected pass, fail or the points of a level")
        case "oneOf" if path[-1:] == ("scale",):
            return _("expected a type: pass_fail, levels, points or deduction")
        case "oneOf":
            return _("expected text, or one text per language such as {example}").format(example="{en: …, zh_CN: …}")
        case _:
            # A schema of `false`: something stands where nothing may.
            return _("is not expected here; only reasons of a deduction scale carry points")
