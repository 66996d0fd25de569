"""The report to one agent, word by word."""

from qa_desk.reports.agent_feedback import AgentFeedbackReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_feedback import data, nothing


def test_the_report_to_an_agent_with_things_to_work_on(accepts_golden: bool) -> None:
    check("agent_feedback", as_text(AgentFeedbackReport().compose(data())), accepts=accepts_golden)


def test_the_report_to_an_agent_without_results(accepts_golden: bool) -> None:
    check("agent_feedback_nothing", as_text(AgentFeedbackReport().compose(nothing())), accepts=accepts_golden)
