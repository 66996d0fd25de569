"""The report of tracked items, word by word and figure by figure."""

from qa_desk.reports.tracked_items import TrackedItemsReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_tracking import data


def test_the_report_of_a_week(accepts_golden: bool) -> None:
    check("tracked_items", as_text(TrackedItemsReport().compose(data())), accepts=accepts_golden)
