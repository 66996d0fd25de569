"""What a change would have done to real evaluations, in words. No Qt."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.carrying_over import Obstacle
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.shell.figures import interval_or_reason, percent_words
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.forms.what_if import BeforeAfter, ChangeBin, NotCarried, PassChange, WhatIf

_OBSTACLES: dict[Obstacle, str] = {
    Obstacle.NEW: N_("is new: nobody was asked, so it is left out of both sides"),
    Obstacle.NOT_ASKED: N_("was hidden then and would be asked now"),
    Obstacle.NA_NOT_ALLOWED: N_("was N/A, which it does not allow any more"),
    Obstacle.SCALE: N_("was rated on a scale from which no rating of the new one follows"),
    Obstacle.REASON_GONE: N_("was failed for a reason that is not there any more"),
}


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One figure before and after, with the change and how sure it is."""

    key: str
    title: str
    before: str
    after: str
    change: str


def headline(effect: WhatIf) -> str:
    """The effect in one sentence."""
    change = effect.totals.change
    if effect.n_evaluations == 0:
        return _("You may read no evaluation of record of this time, so nothing can be said.")
    if change.value is None:
        return _("None of the evaluations can be scored on the changed form.")
    flips = effect.n_flips
    told = ngettext("the outcome of {n} call changes", "the outcome of {n} calls changes", flips).format(n=flips)
    if not flips:
        told = _("no call changes its outcome")
    if abs(change.value) < 0.05:
        return _("The mean score stays as it is; {flips}.").format(flips=told)
    words = _("The mean score would have changed by {change} points; {flips}.")
    return words.format(change=_signed(change.value), flips=told)


def counts_words(effect: WhatIf) -> str:
    """What the figures rest on."""
    n = effect.n_evaluations
    told = ngettext("{n} evaluation of record", "{n} evaluations of record", n).format(n=f"{n:,}")
    if effect.n_comparable == n:
        return told
    return _("{n} of {all} can be scored on the changed form").format(n=f"{effect.n_comparable:,}", all=told)


def effect_rows(effect: WhatIf) -> Iterator[EffectRow]:
    """Scores, then what passes, each before and after."""
    yield _mean("totals", _("Mean score"), effect.totals)
    yield _mean("before_policy", _("Score before the policy"), effect.before_policy)
    for one in effect.passing:
        yield _passing(one)


def not_carried_words(one: NotCarried, version: ScorecardVersion) -> str:
    """Which answers can't be read on the changed form, and why."""
    criterion = next((found for found in version.criteria if found.key == one.criterion_key), None)
    title = in_words(criterion.title) if criterion is not None else one.criterion_key
    told = ngettext("“{criterion}” {why} ({n} evaluation).", "“{criterion}” {why} ({n} evaluations).", one.n)
    return told.format(criterion=title or one.criterion_key, why=_(_OBSTACLES[one.obstacle]), n=f"{one.n:,}")


def unseen_words(n: int) -> str:
    """How many calls are counted and not shown."""
    told = ngettext(
        "{n} call is counted and not shown, as you may not read its evaluation. A lead may.",
        "{n} calls are counted and not shown, as you may not read their evaluations. A lead may.",
        n,
    )
    return told.format(n=f"{n:,}")


def bin_words(one: ChangeBin) -> str:
    """By how many points the totals of a bin change."""
    if one.low < 0 < one.high:
        return _("no change")
    low, high = _signed(one.low), _signed(one.high)
    if math.isinf(one.low):
        return _("{high} and less").format(high=high)
    if math.isinf(one.high):
        return _("{low} and more").format(low=low)
    return _("{low} to {high}").format(low=low, high=high)


def score_words(score: float | None) -> str:
    """A score with one decimal, or that there is none."""
    return _("not scored") if score is None else number_text(score, 1)


def _mean(key: str, title: str, figures: BeforeAfter) -> EffectRow:
    change = figures.change
    said = "–" if change.value is None else _signed(change.value)
    if change.ci_low is not None and change.ci_high is not None:
        limits = _("{low} to {high}").format(low=_signed(change.ci_low), high=_signed(change.ci_high))
        said = f"{said} ({limits})"
    return EffectRow(key, title, _mean_words(figures.before), _mean_words(figures.after), said)


def _passing(one: PassChange) -> EffectRow:
    title = _("Calls that pass") if one.family is None else _("Pass {family}").format(family=critical_title(one.family))
    parts = []
    if one.n_now_failing:
        parts.append(ngettext("{n} fails now", "{n} fail now", one.n_now_failing).format(n=one.n_now_failing))
    if one.n_now_passing:
        parts.append(ngettext("{n} passes now", "{n} pass now", one.n_now_passing).format(n=one.n_now_passing))
    key = one.family.value if one.family is not None else "passing"
    return EffectRow(key, title, _share(one.before), _share(one.after), " · ".join(parts) or _("no change"))


def _mean_words(figure: Estimate) -> str:
    if figure.value is None:
        return interval_or_reason(figure, is_share=False)
    said = number_text(figure.value, 1)
    if figure.ci_low is None or figure.ci_high is None:
        return said
    limits = _("{low}–{high}").format(low=number_text(figure.ci_low, 1), high=number_text(figure.ci_high, 1))
    return f"{said} ({limits})"


def _share(figure: Estimate) -> str:
    if figure.value is None:
        return interval_or_reason(figure, is_share=True)
    value, limits = percent_words(figure.value), interval_or_reason(figure, is_share=True)
    # a line may end between the two, never within one of them
    return f"{value} ({limits})".replace(" %", "\u00a0%")


def _signed(value: float) -> str:
    words = number_text(value, 1) if math.isfinite(value) else ""
    return f"+{words}" if value > 0 else words
