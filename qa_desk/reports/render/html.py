"""A Document as one HTML file: no script, no reference to anywhere, passages play from within; all text is escaped."""

import base64
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qa_desk.i18n import _, current_language
from qa_desk.paths import resources_dir
from qa_desk.reports.document import Block, Document, Passage
from qa_desk.reports.figures import Figure
from qa_desk.reports.render.colours import colours
from qa_desk.reports.render.numbers import clock_text, interval_text, unit_text, value_text
from qa_desk.reports.render.svg import svg
from qa_desk.reports.render.svg.drawing import width_of
from qa_desk.reports.render.text import clean

MEDIA_TYPE = "text/html"
EXTENSION = "html"

_SHORT_PX = 90.0
"""Words up to this wide are never broken: a browser breaks Chinese after any character to make room for others."""


class ListedFile(Protocol):
    """A file beside the page of a pack."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def format(self) -> str:
        """Its format, such as "pdf"."""
        ...


class Listed(Protocol):
    """A report as the page of a pack lists it."""

    @property
    def title(self) -> str:
        """Its name for people."""
        ...

    @property
    def purpose(self) -> str:
        """What it is for."""
        ...

    @property
    def files(self) -> Sequence[ListedFile]:
        """Its files; none when it was refused."""
        ...

    @property
    def refused(self) -> str:
        """Why there are none."""
        ...


def render(document: Document) -> bytes:
    """A whole page that reads on the screen in both themes and prints in the light one."""
    themes = {name: colours(name) for name in ("light", "dark")}
    template = _environment().get_template("report.html")
    return template.render(document=document, themes=themes, _=_).encode()


def pack_page(title: str, reports: Sequence[Listed], *, made: str) -> bytes:
    """The first page of a pack: every report with its files, or why it could not be made."""
    template = _environment().get_template("pack.html")
    themes = {name: colours(name) for name in ("light", "dark")}
    language = current_language()
    return template.render(title=title, reports=reports, made=made, language=language, themes=themes, _=_).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources_dir() / "report_templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "value": value_text,
        "interval": interval_text,
        "unit": unit_text,
        "clock": clock_text,
        "drawn": _drawn,
        "sound": _sound,
    }
    tests: dict[str, Callable[..., bool]] = {"of_kind": _is_of_kind, "short": _is_short}
    cast(dict[str, object], environment.filters).update(filters)  # pyright: ignore[reportUnknownMemberType]
    cast(dict[str, object], environment.tests).update(tests)  # pyright: ignore[reportUnknownMemberType]
    return environment


def _finalized(value: object) -> object:
    """What goes into the page, when it is no markup of our own, is text that people typed."""
    return clean(value) if type(value) is str else value


def _is_of_kind(block: Block, name: str) -> bool:
    return type(block).__name__ == name


def _is_short(words: str) -> bool:
    return width_of(words) <= _SHORT_PX


def _drawn(figure: Figure) -> Markup:
    return Markup(svg(figure))


def _sound(passage: Passage) -> str:
    return "data:audio/ogg;base64," + base64.b64encode(passage.sound).decode("ascii")
