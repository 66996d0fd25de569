"""The tracked-items page: the list by state, one item beside it with its steps, or the form of a new one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import TrackedItemId
from qa_desk.domain.issue import TrackedState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.gui.tracked.columns import group_of, in_order, tracked_columns
from qa_desk.gui.tracked.detail import Detail
from qa_desk.gui.tracked.new_item import NewItem
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.tracking_views import TrackedChoices, TrackedStep, TrackedView

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

_SPLITTER = "tracked"
_LIST_WIDTH, _PANE_WIDTH = 640, 440
_ROW_HEIGHT = 52


class TrackedPage(Page):
    """Common issues that somebody mends, and whether it helped."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Tracked items"))
        self._items: tuple[TrackedView, ...] = ()
        self._choices: TrackedChoices | None = None
        self._time_zone = "UTC"
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
            {"list.new": self._begin_new, "list.track": self._begin_new, "list.open": self._enter},
            enabled={
                "list.new": self._can_begin,
                "list.track": self._can_begin,
                "list.open": lambda: self._is_on_row() or self._main_action() is not None,
            },
        )
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.TRACKED_ITEM, ObjectKind.PERSON):
            self._read()

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
        column.addWidget(self._table)
        self._detail = Detail(theme=theme, commands=self.context.commands)
        self._new_item = NewItem(theme=theme, commands=self.context.commands)
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
        self._detail.figures_requested.connect(lambda key: self.context.navigation.go(Place.to("issues", behind=key)))
        self._new_item.saved.connect(self._save_new)
        self._new_item.cancelled.connect(self._end_new)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())

    def _keep_splitter(self) -> None:
        kept = dict(self.context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self.context.settings.change(splitters=kept)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> tuple[tuple[TrackedView, ...], TrackedChoices, str]:
            time_zone = services.administering.centre().time_zone
            return services.tracking.items(actor), services.tracking.choices(actor), time_zone

        self.context.jobs.run(
            self,
            _("Reading the tracked items"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, items: tuple[TrackedView, ...], choices: TrackedChoices, time_zone: str) -> None:
        is_first = self._choices is None
        self._items, self._time_zone = in_order(items), time_zone
        if choices != self._choices and not self._is_entering():
            self._choices = choices
            self._new_item.set_choices(choices)
        self.head.set_summary(_summary(items))
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
            self._begin_new(place.get("criterion"), place.get("unit"))
        elif is_first or wanted is not None:
            self._table.setFocus()

    def _show_item(self, view: TrackedView | None, *, keeps_form: bool = False) -> None:
        if view is None:
            return
        if self._is_entering():
            if keeps_form:
                return
            self._end_new()
        self._detail.show_item(view, self._time_zone)
        self._read_history(view.item.id)

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
        if self._detail.form is not None:
            self._detail.show_error(error)
        else:
            self.context.notices.error(error, key="tracked step")

    def _begin_new(self, criterion_key: str = "", unit_path: str = "") -> None:
        self.show_body()
        self._new_button.hide()
        self._pane.setCurrentIndex(1)
        self._new_item.begin(criterion_key, unit_path)

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
        self.show_empty(
            EmptyState(
                "issues",
                _("Nothing is followed yet"),
                _("A tracked item gives a common issue an owner, a day and an action, and QA signs whether it helped."),
                (
                    PageAction(_("Look at the common issues"), self._go_to_issues, "bars"),
                    PageAction(_("New item"), self._begin_new, "plus"),
                ),
                (
                    Step(_("Choose what costs most"), _("On Common issues, T follows the criterion you are on.")),
                    Step(_("Name who mends it"), _("An owner, a day and what is to be done.")),
                    Step(_("Sign the effect"), _("QA compares the figures; the owner never signs.")),
                ),
            )
        )

    def _go_to_issues(self) -> None:
        self.context.navigation.go(Place.to("issues"))


def _summary(items: tuple[TrackedView, ...]) -> str:
    n_open = sum(view.item.state in _UNFINISHED for view in items)
    n_overdue = sum(view.is_overdue for view in items)
    if not items:
        return ""
    words = ngettext("{n} open", "{n} open", n_open).format(n=n_open)
    late = ngettext("{n} overdue", "{n} overdue", n_overdue).format(n=n_overdue)
    return f"{words} · {late}" if n_overdue else words


_UNFINISHED = frozenset({TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED})


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def _n_open(services: "Services", actor: Actor) -> int:
    return services.tracking.n_open(actor)


PAGE = PageSpec(
    "tracked",
    N_("Tracked items"),
    "flag",
    PageGroup.IMPROVE,
    TrackedPage,
    action=Action.TRACK,
    count=_n_open,
    counts_of=frozenset({ObjectKind.TRACKED_ITEM}),
)
