"""All 705 figures of the 33 worked examples come out of one analysis of each file, as the command prints them."""

import numpy as np
import pytest

from qa_desk.agreement.analysis import analyse
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.request import Request
from qa_desk.agreement.weights import WEIGHTINGS
from tests.unit.agreement.cases import FOLDER, check, load, names

N_FIGURES = 705


def request_for(name: str) -> Request:
    case = load(name)
    return Request(
        scale=Metric(case.scale),
        categories=None if case.categories is None else tuple(case.categories),
        positive=None if case.positive is None else str(case.positive),
        weightings=tuple(weighting for weighting in case.weights.values() if weighting in list(WEIGHTINGS)),
        custom=np.array(case.weights["custom"]) if "custom" in case.weights else None,
        gauge=any(key.startswith("grr_") for key in case.expected),
        resamples=6000 if any("@" in key for key in case.expected) else 0,
        seed=11,
    )


def figures_of(name: str) -> dict[str, Estimate]:
    return analyse(read_ratings_file(FOLDER / f"{name}.csv"), request_for(name)).statistics


@pytest.mark.parametrize("name", names())
def test_every_figure_of_the_example_is_as_published(name: str) -> None:
    figures = figures_of(name)
    case = load(name)
    for key, wanted in case.expected.items():
        assert key in figures, key
        try:
            if "@" in key:
                check_bootstrap(figures[key], wanted)
            else:
                check(figures[key], wanted)
        except AssertionError as error:
            raise AssertionError(f"{key}: {error}") from error


def check_bootstrap(figure: Estimate, wanted: dict[str, float]) -> None:
    assert figure.value == pytest.approx(wanted["value"], abs=1e-9)
    for field in ("se", "ci_low", "ci_high"):
        assert getattr(figure, field) == pytest.approx(wanted[field], abs=wanted["tolerance"]), field


def test_the_examples_hold_all_figures() -> None:
    assert sum(len(load(name).expected) for name in names()) == N_FIGURES
