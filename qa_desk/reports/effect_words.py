"""The effect of a tracked item in words: what was compared, what moved, and what that says. For report and page."""

from collections.abc import Callable
from datetime import date

from qa_desk.domain.issue import AttributionState, TrackedState
from qa_desk.i18n import N_, _, in_a_row, listed, ngettext
from qa_desk.measurement.effect import Verdict
from qa_desk.measurement.shares import Difference
from qa_desk.services.tracked.effects import Confounder, ItemEffect
from qa_desk.services.tracked.following import WeekView
from qa_desk.services.tracked.tracking_views import Cause

DayWords = Callable[[date], str]

STATES: dict[TrackedState, str] = {
    TrackedState.OPEN: N_("open"),
    TrackedState.IN_WORK: N_("in work"),
    TrackedState.DONE: N_("done"),
    TrackedState.EFFECT_SHOWN: N_("effect shown"),
    TrackedState.NO_EFFECT_SHOWN: N_("no effect shown"),
    TrackedState.REOPENED: N_("re-opened"),
}
VERDICTS: dict[Verdict, str] = {
    Verdict.SHOWN: N_("effect shown"),
    Verdict.NOT_SHOWN: N_("no effect shown"),
    Verdict.CONFOUNDED: N_("confounded"),
    Verdict.TOO_FEW: N_("too few calls yet"),
}
_CONFOUNDERS: dict[Confounder, str] = {
    Confounder.FORM: N_("another version of the form was in use"),
    Confounder.SEVERITY: N_("inspectors judge it more strictly or more mildly against what is settled"),
    Confounder.INSPECTORS: N_("other inspectors scored"),
    Confounder.AGENTS: N_("other agents took the calls"),
    Confounder.UNITS: N_("the calls are of other units"),
}
_CAUSES: dict[AttributionState, str] = {
    AttributionState.PROPOSED: N_("not answered yet"),
    AttributionState.ACCEPTED: N_("accepted"),
    AttributionState.REJECTED: N_("rejected"),
}


def effect_words(found: ItemEffect, day_words: DayWords = str) -> str:
    """The check in whole sentences; `day_words` says a day as the reader is used to it there."""
    effect = found.effect
    if found.after is None:
        return _("The effect can be checked from the day after the item is done.")
    words = [
        _("Before, {first} to {last}: {rate}.").format(
            first=day_words(found.before.first),
            last=day_words(found.before.last),
            rate=_rate(effect.before.value, effect.before.n_items),
        ),
        _("After, {first} to {last}: {rate}.").format(
            first=day_words(found.after.first),
            last=day_words(found.after.last),
            rate=_rate(effect.after.value, effect.after.n_items),
        ),
    ]
    if effect.verdict is Verdict.CONFOUNDED:
        reasons = listed(_(_CONFOUNDERS[one]) for one in found.confounders)
        comparable = _("Before and after are not comparable, and nothing is subtracted: {reasons}.")
        words.append(comparable.format(reasons=reasons))
    if effect.net is not None:
        units = ngettext(
            "Against {n} unit where nothing was done: {points}.",
            "Against {n} units where nothing was done: {points}.",
            found.n_units,
        )
        words.append(units.format(n=found.n_units, points=points_words(effect.net)))
    elif effect.change is not None:
        words.append(
            _("Change: {points}; there is no unit where nothing was done to compare with.").format(
                points=points_words(effect.change)
            )
        )
    if effect.change is not None and found.severity is None:
        words.append(_("How strictly inspectors judged it before and after is not known: too little is settled."))
    return in_a_row(words)


def points_words(difference: Difference) -> str:
    """A difference of shares in points with its interval."""
    return _("{value} points ({low} to {high})").format(
        value=_signed(difference.value), low=_signed(difference.low), high=_signed(difference.high)
    )


def cause_words(cause: Cause | None, day_words: DayWords = str) -> str:
    """Whom an item is put down to, whom to ask, and how far their answer has come."""
    if cause is None:
        return ""
    words = _("{name}: {state}").format(name=cause.name, state=_(_CAUSES[cause.state]))
    if cause.contact_name:
        words += " · " + _("ask {name}").format(name=cause.contact_name)
    if cause.deputy_name:
        words += " · " + _("deputy {name}").format(name=cause.deputy_name)
    if cause.state is AttributionState.PROPOSED and cause.answer_due_on is not None:
        words += " · " + _("answer due {day}").format(day=day_words(cause.answer_due_on))
    if cause.reason:
        words += " · " + _("rejected because: {reason}").format(reason=cause.reason)
    return words


def week_words(week: WeekView) -> str:
    """The line the weekly meeting begins with."""
    solved = _("Solved this week: {n} of {goal}").format(n=len(week.solved), goal=week.goals.per_week)
    overdue = _("overdue: {n}").format(n=len(week.overdue))
    if week.resolve_rate is None:
        resolved = _("nothing is due this month")
    else:
        resolved = _("resolved of those due this month: {rate} % ({n} of {total}, target {goal} %)").format(
            rate=f"{100 * week.resolve_rate:.0f}",
            n=week.n_resolved,
            total=week.n_due,
            goal=f"{100 * week.goals.resolve_rate:.0f}",
        )
    return f"{solved} · {overdue} · {resolved}"


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _rate(value: float | None, n_calls: int) -> str:
    if value is None:
        return _("no calls")
    return _("{rate} % of {n} calls failed").format(rate=f"{100 * value:.1f}", n=f"{n_calls:,}")
