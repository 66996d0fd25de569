"""A mapping as a YAML file, so that the next spreadsheet of the same kind needs no questions."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import yaml

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.i18n import _, listed
from qa_desk.services.bringing_in.csv_table import column_name
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.words import folded
from qa_desk.services.forms.yaml_document import KeyPath, YamlDocument, parse_yaml, plain_value, read_yaml
from qa_desk.services.keeping.whole_file import write_whole

_KEYS = ("scorecard", "version", "purpose", "columns", "values", "people")


def read_mapping(path: Path) -> ScoreMapping:
    """The mapping in a YAML file.

    Raises:
        QADeskError: what `read_yaml` raises, and MAPPING_INVALID with line, key and what was expected.
    """
    return _mapping_in(read_yaml(path))


def mapping_of_text(text: str, file: str) -> ScoreMapping:
    """The mapping that `mapping_to_yaml` wrote. Raises as `read_mapping` does."""
    return _mapping_in(parse_yaml(text.encode(), file))


def write_mapping(path: Path, mapping: ScoreMapping) -> None:
    """Write the file of this mapping, whole or not at all. Raises FILE_NOT_WRITTEN."""
    write_whole(path, mapping_to_yaml(mapping))


def _mapping_in(document: YamlDocument) -> ScoreMapping:
    top = _texts_by_key(document, document.value, ())
    for key in top:
        if key not in _KEYS:
            raise _invalid(document, (key,), _("one of {choices}").format(choices=listed(_KEYS)))
    values = _texts_by_key(document, top.get("values"), ("values",))
    return ScoreMapping(
        columns={column_name(name): told for name, told in _words(document, top.get("columns"), ("columns",)).items()},
        values={
            key: {folded(word): told for word, told in _words(document, words, ("values", key)).items()}
            for key, words in values.items()
        },
        people=_words(document, top.get("people"), ("people",)),
        scorecard=_word(document, top.get("scorecard", ""), ("scorecard",)),
        version=_version(document, top.get("version")),
        purpose=_purpose(document, top.get("purpose")),
    )


def with_defaults(mapping: ScoreMapping, *, scorecard: str = "", purpose: Purpose | None = None) -> ScoreMapping:
    """The mapping with another scorecard or purpose for rows that name none, where one is given."""
    return replace(mapping, scorecard=scorecard or mapping.scorecard, purpose=purpose or mapping.purpose)


def mapping_to_yaml(mapping: ScoreMapping) -> str:
    """The file of this mapping; `read_mapping` reads it back the same."""
    told: dict[str, object] = {
        "scorecard": mapping.scorecard,
        "version": mapping.version,
        "purpose": mapping.purpose.value if mapping.purpose else None,
        "columns": dict(mapping.columns),
        "values": {key: dict(words) for key, words in mapping.values.items()},
        "people": dict(mapping.people),
    }
    kept = {key: value for key, value in told.items() if value}
    # quoted, since yes, no, on and numbers would otherwise come back as something else
    text: str = yaml.dump(kept, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=110)
    return text


class _Quoting(yaml.SafeDumper):
    """Texts stand in quotation marks wherever our reader would take them for a number or a truth value."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if plain_value(text) is text else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)  # pyright: ignore[reportUnknownMemberType]


_Quoting.add_representer(str, _represent_text)


def _texts_by_key(document: YamlDocument, value: object, path: KeyPath) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _invalid(document, path, _("names, each with what it means"))
    return cast(dict[str, object], value)


def _words(document: YamlDocument, value: object, path: KeyPath) -> dict[str, str]:
    found = _texts_by_key(document, value, path)
    return {key: _word(document, told, (*path, key)) for key, told in found.items()}


def _word(document: YamlDocument, value: object, path: KeyPath) -> str:
    if isinstance(value, bool):
        # "pass: true" means the word; YAML made a truth value of it
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    if not isinstance(value, str):
        raise _invalid(document, path, _("a word"))
    return value


def _version(document: YamlDocument, value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise _invalid(document, ("version",), _("a whole number from 1 on"))
    return value


def _purpose(document: YamlDocument, value: object) -> Purpose | None:
    if value is None:
        return None
    if value not in list(Purpose):
        expected = _("one of {choices}").format(choices=listed(purpose.value for purpose in Purpose))
        raise _invalid(document, ("purpose",), expected)
    return Purpose(str(value))


def _invalid(document: YamlDocument, path: KeyPath, expected: str) -> QADeskError:
    place: dict[str, object] = {"file": document.file, "line": document.line_of(path)}
    return QADeskError(ErrorCode.MAPPING_INVALID, key=path[-1] if path else "", expected=expected, **place)
