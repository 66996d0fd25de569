"""Writing a case: `case_editor?case=…`, with `&onto=newer` on the form in force, or `?call=…&form=…` for a new one."""

from PySide6.QtWidgets import QLabel, QVBoxLayout

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import CallId, CaseId, VersionId
from qa_desk.domain.permissions import Action
from qa_desk.gui.library.editing.about_form import AboutForm
from qa_desk.gui.library.editing.answers_pane import AnswersPane
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import N_, _, listed
from qa_desk.services.cases.sheets import CaseStart

KEY = "case_editor"
_FORM_LETTERS = 20
_CRITERION, _ABOUT = "criterion", "about"


class CaseEditorPage(Page):
    """A new case, a change of one, or one carried over to a newer form; a second person approves what comes of it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Write a case"))
        self._place: Place | None = None
        self._start: CaseStart | None = None
        self.about = AboutForm(context)
        self.answers = AnswersPane(context, self.about)
        self._build()
        self._connect()

    @property
    def start(self) -> CaseStart | None:
        """What was begun with."""
        return self._start

    def crumbs(self) -> tuple[Crumb, ...]:
        library = Crumb(_("Standard cases"), Place.to("library"))
        case = self._start.case if self._start is not None else None
        if case is None:
            return (library, Crumb(self.title()))
        return (library, Crumb(case.code, Place.to("standard_case", case=str(case.id))), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        if place == self._place and self._start is not None:
            self.answers.resume()
            return
        self._place, self._start = place, None
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        """What is being written stays as it is."""

    def leave(self) -> None:
        self.answers.leave()

    def _build(self) -> None:
        theme = self.context.theme
        self._forms = ChoiceBox(theme=theme, name="case_form", title=_("Scorecard"))
        self._forms.setMinimumContentsLength(_FORM_LETTERS)
        self._side = SegmentedChoice(
            (Segment(_CRITERION, _("Criterion")), Segment(_ABOUT, _("About the case"))), theme=theme, name="case_side"
        )
        self.head.add_widget(self._forms)
        self.head.add_widget(self._side)
        self.head.add_action(_("Propose"), self._propose, kind="primary", command="form.submit", name="propose_case")
        self._asked = QLabel()
        self._asked.setObjectName("case_asked")
        self._asked.setWordWrap(True)
        self._asked.setContentsMargins(theme.size("xl"), 0, theme.size("xl"), theme.size("sm"))
        self._asked.setProperty("tone", "warning")
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._asked)
        body.addWidget(self.answers, 1)

    def _connect(self) -> None:
        self._forms.chosen.connect(self._on_form_chosen)
        self._side.chosen.connect(self._show_side)
        self.answers.submit_requested.connect(self._propose)
        self.answers.passage_chosen.connect(lambda start_s, end_s: self.about.set_passage((start_s, end_s)))
        self.answers.side_changed.connect(self._side.set_value)
        self.answers.selection_changed.connect(self.about.set_has_selection)
        self.about.saved.connect(self._propose)
        self.about.cancelled.connect(self._give_up)
        self.about.selection_requested.connect(self.answers.use_selection)
        self.about.passage_changed.connect(self.answers.show_passage)
        has_selection = {"case.passage": lambda: self.answers.selection is not None}
        self.context.commands.bind(
            self,
            {"case.passage": self.answers.use_selection, "case.about": self._toggle_side},
            enabled=has_selection,
        )

    def _read(self) -> None:
        writing, actor, place = self.context.services.writing_cases, self.context.actor, self._place
        assert place is not None
        case_id, call_id = place.get_id("case", CaseId), place.get_id("call", CallId)
        form_id, is_carried = place.get_id("form", VersionId), place.get("onto") == "newer"
        self.show_busy()

        def work(_progress: object) -> CaseStart:
            if case_id is not None:
                return writing.carried_over(actor, case_id) if is_carried else writing.begin(actor, case_id)
            assert call_id is not None
            return writing.blank(actor, call_id, form_id)

        if case_id is None and call_id is None:
            self._show_nothing()
            return
        self.context.jobs.run(
            self,
            _("Reading the case"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, start: CaseStart) -> None:
        self._start = start
        call_key, case = start.detail.call.key, start.case
        title = _("Write a case of call {call}").format(call=call_key)
        if case is not None and start.change is not None:
            title = _("Carry {code} over").format(code=case.code)
        elif case is not None:
            title = _("Change {code}").format(code=case.code)
        self.head.set_title(title)
        self._forms.set_choices(
            [(_form_words(one.version.number, in_words(one.version.title)), str(one.version_id)) for one in start.forms]
        )
        self._forms.set_value(str(start.version.id))
        self._forms.setVisible(case is None and len(start.forms) > 1)
        self._show_asked(start)
        self.show_body()
        self.answers.show_start(start, call_key)
        self.about.show_start(start)
        self._show_side(_CRITERION)
        self.give_keyboard(self.answers.form)
        self.crumbs_changed.emit()

    def _show_asked(self, start: CaseStart) -> None:
        """What has to be answered anew because the form means something else, and what fell away."""
        change = start.change
        self._asked.setVisible(change is not None)
        if change is None:
            return
        asked = [in_words(one.title) for one in start.version.criteria if one.key in change.asked]
        gone = [in_words(one.title) for one in (start.before or start.version).criteria if one.key in change.removed]
        told: list[str] = []
        if asked:
            told.append(_("Answer these anew, their form has changed: {criteria}.").format(criteria=listed(asked)))
        if gone:
            told.append(_("No longer asked: {criteria}.").format(criteria=listed(gone)))
        self._asked.setText(" ".join(told))

    def _on_form_chosen(self, version_id: str) -> None:
        assert self._place is not None
        self.context.navigation.go(Place.to(KEY, call=self._place.get("call"), form=version_id))

    def _show_side(self, side: object) -> None:
        if side == _ABOUT:
            self.answers.show_about()
            self.about.take_keyboard()
        else:
            self.answers.show_criterion()
            self.answers.take_keyboard()

    def _toggle_side(self) -> None:
        self._show_side(_CRITERION if self.answers.shows_about else _ABOUT)

    def _propose(self) -> None:
        start = self._start
        if start is None:
            return
        writing, actor = self.context.services.writing_cases, self.context.actor
        sheet = self.about.sheet(self.answers.answers(), self.answers.marks())
        case_id = start.case.id if start.case is not None else None
        self.about.form.show_error(None)
        self.about.form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Proposing the case"),
            lambda _progress: writing.propose(actor, sheet, case_id),
            lambda proposed: self._on_proposed(*proposed),
            self._refuse,
        )

    def _on_proposed(self, case_id: CaseId, changes: Changes) -> None:
        self.answers.let_go()
        self._place, self._start = None, None
        self.context.notices.done(_("Proposed. A second person can approve it now."), key="propose case")
        self.context.hub.announce(changes)
        self.context.navigation.go(Place.to("standard_case", case=str(case_id), number="proposed"))

    def _refuse(self, error: Exception) -> None:
        """Say what does not fit where the person is looking."""
        self.about.form.refuse(error)
        if not self.answers.shows_about:
            self.context.notices.warning(sentence(error), key="propose case")

    def _give_up(self) -> None:
        case = self._start.case if self._start is not None else None
        self.answers.let_go()
        self._place, self._start = None, None
        place = Place.to("library") if case is None else Place.to("standard_case", case=str(case.id))
        self.context.navigation.go(place)

    def _show_nothing(self) -> None:
        go = self.context.navigation.go
        calls = PageAction(_("Choose a call"), lambda: go(Place.to("calls")), "arrow-right")
        told = _("Open a call, or a case in the library, and write from there.")
        self.show_empty(EmptyState("cases", _("No call to write a case of"), told, (calls,)))


def _form_words(number: int, title: str) -> str:
    return _("{form}, version {number}").format(form=title, number=number)


PAGE = PageSpec(
    key=KEY,
    title=N_("Write a case"),
    icon="edit",
    group=PageGroup.NONE,
    build=CaseEditorPage,
    action=Action.KEEP_CASES,
    has_sound=True,
    is_led_to=True,
)
