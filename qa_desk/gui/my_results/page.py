"""The page My results: what was released to an agent of their own calls, at their visit or when they sign in."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout

from qa_desk.domain.accounts import OwnResult
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CaseId, FeedbackId
from qa_desk.domain.permissions import Action
from qa_desk.gui.my_results.report_of_mine import ReportOfMine
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState
from qa_desk.gui.widgets.result_form import ResultForm
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import Claim, FeedbackDetail
from qa_desk.services.feedback.feeding_back_views import BesideResult

Shown = tuple[FeedbackDetail, BesideResult, tuple[CoachingView, ...]]
Read = tuple[tuple[OwnResult, ...], dict[str, FeedbackId], str]


class MyResultsPage(Page):
    """One's own results, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("My results"))
        self._table: DataTable[OwnResult] | None = None
        self._keys: dict[str, FeedbackId] = {}
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
        self._pane = QScrollArea()
        self._pane.setWidgetResizable(True)
        self._pane.setWidget(self._form)
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
            return results, {line.call_key: line.feedback.id for line in lines}, time_zone

        self.context.jobs.run(
            self,
            _("Reading your results"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: Read) -> None:
        results, self._keys, time_zone = read
        if not results:
            self._show_nothing()
            return
        if self._table is None:
            self._table = DataTable(
                _columns(time_zone),
                theme=self.context.theme,
                key=lambda result: result.call_key,
                name="my_results_table",
                title=_("My results"),
            )
            self._table.current_changed.connect(lambda result: self._show(result))
            self._column.insertWidget(self._column.count() - 1, self._table, 1)
        self._table.set_rows(results)
        self.head.set_summary(ngettext("{n} result", "{n} results", len(results)).format(n=len(results)))
        self._pane.setVisible(bool(self._keys))
        self._save.setVisible(bool(self._keys))
        self.show_body()
        if self._table.current_row() is None:
            self._table.select_first()
        self._show(self._table.current_row())
        self._table.setFocus()

    def _show(self, result: OwnResult | None) -> None:
        feedback_id = self._keys.get(result.call_key) if result is not None else None
        if feedback_id is None:
            return
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> Shown:
            detail = services.answering_feedback.feedback(actor, feedback_id)
            own = services.coaching_agents.own(actor)
            notes = tuple(view for view in own if view.note.evaluation_id in (None, detail.line.feedback.evaluation_id))
            return detail, services.feeding_back.beside(actor, feedback_id), notes

        self.context.jobs.run(
            self,
            _("Reading your results"),
            work,
            lambda shown: self._form.show_result(*shown),
            lambda error: self.context.notices.error(error, key="result"),
            is_quiet=True,
        )

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
        self.context.jobs.run(
            self,
            title,
            lambda _progress: change(),
            self.context.hub.announce,
            lambda error: self.context.notices.error(error, key="result"),
        )

    def _show_nothing(self) -> None:
        self._save.hide()
        about = _(
            "When QA has scored one of your calls and released the result to you, it is here, with what went well "
            "first. Nothing has been released to you yet."
        )
        self.show_empty(EmptyState("cases", _("No results for you yet"), about))


def _columns(time_zone: str) -> tuple[Column[OwnResult], ...]:
    return (
        Column("call", _("call"), lambda one: one.call_key, width=120, stretch=2, weight="medium", is_fixed=True),
        Column("day", _("day of the call"), lambda one: local_day(one.started_at, time_zone), format=_day, width=136),
        Column("score", _("call quality"), lambda one: one.score, format=_score, align="right", width=112),
        Column("agent_score", _("your score"), lambda one: one.agent_score, format=_score, align="right", width=112),
        Column("outcome", _("outcome"), _outcome, icon=_sign, width=120),
        Column("released", _("released"), lambda one: local_day(one.released_at, time_zone), format=_day, width=136),
    )


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
)
