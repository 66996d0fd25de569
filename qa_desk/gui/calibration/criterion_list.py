"""The criteria of one call in the meeting: critical first, then by disagreement, each with its answer dots."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qa_desk.gui.calibration.answers import AnswerColumn, columns_of
from qa_desk.gui.calibration.seats import paint_seat
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.glyphs import draw_diamond
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _, listed, ngettext, with_label
from qa_desk.reports.panel_words import answer_words
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer

_DOT = 11
_DOT_GAP = 5
_GROUP_GAP = 6
_BAR = 3
_LEAST_ROW = 40
_Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A line of the list: a criterion, or (without one) the fold of those that all agree on and that are settled."""

    difference: CriterionDifference | None
    n_folded: int = 0
    is_first_non_critical: bool = False

    @property
    def groups(self) -> tuple[tuple[PanelAnswer, ...], ...]:
        """Who said the same, in the order of the scale."""
        if self.difference is None:
            return ()
        columns: tuple[AnswerColumn, ...] = columns_of(self.difference)
        return tuple(column.answers for column in columns if column.answers)


def rows_of(differences: Sequence[CriterionDifference], *, folds: bool) -> tuple[CriterionRow, ...]:
    """The lines: with `folds`, what all agree on and is settled becomes one line at the end."""
    is_done = [folds and one.settled is not None and not one.differs for one in differences]
    shown = [one for one, done in zip(differences, is_done, strict=True) if not done]
    rows: list[CriterionRow] = []
    for place, one in enumerate(shown):
        is_first = place > 0 and one.criterion.critical is None and shown[place - 1].criterion.critical is not None
        rows.append(CriterionRow(one, is_first_non_critical=is_first))
    n_folded = sum(is_done)
    return (*rows, CriterionRow(None, n_folded)) if n_folded else tuple(rows)


