"""The drawn figures of a result: agreement by criterion against the target, and how often each pair agrees. No Qt."""

from math import floor

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.verdict import Outcome, Verdict
from qa_desk.i18n import _, current_language, ngettext
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import outcome_text
from qa_desk.services.calibration.calibration_figures import Basis, CriterionAgreement, SessionResult

ALL_CRITERIA = "*"
_USUAL_AXIS, _LOWEST_AXIS = 60.0, 40.0
_STANDINGS = {
    Outcome.WELL_CALIBRATED: Standing.REACHED,
    Outcome.NEEDS_WORK: Standing.MISSED,
    Outcome.TOO_FEW_CALLS: Standing.UNDECIDED,
}


def forest(result: SessionResult) -> ForestPlot:
    """One row a criterion, critical first and then from the best; all criteria together at the end."""
    ordered = sorted(result.criteria, key=_place)
    rows = [_row(one) for one in ordered]
    overall = result.overall
    if result.criteria:
        rows.append(
            ForestRow(
                ALL_CRITERIA,
                _("All criteria: {verdict}").format(verdict=outcome_text(overall.verdict.outcome)),
                _percent(overall.agreement.value),
                *_limits(overall.verdict),
                n=result.n_calls,
                standing=Standing.POOLED,
                details=(_whole(overall.on_failures),),
            )
        )
    return ForestPlot(
        title=criteria_title(result),
        subtitle=basis_words(result),
        rows=tuple(rows),
        unit="%",
        target=100 * result.target,
        axis_low=_axis_low(rows),
        axis_high=100.0,
        detail_titles=(_("on failures"),),
    )


def criteria_title(result: SessionResult) -> str:
    """What the forest plot shows, as a finding."""
    target = target_words(result)
    n_below = sum(one.figures.verdict.outcome is Outcome.NEEDS_WORK for one in result.criteria)
    if n_below:
        told = ngettext(
            "{n} criterion lies wholly below the target of {target}",
            "{n} criteria lie wholly below the target of {target}",
            n_below,
        )
        return told.format(n=n_below, target=target)
    if all(one.figures.verdict.outcome is Outcome.WELL_CALIBRATED for one in result.criteria) and result.criteria:
        return _("Every criterion reaches the target of {target}").format(target=target)
    return _("No criterion lies wholly below the target of {target}").format(target=target)


def basis_words(result: SessionResult) -> str:
    """What is drawn in the forest plot, with its unit."""
    if result.basis is Basis.SETTLED:
        return _("Agreement with the settled answers, % of judgements; on failures: between inspectors")
    if result.basis is Basis.AGAIN:
        return _("The same answer again by the same inspector, % of judgements")
    return _("Agreement between inspectors, % of pairs")


def between_title(basis: Basis) -> str:
    """What the share of equal answers is called: of two inspectors, or of one the first time and the second."""
    return _("Same answer again") if basis is Basis.AGAIN else _("Percent agreement of pairs")


def target_words(result: SessionResult) -> str:
    """The target in percent."""
    return _("{percent} %").format(percent=number_text(100 * result.target, 0 if _is_whole(100 * result.target) else 1))


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9


def _place(one: CriterionAgreement) -> tuple[bool, float]:
    value = one.figures.agreement.value
    return one.criterion.critical is None, -(value if value is not None else -1.0)


def _row(one: CriterionAgreement) -> ForestRow:
    figures = one.figures
    return ForestRow(
        one.criterion.key,
        one.criterion.title.in_language(current_language()),
        _percent(figures.agreement.value),
        *_limits(figures.verdict),
        n=one.n_calls,
        standing=_STANDINGS[figures.verdict.outcome],
        is_critical=one.criterion.critical is not None,
        details=(_whole(figures.on_failures),),
    )


def _axis_low(rows: list[ForestRow]) -> float:
    """Round, and not so low that one wide interval would squeeze all others; its end is written beside it."""
    low = min((row.low for row in rows if row.low is not None), default=_USUAL_AXIS)
    value = min((row.value for row in rows if row.value is not None), default=_USUAL_AXIS)
    return min(_USUAL_AXIS, max(_LOWEST_AXIS, 10.0 * floor(low / 10)), 10.0 * floor(value / 10))


def _limits(judged: Verdict) -> tuple[float | None, float | None]:
    if judged.ci_low is None or judged.ci_high is None:
        return None, None
    return 100 * max(judged.ci_low, 0.0), 100 * min(judged.ci_high, 1.0)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _whole(figure: Estimate) -> str:
    return "–" if figure.value is None else number_text(100 * figure.value, 0)
