"""The report of disputes and recognition of results, word by word and figure by figure."""

from qa_desk.reports.disputes import DisputesReport
from tests.golden.golden import as_text, check
from tests.unit.reports.an_answer_board import data, of_a_leader


def test_the_report_of_a_month(accepts_golden: bool) -> None:
    check("disputes", as_text(DisputesReport().compose(data())), accepts=accepts_golden)


def test_the_report_for_a_team_leader(accepts_golden: bool) -> None:
    check("disputes_of_a_unit", as_text(DisputesReport().compose(of_a_leader())), accepts=accepts_golden)
