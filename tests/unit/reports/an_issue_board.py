"""A board of common issues made by hand for tests of the report: small enough to check every figure in it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.measurement.control_chart import p_chart
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.shares import CallSums, difference_of_shares, ratio_of_sums, share_of_calls
from qa_desk.measurement.standardised import Stratum, standardised_change
from qa_desk.reports.common_issues import CommonIssuesData
from qa_desk.services.issues.explaining_views import CutBy, CutPart, Explanation, IssueCut, Mover, SeverityShift
from qa_desk.services.issues.issue_views import CommonIssues, Example, IssueQuery, IssueRow, PeriodPoint, ReasonCount

FIRST, LAST = date(2026, 10, 19), date(2026, 11, 15)
MADE_AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
CALL = CallId(UUID(int=1))

_TITLES = {
    "tone": ("Tone", "语气"),
    "answer_complete": ("Answer complete", "解答完整"),
    "greeting": ("Greeting", "问候"),
    "consent": ("Consent before any change", "变更前征得客户同意"),
}
_N_CALLS = 100


def board() -> CommonIssues:
    """100 calls: three criteria lost 60, 30 and 10 points; one critical criterion failed in 4 calls."""
    rows = (
        _row("tone", 40, 60.0, 0.6, was=20, is_real=True),
        _row("answer_complete", 15, 30.0, 0.9, was=14),
        _row("greeting", 5, 10.0, 1.0, was=0),
    )
    critical = (_row("consent", 4, 0.0, 0.0, was=5, critical=CriticalFamily.BUSINESS),)
    query = IssueQuery(FIRST, LAST)
    return CommonIssues(
        query, FIRST - timedelta(days=28), LAST - timedelta(days=28), 100, 100, 6, 100.0, rows, critical, _trend()
    )


def data() -> CommonIssuesData:
    """The board with the sound of its one example, why tone moved and where it happens."""
    return CommonIssuesData(
        board(),
        ((CALL, 181.0, b"OggS"),),
        MADE_AT,
        "Liu Yang",
        (explanation(),),
        (cut_by_unit(), cut_by_owner(), cut_by_unit("answer_complete")),
    )


def explanation(mover: Mover = Mover.AGENTS) -> Explanation:
    """Tone went from 20 of 100 to 40 of 100, with both inspectors."""
    strata = (Stratum(24, 60, 10, 50), Stratum(16, 40, 10, 50))
    return Explanation(
        "tone",
        _title("tone"),
        mover,
        difference_of_shares(40, _N_CALLS, 20, _N_CALLS),
        standardised_change(strata),
        SeverityShift(mean_of_calls([0.0, -0.5, 0.0, 0.5]), mean_of_calls([0.0, 0.0, 0.5, -0.5]), is_real=False),
        old_version=6 if mover is Mover.FORM else None,
        new_version=7 if mover is Mover.FORM else None,
    )


def cut_by_unit(key: str = "tone") -> IssueCut:
    """Hall 3 fails more than the rest; of Hall 9 there are too few calls."""
    counts = (("East / Hall 3", 30, 50), ("East / Hall 1", 10, 47), ("East / Hall 9", 0, 3))
    parts = tuple(
        CutPart(
            value,
            n_failed,
            n_calls,
            share_of_calls(n_failed, n_calls),
            n_calls < 5,
            difference_of_shares(n_failed, n_calls, 40 - n_failed, 100 - n_calls) if n_calls >= 5 else None,
            is_apart=value == "East / Hall 3",
        )
        for value, n_failed, n_calls in counts
    )
    return IssueCut(key, _title(key), CutBy.UNIT, "East", parts)


def cut_by_owner() -> IssueCut:
    """The agents caused most of it."""
    owners = (("agent", 39), ("IT", 1))
    parts = tuple(CutPart(name, n, _N_CALLS, share_of_calls(n, _N_CALLS), is_small=False) for name, n in owners)
    return IssueCut("tone", _title("tone"), CutBy.CAUSE_OWNER, "East", parts)


def nothing() -> CommonIssuesData:
    """A period in which nothing was scored."""
    empty = CommonIssues(IssueQuery(FIRST, LAST), FIRST, LAST, 0, 0, 0, 0.0, (), (), ())
    return CommonIssuesData(empty, (), MADE_AT, "Liu Yang")


def _title(key: str) -> LocalText:
    return LocalText.of(dict(zip(("en", "zh_CN"), _TITLES[key], strict=True)))


def _row(
    key: str,
    n_failed: int,
    points: float,
    cumulative: float,
    *,
    was: int,
    is_real: bool = False,
    critical: CriticalFamily | None = None,
) -> IssueRow:
    sums = CallSums(_N_CALLS, points, 100.0, points * 1.5, points * 1.2, 150.0)
    return IssueRow(
        criterion_key=key,
        title=_title(key),
        section_title=LocalText.of("Section"),
        critical=critical,
        n_failed=n_failed,
        n_calls=_N_CALLS,
        share=share_of_calls(n_failed, _N_CALLS),
        points=points,
        points_share=ratio_of_sums(sums),
        cumulative_share=cumulative,
        change=difference_of_shares(n_failed, _N_CALLS, was, _N_CALLS),
        change_is_real=is_real,
        is_new=was == 0,
        is_small=False,
        reasons=(ReasonCount("first", LocalText.of(f"{key} is off"), n_failed, points, ratio_of_sums(sums)),),
        cause_owners=(("agent", n_failed - 1), ("IT", 1)),
        examples=(_example(),) if key == "tone" else (),
        critical_share=ratio_of_sums(CallSums(_N_CALLS, n_failed, n_failed, n_failed, n_failed, n_failed))
        if critical
        else None,
    )


def _example() -> Example:
    started_at = datetime(2026, 11, 12, 6, 2, tzinfo=UTC)
    evaluation = EvaluationId(UUID(int=2))
    return Example(evaluation, CALL, "1043", "Li Na", "East / Hall 3", started_at, 181.0, 187.0, "talks over")


def _trend() -> tuple[PeriodPoint, ...]:
    """Ten weeks; the last one leaves its limits, the week before it came a new version, one week had two calls."""
    counts = [(5, 25), (6, 25), (4, 25), (5, 25), (1, 2), (6, 25), (5, 25), (6, 25), (5, 25), (18, 25)]
    _mean, limits = p_chart(counts)
    return tuple(
        PeriodPoint(
            "tone",
            date(2026, 9, 7) + timedelta(weeks=place),
            n_failed,
            n_calls,
            share_of_calls(n_failed, n_calls),
            7 if place >= 8 else 6,
            None if n_calls < 5 else limit,
        )
        for place, ((n_failed, n_calls), limit) in enumerate(zip(counts, limits, strict=True))
    )
