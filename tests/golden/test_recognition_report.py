"""The report on recognition, word by word and figure by figure."""

from qa_desk.reports.recognition import RecognitionReport
from tests.golden.golden import as_text, check
from tests.unit.reports import a_recognition


def test_the_report_of_a_month(accepts_golden: bool) -> None:
    check("recognition", as_text(RecognitionReport().compose(a_recognition.data())), accepts=accepts_golden)


def test_the_report_of_half_a_year(accepts_golden: bool) -> None:
    document = RecognitionReport().compose(a_recognition.data(a_recognition.half_year()))
    check("recognition_half_year", as_text(document), accepts=accepts_golden)
