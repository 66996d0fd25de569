"""Drift in words: what is charted, to which side, how far with its interval, since when; for page and report."""

from datetime import date

from qa_desk.domain.drift import DriftSubject, RestartKind, SubjectKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import _, current_language, ngettext, pgettext
from qa_desk.measurement.drift.watch import Direction
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.drift.board import DriftBoard, DriftLine, Promise
from qa_desk.services.drift.deviations import Stretch
from qa_desk.services.figures.facts import FactSession


def subject_words(subject: DriftSubject) -> str:
    """What is charted, as the form calls it."""
    if subject.kind is SubjectKind.CRITERION:
        return subject.title.in_language(current_language())
    families = {
        None: _("Total score"),
        CriticalFamily.CUSTOMER: _("Customer-critical, whole call"),
        CriticalFamily.BUSINESS: _("Business-critical, whole call"),
        CriticalFamily.COMPLIANCE: _("Compliance-critical, whole call"),
    }
    return families[subject.family]


def direction_words(direction: Direction) -> str:
    """To which side somebody drifts."""
    return _("too strict") if direction is Direction.STRICT else _("too lenient")


def size_words(line: DriftLine) -> str:
    """How far from the standard, signed, with its unit."""
    value = line.size.value
    return "–" if value is None else f"{_told(line, value)} {unit_words(line)}"


def interval_words(line: DriftLine) -> str:
    """The interval of the size; empty where there is none."""
    low, high = line.size.ci_low, line.size.ci_high
    if low is None or high is None:
        return ""
    return _("{low} to {high}").format(low=_told(line, low), high=_told(line, high))


def usual_words(line: DriftLine) -> str:
    """What colleagues deviate by on such calls, signed, with its unit."""
    usual = (line.size.value or 0.0) - line.beyond
    return f"{_told(line, usual)} {unit_words(line)}"


def unit_words(line: DriftLine) -> str:
    """Points of the total, or percent of a criterion's points."""
    return pgettext("of a score", "points") if line.subject.kind is SubjectKind.TOTAL else "%"


def state_words(line: DriftLine) -> str:
    """What is to be said of a chart in two words."""
    if line.alarm is not None:
        return direction_words(line.alarm.direction)
    if line.ended_by is not None:
        return _("acknowledged") if line.ended_by.kind is RestartKind.ACKNOWLEDGED else _("after training")
    return _("too few sessions") if line.current.is_short else _("steady")


def finding(board: DriftBoard, line: DriftLine) -> str:
    """One sentence about a chart; the title of its figure."""
    words = {"name": line.inspector.name, "what": subject_words(line.subject)}
    alarm = line.alarm
    if alarm is not None:
        told = {
            Direction.STRICT: _("{name} is too strict on “{what}” since {day}"),
            Direction.LENIENT: _("{name} is too lenient on “{what}” since {day}"),
        }[alarm.direction]
        return told.format(**words, day=day_words(board, alarm.since))
    if line.ended_by is not None:
        return _("{name} on “{what}”: a new chart begins with the next session").format(**words)
    if line.current.is_short:
        return _("{name} on “{what}”: too few sessions to say").format(**words)
    return _("{name} on “{what}” stays within the limits").format(**words)


def evidence_words(board: DriftBoard, line: DriftLine) -> str:
    """The size with its interval and what it rests on; since the alarm began, or lately."""
    n_sessions = line.size.n_clusters or 0
    sessions = ngettext("{n} session", "{n} sessions", n_sessions).format(n=n_sessions)
    calls = ngettext("{n} call", "{n} calls", line.size.n_items).format(n=f"{line.size.n_items:,}")
    parts = {
        "size": size_words(line),
        "interval": interval_words(line),
        "usual": usual_words(line),
        "calls": calls,
        "sessions": sessions,
    }
    if line.alarm is None:
        return _(
            "Lately {size} from the settled answers ({interval}), {calls} in {sessions}; usual on them is {usual}."
        ).format(**parts)
    return _(
        "{size} from the settled answers ({interval}), {calls} in {sessions}, told in “{session}”; usual on them is "
        "{usual}. A stretch picked out because it stands out looks somewhat larger than it is."
    ).format(**parts, session=line.alarm.told.title)


def promise_words(promise: Promise) -> str:
    """What the board promises."""
    charts = ngettext("{n} chart", "{n} charts", promise.n_charts).format(n=f"{promise.n_charts:,}")
    alarms = ngettext(
        "at most {n} false alarm a year over all of them", "at most {n} false alarms a year over all of them",
        round(promise.a_year),
    ).format(n=number_text(promise.a_year, 0 if promise.a_year == round(promise.a_year) else 1))  # fmt: skip
    return f"{charts} · {alarms}"


def delay_words(promise: Promise) -> str:
    """How soon a lasting shift is told; empty while nothing is charted."""
    told = [
        _("a shift of {sd} σ after about {n}").format(sd=number_text(shift, 0), n=number_text(after, 0))
        for shift, after in promise.told_after
        if after is not None
    ]
    if not told:
        return ""
    return _("Told on average: {shifts} sessions of the inspector (σ: what a session varies by chance).").format(
        shifts=", ".join(told)
    )


def sittings_words(board: DriftBoard) -> str:
    """That sittings are charted beside sessions; empty where none is."""
    n_sittings = sum(session.is_of_cases for session in board.sessions)
    if not n_sittings:
        return ""
    return ngettext(
        "{n} sitting of a qualification is charted beside the sessions; practice is not.",
        "{n} sittings of qualifications are charted beside the sessions; practice is not.",
        n_sittings,
    ).format(n=n_sittings)


def beginning_words(stretch: Stretch) -> str:
    """Why a chart begins anew; empty for the first one of an inspector."""
    if stretch.begins_by is not None:
        return _("acknowledged") if stretch.begins_by.kind is RestartKind.ACKNOWLEDGED else _("training")
    return _("new form") if stretch.is_new_form else ""


def day_words(board: DriftBoard, session: FactSession) -> str:
    """The day of a session where the centre is."""
    return f"{session_day(board, session):%Y-%m-%d}"


def session_day(board: DriftBoard, session: FactSession) -> date:
    """When a session was revealed, as a day of the centre."""
    return session.held_at.astimezone(board.zone).date()


def _told(line: DriftLine, deviation: float) -> str:
    """A deviation in the line's points with its sign; large shares without a decimal."""
    value = deviation * line.unit_points
    shown = number_text(abs(value), 0 if abs(value) >= 10 and line.subject.kind is not SubjectKind.TOTAL else 1)
    if abs(value) < 0.05:
        return shown
    return f"−{shown}" if value < 0 else f"+{shown}"
