"""The figure of the report to one agent: their score by day or week, last time and now, and when they were told."""

from datetime import date

from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _, listed
from qa_desk.reports.agent_feedback_words import points_words
from qa_desk.reports.figures import SeriesPoint, TimeSeries
from qa_desk.services.feedback.course import CoursePoint
from qa_desk.services.feedback.feeding_back_views import AgentFeedback
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.periods import Period

_FEWEST_POINTS = 2


def course_figure(feedback: AgentFeedback) -> TimeSeries | None:
    """The run of the agent score, with the mean of each stretch and its interval; None for a single point."""
    points = feedback.course.points
    if sum(one.n_calls > 0 for one in points) < _FEWEST_POINTS:
        return None
    n_now = len(feedback.results)
    limits = {
        False: feedback.agent_score_before if feedback.n_before >= SMALL_NUMBER else None,
        True: feedback.agent_score if n_now >= SMALL_NUMBER else None,
    }
    return TimeSeries(
        _finding(feedback),
        _subtitle(feedback.course.by),
        tuple(_point(one, limits[one.is_now]) for one in points),
        unit="",
        breaks=_marks(feedback),
    )


def _finding(feedback: AgentFeedback) -> str:
    change = feedback.change
    if change is None:
        return _("The agent score over time")
    if change.low > 0:
        return _("The agent score rose by {value} points").format(value=points_words(change.value))
    if change.high < 0:
        return _("The agent score fell by {value} points").format(value=points_words(-change.value))
    return _("The agent score shows no change beyond chance")


def _subtitle(by: Period) -> str:
    if by is Period.DAY:
        return _(
            "Mean agent score of the calls of a day, at most 100; line: mean of last time and of now, dashed: its 95 % "
            "interval"
        )
    return _(
        "Mean agent score of the calls of a week, at most 100, weeks by their first day; line: mean of last time and "
        "of now, dashed: its 95 % interval"
    )


def _point(one: CoursePoint, mean: Estimate | None) -> SeriesPoint:
    quality = None if one.quality is None else _("call quality {score}").format(score=points_words(one.quality))
    return SeriesPoint(
        key=one.first_day.isoformat(),
        label=_day(one.first_day),
        value=one.agent_score,
        n=one.n_calls,
        lower=mean.ci_low if mean else None,
        upper=mean.ci_high if mean else None,
        note=quality or "",
        centre=mean.value if mean else None,
    )


def _marks(feedback: AgentFeedback) -> tuple[tuple[str, str], ...]:
    """By the point that follows it: where this time begins, when results were last released, when a note was given."""
    course = feedback.course
    said: dict[str, list[str]] = {}
    first = next((one for one in course.points if one.is_now), None)
    if first is not None and first is not course.points[0]:
        said.setdefault(first.first_day.isoformat(), []).append(_("this time"))
    told = [(course.told_on, _("feedback {day}"))] if course.told_on else []
    for day, words in (*told, *((day, _("coached {day}")) for day in course.coached_on)):
        after = course.after(day)
        assert after is not None, "only days with a point after them are kept"
        said.setdefault(after.first_day.isoformat(), []).append(words.format(day=_day(day)))
    return tuple((key, listed(words)) for key, words in sorted(said.items()))


def _day(day: date) -> str:
    return f"{day:%m-%d}"
