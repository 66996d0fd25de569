"""A bar of three parts: how much of the differences between scores is the call, who scored it, and the rest."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.agreement.study.crossed import ScoreSpread
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _, listed
from qa_desk.reports.render.numbers import number_text

_HEIGHT = 56
_BAR = 20


class SpreadBar(QWidget):
    """Draws the shares with their words below; without shares there is nothing to see."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[str, float, str], ...] = ()
        self.setObjectName("spread_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_spread(self, spread: ScoreSpread) -> None:
        """Show these shares."""
        shares = spread.shares
        self.setVisible(shares is not None)
        if shares is None:
            self._parts = ()
            return
        names = (_("calls"), _("who scored"), _("both and repetition"))
        tokens = ("accent", "critical", "outline")
        self._parts = tuple(zip(names, shares, tokens, strict=True))
        self.setAccessibleName(listed(self._words(name, share) for name, share, _token in self._parts))
        self.setToolTip(self.accessibleName())
        self.update()

    def _words(self, name: str, share: float) -> str:
        return _("{name} {percent} %").format(name=name, percent=number_text(100 * share, 0))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, x, end = self._theme, 0.0, float(self.width())
        gap, high = theme.size("xs"), float(theme.px(_BAR))
        font = theme.font("caption")
        label_x = 0.0
        for name, share, token in self._parts:
            width = end * share
            painter.fillRect(QRectF(x, 0.0, max(0.0, width - gap / 2), high), theme.color(token))
            words = self._words(name, share)
            wanted = text_width(words, font) + gap
            label_x = max(label_x, min(x, end - wanted))
            room = QRectF(label_x, high + gap, wanted, self.height() - high - gap)
            draw_text(painter, room, words, font=font, color=theme.color("text"), align=Qt.AlignmentFlag.AlignTop)
            label_x += wanted + gap
            x += width
