"""The page Sampling (`sampling`, `sampling?plan=…`): plans, what each would draw now, and drawing by it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PlanId
from qa_desk.domain.permissions import Action
from qa_desk.domain.sampling import Draw
from qa_desk.domain.sampling_plan import PlanDefinition, Quota, QuotaKind
from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.sampling.plan_editor import PlanEditor
from qa_desk.gui.sampling.plan_view import PlanView
from qa_desk.gui.sampling.words import quota_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_time, local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.draws.sampling import MANY_CALLS
from qa_desk.services.draws.sampling_views import DrawView, PlanSummary

_KEY = "sampling"
_PANE_WIDTH = 520


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list, with the moment of its last draw in words."""

    summary: PlanSummary
    drawn: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings: the plans, and what a plan can be written with."""

    rows: tuple[PlanRow, ...]
    time_zone: str
    scorecards: tuple[tuple[str, str], ...]
    business_types: tuple[str, ...]


class SamplingPage(Page):
    """The plans of the centre."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Sampling"))
        self._read_once: _Read | None = None
        self._wanted: PlanId | None = None
        self._shown: PlanId | None = None
        self._tried: DrawView | None = None
        self._tried_before: dict[tuple[PlanId, int], DrawView] = {}
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[PlanRow]:
        """The list."""
        return self._table

    def shown(self, place: Place) -> None:
        self._wanted = place.get_id("plan", PlanId)
        if self._read_once is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        # whatever changed, another call, leave or score may make it another draw
        self._tried_before.clear()
        if changes is None or changes.touches(ObjectKind.SAMPLING, ObjectKind.SCORECARD):
            self._read()

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._new: Button = self.head.add_action(_("New plan"), self._begin_new, command="list.new", name="new_plan")
        self._exempt = self.head.add_action(
            _("Exemptions"),
            lambda: context.navigation.go(Place.to("exemptions")),
            kind="quiet",
            name="go_to_exemptions",
        )
        self._table: DataTable[PlanRow] = DataTable(
            _columns(), theme=theme, key=lambda row: row.summary.id, name="plans_table", title=_("Plans")
        )
        self._view = PlanView(theme=theme, commands=context.commands)
        self._editor = PlanEditor(theme=theme, commands=context.commands)
        self._panes = QStackedWidget()
        for part in (self._view, self._editor):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(part)
            self._panes.addWidget(area)
        self._panes.setFixedWidth(theme.px(_PANE_WIDTH))
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("lg"))
        body.addWidget(self._table, 1)
        body.addWidget(self._panes)

    def _connect(self) -> None:
        self._table.current_changed.connect(self._on_current_changed)
        self._table.row_opened.connect(lambda _row: self._change())
        self._view.draw_requested.connect(self._draw)
        self._view.shuffle_requested.connect(self._try_out)
        self._view.change_requested.connect(self._change)
        self._view.draw_opened.connect(self._open_draw)
        self._editor.save_requested.connect(self._save)
        self._editor.closed.connect(self._close_editor)
        has_plan = {"list.draw": lambda: self._tried is not None, "list.change": lambda: self._current() is not None}
        handlers = {"list.draw": self._draw, "list.change": self._change, "list.new": self._begin_new}
        self.context.commands.bind(self, handlers, enabled=has_plan)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> _Read:
            zone = services.administering.centre().time_zone
            plans = services.sampling.plans(actor)
            rows = [PlanRow(one, day_and_time(one.drawn_at, zone) if one.drawn_at else "") for one in plans]
            scorecards = [
                (in_words(one.title), one.key)
                for one in services.authoring.scorecards(actor)
                if any(version.state is VersionState.PUBLISHED for version in one.versions)
            ]
            return _Read(tuple(rows), zone, tuple(scorecards), services.listening.business_types(actor))

        self.context.jobs.run(
            self,
            _("Reading the plans"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        self._read_once = read
        today = local_day(self.context.services.now(), read.time_zone)
        self._editor.set_choices(read.scorecards, read.business_types, today)
        if self._is_writing():
            self._table.set_rows(read.rows)
            return
        if not read.rows:
            self._show_nothing()
            return
        self.show_body()
        self._shown = None
        self._table.set_rows(read.rows)
        n = len(read.rows)
        self.head.set_summary(ngettext("{n} plan", "{n} plans", n).format(n=n))
        if self._wanted is not None:
            self._table.select_key(self._wanted)
            self._wanted = None
        if self._table.current_row() is None:
            self._table.select_first()
        self._on_current_changed(self._table.current_row())
        self.give_keyboard(self._table)

    def _on_current_changed(self, row: PlanRow | None) -> None:
        if row is None or self._is_writing() or row.summary.id == self._shown or self._read_once is None:
            return
        self._shown = row.summary.id
        sampling, actor, zone = self.context.services.sampling, self.context.actor, self._read_once.time_zone
        self._tried = None
        self._view.show_plan(row.summary, (), zone)
        summary = row.summary

        def work(_progress: object) -> tuple[tuple[Draw, ...], bool]:
            return sampling.draws(actor, summary.id), sampling.has_many_calls(actor, summary.definition)

        self.context.jobs.run(
            self,
            _("Reading the draws"),
            work,
            lambda read: self._on_draws_read(row, *read, zone),
            lambda error: self._view.show_refused(sentence(error)),
            is_quiet=True,
        )

    def _on_draws_read(self, row: PlanRow, draws: tuple[Draw, ...], has_many_calls: bool, zone: str) -> None:
        summary = row.summary
        if summary.id != self._shown:
            return
        self._view.show_plan(summary, draws, zone)
        before = self._tried_before.get((summary.id, summary.number))
        if before is not None:
            self._on_tried(summary, before)
        elif has_many_calls:
            self._view.show_many(MANY_CALLS)
        else:
            self._try_out()

    def _try_out(self) -> None:
        row = self._current()
        if row is None:
            return
        sampling, actor = self.context.services.sampling, self.context.actor
        self._tried = None
        self._view.show_looking()
        self.context.jobs.run(
            self,
            _("Looking what the plan would draw"),
            lambda _progress: sampling.try_out(actor, row.summary.definition),
            partial(self._on_tried, row.summary),
            lambda error: self._view.show_refused(sentence(error)),
            is_quiet=True,
        )

    def _on_tried(self, summary: PlanSummary, view: DrawView) -> None:
        if summary.id == self._shown:
            self._tried_before[summary.id, summary.number] = view
            self._tried = view
            self._view.show_tried(view)

    def _draw(self) -> None:
        row, tried = self._current(), self._tried
        if row is None or tried is None:
            return
        sampling, actor = self.context.services.sampling, self.context.actor
        self.context.jobs.run(
            self,
            _("Drawing"),
            lambda _progress: sampling.draw(actor, row.summary.id, tried.seed),
            lambda drawn: self._on_drawn(*drawn),
            lambda error: self.context.notices.error(error, key=_KEY),
            must_finish=True,
        )

    def _on_drawn(self, view: DrawView, changes: Changes) -> None:
        n = len(view.calls)
        told = ngettext("{n} call was drawn and given out.", "{n} calls were drawn and given out.", n)
        self.context.notices.done(
            told.format(n=f"{n:,}"),
            action_title=_("Show them"),
            action=lambda: self.context.navigation.go(Place.to("draw", draw=str(view.draw_id))),
            key=_KEY,
        )
        self._wanted = view.plan_id
        self.context.hub.announce(changes)

    def _open_draw(self, draw: Draw) -> None:
        self.context.navigation.go(Place.to("draw", draw=str(draw.id)))

    def _begin_new(self) -> None:
        scorecards = self._read_once.scorecards if self._read_once is not None else ()
        self.show_body()
        self._write(PlanDefinition("", scorecards[0][1] if scorecards else "", Quota(QuotaKind.PER_AGENT, 4)))

    def _change(self) -> None:
        row = self._current()
        if row is not None:
            self._write(row.summary.definition)

    def _write(self, plan: PlanDefinition) -> None:
        self._panes.setCurrentIndex(1)
        self._editor.show_plan(plan)
        self._new.hide()

    def _save(self, plan: PlanDefinition) -> None:
        if self._editor.is_new and self._is_taken(plan.name):
            expected = _("a name that no other plan has")
            self._editor.show_error(
                QADeskError(ErrorCode.VALUE_INVALID, value=plan.name, what=_("Name"), expected=expected)
            )
            return
        sampling, actor = self.context.services.sampling, self.context.actor
        self.context.jobs.run(
            self,
            _("Saving the plan"),
            lambda _progress: sampling.save_plan(actor, plan),
            lambda saved: self._on_saved(*saved),
            self._editor.show_error,
            must_finish=True,
        )

    def _on_saved(self, plan_id: PlanId, changes: Changes) -> None:
        self._wanted = plan_id
        self._close_editor()
        if changes.kinds:
            self.context.hub.announce(changes)
        else:
            self.context.notices.done(_("The plan says the same already. Nothing was changed."), key=_KEY)

    def _close_editor(self) -> None:
        self._panes.setCurrentIndex(0)
        self._new.show()
        self._shown = None
        if self._read_once is not None and not self._read_once.rows:
            self._show_nothing()
            return
        self._on_current_changed(self._current())
        self._table.setFocus()

    def _is_writing(self) -> bool:
        return self._panes.currentIndex() == 1

    def _is_taken(self, name: str) -> bool:
        return self._read_once is not None and any(row.summary.definition.name == name for row in self._read_once.rows)

    def _current(self) -> PlanRow | None:
        return self._table.current_row()

    def _show_nothing(self) -> None:
        self.show_empty(
            EmptyState(
                "calls",
                _("No plan yet"),
                _("A plan says which calls are drawn, how many, and who scores them: so a score can be defended."),
                (PageAction(_("New plan"), self._begin_new, "plus"),),
            )
        )


def _columns() -> tuple[Column[PlanRow], ...]:
    return (
        Column("name", _("plan"), lambda row: row.summary.definition.name, width=168, stretch=2, weight="medium",
               is_fixed=True),
        Column("quota", _("quota"), lambda row: quota_words(row.summary.definition.quota), width=168, stretch=2),
        Column("drawn", _("last drawn"), lambda row: row.drawn or None, width=136,
               sort_key=lambda row: row.summary.drawn_at),
        Column("draws", _("draws"), lambda row: row.summary.n_draws, align="right", width=64),
    )  # fmt: skip


PAGE = PageSpec(
    key=_KEY,
    title=N_("Sampling"),
    icon="shuffle",
    group=PageGroup.MANAGE,
    build=SamplingPage,
    action=Action.SAMPLE,
)
