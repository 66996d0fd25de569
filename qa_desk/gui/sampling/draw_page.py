"""One draw (`draw?draw=…`): its calls with their chances and who has them, replacing one, and what they say of all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, DrawId
from qa_desk.domain.permissions import Action
from qa_desk.gui.sampling.estimates_view import EstimatesView
from qa_desk.gui.sampling.words import days_words
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.sampling_words import stratum_words
from qa_desk.services.draws.sampling_estimates import DrawEstimates
from qa_desk.services.draws.sampling_views import KeptCall, KeptDraw

_KEY = "draw"
_PANE_WIDTH = 360
_CALLS, _SAY = "calls", "say"


class DrawPage(Page):
    """The calls of one draw."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Draw"))
        self._draw_id: DrawId | None = None
        self._kept: KeptDraw | None = None
        self._part = _CALLS
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[KeptCall]:
        """The calls."""
        return self._table

    @property
    def estimates(self) -> EstimatesView:
        """What the calls say of all calls."""
        return self._estimates

    def crumbs(self) -> tuple[Crumb, ...]:
        plan = str(self._kept.draw.plan_id) if self._kept is not None else ""
        place = Place.to("sampling", plan=plan) if plan else Place.to("sampling")
        return (Crumb(_("Sampling"), place), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._draw_id = place.get_id("draw", DrawId)
        self._show_part(_SAY if place.get("part") == _SAY else _CALLS)
        if self._draw_id is None:
            self._show_nothing()
            return
        self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if self._draw_id is not None and (
            changes is None or changes.touches(ObjectKind.SAMPLING, ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION)
        ):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self._replace = self.head.add_action(
            _("Replace the call"), self._begin_replacing, command="list.replace", name="replace_call"
        )
        self._table: DataTable[KeptCall] = DataTable(
            _columns(), theme=theme, key=lambda call: call.call_id, name="drawn_calls", title=_("Calls drawn")
        )
        segments = (Segment(_CALLS, _("Calls")), Segment(_SAY, _("What they say")))
        self._parts = SegmentedChoice(segments, theme=theme, name="draw_parts", subject=_("What is shown of the draw"))
        self._estimates = EstimatesView(theme=theme)
        self._form = Form(
            theme=theme, commands=self.context.commands, save_title=_("Replace"), name="replacing", primary=True
        )
        self._reason = line_field("replacing_reason", _("nobody speaks, cut off, another language …"))
        self._form.add_field(_("Reason"), self._reason)
        self._what = QLabel()
        self._what.setWordWrap(True)
        self._pane = QWidget()
        self._pane.setFixedWidth(theme.px(_PANE_WIDTH))
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._what)
        column.addWidget(self._form)
        column.addStretch(1)
        self._pane.hide()
        calls = QWidget()
        row = QHBoxLayout(calls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("lg"))
        row.addWidget(self._table, 1)
        row.addWidget(self._pane)
        self._panes = QStackedWidget()
        for part in (calls, self._estimates):
            self._panes.addWidget(part)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("sm"))
        body.addWidget(self._parts, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self._panes, 1)

    def _connect(self) -> None:
        self._table.row_opened.connect(self._open_call)
        self._table.current_changed.connect(lambda _call: self._follow_current())
        self._parts.chosen.connect(self._on_part_chosen)
        self._form.saved.connect(self._save)
        self._form.cancelled.connect(self._close_form)
        can_replace = {"list.replace": self._can_replace}
        self.context.commands.bind(self, {"list.replace": self._begin_replacing}, enabled=can_replace)

    def _read(self) -> None:
        sampling, actor, draw_id = self.context.services.sampling, self.context.actor, self._draw_id
        assert draw_id is not None
        self.context.jobs.run(
            self,
            _("Reading the draw"),
            lambda _progress: (sampling.drawn(actor, draw_id), sampling.estimates(actor, draw_id)),
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, kept: KeptDraw, estimates: DrawEstimates) -> None:
        self._kept = kept
        self._estimates.show_estimates(estimates)
        draw = kept.draw
        self.head.set_title(kept.plan_name)
        days = days_words(draw.first_day, draw.last_day) if draw.first_day and draw.last_day else ""
        n = len(kept.calls) - kept.n_dropped
        parts = [
            ngettext("{n} call", "{n} calls", n).format(n=f"{n:,}"),
            _("of {population}").format(population=f"{draw.n_population:,}"),
            days,
            _("seed {seed}").format(seed=draw.seed),
        ]
        if kept.n_dropped:
            parts.append(ngettext("{n} replaced", "{n} replaced", kept.n_dropped).format(n=kept.n_dropped))
        self.head.set_summary(" · ".join(part for part in parts if part))
        self._table.set_rows(kept.calls)
        self.show_body()
        if self._table.current_row() is None:
            self._table.select_first()
        self._follow_current()
        self.give_keyboard(self._table if self._part == _CALLS else self._estimates.table)
        self.crumbs_changed.emit()

    def _on_part_chosen(self, part: object) -> None:
        self._show_part(str(part))

    def _show_part(self, part: str) -> None:
        self._part = part
        self._parts.set_value(part)
        self._panes.setCurrentIndex(0 if part == _CALLS else 1)
        self._replace.setVisible(part == _CALLS)

    def _follow_current(self) -> None:
        self._replace.set_disabled_reason("" if self._can_replace() else _("It is scored, or replaced already"))
        if not self._can_replace():
            self._pane.hide()

    def _can_replace(self) -> bool:
        call = self._table.current_row()
        return call is not None and self._part == _CALLS and not call.is_dropped and not call.n_done

    def _begin_replacing(self) -> None:
        call = self._table.current_row()
        if call is None or not self._can_replace():
            return
        told = _(
            "{call} stays in the draw as one that could not be scored; another call of “{stratum}” takes its place."
        )
        self._what.setText(told.format(call=call.call_key, stratum=stratum_words(call.stratum)))
        self._form.show_error(None)
        self._form.set_busy(False)
        self._reason.clear()
        self._pane.show()
        self._reason.setFocus()

    def _save(self) -> None:
        call, draw_id = self._table.current_row(), self._draw_id
        if call is None or draw_id is None:
            return
        sampling, actor, reason = self.context.services.sampling, self.context.actor, self._reason.text()
        self._form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Replacing the call"),
            lambda _progress: sampling.replace(actor, draw_id, call.call_id, reason),
            lambda done: self._on_replaced(call, *done),
            self._form.refuse,
            must_finish=True,
        )

    def _on_replaced(self, call: KeptCall, instead: CallId | None, changes: Changes) -> None:
        self._close_form()
        told = (
            _("Another call took the place of {call}.")
            if instead is not None
            else _("{call} was taken out. Its stratum has no other call left.")
        )
        self.context.notices.done(told.format(call=call.call_key), key=_KEY)
        self.context.hub.announce(changes)

    def _close_form(self) -> None:
        self._pane.hide()
        self._table.setFocus()

    def _open_call(self, call: KeptCall) -> None:
        self.context.navigation.go(Place.to("calls", call=str(call.call_id)))

    def _show_nothing(self) -> None:
        navigation = self.context.navigation
        action = PageAction(_("Show the plans"), lambda: navigation.go(Place.to("sampling")), "arrow-left")
        self.show_empty(EmptyState("calls", _("No draw chosen"), _("Open a draw on the page Sampling."), (action,)))


