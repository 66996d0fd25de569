"""Marks on the time line: what one is for the screen, where its label lies, and how it is painted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock
from qa_desk.i18n import _

LABEL_HEIGHT = 20
MOST_ROWS = 3
_PADDING = 8
_ICON = 12
_PASSAGE_TINT = 0.09
_FLAG = 8
_FLAG_STROKE = 2
_PENNANT = ((-0.5, 0), (0.5, 0), (0.5, 0.5), (0, 1), (-0.5, 0.5))
_SQUARE = ((-0.375, 0), (0.375, 0), (0.375, 1), (-0.375, 1))
_STAR = (
    (0, -0.1), (0.17, 0.33), (0.6, 0.36), (0.26, 0.64), (0.37, 1.06),
    (0, 0.82), (-0.37, 1.06), (-0.26, 0.64), (-0.6, 0.36), (-0.17, 0.33),
)  # fmt: skip
_CROSS = (((-0.45, 0.05), (0.45, 0.95)), ((0.45, 0.05), (-0.45, 0.95)))


class MarkKind(Enum):
    """What a mark is for; each kind has a shape of its own. The value is its icon and the token of its colour."""

    FREE = ("mark", "mark")
    EVIDENCE = ("brackets", "mark")
    PASSED = ("check", "pass")
    BELOW_FULL = ("half", "warning")
    FAILURE = ("cross", "fail")
    CRITICAL = ("diamond-failed", "fail")
    POSITIVE = ("star", "pass")

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return self.value[0]

    @property
    def token(self) -> str:
        """The token of its colour."""
        return self.value[1]

    @property
    def words(self) -> str:
        """What hovering and a screen reader say."""
        return {
            MarkKind.FREE: _("mark tied to no criterion"),
            MarkKind.EVIDENCE: _("evidence"),
            MarkKind.PASSED: _("evidence of a full answer"),
            MarkKind.BELOW_FULL: _("evidence of less than full points"),
            MarkKind.FAILURE: _("evidence of a failure"),
            MarkKind.CRITICAL: _("evidence of a critical failure"),
            MarkKind.POSITIVE: _("done well"),
        }[self]


@dataclass(frozen=True, slots=True)
class WaveformMark:
    """A mark as the time line shows it.

    Args:
        id: what `mark_clicked` says.
        start_s, end_s: the passage.
        label: the words on it: the criterion it is tied to, or the note.
        note: what hovering shows.
        kind: what it is for, which decides its shape.
    """

    id: str
    start_s: float
    end_s: float
    label: str
    note: str = ""
    kind: MarkKind = MarkKind.FREE

    @property
    def told(self) -> str:
        """The mark in words: its times, its kind, its label and its note, a line each."""
        note = self.note if self.note != self.label else ""
        lines = (f"{clock(self.start_s)}–{clock(self.end_s)} · {self.kind.words}", self.label, note)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark and where its label lies."""

    mark: WaveformMark
    label: QRectF
    is_selected: bool


def rows_needed(marks: Sequence[WaveformMark]) -> int:
    """How many rows show marks that overlap in time below one another, at most three."""
    free_from: list[float] = []
    for mark in sorted(marks, key=lambda one: one.start_s):
        row = next((row for row, end_s in enumerate(free_from) if end_s <= mark.start_s), None)
        if row is not None:
            free_from[row] = mark.end_s
        elif len(free_from) < MOST_ROWS:
            free_from.append(mark.end_s)
        else:
            free_from[free_from.index(min(free_from))] = mark.end_s
    return max(1, len(free_from))


def place_marks(
    marks: Sequence[WaveformMark], selected_id: str | None, scale: TimeScale, top: float, theme: Theme, n_rows: int = 1
) -> list[PlacedMark]:
    """Lays the labels in rows: each begins at its passage and ends before the next label; the selected one comes last.

    A label is as wide as its words; the selected one at least as wide as its passage, where that hides no other. Marks
    that overlap in time lie in different rows as far as there are rows. Where marks crowd, the earlier label shrinks to
    its sign, and the later one is moved to the right of it, so that each can be seen and clicked.
    """
    height, gap = theme.px(LABEL_HEIGHT), theme.size("xs")
    least = theme.px(_ICON) + 2 * theme.px(_PADDING)
    rows = [_Row() for _row in range(n_rows)]
    for mark in sorted(marks, key=lambda one: one.start_s):
        if mark.end_s >= scale.start_s and mark.start_s <= scale.end_s:
            left = min(max(scale.left, round(scale.x_of(mark.start_s))), scale.right - least)
            row = _row_for(mark, left, rows)
            left = min(max(left, row.free_from_px), scale.right - least)
            row.labels.append((mark, left))
            row.free_from_s, row.free_from_px = max(row.free_from_s, mark.end_s), left + least + gap
    placed: list[PlacedMark] = []
    for number, row in enumerate(rows):
        y = top + number * (height + gap)
        limits = [left - gap for _mark, left in row.labels[1:]] + [scale.right] * bool(row.labels)
        for (mark, left), limit in zip(row.labels, limits, strict=True):
            is_selected = mark.id == selected_id
            wide = _natural_width(mark, theme, is_selected=is_selected)
            if is_selected:
                wide = max(wide, round(scale.x_of(mark.end_s)) - left)
            placed.append(PlacedMark(mark, QRectF(left, y, max(least, min(wide, limit - left)), height), is_selected))
    return sorted(placed, key=lambda one: one.is_selected)


