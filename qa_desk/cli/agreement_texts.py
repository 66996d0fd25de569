"""The words of `qa-desk agreement`: names of statistics, and what is wrong with a file."""

from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.i18n import N_, _, listed

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
    "nominal": N_("nominal"),
    "ordinal": N_("ordinal"),
    "interval": N_("interval"),
    "ratio": N_("ratio"),
}

_BOOTSTRAPS: dict[str, str] = {
    "bootstrap_percentile": N_("bootstrap, percentile"),
    "bootstrap_bca": N_("bootstrap, BCa"),
}

_PROBLEMS: dict[RatingsProblem, str] = {
    RatingsProblem.FILE_MISSING: N_("{file} can't be read. Check the name and who may read it."),
    RatingsProblem.FILE_EMPTY: N_("{file} is empty."),
    RatingsProblem.NOT_TEXT: N_("{file} is not a text table. Save it as CSV UTF-8, or as XLSX, and try again."),
    RatingsProblem.NOT_A_WORKBOOK: N_("{file} is not an XLSX workbook, or it is broken. Save it again and try again."),
    RatingsProblem.NO_WORKBOOK_READER: N_(
        "{file}: reading XLSX needs the package openpyxl. Save the sheet as CSV UTF-8."
    ),
    RatingsProblem.NO_HEADER: N_("{file} has no header row. The first row must name the columns."),
    RatingsProblem.COLUMN_MISSING: N_(
        "{file}, row {row}: the column “{column}” is missing. Expected item, rater, rating."
    ),
    RatingsProblem.COLUMN_TWICE: N_("{file}, row 1: the column “{column}” is there twice."),
    RatingsProblem.ROW_WIDTH: N_("{file}, row {row}: {found} cells where the header has {expected}."),
    RatingsProblem.ITEM_MISSING: N_("{file}, row {row}, column “{column}”: the item is missing."),
    RatingsProblem.RATER_MISSING: N_("{file}, row {row}, column “{column}”: the rater is missing."),
    RatingsProblem.NO_RATER_COLUMNS: N_("{file}, row {row}: there is no column of a rater beside the items."),
    RatingsProblem.BAD_TRIAL: N_("{file}, row {row}, column “{column}”: “{value}” is not a trial number (1, 2, 3 …)."),
    RatingsProblem.RATED_TWICE: N_(
        "{file}, row {row}, column “{column}”: {rater} rated item {item} twice in trial {trial} (first in row "
        "{first_row}). "
        "Number repeated ratings in a column “trial”."
    ),
    RatingsProblem.ITEM_TWICE: N_(
        "{file}, row {row}, column “{column}”: item {item} is there already, in row {first_row}."
    ),
    RatingsProblem.TWO_CLUSTERS: N_(
        "{file}, row {row}, column “{column}”: item {item} belongs to “{value}” here and to “{known}” before."
    ),
    RatingsProblem.CLUSTER_MISSING: N_("{file}, row {row}, column “{column}”: the call of item {item} is missing."),
    RatingsProblem.NOT_A_NUMBER: N_(
        "{file}, row {row}, column “{column}”: “{value}” is not a number, which the scale “{scale}” needs."
    ),
    RatingsProblem.UNKNOWN_CATEGORY: N_(
        "{file}, row {row}, column “{column}”: “{value}” is not one of the categories {known}."
    ),
    RatingsProblem.CATEGORY_TWICE: N_("The category “{value}” is named twice."),
    RatingsProblem.TOO_MANY_CATEGORIES: N_(
        "{file}, row {row}, column “{column}”: more than {limit} different ratings by now. Is it the right column? "
        "Measured values need --scale interval or ratio."
    ),
    RatingsProblem.NO_RATINGS: N_("{file} holds no ratings, or only those of the standard."),
    RatingsProblem.SHAPE: N_("The table has an unexpected shape: {shape}."),
    RatingsProblem.UNKNOWN_RATER: N_("{file}: nobody called “{rater}” rated here. Known are {known}."),
    RatingsProblem.WEIGHTS_SHAPE: N_(
        "The weights are {shape}; they must be square, one row and column per category {known}."
    ),
    RatingsProblem.WEIGHTS_DIAGONAL: N_(
        "Weights, row {row}, column {column}: {value}; equal categories must have weight 1."
    ),
    RatingsProblem.WEIGHTS_RANGE: N_("Weights, row {row}, column {column}: {value} is not between 0 and 1."),
    RatingsProblem.WEIGHTS_NOT_NUMERIC: N_("Weights, row {row}, column {column}: “{value}” is not a number."),
    RatingsProblem.WEIGHTS_NOT_SYMMETRIC: N_(
        "Weights, row {row}, column {column}: {value} differs from its mirror image."
    ),
    RatingsProblem.UNKNOWN_POSITIVE: N_("{file}: “{value}” is not one of the categories {known}."),
    RatingsProblem.BAD_CONFIDENCE: N_("{value} is not a confidence level between 0 and 1."),
}


def title_of(key: str) -> str:
    """The name of a statistic for people, in the language in use: `gwet_ac2:linear` → "Gwet's AC2 (linear weights)"."""
    plain, _at, bootstrap = key.partition("@")
    name, _colon, suffix = plain.partition(":")
    title = _(_TITLES[name])
    qualities = _METRICS if name == "krippendorff_alpha" else _QUALITIES
    if suffix:
        is_quality = suffix in qualities and name not in _NAMED
        title = f"{title} ({_(qualities[suffix])})" if is_quality else f"{title}: {suffix.replace('|', ' – ')}"
    return f"{title} [{_(_BOOTSTRAPS[bootstrap])}]" if bootstrap else title


_NAMED = frozenset({"specific_agreement", "fleiss_kappa_category", "pairwise_agreement", "pairwise_kappa"})
"""Statistics whose suffix is the name of a category or a pair, never of weights."""


def is_share(key: str) -> bool:
    """Whether a statistic is read in percent."""
    return key.partition("@")[0].partition(":")[0] in SHARES


def problem_text(error: RatingsError) -> str:
    """What is wrong with a file or a request: where, and what to do."""
    return _(_PROBLEMS[error.problem]).format_map(_Known({key: _shown(value) for key, value in error.params.items()}))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        parts: tuple[object, ...] = value
        names = listed(str(part) for part in parts[:10])
        return f"{names} …" if len(parts) > 10 else names
    return str(value)


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
