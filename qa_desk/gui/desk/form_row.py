"""One criterion as a row of the form: answer glyph, title, critical tag, number of marks, rating, points."""

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QWidget

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState as State
from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, family_title, in_words
from qa_desk.gui.widgets.badges import outcome_word
from qa_desk.gui.widgets.glyphs import AnswerState, draw_answer, draw_diamond
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.rating_input import MISSING, Choice, DeductionInput, RatingInput, rating_input
from qa_desk.gui.widgets.rating_picture import RatingLook, RatingPictures
from qa_desk.i18n import listed, ngettext

_GLYPH = 12
_DIAMOND = 8
_POINTS_WIDTH = 44
_MARKS_WIDTH = 36
_BAR = 3
_GLYPHS = {
    State.MISSING: AnswerState.MISSING,
    State.HIDDEN: AnswerState.MISSING,
    State.NA: AnswerState.NOT_APPLICABLE,
    State.FULL: AnswerState.FULL,
    State.PARTIAL: AnswerState.BELOW_FULL,
    State.FAILED: AnswerState.FAILED,
}


class RowNews(QObject):
    """What the person does on the rows of a form; one for all rows, as a connection for each of a hundred takes time.

    Signals:
        chosen: key of the row that was clicked.
        choice_made: key and the `Choice` the person made.
        reasons_requested: key of the criterion whose reasons are to be noted.
        finished: a number was confirmed in its field.
    """

    chosen = Signal(str)
    choice_made = Signal(str, object)
    reasons_requested = Signal(str)
    finished = Signal()


