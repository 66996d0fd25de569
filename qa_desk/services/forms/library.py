"""The forms that come with QA Desk: those each new workspace begins with, and the templates to begin others from."""

from functools import cache

from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.i18n import _
from qa_desk.paths import resources_dir
from qa_desk.services.forms.scorecard_file import read_scorecard


@cache
def bundled() -> tuple[ScorecardDefinition, ...]:
    """What a new workspace begins with, by key."""
    return _read("scorecards")


@cache
def templates() -> tuple[ScorecardDefinition, ...]:
    """Everything to begin a form from: the bundled ones first, then the templates, each by key."""
    return (*bundled(), *_read("scorecard_templates"))


def template(key: str) -> ScorecardDefinition:
    """The template with that key. Raises NotFoundError."""
    found = next((definition for definition in templates() if definition.key == key), None)
    if found is None:
        raise NotFoundError(what=_("The template “{key}”").format(key=key))
    return found


def _read(folder: str) -> tuple[ScorecardDefinition, ...]:
    paths = sorted((resources_dir() / folder).glob("*.yaml"))
    return tuple(read_scorecard(path) for path in paths)
