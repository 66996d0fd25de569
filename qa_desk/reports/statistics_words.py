"""The words of agreement figures: why one is missing, how its interval was found, the verdict."""

from qa_desk.agreement.diagnosis import Diagnosis, Divergence
from qa_desk.agreement.estimate import Estimate, Extra, Method, Undefined
from qa_desk.agreement.verdict import Outcome
from qa_desk.i18n import N_, _
from qa_desk.reports.figures import Standing
from qa_desk.reports.render.numbers import number_text

_REASONS: dict[Undefined, str] = {
    Undefined.NO_ITEMS: N_("nothing was rated"),
    Undefined.NO_PAIRS: N_("no item has two ratings"),
    Undefined.ONE_CATEGORY: N_("only one category was used"),
    Undefined.CATEGORY_UNUSED: N_("nobody used this category"),
    Undefined.NO_DISAGREEMENT_POSSIBLE: N_("with these weights nobody can disagree"),
    Undefined.NOT_TWO_RATERS: N_("for two raters only"),
    Undefined.TOO_FEW_RATERS: N_("fewer than two raters"),
    Undefined.TOO_FEW_ITEMS: N_("too few items"),
    Undefined.INCOMPLETE: N_("needs everybody's rating of every item"),
    Undefined.UNBALANCED: N_("needs equally many trials everywhere"),
    Undefined.NOT_NUMERIC: N_("the ratings are not numbers"),
    Undefined.NEGATIVE_VALUES: N_("there are negative values"),
    Undefined.NO_VARIANCE: N_("all values are the same"),
    Undefined.CONSTANT_RATER: N_("a rater always says the same"),
    Undefined.NO_TRIALS: N_("nobody rated an item twice"),
    Undefined.NO_STANDARD: N_("the standard says nothing about it"),
    Undefined.NO_ORDER: N_("the categories have no declared order"),
}

_METHODS: dict[Method, str] = {
    Method.NONE: N_("no interval"),
    Method.LINEARISED: N_("linearised"),
    Method.LINEARISED_RATIO: N_("linearised ratio"),
    Method.CLUSTERED: N_("clustered by call"),
    Method.LARGE_SAMPLE: N_("large sample"),
    Method.NULL_TEST: N_("test of chance"),
    Method.T: N_("t"),
    Method.F: N_("F"),
    Method.CHI_SQUARED: N_("chi-squared"),
    Method.CLOPPER_PEARSON: N_("exact"),
    Method.WILSON: N_("Wilson"),
    Method.CLUSTERED_WILSON: N_("Wilson, clustered"),
    Method.HAJEK: N_("weighted by the draw, Hájek"),
    Method.EFFECTIVE_WILSON: N_("weighted by the draw, Wilson"),
    Method.JACKKNIFE: N_("jackknife"),
    Method.BOOTSTRAP_PERCENTILE: N_("bootstrap, percentile"),
    Method.BOOTSTRAP_BCA: N_("bootstrap, BCa"),
}

_OUTCOMES: dict[Outcome, str] = {
    Outcome.WELL_CALIBRATED: N_("well calibrated"),
    Outcome.NEEDS_WORK: N_("needs work"),
    Outcome.TOO_FEW_CALLS: N_("too few calls to say"),
}

_STANDINGS = {
    Standing.REACHED: Outcome.WELL_CALIBRATED,
    Standing.MISSED: Outcome.NEEDS_WORK,
    Standing.UNDECIDED: Outcome.TOO_FEW_CALLS,
}

_DIVERGENCES: dict[Divergence, str] = {
    Divergence.NO_PAIRS: N_("Nobody rated what somebody else rated, so there is nothing to compare."),
    Divergence.ONE_CATEGORY: N_(
        "Everybody always said “{category}”: full agreement, but kappa and alpha have nothing to measure it against."
    ),
    Divergence.RARE_CATEGORIES: N_(
        "{share} of the ratings are “{category}”, so much agreement is expected anyway: kappa and alpha judge each "
        "difference hard, AC1 does not. Look at the agreement on the rare categories."
    ),
    Divergence.DIFFERENT_LEANINGS: N_(
        "The raters use the categories in different proportions: part of the disagreement is that some are stricter."
    ),
    Divergence.MOSTLY_CHANCE: N_(
        "Much of the percent agreement is what guessing would give; read the chance-corrected figures."
    ),
    Divergence.ONE_CALL: N_("All ratings are of one call: what they say of it says nothing about the next."),
    Divergence.UNEVEN_USE: N_(
        "The categories are used unevenly ({share} are “{category}”): kappa and alpha expect more agreement by chance "
        "than AC1 does."
    ),
    Divergence.TOGETHER: N_("Percent agreement and the chance-corrected figures tell the same."),
}


def reason_text(reason: Undefined) -> str:
    """Why a figure is missing."""
    return _(_REASONS[reason])


def method_text(method: Method) -> str:
    """How an interval was found."""
    return _(_METHODS[method])


def chance_test_text(figure: Estimate) -> str:
    """The test of "it is pure chance" as its p, of figures that have this and no interval; else empty."""
    p = figure.p_value if figure.method is Method.CHI_SQUARED else figure.extras.get(Extra.P_NULL)
    if figure.method not in (Method.NULL_TEST, Method.CHI_SQUARED) or p is None:
        return ""
    return _("test of chance: p < 0.001") if p < 0.001 else _("test of chance: p = {p}").format(p=number_text(p, 3))


def outcome_text(outcome: Outcome) -> str:
    """The verdict in words."""
    return _(_OUTCOMES[outcome])


def standing_word(standing: Standing) -> str:
    """The verdict on a drawn value; empty where nothing is said."""
    return outcome_text(_STANDINGS[standing]) if standing in _STANDINGS else ""


def diagnosis_text(diagnosis: Diagnosis, *, category: str | None = None) -> str:
    """One line on why the figures part ways, or that they do not; `category` is the word for the one it names."""
    share = "" if diagnosis.share is None else f"{100 * diagnosis.share:.0f} %"
    named = diagnosis.category or "" if category is None else category
    return _(_DIVERGENCES[diagnosis.divergence]).format(category=named, share=share)