class CriterionModel(QAbstractListModel):
    """The lines with what a screen reader says of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CriterionRow, ...] = ()

    @property
    def rows(self) -> tuple[CriterionRow, ...]:
        """The lines shown."""
        return self._rows

    def set_rows(self, rows: Sequence[CriterionRow]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return in_words(row.difference.criterion.title) if row.difference else fold_words(row.n_folded)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _spoken(row)
        return None


def fold_words(n_folded: int) -> str:
    """What the fold says."""
    return ngettext("{n} more: all agree, settled", "{n} more: all agree, settled", n_folded).format(n=n_folded)


def _spoken(row: CriterionRow) -> str:
    one = row.difference
    if one is None:
        return fold_words(row.n_folded)
    parts = [in_words(one.criterion.title)]
    if one.criterion.critical is not None:
        parts.append(critical_title(one.criterion.critical))
    parts += [with_label(answer_words(one.criterion, group[0]), str(len(group))) for group in row.groups]
    if one.settled is not None:
        parts.append(_("settled"))
    return listed(parts)


class CriterionList(QListView):
    """The list; up and down walk it from anywhere in the meeting.

    Signals:
        criterion_chosen: key of the criterion that the person went to.
    """

    criterion_chosen = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._differences: tuple[CriterionDifference, ...] = ()
        self._folds = True
        self._current = ""
        self._rows = CriterionModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_CriterionDelegate(self, theme))
        self.setObjectName("criteria")
        self.setAccessibleName(_("Criteria, critical first, then most disagreement"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._on_theme_changed)

    @property
    def current_key(self) -> str:
        """The criterion that is shown large."""
        return self._current

    def show_criteria(self, differences: Sequence[CriterionDifference], current: str = "") -> None:
        """Show those of one call; stays at the criterion it was on, or goes to `current`; nothing is emitted."""
        self._differences = tuple(differences)
        self._fill()
        keys = [row.difference.criterion.key for row in self._rows.rows if row.difference is not None]
        wanted = current or self._current
        if wanted not in keys and any(one.criterion.key == wanted for one in self._differences):
            self._folds = False
            self._fill()
            keys = [one.criterion.key for one in self._differences]
        self._go_to(wanted if wanted in keys else keys[0] if keys else "")

    def step(self, by: int) -> None:
        """Go to the next or previous criterion, as the person."""
        keys = [row.difference.criterion.key if row.difference else "" for row in self._rows.rows]
        if not keys:
            return
        place = keys.index(self._current) if self._current in keys else 0
        to = min(max(place + by, 0), len(keys) - 1)
        if not keys[to]:
            self._unfold()
            return
        self._choose(keys[to])

    def _fill(self) -> None:
        is_any_left = any(one.settled is None or one.differs for one in self._differences)
        self._rows.set_rows(rows_of(self._differences, folds=self._folds and is_any_left))

    def _unfold(self) -> None:
        self._folds = False
        self._fill()
        self._go_to(self._current)

    def _choose(self, key: str) -> None:
        if key != self._current:
            self._go_to(key)
            self.criterion_chosen.emit(key)

    def _go_to(self, key: str) -> None:
        self._current = key
        for place, row in enumerate(self._rows.rows):
            if row.difference is not None and row.difference.criterion.key == key:
                self.setCurrentIndex(self._rows.index(place, 0))
                self.scrollTo(self.currentIndex())
        self.viewport().update()

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        if row.difference is None:
            self._unfold()
        else:
            self._choose(row.difference.criterion.key)

    def _on_theme_changed(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step(len(self._rows.rows) * (1 if event.key() == Qt.Key.Key_End else -1))
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Titles wrap to the width, so the heights are others.
        self.scheduleDelayedItemsLayout()


class _CriterionDelegate(QStyledItemDelegate):
    def __init__(self, view: CriterionList, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme, row = self._theme, index.data(ROW_ROLE)
        width = self._view.viewport().width()
        if row.difference is None:
            return QSize(width, theme.px(_LEAST_ROW))
        words = QFontMetricsF(theme.font("body", "strong")).boundingRect(
            QRectF(0, 0, self._title_room(row, width), 1000), _WRAP, in_words(row.difference.criterion.title)
        )
        dots = theme.px(_DOT) + (QFontMetricsF(theme.font("caption")).height() if row.difference.settled else 0)
        divider = theme.size("sm") if row.is_first_non_critical else 0
        return QSize(width, max(theme.px(_LEAST_ROW), ceil(max(words.height(), dots)) + theme.size("lg")) + divider)

    def _title_room(self, row: CriterionRow, width: int) -> float:
        theme = self._theme
        right = max(self._dots_width(row), self._settled_width(row))
        return max(width - theme.px(36) - right - theme.size("lg") - theme.size("md"), theme.px(72))

    def _dots_width(self, row: CriterionRow) -> float:
        theme, groups = self._theme, row.groups
        n_dots = sum(len(group) for group in groups)
        between = max(len(groups) - 1, 0)
        return n_dots * theme.px(_DOT) + (n_dots - 1) * theme.px(_DOT_GAP) + between * 2 * theme.px(_GROUP_GAP)

    def _settled_width(self, row: CriterionRow) -> float:
        if row.difference is None or row.difference.settled is None:
            return 0.0
        return text_width(_("settled"), self._theme.font("caption")) + self._theme.px(12) + self._theme.size("xs")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, row, strip = self._theme, index.data(ROW_ROLE), QRectF(option.rect)  # type: ignore[attr-defined]
        if row.is_first_non_critical:
            line = strip.y() + theme.size("xs")
            painter.fillRect(
                QRectF(theme.size("lg"), line, strip.width() - 2 * theme.size("lg"), 1), theme.color("line")
            )
            strip.adjust(0, theme.size("sm"), 0, 0)
        is_current = row.difference is not None and row.difference.criterion.key == self._view.current_key
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)  # type: ignore[attr-defined]
        if is_current:
            painter.fillRect(strip, theme.color("selection"))
            painter.fillRect(QRectF(0, strip.y(), theme.px(_BAR), strip.height()), theme.color("accent"))
        elif is_hovered:
            painter.fillRect(strip, theme.hover("background"))
        if row.difference is None:
            self._paint_fold(painter, strip, row)
        else:
            self._paint_criterion(painter, strip, row, row.difference, is_current=is_current)

    def _paint_fold(self, painter: QPainter, strip: QRectF, row: CriterionRow) -> None:
        theme, side = self._theme, self._theme.px(12)
        paint_icon(painter, QRectF(theme.px(14), strip.y(), side, strip.height()), "check", theme, "pass")
        words = strip.adjusted(theme.px(36), 0, -theme.size("lg"), 0)
        draw_text(painter, words, fold_words(row.n_folded), font=theme.font("body"), color=theme.color("muted"))

    def _paint_criterion(
        self, painter: QPainter, strip: QRectF, row: CriterionRow, one: CriterionDifference, *, is_current: bool
    ) -> None:
        theme = self._theme
        if one.criterion.critical is not None:
            side = theme.px(9)
            draw_diamond(painter, QRectF(theme.px(15), strip.center().y() - side / 2, side, side), theme)
        painter.setFont(theme.font("body", "strong" if is_current else "normal"))
        painter.setPen(theme.color("text"))
        room = self._title_room(row, self._view.viewport().width())
        title = QRectF(strip.x() + theme.px(36), strip.y(), room, strip.height())
        painter.drawText(title, int(_WRAP | Qt.AlignmentFlag.AlignVCenter), in_words(one.criterion.title))
        middle = strip.center().y()
        if one.settled is not None:
            high = QFontMetricsF(theme.font("caption")).height()
            middle -= high / 2
            self._paint_settled(painter, QRectF(strip.x(), middle + theme.px(_DOT) / 2, strip.width(), high + 2), row)
        self._paint_dots(painter, strip.right() - theme.size("lg"), middle, row)

    def _paint_settled(self, painter: QPainter, line: QRectF, row: CriterionRow) -> None:
        theme, side = self._theme, self._theme.px(12)
        left = line.right() - theme.size("lg") - self._settled_width(row)
        paint_icon(painter, QRectF(left, line.y(), side, line.height()), "check", theme, "pass")
        words = QRectF(left + side + theme.size("xs"), line.y(), line.right() - left, line.height())
        draw_text(painter, words, _("settled"), font=theme.font("caption"), color=theme.color("pass"))

    def _paint_dots(self, painter: QPainter, right: float, middle: float, row: CriterionRow) -> None:
        theme, x = self._theme, right - self._dots_width(row)
        side, gap, space = theme.px(_DOT), theme.px(_DOT_GAP), theme.px(_GROUP_GAP)
        for place, group in enumerate(row.groups):
            if place:
                line = x - gap / 2 + space
                painter.fillRect(QRectF(line, middle - side * 0.8, 1, side * 1.6), theme.color("outline"))
                x += 2 * space
            for answer in group:
                paint_seat(painter, QRectF(x, middle - side / 2, side, side), answer.seat, theme, is_late=answer.late)
                x += side + gap


_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
