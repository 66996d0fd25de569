"""Every worked example of agreement on categories comes out as published (keys: tests/data/agreement/KEYS.md)."""

import math

import numpy as np
import pytest

from qa_desk.agreement.bootstrap import Resampling, with_bootstrap
from qa_desk.agreement.chance import STATISTICS
from qa_desk.agreement.chance.cohen import cohen_kappa, index_weights, light_kappa
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa_category, fleiss_kappa_h0
from qa_desk.agreement.chance.krippendorff import Metric, alpha_sums, krippendorff_alpha
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.chance.percent import all_raters_agree_share
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.weights import IDENTITY, Weights, custom_weights, named_weights
from tests.unit.agreement.cases import Case, check, expected, load

WEIGHTABLE = {
    key.split(":")[0]: s for s in STATISTICS for key in (s.key, s.weighted_key) if key != "krippendorff_alpha:nominal"
}
RATIO = Settings(se=StandardError.RATIO)


def weights_of(case: Case, suffix: str) -> Weights:
    if suffix == "custom":
        return custom_weights(np.array(case.weights["custom"]))
    return named_weights(suffix or IDENTITY, case.table().positions)


def compute(case: Case, key: str, settings: Settings = Settings()) -> Estimate:  # noqa: B008  frozen
    name, _, suffix = key.partition(":")
    return WEIGHTABLE[name].compute(case.table(), weights=weights_of(case, suffix), settings=settings)


@pytest.mark.parametrize(("name", "key"), expected(*WEIGHTABLE))
def test_weightable_coefficients_are_as_published(name: str, key: str) -> None:
    case = load(name)
    check(compute(case, key), case.expected[key])


@pytest.mark.parametrize(("name", "key"), expected(*WEIGHTABLE, "krippendorff_alpha"))
def test_the_ratio_standard_error_is_the_one_that_agrees_with_the_jackknife(name: str, key: str) -> None:
    case = load(name)
    wanted = case.expected[key]
    if "se_ratio_linearised" in wanted:
        figure = compute(case, key, RATIO)
        assert figure.se == pytest.approx(wanted["se_ratio_linearised"], rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(("name", "key"), expected("krippendorff_alpha"))
def test_alpha_is_as_published_at_every_level_of_measurement(name: str, key: str) -> None:
    case = load(name)
    metric = Metric(key.partition(":")[2] or case.scale)
    check(krippendorff_alpha(case.table(), metric=metric), case.expected[key])


@pytest.mark.parametrize(("name", "key"), expected("cohen_kappa"))
def test_cohen_is_as_published_with_both_standard_errors(name: str, key: str) -> None:
    case = load(name)
    suffix = key.partition(":")[2]
    table = case.table()
    named = suffix not in ("", "custom")
    weights = index_weights(suffix, len(table.categories)) if named else weights_of(case, suffix)
    check(cohen_kappa(table, weights=weights), case.expected[key])


@pytest.mark.parametrize(("name", "key"), expected("fleiss_kappa_h0", "fleiss_kappa_category"))
def test_the_classical_tests_of_fleiss_are_as_published(name: str, key: str) -> None:
    case = load(name)
    category = key.partition(":")[2]
    figure = fleiss_kappa_category(case.table(), category) if category else fleiss_kappa_h0(case.table())
    check(figure, case.expected[key])


@pytest.mark.parametrize(("name", "key"), expected("light_kappa", "conger_kappa_exact", "all_raters_agree_share"))
def test_summaries_over_all_raters_are_as_published(name: str, key: str) -> None:
    case = load(name)
    compute_it = {
        "light_kappa": light_kappa,
        "conger_kappa_exact": conger_kappa,
        "all_raters_agree_share": all_raters_agree_share,
    }[key]
    check(compute_it(case.table()), case.expected[key])


@pytest.mark.parametrize("name", ["fleiss1971_diagnoses", "syn_chinese_passfail"])
def test_the_percentile_bootstrap_of_alpha_is_as_computed_elsewhere(name: str) -> None:
    case = load(name)
    wanted = case.expected["krippendorff_alpha:nominal@bootstrap_percentile"]
    table = case.table()
    figure = krippendorff_alpha(table)
    sums = alpha_sums(table, Metric.NOMINAL)
    got = with_bootstrap(figure, sums, Resampling(20_000), np.random.default_rng(7))
    assert got.value == pytest.approx(wanted["value"], abs=1e-9)
    for field in ("se", "ci_low", "ci_high"):
        assert math.isclose(getattr(got, field), wanted[field], rel_tol=0, abs_tol=wanted["tolerance"]), field
