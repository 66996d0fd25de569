"""Two cases side by side, what they differ in most at the top; beside what is settled what the reader answered."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.library.answers import SettledLine, own_words, settled_lines
from qa_desk.gui.library.case_parts import evidence, label, why
from qa_desk.gui.library.case_wave import CaseWave
from qa_desk.gui.library.columns import draw_badge
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import family_title, in_words
from qa_desk.gui.widgets.badges import OutcomeBadge, ScoreBadge
from qa_desk.gui.widgets.glyphs import AnswerState, draw_answer
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.i18n import _
from qa_desk.services.cases.curating import CaseView


class ComparePane(QWidget):
    """Two cases, A and B.

    Signals:
        swap_requested: B stands left and A right.
    """

    swap_requested = Signal()

    def __init__(
        self, views: Sequence[CaseView], sound: RowSound, *, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert len(views) == 2, "a comparison has two sides"
        self._theme = theme
        self._views = tuple(views)
        self._sound = sound
        self._own = tuple(own_words(view) for view in self._views)
        self._own_labels: list[QLabel] = []
        self.setObjectName("compare_pane")
        self._build()

    @property
    def views(self) -> tuple[CaseView, ...]:
        """A and B."""
        return self._views

    def go_on_from(self, before: QWidget | None) -> None:
        """Show the reader's own answers where the comparison that stood here before did."""
        self._with_own.setChecked(isinstance(before, ComparePane) and before._with_own.isChecked() and any(self._own))

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
        self._with_own = QCheckBox(_("With my answers"))
        self._with_own.setObjectName("with_own_answers")
        self._with_own.setToolTip(_("What you answered when you practised or sat these cases, beside what is settled"))
        self._with_own.setVisible(any(self._own))
        self._with_own.toggled.connect(self._show_own)
        top.addWidget(self._with_own)
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
        column.addWidget(CaseWave(view, self._sound, theme=self._theme))
        if view.case.rationale:
            column.addWidget(label(view.case.rationale, tone="muted"))
        column.addStretch(1)
        return side

    def _head(self, words: str) -> QWidget:
        head = label(words, "caption", tone="muted")
        head.setContentsMargins(0, self._theme.size("sm"), 0, 0)
        return head

    def _row(self, left: SettledLine, right: SettledLine) -> QWidget:
        """The criterion over both answers, each on the side of its case."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        critical = left.criterion.critical
        title = in_words(left.criterion.title)
        column.addWidget(label(f"{title} · {family_title(critical)}" if critical else title, weight="medium"))
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("xl"))
        for line, view, own in zip((left, right), self._views, self._own, strict=True):
            inner = QHBoxLayout()
            inner.setSpacing(self._theme.size("xs"))
            words = label(line.words, tone="fail" if line.state in _FAILED else "")
            words.setWordWrap(False)
            if critical is not None:
                # a badge with the name of the family has no room on two sides; the title above names it
                inner.addWidget(_Tick(family_title(critical), line, theme=self._theme))
            inner.addWidget(words, 1)
            inner.addWidget(evidence(line.answer, view, self._sound.toggle, self._theme))
            side = QVBoxLayout()
            side.setSpacing(0)
            side.addLayout(inner)
            if line.criterion.key in own:
                side.addWidget(self._own_label(own[line.criterion.key], line))
            side.addStretch(1)
            row.addLayout(side, 1)
        column.addLayout(row)
        because = _because(left, right)
        if because:
            column.addWidget(label(because, "caption", tone="muted"))
        return part

    def _own_label(self, words: str, line: SettledLine) -> QLabel:
        told = _("you: {answer}") if words == line.words else _("you: {answer}, not as settled")
        made = label(told.format(answer=words), "caption", tone="muted" if words == line.words else "warning")
        made.setObjectName("own_answer")
        made.setVisible(False)
        self._own_labels.append(made)
        return made

    def _show_own(self, is_on: bool) -> None:
        for one in self._own_labels:
            one.setVisible(is_on)


_FAILED = frozenset({AnswerState.FAILED, AnswerState.CRITICAL_FAILED})
_LOST = _FAILED | {AnswerState.BELOW_FULL}

_Pairs = list[tuple[SettledLine, SettledLine]]


def compared(first: CaseView, second: CaseView) -> tuple[_Pairs, _Pairs]:
    """The criteria that both forms ask, those that differ (critical ones first, then the largest) and those alike."""
    others = {line.criterion.key: line for line in settled_lines(second)}
    pairs = [(line, others[line.criterion.key]) for line in settled_lines(first) if line.criterion.key in others]
    differing = [pair for pair in pairs if pair[0].words != pair[1].words]
    same = [pair for pair in pairs if pair[0].words == pair[1].words]
    differing.sort(key=lambda pair: (pair[0].criterion.critical is None, -_distance(*pair)))
    return differing, same


def _because(left: SettledLine, right: SettledLine) -> str:
    """Why either side lost points, by its letter; what was in order needs no words."""
    sides = [(letter, why(line)) for letter, line in (("A", left), ("B", right)) if line.state in _LOST]
    return "\n".join(_("{letter}: {why}").format(letter=letter, why=words) for letter, words in sides if words)


def _distance(first: SettledLine, second: SettledLine) -> float:
    if first.fraction is None or second.fraction is None:
        return 0.0
    return abs(first.fraction - second.fraction)


class _Tick(QWidget):
    """Whether a critical family held on one criterion of a side."""

    def __init__(self, family: str, line: SettledLine, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = line.state
        self.setObjectName("row_family")
        self.setAccessibleName(f"{family}: {line.words}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(16), self._theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_answer(QPainter(self), QRectF(self.rect()), self.state, self._theme)


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
