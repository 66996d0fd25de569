"""The engine as others import it: the examples of its page run, and its list of names is the one that is documented."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import qa_desk.agreement
from qa_desk.agreement import library

_ROOT = Path(__file__).parents[3]
_PAGE = _ROOT / "docs" / "agreement_library.md"


def test_every_example_of_the_page_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    # The fence that closes an example would be taken for its output.
    text = _PAGE.read_text(encoding="utf-8").replace("```python\n", "").replace("```\n", "\n")
    examples = doctest.DocTestParser().get_doctest(text, {}, _PAGE.name, str(_PAGE), 0)
    assert len(examples.examples) > 30
    found: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=found.append)
    assert "".join(found) == ""


def test_the_page_lists_every_name_and_no_other() -> None:
    names = _PAGE.read_text(encoding="utf-8").partition("## Names")[2]
    assert sorted(re.findall(r"`(\w+)`", names)) == sorted(library.__all__)


@pytest.mark.parametrize("name", library.__all__)
def test_a_name_is_imported_from_the_room_itself_and_explained(name: str) -> None:
    assert getattr(qa_desk.agreement, name) is getattr(library, name)
    assert name in dir(qa_desk.agreement)
    assert name in ("STATISTICS", "WEIGHTINGS") or getattr(library, name).__doc__


def test_no_name_hides_a_module() -> None:
    folder = Path(qa_desk.agreement.__file__).parent
    assert {path.stem for path in folder.iterdir()}.isdisjoint(library.__all__)


def test_what_is_not_public_is_missing_like_anywhere() -> None:
    with pytest.raises(AttributeError, match="no attribute 'kappa'"):
        _ = qa_desk.agreement.kappa


def test_an_error_code_costs_no_numpy() -> None:
    """The start of the program reads the codes; the names of the library are loaded when asked for."""
    code = "import sys, qa_desk.agreement.errors; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0
