"""The report of sampling and coverage, word by word and figure by figure."""

from qa_desk.reports.sampling import SamplingReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_draw import data, draw_estimates


def test_the_report_of_a_draw(accepts_golden: bool) -> None:
    check("sampling", as_text(SamplingReport().compose(data(draw_estimates()))), accepts=accepts_golden)
