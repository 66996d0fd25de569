"""The tests of the server's rules run on PostgreSQL only."""

import pytest


@pytest.fixture
def kind() -> str:
    """The database of these tests."""
    return "postgresql"
