"""What people call each statistic, and how they read its value and limits; by the keys of exported files."""

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import N_, _
from qa_desk.reports.render.numbers import number_text

_TITLES: dict[str, str] = {
    "percent_agreement": N_("Percent agreement (pairs)"),
    "specific_agreement": N_("Specific agreement"),
    "all_raters_agree_share": N_("Items on which all agree"),
    "gwet_ac1": N_("Gwet's AC1"),
    "gwet_ac2": N_("Gwet's AC2"),
    "krippendorff_alpha": N_("Krippendorff's alpha"),
    "krippendorff_alpha_weighted": N_("Krippendorff's alpha"),
    "fleiss_kappa": N_("Fleiss' kappa"),
    "fleiss_kappa_h0": N_("Fleiss' kappa, test of chance"),
    "fleiss_kappa_category": N_("Fleiss' kappa"),
    "conger_kappa": N_("Conger's kappa"),
    "conger_kappa_exact": N_("Conger's kappa, complete data"),
    "brennan_prediger": N_("Brennan–Prediger"),
    "cohen_kappa": N_("Cohen's kappa"),
    "cohen_kappa_gwet": N_("Cohen's kappa, linearised"),
    "scott_pi": N_("Scott's pi"),
    "light_kappa": N_("Light's kappa (mean of pairs)"),
    "pairwise_agreement": N_("Percent agreement"),
    "pairwise_kappa": N_("Cohen's kappa"),
    "icc_1_1": N_("ICC(1,1), one-way, one rater"),
    "icc_2_1": N_("ICC(2,1), absolute agreement, one rater"),
    "icc_3_1": N_("ICC(3,1), consistency, one rater"),
    "icc_1_k": N_("ICC(1,k), one-way, mean of raters"),
    "icc_2_k": N_("ICC(2,k), absolute agreement, mean of raters"),
    "icc_3_k": N_("ICC(3,k), consistency, mean of raters"),
    "kendall_w": N_("Kendall's W"),
    "kendall_w_uncorrected": N_("Kendall's W, ties ignored"),
    "rater_mean": N_("Mean score"),
    "rater_bias": N_("Severity against the others"),
    "rater_bias_vs_standard": N_("Severity against the standard"),
    "bland_altman_bias": N_("Bland–Altman: mean difference"),
    "bland_altman_sd": N_("Bland–Altman: SD of differences"),
    "bland_altman_lower": N_("Bland–Altman: lower limit of agreement"),
    "bland_altman_upper": N_("Bland–Altman: upper limit of agreement"),
    "bland_altman_lower_2sd": N_("Bland–Altman: lower limit, 2 SD"),
    "bland_altman_upper_2sd": N_("Bland–Altman: upper limit, 2 SD"),
    "bland_altman_slope": N_("Bland–Altman: slope of difference on mean"),
    "agreement_with_standard": N_("Ratings equal to the standard"),
    "within_rater_agreement": N_("Repeatability"),
    "within_rater_fleiss_kappa": N_("Repeatability, Fleiss' kappa"),
    "within_rater_fleiss_kappa_category": N_("Repeatability, Fleiss' kappa by category"),
    "vs_standard_agreement": N_("Items always right by the standard"),
    "effectiveness": N_("Effectiveness"),
    "vs_standard_kappa": N_("Cohen's kappa with the standard"),
    "vs_standard_fleiss_kappa": N_("Fleiss' kappa with the standard"),
    "vs_standard_kendall_tau": N_("Kendall's tau-b with the standard"),
    "between_raters_agreement": N_("Items on which all raters and trials agree"),
    "between_raters_fleiss_kappa": N_("Fleiss' kappa between raters, all trials"),
    "all_vs_standard_agreement": N_("Items on which all equal the standard"),
    "all_vs_standard_fleiss_kappa": N_("Fleiss' kappa with the standard, mean"),
    "miss_rate": N_("Miss rate"),
    "false_alarm_rate": N_("False-alarm rate"),
    "grr_ss_part": N_("Gauge R&R: sum of squares, items"),
    "grr_ss_operator": N_("Gauge R&R: sum of squares, raters"),
    "grr_ss_interaction": N_("Gauge R&R: sum of squares, item × rater"),
    "grr_ss_repeatability": N_("Gauge R&R: sum of squares, repeatability"),
    "grr_interaction_removed": N_("Gauge R&R: interaction pooled (1 = yes)"),
    "grr_f_part_reduced": N_("Gauge R&R: F of items after pooling"),
    "grr_f_operator_reduced": N_("Gauge R&R: F of raters after pooling"),
    "grr_repeatability_var": N_("Gauge R&R: variance, repeatability"),
    "grr_operator_var": N_("Gauge R&R: variance, raters"),
    "grr_interaction_var": N_("Gauge R&R: variance, item × rater"),
    "grr_reproducibility_var": N_("Gauge R&R: variance, reproducibility"),
    "grr_var": N_("Gauge R&R: variance, gauge"),
    "grr_part_var": N_("Gauge R&R: variance, items"),
    "grr_total_var": N_("Gauge R&R: variance, total"),
    "grr_percent_contribution": N_("Gauge R&R: share of the variance, %"),
    "grr_percent_study_variation": N_("Gauge R&R: share of the spread, %"),
    "grr_percent_study_variation_repeatability": N_("Gauge R&R: repeatability in the spread, %"),
    "grr_percent_study_variation_reproducibility": N_("Gauge R&R: reproducibility in the spread, %"),
    "grr_percent_study_variation_part": N_("Gauge R&R: items in the spread, %"),
    "grr_study_variation_6sd": N_("Gauge R&R: 6 standard deviations"),
    "grr_ndc": N_("Gauge R&R: distinct categories"),
}

