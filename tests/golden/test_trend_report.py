"""The trend report, word by word and point by point."""

from qa_desk.reports.trend import TrendReport
from tests.golden.golden import as_text, check
from tests.unit.reports.some_scored_calls import trend_data


def test_the_report_of_weeks_with_a_signal_and_a_new_version(accepts_golden: bool) -> None:
    check("trend", as_text(TrendReport().compose(trend_data())), accepts=accepts_golden)
