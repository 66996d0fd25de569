"""How alike raters are: statistics of agreement, each with its uncertainty or the reason for its absence.

What others may build on is named in `library` and imported from here; it is loaded with the first name asked for, since
starting the program and reading an error code must not pay for numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_desk.agreement.library import *  # noqa: F403  # the one list of names stands there


def __getattr__(name: str) -> Any:
    """A name of `library`."""
    if not name.startswith("_"):
        library = import_module("qa_desk.agreement.library")
        if name in library.__all__:
            return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What can be imported from here."""
    return sorted({*globals(), *import_module("qa_desk.agreement.library").__all__})
