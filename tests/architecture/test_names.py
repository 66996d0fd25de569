"""Names, sizes and the shape of modules, as CONTRIBUTING.md asks for them."""

import ast

from tests.architecture.source import Module, modules

_SAYS_NOTHING = ("utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "legacy")
_CLASS_SAYS_NOTHING = ("Utils", "Util", "Helpers", "Helper", "Manager", "Handler", "Misc", "Legacy")
_LONGEST_MODULE = 400
_LONGEST_DOCSTRING = 6


def test_a_module_is_named_after_what_it_holds() -> None:
    endings = tuple(f"_{word}" for word in _SAYS_NOTHING)
    vague = [one.name for one in modules() if _own_name(one) in _SAYS_NOTHING or _own_name(one).endswith(endings)]
    assert not vague, "\n".join(vague)


def test_a_class_is_named_after_what_it_is() -> None:
    vague = [
        f"{one.place(node)} {node.name}"
        for one in modules()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(_CLASS_SAYS_NOTHING)
    ]
    assert not vague, "\n".join(vague)


def test_a_module_says_what_it_holds_in_at_most_six_lines() -> None:
    said = {one.name: ast.get_docstring(one.tree) or "" for one in modules()}
    wrong = [name for name, text in said.items() if not 1 <= len(text.splitlines()) <= _LONGEST_DOCSTRING]
    assert not wrong, "\n".join(wrong)


def test_a_module_stays_short_enough_to_read() -> None:
    # A migration is a record that nobody works in again, as long as the change it made.
    read = [one for one in modules() if not one.name.startswith("qa_desk.store.migrations.versions.")]
    long = [f"{one.name}: {len(one.lines)} lines" for one in read if len(one.lines) > _LONGEST_MODULE]
    assert not long, "\n".join(long)


def test_an_import_inside_a_function_gives_its_reason() -> None:
    silent = [
        f"{one.place(node)} {ast.unparse(node)}"
        for one in modules()
        for function in ast.walk(one.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _has_reason(one, node)
    ]
    assert not silent, "\n".join(silent)


def test_nobody_imports_what_another_module_keeps_private() -> None:
    taken = [
        f"{one.place(node)} {alias.name}"
        for one in modules()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa_desk")
        for alias in node.names
        if alias.name.startswith("_") and alias.name not in ("_", "__version__")
    ]
    assert not taken, "\n".join(taken)


def _own_name(one: Module) -> str:
    return one.name.rpartition(".")[2]


def _has_reason(one: Module, node: ast.Import | ast.ImportFrom) -> bool:
    """A comment on the line, or above the block of imports that it belongs to."""
    if "#" in one.lines[node.lineno - 1]:
        return True
    above = node.lineno - 2
    while one.lines[above].strip().startswith(("import ", "from ")):
        above -= 1
    return one.lines[above].strip().startswith("#")
