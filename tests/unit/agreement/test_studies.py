"""Comparing two sets, what moves a figure, and how many calls it takes."""

import numpy as np
import pytest

from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.percent import percent_agreement
from qa_desk.agreement.estimate import Estimate, Extra, Method, Undefined
from qa_desk.agreement.study.comparison import Summed, compare
from qa_desk.agreement.study.influence import Left, influences
from qa_desk.agreement.study.sample_size import calls_for_width, calls_to_prove
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import identity_weights

SUMMED = [statistic for statistic in STATISTICS if statistic.sums is not None]
PERCENT = next(statistic for statistic in STATISTICS if statistic.key == "percent_agreement")
AC1 = next(statistic for statistic in STATISTICS if statistic.key == "gwet_ac1")


def month(seed: int, n: int, accuracy: float, prefix: str) -> RatingTable:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 3, n)
    codes = np.where(generator.random((n, 3)) < accuracy, truth[:, None], generator.integers(0, 3, (n, 3)))
    return RatingTable.from_codes(codes, categories=tuple("abc"), items=[f"{prefix}{i}" for i in range(n)])


def summed(table: RatingTable, statistic: Statistic, calls: list[str] | None = None) -> Summed:
    assert statistic.sums is not None
    weights = identity_weights(len(table.categories))
    return Summed(statistic.compute(table), statistic.sums(table, weights), calls or table.rated_names())


@pytest.mark.parametrize("statistic", SUMMED, ids=lambda statistic: statistic.key)
def test_a_set_compared_with_itself_differs_by_nothing_for_sure(statistic: Statistic) -> None:
    table = month(1, 30, 0.7, "i")
    figure = compare(summed(table, statistic), summed(table, statistic))
    assert (figure.value, figure.se, figure.p_value) == (0.0, 0.0, 1.0)
    assert figure.extras[Extra.DF] == 29.0


def test_different_calls_give_the_root_of_both_variances() -> None:
    first, second = month(1, 40, 0.6, "i"), month(2, 60, 0.9, "j")
    figure = compare(summed(first, PERCENT), summed(second, PERCENT))
    a, b = percent_agreement(first), percent_agreement(second)
    assert a.value is not None
    assert a.se is not None
    assert b.value is not None
    assert b.se is not None
    assert figure.value == pytest.approx(b.value - a.value)
    assert figure.se == pytest.approx(np.hypot(a.se, b.se))
    welch = (a.se**2 + b.se**2) ** 2 / (a.se**4 / 39 + b.se**4 / 59)
    assert figure.extras[Extra.DF] == pytest.approx(welch)
    assert figure.method is Method.JACKKNIFE


def test_the_same_calls_are_compared_as_pairs() -> None:
    """The difference of item means is the mean of item differences: the paired t interval."""
    first = month(3, 50, 0.6, "i")
    better = first.codes.copy()
    better[:20] = better[:20, :1]
    second = RatingTable.from_codes(better, categories=first.categories, items=first.items)
    figure = compare(summed(first, PERCENT), summed(second, PERCENT))
    agreeing = [table.tally.agreeing_pairs / table.tally.pairs for table in (first, second)]
    differences = agreeing[1] - agreeing[0]
    assert figure.se == pytest.approx(differences.std(ddof=1) / np.sqrt(50))
    assert figure.extras[Extra.DF] == 49.0


def test_criteria_of_one_call_count_as_one() -> None:
    first, second = month(4, 40, 0.7, "i"), month(5, 40, 0.7, "j")
    calls = [f"call {i // 4}" for i in range(40)]
    figure = compare(summed(first, AC1, calls), summed(second, AC1, calls))
    assert figure.extras[Extra.DF] == 9.0


def test_an_undefined_side_says_why() -> None:
    constant = RatingTable.from_codes(np.zeros((4, 2), dtype=int), categories=("a",))
    figure = compare(summed(month(1, 10, 0.5, "i"), AC1), summed(constant, AC1))
    assert figure.undefined is Undefined.ONE_CATEGORY


def test_the_rater_who_disagrees_with_all_is_named_first() -> None:
    table = month(6, 60, 0.95, "i")
    codes = table.codes.copy()
    codes[:, 1] = (codes[:, 1] + 1) % 3
    spoilt = RatingTable.from_codes(codes, categories=table.categories, raters=("Li", "Wang", "Chen"))
    ranked = influences(spoilt, AC1, Left.RATER)
    assert ranked[0].name == "Wang"
    assert ranked[0].change is not None
    assert ranked[0].change > 0.3


def test_leaving_out_an_item_is_computing_without_it() -> None:
    table = month(7, 15, 0.6, "i")
    for each in influences(table, AC1, Left.ITEM):
        row = int(each.name[1:])
        kept = table.select_items(np.array([i != row for i in range(15)]))
        assert each.value == pytest.approx(gwet_ac(kept).value)


def test_leaving_out_a_category_that_carries_everything_is_said_first() -> None:
    codes = [[0, 0], [1, 1], [0, 0], [1, 0]]
    table = RatingTable.from_codes(codes, categories=("a", "b"))
    ranked = influences(table, AC1, Left.CATEGORY)
    assert {each.name for each in ranked} == {"a", "b"}
    assert all(each.value is None for each in ranked)


def test_an_undefined_figure_has_no_influences() -> None:
    assert influences(RatingTable.from_codes([[0, -1]], categories=("a", "b")), AC1, Left.RATER) == ()


@pytest.mark.parametrize(("target", "needed"), [(0.9, 35), (0.95, 73), (0.995, 765)])
def test_judgements_without_error_that_prove_a_target(target: float, needed: int) -> None:
    assert calls_to_prove(target) == needed


def test_no_number_of_calls_proves_perfection() -> None:
    assert calls_to_prove(1.0) is None


def test_an_error_costs_further_judgements() -> None:
    assert (calls_to_prove(0.9, failures=1) or 0) > (calls_to_prove(0.9) or 0)


def figure_of(se: float, n: int) -> Estimate:
    return Estimate(0.8, se, 0.7, 0.9, None, Method.LINEARISED, n, 3, 3 * n)


def test_four_times_the_calls_halve_the_width() -> None:
    now = figure_of(0.02, 400)
    needed = calls_for_width(now, 4 * 1.96 * 0.02 / 4)
    assert needed == pytest.approx(1600, rel=0.02)


def test_calls_already_enough_are_not_asked_for_again() -> None:
    assert (calls_for_width(figure_of(0.02, 400), 0.5) or 0) < 400


def test_without_a_standard_error_nothing_is_promised() -> None:
    described = Estimate(0.8, None, None, None, None, Method.NONE, 1, 3, 3)
    assert calls_for_width(described, 0.1) is None
