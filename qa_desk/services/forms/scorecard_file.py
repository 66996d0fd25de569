"""Scorecards as files: YAML in, every error with its line, key and what was expected; YAML out.

A file is held against resources/scorecards/scorecard.schema.json, then against the rules of every form.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.services.forms.form_mapping import definition_of, to_mapping
from qa_desk.services.forms.yaml_document import KeyPath, YamlDocument, parse_yaml, plain_value, read_yaml

_LINE_WIDTH = 110
_DEEPEST_INDENT = 30


def read_scorecard(path: Path) -> ScorecardDefinition:
    """The scorecard in a YAML file.

    Raises:
        QADeskError: what `read_yaml` raises, and SCORECARD_INVALID with line, key and what was expected.
    """
    return definition_of(_YamlForm(read_yaml(path)))


def parse_scorecard(data: bytes, file: str) -> ScorecardDefinition:
    """The scorecard in these bytes; `file` is what errors call it."""
    return definition_of(_YamlForm(parse_yaml(data, file)))


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


@dataclass(frozen=True, slots=True)
class _YamlForm:
    """A document whose faults are told by line."""

    document: YamlDocument

    @property
    def value(self) -> object:
        """What stands in it."""
        return self.document.value

    def order_of(self, path: KeyPath) -> int:
        """Faults are told from the top."""
        return self.document.line_of(path)

    def fault(self, path: KeyPath, key: str, expected: str) -> QADeskError:
        """SCORECARD_INVALID with the line."""
        place: dict[str, object] = {"file": self.document.file, "line": self.document.line_of(path)}
        return QADeskError(ErrorCode.SCORECARD_INVALID, key=key, expected=expected, **place)


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
