"""The import contracts of pyproject.toml name every part of the program, so that none escapes them unseen."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, ROOT, Module, modules, modules_in

_SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_CONTRACTS: list[dict[str, Any]] = _SETTINGS["tool"]["importlinter"]["contracts"]


def _parts() -> set[str]:
    """The modules and packages directly inside `qa_desk`."""
    files = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    return files | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def _contract(beginning: str) -> dict[str, Any]:
    return next(one for one in _CONTRACTS if one["name"].startswith(beginning))


@pytest.mark.parametrize(
    ("contract", "free"),
    [("Qt only", {"gui", "app", "tour", "__main__"}), ("SQL only", {"store", "services", "bootstrap", "app"})],
)
def test_a_contract_binds_every_part_but_those_it_is_for(contract: str, free: set[str]) -> None:
    bound = {name.removeprefix("qa_desk.") for name in _contract(contract)["source_modules"]}
    assert _parts() - free <= bound


def test_every_criterion_scale_is_in_the_independence_contract() -> None:
    scales = {path.stem for path in (PACKAGE / "domain" / "criteria").glob("*.py")} - {"__init__", "base"}
    named = {name.rpartition(".")[2] for name in _contract("criterion scales")["modules"]}
    assert named == scales


def test_every_folder_of_the_program_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py") if PACKAGE / "resources" not in path.parents}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_the_domain_imports_the_standard_library_and_itself_only() -> None:
    foreign = [
        f"{one.name} imports {name}"
        for one in modules_in("qa_desk.domain")
        for name in _imported(one)
        if name != "qa_desk.domain" and name not in sys.stdlib_module_names
    ]
    assert not foreign, "\n".join(foreign)


def test_every_package_that_is_imported_is_asked_for_at_installation() -> None:
    asked = {_canonical(re.split(r"[\s\[<>=;]", one)[0]) for one in _SETTINGS["project"]["dependencies"]}
    # Parts of what is asked for: of PySide6 and of Jinja2. (_typeshed below: no module, names for the type checker.)
    asked |= {"shiboken6", "markupsafe"}
    providers = packages_distributions()
    foreign = {name for one in modules() for name in _imported(one)} - sys.stdlib_module_names - {"_typeshed"}
    unasked = [
        name
        for name in sorted(foreign)
        if not name.startswith("qa_desk") and not {_canonical(one) for one in providers.get(name, ())} & asked
    ]
    assert not unasked, "\n".join(unasked)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(module: Module) -> set[str]:
    """The packages that a module imports, with the floor for those of our own."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {".".join(name.split(".")[:2]) if name.startswith("qa_desk") else name.split(".")[0] for name in names}
