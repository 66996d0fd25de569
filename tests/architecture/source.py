"""The program's own source, parsed once, for the tests of this folder."""

import ast
import gc
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "qa_desk"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of `qa_desk`: its path, its dotted name, its lines and its tree."""

    path: Path
    name: str
    lines: tuple[str, ...]
    tree: ast.Module

    def place(self, node: ast.stmt | ast.expr) -> str:
        """Where a node stands, in the form that editors open."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of `qa_desk`, bundled resources left out."""
    found = (path for path in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "resources" not in path.parents)
    # millions of nodes that stay: a collector that looked through them again and again took longer than the parser
    gc.disable()
    read = tuple(_read(path) for path in found)
    gc.freeze()
    gc.enable()
    return read


def modules_in(package: str) -> tuple[Module, ...]:
    """Every module below this dotted package, itself included."""
    return tuple(one for one in modules() if one.name == package or one.name.startswith(package + "."))


def module(name: str) -> Module | None:
    """The module of this dotted name."""
    return next((one for one in modules() if one.name == name), None)


def called_name(call: ast.Call) -> str:
    """The last word of what is called: `setText` of `self._title.setText(…)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(path, name, tuple(text.splitlines()), ast.parse(text, filename=str(path)))
