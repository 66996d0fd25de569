"""Every action that goes into the audit chain has its words on the page."""

import re
from pathlib import Path

import pytest

from qa_desk.gui.audit.words import action_title
from qa_desk.i18n import use_language

_ROOT = Path(__file__).parents[2] / "qa_desk"
_IN_PYTHON = re.compile(r"""(?:\.audit\(\s*|action=)"([a-z_]+\.[a-z_]+)\"""")
_IN_SQL = re.compile(r"server\.note(?:_roles)?\([^']*'([a-z_]+\.[a-z_]+)'")


def actions() -> set[str]:
    """The actions that stand in the code as they are."""
    found: set[str] = set()
    for path in (_ROOT / "services").rglob("*.py"):
        found |= set(_IN_PYTHON.findall(path.read_text(encoding="utf-8")))
    for path in (_ROOT / "store" / "server" / "sql").glob("*.sql"):
        found |= set(_IN_SQL.findall(path.read_text(encoding="utf-8")))
    return found


def test_the_actions_are_found_where_they_are_noted() -> None:
    assert {"calls.drawn", "evaluation.submitted", "role.given", "login.made"} <= actions()


@pytest.mark.parametrize("action", sorted(actions()))
def test_an_action_has_its_words(action: str) -> None:
    use_language("en")
    assert action_title(action) != action.replace(".", " ").replace("_", " ")
