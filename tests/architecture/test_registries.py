"""What can be added by one file and one line is in its registry; a file without its line is found here."""

import ast
from collections.abc import Callable

import pytest

from tests.architecture.source import Module, module, modules_in

_OF_A_REPORT = {"gather", "compose"}
"""What a class must do to be a report; the protocol itself is in `base`."""

_KINDS_OF_STATISTIC = ("qa_desk.agreement.chance", "qa_desk.agreement.interval", "qa_desk.agreement.study")

_ASKING = ("qa_desk.agreement.analysis", "qa_desk.agreement.questions")
"""Who asks the statistics: the one of a set, the other once its figures are known."""


def _scales() -> list[str]:
    return [
        one.name for one in modules_in("qa_desk.domain.criteria") if one.name.count(".") == 3 and _stem(one) != "base"
    ]


def _reports() -> list[str]:
    return [one.name for one in modules_in("qa_desk.reports") if _stem(one) != "base" and _defines_report(one)]


def _defines_report(one: Module) -> bool:
    classes = [node for node in one.tree.body if isinstance(node, ast.ClassDef)]
    return any({f.name for f in node.body if isinstance(f, ast.FunctionDef)} >= _OF_A_REPORT for node in classes)


def _pages() -> list[str]:
    return [one.name for one in modules_in("qa_desk.gui") if _stem(one) == "page" and _assigns(one, "PAGE")]


def _stem(one: Module) -> str:
    return one.name.rpartition(".")[2]


@pytest.mark.parametrize(
    ("registry", "entries"),
    [("qa_desk.domain.criteria", _scales), ("qa_desk.reports", _reports), ("qa_desk.gui.pages", _pages)],
)
def test_every_module_of_its_kind_is_registered(registry: str, entries: Callable[[], list[str]]) -> None:
    expected = entries()
    found = module(registry)
    assert found is not None or not expected, f"{registry} is missing"
    assert [name for name in expected if found and name not in _registered(found)] == []


def test_every_module_of_a_statistic_is_asked_by_the_analysis() -> None:
    asking = [module(name) for name in (*_ASKING, *_KINDS_OF_STATISTIC)]
    asked = {one for registry in asking if registry for origins in _origins(registry).values() for one in origins}
    statistics = [one.name for kind in _KINDS_OF_STATISTIC for one in modules_in(kind) if _gives_estimates(one)]
    assert statistics
    assert [name for name in statistics if name not in asked] == []


def _gives_estimates(one: Module) -> bool:
    """Whether the module offers a function that returns an Estimate, alone or under its key."""
    functions = [node for node in one.tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    given = {ast.unparse(function.returns) for function in functions if function.returns}
    return bool(given & {"Estimate", "dict[str, Estimate]"}) and one.name not in _KINDS_OF_STATISTIC


def _registered(registry: Module) -> set[str]:
    """The modules whose content stands in a tuple at module level of the registry."""
    origin = _origins(registry)
    names = {
        node.id
        for value in _tuples(registry)
        for node in ast.walk(value)
        if isinstance(node, ast.Name) and node.id in origin
    }
    return {one for name in names for one in origin[name]}


def _origins(registry: Module) -> dict[str, set[str]]:
    """Each imported name, with the modules it may stand for: `from a import b` may be module a.b, or b of module a."""
    origin: dict[str, set[str]] = {}
    for node in registry.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                origin[alias.asname or alias.name] = {f"{node.module}.{alias.name}", node.module}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                origin[alias.asname or alias.name] = {alias.name}
    return origin


def _tuples(registry: Module) -> list[ast.Tuple]:
    values = [node.value for node in registry.tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [value for value in values if isinstance(value, ast.Tuple)]


def _assigns(one: Module, name: str) -> bool:
    """Whether the module sets this name at module level."""
    targets: list[ast.expr] = []
    for node in one.tree.body:
        targets += node.targets if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)
