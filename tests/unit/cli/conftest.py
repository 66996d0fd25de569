"""Fixtures of the command tests."""

from tests.centre_fixtures import centre, made_centre, panel  # noqa: F401  # found by name here
from tests.unit.cli.calling import call  # noqa: F401  # found by name here
from tests.unit.workspace_fixtures import chief, workspace, workspace_folder, workspace_template  # noqa: F401  # found by name here
