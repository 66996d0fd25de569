"""The head of a section of the form: folds and opens it, and says what it came to and what it lacks."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_text, text_width
from qa_desk.i18n import _, listed

_CHEVRON = 12
_BAR = 3


class FoldingHead(QPushButton):
    """24 high, with a chevron left of the title; checked while the section is folded away."""

    def __init__(self, title: str, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._result, self._lacking = "", ""
        self._holds_current = False
        self._ring = FocusRing(self, theme)
        self.setObjectName(name)
        self.setProperty("painted", True)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # The keys of the form fold and open; stopping at each head would make the way by Tab long.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._say)
        self._say()

    @property
    def title(self) -> str:
        """The title of the section."""
        return self._title

    @property
    def result(self) -> str:
        """What the section came to, in words."""
        return self._result

    @property
    def lacking(self) -> str:
        """What a folded section still lacks, in words; empty while it is open, as its rows say it then."""
        return self._lacking if self.isChecked() else ""

    def show_state(self, result: str, lacking: str, *, holds_current: bool) -> None:
        """Say what the section came to and what it lacks.

        Args:
            holds_current: whether the criterion that the keyboard is on is folded away in it.
        """
        if (result, lacking, holds_current) != (self._result, self._lacking, self._holds_current):
            self._result, self._lacking, self._holds_current = result, lacking, holds_current
            self._say()

    def _say(self) -> None:
        fold = _("folded") if self.isChecked() else _("unfolded")
        parts = [self._title, self._result, self.lacking, fold]
        self.setAccessibleName(listed(part for part in parts if part))
        tip = _("Open this section") if self.isChecked() else _("Fold this section away")
        self.setToolTip(tip)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        pad, width, height = theme.size("lg"), self.width(), self.height()
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(self.rect(), theme.hover() if self.underMouse() else theme.head())
        if self._holds_current:
            painter.fillRect(self.rect(), theme.color("selection"))
            painter.fillRect(0, 0, theme.px(_BAR), height, theme.color("accent"))
        painter.fillRect(0, 0, width, theme.size("hairline"), theme.color("line"))
        side = theme.px(_CHEVRON)
        icon = "chevron-right" if self.isChecked() else "chevron-down"
        paint_icon(painter, QRectF(pad, 0, side, height), icon, theme, "muted")
        right = self._paint_right(painter, width - pad)
        left = pad + side + theme.size("sm")
        place = QRectF(left, 0, max(right - left - theme.size("sm"), 0), height)
        draw_text(painter, place, self._title, font=theme.font("caption", "medium"), color=theme.color("text"))
        self._ring.draw_inside(painter, QRectF(self.rect()))

    def _paint_right(self, painter: QPainter, right: float) -> float:
        """Paints what it came to, and left of that what it lacks; returns where the title must end."""
        theme, font = self._theme, self._theme.font("caption")
        for words, token in ((self._result, "muted"), (self.lacking, "warning")):
            if not words:
                continue
            taken = text_width(words, font) + 1
            place = QRectF(right - taken, 0, taken, self.height())
            draw_text(painter, place, words, font=font, color=theme.color(token), align=Qt.AlignmentFlag.AlignRight)
            right -= taken + theme.size("lg")
        return right
