"""The report to one agent over a period: strengths first, at most three things, what came of those of last time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.agent_feedback_agreed import agreed_blocks
from qa_desk.reports.agent_feedback_course import course_figure
from qa_desk.reports.agent_feedback_words import (
    STATES,
    change_words,
    counts_words,
    progress_words,
    small_print,
    thing_words,
)
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Passage,
    Passages,
    Table,
    TableColumn,
)
from qa_desk.reports.sources import Sounding, Timed
from qa_desk.services.feedback.feeding_back_views import AgentFeedback, AgentQuery, BenchmarkCase, Thing, ToldPassage
from qa_desk.services.issues.issue_views import SMALL_NUMBER


class _FeedingBack(Protocol):
    def to_agent(self, actor: Actor, query: AgentQuery) -> AgentFeedback: ...


class Sources(Sounding, Timed, Protocol):
    """The services this report asks."""

    @property
    def feeding_back(self) -> _FeedingBack:
        """Where the figures come from."""
        ...


@dataclass(frozen=True, slots=True)
class AgentFeedbackData:
    """What was gathered; `sounds` has the sound of each passage by call and first second."""

    feedback: AgentFeedback
    sounds: dict[tuple[CallId, float], bytes]
    made_at: datetime
    made_by: str


class AgentFeedbackReport:
    """What an agent gets into their hands after some weeks, and a team leader to talk it through with."""

    key = "agent_feedback"
    title = N_("Feedback to an agent")
    purpose = N_("Strengths, three things to work on, progress")
    action = Action.VIEW_AGENT_FEEDBACK
    asks = frozenset({"agent"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> AgentFeedbackData:
        """What there is to say, and a short sound file for every passage."""
        query = AgentQuery(params.first_day, params.last_day, params.agent)
        feedback = sources.feeding_back.to_agent(actor, query)
        sounds = {
            (one.call_id, one.start_s): sources.listening.excerpt(actor, one.call_id, one.start_s, one.end_s)
            for one in _passages_of(feedback)
        }
        return AgentFeedbackData(feedback, sounds, sources.now(), actor.name)

    def compose(self, data: AgentFeedbackData) -> Document:
        """The report in the language in use."""
        feedback = data.feedback
        query, agent = feedback.query, feedback.agent
        return composed(
            self.key,
            _("Feedback to {name}").format(name=agent.name),
            data,
            subtitle=_("{unit} · {first} to {last}").format(
                unit=agent.unit_path, first=query.first_day, last=query.last_day
            ),
            blocks=_blocks(data) if feedback.results else (_nothing(), *agreed_blocks(feedback)),
            facts=small_print(feedback),
        )


def _passages_of(feedback: AgentFeedback) -> list[ToldPassage]:
    of_strengths = [one.passage for one in feedback.strengths]
    benchmarks = [one.benchmark.passage for one in feedback.things if one.benchmark]
    found = [one for one in (*of_strengths, *(one.passage for one in feedback.things)) if one is not None]
    imitated = [
        ToldPassage(one.call_id, one.call_key, None, one.start_s, one.end_s, one.note) for one in benchmarks if one
    ]
    return [*found, *imitated]


def _nothing() -> Block:
    return Paragraph(_("No result of these days was released to this agent. Widen the period."))


def _blocks(data: AgentFeedbackData) -> tuple[Block, ...]:
    feedback = data.feedback
    blocks: list[Block] = [Heading(_("What went well")), *_strengths(data)]
    blocks.append(Heading(_("What to work on") if feedback.things else _("Nothing to work on")))
    for place, thing in enumerate(feedback.things, 1):
        blocks += _thing(data, place, thing)
    blocks += agreed_blocks(feedback)
    course = course_figure(feedback)
    blocks += [Heading(_("Since last time")), Paragraph(change_words(feedback))]
    blocks += [FigureBlock("course", course)] if course else []
    blocks += _progress(feedback)
    blocks += [Heading(_("Results")), _key_figures(feedback), Paragraph(counts_words(feedback)), _results(feedback)]
    return tuple(blocks)


def _strengths(data: AgentFeedbackData) -> list[Block]:
    strengths = data.feedback.strengths
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("n_met", _("calls met"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("share"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(_title(one.criterion.title), is_strong=True),
            Cell(one.n_met, CellKind.INTEGER),
            Cell(one.n_calls, CellKind.INTEGER),
            _estimate(one.share, CellKind.PERCENT, one.n_calls),
        )
        for one in strengths
    )
    empty = _("No criterion was met on more than half of the calls; every call still has something to build on.")
    blocks: list[Block] = [Table("strengths", _("Met most surely"), columns, rows, empty=empty)]
    praised = tuple(_own_passage(data, one.passage) for one in strengths if one.passage is not None)
    return [*blocks, Passages("praised", _("Well done"), praised)] if praised else blocks


def _thing(data: AgentFeedbackData, place: int, thing: Thing) -> list[Block]:
    words = _("{place}. {criterion}").format(place=place, criterion=_title(thing.criterion.title))
    blocks: list[Block] = [Heading(words, 2), Paragraph(thing_words(thing))]
    if thing.comment:
        blocks.append(Paragraph(_("Noted on the call: {words}").format(words=thing.comment)))
    if thing.passage is not None:
        own = (_own_passage(data, thing.passage),)
        blocks.append(Passages(f"heard_{thing.criterion.key}", _("The passage"), own))
    if thing.criterion.guidance:
        blocks.append(Paragraph(_("The standard: {words}").format(words=_title(thing.criterion.guidance))))
    blocks += [
        Paragraph(
            _("What customers are told about {matter}: {words}").format(
                matter=_title(one.title), words=_title(one.text)
            )
        )
        for one in thing.wordings
    ]
    return [*blocks, *_benchmark(data, thing.criterion.key, thing.benchmark)]


def _benchmark(data: AgentFeedbackData, key: str, found: BenchmarkCase | None) -> list[Block]:
    if found is None:
        return [Paragraph(_("The library has no case yet that shows how it is done."), is_quiet=True)]
    passage = found.passage
    if passage is None:
        told = _("How it is done: case {code}, {title}, in the library.").format(code=found.code, title=found.title)
        return [Paragraph(told)]
    sound = data.sounds.get((passage.call_id, passage.start_s), b"")
    shown = Passage(
        found.code, "", found.title, None, passage.start_s, passage.end_s, passage.note, sound, of_call=passage.call_key
    )
    return [Passages(f"benchmark_{key}", _("How it is done"), (shown,))]


def _own_passage(data: AgentFeedbackData, one: ToldPassage) -> Passage:
    sound = data.sounds.get((one.call_id, one.start_s), b"")
    return Passage(one.call_key, "", "", one.started_at, one.start_s, one.end_s, one.note, sound)


def _progress(feedback: AgentFeedback) -> list[Block]:
    if not feedback.progress:
        return []
    columns = (
        TableColumn("criterion", _("what to work on last time")),
        TableColumn("n_failed_before", _("failed then"), is_numeric=True),
        TableColumn("n_before", _("calls then"), is_numeric=True),
        TableColumn("n_failed", _("failed now"), is_numeric=True),
        TableColumn("n_calls", _("calls now"), is_numeric=True),
        TableColumn("change", _("change in points"), is_numeric=True),
        TableColumn("told_apart", _("what that says")),
    )
    rows = tuple(
        (
            Cell(_title(one.criterion.title), is_strong=True),
            Cell(one.n_failed_before, CellKind.INTEGER),
            Cell(one.n_before, CellKind.INTEGER),
            Cell(one.n_failed, CellKind.INTEGER),
            Cell(one.n_calls, CellKind.INTEGER),
            _change(one.change.value, one.change.low, one.change.high) if one.change else Cell(None, CellKind.PERCENT),
            Cell(progress_words(one)),
        )
        for one in feedback.progress
    )
    note = _(
        "Shares of calls failed. What was picked because it was worst gets better by chance alone; only what is marked "
        "is more than that may be."
    )
    return [Table("progress", "", columns, rows, note=note)]


def _change(value: float, low: float, high: float) -> Cell:
    return Cell(value, CellKind.PERCENT, low=low, high=high, is_signed=True)


def _key_figures(feedback: AgentFeedback) -> Block:
    def figure(found: Estimate, kind: CellKind, label: str) -> KeyFigure:
        return KeyFigure(_estimate(found, kind, len(feedback.results)), label)

    return KeyFigures(
        (
            KeyFigure(Cell(len(feedback.results), CellKind.INTEGER), _("results")),
            figure(feedback.quality, CellKind.DECIMAL, _("call quality")),
            figure(feedback.agent_score, CellKind.DECIMAL, _("agent score")),
            figure(feedback.passed, CellKind.PERCENT, _("calls without a critical failure of the agent")),
        )
    )


def _estimate(found: Estimate, kind: CellKind, n_calls: int) -> Cell:
    """With its limits; nothing where it says more about the few calls than about the agent."""
    return Cell(None, kind) if n_calls < SMALL_NUMBER else Cell(found.value, kind, low=found.ci_low, high=found.ci_high)


def _results(feedback: AgentFeedback) -> Table:
    columns = (
        TableColumn("call", _("call")),
        TableColumn("day", _("day")),
        TableColumn("score", _("call quality"), is_numeric=True),
        TableColumn("agent_score", _("agent score"), is_numeric=True),
        TableColumn("outcome", _("outcome")),
        TableColumn("state", _("answer")),
        TableColumn("answered_by", _("answered by")),
    )
    rows = tuple(
        (
            Cell(one.call_key, is_strong=True),
            Cell(one.day, CellKind.DATE),
            Cell(one.score, CellKind.DECIMAL),
            Cell(one.agent_score, CellKind.DECIMAL),
            Cell(_("passed") if one.passed else _("failed")),
            Cell(_(STATES[one.state])),
            Cell(one.answered_by),
        )
        for one in feedback.results
    )
    return Table("results", "", columns, rows)


def _title(text: LocalText) -> str:
    return text.in_language(current_language())
