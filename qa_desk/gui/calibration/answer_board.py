"""One criterion's answers as columns: a rule in the answer's colour, how many said so, and their shapes with names."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from qa_desk.gui.calibration.answers import AnswerColumn
from qa_desk.gui.calibration.seats import paint_seat
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _, listed, with_label
from qa_desk.services.calibration.calibrating_views import PanelAnswer

_RULE = 2
_SHAPE = 22
_LEAST_COLUMN = 104
_GAP = 16
_BESIDE_NAME = 72

NameOf = Callable[[PanelAnswer], str]


def column_rects(columns: Sequence[AnswerColumn], width: int, theme: Theme) -> list[tuple[float, float]]:
    """Left edge and width of each column: its name for each where they fit, the rest by how much each has to say."""
    if not columns:
        return []
    gap = theme.px(_GAP)
    room = width - gap * (len(columns) - 1)
    least = [max(_name_width(column, theme), float(theme.px(_LEAST_COLUMN))) for column in columns]
    if sum(least) > room:
        least = [min(theme.px(_LEAST_COLUMN), room / len(columns))] * len(columns)
    wishes = [max(_wanted_width(column, theme) - own, 1.0) for column, own in zip(columns, least, strict=True)]
    spare = max(room - sum(least), 0.0)
    placed, x = [], 0.0
    for own, wish in zip(least, wishes, strict=True):
        wide = own + spare * wish / sum(wishes)
        placed.append((x, wide))
        x += wide + gap
    return placed


def _name_width(column: AnswerColumn, theme: Theme) -> float:
    """Room for the answer's name beside its sign and count."""
    return text_width(column.label, theme.font("title", "strong")) + theme.px(_BESIDE_NAME)


def _wanted_width(column: AnswerColumn, theme: Theme) -> float:
    """Room for the answer's name, and for all who said so in one row."""
    words = _name_width(column, theme)
    names = [text_width(answer.name, theme.font("body")) for answer in column.answers]
    return max(words, len(names) * (max(names, default=0.0) + theme.size("lg")))


class AnswerBoard(QWidget):
    """Who said what on one criterion; the tool tip of a shape holds reasons and comment."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns: tuple[AnswerColumn, ...] = ()
        self._name_of: NameOf = lambda answer: answer.name
        self._tip_of: NameOf = lambda answer: answer.name
        self._settled: int | None = None
        self.setObjectName("answer_board")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme_changed)

    def show_answers(
        self, columns: Sequence[AnswerColumn], *, name_of: NameOf, tip_of: NameOf, settled: int | None
    ) -> None:
        """Show these columns; `settled` is the place of the one that was settled."""
        self._columns = tuple(columns)
        self._name_of, self._tip_of, self._settled = name_of, tip_of, settled
        said = (
            with_label(column.label, listed(name_of(answer) for answer in column.answers) or _("nobody"))
            for column in columns
        )
        self.setAccessibleName(_("Who said what"))
        self.setAccessibleDescription("; ".join(said))
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _head(self) -> float:
        return (
            self._theme.px(_RULE) + QFontMetricsF(self._theme.font("title", "strong")).height() + self._theme.size("lg")
        )

    def _cell(self) -> tuple[float, float]:
        theme, font = self._theme, self._theme.font("body")
        names = [self._shown_name(answer) for column in self._columns for answer in column.answers]
        widest = max((text_width(name, font) for name in names), default=0.0)
        wide = max(widest, theme.px(_SHAPE)) + theme.size("lg")
        return wide, theme.px(_SHAPE) + QFontMetricsF(font).height() + theme.size("md")

    def _shown_name(self, answer: PanelAnswer) -> str:
        name = self._name_of(answer)
        return _("{name}, late").format(name=name) if answer.late else name

    def _places(self) -> list[tuple[PanelAnswer, QRectF]]:
        wide, high = self._cell()
        placed: list[tuple[PanelAnswer, QRectF]] = []
        for column, (left, width) in zip(
            self._columns, column_rects(self._columns, self.width(), self._theme), strict=True
        ):
            per_row = max(1, int((width + self._theme.size("lg")) // wide))
            for place, answer in enumerate(column.answers):
                x, y = left + (place % per_row) * wide, self._head() + (place // per_row) * high
                placed.append((answer, QRectF(x, y, min(wide, width), high)))
        return placed

    def _height_at(self, width: int) -> int:
        wide, high = self._cell()
        rows = 1
        for column, (_left, room) in zip(self._columns, column_rects(self._columns, width, self._theme), strict=True):
            per_row = max(1, int((room + self._theme.size("lg")) // wide))
            rows = max(rows, -(-len(column.answers) // per_row))
        return round(self._head() + rows * high)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(640), self._height_at(max(self.width(), self._theme.px(320))))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height_at(width)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            found = next((answer for answer, rect in self._places() if rect.contains(at)), None)
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._tip_of(found), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rects = column_rects(self._columns, self.width(), self._theme)
        for place, (column, (left, width)) in enumerate(zip(self._columns, rects, strict=True)):
            self._paint_head(painter, column, left, width, is_settled=place == self._settled)
        for answer, rect in self._places():
            self._paint_cell(painter, answer, rect)

    def _paint_head(
        self, painter: QPainter, column: AnswerColumn, left: float, width: float, *, is_settled: bool
    ) -> None:
        theme, rule = self._theme, self._theme.px(_RULE)
        ink, font = theme.color(column.state.token), theme.font("title", "strong")
        painter.fillRect(QRectF(left, 0, width, rule), ink)
        line = QRectF(left, rule, width, self._head() - rule - theme.size("sm"))
        side = theme.px(14)
        paint_icon(painter, QRectF(left, line.y(), side, line.height()), column.state.icon, theme, column.state.token)
        count = f"{len(column.answers)}"
        wide = text_width(count, font) + 1
        words = QRectF(
            left + side + theme.size("sm"), line.y(), width - side - wide - 2 * theme.size("sm"), line.height()
        )
        taken = draw_text(painter, words, column.label, font=font, color=ink)
        end = QRectF(left + width - wide - theme.size("xs"), line.y(), wide, line.height())
        draw_text(painter, end, count, font=font, color=ink)
        if is_settled:
            rest = QRectF(
                words.x() + taken + theme.size("md"), line.y(), words.width() - taken - theme.size("md"), line.height()
            )
            small = theme.font("body", "medium")
            draw_text(painter, rest, _("settled"), font=small, color=theme.color("pass"))
        if not column.answers:
            below = QRectF(left, self._head(), width, theme.px(_SHAPE))
            draw_text(painter, below, _("nobody"), font=theme.font("body"), color=theme.color("muted"))

    def _paint_cell(self, painter: QPainter, answer: PanelAnswer, rect: QRectF) -> None:
        theme, side = self._theme, self._theme.px(_SHAPE)
        paint_seat(painter, QRectF(rect.x(), rect.y(), side, side), answer.seat, theme, is_late=answer.late)
        name = QRectF(
            rect.x(), rect.y() + side, rect.width() - theme.size("xs"), rect.height() - side - theme.size("xs")
        )
        font, token = theme.font("body"), "muted" if answer.late else "text"
        draw_text(painter, name, self._shown_name(answer), font=font, color=theme.color(token))
