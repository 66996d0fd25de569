"""Feedback to an agent made by hand for tests of the report: praise, three things, progress, every kind of answer."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.ids import CallId, CaseId, PersonId, WordingId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.measurement.means import difference_of_means, mean_of_calls
from qa_desk.measurement.shares import difference_of_shares, share_of_calls
from qa_desk.reports.agent_feedback import AgentFeedbackData
from qa_desk.services.feedback.course import Course, CoursePoint
from qa_desk.services.feedback.feeding_back_views import (
    AgentChoice,
    AgentFeedback,
    AgentQuery,
    AgreedNote,
    BenchmarkCase,
    Progress,
    Strength,
    Thing,
    ToldPassage,
    ToldResult,
)
from qa_desk.services.forms.standard_views import BenchmarkPassage
from qa_desk.services.periods import Days, Period
from tests.unit.reports.a_standard import SCRIPT, version

MADE_AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
QUERY = AgentQuery(date(2026, 11, 2), date(2026, 11, 15), "agent-01")
_AGENT = AgentChoice(PersonId(UUID(int=1)), "agent-01", "Li Na", "East / Hall 1")
_SCORES, _SCORES_BEFORE = (90.0, 80.0, 100.0, 95.0, 85.0, 70.0), (60.0, 75.0, 80.0, 70.0, 65.0)


def _passage(number: int, note: str) -> ToldPassage:
    call = CallId(UUID(int=number))
    return ToldPassage(call, f"70{number}", datetime(2026, 11, 3, 9, number, tzinfo=UTC), 4.0, 9.5, note)


def _thing(key: str, n_failed: int, points: float) -> Thing:
    return Thing(
        version().criterion(key),
        n_failed,
        6,
        share_of_calls(n_failed, 6),
        points,
        None,
        "",
        (),
        None,
    )


def _things() -> tuple[Thing, ...]:
    wording = StandardWording(
        WordingId(UUID(int=5)),
        LocalText.of("Identity"),
        LocalText.of("Two details, please."),
        "",
        "",
        QUERY.first_day,
        None,
        None,
    )
    imitated = BenchmarkPassage("no_disclosure", "SC-041", "Asks first", "", CallId(UUID(int=9)), "8009", 12.0, 17.5)
    disclosed = replace(
        _thing("no_disclosure", 1, 0.0),
        passage=_passage(2, f"balance read out {SCRIPT}"),
        comment=f"To a neighbour. {SCRIPT}",
        wordings=(wording,),
        benchmark=BenchmarkCase(CaseId(UUID(int=7)), "SC-041", "Asks first", imitated),
    )
    tone = replace(_thing("tone", 3, 24.0), benchmark=BenchmarkCase(CaseId(UUID(int=8)), "SC-007", "Kept calm", None))
    return disclosed, tone, _thing("greeting", 2, 6.5)


def _progress() -> tuple[Progress, ...]:
    tone, greeting, disclosed = (version().criterion(key) for key in ("tone", "greeting", "no_disclosure"))
    return (
        Progress(disclosed, 1, 4, 1, 6, None, is_apart=False),
        Progress(tone, 5, 5, 0, 6, difference_of_shares(0, 6, 5, 5), is_apart=True),
        Progress(greeting, 2, 5, 2, 6, difference_of_shares(2, 6, 2, 5), is_apart=False),
    )


def _results() -> tuple[ToldResult, ...]:
    states = [state for state in FeedbackState if state is not FeedbackState.HELD]
    return tuple(
        ToldResult(
            f"70{place}",
            date(2026, 11, 10 - place),
            score,
            score,
            place != 1,
            state,
            "" if state is FeedbackState.RELEASED else "Li Na",
        )
        for place, (score, state) in enumerate(zip(_SCORES, (*states, FeedbackState.ACKNOWLEDGED), strict=True))
    )


def _course() -> Course:
    days = (date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9))
    then, now = (62.5, 80.0), (90.0, 83.4)
    points = (
        CoursePoint(day, 2, score, score - 1.0, is_now=place >= len(then))
        for place, (day, score) in enumerate(zip(days, (*then, *now), strict=True))
    )
    return Course(Period.WEEK, tuple(points), date(2026, 10, 30), (date(2026, 11, 5),))


def _agreed() -> tuple[AgreedNote, ...]:
    """One that is done, one that is late, and one that waits, about no criterion."""
    done = AgreedNote(
        version().criterion("tone").title,
        f"Breathe before you answer. {SCRIPT}",
        date(2026, 11, 5),
        "Guo Ping",
        date(2026, 11, 12),
        "Guo Ping",
        date(2026, 11, 13),
        "Guo Ping",
        f"Calm on all calls since. {SCRIPT}",
    )
    late = replace(done, text="Ask for two details.", done_on=None, done_by="", result="")
    return done, late, replace(late, criterion_title=NO_TEXT, text="Keep it up.", follow_up_on=date(2026, 11, 20))


def feedback() -> AgentFeedback:
    """What the report is composed of."""
    greeting = version().criterion("greeting")
    return AgentFeedback(
        query=QUERY,
        agent=_AGENT,
        before=Days(date(2026, 10, 19), date(2026, 11, 1)),
        n_before=len(_SCORES_BEFORE),
        quality=mean_of_calls(_SCORES, upper=100.0),
        agent_score=mean_of_calls(_SCORES, upper=100.0),
        passed=share_of_calls(5, 6),
        agent_score_before=mean_of_calls(_SCORES_BEFORE, upper=100.0),
        change=difference_of_means(_SCORES, _SCORES_BEFORE),
        strengths=(Strength(greeting, 5, 6, share_of_calls(5, 6), _passage(1, "warm from the first word")),),
        things=_things(),
        progress=_progress(),
        course=_course(),
        agreed=_agreed(),
        results=_results(),
    )


def data(found: AgentFeedback | None = None) -> AgentFeedbackData:
    """The report's data, with the sound of one passage."""
    told = found or feedback()
    return AgentFeedbackData(told, {(CallId(UUID(int=9)), 12.0): b"OggS-sound"}, MADE_AT, "Guo Ping")


def nothing() -> AgentFeedbackData:
    """An agent to whom nothing was released."""
    empty = mean_of_calls(())
    return data(
        replace(
            feedback(),
            n_before=0,
            quality=empty,
            agent_score=empty,
            passed=share_of_calls(0, 0),
            agent_score_before=empty,
            change=None,
            strengths=(),
            things=(),
            progress=(),
            course=Course(Period.WEEK, ()),
            agreed=(),
            results=(),
        )
    )
