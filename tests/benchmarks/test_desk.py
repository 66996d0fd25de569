"""`make bench`: whether a form of 100 criteria opens and answers each key as fast as it should."""

from tests.benchmarks import desk


def test_a_form_of_100_criteria_opens_and_answers_at_once() -> None:
    assert desk.main() == 0
