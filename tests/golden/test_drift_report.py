"""The report of drift, word by word and figure by figure."""

from qa_desk.reports.drift import DriftReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_drift import data


def test_the_report_of_a_board_with_alarms(accepts_golden: bool) -> None:
    check("drift", as_text(DriftReport().compose(data())), accepts=accepts_golden)
