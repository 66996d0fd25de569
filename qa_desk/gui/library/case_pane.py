"""The pane beside the list: one case whole, with what may be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.standard_case import CaseState
from qa_desk.gui.library.answers import SettledLine, settled_lines
from qa_desk.gui.library.case.notices import notices_of
from qa_desk.gui.library.case_parts import CaseLine, Play, evidence, label, outcome_row, why
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.notices import NoticeKind
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.badges import AnswerGlyph
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.i18n import _, in_a_row
from qa_desk.services.cases.curating import CaseView


class CasePane(QWidget):
    """One case.

    Signals:
        approve_requested: make the case valid.
        retire_requested: take it out of use, for the reason given.
        call_requested: show its call.
        page_requested: show the case on a page of its own.
    """

    approve_requested = Signal()
    retire_requested = Signal(str)
    call_requested = Signal()
    page_requested = Signal()

    def __init__(
        self,
        view: CaseView,
        play: Play,
        *,
        theme: Theme,
        commands: CommandRegistry,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._commands = commands
        self._view = view
        self._play = play
        self._form: Form | None = None
        self.setObjectName("case_pane")
        self._build()

    @property
    def view(self) -> CaseView:
        """The case shown."""
        return self._view

    def show_error(self, error: Exception) -> bool:
        """Say in the open form why it could not be done; false while no form is open."""
        if self._form is None:
            return False
        self._form.refuse(error)
        return True

    def _build(self) -> None:
        theme, view = self._theme, self._view
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(label(view.case.title, "title"))
        column.addWidget(CaseLine(view, theme=theme))
        for notice in notices_of(view):
            tone = "warning" if notice.kind is NoticeKind.WARNING else "muted"
            column.addWidget(label(notice.text, tone=tone))
        column.addWidget(outcome_row(view, theme))
        if view.case.rationale:
            column.addWidget(label(view.case.rationale))
        column.addLayout(self._buttons())
        self._form_place = QVBoxLayout()
        column.addLayout(self._form_place)
        section = ""
        for line in settled_lines(view):
            if line.section != section:
                section = line.section
                column.addWidget(label(section, "caption", tone="muted"))
            column.addWidget(self._line(line))
        column.addWidget(label(_facts(view), "caption", tone="muted"))
        column.addStretch(1)

    def _buttons(self) -> QVBoxLayout:
        """One row, or two where a case can also be approved: the pane is narrow."""
        buttons: list[Button] = []
        if self._view.may_approve:
            approve = Button(_("Approve"), theme=self._theme, icon="check", name="approve_case")
            approve.clicked.connect(self.approve_requested)
            buttons.append(approve)
        whole = Button(_("Open"), theme=self._theme, name="open_case", commands=self._commands, command="case.open")
        whole.clicked.connect(self.page_requested)
        call = Button(_("Show the call"), theme=self._theme, name="case_call")
        call.clicked.connect(self.call_requested)
        buttons += [whole, call]
        if self._view.may_retire:
            self._retire = Button(_("Retire"), theme=self._theme, kind="quiet", name="retire_case")
            self._retire.clicked.connect(self._begin_retiring)
            buttons.append(self._retire)
        rows = QVBoxLayout()
        rows.setSpacing(self._theme.size("sm"))
        n_in_a_row = 2 if self._view.may_approve else len(buttons)
        for first in range(0, len(buttons), n_in_a_row):
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("sm"))
            for button in buttons[first : first + n_in_a_row]:
                row.addWidget(button)
            row.addStretch(1)
            rows.addLayout(row)
        return rows

    def _begin_retiring(self) -> None:
        if self._form is not None:
            return
        form = Form(
            theme=self._theme, commands=self._commands, save_title=_("Retire"), name="retire_form", primary=False
        )
        reason = text_field("retire_reason", self._theme, _("Why it no longer teaches the standard"))
        form.add_field(_("Reason"), reason)
        form.saved.connect(lambda: self._on_retired(form, reason.toPlainText()))
        form.cancelled.connect(self._end_retiring)
        self._form = form
        self._form_place.addWidget(form)
        reason.setFocus()

    def _on_retired(self, form: Form, reason: str) -> None:
        form.show_error(None)
        form.set_busy(True)
        self.retire_requested.emit(reason)

    def _end_retiring(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._form = None

    def _line(self, line: SettledLine) -> QWidget:
        theme = self._theme
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        glyph = AnswerGlyph(theme=theme)
        glyph.set_state(line.state)
        row.addWidget(glyph)
        row.addWidget(label(in_words(line.criterion.title)), 1)
        words = label(line.words, weight="medium")
        words.setWordWrap(False)
        row.addWidget(words)
        row.addWidget(evidence(line.answer, self._view, self._play, theme))
        column.addLayout(row)
        because = why(line)
        if because:
            told = label(because, "caption", tone="muted")
            told.setIndent(theme.px(12) + theme.size("sm"))
            column.addWidget(told)
        return part


def _facts(view: CaseView) -> str:
    kept = _("Kept by {name} from call {call}, {form} version {number}.").format(
        name=view.owner_name or "–",
        call=view.detail.call.key,
        form=in_words(view.version.title),
        number=view.version.number,
    )
    if view.case.state is CaseState.RETIRED:
        return in_a_row((kept, _("Retired: {reason}").format(reason=view.case.retired_reason)))
    return kept
