"""Agent and customer on the transport: which of them is heard, and the balance between the two."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QHBoxLayout, QSizePolicy, QWidget

from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import draw_voice
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.gui.widgets.sound.sound_button import BUTTON
from qa_desk.gui.widgets.sound.tuning import Tuning
from qa_desk.i18n import _

_SLIDER_WIDTH = 56
_KNOB = 10
_GLYPH = 10
_BALANCE_STEPS = 10
_GAP = 6
_COMMANDS = {Voice.AGENT: "sound.agent_only", Voice.CUSTOMER: "sound.customer_only"}


class VoiceButton(QAbstractButton):
    """One voice by its sign and its word; pressed in, it is the only one heard. A voice that is mute is struck out."""

    def __init__(self, voice: Voice, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._voice = theme, voice
        self._is_muted = False
        self._keys = ""
        self._ring = FocusRing(self, theme)
        self.setObjectName(f"transport_{voice.name.lower()}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._name_it()

    def set_heard(self, *, is_alone: bool, is_muted: bool) -> None:
        """Whether it is the only voice heard, or not heard at all."""
        self._is_muted = is_muted
        self.setChecked(is_alone)
        self._name_it()
        self.update()

    def set_keys(self, keys: str) -> None:
        """The key that does the same, for the tool tip."""
        self._keys = keys
        self._name_it()

    def _name_it(self) -> None:
        agent = self._voice is Voice.AGENT
        if self._is_muted:
            words = _("The agent is muted") if agent else _("The customer is muted")
        else:
            words = _("Hear only the agent") if agent else _("Hear only the customer")
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._keys})" if self._keys else words)

    def _word(self) -> str:
        return _("agent") if self._voice is Voice.AGENT else _("customer")

    def sizeHint(self) -> QSize:
        theme = self._theme
        word = text_width(self._word(), theme.font("body", "medium")) + 1
        wide = theme.px(_GLYPH) / 2 + theme.px(_GAP) + word + 2 * theme.size("xs")
        return QSize(round(wide + 0.5), theme.px(BUTTON))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            draw_box(painter, rect, radius=theme.size("radius"), fill=theme.hover("background"))
        is_live = self.isEnabled() and not self._is_muted
        ink = theme.color("accent" if self.isChecked() else "text") if is_live else theme.color("muted")
        font = theme.font("body", "medium" if self.isChecked() else "normal")
        font.setStrikeOut(self._is_muted)
        glyph, gap, pad = theme.px(_GLYPH), theme.px(_GAP), theme.size("xs")
        word = text_width(self._word(), font) + 1
        # The sign stands on the outer side, as in the picture of the two lanes.
        is_agent = self._voice is Voice.AGENT
        at = pad if is_agent else pad + word + gap
        sign = QRectF(at, (rect.height() - glyph) / 2, glyph / 2, glyph)
        draw_voice(painter, sign, self._voice, theme, color=None if is_live else theme.color("muted"))
        place = QRectF(pad + glyph / 2 + gap if is_agent else pad, 0, word, rect.height())
        draw_text(painter, place, self._word(), font=font, color=ink)
        if self.isChecked():
            line = QRectF(rect.left() + theme.px(6), rect.bottom() - theme.px(3), rect.width() - theme.px(12), 2)
            painter.fillRect(line, theme.color("accent"))
        self._ring.draw_inside(painter, rect)


class BalanceSlider(QAbstractSlider):
    """The balance between agent, at the left, and customer; a double click brings both back.

    Signals:
        balance_chosen: −1 = agent only, 0 = both, 1 = customer only.
    """

    balance_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ring = FocusRing(self, theme)
        self.setObjectName("transport_balance")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(-_BALANCE_STEPS, _BALANCE_STEPS)
        self.setPageStep(_BALANCE_STEPS // 2)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Balance between agent and customer"))
        self.setToolTip(_("Hear more of the agent or of the customer; double-click for both"))
        self.actionTriggered.connect(self._on_action)
        self.valueChanged.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    def set_balance(self, balance: float) -> None:
        """Shows a balance; `balance_chosen` is not emitted."""
        self.setValue(round(balance * _BALANCE_STEPS))

    def _on_action(self, _action: int) -> None:
        self._choose(self.sliderPosition())

    def _choose(self, steps: int) -> None:
        steps = min(max(steps, self.minimum()), self.maximum())
        if steps != self.value():
            self.setValue(steps)
            self.balance_chosen.emit(steps / _BALANCE_STEPS)

    def _track(self) -> QRectF:
        half = self._theme.px(_KNOB) / 2 + 1
        return QRectF(half, 0, self.width() - 2 * half, self.height())

    def _steps_at(self, x: float) -> int:
        track = self._track()
        share = (x - track.left()) / max(1.0, track.width())
        return round((2 * share - 1) * _BALANCE_STEPS)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SLIDER_WIDTH + _KNOB), self._theme.px(BUTTON))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._steps_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self._steps_at(event.position().x()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._choose(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_0:
            self._choose(0)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, track, middle = self._theme, QPainter(self), self._track(), self.height() / 2
        painter.fillRect(QRectF(track.left(), round(middle), track.width(), 1), theme.color("outline"))
        x = track.left() + (self.value() + _BALANCE_STEPS) / (2 * _BALANCE_STEPS) * track.width()
        half = theme.px(_KNOB) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text" if self.isEnabled() else "muted"), theme.size("icon_stroke")))
        painter.setBrush(theme.color("background"))
        painter.drawEllipse(QPointF(x, middle + 0.5), half, half)
        self._ring.draw_inside(painter, QRectF(self.rect()))


class VoiceControl(QWidget):
    """Agent, the balance, customer.

    Signals:
        command_requested: the command of the voice clicked.
        balance_chosen: −1 = agent only, 0 = both, 1 = customer only.
    """

    command_requested = Signal(str)
    balance_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {voice: VoiceButton(voice, theme=theme, parent=self) for voice in Voice}
        self._slider = BalanceSlider(theme=theme, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        row.addWidget(self._buttons[Voice.AGENT])
        row.addWidget(self._slider)
        row.addWidget(self._buttons[Voice.CUSTOMER])
        for voice, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, key=_COMMANDS[voice]: self.command_requested.emit(key))
        self._slider.balance_chosen.connect(self.balance_chosen)

    def show_tuning(self, tuning: Tuning) -> None:
        """Show who is heard and how much of each; nothing is emitted."""
        for voice, button in self._buttons.items():
            is_other_alone = tuning.solo is not None and tuning.solo is not voice
            button.set_heard(is_alone=tuning.solo is voice, is_muted=voice in tuning.muted or is_other_alone)
        self._slider.set_balance(tuning.balance)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """The keys of the commands, for the tool tips."""
        for voice, button in self._buttons.items():
            button.set_keys(keys.get(_COMMANDS[voice], ""))
