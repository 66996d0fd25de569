"""The panel right of the form: one criterion with its guidance, wording, reasons, cause owner, evidence and comment."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.audio.voice import Voice
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Mark
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState
from qa_desk.gui.desk.cause_owner import CauseOwnerBox
from qa_desk.gui.desk.comment import CommentField
from qa_desk.gui.desk.evidence import EvidenceList
from qa_desk.gui.desk.mark_kinds import mark_kind
from qa_desk.gui.desk.panel_parts import Block, Quotations, WideLabel
from qa_desk.gui.desk.reasons import ReasonsList
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.desk.voices import voice_in
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.badges import CriticalTag
from qa_desk.i18n import _

_PADDING = 20


class CriterionPanel(QScrollArea):
    """Shows the current criterion of a `Scoring`; what the person does here goes out as signals.

    Args:
        comment_title: what the words on a criterion are called, where they are no comment.

    Signals:
        step_requested: −1 for the criterion above, 1 for the one below.
    """

    step_requested = Signal(int)

    def __init__(self, sound: DeskSound, *, theme: Theme, commands: CommandRegistry, comment_title: str = "") -> None:
        super().__init__()
        self._comment_title = comment_title or _("Comment")
        self._theme = theme
        self._commands = commands
        self._sound = sound
        self._scoring: Scoring | None = None
        self._shown = ""
        self.reasons = ReasonsList(theme=theme)
        self.cause_owner = CauseOwnerBox(theme=theme)
        self.evidence = EvidenceList(self._voice_of, theme=theme)
        self.comment = CommentField(theme=theme)
        self._build()
        commands.keys_changed.connect(self._name_keys)

    def show_scoring(self, scoring: Scoring) -> None:
        """Another evaluation."""
        view = scoring.view
        self._scoring, self._shown = scoring, ""
        wordings = view.detail.wordings
        self._quotations.show_wordings(wordings, view.detail.wording_owners)
        self._wording_block.setVisible(bool(wordings))
        self.cause_owner.show_choices(view.cause_owners)
        self.set_read_only(scoring.is_read_only)

    def set_read_only(self, read_only: bool) -> None:
        """Only show what was said; what is in sight stays there."""
        self.cause_owner.setEnabled(not read_only)
        self.comment.set_read_only(read_only)
        self.evidence.set_read_only(read_only)

    def show_current(self, selected_mark_id: str | None) -> None:
        """Show the current criterion as it stands now."""
        scoring = self._scoring
        if scoring is None or not scoring.current:
            return
        if scoring.current != self._shown:
            self._show_criterion(scoring.criterion)
        self._show_answer(scoring)
        marks = (*scoring.marks_of(scoring.current), *scoring.free_marks)
        self.evidence.show_marks([(mark, mark_kind(scoring, mark)) for mark in marks], selected_mark_id)
        if scoring.current != self._shown:
            self._shown = scoring.current
            self.verticalScrollBar().setValue(0)

    def take_keyboard_to(self, widget: QWidget) -> None:
        """Put the keyboard on a part of the panel and bring it into view."""
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(widget)

    def flush(self) -> None:
        """Keep what is typed."""
        self.comment.flush()

    def _show_criterion(self, criterion: Criterion) -> None:
        self._title.setText(in_words(criterion.title))
        family = criterion.critical
        self._tag.setVisible(family is not None)
        if family is not None:
            self._tag.set_family(critical_title(family))
        guidance = in_words(criterion.guidance)
        self._guidance.setText(guidance)
        self._guidance_block.setVisible(bool(guidance))
        levels = _level_words(criterion)
        self._levels.setText(levels)
        self._levels_block.setVisible(bool(levels))
        is_deduction = criterion.scale.prompt().kind is PromptKind.REASONS
        self.reasons.show_reasons(criterion.reasons, with_points=is_deduction)

    def _show_answer(self, scoring: Scoring) -> None:
        criterion, result = scoring.criterion, scoring.current_result
        answer = scoring.answer(criterion.key)
        is_deduction = criterion.scale.prompt().kind is PromptKind.REASONS
        may_fail = result.has_failed or result.state is AnswerState.MISSING
        self.reasons.set_noted(answer.reasons if answer else ())
        self.reasons.set_read_only(scoring.is_read_only)
        self._reasons_block.setVisible(bool(criterion.reasons) and (may_fail or is_deduction))
        self.cause_owner.show_owner(answer.cause_owner if answer else None)
        self._owner_block.setVisible(result.has_failed and bool(scoring.view.cause_owners))
        self.comment.show_comment(criterion.key, answer.comment if answer else "")
        is_needed = criterion.comment_required_on_failure and result.has_failed
        self._hint.setText(_("needed on a failure") if is_needed else "")
        is_lacking = is_needed and not (answer and answer.comment.strip())
        tone = "warning" if is_lacking else "muted"
        if tone != self._hint.property("tone"):
            self._hint.setProperty("tone", tone)
            self._hint.style().polish(self._hint)
        self._hint.setVisible(is_needed)

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("criterion_panel")
        self.setAccessibleName(_("Criterion"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._guidance = QLabel()
        self._guidance.setObjectName("guidance")
        self._guidance.setWordWrap(True)
        self._guidance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._levels = QLabel()
        self._levels.setObjectName("levels")
        self._levels.setWordWrap(True)
        self._quotations = Quotations(theme=theme)
        self._guidance_block = Block(_("What to listen for"), self._guidance, theme=theme)
        self._levels_block = Block(_("Points"), self._levels, theme=theme, name="levels_block")
        self._wording_block = Block(_("Standard wording"), self._quotations, theme=theme, name="wording_block")
        self._reasons_block = self._block(_("Reasons"), self.reasons, "form.reasons")
        self._owner_block = self._block(_("Cause owner"), self._owner_row(), "form.cause_owner")
        self._evidence_block = self._block(_("Evidence"), self.evidence, "sound.mark")
        self._comment_block = self._block(self._comment_title, self._comment_column(), "form.comment")
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        edge = theme.px(_PADDING)
        column.setContentsMargins(edge, theme.size("md"), edge, theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        column.addLayout(self._head())
        for block in (
            self._guidance_block,
            self._levels_block,
            self._wording_block,
            self._reasons_block,
            self._owner_block,
            self._evidence_block,
            self._comment_block,
        ):
            column.addWidget(block)
        column.addStretch(1)
        self.setWidget(sheet)
        self._name_keys()

    def _head(self) -> QHBoxLayout:
        theme = self._theme
        self._title = WideLabel(theme.font("title", "strong"))
        self._title.setObjectName("criterion_title")
        self._title.setProperty("type", "title")
        self._tag = CriticalTag("", theme=theme)
        self._up = Button(theme=theme, small=True, icon="arrow-up", tip=_("Previous criterion"), name="criterion_up")
        self._down = Button(theme=theme, small=True, icon="arrow-down", tip=_("Next criterion"), name="criterion_down")
        self._up.clicked.connect(lambda: self.step_requested.emit(-1))
        self._down.clicked.connect(lambda: self.step_requested.emit(1))
        row = QHBoxLayout()
        row.setSpacing(theme.size("xs"))
        words = QHBoxLayout()
        words.setSpacing(theme.size("sm"))
        words.addWidget(self._title)
        words.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        words.addStretch(1)
        row.addLayout(words, 1)
        for button in (self._up, self._down):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _owner_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("md"))
        hint = QLabel(_("or the department or unit at fault"))
        hint.setProperty("type", "caption")
        hint.setProperty("tone", "muted")
        hint.setWordWrap(True)
        row.addWidget(self.cause_owner)
        row.addWidget(hint, 1)
        return holder

    def _comment_column(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size("xs"))
        self._hint = QLabel()
        self._hint.setObjectName("comment_hint")
        self._hint.setProperty("type", "caption")
        self._hint.setProperty("tone", "muted")
        column.addWidget(self.comment)
        column.addWidget(self._hint)
        return holder

    def _block(self, label: str, content: QWidget, command: str) -> Block:
        block = Block(label, content, theme=self._theme, key=" ", name=f"block_{command.split('.')[1]}")
        block.setProperty("command", command)
        return block

    def _name_keys(self) -> None:
        hint = self._commands.hint
        for block in (self._reasons_block, self._owner_block, self._comment_block):
            block.set_key(hint(str(block.property("command"))))
        ends = (hint("sound.mark_start"), hint("sound.mark_end"))
        self._evidence_block.set_key(" ".join(end for end in ends if end))
        self._up.set_keys(hint("form.previous"))
        self._down.set_keys(hint("form.next"))

    def _voice_of(self, mark: Mark) -> Voice | None:
        return voice_in(self._sound.peaks, self._sound.agent_channel, mark.start_s, mark.end_s)


def _level_words(criterion: Criterion) -> str:
    """What each level of the scale stands for: "0 missing · 3 incomplete · 5 complete"."""
    levels = [option for option in criterion.scale.prompt().options if option.passed is None]
    words = [(f"{option.points:g}", in_words(option.label)) for option in levels]
    return " · ".join(f"{points} {label}" for points, label in words if label != points)
