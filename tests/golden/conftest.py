"""`--accept-golden`: what is found becomes what is expected, to be looked at in the diff before it is committed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag."""
    parser.addoption("--accept-golden", action="store_true", default=False, help="keep what is found as the new truth")


@pytest.fixture
def accepts_golden(request: pytest.FixtureRequest) -> bool:
    """Whether changes are accepted in this run."""
    return bool(request.config.getoption("--accept-golden", default=False))
