"""What is known of a case beside its answers: what it teaches, how hard and how worn it is, who looks after it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.ids import PersonId
from qa_desk.domain.standard_case import CaseState
from qa_desk.gui.library.case.history import passage_words
from qa_desk.gui.library.case_parts import label, outcome_row
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import centre_today, day_and_year
from qa_desk.gui.shell.figures import interval_or_reason, value_words
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import difficulty_title, in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form
from qa_desk.i18n import _, language_words, listed, ngettext
from qa_desk.services.cases.curating import CaseView
from qa_desk.services.cases.difficulty import MeasuredDifficulty


class CaseFacts(QWidget):
    """One version of a case in words.

    Signals:
        call_requested: show its call.
        care_changed: the person who is to own it and the day of its review (or None).
    """

    call_requested = Signal()
    care_changed = Signal(object, object)

    def __init__(
        self,
        context: PageContext,
        view: CaseView,
        owners: tuple[tuple[PersonId, str], ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._owners = owners
        self._care: Form | None = None
        self._build()

    def _build(self) -> None:
        theme, view = self._context.theme, self._view
        self.setObjectName("case_facts")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(label(view.case.title, weight="medium"))
        column.addWidget(outcome_row(view, theme))
        if view.case.rationale:
            column.addWidget(label(view.case.rationale))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.size("md"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnStretch(1, 1)
        for row, (name, words) in enumerate(self._lines()):
            grid.addWidget(label(name, tone="muted"), row, 0)
            grid.addWidget(label(words), row, 1)
        column.addLayout(grid)
        column.addLayout(self._buttons())
        self._care_place = QVBoxLayout()
        column.addLayout(self._care_place)

    def _lines(self) -> list[tuple[str, str]]:
        view, case = self._view, self._view.case
        form = _("{form}, version {number}").format(form=in_words(view.version.title), number=view.version.number)
        review = day_and_year(case.review_on) if case.review_on else _("no day set")
        lines = [
            (_("Call"), view.detail.call.key),
            (_("Passage"), passage_words(case.passage)),
            (_("Scorecard"), form),
            (_("Business type"), case.business_type),
            (_("Language"), language_words(case.language) if case.language else ""),
            (_("Tags"), listed(case.tags)),
            (_("Said to be"), difficulty_title(case.difficulty)),
            (_("Answers show"), difficulty_words(view.measured) if view.measured else ""),
            (_("Shown"), _shown_words(view.n_exposures) if view.n_exposures is not None else ""),
            (_("Written by"), view.author_name),
            (_("Approved by"), view.approver_name),
            (_("Owner"), view.owner_name),
            (_("Review"), _("{day}, due").format(day=review) if view.is_review_due else review),
            (_("From another library"), case.origin.key if case.origin else ""),
            (_("Taken out"), case.retired_reason if case.state is CaseState.RETIRED else ""),
        ]
        return [line for line in lines if line[1]]

    def _buttons(self) -> QHBoxLayout:
        theme = self._context.theme
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        call = Button(_("Show the call"), theme=theme, small=True, name="case_call")
        call.clicked.connect(self.call_requested)
        row.addWidget(call)
        if self._view.may_change:
            care = Button(_("Owner and review"), theme=theme, kind="quiet", small=True, name="case_care")
            care.clicked.connect(self._begin_care)
            row.addWidget(care)
        row.addStretch(1)
        return row

    def _begin_care(self) -> None:
        if self._care is not None:
            return
        theme, case = self._context.theme, self._view.case
        form = Form(theme=theme, commands=self._context.commands, save_title=_("Save"), name="care_form", primary=False)
        owner = ChoiceBox(theme=theme, name="care_owner", title=_("Owner"))
        owner.set_choices([(name, str(key)) for key, name in self._owners])
        owner.set_value(str(case.owner_id))
        has_review = QCheckBox(_("Review it again"))
        has_review.setObjectName("care_has_review")
        has_review.setChecked(case.review_on is not None)
        review = DayEdit(theme=theme, name="care_review", title=_("Review"))
        review.set_day(case.review_on or centre_today(self._context.services))
        has_review.toggled.connect(review.setEnabled)
        review.setEnabled(has_review.isChecked())
        for title, field in ((_("Owner"), owner), ("", has_review), (_("Review"), review)):
            form.add_field(title or has_review.text(), field)
        form.saved.connect(lambda: self._take_care(form, owner.value, review if has_review.isChecked() else None))
        form.cancelled.connect(self._end_care)
        self._care = form
        self._care_place.addWidget(form)
        owner.setFocus()

    def _take_care(self, form: Form, owner: str, review: DayEdit | None) -> None:
        owner_id = next((key for key, _name in self._owners if str(key) == owner), self._view.case.owner_id)
        form.show_error(None)
        form.set_busy(True)
        self.care_changed.emit(owner_id, review.day if review is not None else None)

    def _end_care(self) -> None:
        if self._care is not None:
            self._care_place.removeWidget(self._care)
            self._care.hide()
            self._care.deleteLater()
            self._care = None


def difficulty_words(measured: MeasuredDifficulty) -> str:
    """How far people's first answers agree with what is settled, with the interval and what it rests on."""
    if not measured.n_people:
        return _("nobody has scored it blind yet")
    people = ngettext("{n} person", "{n} people", measured.n_people).format(n=measured.n_people)
    return _("{share} of answers agree ({interval}; {people}, {agreeing} of {answers})").format(
        share=value_words(measured.agreement, is_share=True),
        interval=interval_or_reason(measured.agreement, is_share=True),
        people=people,
        agreeing=measured.n_agreeing,
        answers=measured.n_answers,
    )


def _shown_words(n: int) -> str:
    times = ngettext("{n} time", "{n} times", n).format(n=n)
    return _("{times}, to practise, to qualify or in a session").format(times=times)
