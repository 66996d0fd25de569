"""The page My results: what was released to an agent of their own calls, at their visit or when they sign in."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout

from qa_desk.domain.accounts import OwnResult
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CaseId, FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.gui.my_results.report_of_mine import ReportOfMine
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState
from qa_desk.gui.widgets.following_scroll import FollowingScroll
from qa_desk.gui.widgets.result_form import ResultForm
from qa_desk.gui.widgets.result_words import answer_words
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import Claim, FeedbackDetail, FeedbackLine
from qa_desk.services.feedback.feeding_back_views import BesideResult

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

_NOTICE = "result"

Shown = tuple[FeedbackDetail, BesideResult, tuple[CoachingView, ...]]
Read = tuple[tuple[OwnResult, ...], dict[str, FeedbackLine], str]


class MyResultsPage(Page):
    """One's own results, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("My results"))
        self._table: DataTable[OwnResult] | None = None
        self._lines: dict[str, FeedbackLine] = {}
        self._time_zone = "UTC"
        self._column = QVBoxLayout(self.body)
        edge = context.theme.size("lg")
        self._column.setContentsMargins(edge, 0, edge, edge)
        self._column.setSpacing(context.theme.size("sm"))
        if context.visit is not None:
            told = QLabel(_("You sit at a colleague's desk: leave with “Switch person”, or it ends by itself."))
            told.setObjectName("visit_words")
            told.setProperty("tone", "muted")
            self._column.addWidget(told)

        self.report = ReportOfMine(context, self)
        self._save = self.head.add_action(_("Save as report"), self.report.begin, kind="quiet", name="save_feedback")
        self._save.setToolTip(_("The last four weeks: strengths, what to work on, and what came of it"))
        self._sound = RowSound(context, self)
        self._form = ResultForm(theme=context.theme, commands=context.commands, sound=self._sound)
        self._form.case_wanted.connect(self._open_case)
        self._form.acknowledged.connect(self._acknowledge)
        self._form.disputed.connect(self._dispute)
        self._pane = FollowingScroll(self._form)
        self._column.addWidget(self._pane, 2)

    @property
    def table(self) -> DataTable[OwnResult] | None:
        """The list, once there is something in it."""
        return self._table

    def shown(self, place: Place) -> None:
        if self._table is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.EVALUATION):
            self._read()

    def _read(self) -> None:
        services, actor, visit = self.context.services, self.context.actor, self.context.visit

        def work(_progress: object) -> Read:
            time_zone = services.administering.centre().time_zone
            # A visit brought its results along: the login of the desk is not allowed to read them, nor to answer them.
            if visit is not None and services.signing_in.connected() is not None:
                return visit.results, {}, time_zone
            lines = services.answering_feedback.own(actor)
            results = visit.results if visit is not None else services.signing_in.own_results(actor)
            return results, {line.call_key: line for line in lines}, time_zone

        self.context.jobs.run(
            self,
            _("Reading your results"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: Read) -> None:
        results, self._lines, self._time_zone = read
        if not results:
            self._show_nothing()
            return
        table = self._table or self._make_table()
        table.set_rows(results)
        waiting = [result for result in results if self._waits(result)]
        self.head.set_summary(_summary(len(results), len(waiting)))
        self._pane.setVisible(bool(self._lines))
        self._save.setVisible(bool(self._lines))
        self.show_body()
        if table.current_row() is None:
            # what can still be disputed before what is only not answered, as it is over soonest
            urgent = [one for one in waiting if self._lines[one.call_key].dispute_until is not None]
            first = next(iter(urgent or waiting or results))
            table.select_key(first.call_key)
        self._show(table.current_row())
        table.setFocus()

    def _make_table(self) -> DataTable[OwnResult]:
        self._table = table = DataTable(
            _columns(self._time_zone, self._line_of if self._lines else None),
            theme=self.context.theme,
            key=lambda result: result.call_key,
            name="my_results_table",
            title=_("My results"),
        )
        table.current_changed.connect(self._show)
        self._column.insertWidget(self._column.count() - 1, table, 1)
        return table

    def _line_of(self, call_key: str) -> FeedbackLine | None:
        return self._lines.get(call_key)

    def _waits(self, result: OwnResult) -> bool:
        line = self._line_of(result.call_key)
        return line is not None and line.feedback.state is FeedbackState.RELEASED

    def _show(self, result: OwnResult | None) -> None:
        line = self._lines.get(result.call_key) if result is not None else None
        if line is None:
            return
        services, actor, feedback_id = self.context.services, self.context.actor, line.feedback.id

        def work(_progress: object) -> Shown:
            detail = services.answering_feedback.feedback(actor, feedback_id)
            own = services.coaching_agents.own(actor)
            notes = tuple(view for view in own if view.note.evaluation_id in (None, detail.line.feedback.evaluation_id))
            return detail, services.feeding_back.beside(actor, feedback_id), notes

        self.context.jobs.run(
            self,
            _("Reading your results"),
            work,
            self._on_result,
            lambda error: self.context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def _on_result(self, shown: Shown) -> None:
        current = self._table.current_row() if self._table is not None else None
        if current is None or current.call_key != shown[0].line.call_key:
            return
        if self._form.show_result(*shown, time_zone=self._time_zone):
            self._pane.verticalScrollBar().setValue(0)

    def leave(self) -> None:
        self._sound.pause()

    def _open_case(self, case_id: CaseId) -> None:
        self.context.navigation.go(Place.to("library", case=str(case_id)))

    def _acknowledge(self, feedback_id: FeedbackId) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Acknowledging"), lambda: answering.acknowledge(actor, feedback_id))

    def _dispute(self, feedback_id: FeedbackId, reason: str, claims: tuple[Claim, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Disputing"), lambda: answering.dispute(actor, feedback_id, reason, claims))

    def _change(self, title: str, change: Callable[[], Changes]) -> None:
        self.context.jobs.run(self, title, lambda _progress: change(), self._on_changed, self._on_refused)

    def _on_changed(self, changes: Changes) -> None:
        self.context.notices.close_key(_NOTICE)
        self.context.hub.announce(changes)

    def _on_refused(self, error: Exception) -> None:
        if not self._form.refuse(error):
            self.context.notices.error(error, key=_NOTICE)

    def _show_nothing(self) -> None:
        self._save.hide()
        about = _(
            "When QA has scored one of your calls and released the result to you, it is here, with what went well "
            "first. Nothing has been released to you yet."
        )
        self.show_empty(EmptyState("cases", _("No results for you yet"), about))


def _columns(time_zone: str, line_of: Callable[[str], FeedbackLine | None] | None) -> tuple[Column[OwnResult], ...]:
    """Without the answer where the results are not read from here."""

    def answered(one: OwnResult) -> str | None:
        line = line_of(one.call_key) if line_of else None
        return answer_words(line) if line else None

    columns: tuple[Column[OwnResult], ...] = (
        Column("call", _("call"), lambda one: one.call_key, width=120, stretch=2, weight="medium", is_fixed=True),
        Column("day", _("day of the call"), lambda one: local_day(one.started_at, time_zone), format=_day, width=136),
        Column("score", _("call quality"), lambda one: one.score, format=_score, align="right", width=112),
        Column("agent_score", _("your score"), lambda one: one.agent_score, format=_score, align="right", width=112),
        Column("outcome", _("outcome"), _outcome, icon=_sign, width=120),
        Column("released", _("released"), lambda one: local_day(one.released_at, time_zone), format=_day, width=136),
        Column("answer", _("your answer"), answered, width=152),
    )
    return columns if line_of else columns[:-1]


def _summary(n: int, n_waiting: int) -> str:
    told = ngettext("{n} result", "{n} results", n).format(n=n)
    if not n_waiting:
        return told
    waits = ngettext("{n} waits for your answer", "{n} wait for your answer", n_waiting).format(n=n_waiting)
    return _("{results}, {waiting}").format(results=told, waiting=waits)


def _n_waiting(services: "Services", actor: Actor) -> int:
    return services.answering_feedback.n_to_answer(actor)


def _waits_words(n: int) -> str:
    return ngettext("{n} result to acknowledge or dispute", "{n} results to acknowledge or dispute", n)


def _outcome(result: OwnResult) -> str | None:
    if result.passed is None:
        return None
    return _("passed") if result.passed else _("failed")


def _sign(result: OwnResult) -> tuple[str, str] | None:
    if result.passed is None:
        return None
    return ("check", "pass") if result.passed else ("cross", "fail")


def _day(value: object) -> str:
    assert isinstance(value, date)
    return day_and_year(value)


def _score(value: object) -> str:
    return f"{value:.1f}"


PAGE = PageSpec(
    key="my_results",
    title=N_("My results"),
    icon="ribbon",
    group=PageGroup.WORK,
    build=MyResultsPage,
    action=Action.VIEW_OWN_RESULTS,
    count=_n_waiting,
    counts_of=frozenset({ObjectKind.EVALUATION}),
    waits=_waits_words,
)
