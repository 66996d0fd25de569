"""The page Calls: the list, one call (`calls?call=…`), bringing in and handing out (`calls?do=…`), and assigning."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calls.assign_panel import AssignPanel
from qa_desk.gui.calls.assigning import Assigning
from qa_desk.gui.calls.call_material import CallMaterial, call_summary, read_material
from qa_desk.gui.calls.call_view import CallView
from qa_desk.gui.calls.import_view import ImportView
from qa_desk.gui.calls.list_reading import ListReading
from qa_desk.gui.calls.list_view import CallList
from qa_desk.gui.calls.scores.export_view import ScoresExportView
from qa_desk.gui.calls.scores.import_view import ScoresImportView
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.i18n import N_, _, ngettext

_KEY = "calls"
_IMPORT, _IMPORT_SCORES, _EXPORT_SCORES = "import", "import_scores", "export_scores"
_DONE_HERE: dict[str, tuple[Action, str]] = {
    _IMPORT: (Action.IMPORT_RECORDINGS, N_("Import recordings")),
    _IMPORT_SCORES: (Action.IMPORT_SCORES, N_("Import scores")),
    _EXPORT_SCORES: (Action.EXPORT_SCORES, N_("Export scores")),
}
"""What can be done here beside looking: who may, and the title."""

_NOTICE = "calls"
# assignments too, as one may hide the agent of a call
_LISTED = (
    ObjectKind.CALL,
    ObjectKind.RECORDING,
    ObjectKind.EVALUATION,
    ObjectKind.ASSIGNMENT,
    ObjectKind.PERSON,
    ObjectKind.UNIT,
)

_SHOWN = (ObjectKind.EVALUATION, ObjectKind.MARK, ObjectKind.ASSIGNMENT)


class CallsPage(Page):
    """The calls of the centre."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Calls"))
        self._sound = RowSound(context, self)
        self._place = self._list_place = Place.to(_KEY)
        self._is_pointed = False
        self._doing = ""
        self._has_read = False
        self._build()
        self._connect()

    @property
    def list(self) -> CallList:
        """The list."""
        return self._list

    @property
    def call_view(self) -> CallView:
        """One call."""
        return self._call

    @property
    def import_view(self) -> ImportView:
        """Importing."""
        return self._import

    @property
    def scores_import(self) -> ScoresImportView:
        """Importing scores."""
        return self._scores_import

    @property
    def assign_panel(self) -> AssignPanel:
        """The panel that assigns."""
        return self._assigning.panel

    def crumbs(self) -> tuple[Crumb, ...]:
        """Calls, and what of them is shown."""
        first = Crumb(_("Calls"), self._list_place)
        if self._views.currentWidget() is self._call:
            return (first, Crumb(self._call.title))
        if self._doing:
            return (first, Crumb(_(_DONE_HERE[self._doing][1])))
        return (Crumb(_("Calls")),)

    def shown(self, place: Place) -> None:
        self._place = place
        call_id = place.get_id("call", CallId)
        self._is_pointed = False
        self._doing = self._allowed(place.get("do"))
        if self._doing:
            self._show_doing()
        elif call_id is not None:
            self._read_call(call_id)
        else:
            self._list_place = place
            self._show_list(TheseCalls.at(place))

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(*_LISTED):
            self._reading.read(changes)
        if changes is None or changes.touches(ObjectKind.CALL_FILTER):
            self._list.saved.read()
        call_id = self._place.get_id("call", CallId)
        if call_id is not None and (changes is None or changes.touches(*_SHOWN)):
            self._read_call(call_id)

    def leave(self) -> None:
        self._sound.pause()

    def focus_find(self) -> bool:
        if self._views.currentWidget() is self._list and self.is_body_shown:
            self._list.filter.focus_field()
            return True
        return False

    def _build(self) -> None:
        context = self.context
        self._list = CallList(context, self._sound)
        self._reading = ListReading(context, self._list, self)
        self._call = CallView(context, self._sound)
        self._import = ImportView(context)
        self._scores_import = ScoresImportView(context)
        self._scores_export = ScoresExportView(context)
        self._assigning = Assigning(context, self._chosen, self)
        self._views = QStackedWidget()
        for view in (self._list, self._call, self._import, self._scores_import, self._scores_export):
            self._views.addWidget(view)
        self.head.add_widget(self._list.filter.field)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._views, 1)
        body.addWidget(self._assigning.panel)

    def _connect(self) -> None:
        context = self.context
        self._list.wanted.connect(self._on_wanted)
        self._reading.shown.connect(self._on_read)
        self._reading.counted.connect(self._on_counted)
        self._reading.failed.connect(self.show_error)
        self._list.opened.connect(lambda call: self._open(call))
        self._list.selection_changed.connect(self._on_selected)
        self._import.running_changed.connect(self._show_actions)
        self._scores_export.closed.connect(lambda: context.navigation.go(Place.to(_KEY)))
        self._assigning.shown_changed.connect(self._on_assigning_changed)
        handlers = {
            "list.import": self._go_to_import,
            "list.import_scores": partial(self._go_to, _IMPORT_SCORES),
            "list.export_scores": partial(self._go_to, _EXPORT_SCORES),
            "list.assign": self._assigning.begin,
            "case.write": self._write_case,
        }
        enabled = {
            "list.import": lambda: context.may(Action.IMPORT_RECORDINGS),
            "list.import_scores": lambda: context.may(Action.IMPORT_SCORES),
            "list.export_scores": lambda: context.may(Action.EXPORT_SCORES),
            "list.assign": lambda: context.may(Action.ASSIGN) and bool(self._chosen()),
            "case.write": lambda: context.may(Action.KEEP_CASES) and self._call_at_hand() is not None,
        }
        context.commands.bind(self, handlers, enabled=enabled)

    def _show_actions(self) -> None:
        """The buttons of the view on the screen; one primary at most."""
        head, view = self.head, self._views.currentWidget()
        self._list.filter.field.setVisible(view is self._list)
        head.clear_actions()
        if self._doing:
            head.set_summary("")
            return
        if view is self._list:
            self._add_scores_actions()
        if view is self._list and self.context.may(Action.IMPORT_RECORDINGS):
            head.add_action(_("Import recordings"), self._go_to_import, command="list.import", name="go_to_import")
        if view is self._call and self.context.may(Action.KEEP_CASES):
            head.add_action(_("Write a case"), self._write_case, kind="quiet", command="case.write", name="write_case")
        if self.context.may(Action.ASSIGN) and not self._assigning.is_open:
            button = head.add_action(
                _("Assign …"), self._assigning.begin, kind="primary", command="list.assign", name="assign"
            )
            button.set_disabled_reason("" if self._chosen() else _("Select calls in the list first"))

    def _write_case(self) -> None:
        call_id = self._call_at_hand()
        if call_id is not None:
            self.context.navigation.go(Place.to("case_editor", call=str(call_id)))

    def _call_at_hand(self) -> CallId | None:
        """The call that is open, or the one that the list is on."""
        view, material, row = self._views.currentWidget(), self._call.material, self._list.table.current_row()
        if view is self._call:
            return material.detail.call.id if material is not None else None
        return row.id if view is self._list and row is not None else None

    def _add_scores_actions(self) -> None:
        for what, command in ((_EXPORT_SCORES, "list.export_scores"), (_IMPORT_SCORES, "list.import_scores")):
            action, title = _DONE_HERE[what]
            if self.context.may(action):
                go = partial(self._go_to, what)
                self.head.add_action(_(title), go, kind="quiet", command=command, name=f"go_to_{what}")

    def _allowed(self, what: str) -> str:
        """What the place says is to be done, if the person may."""
        return what if what in _DONE_HERE and self.context.may(_DONE_HERE[what][0]) else ""

    def _on_wanted(self) -> None:
        """The person filters or sorts otherwise; the calls that a place named may not be asked for any more."""
        if self._list.filter.these is None and TheseCalls.at(self._list_place) is not None:
            self._list_place = self._place = Place.to(_KEY)
            self.context.navigation.replace(self._list_place)
        self._reading.read()

    def _show_list(self, these: TheseCalls | None) -> None:
        narrows = these != self._list.filter.these
        if narrows:
            self._list.filter.show_these(these)
        self._views.setCurrentWidget(self._list)
        self.head.set_title(_("Calls"))
        self._show_actions()
        self.crumbs_changed.emit()
        if not self._has_read:
            self.show_busy()
        if narrows or not self._has_read:
            self._reading.read()
        if not self._has_read:
            self._list.saved.read()
        if self._has_read:
            self._show_count()
            self._list.table.setFocus()

    def _show_doing(self) -> None:
        self._assigning.end()
        views = {_IMPORT: self._import, _IMPORT_SCORES: self._scores_import, _EXPORT_SCORES: self._scores_export}
        view = views[self._doing]
        self._views.setCurrentWidget(view)
        self.head.set_title(_(_DONE_HERE[self._doing][1]))
        self._show_actions()
        self.show_body()
        self.crumbs_changed.emit()
        view.begin()

    def _on_read(self) -> None:
        is_first = not self._has_read
        self._has_read = True
        if self._views.currentWidget() is not self._list:
            return
        if self._list.total == 0 and not self._list.filter.is_filtered:
            self._show_nothing()
            return
        self.show_body()
        self._show_count()
        self._show_actions()
        if is_first:
            self._list.table.setFocus()

    def _on_counted(self) -> None:
        if self._views.currentWidget() is self._list and self.is_body_shown:
            self._show_count()

    def _read_call(self, call_id: CallId) -> None:
        services, actor = self.context.services, self.context.actor

        def fail(error: Exception) -> None:
            if self._place.get_id("call", CallId) == call_id:
                self.show_error(error, partial(self._read_call, call_id))

        self.context.jobs.run(
            self,
            _("Reading the call"),
            lambda _progress: read_material(services, actor, call_id),
            partial(self._on_call_read, call_id),
            fail,
            is_quiet=True,
        )

    def _on_call_read(self, call_id: CallId, material: CallMaterial) -> None:
        if self._place.get_id("call", CallId) != call_id:
            return
        self._views.setCurrentWidget(self._call)
        self.show_body()
        self._call.show_call(material)
        self._point()
        self._list.table.select_key(call_id)
        self.head.set_title(self._call.title)
        self.head.set_summary(call_summary(material.detail))
        self._assigning.follow_selection()
        self._show_actions()
        self.crumbs_changed.emit()

    def _point(self) -> None:
        """Once: what is read again later must not take the reader back."""
        evaluation_id = self._place.get_id("evaluation", EvaluationId)
        if evaluation_id is not None and not self._is_pointed:
            self._call.point_at(evaluation_id, self._place.get("criterion"))
        self._is_pointed = True

    def _show_count(self) -> None:
        n, chosen = self._list.total, len(self._list.table.selected_rows())
        if n is None:
            words = _("more than {n} calls").format(n=f"{len(self._list.table.rows):,}")
        else:
            words = ngettext("{n} call", "{n} calls", n).format(n=f"{n:,}")
        if self._list.is_cut:
            words = _("the newest {calls} with these words").format(calls=words)
        if chosen > 1:
            words += " · " + ngettext("{n} selected", "{n} selected", chosen).format(n=chosen)
        self.head.set_summary(words)

    def _show_nothing(self) -> None:
        self.head.clear_actions()
        self._list.filter.field.hide()
        self.head.set_summary("")
        may_import = self.context.may(Action.IMPORT_RECORDINGS)
        self.show_empty(
            EmptyState(
                "calls",
                _("No calls yet"),
                _("Bring in a folder of recordings; a calls.csv beside them says who spoke, when and what about.")
                if may_import
                else _("A QA administrator imports the recordings; they appear here as soon as they are in."),
                (PageAction(_("Import recordings"), self._go_to_import, "download"),) if may_import else (),
                (
                    Step(_("Find"), _("Filter by unit, time and what the call was about."), ("Ctrl+F",)),
                    Step(
                        _("Hear"), _("Play the call you are on, or open it with all that is known."), ("Space", "Enter")
                    ),
                    Step(_("Assign"), _("Select calls and give them to inspectors."), ("A",)),
                ),
            )
        )

    def _on_selected(self) -> None:
        if self._views.currentWidget() is self._list:
            self._show_count()
            self._assigning.follow_selection()
            self._show_actions()

    def _on_assigning_changed(self) -> None:
        self._show_actions()
        if not self._assigning.is_open and self._views.currentWidget() is self._list:
            self._list.table.setFocus()

    def _chosen(self) -> tuple[CallId, ...]:
        if self._views.currentWidget() is self._call:
            material = self._call.material
            return (material.detail.call.id,) if material is not None else ()
        return tuple(call.id for call in self._list.table.selected_rows())

    def _open(self, call: CallSummary) -> None:
        self.context.navigation.go(Place.to(_KEY, call=str(call.id)))

    def _go_to_import(self) -> None:
        self._go_to(_IMPORT)

    def _go_to(self, what: str) -> None:
        self.context.navigation.go(Place.to(_KEY, do=what))


PAGE = PageSpec(
    key=_KEY,
    title=N_("Calls"),
    icon="phone",
    group=PageGroup.WORK,
    build=CallsPage,
    action=Action.VIEW_CALLS,
    has_sound=True,
)
