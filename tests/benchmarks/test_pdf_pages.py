"""`make bench`: a report of twenty pages with twelve figures as PDF."""

from tests.benchmarks import pdf_pages


def test_twenty_pages_take_less_than_three_seconds_and_few_times_plain_words() -> None:
    assert pdf_pages.main() == 0
