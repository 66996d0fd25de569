"""Which sound device plays, with a tone to hear whether it is the right one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.sound.sound_menu import output_words
from qa_desk.i18n import _

_NOTICE = "test tone"
_COMBO_WIDTH = 232


class OutputChoice(QWidget):
    """The devices there are, asked for off the GUI thread whenever the list is shown.

    Signals:
        chosen: the name of a device; empty = the system's.
    """

    chosen = Signal(str)

    def __init__(self, context: PageContext, *, name: str, title: str) -> None:
        super().__init__()
        self._context = context
        self._value = ""
        self._names: tuple[str, ...] = ()
        theme = context.theme
        self._combo = QComboBox()
        self._combo.setObjectName(name)
        self._combo.setAccessibleName(title)
        self._combo.setMinimumWidth(theme.px(_COMBO_WIDTH))
        self._combo.setMaximumWidth(theme.px(_COMBO_WIDTH))
        self._tone = Button(_("Play a test tone"), theme=theme, kind="plain", small=True, name="test_tone")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._combo)
        row.addWidget(self._tone)
        self._combo.activated.connect(self._on_activated)
        self._tone.clicked.connect(self._play_tone)
        self._show()

    def set_value(self, value: str) -> None:
        """Show this device; `chosen` is not emitted."""
        self._value = value
        self._show()

    def ask_again(self) -> None:
        """Look which devices there are now."""
        player = self._context.player
        if player is None:
            return
        self._context.jobs.run(
            self,
            _("Looking for sound devices"),
            lambda _progress: player.output_names(),
            self._take,
            is_quiet=True,
            lane="audio",
        )

    def _take(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._show()

    def _show(self) -> None:
        names = ["", *self._names]
        if self._value not in names:
            names.append(self._value)
        self._combo.clear()
        for name in names:
            is_gone = bool(name) and name not in self._names
            words = output_words(name)
            self._combo.addItem(_("{device} – not there").format(device=words) if is_gone else words, name)
        self._combo.setCurrentIndex(names.index(self._value))
        self._combo.setToolTip(self._combo.currentText())

    def _on_activated(self, place: int) -> None:
        self._value = str(self._combo.itemData(place))
        self.chosen.emit(self._value)

    def _play_tone(self) -> None:
        player, name = self._context.player, self._value
        if player is None:
            return
        self._context.notices.close_key(_NOTICE)
        self._tone.set_busy(_("Playing …"))
        self._context.jobs.run(
            self,
            _("Playing a test tone"),
            lambda _progress: player.play_test_tone(name),
            lambda _nothing: self._tone.set_busy(None),
            self._on_not_played,
            is_quiet=True,
            lane="audio",
        )

    def _on_not_played(self, error: Exception) -> None:
        self._tone.set_busy(None)
        self._context.notices.warning(sentence(error), key=_NOTICE)
