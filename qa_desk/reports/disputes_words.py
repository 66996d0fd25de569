"""The words of the report of disputes: what was answered and decided, who differs, and what coaching did."""

from collections.abc import Sequence

from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.measurement.shares import Difference
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.feedback.recognising_views import CoachingEffect, PartAnswers, ResultAnswers
from qa_desk.services.issues.issue_views import SMALL_NUMBER


def answer_words(answers: ResultAnswers) -> str:
    """How many were answered how."""
    centre = answers.centre
    return in_a_row(
        (
            ngettext("{n} result was acknowledged.", "{n} results were acknowledged.", centre.n_acknowledged).format(
                n=centre.n_acknowledged
            ),
            ngettext("{n} was disputed.", "{n} were disputed.", centre.n_disputed).format(n=centre.n_disputed),
            ngettext("{n} waits for an answer.", "{n} wait for an answer.", answers.n_unanswered).format(
                n=answers.n_unanswered
            ),
        )
    )


def decision_words(answers: ResultAnswers) -> str:
    """What became of the disputes, and how long that took."""
    centre, took = answers.centre, answers.decision_days
    if not centre.n_disputed:
        return _("Nothing was disputed.")
    parts = [
        _("{n} of {total} disputes are decided, {overturned} of them with an answer overturned.").format(
            n=centre.n_decided, total=centre.n_disputed, overturned=centre.n_overturned
        )
    ]
    if answers.n_waiting:
        parts.append(ngettext("{n} waits.", "{n} wait.", answers.n_waiting).format(n=answers.n_waiting))
    if took.value is not None:
        parts.append(_("A decision took {days} days on average.").format(days=number_text(took.value, 1)))
    return in_a_row(parts)


def apart_words(parts: Sequence[PartAnswers]) -> str:
    """Who can be told apart by how many results were overturned."""
    n_apart = sum(part.is_apart for part in parts)
    if not n_apart:
        return _("By what was overturned they can’t be told apart")
    return ngettext("One can be told apart from the others", "{count} can be told apart", n_apart).format(count=n_apart)


def apart_sentence(parts: Sequence[PartAnswers]) -> str:
    """The same as a sentence of running text."""
    return _("{words}.").format(words=apart_words(parts))


def coaching_words(found: CoachingEffect) -> str:
    """What was noted, and what the scores say of it."""
    noted = ngettext("{n} coaching note was given,", "{n} coaching notes were given,", found.n_notes).format(
        n=found.n_notes
    )
    done = _("{done} followed up by now, {late} past the day to look again.").format(
        done=found.n_done, late=found.n_late
    )
    return in_a_row((noted, done, _difference_words(found.difference)))


def _difference_words(found: Difference | None) -> str:
    if found is None:
        return _("There are too few agents with calls on both sides to say whether coaching helps.")
    if found.low > 0:
        told = _("At equal starts coached agents score {value} points higher afterwards ({low} to {high}).")
    elif found.high < 0:
        told = _("At equal starts coached agents score {value} points lower afterwards ({low} to {high}).")
    else:
        told = _(
            "It is not shown that coaching helps: at equal starts coached agents score {signed} points "
            "({low} to {high}) against others, which can’t be told apart from none."
        )
    return told.format(
        value=number_text(abs(found.value), 1),
        signed=_signed(found.value),
        low=_signed(found.low),
        high=_signed(found.high),
    )


def small_print(answers: ResultAnswers) -> tuple[str, ...]:
    """What the report rests on."""
    facts = [
        _("Results released from {first} to {last}, whatever became of them since.").format(
            first=answers.query.first_day, last=answers.query.last_day
        ),
        _("Unit asked for: {unit}.").format(unit=answers.query.unit or _("all")),
        _(
            "A dispute counts as overturned when one of its answers is. Who disputes chooses: the share of disputes "
            "that are overturned says nothing of results that nobody disputed."
        ),
        _(
            "Intervals are Wilson’s, 95 %, with results as the sample. Who differs is tested on what was overturned of "
            "all results, against all others, with false discoveries held at 5 % over a table; fewer than {n} results "
            "are not compared, and their shares not shown."
        ).format(n=SMALL_NUMBER),
    ]
    if answers.coaching is not None:
        facts.append(
            _(
                "Coaching: agents with a first note in the period, {days} days before and after it, against agents "
                "without any note around the middle of these notes; two scored calls on either side at least. The "
                "comparison at equal starts is an analysis of covariance (Vickers & Altman 2001) with agents as the "
                "sample. Who is coached was chosen, not drawn: it may differ in more than its start."
            ).format(days=answers.coaching.days)
        )
    return tuple(facts)


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")
