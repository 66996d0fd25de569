"""How far a result is in words: whether it is answered, how long it can be disputed, and what came of a dispute."""

from datetime import datetime

from qa_desk.domain.issue import FeedbackState
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.words import feedback_title
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.feedback.feedback_views import FeedbackDetail, FeedbackLine


def answer_words(line: FeedbackLine) -> str:
    """What a list says of the answer: the days that are left for a dispute, or how it was answered."""
    if line.feedback.state is not FeedbackState.RELEASED:
        return feedback_title(line.feedback.state)
    left = line.days_left
    if left is None or left < 0:
        return _("not answered")
    if left == 0:
        return _("waits, last day")
    return ngettext("waits, {n} day left", "waits, {n} days left", left).format(n=left)


def standing_words(detail: FeedbackDetail, time_zone: str) -> str:
    """Where a result stands, in whole sentences."""
    line, state = detail.line, detail.line.feedback.state
    if state is FeedbackState.RELEASED:
        return in_a_row((_("Not answered yet."), _left_words(line)))
    answered = _day(line.feedback.answered_at, time_zone)
    if state is FeedbackState.ACKNOWLEDGED:
        return _("Acknowledged on {day}.").format(day=answered)
    if state is FeedbackState.DISPUTED:
        decides = _("{name} decides.").format(name=line.decider_name) if line.decider_name else _("Not decided yet.")
        once = _("A result can be disputed once.")
        return in_a_row((_("Disputed on {day}.").format(day=answered), decides, once))
    decided = _day(line.feedback.decided_at, time_zone)
    told = _("Disputed on {day}, decided on {decided}.").format(day=answered, decided=decided)
    return in_a_row((told, _decided_words(detail)))


def _left_words(line: FeedbackLine) -> str:
    left, until = line.days_left, line.dispute_until
    if until is None or left is None:
        return _("The days for a dispute are over; it can still be acknowledged.")
    if left == 0:
        return _("It can be disputed once, today for the last time.")
    told = ngettext(
        "It can be disputed once, until {day}: {n} day left.",
        "It can be disputed once, until {day}: {n} days left.",
        left,
    )
    return told.format(day=day_and_year(until), n=left)


def _decided_words(detail: FeedbackDetail) -> str:
    later = detail.superseding
    if later is None:
        return _("It stands as scored.")
    before, after = (one.result.score for one in (detail.scored, later))
    if before is None or after is None:
        return _("It was scored anew.")
    told = _("It was scored anew: call quality was {before} and is {after}.")
    return told.format(before=number_text(before, 1), after=number_text(after, 1))


def _day(moment: datetime | None, time_zone: str) -> str:
    assert moment is not None, "the state says that it happened"
    return day_and_year(local_day(moment, time_zone))
