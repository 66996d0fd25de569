"""The library of standard cases: facets, the list, and beside it one case, two to compare, or the form of a new one."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.case_filter import Facet, cases_with
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, CaseId, SessionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.standard_case import CaseSummary
from qa_desk.gui.library.case_list import CaseList, scrolling
from qa_desk.gui.library.case_pane import CasePane
from qa_desk.gui.library.columns import passage_of
from qa_desk.gui.library.compare_pane import ComparePane
from qa_desk.gui.library.criterion_pane import CriterionPane
from qa_desk.gui.library.keep_form import KeepForm, KeepPane
from qa_desk.gui.library.nothing import nothing_yet
from qa_desk.gui.library.packages.entrance import add_entrance, steps_to_shared
from qa_desk.gui.library.practise_shown import PractiseShown
from qa_desk.gui.library.standard_export import StandardExport
from qa_desk.gui.library.waiting import WaitingButton
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import PageAction
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.cases.curating import CaseProposal, CaseView

_SPLITTER = "library.pane"
_LIST_PX, _PANE_PX = 768, 392
_PASSING_BY_MS = 150


class LibraryPage(Page):
    """What the standard is, as calls that one can hear."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Standard cases"))
        self._wanted = ""
        self._compared: list[CaseId] = []
        self._views: dict[CaseId, CaseView] = {}
        self._keeping: tuple[SessionId, CallId] | None = None
        self._sound = RowSound(context, self)
        self._build()
        self._connect()

    @property
    def cases(self) -> CaseList:
        """The cases that fit."""
        return self._list

    @property
    def table(self) -> DataTable[CaseSummary]:
        """The list itself."""
        return self._list.table

    @property
    def pane(self) -> QWidget | None:
        """What stands beside the list."""
        return self._pane.widget()

    def shown(self, place: Place) -> None:
        self._wanted = place.get("case")
        session, call = place.get("session"), place.get("call")
        self._keeping = (SessionId(UUID(session)), CallId(UUID(call))) if session and call else None
        on_case = self._can_play
        self.context.commands.bind(
            self,
            {
                "sound.play_pause": self._play_current,
                "sound.next_mark": lambda: self._play_passage(1),
                "sound.previous_mark": lambda: self._play_passage(-1),
                "case.compare": self._compare_on_criterion,
                "case.play_both": self._play_both,
                "case.open": self._open_page,
                "case.practise": self._practise,
                "list.clear_filters": self._list.clear,
            },
            enabled={
                "sound.play_pause": on_case,
                "sound.next_mark": on_case,
                "sound.previous_mark": on_case,
                "case.compare": lambda: self.is_body_shown,
                "case.practise": lambda: self.context.may(Action.PRACTISE) and self.table.current_row() is not None,
                "case.play_both": lambda: isinstance(self.pane, CriterionPane),
                "list.clear_filters": lambda: self._list.query.is_narrowed,
            },
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
            self._list.focus_find()
        return self.is_body_shown

    def _build(self) -> None:
        theme = self.context.theme
        self._list = CaseList(self.context, self._sound, self._letter_of)
        self._waiting = WaitingButton(self.context)
        self.head.add_widget(self._waiting)
        self._keep_form: KeepForm | None = None
        self._passage_at = -1
        self._pane = scrolling(None, "case_area")
        self._passing_by = QTimer(self)
        self._passing_by.setSingleShot(True)
        self._passing_by.setInterval(_PASSING_BY_MS)
        self.head.add_action(
            _("Pass and fail"),
            self._compare_on_criterion,
            kind="quiet",
            command="case.compare",
            name="compare_on_criterion",
        )
        StandardExport(self.context, self).offer(self.head)
        add_entrance(self)
        self._practise_shown = PractiseShown(self.context, self.head)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for widget in (self._list, self._pane):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(0, 1)
        kept = self.context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(px) for px in (_LIST_PX, _PANE_PX)])
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._splitter)

    def _connect(self) -> None:
        self._list.shown.connect(self._on_read)
        self._list.failed.connect(lambda error: self.show_error(error, self._read))
        self._list.current_changed.connect(self._on_moved)
        self._list.compare_toggled.connect(self._toggle_compared)
        self._list.played.connect(lambda case: self._sound.toggle(passage_of(case)))
        self._passing_by.timeout.connect(lambda: self._on_current(self.table.current_row()))
        self._sound.changed.connect(self.table.viewport().update)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())

    def _keep_splitter(self) -> None:
        kept = dict(self.context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self.context.settings.change(splitters=kept)

    def _read(self) -> None:
        if self._list.counts is None:
            self.show_busy()
        self._list.read()
        self._waiting.read()

    def _on_read(self) -> None:
        counts = self._list.counts
        assert counts is not None, "it is counted before it is shown"
        if not counts.n_all and self._keeping is None:
            self._show_nothing()
            return
        self.show_body()
        self.head.set_summary(_("{shown} of {all}").format(shown=counts.n_found, all=counts.n_all))
        self._practise_shown.show(self.table.rows, is_all=len(self.table.rows) == counts.n_found)
        if self._wanted:
            self._show_wanted()
        elif self.table.current_row() is None:
            self.table.select_first()
        if self._keeping is None:
            self._on_current(self.table.current_row())
            self.give_keyboard(self.table)

    def _show_wanted(self) -> None:
        if self.table.select_key(CaseId(UUID(self._wanted))):
            self._wanted = ""
        elif self._list.query != cases_with():
            # What was asked for by name is shown, whatever the boxes say.
            self._list.ask(cases_with())
        else:
            self._wanted = ""
            self.context.notices.warning(_("This case is not there, or its call waits for your own scoring first."))

    def _on_moved(self, case: CaseSummary | None) -> None:
        """Who goes by with the arrow keys has not opened every case on the way."""
        self._passage_at = -1
        if case is None or case.id in self._views:
            self._on_current(case)
        else:
            self._passing_by.start()

    def _on_current(self, case: CaseSummary | None) -> None:
        if self._keeping is not None and case is not None:
            self._keeping = None
        if case is None:
            self._pane.setWidget(QWidget())
            return
        self._read_views([case.id] if len(self._compared) < 2 else self._compared)

    def _toggle_compared(self, case_id: CaseId) -> None:
        if case_id in self._compared:
            self._compared.remove(case_id)
        else:
            self._compared = [*self._compared[-1:], case_id]
        self.table.viewport().update()
        self._on_current(self.table.current_row())

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
            compare = ComparePane(views, self._sound, theme=theme)
            compare.swap_requested.connect(self._swap)
            compare.go_on_from(self._pane.widget())
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
        current = self.table.current_row()
        wanted = case_id or (current.id if current is not None else None)
        if wanted is not None:
            self.context.navigation.go(Place.to("standard_case", case=str(wanted)))

    def _practise(self) -> None:
        """Take up the two cases that are compared, or the one that the keyboard is on."""
        current = self.table.current_row()
        wanted = self._compared if len(self._compared) == 2 else [current.id] if current is not None else []
        if wanted:
            self.context.navigation.go(Place.to("practice", cases=",".join(str(one) for one in wanted)))

    def _swap(self) -> None:
        self._compared.reverse()
        self.table.viewport().update()
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
        today = centre_today(self.context.services)
        pane.form.begin(session_id, call_id, proposal, owner_id=self.context.actor.person_id, today=today)

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

    def _compare_on_criterion(self) -> None:
        """A call that passed and one that failed, side by side on one criterion, and which is chosen there."""
        pane = CriterionPane(self.context, self._sound)
        pane.closed.connect(lambda: self._on_current(self.table.current_row()))
        pane.case_wanted.connect(self._show_case)
        self._pane.setWidget(pane)
        criteria = self._list.query.values_of(Facet.CRITERION)
        pane.begin(criteria[0] if criteria else "")

    def _show_case(self, case_id: CaseId) -> None:
        self._wanted = str(case_id)
        self._show_wanted()
        self._on_current(self.table.current_row())

    def _play_both(self) -> None:
        if isinstance(self.pane, CriterionPane):
            self.pane.play_both()

    def _play_current(self) -> None:
        case = self.table.current_row()
        if case is not None:
            self._sound.toggle(passage_of(case))

    def _play_passage(self, step: int) -> None:
        """The next passage that proves an answer of the case, or the one before."""
        case = self.table.current_row()
        view = self._views.get(case.id) if case is not None else None
        marks = sorted(view.case.marks, key=lambda mark: mark.start_s) if view is not None else []
        if view is None or not marks:
            return
        first = 0 if step > 0 else len(marks) - 1
        self._passage_at = first if self._passage_at < 0 else (self._passage_at + step) % len(marks)
        mark = marks[self._passage_at]
        self._sound.toggle(RowPassage(view.case.call_id, view.case.code, mark.start_s, mark.end_s, mark.note))

    def _can_play(self) -> bool:
        return self.is_body_shown and self.table.hasFocus() and self.table.current_row() is not None

    def _show_nothing(self) -> None:
        self.head.set_summary("")
        actions: tuple[PageAction, ...] = ()
        if self.context.may(Action.VIEW_SESSIONS):
            go = self.context.navigation.go
            actions = (PageAction(_("Go to Calibration"), lambda: go(Place.to("calibration")), "target"),)
        self.show_empty(nothing_yet((*actions, *steps_to_shared(self.context))))


PAGE = PageSpec(
    "library",
    N_("Standard cases"),
    "book",
    PageGroup.MEASURE,
    LibraryPage,
    action=Action.VIEW_CASES,
    count=lambda services, actor: services.writing_cases.waiting(actor).n_cases,
    counts_of=frozenset({ObjectKind.STANDARD_CASE, ObjectKind.SCORECARD}),
    waits=lambda n: ngettext("{n} standard case", "{n} standard cases", n).format(n=n),
    has_sound=True,
)
