"""The report of scorecard results, word by word and bar by bar."""

from qa_desk.reports.scorecard_results import ScorecardResultsReport
from tests.golden.golden import as_text, check
from tests.unit.reports.some_scored_calls import results_data


def test_the_report_of_four_agents_of_two_halls(accepts_golden: bool) -> None:
    check("scorecard_results", as_text(ScorecardResultsReport().compose(results_data())), accepts=accepts_golden)
