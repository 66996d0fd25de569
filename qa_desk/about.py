"""What QA Desk is made of: versions, and notices of the packages it stands on. For `--version` and About. No Qt."""

import platform
import re
import sqlite3
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from qa_desk import __version__

_NAME = re.compile(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_NOTICE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of the program and of what decides how it behaves; "" is not installed."""

    qa_desk: str
    python: str
    qt: str
    sqlite: str
    psycopg: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One package that QA Desk stands on, its licence by name, and the texts that its licence asks to pass on."""

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[str, ...]


def versions() -> Versions:
    """The versions in use, read without loading Qt or a database driver."""
    return Versions(
        qa_desk=__version__,
        python=platform.python_version(),
        qt=_version("PySide6-Essentials"),
        sqlite=sqlite3.sqlite_version,
        psycopg=_version("psycopg"),
    )


def third_party_notices() -> tuple[Notice, ...]:
    """The notices of every package that QA Desk needs, directly or not, by name.

    Empty where QA Desk itself is not installed as a package, since only its metadata say what it needs.
    """
    found: dict[str, Notice] = {}
    waiting = [("qa-desk", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            # Needed by another system or Python only.
            continue
        key = _canonical(name)
        if key in found and not extras:
            continue
        if key != "qa-desk":
            found[key] = _notice(package)
        waiting += [one for one in _needs(package, extras) if _canonical(one[0]) not in found or one[1]]
    return tuple(found[key] for key in sorted(found))


def _needs(package: metadata.Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    """Name and extras of what a package needs, with those of its own extras that were asked for."""
    needed: list[tuple[str, frozenset[str]]] = []
    for requirement in package.requires or ():
        wanted, _semicolon, marker = requirement.partition(";")
        only_with = _EXTRA.search(marker)
        named = _NAME.match(wanted)
        if named and (only_with is None or only_with[1] in extras):
            needed.append((named[1], frozenset(one.strip() for one in (named[2] or "").split(",") if one.strip())))
    return needed


def _notice(package: metadata.Distribution) -> Notice:
    about = package.metadata
    links = [link.partition(", ")[2] for link in about.get_all("Project-URL") or ()]
    texts = [
        file.read_text(encoding="utf-8")
        for file in package.files or ()
        if file.parts[0].endswith(".dist-info") and _NOTICE_FILE.search(file.name) and Path(file.locate()).is_file()
    ]
    return Notice(
        name=about["Name"],
        version=package.version,
        licence=_licence(about),
        home=_field(about, "Home-page") or (links[0] if links else ""),
        texts=tuple(text.strip() for text in texts if text.strip()),
    )


def _licence(about: metadata.PackageMetadata) -> str:
    """The licence by name: the expression, else the classifiers, else the first line of the free text."""
    classifiers = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License")]
    free_text = _field(about, "License").strip().split("\n")[0]
    return _field(about, "License-Expression") or ", ".join(classifiers) or free_text


def _field(about: metadata.PackageMetadata, name: str) -> str:
    values = about.get_all(name)
    return values[0] if values else ""


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
