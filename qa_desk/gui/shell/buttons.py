"""The button in its three kinds (primary, plain, quiet), with an icon and the key cap of its command."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.theme import Theme, mixed

ButtonKind = Literal["primary", "plain", "quiet"]

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Button(QPushButton):
    """32 high (small 24); without words an icon button as wide as high.

    Args:
        kind: "primary" (one per page), "plain" or "quiet".
        icon: an icon left of the words, by name.
        keys: a chord for the key cap; with `commands` and `command` it follows the keys that the person chose.
        tip: what the tool tip says, else the words; also the accessible name of an icon button.
        ground: the token of the surface below, for quiet buttons.
    """

    def __init__(
        self,
        text: str = "",
        *,
        theme: Theme,
        kind: ButtonKind = "plain",
        small: bool = False,
        icon: str = "",
        keys: str = "",
        commands: CommandRegistry | None = None,
        command: str = "",
        tip: str = "",
        name: str = "",
        ground: str = "surface",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._kind: ButtonKind = kind
        self._is_small = small
        self._icon = icon
        self._keys = keys
        self._commands = commands
        self._command = command
        self._tip = tip
        self._ground = ground
        self._busy_word: str | None = None
        self._ring_shown = False
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_look_changed)
        if commands is not None and command:
            commands.keys_changed.connect(self._on_keys_changed)
            self._on_keys_changed()
        self._name_it()

    @property
    def kind(self) -> ButtonKind:
        """Primary, plain or quiet."""
        return self._kind

    @property
    def keys(self) -> str:
        """The chord in its key cap."""
        return self._keys

    @property
    def is_busy(self) -> bool:
        """Whether it waits for what it started."""
        return self._busy_word is not None

    def set_text(self, text: str, *, tip: str = "") -> None:
        """Say something else."""
        self.setText(text)
        self._tip = tip
        self._name_it()
        self._on_look_changed()

    def set_icon(self, icon: str, *, tip: str = "") -> None:
        """Show another icon."""
        self._icon = icon
        self._tip = tip or self._tip
        self._name_it()
        self._on_look_changed()

    def set_keys(self, keys: str) -> None:
        """Show another chord in the key cap; an empty one hides it."""
        self._keys = keys
        self._name_it()
        self._on_look_changed()

    def set_busy(self, word: str | None) -> None:
        """Show `word` in place of the text and take no clicks until it is None again; the width stays."""
        self.setMinimumWidth(max(self.width(), self.sizeHint().width()) if word is not None else 0)
        self._busy_word = word
        self.setAccessibleDescription(word or "")
        self.setEnabled(word is None)
        self.update()

    def set_disabled_reason(self, reason: str) -> None:
        """Disable it and say why in the tool tip; an empty reason enables it again."""
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason)
        self.setToolTip(reason or self._own_tip())

    def _name_it(self) -> None:
        self.setAccessibleName(self._tip or self.text())
        self.setToolTip(self._own_tip())

    def _own_tip(self) -> str:
        says = self._tip or self.text()
        return f"{says} ({self._keys})" if self._keys else says

    def _on_keys_changed(self) -> None:
        assert self._commands is not None
        self.set_keys(self._commands.hint(self._command))

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        return self._theme.font("caption" if self._is_small else "body", "medium")

    def _padding(self) -> int:
        return self._theme.size("sm" if self._is_small else "md")

    def _cap_size(self) -> QSize:
        shows_cap = self._keys and self.text() and not self._is_small
        return key_cap_size(self._keys, self._theme) if shows_cap else QSize(0, 0)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "on_accent" if self.is_busy and self._kind == "primary" else "muted"
        if self._kind == "primary":
            return "on_accent"
        is_calm = self._kind == "quiet" and self.text() and not self.underMouse()
        return "muted" if is_calm else "text"

    def _fill(self) -> QColor | None:
        theme = self._theme
        is_hot = self.isEnabled() and self.underMouse()
        is_pressed = self.isDown() or self.isChecked()
        if not self.isEnabled() and not (self.is_busy and self._kind == "primary"):
            return None if self._kind == "quiet" else theme.track(self._ground)
        if self._kind == "primary":
            share = 0.2 if is_pressed else 0.1 if is_hot else 0.0
            return mixed(theme.color("on_accent"), theme.color("accent"), share)
        under = "raised" if self._kind == "plain" else self._ground
        if is_pressed:
            return theme.pressed(under)
        if is_hot:
            return theme.hover(under)
        return theme.color("raised") if self._kind == "plain" else None

    def _paint_ground(self, painter: QPainter) -> None:
        theme, radius = self._theme, self._theme.size("radius")
        fill = self._fill()
        has_edge = self._kind == "plain" and self.isEnabled()
        painter.setPen(QPen(theme.color("line"), theme.size("hairline")) if has_edge else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        inset = 0.5 if has_edge else 0.0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        if self._ring_shown:
            inset = 3.0 if self._kind == "primary" else 1.0
            color = theme.color("on_accent" if self._kind == "primary" else "focus")
            painter.setPen(QPen(color, theme.size("focus_ring")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = radius - inset / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner, corner)

    def _paint_content(self, painter: QPainter) -> None:
        theme, gap, ink = self._theme, self._theme.size("sm"), self._ink()
        text = self._busy_word if self._busy_word is not None else self.text()
        side = theme.size("icon") if self._icon else 0
        cap = self._cap_size()
        wide = QFontMetricsF(self._font()).horizontalAdvance(text) if text else 0.0
        parts = [part for part in (side, wide, cap.width()) if part]
        content = sum(parts) + gap * (len(parts) - 1)
        x = max((self.width() - content) / 2, float(self._padding() if text else 0))
        if self._icon:
            paint_icon(painter, QRectF(x, 0, side, self.height()), self._icon, theme, ink)
            x += side + gap
        if text:
            room = max(self.width() - x - (cap.width() + gap if cap.width() else 0), 0.0)
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(room + 0.5))
            painter.setPen(theme.color(ink))
            painter.drawText(QRectF(x, 0, room + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += min(wide, room) + gap
        if cap.width():
            place = QRectF(x, (self.height() - cap.height()) / 2, cap.width(), cap.height())
            color = theme.color(ink) if self._kind == "primary" else None
            paint_key_cap(painter, place, self._keys, theme, ink=color)

    def sizeHint(self) -> QSize:
        theme = self._theme
        height = theme.size("control" if self._is_small else "control_large")
        if not self.text():
            return QSize(height, height)
        wide = QFontMetricsF(self._font()).horizontalAdvance(self.text()) + 1
        parts = [part for part in (theme.size("icon") if self._icon else 0, wide, self._cap_size().width()) if part]
        width = sum(parts) + theme.size("sm") * (len(parts) - 1) + 2 * self._padding()
        return QSize(max(round(width + 0.5), self.minimumWidth()), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring_shown = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring_shown = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        self._paint_ground(painter)
        self._paint_content(painter)
