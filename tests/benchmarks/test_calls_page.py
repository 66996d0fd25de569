"""`make bench`: whether the page Calls is as quick with very many calls; the million is for a call of its own."""

from tests.benchmarks import calls_page

_N_CALLS = 30_000


def test_lists_of_calls_keep_their_aims_in_a_file_and_on_a_server() -> None:
    assert calls_page.run(_N_CALLS, ["sqlite", "postgresql"]) == 0
