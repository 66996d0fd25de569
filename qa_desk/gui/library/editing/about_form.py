"""What a case is about, as it is written: what it is called and teaches, its passage, who looks after it until when."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.standard_case import CaseAnswer, CaseMark, Difficulty
from qa_desk.gui.library.case_parts import REVIEW_DAYS
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import difficulty_title
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_choice import DayChoice
from qa_desk.gui.widgets.form import Form, line_field, text_field
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.suggestions import dress_suggestions
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import LANGUAGES, _, current_language, language_words
from qa_desk.services.cases.sheets import CaseSheet, CaseStart


class AboutForm(QScrollArea):
    """Everything of a sheet but its answers and evidence.

    Signals:
        saved: the person wants the case proposed.
        cancelled: the person gives it up.
        selection_requested: take the passage selected on the sound.
        passage_changed: (start, end) in seconds or None for the whole call.
    """

    saved = Signal()
    cancelled = Signal()
    selection_requested = Signal()
    passage_changed = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context = context
        self._start: CaseStart | None = None
        self._passage: tuple[float, float] | None = None
        self.form = Form(theme=theme, commands=context.commands, save_title=_("Propose"), name="case_about")
        self._title = line_field("case_title", _("What one remembers it by"))
        self._rationale = text_field("case_rationale", theme, _("What it teaches, and where the line was drawn"))
        self._tags = line_field("case_tags", _("a borderline case, excellent service"))
        self._difficulty = SegmentedChoice(
            tuple(Segment(one, difficulty_title(one)) for one in Difficulty), theme=theme, name="case_difficulty"
        )
        self._language = ChoiceBox(theme=theme, name="case_language", title=_("Language"))
        self._business_type = line_field("case_business_type")
        self._benchmark = QCheckBox(_("A benchmark worth imitating"))
        self._benchmark.setObjectName("case_benchmark")
        self._owner = ChoiceBox(theme=theme, name="case_owner", title=_("Owner"))
        self._review = DayChoice(theme=theme, name="case_review", title=_("Review"))
        self._note = text_field("case_note", theme, _("What this version is for"))
        self._build()
        self._connect()

    def show_start(self, start: CaseStart) -> None:
        """Fill in what the sheet begins with."""
        sheet = start.sheet
        self._start = start
        self.form.show_error(None)
        self.form.set_busy(False)
        self._title.setText(sheet.title)
        self._rationale.setPlainText(sheet.rationale)
        self._tags.setText(", ".join(sheet.tags))
        completer = QCompleter(list(start.tags_in_use), self._tags)
        dress_suggestions(completer, self._tags)
        self._tags.setCompleter(completer)
        self._difficulty.set_value(sheet.difficulty)
        languages = [(language_words(code), code) for code in LANGUAGES]
        self._language.set_choices([*languages, (_("another"), "")])
        self._language.set_value(sheet.language if start.case is not None else sheet.language or current_language())
        self._business_type.setText(sheet.business_type)
        self._benchmark.setChecked(sheet.is_benchmark)
        self._owner.set_choices([(name, str(key)) for key, name in start.owners])
        self._owner.set_value(str(sheet.owner_id))
        today = self._context.services.now().date()
        self._review.set_day(sheet.review_on, today + timedelta(days=REVIEW_DAYS))
        self._note.setPlainText(sheet.note)
        passage = None if sheet.start_s is None or sheet.end_s is None else (sheet.start_s, sheet.end_s)
        self.set_passage(passage)

    def set_passage(self, passage: tuple[float, float] | None) -> None:
        """The case is this passage; None makes it the whole call."""
        self._passage = passage
        words = _("the whole call") if passage is None else f"{clock(passage[0])}–{clock(passage[1])}"
        self._passage_words.setText(words)
        self._whole.setVisible(passage is not None)
        self.passage_changed.emit(passage)

    def set_has_selection(self, has_selection: bool) -> None:
        """Whether something is selected on the sound."""
        self._take.setEnabled(has_selection)

    def sheet(self, answers: tuple[CaseAnswer, ...], marks: tuple[CaseMark, ...]) -> CaseSheet:
        """The case as it is written now."""
        assert self._start is not None, "show_start() comes first"
        began = self._start.sheet
        difficulty = self._difficulty.value
        assert isinstance(difficulty, Difficulty)
        start_s, end_s = self._passage or (None, None)
        owner = next((key for key, _name in self._start.owners if str(key) == self._owner.value), None)
        tags = self._tags.text().replace("，", ",").replace("、", ",").split(",")
        return CaseSheet(
            call_id=began.call_id,
            version_id=self._start.version.id,
            title=self._title.text(),
            answers=answers,
            rationale=self._rationale.toPlainText(),
            tags=tuple(tag.strip() for tag in tags if tag.strip()),
            difficulty=difficulty,
            language=self._language.value,
            business_type=self._business_type.text(),
            start_s=start_s,
            end_s=end_s,
            is_benchmark=self._benchmark.isChecked(),
            marks=marks,
            note=self._note.toPlainText(),
            owner_id=owner,
            review_on=self._review.day,
        )

    def take_keyboard(self) -> None:
        """Begin with the title."""
        self._title.setFocus()

    def _build(self) -> None:
        theme = self._context.theme
        self.setObjectName("about_area")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (_("Title"), self._title, ""),
            (_("Passage"), self._passage_row(), _("Select it on the sound, then take it.")),
            (_("Rationale"), self._rationale, ""),
            (_("Tags"), self._tags, _("Separated by commas")),
            (_("Difficulty"), self._difficulty, ""),
            (_("Language"), self._language, ""),
            (_("Business type"), self._business_type, ""),
            (_("Benchmark"), self._benchmark, ""),
            (_("Owner"), self._owner, ""),
            (_("Review"), self._review, ""),
            (_("Note"), self._note, _("The history shows it beside what changed.")),
        )
        for title, field, hint in fields:
            self.form.add_field(title, field, hint=hint)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(theme.px(20), theme.size("md"), theme.size("md"), theme.size("lg"))
        column.addWidget(self.form)
        column.addStretch(1)
        self.setWidget(sheet)

    def _passage_row(self) -> QWidget:
        theme = self._context.theme
        self._passage_words = QLabel()
        self._passage_words.setObjectName("case_passage")
        self._take = Button(_("Take the selection"), theme=theme, small=True, icon="brackets", name="take_selection",
                            commands=self._context.commands, command="case.passage")  # fmt: skip
        self._whole = Button(_("Whole call"), theme=theme, kind="quiet", small=True, name="whole_call")
        return _in_a_row(self._context, self._passage_words, self._take, self._whole)

    def _connect(self) -> None:
        self.form.saved.connect(self.saved)
        self.form.cancelled.connect(self.cancelled)
        self._take.clicked.connect(self.selection_requested)
        self._whole.clicked.connect(lambda: self.set_passage(None))


def _in_a_row(context: PageContext, *widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(context.theme.size("sm"))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder
