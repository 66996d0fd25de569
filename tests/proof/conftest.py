"""What proofs of several files share, made once."""

import pytest

from tests.proof.demo_reports import DemoReports, made_in


@pytest.fixture(scope="session")
def demo_reports(tmp_path_factory: pytest.TempPathFactory) -> DemoReports:
    """Every registered report of the demo centre."""
    return made_in(tmp_path_factory.mktemp("demo_reports") / "workspace")
