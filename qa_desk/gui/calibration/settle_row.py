"""The buttons that settle: each under the answer it settles and as large as a meeting needs, with its key."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from qa_desk.gui.calibration.answer_board import column_rects
from qa_desk.gui.calibration.answers import AnswerColumn
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _

_HIGH = 48


class SettleButton(QAbstractButton):
    """Settles as one answer; filled once that is settled."""

    def __init__(self, column: AnswerColumn, keys: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = column
        self._keys = keys
        self._ring = FocusRing(self, theme)
        words = _("Settle as {answer}").format(answer=column.label)
        self.setText(words)
        self.setCheckable(False)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({keys})" if keys else words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.is_settled = False

    @property
    def column(self) -> AnswerColumn:
        """The answer it settles."""
        return self._column

    def set_settled(self, settled: bool) -> None:
        """Show whether this is what was settled."""
        self.is_settled = settled
        words = _("Settled as {answer}") if settled else _("Settle as {answer}")
        self.setAccessibleName(words.format(answer=self._column.label))
        self.update()

    def set_disabled_reason(self, reason: str) -> None:
        """Take no clicks and say why; an empty reason takes them again."""
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason)
        if reason:
            self.setToolTip(reason)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _words(self, font_room: float) -> str:
        """All of it where it fits, else the answer alone, which the key cap and the place explain."""
        font = self._theme.font("title", "strong")
        whole = (_("Settled as {answer}") if self.is_settled else _("Settle as {answer}")).format(
            answer=self._column.label
        )
        return whole if text_width(whole, font) <= font_room else self._column.label

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        token = self._column.state.token
        ink, radius = theme.color(token), theme.size("radius")
        if self.is_settled:
            draw_box(painter, rect, radius=radius, fill=ink)
            ink, icon_token = theme.color("on_accent"), "on_accent"
        else:
            is_hot = self.isEnabled() and (self.underMouse() or self.isDown())
            fill = theme.tint(token) if is_hot else theme.color("raised" if self.isEnabled() else "surface")
            edge = ink if self.isEnabled() else theme.color("line")
            draw_box(painter, rect, radius=radius, fill=fill, edge=edge, width=1.5)
            icon_token = token if self.isEnabled() else "muted"
            ink = ink if self.isEnabled() else theme.color("muted")
        self._paint_words(painter, rect, icon_token)
        self._ring.draw_inside(painter, rect)

    def _paint_words(self, painter: QPainter, rect: QRectF, token: str) -> None:
        theme, gap = self._theme, self._theme.size("sm")
        cap = key_cap_size(self._keys, theme) if self._keys else QSize(0, 0)
        side = theme.px(14)
        fixed = (cap.width() + gap if self._keys else 0) + side + gap
        words = self._words(rect.width() - fixed - 2 * theme.size("md"))
        font = theme.font("title", "strong")
        wide = min(text_width(words, font), rect.width() - fixed - theme.size("sm"))
        x = max((rect.width() - fixed - wide) / 2, theme.size("xs"))
        if self._keys:
            place = QRectF(x, (rect.height() - cap.height()) / 2, cap.width(), cap.height())
            paint_key_cap(painter, place, self._keys, theme, ink=theme.color(token))
            x += cap.width() + gap
        paint_icon(painter, QRectF(x, 0, side, rect.height()), self._column.state.icon, theme, token)
        x += side + gap
        draw_text(painter, QRectF(x, 0, wide + 1, rect.height()), words, font=font, color=theme.color(token))


class SettleRow(QWidget):
    """A button under each column of the board.

    Signals:
        settle_requested: place of the column.
    """

    settle_requested = Signal(int)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns: tuple[AnswerColumn, ...] = ()
        self._buttons: list[SettleButton] = []
        self.setObjectName("settle_row")
        self.setAccessibleName(_("Settle"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._arrange)

    @property
    def buttons(self) -> tuple[SettleButton, ...]:
        """The buttons from the left."""
        return tuple(self._buttons)

    def show_columns(
        self, columns: Sequence[AnswerColumn], keys: Sequence[str], *, settled: int | None, disabled_reason: str = ""
    ) -> None:
        """Offer these answers; `settled` is the place of the one settled."""
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._columns, self._buttons = tuple(columns), []
        for place, (column, key) in enumerate(zip(columns, keys, strict=True)):
            button = SettleButton(column, key, theme=self._theme, parent=self)
            button.setObjectName(f"settle_{place}")
            button.set_settled(place == settled)
            button.set_disabled_reason(disabled_reason)
            button.clicked.connect(partial(self.settle_requested.emit, place))
            button.show()
            self._buttons.append(button)
        self._arrange()

    def _arrange(self) -> None:
        high = self._theme.px(_HIGH)
        rects = column_rects(self._columns, self.width(), self._theme)
        for button, (left, width) in zip(self._buttons, rects, strict=True):
            button.setGeometry(round(left), 0, round(width), high)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(_HIGH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
