"""The tables of practice: what is due, a result by criterion, results of people, the calls and rules of a sitting."""

from collections.abc import Callable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from qa_desk.domain.evaluation import Answer, AssignmentState
from qa_desk.domain.practice import Mistake
from qa_desk.gui.desk.answer_words import rating_words, reason_words
from qa_desk.gui.practice.words import (
    estimate_words,
    mistake_title,
    result_words,
    verdict_words,
    why_words,
)
from qa_desk.gui.shell.dates import day_and_time, day_and_year, length_text
from qa_desk.gui.shell.words import critical_title, difficulty_title, in_words
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, listed
from qa_desk.services.practice.comparing import as_answers
from qa_desk.services.practice.practising_views import ComparedCriterion, ResultLine, Suggestion
from qa_desk.services.practice.qualifying_views import RuleResult, SittingItem, SittingLine


def suggestion_columns() -> Sequence[Column[Suggestion]]:
    """Cases to practise, with why."""
    return (
        Column("code", _("case"), lambda one: one.code, width=104, weight="medium", is_fixed=True,
               icon=lambda one: ("repeat", "accent") if one.criteria else ("book", "muted")),
        Column("why", _("why today"), lambda one: listed(why_words(one).splitlines()), width=280, stretch=3,
               tip=why_words, can_sort=False),
        Column("difficulty", _("difficulty"), lambda one: difficulty_title(one.difficulty), width=92),
        Column("length", _("length"), lambda one: one.duration_s, _length, align="right", width=72),
    )  # fmt: skip


def compared_columns() -> Sequence[Column[ComparedCriterion]]:
    """What was said and what is settled, side by side."""
    return (
        Column("criterion", _("criterion"), lambda row: in_words(row.criterion.title), width=190, stretch=2,
               weight="medium", is_fixed=True, tip=_family,
               icon=lambda row: ("diamond", "text") if row.criterion.critical else None),
        Column("kind", _("compared"), lambda row: mistake_title(row.judgement.mistake), width=148, is_fixed=True,
               icon=lambda row: ("check", "pass") if row.judgement.agrees else ("cross", "fail"),
               sort_key=lambda row: (row.judgement.agrees, row.judgement.mistake.value)),
        Column("own", _("you said"), lambda row: own_words(row) or None, width=120, stretch=1),
        Column("settled", _("settled"), lambda row: settled_words(row) or None, width=120, stretch=1),
        Column("passage", _("passage"), lambda row: row.evidence.start_s if row.evidence else None,
               lambda start_s: clock(float(str(start_s))), align="right", width=84,
               icon=lambda row: ("play", "text") if row.evidence else None),
    )  # fmt: skip


def result_columns(time_zone: Callable[[], str], *, of_everyone: bool) -> Sequence[Column[ResultLine]]:
    """What was practised, newest first."""
    who: list[Column[ResultLine]] = [
        Column("person", _("person"), lambda line: line.person_name, width=130, stretch=1, weight="medium")
    ]
    return (
        Column("case", _("case"), lambda line: line.record.code, width=104, weight="medium", is_fixed=True,
               icon=lambda line: ("ribbon", "text") if line.record.is_qualification else ("book", "muted"),
               tip=lambda line: line.record.title),
        *(who if of_everyone else []),
        Column("title", _("title"), lambda line: line.record.title, width=180, stretch=2),
        Column("agreeing", _("as settled"), _agreeing, align="right", width=92,
               sort_key=lambda line: line.record.result.n_agreeing / max(1, len(line.record.result.judgements))),
        Column("missed", _("critical missed"), lambda line: line.record.result.n_critical_missed, align="right",
               width=108, token=lambda line: "fail" if line.record.result.n_critical_missed else "muted"),
        Column("alarms", _("false alarms"), lambda line: line.record.result.n_critical_false_alarms, align="right",
               width=96, token=lambda line: "fail" if line.record.result.n_critical_false_alarms else "muted"),
        Column("when", _("handed in"), lambda line: day_and_time(line.record.result.finished_at, time_zone()),
               width=128, sort_key=lambda line: line.record.result.finished_at),
    )  # fmt: skip


