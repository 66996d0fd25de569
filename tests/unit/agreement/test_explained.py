"""Every figure that a file can hold, and every way its interval is made, is explained in docs/statistics.md."""

import re
from functools import cache
from pathlib import Path

import pytest

from qa_desk.agreement.chance import STATISTICS
from qa_desk.agreement.estimate import Extra, Method, Undefined
from qa_desk.agreement.weights import WEIGHTINGS
from qa_desk.reports.statistic_names import named_statistics
from tests.unit.agreement.cases import load, names

_PAGE = Path(__file__).parents[3] / "docs" / "statistics.md"


@cache
def explained() -> frozenset[str]:
    """What stands in code on the page, without what follows a colon."""
    codes = re.findall(r"`([^`\n]+)`", _PAGE.read_text(encoding="utf-8"))
    return frozenset(code.partition(":")[0].partition("@")[0] for code in codes)


@pytest.mark.parametrize("key", sorted({*named_statistics(), *(each.key.partition(":")[0] for each in STATISTICS)}))
def test_a_figure_is_explained(key: str) -> None:
    assert key in explained()


def test_every_figure_of_the_examples_is_one_of_those_explained() -> None:
    keys = {key.partition(":")[0].partition("@")[0] for name in names() for key in load(name).expected}
    assert sorted(keys - set(named_statistics())) == []
    assert sorted(keys - explained()) == []


@pytest.mark.parametrize("word", [*WEIGHTINGS, *(method for method in Method if method is not Method.NONE)])
def test_a_weighting_and_a_method_are_explained(word: str) -> None:
    assert str(word) in explained()


def test_what_stands_beside_a_figure_is_explained() -> None:
    assert sorted({str(extra) for extra in Extra} - explained()) == []


def test_every_reason_for_undefined_is_explained() -> None:
    assert sorted({str(reason) for reason in Undefined} - explained()) == []


def test_the_standard_errors_that_can_be_asked_for_are_explained() -> None:
    assert "--se ratio" in explained()
    assert {"linearised", "linearised_ratio"} <= explained()
