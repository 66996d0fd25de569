"""Reading YAML that people bring: safe types only, no aliases, limited in size and depth, every value with its line.

Words such as `no` and `on` stay words, as YAML 1.2 has it: a level may be labelled No. So does `007`: it is an id.
"""

import errno
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

SIZE_LIMIT_BYTES = 1024 * 1024
_DEEPEST = 40

_WHOLE_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15}|[0-9]{1,15}(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?")
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}

KeyPath = tuple[str | int, ...]
"""The way to a value from the top of a document: keys of mappings and positions in lists."""


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Plain values (mappings, lists, text, numbers, truth values, None) and the line each of them stands in."""

    file: str
    value: object
    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """The line of the value there, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path) -> YamlDocument:
    """The document in a file.

    Raises:
        QADeskError: FILE_MISSING, FILE_UNREADABLE, YAML_TOO_LARGE, YAML_ALIAS, YAML_BROKEN.
    """
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise QADeskError(ErrorCode.FILE_MISSING, file=str(path)) from None
    except OSError as error:
        detail = error.strerror or errno.errorcode.get(error.errno or 0, "")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail) from None
    return parse_yaml(data, path.name)


def parse_yaml(data: bytes, file: str) -> YamlDocument:
    """The document in these bytes; `file` is what errors call it."""
    if len(data) > SIZE_LIMIT_BYTES:
        raise QADeskError(ErrorCode.YAML_TOO_LARGE, file=file, limit="1 MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise QADeskError(ErrorCode.YAML_BROKEN, file=file, line=line, detail=_("not UTF-8 text")) from None
    lines: dict[KeyPath, int] = {}
    try:
        value = _Reader(text, file, lines).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _broken(file, mark.line + 1 if mark else 1, error.problem or "") from None
    except yaml.YAMLError as error:
        raise _broken(file, 1, str(error).partition("\n")[0]) from None
    except RecursionError:
        raise _broken(file, 1, _("nested too deeply")) from None
    return YamlDocument(file, value, lines)


def _broken(file: str, line: int, detail: str) -> QADeskError:
    return QADeskError(ErrorCode.YAML_BROKEN, file=file, line=line, detail=detail)


class _Reader:
    """Builds the values of one document from the parser's events, and notes the line of each."""

    def __init__(self, text: str, file: str, lines: dict[KeyPath, int]) -> None:
        # yaml.parse has no types of its own
        events = yaml.parse(text, Loader=yaml.SafeLoader)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        self._events = cast(Iterator[yaml.Event], events)
        self._file = file
        self._lines = lines

    def document(self) -> object:
        """The only document; None when the file holds none."""
        next(self._events)
        value: object = None
        if isinstance(next(self._events), yaml.DocumentStartEvent):
            value = self._value(next(self._events), ())
            next(self._events)
            after = next(self._events)
            if isinstance(after, yaml.DocumentStartEvent):
                raise _broken(self._file, _line(after), _("one document is expected, here a second one begins"))
        return value

    def _value(self, event: yaml.Event, path: KeyPath) -> object:
        self._lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise QADeskError(ErrorCode.YAML_ALIAS, file=self._file, line=_line(event))
        if tag := getattr(event, "tag", None):
            raise _broken(self._file, _line(event), _("types such as {tag} are not accepted").format(tag=tag))
        if len(path) > _DEEPEST:
            raise _broken(self._file, _line(event), _("nested too deeply"))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return event.value if event.style is not None else plain_value(event.value)

    def _mapping(self, path: KeyPath) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor:
                self._value(event, path)
                raise _broken(self._file, _line(event), _("a key is expected to be a plain word"))
            key = event.value
            if key in values:
                raise _broken(self._file, _line(event), _("the key “{key}” stands here twice").format(key=key))
            self._lines[(*path, key)] = _line(event)
            values[key] = self._value(next(self._events), (*path, key))
        return values

    def _sequence(self, path: KeyPath) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1


def plain_value(text: str) -> object:
    """What a word without quotation marks stands for: a number, a truth value, None, or else itself."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text
