"""What the transport says in words and figures: the time, the title, and what one must know of the sound."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _

_NO_TIME = "–:––"
_LEAST_STATE = 72
_LEAST_TITLE = 40


class TimeText(QWidget):
    """`02:41 / 06:41`, the first part large; its width does not move while the time runs."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._position_s, self._duration_s, self._is_loaded = 0.0, 0.0, False
        self._shown = ("", "")
        self.setObjectName("transport_time")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._say()

    def set_duration(self, duration_s: float) -> None:
        self._duration_s, self._position_s = duration_s, 0.0
        self._say()
        self.updateGeometry()

    def set_loaded(self, is_loaded: bool) -> None:
        self._is_loaded = is_loaded
        self._say()
        self.updateGeometry()

    def set_position(self, position_s: float) -> None:
        self._position_s = position_s
        self._say()

    def _say(self) -> None:
        now, whole = (clock(self._position_s), clock(self._duration_s)) if self._is_loaded else (_NO_TIME, _NO_TIME)
        if (now, whole) != self._shown:
            self._shown = (now, whole)
            self.setAccessibleName(_("{now} of {whole}").format(now=now, whole=whole))
            self.update()

    def _widths(self) -> tuple[float, float]:
        theme = self._theme
        longest = clock(self._duration_s) if self._is_loaded else _NO_TIME
        rest = f" / {self._shown[1]}"
        return text_width(longest, theme.font("title", "strong")) + 2, text_width(rest, theme.font("body")) + 2

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths()) + 0.5), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        wide = self._widths()[0]
        ink = theme.color("text" if self._is_loaded else "muted")
        place = QRectF(0, 0, wide, self.height())
        draw_text(painter, place, self._shown[0], font=theme.font("title", "strong"), color=ink)
        # The small figures stand on the base line of the large ones.
        rest = QRectF(wide, theme.px(1), self.width() - wide, self.height())
        draw_text(painter, rest, f" / {self._shown[1]}", font=theme.font("body"), color=theme.color("muted"))


class TitleText(QWidget):
    """What is loaded, elided where there is little room."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, ""
        self.setObjectName("transport_title")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self._text, self._theme.font("body")) + 2), self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(_LEAST_TITLE)), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        rect = QRectF(self.rect())
        draw_text(QPainter(self), rect, self._text, font=theme.font("body"), color=theme.color("muted"))


class StateText(QWidget):
    """What one must know of the sound, in few words: no device, a part missing, mono, silence skipped.

    What does not fit is cut off and stands in the tool tip in full.
    """

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words, self._is_warning = "", False
        self.setObjectName("transport_state")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.hide()

    def say(self, words: str, *, explained: str, is_warning: bool) -> None:
        """Say this, `explained` in whole sentences; nothing hides it."""
        self.setVisible(bool(words))
        if (words, is_warning) == (self._words, self._is_warning):
            return
        self._words, self._is_warning = words, is_warning
        self.setAccessibleName(words)
        self.setAccessibleDescription(explained)
        self.setToolTip(explained)
        self.updateGeometry()
        self.update()

    def _sign(self) -> float:
        return self._theme.size("icon") + self._theme.size("sm") if self._is_warning else 0

    def sizeHint(self) -> QSize:
        wide = self._sign() + text_width(self._words, self._theme.font("caption")) + 2
        return QSize(round(wide + 0.5), self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(_LEAST_STATE)), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, left = self._theme, QPainter(self), self._sign()
        token = "warning" if self._is_warning else "muted"
        if self._is_warning:
            paint_icon(painter, QRectF(0, 0, theme.size("icon"), self.height()), "warning", theme, token)
        rest = QRectF(left, 0, self.width() - left, self.height())
        draw_text(painter, rest, self._words, font=theme.font("caption"), color=theme.color(token))
