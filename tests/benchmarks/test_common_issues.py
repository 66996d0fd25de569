"""`make bench`: whether the board of common issues keeps its aims; five million answers are for a call of its own."""

from tests.benchmarks import common_issues

_N_ANSWERS = 200_000


def test_the_board_keeps_its_aims_in_a_file_and_on_a_server() -> None:
    assert common_issues.run(_N_ANSWERS, ["sqlite", "postgresql"]) == 0
