"""One standard case, `standard_case?case=…`, with `&number=…` another version: to hear, approve, change, carry over.

`&number=proposed` is the version that waits for approval, while there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CaseId, PersonId
from qa_desk.domain.permissions import Action, who_may
from qa_desk.domain.standard_case import CaseState
from qa_desk.gui.library.case.notices import notices_of
from qa_desk.gui.library.case.view import CaseSheetView
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import case_state_title
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import N_, _
from qa_desk.services.cases.curating import CaseView
from qa_desk.services.cases.sheets import CaseStep

KEY = "standard_case"
PROPOSED = "proposed"
_TITLE_LENGTH = 32
"""A longer title is cut in the head, where the buttons stand beside it, and stands whole with the facts."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    view: CaseView
    steps: tuple[CaseStep, ...]
    owners: tuple[tuple[PersonId, str], ...]


class StandardCasePage(Page):
    """A case whole, and all that can be done with it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Standard case"))
        self._case_id: CaseId | None = None
        self._number: int | None = None
        self._wants_proposed = False
        self._read_now: _Read | None = None
        self._form: Form | None = None
        self.view = CaseSheetView(context)
        self._build()
        self._bind()

    @property
    def case_view(self) -> CaseView | None:
        """The case shown."""
        return self._read_now.view if self._read_now is not None else None

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Standard cases"), Place.to("library")), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        case_id, number = place.get_id("case", CaseId), place.get("number")
        self._wants_proposed = number == PROPOSED
        asked = (case_id, int(number) if number.isdigit() else None)
        is_same = asked == (self._case_id, self._number) and self._read_now is not None
        self._case_id, self._number = asked
        if self._case_id is None:
            self._show_nothing()
            return
        if is_same:
            self.view.resume()
        else:
            self._read_now = None
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        touched = (ObjectKind.STANDARD_CASE, ObjectKind.SCORECARD, ObjectKind.EVALUATION, ObjectKind.SESSION)
        if self._case_id is not None and (changes is None or changes.touches(*touched)):
            self._read()

    def leave(self) -> None:
        self.view.leave()

    def _build(self) -> None:
        theme = self.context.theme
        self._told = QVBoxLayout()
        self._told.setContentsMargins(theme.size("xl"), 0, theme.size("xl"), theme.size("sm"))
        self._told.setSpacing(theme.size("xs"))
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(self._told)
        body.addWidget(self.view, 1)
        self.view.call_requested.connect(self._show_call)
        self.view.care_changed.connect(self._look_after)
        self.view.version_requested.connect(self._go_to)

    def _bind(self) -> None:
        self.context.commands.bind(
            self,
            {"case.change": self._change, "case.carry_over": self._carry_over, "case.bridge": self._show_bridge},
            enabled={
                "case.change": self._may_change,
                "case.carry_over": self._can_carry_over,
                "case.bridge": lambda: self._read_now is not None,
            },
        )

    def _read(self) -> None:
        services, actor, case_id, number = self.context.services, self.context.actor, self._case_id, self._number
        assert case_id is not None
        keepers = who_may(Action.KEEP_CASES)

        def work(_progress: object) -> _Read:
            people = services.administering.people(actor) if self.context.may(Action.KEEP_CASES) else ()
            owners = tuple((one.id, one.name) for one in people if not keepers.isdisjoint(one.roles))
            return _Read(
                services.curating.case(actor, case_id, number), services.writing_cases.history(actor, case_id), owners
            )

        self.context.jobs.run(
            self,
            _("Reading the case"),
            work,
            lambda read: self._on_read((case_id, number), read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, asked: tuple[CaseId, int | None], read: _Read) -> None:
        if asked != (self._case_id, self._number):
            return
        if self._wants_proposed and read.view.proposed_number is not None:
            self._show_version(read.view.proposed_number)
            return
        self._read_now = read
        view, case = read.view, read.view.case
        title = case.title if len(case.title) <= _TITLE_LENGTH else f"{case.title[:_TITLE_LENGTH].rstrip()}…"
        self.head.set_title(_("{code}: {title}").format(code=case.code, title=title))
        state = _("version {number}, {state}").format(number=case.number, state=case_state_title(case.state))
        self.head.set_summary(_("{state}, a benchmark").format(state=state) if case.is_benchmark else state)
        self._show_actions(view)
        self._end_form()
        self._show_told(view)
        self.show_body()
        self.view.show_case(view, read.steps, read.owners)
        self.give_keyboard(self.view.answers)
        self.crumbs_changed.emit()

    def _show_actions(self, view: CaseView) -> None:
        head = self.head
        head.clear_actions()
        if view.may_retire:
            head.add_action(_("Retire"), self._begin_retiring, kind="quiet", name="retire_case")
        waits = view.case.state is CaseState.PROPOSED or view.proposed_number is not None
        if waits and self.context.may(Action.KEEP_CASES):
            head.add_action(_("Take back"), self._begin_withdrawing, kind="quiet", name="withdraw_case")
        if view.may_change:
            head.add_action(_("Change"), self._change, command="case.change", name="change_case")
        if self._can_carry_over():
            head.add_action(_("Carry over"), self._carry_over, command="case.carry_over", name="carry_over_case")
        if view.may_approve:
            head.add_action(_("Approve"), self._approve, kind="primary", name="approve_case")

    def _show_told(self, view: CaseView) -> None:
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for notice in notices_of(
            view, show_proposal=lambda: self._go_to(view.proposed_number), show_bridge=self._show_bridge
        ):
            self._told.addWidget(NoticeBar(notice, theme=self.context.theme, closable=False))

    def _may_change(self) -> bool:
        return self.case_view is not None and self.case_view.may_change

    def _can_carry_over(self) -> bool:
        """While a version waits for approval, that is approved or taken back first."""
        view = self.case_view
        return view is not None and view.may_change and view.touched is not None and view.proposed_number is None

    def _show_version(self, number: int) -> None:
        """The version that was asked for by what it is gets its place by number."""
        place = Place.to(KEY, case=str(self._case_id), number=str(number))
        self.context.navigation.replace(place)
        self.shown(place)

    def _go_to(self, number: int | None) -> None:
        arguments = {"number": str(number)} if number is not None else {}
        self.context.navigation.go(Place.to(KEY, case=str(self._case_id), **arguments))

    def _show_call(self) -> None:
        if self.case_view is not None:
            self.context.navigation.go(Place.to("calls", call=str(self.case_view.case.call_id)))

    def _show_bridge(self) -> None:
        view = self.case_view
        if view is None:
            return
        old = view.version.number
        new = view.touched.after.number if view.touched is not None else old
        if old == new:
            old = max(1, new - 1)
        place = Place.to("case_bridge", scorecard=view.version.scorecard_key, old=str(old), new=str(new))
        self.context.navigation.go(place)

    def _change(self) -> None:
        self.context.navigation.go(Place.to("case_editor", case=str(self._case_id)))

    def _carry_over(self) -> None:
        writing, actor, case_id = self.context.services.writing_cases, self.context.actor, self._case_id
        assert case_id is not None

        def done(carried: tuple[CaseId, Changes] | None) -> None:
            if carried is None:
                self.context.navigation.go(Place.to("case_editor", case=str(case_id), onto="newer"))
                return
            told = _("Carried over: every answer still holds. A second person can approve it now.")
            self.context.notices.done(told, key="case")
            self.context.hub.announce(carried[1])
            self.context.navigation.go(Place.to(KEY, case=str(case_id), number=PROPOSED))

        self.context.jobs.run(
            self, _("Carrying the case over"), lambda _progress: writing.carry_over(actor, case_id), done, self._fail
        )

    def _approve(self) -> None:
        curating, actor, case_id = self.context.services.curating, self.context.actor, self._case_id
        assert case_id is not None
        self._do_and_show_valid(_("Approving the case"), lambda: curating.approve(actor, case_id))

    def _look_after(self, owner_id: PersonId, review_on: date | None) -> None:
        writing, actor, case_id = self.context.services.writing_cases, self.context.actor, self._case_id
        assert case_id is not None
        self._do(_("Saving"), lambda: writing.look_after(actor, case_id, owner_id, review_on))

    def _begin_retiring(self) -> None:
        curating, actor, case_id = self.context.services.curating, self.context.actor, self._case_id
        assert case_id is not None
        told = _("Why it no longer teaches the standard")
        self._ask_reason(_("Retire"), told, lambda reason: curating.retire(actor, case_id, reason))

    def _begin_withdrawing(self) -> None:
        writing, actor, case_id = self.context.services.writing_cases, self.context.actor, self._case_id
        assert case_id is not None
        told = _("Why what is proposed is taken back")
        self._ask_reason(_("Take back"), told, lambda reason: writing.withdraw(actor, case_id, reason))

    def _ask_reason(self, title: str, told: str, use_case: Callable[[str], Changes]) -> None:
        self._end_form()
        theme, commands = self.context.theme, self.context.commands
        form = Form(theme=theme, commands=commands, save_title=title, name="case_reason_form", primary=False)
        reason = text_field("case_reason", theme, told)
        form.add_field(_("Reason"), reason)
        form.saved.connect(lambda: self._do_and_show_valid(title, lambda: use_case(reason.toPlainText())))
        form.cancelled.connect(self._end_form)
        self._form = form
        self._told.addWidget(form)
        reason.setFocus()

    def _end_form(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._form = None

    def _do_and_show_valid(self, title: str, use_case: Callable[[], Changes]) -> None:
        """Afterwards the page shows what is in force then."""
        self._number = None
        self._do(title, use_case)

    def _do(self, title: str, use_case: Callable[[], Changes]) -> None:
        if self._form is not None:
            self._form.show_error(None)
            self._form.set_busy(True)
        self.context.jobs.run(self, title, lambda _progress: use_case(), self.context.hub.announce, self._fail)

    def _fail(self, error: Exception) -> None:
        if self._form is not None:
            self._form.refuse(error)
        else:
            self.context.notices.error(error, key="case")

    def _show_nothing(self) -> None:
        go = self.context.navigation.go
        library = PageAction(_("Show the library"), lambda: go(Place.to("library")), "arrow-left")
        self.show_empty(EmptyState("cases", _("No case chosen"), _("Choose one in the library."), (library,)))


PAGE = PageSpec(
    key=KEY,
    title=N_("Standard case"),
    icon="book",
    group=PageGroup.NONE,
    build=StandardCasePage,
    action=Action.VIEW_CASES,
    has_sound=True,
    is_led_to=True,
)
