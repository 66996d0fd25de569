"""The chart of drift: the EWMA of an inspector's standardised deviations with its limits, sessions as small points."""

import math

from qa_desk.i18n import _
from qa_desk.measurement.drift.watch import Course
from qa_desk.reports.drift_words import beginning_words, day_words, finding, session_day
from qa_desk.reports.figures import SeriesPoint, TimeSeries
from qa_desk.services.drift.board import DriftBoard, DriftLine

_PERCENT = 100.0


def drift_chart(board: DriftBoard, line: DriftLine) -> TimeSeries:
    """All stretches of a line one after another, with a break where the chart begins anew."""
    points: list[SeriesPoint] = []
    breaks: list[tuple[str, str]] = []
    for stretch, course in zip(line.stretches, line.courses, strict=True):
        own = _points(board, course)
        if points:
            breaks.append((own[0].key, beginning_words(stretch)))
        points += own
    return TimeSeries(
        finding(board, line),
        _(
            "below 0: too strict; line: deviations from the settled answers, older ones weighing less (EWMA), 100 % is "
            "what one session varies by chance; small circles: single sessions"
        ),
        tuple(points),
        unit="%",
        breaks=tuple(breaks),
    )


def point_key(course: Course, place: int) -> str:
    """The key of the point that is drawn for a session of a course."""
    return f"{course.series}:{place}"


def _points(board: DriftBoard, course: Course) -> list[SeriesPoint]:
    told = course.signal.at if course.signal else -1
    made: list[SeriesPoint] = []
    for place in range(len(course.session)):
        session = board.sessions[int(course.session[place])]
        made.append(
            SeriesPoint(
                key=point_key(course, place),
                label=f"{session_day(board, session):%m-%d}",
                value=_PERCENT * float(course.ewma[place]),
                n=int(course.n[place]),
                lower=_percent(course.ewma_low[place]),
                upper=_percent(course.ewma_high[place]),
                is_signal=place == told,
                note=f"{session.title}, {day_words(board, session)}",
                observed=_PERCENT * float(course.score[place]),
            )
        )
    return made


def _percent(value: float) -> float | None:
    return None if math.isnan(value) else _PERCENT * float(value)
