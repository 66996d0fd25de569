"""The engine as a library: every name that code outside of this room may rely on, imported from `qa_desk.agreement`.

What it is and how it is used stands in docs/agreement_library.md. A name that is not here may change without notice.
"""

from qa_desk.agreement.analysis import Analysis, analyse, analyse_trials
from qa_desk.agreement.bootstrap import Resampling, Sums, with_bootstrap
from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.chance.cohen import cohen_kappa, cohen_kappa_gwet, light_kappa, pairwise_cohen_kappa, scott_pi
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa, fleiss_kappa_category, fleiss_kappa_h0
from qa_desk.agreement.chance.gwet import brennan_prediger, gwet_ac
from qa_desk.agreement.chance.krippendorff import (
    Metric,
    alpha_sums,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    krippendorff_alpha_weighted,
)
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.chance.percent import all_raters_agree_share, percent_agreement, specific_agreement
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Undefined
from qa_desk.agreement.interval.bland_altman import bland_altman
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.interval.kendall import kendall_w
from qa_desk.agreement.interval.severity import rater_biases, rater_means
from qa_desk.agreement.intervals import clopper_pearson, clustered_wilson, wilson
from qa_desk.agreement.pairwise import PairAgreement, pairwise_percent_agreement
from qa_desk.agreement.questions import CallsNeeded, Comparison, Difference, calls_needed, compare_sets, influences_of
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.replicates import repeat_deviation
from qa_desk.agreement.request import Request
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.attribute import attribute_statistics
from qa_desk.agreement.study.comparison import Summed, compare
from qa_desk.agreement.study.gauge import gauge_statistics
from qa_desk.agreement.study.influence import Influence, Left, influences
from qa_desk.agreement.study.sample_size import calls_for_width, calls_to_prove
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.verdict import Outcome, Verdict, with_believable_limits
from qa_desk.agreement.weights import WEIGHTINGS, Weights, custom_weights, identity_weights, named_weights
from qa_desk.agreement.weights_file import WeightsFile, read_weights_file

__all__ = (
    "STATISTICS",
    "WEIGHTINGS",
    "Analysis",
    "CallsNeeded",
    "Comparison",
    "Difference",
    "Estimate",
    "Extra",
    "Influence",
    "Left",
    "Method",
    "Metric",
    "Outcome",
    "PairAgreement",
    "RatingTable",
    "RatingsError",
    "RatingsFile",
    "RatingsProblem",
    "Request",
    "Resampling",
    "Sample",
    "ScoreTable",
    "Settings",
    "StandardError",
    "Statistic",
    "Summed",
    "Sums",
    "TrialTable",
    "Undefined",
    "Verdict",
    "Weights",
    "WeightsFile",
    "all_raters_agree_share",
    "alpha_sums",
    "analyse",
    "analyse_trials",
    "attribute_statistics",
    "bland_altman",
    "brennan_prediger",
    "calls_for_width",
    "calls_needed",
    "calls_to_prove",
    "clopper_pearson",
    "clustered_wilson",
    "cohen_kappa",
    "cohen_kappa_gwet",
    "compare",
    "compare_sets",
    "conger_kappa",
    "custom_weights",
    "fleiss_kappa",
    "fleiss_kappa_category",
    "fleiss_kappa_h0",
    "gauge_statistics",
    "gwet_ac",
    "identity_weights",
    "influences",
    "influences_of",
    "intraclass_correlations",
    "kendall_w",
    "krippendorff_alpha",
    "krippendorff_alpha_interval",
    "krippendorff_alpha_weighted",
    "light_kappa",
    "named_weights",
    "pairwise_cohen_kappa",
    "pairwise_percent_agreement",
    "percent_agreement",
    "rater_biases",
    "rater_means",
    "read_ratings_file",
    "read_weights_file",
    "repeat_deviation",
    "scott_pi",
    "specific_agreement",
    "wilson",
    "with_believable_limits",
    "with_bootstrap",
)
