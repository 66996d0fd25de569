"""The evaluations of one call as a list: who, why, on which scorecard, when, and what it came to."""

from collections.abc import Callable
from datetime import datetime

from qa_desk.domain.scoring import FamilyOutcome
from qa_desk.gui.shell.dates import day_and_time, worked_text
from qa_desk.gui.shell.words import family_title, in_words, scored_as
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _, listed
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation


def evaluation_columns(time_zone: Callable[[], str]) -> tuple[Column[ScoredEvaluation], ...]:
    """The columns in the order shown."""

    def submitted(value: object) -> str:
        assert isinstance(value, datetime)
        return day_and_time(value, time_zone())

    return (
        Column("inspector", _("inspector"), lambda one: one.inspector_name, width=120, stretch=2, weight="medium",
               is_fixed=True),
        Column("purpose", _("purpose"), _purpose, token="muted", width=96),
        Column("scorecard", _("scorecard"), _scorecard, token="muted", width=136, stretch=1),
        Column("submitted", _("submitted"), lambda one: one.evaluation.submitted_at, format=submitted, width=128,
               runs=lambda one: _submitted_runs(one, submitted)),
        Column("worked", _("time spent"), lambda one: one.evaluation.worked_s or None, format=_worked, align="right",
               width=80, is_shown=False),
        Column("listened", _("listened"), lambda one: one.evaluation.listened_share, format=_percent, align="right",
               width=72, is_shown=False),
        Column("score", _("call quality"), lambda one: None if one.hides_score else one.result.score, runs=_score_runs,
               align="right", width=88, tip=_score_tip),
        Column("agent_score", _("agent score"), lambda one: None if one.hides_score else one.agent_result.score,
               format=lambda value: f"{value:.1f}", align="right", width=88),
        Column("outcome", _("outcome"), _outcome, icon=_outcome_sign, width=152, stretch=2,
               token=lambda one: "text" if _is_open(one) or one.result.passed else "fail"),
    )  # fmt: skip


def _worked(value: object) -> str:
    assert isinstance(value, float)
    return worked_text(value)


def _percent(value: object) -> str:
    assert isinstance(value, float)
    return _("{percent} %").format(percent=round(100 * value))


def _purpose(one: ScoredEvaluation) -> str:
    return scored_as(one.evaluation.purpose_shown, one.evaluation.mode)


def _scorecard(one: ScoredEvaluation) -> str:
    return _("{title}, version {number}").format(title=in_words(one.version.title), number=one.version.number)


def _submitted_runs(one: ScoredEvaluation, written: Callable[[object], str]) -> tuple[Run, ...]:
    moment = one.evaluation.submitted_at
    if moment is None or not one.evaluation.is_in:
        return (Run(_("draft"), "muted"),)
    return (Run(written(moment)),)


def _score_runs(one: ScoredEvaluation) -> tuple[Run, ...]:
    if one.hides_score:
        return (Run(_("hidden"), "muted", size="caption"),)
    if one.result.score is None:
        return (Run(_("not scored"), "muted", size="caption"),)
    return (Run(f"{one.result.score:.1f}", weight="strong"),)


def _score_tip(one: ScoredEvaluation) -> str:
    return _("Shown after the reveal, so that nobody scores towards a number") if one.hides_score else ""


def _is_open(one: ScoredEvaluation) -> bool:
    return one.hides_score or not one.evaluation.is_in


def _outcome(one: ScoredEvaluation) -> str | None:
    if _is_open(one):
        return None
    failed = _failed(one)
    return _("failed: {families}").format(families=failed) if failed else _("passed")


def _outcome_sign(one: ScoredEvaluation) -> tuple[str, str] | None:
    if _is_open(one):
        return None
    return ("check", "pass") if one.result.passed else ("cross", "fail")


def _failed(one: ScoredEvaluation) -> str:
    return listed(family_title(family) for family, outcome in one.result.families if outcome is FamilyOutcome.FAILED)
