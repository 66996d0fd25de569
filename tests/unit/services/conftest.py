"""Fixtures of the service tests."""

from tests.centre_fixtures import centre, made_centre, panel  # noqa: F401  # pytest finds fixtures by their names here
from tests.unit.workspace_fixtures import (  # noqa: F401
    chief,
    workspace,
    workspace_folder,
    workspace_template,
)
