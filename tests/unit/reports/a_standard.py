"""A standard made by hand for tests of the report: a form with each kind of criterion, a wording, two passages."""

from datetime import UTC, date, datetime
from uuid import UUID

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.ids import CallId, ScorecardId, VersionId, WordingId
from qa_desk.domain.scorecard import (
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.text import LocalText
from qa_desk.reports.standard_for_agents import StandardData
from qa_desk.services.forms.standard_views import BenchmarkPassage, Standard

SCRIPT = "<script>alert('x')</script>"
CALL_KEY = "call-4711"
_DAY = date(2026, 3, 2)


def _text(words: str) -> LocalText:
    return LocalText.of(words)


def version() -> ScorecardVersion:
    """Four criteria, one of each scale; the critical one with reasons."""
    identity = Reason("identity", _text("The caller was not identified"))
    late = Reason("late", _text("The name comes late"), 2.0)
    disclosure = Criterion(
        "no_disclosure",
        _text("No customer information disclosed"),
        PassFail(),
        critical=CriticalFamily.COMPLIANCE,
        guidance=_text(f"Ask before you read anything out. {SCRIPT}"),
        reasons=(identity,),
    )
    levels = Levels((Level(_text("cold"), 0.0), Level(_text("warm"), 5.0)))
    rule = Section("rule", _text("Rule"), (disclosure,))
    smile = Section(
        "smile",
        _text("Smile"),
        (
            Criterion("tone", _text("Tone"), levels, weight=3.0, guidance=_text("Warm from the first word.")),
            Criterion("greeting", _text("Greeting"), Deduction(10.0), reasons=(late,)),
            Criterion("remedy", _text("Remedy"), Points(10.0), bonus=True, na_allowed=True),
        ),
    )
    return ScorecardVersion(
        VersionId(UUID(int=1)),
        ScorecardId(UUID(int=2)),
        "service",
        3,
        LocalText.of({"en": "Service call", "zh_CN": "服务电话"}),
        VersionState.PUBLISHED,
        CriticalPolicy(PolicyKind.CAP, 59.0),
        (rule, smile),
    )


def data() -> StandardData:
    """What the report is composed of."""
    passages = (
        BenchmarkPassage("no_disclosure", "SC-041", "Asks first", "", CallId(UUID(int=3)), CALL_KEY, 12.0, 17.5),
        BenchmarkPassage("tone", "SC-007", "Kept calm", f"listen {SCRIPT}", CallId(UUID(int=4)), "b", 1.0, 6.0),
    )
    wording = StandardWording(
        WordingId(UUID(int=5)), _text("Refunds"), _text("Within five days."), "billing", "", _DAY, None, None
    )
    standard = Standard(version(), (wording,), passages, _DAY)
    return StandardData(standard, (b"OggS-sound", b""), datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "Wang Fang")