def _columns() -> tuple[Column[KeptCall], ...]:
    return (
        Column("call", _("call"), lambda call: call.call_key, width=96, stretch=1, weight="medium", is_fixed=True,
               token=lambda call: "muted" if call.is_dropped else "text"),
        Column("stratum", _("stratum"), lambda call: stratum_words(call.stratum), width=160, stretch=2),
        Column("chance", _("chance"), lambda call: call.inclusion_probability, _percent, align="right", width=80),
        Column("inspectors", _("inspectors"), lambda call: listed(call.inspector_names) or None, width=176,
               stretch=2),
        Column("state", _("state"), _state_words, width=200, stretch=2, icon=_state_icon),
    )  # fmt: skip


def _percent(share: object) -> str:
    assert isinstance(share, float)
    return _("{percent} %").format(percent=number_text(100 * share, 1))


def _state_words(call: KeptCall) -> str:
    if call.is_dropped:
        return _("could not be scored: {reason}").format(reason=call.dropped_reason)
    if call.n_done and call.n_done == len(call.inspector_names):
        words = _("scored")
    elif call.inspector_names:
        words = _("waits")
    else:
        words = _("with nobody")
    return _("{state}, instead of {call}").format(state=words, call=call.replaces_key) if call.replaces_key else words


def _state_icon(call: KeptCall) -> tuple[str, str] | None:
    if call.is_dropped:
        return "dash", "muted"
    if call.n_done and call.n_done == len(call.inspector_names):
        return "check", "pass"
    return ("clock", "muted") if call.inspector_names else ("warning", "warning")


PAGE = PageSpec(
    key=_KEY,
    title=N_("Draw"),
    icon="shuffle",
    group=PageGroup.NONE,
    build=DrawPage,
    action=Action.SAMPLE,
    is_led_to=True,
)