SHARES = frozenset(
    {
        "percent_agreement",
        "specific_agreement",
        "all_raters_agree_share",
        "pairwise_agreement",
        "agreement_with_standard",
        "within_rater_agreement",
        "vs_standard_agreement",
        "effectiveness",
        "between_raters_agreement",
        "all_vs_standard_agreement",
        "miss_rate",
        "false_alarm_rate",
    }
)
"""Statistics that people read in percent."""

_QUALITIES: dict[str, str] = {
    "linear": N_("linear weights"),
    "quadratic": N_("quadratic weights"),
    "ordinal": N_("ordinal weights"),
    "radical": N_("radical weights"),
    "ratio": N_("ratio weights"),
    "circular": N_("circular weights"),
    "bipolar": N_("bipolar weights"),
    "custom": N_("own weights"),
}

_METRICS: dict[str, str] = {
    "nominal": N_("nominal scale"),
    "ordinal": N_("ordinal scale"),
    "interval": N_("interval scale"),
    "ratio": N_("ratio scale"),
}

_VARIANTS: dict[str, str] = {
    "complete_items": N_("items that everybody rated"),
    "bootstrap_percentile": N_("bootstrap, percentile"),
    "bootstrap_bca": N_("bootstrap, BCa"),
}


def named_statistics() -> tuple[str, ...]:
    """The names of all statistics, without what stands behind a colon."""
    return tuple(_TITLES)


def title_of(key: str) -> str:
    """The name of a statistic for people, in the language in use: `gwet_ac2:linear` → "Gwet's AC2 (linear weights)"."""
    plain, _at, variant = key.partition("@")
    name, _colon, suffix = plain.partition(":")
    title = _(_TITLES[name])
    qualities = _METRICS if name == "krippendorff_alpha" else _QUALITIES
    if suffix:
        is_quality = suffix in qualities and name not in _NAMED
        if is_quality:
            title = _("{statistic} ({quality})").format(statistic=title, quality=_(qualities[suffix]))
        else:
            title = _("{statistic}: {part}").format(statistic=title, part=suffix.replace("|", " – "))
    if not variant:
        return title
    return _("{statistic} [{variant}]").format(statistic=title, variant=_(_VARIANTS[variant]))


def scale_text(scale: Metric) -> str:
    """The level of measurement in words."""
    return _(_METRICS[scale])


def weights_text(name: str) -> str:
    """The name of a weighting in words."""
    return _(_QUALITIES[name])


_NAMED = frozenset({"specific_agreement", "fleiss_kappa_category", "pairwise_agreement", "pairwise_kappa"})
"""Statistics whose suffix is the name of a category or a pair, never of weights."""


_COEFFICIENTS = ("brennan_prediger", "cohen_", "conger_", "fleiss_", "gwet_", "krippendorff_", "light_", "scott_")
"""How the keys of statistics that run from -1 to 1 begin; so do those with one of these names after a prefix."""


def is_share(key: str) -> bool:
    """Whether a statistic is read in percent."""
    return key.partition("@")[0].partition(":")[0] in SHARES


def range_of(key: str) -> tuple[float | None, float | None]:
    """The smallest and largest value the statistic can have; None where there is none."""
    name = key.partition("@")[0].partition(":")[0]
    if name in SHARES or name.startswith("kendall_w"):
        return 0.0, 1.0
    if name.startswith(_COEFFICIENTS) or "_kappa" in name or name.endswith("_tau"):
        return -1.0, 1.0
    return (None, 1.0) if name.startswith("icc_") else (None, None)


def limits_shown(key: str, figure: Estimate) -> tuple[float, float] | None:
    """The limits for people, cut at the ends of the scale; None where there are none. Files keep them as computed."""
    if figure.ci_low is None or figure.ci_high is None:
        return None
    lowest, highest = range_of(key)
    low = figure.ci_low if lowest is None else max(lowest, figure.ci_low)
    high = figure.ci_high if highest is None else min(highest, figure.ci_high)
    return low, high


def value_text(key: str, value: float) -> str:
    """A value for people: shares in percent with one decimal, the rest with three significant decimals."""
    if is_share(key):
        return f"{number_text(100 * value, 1)} %"
    return number_text(value, 3) if abs(value) < 1000 else f"{value:.6g}"


def interval_text(key: str, figure: Estimate) -> str:
    """The interval for people, or an empty text."""
    limits = limits_shown(key, figure)
    return "" if limits is None else f"{value_text(key, limits[0])} … {value_text(key, limits[1])}"
