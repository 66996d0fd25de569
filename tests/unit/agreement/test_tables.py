"""Making tables of ratings: order, names, numbers, and what is refused with its place."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import MAX_CATEGORIES, RatingTable, index_clusters, parse_number, sort_labels
from qa_desk.agreement.tally import count_categories

RECORDS = [("c1", "Li", "pass"), ("c1", "Wang", "fail"), ("c2", "Wang", "pass")]


def problem_of(error: pytest.ExceptionInfo[RatingsError]) -> RatingsProblem:
    return error.value.problem


def test_items_and_raters_keep_the_order_of_appearance() -> None:
    table = RatingTable.from_records(RECORDS, categories=("pass", "fail"))
    assert (table.items, table.raters) == (("c1", "c2"), ("Li", "Wang"))
    assert table.codes.tolist() == [[0, 1], [-1, 0]]


def test_undeclared_categories_are_sorted_by_number_where_all_are_numbers() -> None:
    assert sort_labels(["10", "9", "2"]) == ("2", "9", "10")
    assert sort_labels(["10", "9", "n/a"]) == ("10", "9", "n/a")


@pytest.mark.parametrize(
    ("label", "number"),
    [("3", 3.0), ("3.5", 3.5), ("-1e2", -100.0), ("nan", None), ("inf", None), ("1_000", None), ("x", None)],
)
def test_only_finite_plain_numbers_are_numbers(label: str, number: float | None) -> None:
    assert parse_number(label) == number


@given(
    arrays(
        np.float64, st.tuples(st.integers(1, 30), st.integers(1, 6)), elements=st.sampled_from([1.0, 2, 3.5, np.nan])
    )
)
@settings(max_examples=50, deadline=None)
def test_a_matrix_of_numbers_is_read_cell_by_cell(matrix: np.ndarray) -> None:
    table = RatingTable.from_matrix(matrix, categories=(1.0, 2.0, 3.5))
    assert table.categories == ("1", "2", "3.5")
    scores = table.scores()
    assert scores is not None
    np.testing.assert_array_equal(scores.scores, matrix)


def test_a_value_that_comes_late_in_a_long_matrix_is_found() -> None:
    matrix = np.ones((5000, 3))
    matrix[4999, 2] = 7.0
    assert RatingTable.from_matrix(matrix).categories == ("1", "7")


def test_many_categories_are_counted_the_same_way_as_few() -> None:
    codes = np.random.default_rng(5).integers(-1, 60, (200, 4)).astype(np.int8)
    counted = count_categories(codes, 60)
    again = np.array([[np.count_nonzero(row == category) for category in range(60)] for row in codes])
    np.testing.assert_array_equal(counted, again)
    few = np.where(codes > 4, -1, codes).astype(np.int8)
    np.testing.assert_array_equal(count_categories(few, 5), count_categories(few, 60)[:, :5])


def test_a_thousand_continuous_scores_are_refused_as_categories() -> None:
    """Packages that count them anyway ask for a square of all pairs of values."""
    with pytest.raises(RatingsError) as error:
        RatingTable.from_matrix(np.random.default_rng(1).normal(size=(400, 3)))
    assert problem_of(error) is RatingsProblem.TOO_MANY_CATEGORIES
    assert error.value.params["limit"] == MAX_CATEGORIES


def test_an_undeclared_value_is_refused_with_row_and_column() -> None:
    with pytest.raises(RatingsError) as error:
        RatingTable.from_matrix(np.array([[1.0, 2.0], [2.0, 9.0]]), categories=(1.0, 2.0))
    assert problem_of(error) is RatingsProblem.UNKNOWN_CATEGORY
    assert (error.value.params["row"], error.value.params["column"], error.value.params["value"]) == (2, 2, "9")


def test_rating_an_item_twice_is_refused() -> None:
    with pytest.raises(RatingsError) as error:
        RatingTable.from_records([*RECORDS, ("c2", "Wang", "fail")])
    assert problem_of(error) is RatingsProblem.RATED_TWICE


@pytest.mark.parametrize(
    ("codes", "categories"),
    [([[0, 1], [2, 0]], ("a", "b")), ([[0, -2]], ("a", "b")), ([[0]], ("a", "a"))],
)
def test_codes_outside_the_categories_are_refused(codes: list[list[int]], categories: tuple[str, ...]) -> None:
    with pytest.raises(RatingsError):
        RatingTable.from_codes(codes, categories=categories)


def test_an_item_without_a_call_is_refused() -> None:
    with pytest.raises(RatingsError) as error:
        RatingTable.from_records(RECORDS, clusters={"c1": "x"})
    assert problem_of(error) is RatingsProblem.CLUSTER_MISSING


def test_choosing_raters_and_items_keeps_names_and_calls() -> None:
    table = RatingTable.from_codes(
        [[0, 1], [1, 1], [0, 0]], categories=("a", "b"), raters=("x", "y"), items=("i", "j", "k"), clusters=[7, 7, 8]
    )
    chosen = table.select_raters(["y"]).select_items(np.array([False, True, True]))
    assert (chosen.raters, chosen.items, chosen.codes.tolist()) == (("y",), ("j", "k"), [[1], [0]])
    assert chosen.clusters is not None
    assert chosen.clusters.tolist() == [0, 1]
    with pytest.raises(RatingsError) as error:
        table.select_raters(["z"])
    assert problem_of(error) is RatingsProblem.UNKNOWN_RATER


FAULTLESS = "item,cluster,rater,trial,rating\n1,x,A,1,yes\n1,x,B,,no\n\n2,y,A,2,\n2,y,B,2,yes\n"


def test_a_faultless_long_file_is_read_as_row_by_row(tmp_path: Path) -> None:
    """A row without a trial is trial 1; blank rows and rows without a rating keep the row numbers right."""
    path = tmp_path / "ratings.csv"
    path.write_text(FAULTLESS, encoding="utf-8")
    file = read_ratings_file(path)
    assert [tuple(file.at(place)) for place in range(len(file))] == [
        ("1", "A", 1, "yes", 2, "rating"),
        ("1", "B", 1, "no", 3, "rating"),
        ("2", "B", 2, "yes", 6, "rating"),
    ]
    assert (file.items, file.clusters) == (("1", "2"), ("x", "y"))
    assert file.raters == ("A", "B")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("3,z,A,0,yes", RatingsProblem.BAD_TRIAL),
        ("3,z,A,one,yes", RatingsProblem.BAD_TRIAL),
        ("1,x,A,1,no", RatingsProblem.RATED_TWICE),
        ("1,z,A,3,no", RatingsProblem.TWO_CLUSTERS),
        ("3,,A,1,no", RatingsProblem.CLUSTER_MISSING),
        (",z,A,1,no", RatingsProblem.ITEM_MISSING),
        ("3,z,,1,no", RatingsProblem.RATER_MISSING),
        ("3,z,A,1,no,more", RatingsProblem.ROW_WIDTH),
    ],
)
def test_a_fault_in_a_long_file_is_named_with_its_row(tmp_path: Path, row: str, problem: RatingsProblem) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(f"{FAULTLESS}{row}\n", encoding="utf-8")
    with pytest.raises(RatingsError) as raised:
        read_ratings_file(path)
    assert raised.value.problem is problem
    assert raised.value.params["row"] == 7


def test_of_several_trials_of_the_standard_the_first_counts() -> None:
    records = [("1", "STANDARD", 2, "no"), ("1", "STANDARD", 1, "yes"), ("1", "A", 1, "yes")]
    table = TrialTable.of(records, categories=("no", "yes"), raters=("STANDARD", "A"))
    assert table.standard.tolist() == [1]
    with pytest.raises(RatingsError) as raised:
        TrialTable.of([*records, ("1", "A", 1, "no")], categories=("no", "yes"), raters=("STANDARD", "A"))
    assert raised.value.params == {"item": "1", "rater": "A", "trial": 1}


@pytest.mark.parametrize("offset", [0, 1_000_000])
def test_clusters_are_numbered_by_first_appearance_however_large_their_labels(offset: int) -> None:
    labels = np.random.default_rng(4).integers(0, 40, 200) * 3 + offset
    numbers: dict[int, int] = {}
    expected = [numbers.setdefault(int(label), len(numbers)) for label in labels]
    found = index_clusters(labels)
    assert found is not None
    assert found.tolist() == expected
