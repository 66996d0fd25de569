"""The page My results: what was released to an agent of their own calls, at their visit or when they sign in."""

from datetime import date

from PySide6.QtWidgets import QLabel, QVBoxLayout

from qa_desk.domain.accounts import OwnResult
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext

Read = tuple[tuple[OwnResult, ...], str]


class MyResultsPage(Page):
    """One's own results, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("My results"))
        self._table: DataTable[OwnResult] | None = None
        self._column = QVBoxLayout(self.body)
        edge = context.theme.size("lg")
        self._column.setContentsMargins(edge, 0, edge, edge)
        self._column.setSpacing(context.theme.size("sm"))
        if context.visit is not None:
            told = QLabel(_("You sit at a colleague's desk: leave with “Switch person”, or it ends by itself."))
            told.setObjectName("visit_words")
            told.setProperty("tone", "muted")
            self._column.addWidget(told)

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
            # A visit brought its results along: the login of the desk may not be allowed to read them.
            results = visit.results if visit is not None else services.signing_in.own_results(actor)
            return results, services.administering.centre().time_zone

        self.context.jobs.run(
            self,
            _("Reading your results"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: Read) -> None:
        results, time_zone = read
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
            self._column.addWidget(self._table, 1)
        self._table.set_rows(results)
        self.head.set_summary(ngettext("{n} result", "{n} results", len(results)).format(n=len(results)))
        self.show_body()
        self._table.setFocus()

    def _show_nothing(self) -> None:
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
