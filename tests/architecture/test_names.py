"""Names, sizes and the shape of modules, as CONTRIBUTING.md asks for them."""

import ast

import pytest

from tests.architecture.source import Module, modules

_SAYS_NOTHING = ("utils", "helpers", "common", "misc", "manager", "handler", "legacy", "util", "helper")
_CLASS_SAYS_NOTHING = ("Utils", "Util", "Helpers", "Helper", "Manager", "Handler", "Misc", "Legacy")
_LONGEST_MODULE = 400
_LONGEST_DOCSTRING = 6

each_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


@each_module
def test_a_module_is_named_after_what_it_holds(module: Module) -> None:
    words = module.path.stem if module.path.stem != "__init__" else module.path.parent.name
    assert words not in _SAYS_NOTHING
    assert not words.endswith(tuple(f"_{word}" for word in _SAYS_NOTHING))


@each_module
def test_a_class_is_named_after_what_it_is(module: Module) -> None:
    vague = [
        module.place(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(_CLASS_SAYS_NOTHING)
    ]
    assert vague == []


@each_module
def test_a_module_says_what_it_holds_in_at_most_six_lines(module: Module) -> None:
    said = ast.get_docstring(module.tree)
    assert said, f"{module.name} has no docstring"
    assert len(said.splitlines()) <= _LONGEST_DOCSTRING


@each_module
def test_a_module_stays_short_enough_to_read(module: Module) -> None:
    # A migration is a record that nobody works in again, as long as the change it made.
    if not module.name.startswith("qa_desk.store.migrations.versions."):
        assert len(module.lines) <= _LONGEST_MODULE


@each_module
def test_an_import_inside_a_function_gives_its_reason(module: Module) -> None:
    silent = [
        module.place(node)
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _has_reason(module, node)
    ]
    assert silent == []


@each_module
def test_nobody_imports_what_another_module_keeps_private(module: Module) -> None:
    taken = [
        f"{module.place(node)} {alias.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa_desk")
        for alias in node.names
        if alias.name.startswith("_") and alias.name not in ("_", "__version__")
    ]
    assert taken == []


def _has_reason(module: Module, node: ast.Import | ast.ImportFrom) -> bool:
    """A comment on the line, or above the block of imports that it belongs to."""
    if "#" in module.lines[node.lineno - 1]:
        return True
    above = node.lineno - 2
    while module.lines[above].strip().startswith(("import ", "from ")):
        above -= 1
    return module.lines[above].strip().startswith("#")
