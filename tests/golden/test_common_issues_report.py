"""The common-issue report, word by word and figure by figure."""

from qa_desk.reports.common_issues import CommonIssuesReport
from tests.golden.golden import as_text, check
from tests.unit.reports.an_issue_board import data, nothing


def test_the_report_of_a_board(accepts_golden: bool) -> None:
    check("common_issues", as_text(CommonIssuesReport().compose(data())), accepts=accepts_golden)


def test_the_report_of_a_period_without_calls(accepts_golden: bool) -> None:
    check("common_issues_nothing", as_text(CommonIssuesReport().compose(nothing())), accepts=accepts_golden)
