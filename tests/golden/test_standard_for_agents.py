"""The standard for agents, word by word."""

from qa_desk.reports.standard_for_agents import StandardForAgentsReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_standard import data


def test_the_standard_of_a_form_with_every_kind_of_criterion(accepts_golden: bool) -> None:
    check("standard_for_agents", as_text(StandardForAgentsReport().compose(data())), accepts=accepts_golden)
