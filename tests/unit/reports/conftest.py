"""Fixtures of the report tests."""

from tests.centre_fixtures import centre, made_centre  # noqa: F401  # pytest finds fixtures by their names here
