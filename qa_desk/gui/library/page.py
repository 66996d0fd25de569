"""The library of standard cases: facets, the list, and beside it one case, two to compare, or the form of a new one."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.case_filter import CaseQuery, Facet, cases_with
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, CaseId, SessionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.standard_case import CaseSummary
from qa_desk.gui.library.case_pane import CasePane
from qa_desk.gui.library.columns import case_columns, passage_of
from qa_desk.gui.library.compare_pane import ComparePane
from qa_desk.gui.library.facets import Facets, chips_of
from qa_desk.gui.library.keep_form import KeepForm, KeepPane
from qa_desk.gui.library.nothing import nothing_yet
from qa_desk.gui.library.packages.entrance import add_entrance, steps_to_shared
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import PageAction
from qa_desk.gui.widgets.chips import FilterChips
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.services.browsing_cases import CaseCounts, CasePage
from qa_desk.services.curating import CaseProposal, CaseView

_SPLITTER = "library"
_FACETS_PX, _LIST_PX, _PANE_PX = 184, 560, 416
_ROW_HEIGHT = 56
_TYPING_MS = 200


class LibraryPage(Page):
    """What the standard is, as calls that one can hear."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Standard cases"))
        self._query = CaseQuery()
        self._counts: CaseCounts | None = None
        self._wanted = ""
        self._compared: list[CaseId] = []
        self._views: dict[CaseId, CaseView] = {}
        self._keeping: tuple[SessionId, CallId] | None = None
        self._sound = RowSound(context, self)
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[CaseSummary]:
        """The list."""
        return self._table

    @property
    def pane(self) -> QWidget | None:
        """What stands beside the list."""
        return self._pane.widget()

    def shown(self, place: Place) -> None:
        self._wanted = place.get("case")
        session, call = place.get("session"), place.get("call")
        self._keeping = (SessionId(UUID(session)), CallId(UUID(call))) if session and call else None
        self.context.commands.bind(
            self,
            {"sound.play_pause": self._play_current, "list.clear_filters": self._clear, "case.open": self._open_page},
            enabled={"sound.play_pause": self._can_play, "list.clear_filters": lambda: self._query.is_narrowed},
        )
        self._read()
        if self._keeping is not None:
            self._read_proposal(*self._keeping)

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.STANDARD_CASE, ObjectKind.EVALUATION, ObjectKind.SESSION):
            self._views.clear()
            self._read()

    def leave(self) -> None:
        self._sound.pause()

    def focus_find(self) -> bool:
        if self.is_body_shown:
            self._find.setFocus()
        return self.is_body_shown

    def _build(self) -> None:
        theme = self.context.theme
        self._find = QLineEdit()
        self._find.setObjectName("find_case")
        self._find.setPlaceholderText(_("Find a case"))
        self._find.setAccessibleName(_("Find a case"))
        self._find.setToolTip(_("Code, title, call or tag (Ctrl+F)"))
        self._find.setClearButtonEnabled(True)
        self._find.setFixedWidth(theme.px(220))
        self.head.add_widget(self._find)
        add_entrance(self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._chips = FilterChips(theme=theme, can_add=False)
        self._facets = Facets(theme=theme)
        self._table: DataTable[CaseSummary] = DataTable(
            case_columns(self._sound, self._letter_of),
            theme=theme,
            key=lambda case: case.id,
            row_height=_ROW_HEIGHT,
            name="case_table",
            title=_("Standard cases"),
        )
        self._nothing = QLabel(_("No case matches. Take a chip away to see more."))
        self._nothing.setObjectName("nothing_matches")
        self._nothing.setProperty("tone", "muted")
        self._nothing.setWordWrap(True)
        self._keep_form: KeepForm | None = None
        self._pane = _area("case_area")
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(theme.size("md"), 0, theme.size("md"), theme.size("sm"))
        column.addWidget(self._nothing)
        column.addWidget(self._table, 1)
        facets = _area("facet_area")
        facets.setWidget(self._facets)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for widget in (facets, middle, self._pane):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        kept = self.context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(px) for px in (_FACETS_PX, _LIST_PX, _PANE_PX)])
        chips = QHBoxLayout()
        edge = theme.size("xl")
        chips.setContentsMargins(edge, 0, edge, theme.size("sm"))
        chips.addWidget(self._chips)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(chips)
        body.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self._facets.toggled.connect(lambda facet, value: self._ask(self._query.toggling(facet, value)))
        self._chips.removed.connect(self._on_chip_removed)
        self._chips.opened.connect(self._on_chip_removed)
        self._find.textChanged.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._on_typed)
        self._table.current_changed.connect(lambda case: self._on_current(case))
        self._table.row_opened.connect(lambda case: self._on_current(case))
        self._table.clicked.connect(lambda index: self._on_clicked(index.column()))
        self._table.play_requested.connect(lambda case: self._sound.toggle(passage_of(case)))
        self._sound.changed.connect(self._table.viewport().update)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())

    def _keep_splitter(self) -> None:
        kept = dict(self.context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self.context.settings.change(splitters=kept)

    def _ask(self, query: CaseQuery) -> None:
        self._query = query
        self._read()

    def _on_chip_removed(self, key: str) -> None:
        if key == "text":
            self._find.clear()
            self._typing.stop()
            self._on_typed()
        else:
            self._ask(self._query.choosing(Facet(key), ()))

    def _on_typed(self) -> None:
        text = self._find.text().strip()
        if text != self._query.text:
            self._ask(replace(self._query, text=text))

    def _clear(self) -> None:
        self._find.clear()
        self._typing.stop()
        self._ask(cases_with())

    def _read(self) -> None:
        service, actor, query = self.context.services.browsing_cases, self.context.actor, self._query
        if self._counts is None:
            self.show_busy()
        self.context.jobs.run(
            self,
            _("Reading the library"),
            lambda _progress: (service.page(actor, query), service.counts(actor, query)),
            lambda found: self._on_read(query, *found),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, query: CaseQuery, page: CasePage, counts: CaseCounts) -> None:
        if query != self._query:
            return
        is_first = self._counts is None
        self._counts = counts
        self._chips.set_chips(chips_of(query, counts.facets))
        self._facets.show_facets(counts.facets, query)
        if not counts.n_all and self._keeping is None:
            self._show_nothing()
            return
        self.show_body()
        self.head.set_summary(_("{shown} of {all}").format(shown=counts.n_found, all=counts.n_all))
        self._nothing.setVisible(not page.cases)
        self._table.set_rows(page.cases)
        if self._wanted:
            self._show_wanted()
        elif self._table.current_row() is None:
            self._table.select_first()
        if self._keeping is None:
            self._on_current(self._table.current_row())
            if is_first:
                self._table.setFocus()

    def _show_wanted(self) -> None:
        wanted = CaseId(UUID(self._wanted))
        if self._table.select_key(wanted):
            self._wanted = ""
        elif self._query != cases_with():
            # What was asked for by name is shown, whatever the boxes say.
            self._query = cases_with()
            self._find.clear()
            self._read()
        else:
            self._wanted = ""
            self.context.notices.warning(_("This case is not there, or its call waits for your own scoring first."))

    def _on_current(self, case: CaseSummary | None) -> None:
        if self._keeping is not None and case is not None:
            self._keeping = None
        if case is None:
            self._pane.setWidget(QWidget())
            return
        self._read_views([case.id] if len(self._compared) < 2 else self._compared)

    def _on_clicked(self, column: int) -> None:
        case = self._table.current_row()
        shown = self._table.model().columns  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        if case is None:
            return
        if shown[column].key in ("play", "wave"):
            self._sound.toggle(passage_of(case))
        elif shown[column].key == "compare":
            self._toggle_compared(case.id)

    def _toggle_compared(self, case_id: CaseId) -> None:
        if case_id in self._compared:
            self._compared.remove(case_id)
        else:
            self._compared = [*self._compared[-1:], case_id]
        self._table.viewport().update()
        self._on_current(self._table.current_row())

    def _letter_of(self, case_id: CaseId) -> str:
        return "AB"[self._compared.index(case_id)] if case_id in self._compared else ""

    def _read_views(self, case_ids: list[CaseId]) -> None:
        service, actor = self.context.services.curating, self.context.actor
        missing = [case_id for case_id in case_ids if case_id not in self._views]

        def show(views: list[CaseView]) -> None:
            self._views.update({view.case.id: view for view in views})
            self._show_pane(case_ids)

        self.context.jobs.run(
            self,
            _("Reading the case"),
            lambda _progress: [service.case(actor, case_id) for case_id in missing],
            show,
            lambda error: self.context.notices.error(error, key="case"),
            is_quiet=True,
        )

    def _show_pane(self, case_ids: list[CaseId]) -> None:
        if self._keeping is not None:
            return
        theme = self.context.theme
        views = [self._views[case_id] for case_id in case_ids if case_id in self._views]
        if len(views) == 2:
            compare = ComparePane(views, self._sound.toggle, theme=theme)
            compare.swap_requested.connect(self._swap)
            self._pane.setWidget(compare)
        elif views:
            pane = CasePane(views[0], self._sound.toggle, theme=theme, commands=self.context.commands)
            pane.approve_requested.connect(lambda: self._approve(views[0].case.id))
            pane.retire_requested.connect(lambda reason: self._retire(views[0].case.id, reason))
            pane.page_requested.connect(lambda: self._open_page(views[0].case.id))
            pane.call_requested.connect(
                lambda: self.context.navigation.go(Place.to("calls", call=str(views[0].case.call_id)))
            )
            self._pane.setWidget(pane)

    def _open_page(self, case_id: CaseId | None = None) -> None:
        current = self._table.current_row()
        wanted = case_id or (current.id if current is not None else None)
        if wanted is not None:
            self.context.navigation.go(Place.to("standard_case", case=str(wanted)))

    def _swap(self) -> None:
        self._compared.reverse()
        self._table.viewport().update()
        self._show_pane(self._compared)

    def _approve(self, case_id: CaseId) -> None:
        service, actor = self.context.services.curating, self.context.actor
        self._change(_("Approving the case"), lambda: service.approve(actor, case_id))

    def _retire(self, case_id: CaseId, reason: str) -> None:
        service, actor = self.context.services.curating, self.context.actor
        self._change(_("Retiring the case"), lambda: service.retire(actor, case_id, reason))

    def _change(self, title: str, use_case: Callable[[], Changes]) -> None:
        def failed(error: Exception) -> None:
            pane = self._pane.widget()
            if not isinstance(pane, CasePane) or not pane.show_error(error):
                self.context.notices.error(error, key="case")

        self.context.jobs.run(self, title, lambda _progress: use_case(), self.context.hub.announce, failed)

    def _read_proposal(self, session_id: SessionId, call_id: CallId) -> None:
        service, actor = self.context.services.curating, self.context.actor

        def failed(error: Exception) -> None:
            self._keeping = None
            self.context.notices.error(error, key="keep case")
            self._read()

        self.context.jobs.run(
            self,
            _("Reading the settled call"),
            lambda _progress: service.proposal(actor, session_id, call_id),
            lambda proposal: self._on_proposal(session_id, call_id, proposal),
            failed,
            is_quiet=True,
        )

    def _on_proposal(self, session_id: SessionId, call_id: CallId, proposal: CaseProposal) -> None:
        if self._keeping != (session_id, call_id):
            return
        self.show_body()
        pane = KeepPane(proposal, theme=self.context.theme, commands=self.context.commands)
        pane.form.saved.connect(self._keep)
        pane.form.cancelled.connect(self._end_keeping)
        self._pane.setWidget(pane)
        self._keep_form = pane.form
        pane.form.begin(session_id, call_id, proposal)

    def _keep(self) -> None:
        form = self._keep_form
        assert form is not None
        service, actor, draft = self.context.services.curating, self.context.actor, form.draft()
        form.show_error(None)
        form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Keeping the case"),
            lambda _progress: service.keep(actor, draft),
            lambda kept: self._on_kept(*kept),
            form.refuse,
        )

    def _on_kept(self, case_id: CaseId, changes: Changes) -> None:
        self._keeping = None
        self._wanted = str(case_id)
        self.context.notices.done(_("Kept. A second person can approve it now."), key="keep case")
        self.context.hub.announce(changes)

    def _end_keeping(self) -> None:
        self._keeping = None
        self._read()

    def _play_current(self) -> None:
        case = self._table.current_row()
        if case is not None:
            self._sound.toggle(passage_of(case))

    def _can_play(self) -> bool:
        return self.is_body_shown and self._table.hasFocus() and self._table.current_row() is not None

    def _show_nothing(self) -> None:
        self.head.set_summary("")
        actions: tuple[PageAction, ...] = ()
        if self.context.may(Action.VIEW_SESSIONS):
            go = self.context.navigation.go
            actions = (PageAction(_("Go to Calibration"), lambda: go(Place.to("calibration")), "target"),)
        self.show_empty(nothing_yet((*actions, *steps_to_shared(self.context))))


def _area(name: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


PAGE = PageSpec(
    "library",
    N_("Standard cases"),
    "book",
    PageGroup.MEASURE,
    LibraryPage,
    action=Action.VIEW_CASES,
    has_sound=True,
)
