"""The tracked-items page: the list by state, one item beside it with its steps, or the form of a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import TrackedItemId
from qa_desk.domain.issue import ALL_CALLS, RaisedCut, TrackedItem, TrackedState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.tracked.checks import Checks
from qa_desk.gui.tracked.columns import group_of, in_order, tracked_columns
from qa_desk.gui.tracked.detail import Detail
from qa_desk.gui.tracked.new_item import NewItem
from qa_desk.gui.tracked.raised import figures_of, raised_in
from qa_desk.gui.tracked.saying import nothing_yet, reminder_words, summary, waits_words
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, listed
from qa_desk.reports.effect_words import week_words
from qa_desk.services.periods import Days
from qa_desk.services.tracked.following import Returned, WeekView
from qa_desk.services.tracked.tracking_views import Reminders, TrackedChoices, TrackedStep, TrackedView

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

_SPLITTER = "tracked"
_REMINDER = "tracked reminders"
_LIST_WIDTH, _PANE_WIDTH = 640, 440
_ROW_HEIGHT = 52


@dataclass(frozen=True, slots=True)
class _Read:
    items: tuple[TrackedView, ...]
    choices: TrackedChoices
    time_zone: str
    week: WeekView
    returned: tuple[Returned, ...]
    changes: Changes
    reminders: Reminders


class TrackedPage(Page):
    """Common issues that somebody mends, and whether it helped."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Tracked items"))
        self._items: tuple[TrackedView, ...] = ()
        self._choices: TrackedChoices | None = None
        self._time_zone = "UTC"
        self._reminded = ""
        self._wanted = ""
        self._new: Place | None = None
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[TrackedView]:
        """The list."""
        return self._table

    @property
    def detail(self) -> Detail:
        """The item shown."""
        return self._detail

    @property
    def new_item(self) -> NewItem:
        """The form of a new item."""
        return self._new_item

    def shown(self, place: Place) -> None:
        self._wanted = place.get("tracked_item") or place.get("item")
        self._new = place if place.get("new") else None
        self.context.commands.bind(
            self,
            {"list.new": self._begin_new, "list.track": self._begin_new, "list.open": self._enter}
            | self._checks.commands,
            enabled=self._checks.enabled
            | {
                "list.new": self._can_begin,
                "list.track": self._can_begin,
                "list.open": lambda: self._is_on_row() or self._main_action() is not None,
            },
        )
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.TRACKED_ITEM, ObjectKind.PERSON):
            self._read()

    def leave(self) -> None:
        self._checks.pause()

    def _build(self) -> None:
        theme = self.context.theme
        self._new_button = self.head.add_action(
            _("New item"), self._begin_new, kind="primary", command="list.new", name="new_item_button"
        )
        self._table: DataTable[TrackedView] = DataTable(
            tracked_columns(),
            theme=theme,
            key=lambda view: view.item.id,
            group=group_of,
            row_height=_ROW_HEIGHT,
            name="tracked_table",
            title=_("Tracked items"),
        )
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.size("xl"), 0, theme.size("lg"), theme.size("sm"))
        self._week = QLabel()
        self._week.setObjectName("tracked_week")
        self._week.setWordWrap(True)
        self._week.setProperty("tone", "muted")
        self._week.setToolTip(_("For the weekly meeting; the targets are settings of the centre"))
        column.addWidget(self._week)
        column.addWidget(self._table)
        may_see = self.context.may(Action.VIEW_REPORTS)
        self._detail = Detail(theme=theme, commands=self.context.commands, may_see_figures=may_see)
        self._new_item = NewItem(theme=theme, commands=self.context.commands)
        self._checks = Checks(self.context, self._detail)
        self._pane = QStackedWidget()
        self._pane.addWidget(_scrolled(self._detail))
        self._pane.addWidget(_scrolled(self._new_form(theme.size("xl"), theme.size("lg"))))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._pane)
        self._splitter.setStretchFactor(0, 1)
        kept = self.context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(_LIST_WIDTH), theme.px(_PANE_WIDTH)])
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._splitter)

    def _new_form(self, edge: int, gap: int) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(edge, gap // 2, edge, edge)
        column.setSpacing(gap)
        title = QLabel(_("New tracked item"))
        title.setProperty("type", "title")
        column.addWidget(title)
        column.addWidget(self._new_item)
        column.addStretch(1)
        return pane

    def _connect(self) -> None:
        self._table.current_changed.connect(lambda view: self._show_item(view))
        self._detail.step_wanted.connect(self._take_step)
        self._detail.figures_requested.connect(self._to_figures)
        self._new_item.saved.connect(self._save_new)
        self._new_item.item_requested.connect(self._show_followed)
        self._new_item.cancelled.connect(self._end_new)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())

    def _keep_splitter(self) -> None:
        kept = dict(self.context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self.context.settings.change(splitters=kept)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> _Read:
            returned, changes = services.following.watch_effects(actor)
            return _Read(
                services.tracking.items(actor),
                services.tracking.choices(actor),
                services.administering.centre().time_zone,
                services.following.week(actor),
                returned,
                changes,
                services.tracking.reminders(actor),
            )

        self.context.jobs.run(
            self,
            _("Reading the tracked items"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        items, choices, time_zone = read.items, read.choices, read.time_zone
        is_first = self._choices is None
        self._week.setText(week_words(read.week))
        self._remind(read, is_first=is_first)
        self._items, self._time_zone = in_order(items), time_zone
        if choices != self._choices and not self._is_entering():
            self._choices = choices
            self._new_item.set_choices(choices)
            if self.context.may(Action.SIGN_EFFECT):
                self._detail.set_cause_owners((*choices.departments, *choices.units))
        self.head.set_summary(summary(items))
        self._new_item.set_items(items)
        if not items and self._new is None and not self._is_entering():
            self._show_nothing()
            return
        self.show_body()
        self._table.set_rows(self._items)
        wanted = next((view for view in self._items if str(view.item.id) == self._wanted), None)
        if wanted is not None:
            self._table.select_key(wanted.item.id)
            self._wanted = ""
        elif self._table.current_row() is None:
            self._table.select_first()
        self._show_item(self._table.current_row(), keeps_form=True)
        if self._new is not None:
            place, self._new = self._new, None
            self._begin_new(place.get("criterion"), place.get("unit"), *raised_in(place))
        elif is_first or wanted is not None:
            self._table.setFocus()

    def _remind(self, read: _Read, *, is_first: bool) -> None:
        """What came back is said whenever it does, what waits for the reader once; it follows what becomes of it."""
        if read.returned:
            titles = listed([one.item.title for one in read.returned])
            words = _("The rate has returned; re-opened by itself: {titles}.").format(titles=titles)
            self.context.notices.warning(words, key="tracked returned")
            self.context.hub.announce(read.changes)
        words, notices = reminder_words(read.reminders), self.context.notices
        if not words:
            notices.close_key(_REMINDER)
        elif words != self._reminded and (is_first or any(one.key == _REMINDER for one in notices.standing)):
            notices.info(words, key=_REMINDER)
        self._reminded = words

    def _show_item(self, view: TrackedView | None, *, keeps_form: bool = False) -> None:
        if view is None:
            return
        if self._is_entering():
            if keeps_form:
                return
            self._end_new()
        self._detail.show_item(view, self._time_zone)
        self._read_history(view.item.id)
        self._checks.read(view.item.id)

    def _read_history(self, item_id: TrackedItemId) -> None:
        service, actor = self.context.services.tracking, self.context.actor

        def show(steps: tuple[TrackedStep, ...]) -> None:
            if self._detail.view is not None and self._detail.view.item.id == item_id:
                self._detail.show_history(steps)

        self.context.jobs.run(
            self,
            _("Reading the item's history"),
            lambda _progress: service.history(actor, item_id),
            show,
            lambda error: self.context.notices.error(error, key="history"),
            is_quiet=True,
        )

    def _take_step(self, state: TrackedState, note: str) -> None:
        view = self._detail.view
        assert view is not None
        tracking, actor, item_id = self.context.services.tracking, self.context.actor, view.item.id
        steps: dict[TrackedState, Callable[[], Changes]] = {
            TrackedState.IN_WORK: lambda: tracking.begin(actor, item_id),
            TrackedState.DONE: lambda: tracking.mark_done(actor, item_id, note),
            TrackedState.EFFECT_SHOWN: lambda: tracking.sign_effect(actor, item_id, shown=True, note=note),
            TrackedState.NO_EFFECT_SHOWN: lambda: tracking.sign_effect(actor, item_id, shown=False, note=note),
            TrackedState.REOPENED: lambda: tracking.reopen(actor, item_id, note),
        }
        step = steps[state]
        self.context.jobs.run(
            self, _("Saving the step"), lambda _progress: step(), self.context.hub.announce, self._on_step_failed
        )

    def _on_step_failed(self, error: Exception) -> None:
        if self._detail.form is not None or (self._detail.checking and self._detail.checking.has_form):
            self._detail.show_error(error)
        else:
            self.context.notices.error(error, key="tracked step")

    def _begin_new(
        self, criterion_key: str = "", unit_path: str = "", days: Days | None = None, cut: RaisedCut = ALL_CALLS
    ) -> None:
        self.show_body()
        self._new_button.hide()
        self._pane.setCurrentIndex(1)
        self._new_item.begin(criterion_key, unit_path, days, cut)

    def _show_followed(self, item_id: TrackedItemId) -> None:
        """The item that follows the criterion already, instead of a new one."""
        self._end_new()
        self._table.select_key(item_id)

    def _end_new(self) -> None:
        self._new_button.show()
        self._pane.setCurrentIndex(0)
        if not self._items:
            self._show_nothing()
        elif self._table.current_row() is not None:
            self._show_item(self._table.current_row())
            self._table.setFocus()

    def _is_entering(self) -> bool:
        return self._pane.currentIndex() == 1

    def _is_on_row(self) -> bool:
        return self.is_body_shown and self._table.hasFocus() and self._table.current_row() is not None

    def _enter(self) -> None:
        """Enter goes from a row to the steps beside it; elsewhere it is the main step."""
        if self._is_on_row():
            self._detail.focus_steps()
        else:
            self._take_main_step()

    def _can_begin(self) -> bool:
        return not self._is_entering()

    def _save_new(self) -> None:
        draft = self._new_item.draft()
        if draft is None:
            self.context.notices.warning(_("Name an owner first: somebody has to carry it out."), key="tracked owner")
            return
        tracking, actor = self.context.services.tracking, self.context.actor
        self._new_item.set_busy(True)
        self.context.jobs.run(
            self,
            _("Opening the item"),
            lambda _progress: tracking.open_item(actor, draft),
            lambda opened: self._on_opened(*opened),
            self._new_item.refuse,
        )

    def _on_opened(self, item_id: TrackedItemId, changes: Changes) -> None:
        self._new_item.set_busy(False)
        self._wanted = str(item_id)
        self._new_button.show()
        self._pane.setCurrentIndex(0)
        self.context.notices.close_key("tracked owner")
        self.context.hub.announce(changes)

    def _show_nothing(self) -> None:
        self.show_empty(nothing_yet(self._go_to_issues, self._begin_new))

    def _to_figures(self, item: TrackedItem) -> None:
        view = self._detail.view
        assert view is not None
        self.context.navigation.go(figures_of(item, view.unit_path))

    def _go_to_issues(self) -> None:
        self.context.navigation.go(Place.to("issues"))


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def _n_waiting(services: "Services", actor: Actor) -> int:
    return services.tracking.reminders(actor).n


PAGE = PageSpec(
    "tracked",
    N_("Tracked items"),
    "flag",
    PageGroup.IMPROVE,
    TrackedPage,
    action=Action.TRACK,
    count=_n_waiting,
    counts_of=frozenset({ObjectKind.TRACKED_ITEM}),
    waits=waits_words,
    has_sound=True,
)
