"""The recordings of one call on its time line: where one ends, what nobody recorded, where the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from qa_desk.audio.passage import Passage
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock, paint_hatched
from qa_desk.i18n import _

_LEAST_GAP_S = 0.05
_HATCH_STEP = 10.0
_BOUNDARY_REACH = 4


@dataclass(frozen=True, slots=True)
class CallParts:
    """What lies between the recordings of a call.

    Args:
        gaps: where there is no recording, in order of time.
        boundaries_s: where another recording begins.
    """

    gaps: tuple[Passage, ...] = ()
    boundaries_s: tuple[float, ...] = ()

    @classmethod
    def of(cls, recordings: Sequence[Passage], duration_s: float) -> "CallParts":
        """From the passages the recordings fill, in order of time; none means one that fills the call."""
        gaps: list[Passage] = []
        reached_s = 0.0
        for recording in recordings:
            if recording.start_s - reached_s >= _LEAST_GAP_S:
                gaps.append(Passage(reached_s, recording.start_s))
            reached_s = max(reached_s, recording.end_s)
        if recordings and duration_s - reached_s >= _LEAST_GAP_S:
            gaps.append(Passage(reached_s, duration_s))
        return cls(tuple(gaps), tuple(recording.start_s for recording in recordings[1:]))

    def recorded(self, passage: Passage) -> list[Passage]:
        """The pieces of a passage that lie outside of the gaps."""
        pieces, start_s = [], passage.start_s
        for gap in self.gaps:
            if gap.end_s > start_s and gap.start_s < passage.end_s:
                pieces.append(Passage(start_s, gap.start_s))
                start_s = gap.end_s
        pieces.append(Passage(start_s, passage.end_s))
        return [piece for piece in pieces if piece.end_s > piece.start_s]

    def told_at(self, time_s: float, scale: TimeScale) -> str:
        """What lies under the pointer, in words; empty where it is just recorded."""
        for gap in self.gaps:
            if gap.start_s <= time_s < gap.end_s:
                times = f"{clock(gap.start_s)}–{clock(gap.end_s)}"
                return f"{times}\n{gap_words(gap)}"
        for place, start_s in enumerate(self.boundaries_s, start=2):
            if abs(start_s - time_s) * scale.px_per_s <= _BOUNDARY_REACH:
                whole = len(self.boundaries_s) + 1
                return _("recording {number} of {whole} begins here").format(number=place, whole=whole)
        return ""


def gap_words(gap: Passage) -> str:
    """The length of what nobody recorded."""
    return _("no recording {length}").format(length=clock(gap.duration_s + 0.5))


def paint_parts(
    painter: QPainter,
    rect: QRectF,
    scale: TimeScale,
    parts: CallParts,
    theme: Theme,
    ground: QColor,
    *,
    has_words: bool = True,
) -> None:
    """Gaps hatched with their length in the middle, and a dashed line where another recording begins."""
    for gap in parts.gaps:
        left, right = max(scale.x_of(gap.start_s), scale.left), min(scale.x_of(gap.end_s), scale.right)
        if right > left:
            place = QRectF(round(left), rect.top(), max(2, round(right) - round(left)), rect.height())
            _paint_gap(painter, place, gap_words(gap) if has_words else "", theme, ground)
    pen = QPen(theme.color("outline"), 1)
    pen.setDashPattern([4, 3])
    painter.save()
    painter.setPen(pen)
    for start_s in parts.boundaries_s:
        x = scale.x_of(start_s)
        if scale.left <= x <= scale.right:
            painter.drawLine(round(x), round(rect.top()), round(x), round(rect.bottom()))
    painter.restore()


def _paint_gap(painter: QPainter, rect: QRectF, words: str, theme: Theme, ground: QColor) -> None:
    painter.fillRect(rect, ground)
    color = QColor(theme.color("outline"))
    color.setAlphaF(0.55)
    paint_hatched(painter, rect, color, width=1.0, step=_HATCH_STEP)
    font, padding = theme.font("caption"), theme.size("sm")
    wide = text_width(words, font) + 1
    if words and wide + 4 * padding <= rect.width():
        high = theme.px(20)
        box = QRectF(rect.center().x() - wide / 2 - padding, rect.center().y() - high / 2, wide + 2 * padding, high)
        painter.fillRect(box, ground)
        align = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, box, words, font=font, color=theme.color("muted"), align=align)
