"""JSON that somebody sent: finite numbers, every key once, limited depth, and the shape of its schema.

Whatever is wrong is told with the part of the package and the place in it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn, cast

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.forms.scorecard_schema import require_shape
from qa_desk.services.forms.yaml_document import KeyPath
from qa_desk.services.keeping.brought_text import clean_text
from qa_desk.services.packages.limits import MOST_CASES

Fields = Mapping[str, Any]
"""What a document of a known shape holds."""

_LONGEST_NUMBER = 20

ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|link|meta|style|form|base)\b|\bjavascript\s*:", re.IGNORECASE
)
"""Texts are shown as they are and never run; what was written to be run has no place in a standard."""


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON part of a package; `file` is the package."""

    file: str
    part: str
    value: object

    def order_of(self, path: KeyPath) -> int:
        """Faults are told as they are found."""
        del path
        return 0

    def fault(self, path: KeyPath, key: str, expected: str) -> QADeskError:
        """PACKAGE_INVALID with the place."""
        place = said_place(path) if path else key
        if path and key and key not in path:
            place = f"{place}.{key}"
        return QADeskError(ErrorCode.PACKAGE_INVALID, file=self.file, part=self.part, key=place, expected=expected)

    def refuse(self, *path: str | int, expected: str) -> NoReturn:
        """Raises PACKAGE_INVALID for what stands at a place."""
        raise self.fault(path, "", expected)

    @property
    def top(self) -> Fields:
        """The document, once its shape was checked."""
        return cast(Fields, self.value)


def parse(data: bytes, file: str, part: str) -> Document:
    """The document in these bytes. Raises PACKAGE_INVALID."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_each_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except RecursionError:
        raise _unread(file, part, _("nested too deeply")) from None
    except ValueError as error:
        raise _unread(file, part, str(error)) from error
    return Document(file, part, value)


def shaped(data: bytes, file: str, part: str) -> Document:
    """The document in these bytes, once it has the shape of its schema. Raises PACKAGE_INVALID."""
    document = parse(data, file, part)
    _require_few(document)
    _require_plain(document, document.value, ())
    require_shape(document, f"cases/{part.removesuffix('.json')}.schema.json")
    return document


def written(value: object) -> bytes:
    """A document in one way only: keys sorted, readable, ending with a line."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def canonical(value: object) -> bytes:
    """The same without white space, which is what is signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fields_of(value: object) -> Fields:
    """The keys and values of what may be anything; none where it is something else."""
    return cast(Fields, value) if isinstance(value, dict) else {}


def said_place(path: KeyPath) -> str:
    """A place in a document as people write it: cases[3].title, counted from 1."""
    said = ""
    for step in path:
        said += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if said else step
    return said


def _require_few(document: Document) -> None:
    """Before anything looks at each of them: the lists at the top are no longer than a package may be."""
    lists = fields_of(document.value)
    for key in ("cases", "calls"):
        found = lists.get(key)
        if isinstance(found, list) and len(cast(list[object], found)) > MOST_CASES:
            document.refuse(key, expected=_("expected a list of at most {n}").format(n=MOST_CASES))


def _require_plain(document: Document, value: object, path: KeyPath) -> None:
    """A text is words and nothing that a program would act on."""
    if isinstance(value, str):
        if clean_text(value, len(value) + 1) != value:
            expected = _("expected plain text, without control characters and spaces at its ends")
            document.refuse(*path, expected=expected)
        if ACTIVE.search(value):
            document.refuse(*path, expected=_("expected plain text, and this is written for a web browser to run"))
    elif isinstance(value, dict):
        for key, inner in cast(Fields, value).items():
            _require_plain(document, key, path)
            _require_plain(document, inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(cast(list[object], value)):
            _require_plain(document, inner, (*path, at))


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a key stands there twice"))
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(_("{text} is no number").format(text=text))


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        _no_number(text[:_LONGEST_NUMBER])
    return value


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        _no_number(f"{text[:_LONGEST_NUMBER]}…")
    return int(text)


def _unread(file: str, part: str, detail: str) -> QADeskError:
    expected = _("expected JSON ({detail})").format(detail=detail)
    return QADeskError(ErrorCode.PACKAGE_INVALID, file=file, part=part, key=_("the file"), expected=expected)
