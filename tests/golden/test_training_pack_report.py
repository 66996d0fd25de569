"""The training pack, word by word and figure by figure."""

from qa_desk.reports.training_pack import TrainingPackReport
from tests.golden.golden import as_text, check
from tests.unit.reports.a_training_pack import data, nothing


def test_the_pack_of_four_weeks(accepts_golden: bool) -> None:
    check("training_pack", as_text(TrainingPackReport().compose(data())), accepts=accepts_golden)


def test_the_pack_of_a_period_without_calls(accepts_golden: bool) -> None:
    check("training_pack_nothing", as_text(TrainingPackReport().compose(nothing())), accepts=accepts_golden)


def test_no_agent_is_named_in_it() -> None:
    found = as_text(TrainingPackReport().compose(data()))
    assert data().pack.playlist[0][1].agent_name == "Li Na"
    assert "Li Na" not in found
