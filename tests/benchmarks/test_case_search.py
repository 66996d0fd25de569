"""`make bench`: whether the library is as quick with very many cases; the 20,000 are for a call of its own."""

from tests.benchmarks import case_search

_N_CASES = 4_000


def test_the_library_keeps_its_aims_in_a_file_and_on_a_server() -> None:
    assert case_search.run(_N_CASES, ["sqlite", "postgresql"]) == 0