def sitting_columns(time_zone: Callable[[], str], *, of_everyone: bool) -> Sequence[Column[SittingLine]]:
    """Everybody's sittings, or one's own."""
    who: list[Column[SittingLine]] = [
        Column("person", _("person"), lambda line: line.person_name, width=130, stretch=1, weight="medium")
    ]
    return (
        *(who if of_everyone else []),
        Column("title", _("qualification"), lambda line: line.title, width=160, stretch=2, is_fixed=True),
        Column("scorecard", _("scorecard"), lambda line: in_words(line.scorecard_title), width=120, stretch=1),
        Column("attempt", _("attempt"), lambda line: line.sitting.attempt, align="right", width=72),
        Column("verdict", _("verdict"), lambda line: verdict_words(line.sitting), width=110,
               icon=_verdict_icon),
        Column("errors", _("errors"), lambda line: line.sitting.n_errors, align="right", width=64),
        Column("until", _("valid until"), lambda line: line.sitting.valid_until, _day, width=110),
        Column("begun", _("begun"), lambda line: line.sitting.started_at.astimezone(ZoneInfo(time_zone())).date(),
               _day, width=110),
    )  # fmt: skip


def item_columns() -> Sequence[Column[SittingItem]]:
    """The calls of a sitting; cases are named once it is over."""
    return (
        Column("position", _("#"), lambda item: item.position + 1, align="right", width=44, is_fixed=True),
        Column("call", _("call"), lambda item: item.call_key, width=120, stretch=1, weight="medium", is_fixed=True),
        Column("length", _("length"), lambda item: item.duration_s, _length, align="right", width=72),
        Column("state", _("state"), _state_words, width=130,
               icon=lambda item: ("check", "pass") if item.state is AssignmentState.DONE else None),
        Column("code", _("case"), lambda item: item.code or None, width=84),
        Column("wrong", _("critical mistakes"), lambda item: item.n_wrong_critical, align="right", width=120,
               token=lambda item: "fail" if item.n_wrong_critical else "muted"),
    )  # fmt: skip


def rule_columns() -> Sequence[Column[RuleResult]]:
    """The verdict of each rule."""
    return (
        Column("rule", _("rule"), lambda one: one.title, width=170, stretch=1, weight="medium", is_fixed=True,
               icon=lambda one: ("check", "pass") if one.outcome.is_met else ("cross", "fail")),
        Column("errors", _("errors"), result_words, width=240, stretch=2),
        Column("right", _("right judgements"), lambda one: estimate_words(one.right), align="right", width=170),
        Column("verdict", _("verdict"), lambda one: _("passed") if one.outcome.is_met else _("not passed"), width=96),
    )  # fmt: skip


def settled_words(row: ComparedCriterion) -> str:
    """The settled rating with its reasons; N/A too where the settled answers hide the criterion."""
    if row.judgement.settled_failed is None:
        return _("N/A")
    (answer,) = as_answers((row.settled,))
    return _with_reasons(row, answer)


def own_words(row: ComparedCriterion) -> str:
    """One's own rating with its reasons; N/A too where one's own answers hid the criterion."""
    is_hidden = row.judgement.mistake is Mistake.NA_CONFUSION and row.judgement.settled_failed is not None
    return _("N/A") if is_hidden else _with_reasons(row, row.own)


def _with_reasons(row: ComparedCriterion, answer: Answer | None) -> str:
    rating, reasons = rating_words(row.criterion, answer), reason_words(row.criterion, answer)
    return _("{rating} ({reasons})").format(rating=rating, reasons=reasons) if reasons else rating


def _family(row: ComparedCriterion) -> str:
    return critical_title(row.criterion.critical) if row.criterion.critical else ""


def _agreeing(line: ResultLine) -> str:
    result = line.record.result
    return _("{n} of {all}").format(n=result.n_agreeing, all=len(result.judgements))


def _verdict_icon(line: SittingLine) -> tuple[str, str] | None:
    if line.sitting.passed is None:
        return ("clock", "text")
    return ("check", "pass") if line.sitting.passed else ("cross", "fail")


def _state_words(item: SittingItem) -> str:
    return {
        AssignmentState.WAITING: _("waits"),
        AssignmentState.BEGUN: _("begun"),
        AssignmentState.DONE: _("handed in"),
        AssignmentState.WITHDRAWN: _("not handed in"),
    }[item.state]


def _length(seconds: object) -> str:
    return length_text(float(str(seconds)))


def _day(day: object) -> str:
    assert isinstance(day, date)
    return day_and_year(day)
