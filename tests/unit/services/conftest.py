"""Fixtures of the service tests."""

from tests.unit.workspace_fixtures import (  # noqa: F401  # pytest finds fixtures by their names here
    chief,
    workspace,
    workspace_folder,
    workspace_template,
)
