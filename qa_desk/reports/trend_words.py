"""What the trend report says of a chart: its name, the rules that fired, what was found and how limits were set."""

from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import N_, _, current_language, listed, ngettext
from qa_desk.measurement.chart_rules import FALSE_ALARMS, Rule
from qa_desk.measurement.control_chart import Counted, Limits
from qa_desk.reports.issue_figures import period_phrase
from qa_desk.services.periods import Period
from qa_desk.services.results.trends import Charted, ChartedPeriod, Trend, Trends

FAMILIES: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("customer-critical"),
    CriticalFamily.BUSINESS: N_("business-critical"),
    CriticalFamily.COMPLIANCE: N_("compliance-critical"),
}
RULES: dict[Rule, str] = {
    Rule.BEYOND_LIMITS: N_("beyond the limits"),
    Rule.TWO_OF_THREE: N_("two of three beyond two standard errors"),
    Rule.ONE_SIDE: N_("nine in a row on one side of the mean"),
    Rule.TRENDING: N_("six in a row rising or falling"),
}
_SHARES: dict[Period, str] = {
    Period.DAY: N_("calls failed, %, by day"),
    Period.WEEK: N_("calls failed, %, by week of the year"),
    Period.MONTH: N_("calls failed, %, by month"),
}
_RATES: dict[Period, str] = {
    Period.DAY: N_("criteria failed in 100 calls, by day"),
    Period.WEEK: N_("criteria failed in 100 calls, by week of the year"),
    Period.MONTH: N_("criteria failed in 100 calls, by month"),
}


def name_of(trend: Trend) -> str:
    """Of what the chart is."""
    match trend.of:
        case Charted.CALLS:
            return _("All calls: a critical failure")
        case Charted.FAILURES:
            return _("All calls: failures of any criterion")
        case Charted.FAMILY:
            return _(FAMILIES[CriticalFamily(trend.key)])
        case Charted.FAMILY_FAILURES:
            return _("{family} failures").format(family=_(FAMILIES[CriticalFamily(trend.key)]))
        case Charted.CRITERION:
            return trend.title.in_language(current_language())


def failed_words(trend: Trend) -> str:
    """What the calls behind a chart have in common."""
    if trend.of is Charted.CALLS:
        return _("a critical failure")
    if trend.of is Charted.FAILURES:
        return _("a failure of any criterion")
    if trend.of is Charted.CRITERION:
        return _("{criterion} failed").format(criterion=name_of(trend))
    return _("{criterion} failed").format(criterion=_(FAMILIES[CriticalFamily(trend.key)]))


def subtitle_of(trend: Trend, by: Period) -> str:
    """What is counted, and what the limits are."""
    counted = _((_RATES if trend.chart.counted is Counted.RATE else _SHARES)[by])
    return _("{counted}; {limits}").format(counted=counted, limits=limits_words(trend))


def limits_words(trend: Trend) -> str:
    """The kind of chart, with σ_z where it was reckoned."""
    kind = kind_of(trend)
    if trend.chart.sigma_z is None:
        return _("{chart} chart, limits at three standard errors").format(chart=kind)
    told = _("{chart} chart, limits at three standard errors, σz {spread}")
    return told.format(chart=kind, spread=f"{trend.chart.sigma_z:.2f}")


def kind_of(trend: Trend) -> str:
    """p or u, with Laney's prime where the limits were widened."""
    letter = "u" if trend.chart.counted is Counted.RATE else "p"
    return f"{letter}′" if trend.chart.is_widened else letter


def rules_words(limits: Limits) -> str:
    """The rules that fired at a point."""
    return listed(_(RULES[rule]) for rule in limits.rules)


def last_signal(trend: Trend) -> tuple[ChartedPeriod, Limits] | None:
    """The latest period with a signal."""
    pairs = list(zip(trend.periods, trend.chart.limits, strict=True))
    return next(((period, one) for period, one in reversed(pairs) if one is not None and one.is_signal), None)


def finding(trend: Trend, by: Period) -> str:
    """The title of the chart: what it shows."""
    signal = last_signal(trend)
    if signal is not None:
        told = _("{name}: signal in {period}")
        return told.format(name=name_of(trend), period=period_phrase(signal[0], by))
    if any(one is not None for one in trend.chart.limits):
        return _("{name}: nothing beyond chance").format(name=name_of(trend))
    return _("{name}: too few calls to tell whether it moved").format(name=name_of(trend))


def by_chance_words(trends: Trends) -> str:
    """How many signals all charts together have, and how many chance alone would give."""
    n_signals = sum(one.chart.n_signals for one in trends.trends)
    found = ngettext("The charts show one signal.", "The charts show {count} signals.", n_signals).format(
        count=n_signals
    )
    expected = _(
        "Of {points} points with limits about {expected} would be signals by chance alone, if nothing had changed."
    ).format(points=trends.n_charted, expected=f"{FALSE_ALARMS * trends.n_charted:.1f}")
    return _("{found} {expected}").format(found=found, expected=expected)


def small_print() -> tuple[str, ...]:
    """How limits and signals come about."""
    return (
        _(
            "Limits: three standard errors about the mean of the version of the scorecard; they begin anew with each "
            "version. p: share of calls; u: failures a call."
        ),
        _(
            "Where periods scatter more than chance explains (σz, from the ranges of neighbours, beyond its 95 % "
            "limit; from ten points on), limits are Laney’s p′ or u′, wider by σz."
        ),
        _(
            "Signals, after Nelson: beyond the limits; two of three beyond two standard errors on one side; nine in a "
            "row on one side of the mean; six in a row rising or falling. Each fires by chance at two to four of 1,000 "
            "points, together at about {share} %. Where fewer than about five failures a period are to be expected, "
            "these rates are rough."
        ).format(share=f"{100 * FALSE_ALARMS:.1f}"),
    )
