"""What was said, in step with the sound: the passage heard is marked, a click or Enter goes to it."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _
from qa_desk.services.calls.listening import SpokenPassage

_TIME_WIDTH = 48
_SPEAKER_WIDTH = 80
_PADDING = 6
_Index = QModelIndex | QPersistentModelIndex


class TranscriptModel(QAbstractListModel):
    """The passages in the order of time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passages: tuple[SpokenPassage, ...] = ()
        self._starts: list[float] = []

    @property
    def passages(self) -> tuple[SpokenPassage, ...]:
        """What is shown."""
        return self._passages

    def set_passages(self, passages: Sequence[SpokenPassage]) -> None:
        """Show another transcript."""
        self.beginResetModel()
        self._passages = tuple(passages)
        self._starts = [passage.start_s for passage in passages]
        self.endResetModel()

    def line_at(self, position_s: float) -> int:
        """The passage that is said at this place, or was said last; −1 before the first."""
        return bisect_right(self._starts, position_s) - 1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._passages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        passage = self._passages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return passage.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return " ".join(part for part in (clock(passage.start_s), passage.speaker, passage.text) if part)
        return None


class TranscriptView(QListView):
    """Signals:
    seek_requested: seconds, the start of the passage chosen.
    """

    seek_requested = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = TranscriptModel(self)
        self._delegate = _PassageDelegate(self, theme)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setObjectName("transcript")
        self.setAccessibleName(_("Transcript"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.activated.connect(self._on_chosen)
        self.clicked.connect(self._on_chosen)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_passages(self, passages: Sequence[SpokenPassage]) -> None:
        """Show another transcript, from its beginning."""
        self._delegate.said_line = -1
        self._model.set_passages(passages)
        self.scrollToTop()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now; the passage said is marked and stays in view."""
        line = self._model.line_at(position_s)
        if line != self._delegate.said_line:
            self._delegate.said_line = line
            self.viewport().update()
            if line >= 0:
                self.scrollTo(self._model.index(line, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def _on_chosen(self, index: QModelIndex) -> None:
        self.seek_requested.emit(self._model.passages[index.row()].start_s)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _PassageDelegate(QStyledItemDelegate):
    def __init__(self, view: TranscriptView, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self.said_line = -1

    def _text_left(self) -> int:
        theme = self._theme
        return theme.size("lg") + theme.px(_TIME_WIDTH) + theme.px(_SPEAKER_WIDTH)

    def _text_rect(self, width: int, text: str) -> QRect:
        room = max(width - self._text_left() - self._theme.size("lg"), self._theme.px(80))
        metrics = QFontMetrics(self._theme.font("body"))
        return metrics.boundingRect(QRect(0, 0, room, 100_000), Qt.TextFlag.TextWordWrap, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = self._text_rect(self._view.viewport().width(), str(index.data())).height()
        return QSize(0, height + 2 * self._theme.px(_PADDING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._theme
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        model = self._view.model()
        assert isinstance(model, TranscriptModel)
        passage = model.passages[index.row()]
        painter.save()
        if index.row() == self.said_line:
            inset = theme.size("sm")
            ground = QRectF(rect).adjusted(inset, 1, -inset, -1)
            draw_box(painter, ground, radius=theme.size("radius"), fill=theme.color("selection"))
        top, line = rect.top() + theme.px(_PADDING), QFontMetrics(theme.font("body")).height()
        font, muted = theme.font("caption"), theme.color("muted")
        x = rect.left() + theme.size("lg")
        time = QRectF(x, top, theme.px(_TIME_WIDTH), line)
        draw_text(painter, time, clock(passage.start_s), font=font, color=muted)
        speaker = QRectF(time.right(), top, theme.px(_SPEAKER_WIDTH) - theme.size("sm"), line)
        draw_text(painter, speaker, passage.speaker, font=font, color=muted)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        words = QRect(rect.left() + self._text_left(), top, 0, 0)
        words.setRight(rect.right() - theme.size("lg"))
        words.setBottom(rect.bottom())
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap), passage.text)
        painter.restore()
