"""One choice out of a few, all in sight on one track; used for ratings and for switching a view."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme, mixed
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import with_label

_PADDING = 8
_GLYPH = 12


class Verdict(Enum):
    """What choosing a segment means; the value is the glyph shown beside its word once it is chosen."""

    NEUTRAL = ""
    PASS = "check"
    FAIL = "cross"


@dataclass(frozen=True, slots=True)
class Segment:
    """One option: `code` is what is chosen, `label` what is read, `tip` what the tool tip adds."""

    code: object
    label: str
    verdict: Verdict = Verdict.NEUTRAL
    tip: str = ""


class SegmentButton(QRadioButton):
    """One option on the track; a radio button to the keyboard and to a screen reader."""

    def __init__(self, segment: Segment, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(segment.label, parent)
        self._theme = theme
        self._segment = segment
        self._ground = "surface"
        self._ring = FocusRing(self, theme)
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(segment.tip or segment.label)
        self.setAccessibleName(segment.label)
        self.setAccessibleDescription(segment.tip)

    @property
    def segment(self) -> Segment:
        """The option it stands for."""
        return self._segment

    def wanted_width(self) -> int:
        """The width that its word needs when chosen, glyph included."""
        glyph = self._theme.px(_GLYPH) + self._theme.size("xs") if self._segment.verdict.value else 0
        strong = self._theme.font("caption", "strong")
        return round(text_width(self.text(), strong) + glyph + 2 * self._theme.px(_PADDING) - 0.5) + 1

    def _font(self) -> QFont:
        return self._theme.font("caption", "strong" if self.isChecked() else "normal")

    def _ink(self) -> QColor:
        if not self.isChecked():
            hovered = self.isEnabled() and self.underMouse()
            return self._theme.color("text" if hovered else "muted")
        tokens = {Verdict.NEUTRAL: "text", Verdict.PASS: "pass", Verdict.FAIL: "on_accent"}
        return self._theme.color(tokens[self._segment.verdict])

    def _draw_ground(self, painter: QPainter, rect: QRectF) -> None:
        theme, radius = self._theme, self._theme.size("radius")
        if not self.isChecked():
            if self.isEnabled() and (self.underMouse() or self.isDown()):
                share = 0.1 if self.isDown() else 0.05
                draw_box(painter, rect, radius=radius, fill=mixed(theme.color("text"), theme.track(), share))
        elif self._segment.verdict is Verdict.PASS:
            draw_box(painter, rect, radius=radius, fill=theme.tint("pass"), edge=theme.color("pass"))
        elif self._segment.verdict is Verdict.FAIL:
            draw_box(painter, rect, radius=radius, fill=theme.color("fail"))
        else:
            draw_box(painter, rect, radius=radius, fill=theme.color("raised"), edge=theme.color("outline"))

    def sizeHint(self) -> QSize:
        return QSize(self.wanted_width(), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        # All of the segment takes clicks, not only the dot that Qt would draw.
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Up and down walk the rows of the form; only left and right belong to the choice.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, rect = self._theme, QRectF(self.rect())
        self._draw_ground(painter, rect)
        font, ink = self._font(), self._ink()
        glyph = self._segment.verdict.value if self.isChecked() else ""
        side, gap = (theme.px(_GLYPH), theme.size("xs")) if glyph else (0, 0)
        room = rect.width() - side - gap - 4
        wide = min(text_width(self.text(), font), room)
        x = rect.x() + (rect.width() - wide - side - gap) / 2
        if glyph:
            token = "on_accent" if self._segment.verdict is Verdict.FAIL else "pass"
            paint_icon(painter, QRectF(x, 0, side, rect.height()), glyph, theme, token)
        text_rect = QRectF(x + side + gap, 0, wide + 1, rect.height())
        draw_text(painter, text_rect, self.text(), font=font, color=ink)
        self._ring.draw_inside(painter, rect)


class SegmentedChoice(QWidget):
    """A track of segments of equal width, at most one chosen.

    Signals:
        chosen: the code of the segment that the user chose.
    """

    chosen = Signal(object)

    def __init__(
        self,
        segments: Sequence[Segment],
        *,
        theme: Theme,
        least_width: int = 0,
        name: str = "",
        subject: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._least_width = least_width
        self._on_selection = False
        self._buttons = tuple(SegmentButton(segment, theme=theme, parent=self) for segment in segments)
        self._group = QButtonGroup(self)
        self._chosen: SegmentButton | None = None
        self.setObjectName(name)
        self.set_subject(subject)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._build()
        self._group.buttonClicked.connect(self._on_clicked)
        theme.changed.connect(self._on_theme_changed)

    @property
    def value(self) -> object | None:
        """The code chosen, None when nothing is."""
        return self._chosen.segment.code if self._chosen is not None else None

    @property
    def buttons(self) -> tuple[SegmentButton, ...]:
        """The segments in their order."""
        return self._buttons

    def set_value(self, code: object | None) -> None:
        """Choose from code; `chosen` is not emitted. None clears."""
        wanted = next((button for button in self._buttons if _same(button.segment.code, code)), None)
        assert wanted is not None or code is None, f"{code!r} is not an option"
        self._chosen = wanted
        if wanted is not None:
            wanted.setChecked(True)
        else:
            self._group.setExclusive(False)
            for button in self._buttons:
                button.setChecked(False)
            self._group.setExclusive(True)
        self.update()

    def choose_nth(self, number: int) -> bool:
        """Choose the nth segment, 1 for the first, as the user; False where there is none."""
        if not 1 <= number <= len(self._buttons) or not self.isEnabled():
            return False
        self._buttons[number - 1].click()
        return True

    def set_subject(self, subject: str) -> None:
        """What is chosen here, for the screen reader: the name of the criterion or the view."""
        self.setAccessibleName(subject)
        for button in self._buttons:
            button.setAccessibleName(with_label(subject, button.text()) if subject else button.text())

    def set_on_selection(self, on_selection: bool) -> None:
        """Lie on a selected row: the track is raised instead of sunk."""
        self._on_selection = on_selection
        self.update()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in self._buttons:
            self._group.addButton(button)
            row.addWidget(button, 1)
        if self._buttons:
            self.setFocusProxy(self._buttons[0])

    def _on_clicked(self, button: QAbstractButton) -> None:
        assert isinstance(button, SegmentButton)
        if button is not self._chosen:
            self._chosen = button
            self.chosen.emit(button.segment.code)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        widest = max((button.wanted_width() for button in self._buttons), default=0)
        wanted = max(self._theme.px(self._least_width), widest * len(self._buttons))
        return QSize(wanted, self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        fill = theme.color("raised") if self._on_selection else theme.track()
        draw_box(QPainter(self), QRectF(self.rect()), radius=theme.size("radius"), fill=fill)


def _same(left: object, right: object) -> bool:
    # True == 1 in Python, but passed is not one point.
    return left == right and isinstance(left, bool) == isinstance(right, bool)
