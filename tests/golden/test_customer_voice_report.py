"""The report of the customer's voice, word by word."""

from qa_desk.reports.customer_voice import CustomerVoiceReport
from tests.golden.golden import as_text, check
from tests.unit.reports.some_scored_calls import voice_data


def test_the_report_of_calls_whose_customers_answered(accepts_golden: bool) -> None:
    check("customer_voice", as_text(CustomerVoiceReport().compose(voice_data())), accepts=accepts_golden)
