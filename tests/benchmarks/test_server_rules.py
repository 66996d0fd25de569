"""`make bench`: whether reports over a server's rules take about as long as without them."""

from tests.benchmarks import server_rules


def test_reports_under_the_rules_of_the_server_keep_their_speed() -> None:
    assert server_rules.main() == 0
