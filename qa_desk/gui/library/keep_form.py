"""The form that keeps a settled call as a standard case: what it is called, what it teaches, how hard it is."""

from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QVBoxLayout, QWidget

from qa_desk.domain.ids import CallId, PersonId, SessionId
from qa_desk.domain.standard_case import Difficulty
from qa_desk.gui.library.case_parts import REVIEW_DAYS, label
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import difficulty_title
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_choice import DayChoice
from qa_desk.gui.widgets.form import Form, line_field, text_field
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.suggestions import dress_suggestions
from qa_desk.i18n import LANGUAGES, _, current_language, language_words, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.cases.curating import CaseDraft, CaseProposal


class KeepForm(Form):
    """A case as it is entered."""

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(
            theme=theme, commands=commands, save_title=_("Keep as standard case"), name="keep_case", parent=parent
        )
        self._session_id: SessionId | None = None
        self._call_id: CallId | None = None
        self._owners: tuple[tuple[PersonId, str], ...] = ()
        self._title = line_field("case_title", _("What one remembers it by"))
        self._rationale = text_field("case_rationale", theme, _("What it teaches, and where the line was drawn"))
        self._tags = line_field("case_tags", _("a borderline case, excellent service"))
        self._difficulty = SegmentedChoice(
            tuple(Segment(difficulty, difficulty_title(difficulty)) for difficulty in Difficulty),
            theme=theme,
            name="case_difficulty",
        )
        self._language = QComboBox()
        self._language.setObjectName("case_language")
        for code in LANGUAGES:
            self._language.addItem(language_words(code), code)
        self._language.addItem(_("another"), "")
        self._benchmark = QCheckBox(_("A benchmark worth imitating"))
        self._benchmark.setObjectName("case_benchmark")
        self._owner = ChoiceBox(theme=theme, name="case_owner", title=_("Owner"))
        self._review = DayChoice(theme=theme, name="case_review", title=_("Review"))
        self.add_field(_("Title"), self._title)
        self.add_field(_("Rationale"), self._rationale)
        self.add_field(_("Tags"), self._tags, hint=_("Separated by commas"))
        self.add_field(_("Difficulty"), self._difficulty)
        self.add_field(_("Language"), self._language)
        self.add_field(_("Benchmark"), self._benchmark)
        self.add_field(_("Owner"), self._owner)
        self.add_field(_("Review"), self._review)

    def begin(
        self, session_id: SessionId, call_id: CallId, proposal: CaseProposal, *, owner_id: PersonId, today: date
    ) -> None:
        """Start anew with this call; whoever keeps it owns it at first."""
        self._session_id, self._call_id = session_id, call_id
        self.show_error(None)
        self.set_busy(False)
        self._title.clear()
        self._rationale.clear()
        self._tags.clear()
        completer = QCompleter(list(proposal.tags_in_use), self._tags)
        dress_suggestions(completer, self._tags)
        self._tags.setCompleter(completer)
        self._difficulty.set_value(Difficulty.MEDIUM)
        self._benchmark.setChecked(False)
        self._owners = proposal.owners
        self._owner.set_choices([(name, str(key)) for key, name in proposal.owners])
        self._owner.set_value(str(owner_id))
        self._review.set_day(None, today + timedelta(days=REVIEW_DAYS))
        self._language.setCurrentIndex(max(0, self._language.findData(proposal.language or current_language())))
        self._title.setFocus()

    def draft(self) -> CaseDraft:
        """What was entered."""
        assert self._session_id is not None, "begin() comes first"
        assert self._call_id is not None, "begin() comes first"
        difficulty = self._difficulty.value
        assert isinstance(difficulty, Difficulty)
        tags = self._tags.text().replace("，", ",").replace("、", ",").split(",")
        return CaseDraft(
            session_id=self._session_id,
            call_id=self._call_id,
            title=self._title.text(),
            rationale=self._rationale.toPlainText(),
            tags=tuple(tag.strip() for tag in tags if tag.strip()),
            difficulty=difficulty,
            language=str(self._language.currentData()),
            is_benchmark=self._benchmark.isChecked(),
            review_on=self._review.day,
            owner_id=next((key for key, _name in self._owners if str(key) == self._owner.value), None),
        )


class KeepPane(QWidget):
    """The form with what it is about: the call, its session, what was settled, and whether it is kept already."""

    def __init__(
        self, proposal: CaseProposal, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.form = KeepForm(theme=theme, commands=commands)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(label(_("Keep call {call} as a standard case").format(call=proposal.call_key), "title"))
        column.addWidget(label(_proposal_words(proposal), tone="muted"))
        if proposal.kept_as:
            kept = _("This call is kept already as {codes}.").format(codes=listed(proposal.kept_as))
            column.addWidget(label(kept, tone="warning"))
        column.addWidget(self.form)
        column.addWidget(label(_("A second person approves it before it is used."), "caption", tone="muted"))
        column.addStretch(1)


def _proposal_words(proposal: CaseProposal) -> str:
    settled = ngettext("{n} settled answer", "{n} settled answers", proposal.n_settled).format(n=proposal.n_settled)
    score = "" if proposal.score is None else _("score {score}").format(score=number_text(proposal.score, 1))
    return " · ".join(part for part in (proposal.session_title, proposal.business_type, settled, score) if part)