@dataclass(slots=True)
class _Row:
    """A row of labels while it is laid, with the second and the px from which it is free."""

    labels: list[tuple[WaveformMark, float]] = field(default_factory=list)
    free_from_s: float = 0.0
    free_from_px: float = 0.0


def _row_for(mark: WaveformMark, left: float, rows: Sequence[_Row]) -> _Row:
    """One free at this time, else one with room for a sign, else the one in which it is moved least."""
    roomy = [row for row in rows if row.free_from_px <= left]
    return next(
        (row for row in roomy if row.free_from_s <= mark.start_s),
        roomy[0] if roomy else min(rows, key=lambda row: row.free_from_px),
    )


def paint_label(painter: QPainter, placed: PlacedMark, theme: Theme, ground: QColor) -> None:
    """The label: outlined, filled when selected; elided where it is short."""
    rect, padding, kind = placed.label, theme.px(_PADDING), placed.mark.kind
    color = theme.color(kind.token)
    radius = theme.size("radius_small")
    if placed.is_selected:
        draw_box(painter, rect, radius=radius, fill=color)
    else:
        draw_box(painter, rect, radius=radius, fill=ground, edge=color, width=1.5)
    ink = "on_accent" if placed.is_selected else kind.token
    sign = QRectF(rect.left() + padding, rect.top(), theme.px(_ICON), rect.height())
    paint_icon(painter, sign, kind.icon, theme, ink)
    left = sign.right() + theme.size("xs")
    words = QRectF(left, rect.top(), rect.right() - padding / 2 - left, rect.height())
    if words.width() > theme.px(16):
        font = theme.font("caption", "medium" if placed.is_selected else "normal")
        text_color = theme.color("on_accent" if placed.is_selected else "text")
        draw_text(painter, words, placed.mark.label, font=font, color=text_color)


def paint_passage(painter: QPainter, rect: QRectF, theme: Theme, ground: QColor) -> None:
    """The tint over both lanes with its two edges; `rect` may be cut at the ends of the view."""
    color = theme.color("mark")
    tint = QColor(color)
    tint.setAlphaF(_PASSAGE_TINT)
    painter.fillRect(rect, ground)
    painter.fillRect(rect, tint)
    edge = QColor(color)
    edge.setAlphaF(0.6)
    for x in (rect.left(), rect.right() - 1):
        painter.fillRect(QRectF(round(x), rect.top(), 1, rect.height()), edge)


def paint_flag(painter: QPainter, x: float, top: float, theme: Theme, kind: MarkKind = MarkKind.FREE) -> None:
    """The small sign of a mark in the overview, in the middle over the beginning of the passage."""
    side, color = theme.px(_FLAG), theme.color(kind.token)

    def place(point: tuple[float, float]) -> QPointF:
        return QPointF(round(x) + point[0] * side, top + point[1] * side)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind in _STROKES:
        painter.setPen(QPen(color, theme.px(_FLAG_STROKE)))
        for first, last in _STROKES[kind]:
            painter.drawLine(place(first), place(last))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([place(corner) for corner in _OUTLINES.get(kind, _PENNANT)]))
    painter.restore()


_STROKES = {
    MarkKind.FAILURE: _CROSS,
    MarkKind.PASSED: (((-0.45, 0.5), (-0.1, 0.9)), ((-0.1, 0.9), (0.5, 0.1))),
}
_OUTLINES = {
    MarkKind.EVIDENCE: _SQUARE,
    MarkKind.BELOW_FULL: ((-0.5, 0), (0.5, 0.5), (-0.5, 1)),
    MarkKind.CRITICAL: ((0, -0.1), (0.6, 0.5), (0, 1.1), (-0.6, 0.5)),
    MarkKind.POSITIVE: _STAR,
}


def _natural_width(mark: WaveformMark, theme: Theme, *, is_selected: bool) -> float:
    font = theme.font("caption", "medium" if is_selected else "normal")
    words = text_width(mark.label, font) + 2 if mark.label else 0.0
    return round(theme.px(_ICON) + 2 * theme.px(_PADDING) + theme.size("xs") + words)
