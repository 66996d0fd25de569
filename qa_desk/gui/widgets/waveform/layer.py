"""A painted widget whose still part is kept as a picture, so that a moving playhead costs next to nothing.

And the words that stand where there is no waveform yet.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _

_PLAYHEAD_REACH = 8
_LEAST_WIDTH = 48


class LayeredWidget(QWidget):
    """Paints `_paint_still` once per change and `_paint_moving` above it at every update.

    Args:
        theme: colours and sizes.
        parent: the widget it stands in.
    """

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layer: QPixmap | None = None
        self._is_layer_old = True
        theme.changed.connect(self._on_theme_changed)

    def _paint_still(self, painter: QPainter) -> None:
        """What changes with the data, the view or the size."""
        raise NotImplementedError

    def _paint_moving(self, painter: QPainter, region: QRegion) -> None:
        """What changes while the sound plays; only what lies in `region` needs to be painted."""
        raise NotImplementedError

    def _refresh(self) -> None:
        """The still part is out of date."""
        self._is_layer_old = True
        self.update()

    def _update_around(self, *places_px: float) -> None:
        """Repaints narrow strips only, at the old and the new place of the playhead."""
        reach = self._theme.px(_PLAYHEAD_REACH)
        for x in places_px:
            # Between two calls the playhead of one stands on the time line of the other, or nowhere at all.
            if not -reach <= x <= self.width() + reach:
                continue
            self.update(round(x) - reach, 0, 2 * reach, self.height())

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self._refresh()

    def _layer_now(self) -> QPixmap:
        """The still part, painted anew where it is out of date, into the picture there is where that has the size."""
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        layer = self._layer
        if layer is None or layer.size() != size or layer.devicePixelRatio() != ratio:
            layer = self._layer = QPixmap(size)
            layer.setDevicePixelRatio(ratio)
            self._is_layer_old = True
        if self._is_layer_old:
            layer.fill(Qt.GlobalColor.transparent)
            under = QPainter(layer)
            self._paint_still(under)
            under.end()
            self._is_layer_old = False
        return layer

    def paintEvent(self, event: QPaintEvent) -> None:
        layer = self._layer_now()
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, layer)
        self._paint_moving(painter, event.region())
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange, QEvent.Type.EnabledChange):
            self._refresh()
        super().changeEvent(event)


class SoundState:
    """What stands in the place of a waveform that is not there: reading, an error, or nothing.

    Args:
        on_change: called when it reads otherwise.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self.words = ""
        self.is_error = False

    def show_busy(self, share: float | None) -> None:
        """The recording is being read; `share` is how far, 0…1."""
        words = _("reading …")
        if share is not None:
            words = _("reading … {percent} %").format(percent=round(100 * share))
        self._say(words, is_error=False)

    def show_fetching(self, share: float) -> None:
        """The recording is on its way from where it lies; `share` is how far, 0…1."""
        self._say(_("fetching the recording … {percent} %").format(percent=round(100 * share)), is_error=False)

    def show_error(self, sentence: str) -> None:
        """The waveform can't be shown, and why."""
        self._say(sentence, is_error=True)

    def show_remark(self, words: str) -> None:
        """There is no waveform, and none is missed."""
        self._say(words, is_error=False)

    def clear(self) -> None:
        """Nothing is in the way."""
        self._say("", is_error=False)

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme, ground: QColor) -> None:
        """The words in the middle of `rect` on a ground of their own, an error with its sign."""
        font = theme.font("caption")
        icon = theme.px(12) + theme.size("xs") if self.is_error else 0
        if not self.words or rect.width() < theme.px(_LEAST_WIDTH):
            return
        wide = min(text_width(self.words, font) + 2, rect.width() - icon)
        left, pad = rect.center().x() - (wide + icon) / 2, theme.size("sm")
        high = min(rect.height(), theme.size("control"))
        box = QRectF(left - pad, rect.center().y() - high / 2, wide + icon + 2 * pad, high)
        draw_box(painter, box, radius=theme.size("radius"), fill=ground)
        if self.is_error:
            paint_icon(painter, QRectF(left, rect.top(), theme.px(12), rect.height()), "error", theme, "fail")
        place = QRectF(left + icon, rect.top(), wide, rect.height())
        color = theme.color("fail" if self.is_error else "muted")
        draw_text(painter, place, self.words, font=font, color=color)

    def _say(self, words: str, *, is_error: bool) -> None:
        if (words, is_error) != (self.words, self.is_error):
            self.words, self.is_error = words, is_error
            self._on_change()
