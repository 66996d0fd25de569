"""The small menus of the transport: how loud, what else can be done with the voices, and where the sound goes."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.commands import COMMANDS
from qa_desk.gui.shell.icons import icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.tuning import Tuning
from qa_desk.i18n import _

_PERCENT = 100
_SLIDER_WIDTH = 160
_FIGURE_WIDTH = 44
_BY_KEY = {command.key: command for command in COMMANDS}
_VOICES = (
    "sound.agent_only",
    "sound.customer_only",
    "sound.mute_agent",
    "sound.mute_customer",
    "sound.swap",
)
_OTHER = ("sound.second_speed", "sound.skip_silence", "sound.even")
_LAST = ("sound.mask", "sound.unmask", "sound.export_passage", "window.preferences")
MENU_COMMANDS = (*_VOICES, *_OTHER, *_LAST)

Run = Callable[[str], object]


class SoundMenu(QMenu):
    """A menu whose entries are commands with their keys; it goes when it is closed."""

    def __init__(self, parent: QWidget, name: str, *, theme: Theme, keys: Mapping[str, str], run: Run) -> None:
        super().__init__(parent)
        self._theme, self._keys, self._run = theme, keys, run
        self.setObjectName(name)
        self.aboutToHide.connect(self.deleteLater)

    def pop_up_over(self, button: QWidget) -> None:
        """Open above the button, as the transport stands at the foot of the window."""
        self.popup(button.mapToGlobal(QPoint(0, -self.sizeHint().height())))

    def add_command(self, key: str, *, is_on: bool | None = None, is_enabled: bool = True) -> QAction:
        """An entry for a command; `is_on` makes it one that is on or off."""
        command, hint = _BY_KEY[key], self._keys.get(key, "")
        title = _(command.title)
        # A shortcut on the action would fire a second time beside the registry; after a tab it is only written.
        action = self.addAction(f"{title}\t{hint}" if hint else title)
        if is_on is None and command.icon:
            action.setIcon(icon(command.icon, self._theme, "muted"))
        action.setObjectName(key)
        action.setCheckable(is_on is not None)
        action.setChecked(bool(is_on))
        action.setEnabled(is_enabled)
        action.triggered.connect(lambda: self._run(key))
        return action


def fill_with_voices(menu: SoundMenu, tuning: Tuning, *, has_voices: bool, allowed: frozenset[str]) -> None:
    """What is wanted more rarely: one voice alone, mute, swap, skipping, loudness, export, preferences."""
    shown = {
        "sound.agent_only": tuning.solo is Voice.AGENT,
        "sound.customer_only": tuning.solo is Voice.CUSTOMER,
        "sound.mute_agent": Voice.AGENT in tuning.muted,
        "sound.mute_customer": Voice.CUSTOMER in tuning.muted,
        "sound.swap": tuning.is_swapped,
        "sound.second_speed": tuning.speed == tuning.second_speed,
        "sound.skip_silence": tuning.skips_silence,
        "sound.even": tuning.is_evened,
    }
    for key in _VOICES:
        menu.add_command(key, is_on=shown[key], is_enabled=has_voices)
    menu.addSeparator()
    for key in _OTHER:
        menu.add_command(key, is_on=shown[key])
    menu.addSeparator()
    for key in _LAST:
        menu.add_command(key, is_enabled=key in allowed or key == "window.preferences")


def fill_with_volume(menu: SoundMenu, tuning: Tuning, theme: Theme, choose: Callable[[float], object]) -> None:
    """How loud, with the figure beside it."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(theme.size("md"), theme.size("sm"), theme.size("md"), theme.size("sm"))
    layout.setSpacing(theme.size("md"))
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("sound_volume")
    slider.setAccessibleName(_("Volume"))
    slider.setToolTip(_("How loud the call is played"))
    slider.setRange(0, _PERCENT)
    slider.setPageStep(10)
    slider.setValue(round(_PERCENT * tuning.volume))
    slider.setFixedWidth(theme.px(_SLIDER_WIDTH))
    figure = QLabel()
    figure.setMinimumWidth(theme.px(_FIGURE_WIDTH))
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show(value: int) -> None:
        figure.setText(f"{value} %")

    show(slider.value())
    slider.valueChanged.connect(show)
    slider.valueChanged.connect(lambda value: choose(value / _PERCENT))
    for widget in (QLabel(_("Volume")), slider, figure):
        layout.addWidget(widget)
    action = QWidgetAction(menu)
    action.setDefaultWidget(row)
    menu.addAction(action)


def fill_with_outputs(menu: QMenu, tuning: Tuning, choose: Callable[[str], object]) -> None:
    """The sound devices there are; the one chosen stands there even when it is gone."""
    group = QActionGroup(menu)
    names = ["", *tuning.outputs]
    if tuning.is_output_gone:
        names.append(tuning.output)
    for name in names:
        is_gone = bool(name) and name not in tuning.outputs
        words = output_words(name)
        action = QAction(_("{device} – not there").format(device=words) if is_gone else words, menu)
        action.setObjectName(f"output_{name}")
        action.setCheckable(True)
        action.setChecked(name == tuning.output)
        action.setEnabled(not is_gone)
        action.triggered.connect(lambda _checked=False, name=name: choose(name))
        group.addAction(action)
        menu.addAction(action)


def output_words(name: str) -> str:
    """A sound device by name; the empty name is the system's choice."""
    return name or _("As the system")
