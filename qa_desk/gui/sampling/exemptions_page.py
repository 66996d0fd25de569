"""Who is exempt from sampling (`exemptions`): since when, until when, and what a critical failure did to it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.domain.sampling import ExemptionState
from qa_desk.gui.sampling.words import exemption_state_title
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.draws.sampling_views import ExemptionView

_KEY = "exemptions"
_PANE_WIDTH = 360
_ICONS = {
    ExemptionState.STANDS: ("check", "pass"),
    ExemptionState.SUSPENDED: ("pause", "warning"),
    ExemptionState.ENDED: ("history", "muted"),
}


class ExemptionsPage(Page):
    """Every exemption there is or was."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Exemptions"))
        self._time_zone = "UTC"
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[ExemptionView]:
        """The list."""
        return self._table

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Sampling"), Place.to("sampling")), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.SAMPLING):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self._table: DataTable[ExemptionView] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda one: (one.plan_id, one.agent_id),
            name="exemptions_table",
            title=_("Exemptions"),
        )
        self._what = QLabel()
        self._what.setObjectName("exemption_what")
        self._what.setWordWrap(True)
        self._form = Form(
            theme=theme, commands=self.context.commands, save_title=_("End it"), name="exemption", primary=True
        )
        self._reason = line_field("exemption_reason")
        self._form.add_field(_("Reason"), self._reason)
        self._stand = Button(_("Let it stand again"), theme=theme, name="exemption_stand")
        self._see = Button(_("Show the failure"), theme=theme, kind="quiet", name="exemption_failure")
        self._pane = QWidget()
        self._pane.setFixedWidth(theme.px(_PANE_WIDTH))
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), 0, 0)
        column.setSpacing(theme.size("md"))
        for part in (self._what, self._see, self._form, self._stand):
            column.addWidget(part)
        column.addStretch(1)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("lg"))
        body.addWidget(self._table, 1)
        body.addWidget(self._pane)

    def _connect(self) -> None:
        self._table.current_changed.connect(self._show_one)
        self._table.row_opened.connect(lambda _one: self._reason.setFocus())
        self._form.saved.connect(lambda: self._decide(ExemptionState.ENDED))
        self._form.cancelled.connect(self._table.setFocus)
        self._stand.clicked.connect(lambda: self._decide(ExemptionState.STANDS))
        self._see.clicked.connect(self._show_failure)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> tuple[tuple[ExemptionView, ...], str]:
            return services.sampling.exemptions(actor), services.administering.centre().time_zone

        self.context.jobs.run(
            self,
            _("Reading the exemptions"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, exemptions: tuple[ExemptionView, ...], time_zone: str) -> None:
        self._time_zone = time_zone
        if not exemptions:
            self._show_nothing()
            return
        self.show_body()
        self._table.set_rows(exemptions)
        n = sum(one.state is ExemptionState.STANDS for one in exemptions)
        self.head.set_summary(ngettext("{n} stands", "{n} stand", n).format(n=n))
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_one(self._table.current_row())
        self.give_keyboard(self._table)

    def _show_one(self, one: ExemptionView | None) -> None:
        is_open = one is not None and one.state is not ExemptionState.ENDED
        self._pane.setVisible(is_open)
        if one is None or not is_open:
            return
        told = _("{agent} is exempt under “{plan}” until {day}.")
        if one.state is ExemptionState.SUSPENDED:
            told = _(
                "The exemption of {agent} under “{plan}” is suspended: a call failed. End it when the failure is"
                " confirmed, or let it stand again when it is not."
            )
        self._what.setText(told.format(agent=one.agent_name, plan=one.plan_name, day=day_and_year(one.until)))
        self._see.setVisible(one.evaluation_id is not None and one.state is ExemptionState.SUSPENDED)
        self._stand.setVisible(one.state is ExemptionState.SUSPENDED)
        self._form.show_error(None)
        self._form.set_busy(False)
        self._reason.clear()

    def _decide(self, state: ExemptionState) -> None:
        one = self._table.current_row()
        if one is None:
            return
        sampling, actor, reason = self.context.services.sampling, self.context.actor, self._reason.text()
        self._form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Deciding on the exemption"),
            lambda _progress: sampling.decide_exemption(actor, one.plan_id, one.agent_id, state, reason),
            lambda changes: self._on_decided(one, state, changes),
            self._form.refuse,
            must_finish=True,
        )

    def _on_decided(self, one: ExemptionView, state: ExemptionState, changes: Changes) -> None:
        told = _("The exemption of {agent} ended.")
        if state is ExemptionState.STANDS:
            told = _("The exemption of {agent} stands again.")
        self.context.notices.done(told.format(agent=one.agent_name), key=_KEY)
        self.context.hub.announce(changes)

    def _show_failure(self) -> None:
        one = self._table.current_row()
        if one is not None and one.call_id is not None:
            self.context.navigation.go(Place.to("calls", call=str(one.call_id)))

    def _show_nothing(self) -> None:
        navigation = self.context.navigation
        action = PageAction(_("Show the plans"), lambda: navigation.go(Place.to("sampling")), "arrow-left")
        about = _("A plan can exempt the agents of a grade for a time; some of their calls are drawn all the same.")
        self.show_empty(EmptyState("people", _("Nobody is exempt"), about, (action,)))

    def _columns(self) -> tuple[Column[ExemptionView], ...]:
        return (
            Column("agent", _("agent"), lambda one: one.agent_name, width=144, stretch=2, weight="medium",
                   is_fixed=True),
            Column("plan", _("plan"), lambda one: one.plan_name, width=144, stretch=2),
            Column("state", _("state"), lambda one: exemption_state_title(one.state), width=112,
                   icon=lambda one: _ICONS[one.state]),
            Column("since", _("since"), lambda one: day_and_year(local_day(one.since, self._time_zone)), width=112,
                   sort_key=lambda one: one.since),
            Column("until", _("until"), lambda one: day_and_year(one.until), width=112,
                   sort_key=lambda one: one.until),
            Column("reason", _("reason"), lambda one: one.reason or None, width=160, stretch=2),
        )  # fmt: skip


PAGE = PageSpec(
    key=_KEY,
    title=N_("Exemptions"),
    icon="ribbon",
    group=PageGroup.NONE,
    build=ExemptionsPage,
    action=Action.SAMPLE,
)