class CriterionRow(QWidget):
    """28 high; the current one lies on the selection with a bar at its left.

    The input is made when it is first needed: to answer or under the pointer at once, for rows in sight when there is
    time, the current one first (`FormSheet`). Until then the row shows a picture of it.
    """

    def __init__(
        self,
        criterion: Criterion,
        *,
        theme: Theme,
        news: RowNews,
        pictures: RatingPictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._news = news
        self._pictures = pictures
        self._criterion = criterion
        self._title = in_words(criterion.title)
        self._is_current = False
        self._is_compact = False
        self._is_read_only = False
        self._answer: Answer | None = None
        self._result: CriterionResult | None = None
        self._n_marks = 0
        self._glyph = AnswerState.MISSING
        self._points = ""
        self._input: RatingInput | None = None
        self.setObjectName(f"criterion_{criterion.key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._say()

    @property
    def criterion(self) -> Criterion:
        """What is judged here."""
        return self._criterion

    @property
    def input(self) -> RatingInput:
        """How it is rated."""
        return self.make_input()

    def make_input(self) -> RatingInput:
        """Put the input where its picture was."""
        if self._input is None:
            self._input = self._made_input()
            self._dress_input(self._input)
            self.place_input()
            self._input.show()
        return self._input

    @property
    def has_input(self) -> bool:
        """Whether the input is made."""
        return self._input is not None

    def place_input(self) -> None:
        """Put the input at the right, before the points; as wide as its words ask for."""
        if self._input is not None:
            self._input.setGeometry(self._input_place(self._input.sizeHint()))

    def show_answer(self, answer: Answer | None, result: CriterionResult, n_marks: int) -> None:
        """Show the answer and what it came to; nothing is emitted."""
        if (answer, result, n_marks) == (self._answer, self._result, self._n_marks):
            return
        self._answer, self._result, self._n_marks = answer, result, n_marks
        if self._input is not None:
            self._show_choice(self._input)
        self._glyph = _GLYPHS[result.state]
        if self._glyph is AnswerState.FAILED and self._criterion.critical is not None:
            self._glyph = AnswerState.CRITICAL_FAILED
        self._points = self._points_text(result)
        self._say()
        self.update()

    def set_current(self, current: bool) -> None:
        """Be the criterion that the keyboard is on."""
        if current == self._is_current:
            return
        self._is_current = current
        if self._input is not None:
            self._dress_current(self._input)
        self.update()

    @property
    def is_current(self) -> bool:
        """Whether the keyboard is on it."""
        return self._is_current

    def set_compact(self, compact: bool) -> None:
        """Show ◆ alone for a critical criterion, where the form is narrow."""
        if compact != self._is_compact:
            self._is_compact = compact
            self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Only show the answer."""
        self._is_read_only = read_only
        if self._input is not None:
            self._input.setEnabled(not read_only)
        self.update()

    def _input_place(self, wanted: QSize) -> QRect:
        right = self.width() - self._theme.size("lg") - self._theme.px(_POINTS_WIDTH)
        return QRect(QPoint(right - wanted.width(), (self.height() - wanted.height()) // 2), wanted)

    def _picture(self) -> QPixmap:
        look = RatingLook(
            self._criterion.scale.prompt(),
            self._choice(),
            na_allowed=self._criterion.na_allowed,
            n_reasons=len(self._answer.reasons) if self._answer is not None else 0,
            is_enabled=not self._is_read_only,
            on_selection=self._is_current,
            ratio=self.devicePixelRatioF(),
        )
        return self._pictures.picture(look, self)

    def _choice(self) -> Choice:
        answer = self._answer
        return Choice(answer.rating, answer.na) if answer is not None and answer.is_given else MISSING

    def _made_input(self) -> RatingInput:
        criterion = self._criterion
        made = rating_input(
            criterion.scale.prompt(),
            self._theme,
            na_allowed=criterion.na_allowed,
            brief=True,
            name=f"rating_{criterion.key}",
            parent=self,
        )
        made.set_subject(self._title)
        made.choice_changed.connect(lambda choice: self._news.choice_made.emit(criterion.key, choice))
        made.reasons_requested.connect(lambda: self._news.reasons_requested.emit(criterion.key))
        for field in made.findChildren(QLineEdit):
            field.returnPressed.connect(self._news.finished)
        return made

    def _dress_input(self, made: RatingInput) -> None:
        made.setEnabled(not self._is_read_only)
        self._show_choice(made)
        self._dress_current(made)

    def _dress_current(self, made: RatingInput) -> None:
        made.set_on_selection(self._is_current)
        policy = Qt.FocusPolicy.TabFocus if self._is_current else Qt.FocusPolicy.NoFocus
        for button in made.findChildren(QAbstractButton):
            button.setFocusPolicy(policy)

    def _show_choice(self, made: RatingInput) -> None:
        answer = self._answer
        made.set_choice(self._choice())
        if isinstance(made, DeductionInput):
            made.set_n_reasons(len(answer.reasons) if answer is not None else 0)
            self.place_input()

    def _points_text(self, result: CriterionResult) -> str:
        if result.state is State.NA:
            return "–"
        if result.fraction is None or self._criterion.critical is not None:
            return ""
        return f"{result.points:g} / {self._criterion.scale.maximum:g}"

    def _say(self) -> None:
        parts = [self._title]
        family = self._criterion.critical
        if family is not None:
            parts.append(critical_title(family))
        parts.append(outcome_word(self._glyph))
        if self._points and self._points != "–":
            parts.append(self._points)
        if self._n_marks:
            parts.append(ngettext("{n} mark", "{n} marks", self._n_marks).format(n=self._n_marks))
        self.setAccessibleName(listed(parts))
        self.setToolTip(self._title if family is None else f"{self._title} · {critical_title(family)}")

    def _paint_input(self, painter: QPainter) -> float:
        """Paints the picture of an input that is not made yet; returns where the input begins."""
        if self._input is not None:
            return self._input.x()
        picture = self._picture()
        place = self._input_place(picture.deviceIndependentSize().toSize())
        painter.drawPixmap(place.topLeft(), picture)
        return place.x()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        if self._is_current:
            painter.fillRect(self.rect(), theme.color("selection"))
            painter.fillRect(0, 0, theme.px(_BAR), self.height(), theme.color("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.hover())

    def _paint_marks(self, painter: QPainter, edge: float) -> float:
        """Paints the number of marks left of the rating, which begins at `edge`; returns where the title must end."""
        theme = self._theme
        right = edge - theme.size("sm")
        if not self._n_marks:
            return right
        side, words = theme.px(_GLYPH), str(self._n_marks)
        font = theme.font("caption")
        left = right - theme.px(_MARKS_WIDTH) + theme.size("sm")
        paint_icon(painter, QRectF(left, 0, side, self.height()), "brackets", theme, "mark")
        place = QRectF(left + side + theme.size("xs"), 0, theme.px(_MARKS_WIDTH), self.height())
        draw_text(painter, place, words, font=font, color=theme.color("muted"))
        return left - theme.size("sm")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_POINTS_WIDTH), self._theme.size("row"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_input()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.make_input()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._news.chosen.emit(self._criterion.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        self._paint_ground(painter)
        side, height = theme.px(_GLYPH), self.height()
        x = float(theme.size("lg"))
        draw_answer(painter, QRectF(x, 0, side, height), self._glyph, theme)
        x += side + theme.size("sm")
        end = self._paint_marks(painter, self._paint_input(painter))
        family = self._criterion.critical
        tag = "" if family is None or self._is_compact else family_title(family)
        tag_font = theme.font("caption")
        tag_gap = 0.0 if family is None else theme.size("sm") + theme.px(_DIAMOND)
        tag_width = tag_gap + (theme.size("xs") + text_width(tag, tag_font) + 1 if tag else 0)
        font = theme.font("body", "medium" if self._is_current else "normal")
        place = QRectF(x, 0, max(end - x - tag_width, 0), height)
        x += draw_text(painter, place, self._title, font=font, color=theme.color("text"))
        if family is not None:
            x += theme.size("sm")
            diamond = theme.px(_DIAMOND)
            draw_diamond(painter, QRectF(x, (height - diamond) / 2, diamond, diamond), theme)
            rest = QRectF(x + diamond + theme.size("xs"), 0, max(end - x - diamond - theme.size("xs"), 0), height)
            if tag:
                draw_text(painter, rest, tag, font=tag_font, color=theme.color("critical"))
        width = theme.px(_POINTS_WIDTH)
        points = QRectF(self.width() - theme.size("lg") - width, 0, width, height)
        ink = theme.color("muted" if self._points == "–" else "text")
        align = Qt.AlignmentFlag.AlignRight
        draw_text(painter, points, self._points, font=theme.font("caption"), color=ink, align=align)


def is_points_scale(criterion: Criterion) -> bool:
    """Whether digits type a number here instead of choosing an option."""
    return criterion.scale.prompt().kind is PromptKind.NUMBER
