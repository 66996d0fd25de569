"""The agreement engine beside independent packages: the same figures wherever they are right, and why not elsewhere.

They run in an environment of their own (`make proof` makes it), whose interpreter QA_DESK_PEERS_PYTHON names.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qa_desk.agreement.chance.cohen import cohen_kappa, index_weights
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.gwet import brennan_prediger, gwet_ac
from qa_desk.agreement.chance.krippendorff import (
    Metric,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    krippendorff_alpha_weighted,
)
from qa_desk.agreement.estimate import Estimate, Extra, Undefined
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import WEIGHTINGS, identity_weights, named_weights

_ROOT = Path(__file__).resolve().parents[2]
_PYTHON = Path(os.environ.get("QA_DESK_PEERS_PYTHON", _ROOT / ".venv-peers" / "bin" / "python"))
_ANSWERING = Path(__file__).with_name("peers_answering.py")
_OURS = {
    "gwet": gwet_ac,
    "fleiss": fleiss_kappa,
    "conger": conger_kappa,
    "bp": brennan_prediger,
    "krippendorff": krippendorff_alpha_weighted,
}
_FIELDS = ("value", "se", "ci_low", "ci_high", "p_value")
_VALUES = [1.0, 2.0, 4.0, 7.0]
"""Categories of unequal steps, so that weights by value and by place differ."""
_LABELS = tuple(f"{value:g}" for value in _VALUES)

pytestmark = pytest.mark.skipif(not _PYTHON.is_file(), reason="`make proof` sets up the packages to compare with")
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Peers:
    """The packages in their own process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, question: str, **about: Any) -> dict[str, Any]:
        """What they answer; `error` when they can't."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": question, "about": about}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.fixture(scope="module")
def peers() -> Iterator[Peers]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([_PYTHON, _ANSWERING], text=True, stderr=subprocess.DEVNULL, **pipes) as process:
        yield Peers(process)
        assert process.stdin is not None
        process.stdin.close()


@st.composite
def some_codes(draw: st.DrawFn, *, raters: int | None = None, lowest: int = -1) -> np.ndarray:
    """Codes of 4 categories, shape (items, raters), -1 = missing; every rater rated, and two items have a pair."""
    n_items, n_raters = draw(st.integers(4, 14)), raters or draw(st.integers(2, 5))
    cell = st.integers(lowest, 3)
    codes = np.array(draw(st.lists(cell, min_size=n_items * n_raters, max_size=n_items * n_raters)))
    codes = codes.reshape(n_items, n_raters)
    assume((codes >= 0).any(axis=0).all() and ((codes >= 0).sum(axis=1) >= 2).sum() >= 2)
    return codes


def table_of(codes: np.ndarray) -> RatingTable:
    return RatingTable.from_codes(codes, categories=_LABELS)


def as_values(codes: np.ndarray) -> list[list[float | None]]:
    return [[None if code < 0 else _VALUES[code] for code in row] for row in codes]


def same(ours: Estimate, theirs: dict[str, Any], fields: tuple[str, ...]) -> None:
    for field in fields:
        got = getattr(ours, field)
        assert got is not None, field
        assert got == pytest.approx(theirs[field], rel=1e-6, abs=2e-7), field


def is_varied(ours: Estimate) -> bool:
    """Whether there is something to compare: a figure with a standard error above 0."""
    return ours.value is not None and ours.se is not None and ours.se > 1e-9


# ---- where they are right


@pytest.mark.parametrize("coefficient", sorted(_OURS))
@given(codes=some_codes(), weighting=st.sampled_from(["identity", *sorted(WEIGHTINGS)]))
@often
def test_irrcac_has_the_same_coefficients_errors_and_limits(
    peers: Peers, coefficient: str, codes: np.ndarray, weighting: str
) -> None:
    table = table_of(codes)
    weights = identity_weights(4) if weighting == "identity" else named_weights(weighting, table.positions)
    ours = _OURS[coefficient](table, weights=weights)
    assume(is_varied(ours))
    theirs = peers.ask(
        "irrcac", ratings=as_values(codes), categories=_VALUES, weights=weighting, coefficient=coefficient
    )
    # Brennan and Prediger's p is compared below: there it is halved.
    same(ours, theirs, _FIELDS[:-1] if coefficient == "bp" else _FIELDS)


@pytest.mark.parametrize("metric", list(Metric))
@given(codes=some_codes())
@often
def test_krippendorff_has_the_same_alpha(peers: Peers, metric: Metric, codes: np.ndarray) -> None:
    ours = krippendorff_alpha(table_of(codes), metric=metric)
    assume(ours.value is not None)
    ratings = [[float("nan") if value is None else value for value in row] for row in as_values(codes)]
    same(ours, peers.ask("krippendorff_alpha", ratings=ratings, domain=_VALUES, level=metric.value), ("value",))


@pytest.mark.parametrize("weighting", [None, "linear", "quadratic"])
@given(codes=some_codes(raters=2, lowest=0))
@often
def test_statsmodels_and_sklearn_have_the_same_cohen_kappa(
    peers: Peers, weighting: str | None, codes: np.ndarray
) -> None:
    weights = identity_weights(4) if weighting is None else index_weights(weighting, 4)
    ours = cohen_kappa(table_of(codes), weights=weights)
    assume(is_varied(ours))
    counts = np.zeros((4, 4), dtype=int)
    np.add.at(counts, (codes[:, 0], codes[:, 1]), 1)
    theirs = peers.ask("statsmodels_cohen", counts=counts.tolist(), weights=weighting)
    same(ours, theirs, ("value", "se", "ci_low", "ci_high"))
    assert ours.extras[Extra.SE_NULL] == pytest.approx(theirs["se0"], rel=1e-6)
    assert ours.extras[Extra.P_NULL] == pytest.approx(theirs["p0"], rel=1e-5, abs=1e-12)
    first, second = codes.T.tolist()
    same(
        ours, peers.ask("sklearn_cohen", first=first, second=second, labels=[0, 1, 2, 3], weights=weighting), ("value",)
    )


@given(codes=some_codes(lowest=0))
@often
def test_statsmodels_has_the_same_fleiss_kappa(peers: Peers, codes: np.ndarray) -> None:
    table = table_of(codes)
    ours = fleiss_kappa(table)
    assume(ours.value is not None)
    counts = table.tally.counts.astype(int).tolist()
    same(ours, peers.ask("statsmodels_fleiss_kappa", counts=counts), ("value",))


@given(st.integers(0, 10_000), st.integers(5, 30), st.integers(2, 5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pingouin_has_the_same_six_intraclass_correlations(peers: Peers, seed: int, items: int, raters: int) -> None:
    generator = np.random.default_rng(seed)
    scores = generator.normal(85, 8, (items, raters)) + generator.normal(0, 9, (items, 1))
    ours = intraclass_correlations(ScoreTable.of(scores))
    theirs = peers.ask("pingouin_icc", scores=scores.tolist())
    keys = ("icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k")
    assert [ours[key].value for key in keys] == pytest.approx(theirs["values"], rel=1e-6)
    assert [ours[key].extras[Extra.F] for key in keys] == pytest.approx(theirs["f"], rel=1e-6)


# ---- where they are wrong, and we differ on purpose


@given(codes=some_codes())
@often
def test_irrcac_halves_the_p_value_of_brennan_and_prediger(peers: Peers, codes: np.ndarray) -> None:
    """Its other coefficients have two-sided p-values; this one lacks the factor of 2."""
    ours = brennan_prediger(table_of(codes))
    assume(is_varied(ours))
    theirs = peers.ask("irrcac", ratings=as_values(codes), categories=_VALUES, weights="identity", coefficient="bp")
    assert ours.p_value == pytest.approx(2.0 * theirs["p_value"], rel=1e-5, abs=1e-12)


def test_irrcac_weights_words_by_the_alphabet(peers: Peers) -> None:
    """Without being told the order it puts "fair" before "good" before "poor", so that poor and fair are far apart."""
    words = ("poor", "fair", "good")
    codes = np.array([[0, 0], [1, 2], [2, 2], [2, 1], [0, 1], [1, 1], [0, 0]])
    ratings = [[words[code] for code in row] for row in codes]
    theirs = peers.ask("irrcac_of_what_it_sees", ratings=ratings, weights="linear", coefficient="gwet")
    assert theirs["categories"] == ["fair", "good", "poor"]
    declared = RatingTable.from_codes(codes, categories=words)
    ours = gwet_ac(declared, weights=named_weights("linear", declared.positions))
    assert ours.value is not None
    assert abs(ours.value - theirs["value"]) > 0.05
    told = peers.ask("irrcac", ratings=ratings, categories=list(words), weights="linear", coefficient="gwet")
    assert ours.value == pytest.approx(told["value"], abs=1e-9)


def test_irrcac_calls_one_category_perfect(peers: Peers) -> None:
    """With one category nobody can disagree: 0/0, which it turns into 1. Here it is undefined, with the reason."""
    theirs = peers.ask("irrcac_of_what_it_sees", ratings=[["pass", "pass"]] * 5, weights="identity", coefficient="gwet")
    assert theirs["value"] == 1.0
    assert theirs["se"] == "nan"
    ours = gwet_ac(RatingTable.from_codes(np.zeros((5, 2), dtype=int), categories=("pass",)))
    assert (ours.value, ours.undefined) == (None, Undefined.ONE_CATEGORY)


def test_irrcac_prints_an_endless_z_at_perfect_agreement(peers: Peers) -> None:
    """It puts 1e-15 in place of a standard error of 0; here that stays 0, and no z is given."""
    codes = np.array([[0, 0], [1, 1], [2, 2], [1, 1]])
    theirs = peers.ask("irrcac", ratings=as_values(codes), categories=_VALUES, weights="identity", coefficient="gwet")
    assert 0.0 < theirs["se"] < 1e-14
    ours = gwet_ac(table_of(codes))
    assert (ours.value, ours.se, ours.ci_low, ours.ci_high, ours.p_value) == (1.0, 0.0, 1.0, 1.0, 0.0)


def test_krippendorff_runs_out_of_memory_on_a_thousand_totals(peers: Peers) -> None:
    """It holds every value against every value for each item; sums are enough."""
    theirs = peers.ask("krippendorff_on_totals", n_raters=10, n_items=1000)
    assert "MemoryError" in theirs["error"]
    assert "GiB" in theirs["detail"]
    totals = np.random.default_rng(1).normal(85, 8, (10, 1000)).T
    ours = krippendorff_alpha_interval(ScoreTable.of(totals))
    assert ours.value == pytest.approx(0.0, abs=0.02)


def test_limits_above_one_are_cohens_published_ones_only(peers: Peers) -> None:
    """statsmodels' limits of Cohen's kappa exceed 1, as published, and so do ours; of no other coefficient."""
    codes = np.array([[0, 0]] * 6 + [[1, 1]] * 5 + [[0, 1]])
    counts = [[6, 1], [0, 5]]
    theirs = peers.ask("statsmodels_cohen", counts=counts, weights=None)
    table = RatingTable.from_codes(codes, categories=("pass", "fail"))
    ours = cohen_kappa(table)
    assert theirs["ci_high"] > 1.0
    assert ours.ci_high == pytest.approx(theirs["ci_high"])
    for compute in _OURS.values():
        high = compute(table).ci_high
        assert high is not None
        assert high <= 1.0
