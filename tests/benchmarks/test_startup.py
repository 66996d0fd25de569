"""`make bench`: how long the window and `--help` take to start, where the time goes, and whether it is too long."""

from tests.benchmarks import startup


def test_the_program_starts_as_fast_as_it_should() -> None:
    assert startup.main() == 0
