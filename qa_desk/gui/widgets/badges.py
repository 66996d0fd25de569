"""What a call or a section came to, in little room: score, outcome per critical family, critical tag, section head."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import AnswerState, draw_answer, draw_diamond
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _, with_label

_GLYPH = 12
_DIAMOND = 8

_OUTCOME_WORDS = {AnswerState.FULL, AnswerState.FAILED, AnswerState.NOT_APPLICABLE, AnswerState.MISSING}


class _Painted(QWidget):
    """A widget that is read, never clicked."""

    def __init__(self, *, theme: Theme, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._refresh)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ScoreBadge(_Painted):
    """The score with the words that name it; "not scored" in words, and the interval behind an estimate."""

    def __init__(self, *, theme: Theme, name: str = "score", parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name=name, parent=parent)
        self._words = ""
        self._score: float | None = None
        self._interval = ""
        self.show_score("", None)

    def show_score(self, words: str, score: float | None, *, interval: tuple[float, float] | None = None) -> None:
        """Say `words` ("call quality so far") and the score with one decimal; None is "not scored"."""
        self._words = words
        self._score = score
        self._interval = f"{interval[0]:.1f}–{interval[1]:.1f}" if interval is not None else ""
        told = " ".join(part for part in (words, self._figure(), self._interval) if part)
        if told != self.accessibleName():
            self.setAccessibleName(told)
            self.setToolTip(told)
            self._refresh()

    def _figure(self) -> str:
        return _("not scored") if self._score is None else f"{self._score:.1f}"

    def _parts(self) -> list[tuple[str, str, str, str]]:
        figure = ("caption", "medium", "muted") if self._score is None else ("page", "strong", "text")
        shown = [(self._words, "caption", "normal", "muted"), (self._figure(), *figure)]
        return [part for part in [*shown, (self._interval, "caption", "normal", "muted")] if part[0]]

    def sizeHint(self) -> QSize:
        wide = [text_width(text, self._theme.font(size, weight)) for text, size, weight, _token in self._parts()]
        width = sum(wide) + self._theme.size("sm") * (len(wide) - 1)
        return QSize(round(width + 0.5) + 1, self._theme.size("control_large"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, x = QPainter(self), 0.0
        for text, size, weight, token in self._parts():
            font = self._theme.font(size, weight)
            rect = QRectF(x, 0, self.width() - x, self.height())
            x += draw_text(painter, rect, text, font=font, color=self._theme.color(token)) + self._theme.size("sm")


class OutcomeBadge(_Painted):
    """A critical family with ✓ passed, ✕ failed, – not applicable or ◌ still open; always with its name."""

    def __init__(
        self,
        family: str,
        state: AnswerState = AnswerState.MISSING,
        *,
        theme: Theme,
        name: str = "outcome",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, name=name, parent=parent)
        self._family = family
        self._state = state
        self.set_state(state)

    @property
    def state(self) -> AnswerState:
        """What the family came to."""
        return self._state

    def set_state(self, state: AnswerState) -> None:
        """Show what the family came to: FULL, FAILED, NOT_APPLICABLE or MISSING."""
        assert state in _OUTCOME_WORDS, state
        self._state = state
        told = with_label(self._family, outcome_word(state))
        if told != self.accessibleName():
            self.setAccessibleName(told)
            self.setToolTip(told)
            self._refresh()

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(self._family, theme.font("caption", "medium"))
        width = words + theme.px(_GLYPH) + theme.size("xs") + 2 * theme.size("sm")
        return QSize(round(width + 0.5) + 1, theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        radius, side, pad = theme.size("radius"), theme.px(_GLYPH), theme.size("sm")
        token = {AnswerState.FULL: "pass", AnswerState.FAILED: "on_accent", AnswerState.NOT_APPLICABLE: "na"}.get(
            self._state, "muted"
        )
        if self._state is AnswerState.FULL:
            draw_box(painter, rect, radius=radius, fill=theme.tint("pass"))
        elif self._state is AnswerState.FAILED:
            draw_box(painter, rect, radius=radius, fill=theme.color("fail"))
        else:
            draw_box(painter, rect, radius=radius, edge=theme.color("line"))
        draw_answer(painter, QRectF(pad, 0, side, rect.height()), self._state, theme, token=token)
        left = pad + side + theme.size("xs")
        words = QRectF(left, 0, rect.width() - left - pad + 1, rect.height())
        draw_text(painter, words, self._family, font=theme.font("caption", "medium"), color=theme.color(token))


class CriticalTag(_Painted):
    """◆ and the family of a critical criterion; `set_compact` leaves the ◆ with the family in the tool tip."""

    def __init__(
        self,
        family: str,
        *,
        theme: Theme,
        weight: str = "normal",
        name: str = "critical_tag",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, name=name, parent=parent)
        self._family = family
        self._weight = weight
        self._is_compact = False
        self.setAccessibleName(family)
        self.setToolTip(family)

    def set_family(self, family: str) -> None:
        """Name another family, such as "compliance-critical"."""
        self._family = family
        self.setAccessibleName(family)
        self.setToolTip(family)
        self._refresh()

    def set_compact(self, compact: bool) -> None:
        """Show the ◆ alone, where the form is 600 px wide or less."""
        if compact != self._is_compact:
            self._is_compact = compact
            self._refresh()

    def sizeHint(self) -> QSize:
        theme = self._theme
        side = theme.px(_DIAMOND)
        height = theme.size("lg") + theme.size("xs")
        if self._is_compact:
            return QSize(side + 2, height)
        words = text_width(self._family, theme.font("caption", self._weight))
        return QSize(side + theme.size("xs") + round(words + 0.5) + 2, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        side = theme.px(_DIAMOND)
        draw_diamond(painter, QRectF(0, (self.height() - side) / 2, side, side), theme)
        if not self._is_compact:
            left = side + theme.size("xs")
            rect = QRectF(left, 0, self.width() - left, self.height())
            font = theme.font("caption", self._weight)
            draw_text(painter, rect, self._family, font=font, color=theme.color("critical"))


class SectionHead(_Painted):
    """The head of a section of the form: its title, and at the right what it came to in words."""

    def __init__(self, title: str, *, theme: Theme, name: str = "section_head", parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name=name, parent=parent)
        self._title = title
        self._result = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    @property
    def result(self) -> str:
        """What the section came to, in words."""
        return self._result

    def set_result(self, result: str) -> None:
        """Say what the section came to: "8 / 10", "2 of 3 passed", "not scored"."""
        self._result = result
        self.setAccessibleName(with_label(self._title, result) if result else self._title)
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(self._title, theme.font("caption", "medium")) + text_width(
            self._result, theme.font("caption")
        )
        return QSize(round(words) + 3 * theme.size("lg"), theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        pad, width, height = theme.size("lg"), self.width(), self.height()
        painter.fillRect(self.rect(), theme.head())
        painter.fillRect(0, 0, width, theme.size("hairline"), theme.color("line"))
        taken = text_width(self._result, theme.font("caption"))
        right = QRectF(width - pad - taken - 1, 0, taken + 1, height)
        align = Qt.AlignmentFlag.AlignRight
        draw_text(painter, right, self._result, font=theme.font("caption"), color=theme.color("muted"), align=align)
        left = QRectF(pad, 0, max(right.x() - pad - theme.size("sm"), 0), height)
        draw_text(painter, left, self._title, font=theme.font("caption", "medium"), color=theme.color("text"))


def outcome_word(state: AnswerState) -> str:
    """What a glyph says in a word, for screen readers, tool tips and copied text."""
    words = {
        AnswerState.FULL: _("passed"),
        AnswerState.BELOW_FULL: _("below full"),
        AnswerState.FAILED: _("failed"),
        AnswerState.CRITICAL_FAILED: _("critical failed"),
        AnswerState.NOT_APPLICABLE: _("not applicable"),
        AnswerState.MISSING: _("still open"),
    }
    return words[state]


class AnswerGlyph(_Painted):
    """The 12 px glyph left of a criterion; its word is in the tool tip and read aloud."""

    def __init__(self, *, theme: Theme, name: str = "answer_glyph", parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name=name, parent=parent)
        self._state = AnswerState.MISSING
        self.set_state(AnswerState.MISSING)

    def set_state(self, state: AnswerState) -> None:
        """Say how the criterion was answered."""
        self._state = state
        self.setAccessibleName(outcome_word(state))
        self.setToolTip(outcome_word(state))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_GLYPH), self._theme.px(_GLYPH))

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        paint_icon(QPainter(self), rect, self._state.icon, self._theme, self._state.token)
