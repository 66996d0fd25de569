"""Total scores against the settled ones, drawn: each inspector's mean, and where 95 % of all differences lie. No Qt."""

from math import ceil

from qa_desk.i18n import _, pgettext
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.measuring_words import points
from qa_desk.services.figures.totals import Severity, Totals

_ALL = "*"
_NARROWEST_AXIS = 5.0


def severity_forest(totals: Totals) -> ForestPlot | None:
    """Whose totals lie lowest first, the limits of agreement (Bland & Altman) last. None where nothing is settled.

    An inspector is stressed only where the interval tells them apart from the settled scores.
    """
    known = [one for one in totals.severity if one.deviation.value is not None]
    if not known:
        return None
    known.sort(key=lambda one: one.deviation.value or 0.0)
    rows = [_row(one) for one in known]
    if totals.bias.value is not None:
        rows.append(
            ForestRow(
                _ALL,
                _("All: 95 % of differences (Bland & Altman)"),
                totals.bias.value,
                totals.lower.value,
                totals.upper.value,
                totals.bias.n_calls,
                standing=Standing.POOLED,
            )
        )
    ends = [abs(end) for row in rows for end in (row.value, row.low, row.high) if end is not None]
    axis = max(_NARROWEST_AXIS, 5.0 * ceil(max(ends) / 5.0))
    return ForestPlot(
        title=_title(known),
        subtitle=_("Total scores minus the settled ones, points, mean with 95 % interval over calls"),
        rows=tuple(rows),
        unit=pgettext("of a score", "points"),
        target=0.0,
        target_name=_("as settled"),
        axis_low=-axis,
        axis_high=axis,
        detail_titles=(_("told apart"),),
        has_verdicts=False,
    )


def _row(one: Severity) -> ForestRow:
    figure = one.deviation
    person = one.panellist
    standing = Standing.MISSED if _is_apart(one) else Standing.UNDECIDED
    return ForestRow(
        str(person.person_id),
        person.name,
        figure.value,
        figure.ci_low,
        figure.ci_high,
        figure.n_calls,
        standing,
        details=(_("differs") if _is_apart(one) else "",),
    )


def _is_apart(one: Severity) -> bool:
    low, high = one.deviation.ci_low, one.deviation.ci_high
    return low is not None and high is not None and (high < 0.0 or low > 0.0)


def _title(known: list[Severity]) -> str:
    apart = [one for one in known if _is_apart(one)]
    if not apart:
        return _("Nobody’s total scores are told apart from the settled ones")
    most = max(apart, key=lambda one: abs(one.deviation.value or 0.0))
    told = _("{name} scores {points} points from the settled scores")
    return told.format(name=most.panellist.name, points=points(most.deviation))
