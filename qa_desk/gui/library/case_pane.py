"""The pane beside the list: one case whole, or two side by side with what they differ in most at the top."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.scoring import FamilyOutcome
from qa_desk.domain.standard_case import CaseAnswer, CaseState
from qa_desk.gui.library.answers import SettledLine, settled_lines
from qa_desk.gui.library.columns import draw_badge, draw_difficulty
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, family_title, in_words
from qa_desk.gui.widgets.badges import AnswerGlyph, OutcomeBadge, ScoreBadge
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.row_sound import RowPassage
from qa_desk.gui.widgets.waveform_painting import clock
from qa_desk.i18n import _, listed
from qa_desk.services.curating import CaseView

_OUTCOMES: dict[FamilyOutcome, AnswerState] = {
    FamilyOutcome.PASSED: AnswerState.FULL,
    FamilyOutcome.FAILED: AnswerState.FAILED,
    FamilyOutcome.OPEN: AnswerState.MISSING,
    FamilyOutcome.NOT_APPLICABLE: AnswerState.NOT_APPLICABLE,
}

Play = Callable[[RowPassage], object]


class CasePane(QWidget):
    """One case.

    Signals:
        approve_requested: make the case valid.
        retire_requested: take it out of use, for the reason given.
        call_requested: show its call.
    """

    approve_requested = Signal()
    retire_requested = Signal(str)
    call_requested = Signal()

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

    def show_error(self, error: Exception) -> None:
        """What was asked for could not be done."""
        if self._form is not None:
            self._form.set_busy(False)
            self._form.show_error(error)

    def _build(self) -> None:
        theme, view = self._theme, self._view
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(label(view.case.title, "title"))
        column.addWidget(CaseLine(view, theme=theme))
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

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("sm"))
        if self._view.may_approve:
            approve = Button(_("Approve"), theme=self._theme, icon="check", name="approve_case")
            approve.clicked.connect(self.approve_requested)
            row.addWidget(approve)
        call = Button(_("Show the call"), theme=self._theme, name="case_call")
        call.clicked.connect(self.call_requested)
        row.addWidget(call)
        if self._view.may_retire:
            self._retire = Button(_("Retire"), theme=self._theme, kind="quiet", name="retire_case")
            self._retire.clicked.connect(self._begin_retiring)
            row.addWidget(self._retire)
        row.addStretch(1)
        return row

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
            self._form_place.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
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
        why = _why(line)
        if why:
            told = label(why, "caption", tone="muted")
            told.setIndent(theme.px(12) + theme.size("sm"))
            column.addWidget(told)
        return part


class ComparePane(QWidget):
    """Two cases, A and B.

    Signals:
        swap_requested: B stands left and A right.
    """

    swap_requested = Signal()

    def __init__(self, views: Sequence[CaseView], play: Play, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert len(views) == 2, "a comparison has two sides"
        self._theme = theme
        self._views = tuple(views)
        self._play = play
        self.setObjectName("compare_pane")
        self._build()

    @property
    def views(self) -> tuple[CaseView, ...]:
        """A and B."""
        return self._views

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("sm"))
        top = QHBoxLayout()
        top.addWidget(label(_("Compare"), "title"), 1)
        swap = Button(_("Swap"), theme=theme, kind="quiet", small=True, name="swap_cases")
        swap.clicked.connect(self.swap_requested)
        top.addWidget(swap)
        column.addLayout(top)
        sides = QHBoxLayout()
        sides.setSpacing(theme.size("xl"))
        for letter, view in zip("AB", self._views, strict=True):
            sides.addWidget(self._side(letter, view), 1)
        column.addLayout(sides)
        differing, same = compared(*self._views)
        column.addWidget(self._head(_("largest difference first")))
        for left, right in differing:
            column.addWidget(self._row(left, right))
        if not differing:
            column.addWidget(label(_("Nothing: both were settled alike.")))
        if same:
            column.addWidget(self._head(_("the same in both")))
            for left, right in same:
                column.addWidget(self._row(left, right))
        column.addStretch(1)

    def _side(self, letter: str, view: CaseView) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size("xs"))
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("sm"))
        row.addWidget(_Letter(letter, theme=self._theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(view.case.title, weight="medium"), 1)
        column.addLayout(row)
        badge = ScoreBadge(theme=self._theme)
        badge.show_score(_("settled"), view.result.score)
        column.addWidget(badge)
        # Both forms side by side have no room for a badge a family; the rows below say which criterion failed.
        state = AnswerState.FULL if view.result.passed else AnswerState.FAILED
        column.addWidget(OutcomeBadge(_("critical criteria"), state, theme=self._theme))
        if view.case.rationale:
            column.addWidget(label(view.case.rationale, tone="muted"))
        column.addStretch(1)
        return side

    def _head(self, words: str) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, self._theme.size("sm"), 0, 0)
        row.setSpacing(self._theme.size("sm"))
        row.addWidget(label(words, "caption", tone="muted"), 1)
        for letter in "AB":
            title = label(letter, "caption", tone="muted")
            title.setFixedWidth(self._theme.px(_SIDE_PX))
            row.addWidget(title)
        return head

    def _row(self, left: SettledLine, right: SettledLine) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        row.addWidget(label(in_words(left.criterion.title)), 1)
        for line, view in zip((left, right), self._views, strict=True):
            cell = QWidget()
            cell.setFixedWidth(self._theme.px(_SIDE_PX))
            inner = QHBoxLayout(cell)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(self._theme.size("xs"))
            words = label(line.words, weight="medium", tone="fail" if line.state in _FAILED else "")
            words.setWordWrap(False)
            inner.addWidget(words, 1)
            inner.addWidget(evidence(line.answer, view, self._play, self._theme))
            row.addWidget(cell)
        part.setToolTip("\n".join(why for why in (_why(left), _why(right)) if why))
        return part


_SIDE_PX = 124
_FAILED = frozenset({AnswerState.FAILED, AnswerState.CRITICAL_FAILED})

_Pairs = list[tuple[SettledLine, SettledLine]]


def compared(first: CaseView, second: CaseView) -> tuple[_Pairs, _Pairs]:
    """The criteria that both forms ask, those that differ (critical ones first, then the largest) and those alike."""
    others = {line.criterion.key: line for line in settled_lines(second)}
    pairs = [(line, others[line.criterion.key]) for line in settled_lines(first) if line.criterion.key in others]
    differing = [pair for pair in pairs if pair[0].words != pair[1].words]
    same = [pair for pair in pairs if pair[0].words == pair[1].words]
    differing.sort(key=lambda pair: (pair[0].criterion.critical is None, -_distance(*pair)))
    return differing, same


def _distance(first: SettledLine, second: SettledLine) -> float:
    if first.fraction is None or second.fraction is None:
        return 0.0
    return abs(first.fraction - second.fraction)


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
        self._words.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words)
        row.addSpacing(theme.px(112))
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        left = self._words.geometry().right() + self._theme.size("md")
        rect = QRectF(left, 0, self.width() - left, self.height())
        draw_difficulty(QPainter(self), rect, self._difficulty, self._theme)


class _Letter(QWidget):
    def __init__(self, letter: str, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self._theme = theme
        self.setAccessibleName(letter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(22), self._theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_badge(QPainter(self), QRectF(self.rect()), self._letter, self._theme, is_filled=True)


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
    width = theme.px(72)
    if answer is None or answer.evidence_start_s is None:
        empty = QWidget()
        empty.setFixedWidth(width)
        return empty
    start_s = answer.evidence_start_s
    end_s = answer.evidence_end_s if answer.evidence_end_s is not None else start_s
    passage = RowPassage(view.case.call_id, view.case.code, start_s, end_s)
    tip = _("Play the evidence, {start} to {end}").format(start=clock(start_s), end=clock(end_s))
    button = Button(clock(start_s), theme=theme, kind="quiet", small=True, icon="play", tip=tip, name="play_evidence")
    button.setFixedWidth(width)
    button.clicked.connect(lambda: play(passage))
    return button


def label(words: str, kind: str = "", *, tone: str = "", weight: str = "") -> QLabel:
    """Words that wrap and can be copied."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    for key, value in (("type", kind), ("tone", tone), ("weight", weight)):
        if value:
            made.setProperty(key, value)
    return made


def _why(line: SettledLine) -> str:
    if line.answer is None:
        return ""
    reasons = listed(in_words(reason.title) for reason in line.criterion.reasons_of(line.answer.reasons))
    is_plain = line.state is AnswerState.FULL and not reasons
    return "" if is_plain else " · ".join(part for part in (reasons, line.answer.rationale) if part)


def _facts(view: CaseView) -> str:
    kept = _("Kept by {name} from call {call}, {form} version {number}.").format(
        name=view.owner_name or "–",
        call=view.detail.call.key,
        form=in_words(view.version.title),
        number=view.version.number,
    )
    if view.case.state is CaseState.RETIRED:
        return kept + " " + _("Retired: {reason}").format(reason=view.case.retired_reason)
    return kept
