"""What one case and two compared show alike: score and outcome, evidence to play, and why it was settled so."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.scoring import FamilyOutcome
from qa_desk.domain.standard_case import CaseAnswer, CaseState
from qa_desk.gui.library.answers import SettledLine
from qa_desk.gui.library.columns import draw_difficulty
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, family_title, in_words
from qa_desk.gui.widgets.badges import OutcomeBadge, ScoreBadge
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.sound.row_sound import RowPassage
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, listed
from qa_desk.services.cases.curating import CaseView

_OUTCOMES: dict[FamilyOutcome, AnswerState] = {
    FamilyOutcome.PASSED: AnswerState.FULL,
    FamilyOutcome.FAILED: AnswerState.FAILED,
    FamilyOutcome.OPEN: AnswerState.MISSING,
    FamilyOutcome.NOT_APPLICABLE: AnswerState.NOT_APPLICABLE,
}

REVIEW_DAYS = 182
"""So long after it is kept a case is proposed to be heard again."""

Play = Callable[[RowPassage], object]


class CaseLine(QWidget):
    """Code, version, state and length in one muted line, with the difficulty as squares and word."""

    def __init__(self, view: CaseView, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._difficulty = view.case.difficulty
        parts = [view.case.code, _("version {number}").format(number=view.case.number)]
        if view.case.state is not CaseState.VALID:
            parts.append(case_state_title(view.case.state))
        parts += [part for part in (view.detail.call.attributes.business_type,) if part]
        if view.detail.call.duration_s is not None:
            parts.append(length_text(view.detail.call.duration_s))
        self._words = label(" · ".join(parts), tone="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addSpacing(theme.px(112))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        left = self._words.geometry().right() + self._theme.size("md")
        rect = QRectF(left, 0, self.width() - left, self.height())
        draw_difficulty(QPainter(self), rect, self._difficulty, self._theme)


def outcome_row(view: CaseView, theme: Theme) -> QWidget:
    """The settled score and what each critical family came to."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.size("xs"))
    row = QHBoxLayout()
    row.setSpacing(theme.size("sm"))
    badge = ScoreBadge(theme=theme)
    badge.show_score(_("settled"), view.result.score)
    row.addWidget(badge)
    row.addStretch(1)
    column.addLayout(row)
    row = QHBoxLayout()
    row.setSpacing(theme.size("xs"))
    for family, outcome in view.result.families:
        row.addWidget(OutcomeBadge(family_title(family), _OUTCOMES[outcome], theme=theme))
    row.addStretch(1)
    column.addLayout(row)
    return part


def evidence(answer: CaseAnswer | None, view: CaseView, play: Play, theme: Theme) -> QWidget:
    """▸ and where the passage begins, as a button; room for it where there is none."""
    width = theme.px(80)
    mark = None if answer is None else view.case.evidence_of(answer.criterion_key)
    if mark is None:
        empty = QWidget()
        empty.setFixedWidth(width)
        return empty
    passage = RowPassage(view.case.call_id, view.case.code, mark.start_s, mark.end_s)
    tip = _("Play the evidence, {start} to {end}").format(start=clock(mark.start_s), end=clock(mark.end_s))
    button = Button(
        clock(mark.start_s), theme=theme, kind="quiet", small=True, icon="play", tip=tip, name="play_evidence"
    )
    button.setFixedWidth(width)
    button.clicked.connect(lambda: play(passage))
    return button


def label(words: str, kind: str = "", *, tone: str = "", weight: str = "") -> QLabel:
    """Words that wrap and can be copied."""
    made = QLabel(words)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    for key, value in (("type", kind), ("tone", tone), ("weight", weight)):
        if value:
            made.setProperty(key, value)
    return made


def why(line: SettledLine) -> str:
    """The reasons noted and what the panel agreed; empty where everything was in order."""
    if line.answer is None:
        return ""
    reasons = listed(in_words(reason.title) for reason in line.criterion.reasons_of(line.answer.reasons))
    is_plain = line.state is AnswerState.FULL and not reasons
    return "" if is_plain else " · ".join(part for part in (reasons, line.answer.rationale) if part)
