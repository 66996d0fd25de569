"""Every command with its keys: press another or one more, see at once which command it would clash with, go back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.preferences.key_field import KeyField
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.commands import COMMANDS, CONTEXT_TITLES, Command, Context, conflicts, shown
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_FIELD_WIDTH = 128


class KeysEditor(QWidget):
    """One row per command, by context; a chord that clashes is refused in words."""

    def __init__(self, *, theme: Theme, commands: CommandRegistry, settings: SettingsStore) -> None:
        super().__init__()
        self.setObjectName("preferences_group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._commands = commands
        self._settings = settings
        self._caps: dict[str, QHBoxLayout] = {}
        self._editing = ""
        self._keeps_others = False
        self._build()
        commands.keys_changed.connect(self._on_keys_changed)

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("lg"), 0, 0)
        column.setSpacing(theme.size("md"))
        heading = QLabel(_("Keys"))
        heading.setProperty("type", "title")
        self._message = QLabel()
        self._message.setObjectName("keys_message")
        self._message.setProperty("tone", "warning")
        self._message.setWordWrap(True)
        self._message.hide()
        column.addWidget(heading)
        column.addWidget(self._message)
        self._build_recording()
        for context in Context:
            column.addWidget(self._block(context))

    def _build_recording(self) -> None:
        """The field and what else can become of a command's keys; it moves to the row that is being changed."""
        theme = self._theme
        self._recording = QWidget(self)
        self._field = KeyField()
        self._field.setFixedWidth(theme.px(_FIELD_WIDTH))
        none = Button(_("No key"), theme=theme, kind="quiet", small=True, name="keys_none")
        none.setToolTip(_("Take the keys of this command away"))
        back = Button(_("As delivered"), theme=theme, kind="quiet", small=True, name="keys_default")
        back.setToolTip(_("Give this command the keys it came with"))
        row = QHBoxLayout(self._recording)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        for widget in (self._field, none, back):
            row.addWidget(widget)
        self._recording.hide()
        self._field.key_pressed.connect(self._on_key_pressed)
        self._field.given_up.connect(self._give_up)
        none.clicked.connect(lambda: self._give(()))
        back.clicked.connect(self._give_back)

    def _block(self, context: Context) -> QWidget:
        theme = self._theme
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, theme.size("sm"), 0, 0)
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnStretch(0, 1)
        title = QLabel(_(CONTEXT_TITLES[context]))
        title.setProperty("weight", "medium")
        grid.addWidget(title, 0, 0)
        members = [command for command in COMMANDS if command.context == context]
        for row, command in enumerate(members, start=1):
            words = QLabel(_(command.title))
            words.setProperty("tone", "muted")
            caps = QHBoxLayout()
            caps.setSpacing(theme.size("xs"))
            caps.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._caps[command.key] = caps
            self._show_caps(command)
            grid.addWidget(words, row, 0)
            grid.addLayout(caps, row, 1)
            if not command.is_numbered:
                grid.addWidget(self._change_button(command), row, 2)
                grid.addWidget(self._add_button(command), row, 3)
            grid.setRowMinimumHeight(row, theme.size("row"))
        return block

    def _change_button(self, command: Command) -> Button:
        tip = _("Change the key of “{command}”").format(command=_(command.title))
        button = Button(_("Change"), theme=self._theme, kind="quiet", small=True, tip=tip, name=f"change_{command.key}")
        button.clicked.connect(lambda: self._begin(command))
        return button

    def _add_button(self, command: Command) -> Button:
        tip = _("Add a key to “{command}”").format(command=_(command.title))
        button = Button(theme=self._theme, kind="quiet", small=True, icon="plus", tip=tip, name=f"add_{command.key}")
        button.clicked.connect(lambda: self._begin(command, keeps_others=True))
        return button

    def _show_caps(self, command: Command) -> None:
        caps = self._caps[command.key]
        while (item := caps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is self._recording:
                self._recording.hide()
            elif widget is not None:
                widget.deleteLater()
        chords = self._commands.key_caps(command.key)
        shown = (f"{chords[0]} … {chords[-1][-1]}",) if command.is_numbered and len(chords) > 2 else chords
        caps.addStretch(1)
        for chord in shown:
            caps.addWidget(KeyCap(chord, theme=self._theme))

    def _begin(self, command: Command, *, keeps_others: bool = False) -> None:
        if self._editing:
            self._show_caps(self._commands.command(self._editing))
        self._editing, self._keeps_others = command.key, keeps_others
        caps = self._caps[command.key]
        caps.addWidget(self._recording)
        self._recording.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        asked = _("Press one more key for “{command}”.") if keeps_others else _("Press the new key for “{command}”.")
        self._say(asked.format(command=_(command.title)))

    def _on_key_pressed(self, chord: str) -> None:
        own = self._commands.shortcuts(self._editing) if self._keeps_others else ()
        self._give(tuple(dict.fromkeys((*own, chord))))

    def _give(self, chords: tuple[str, ...]) -> None:
        """Let the command have these keys and no others, unless another command would lose one."""
        clash = next(iter(self._clashes(self._editing, chords)), None)
        if clash is None:
            self._keep(chords)
            return
        chord, other = clash
        told = _("{key} belongs to “{command}” already. Nothing was changed.")
        self._end(told.format(key=shown(chord), command=_(self._commands.command(other).title)))

    def _give_back(self) -> None:
        self._give(self._commands.command(self._editing).shortcuts)

    def _give_up(self) -> None:
        self._end("")

    def _keep(self, chords: tuple[str, ...]) -> None:
        key = self._editing
        self._end("")
        self._commands.set_shortcuts(key, chords)
        self._settings.change(changed_keys={own: list(all_) for own, all_ in self._commands.changed_keys().items()})

    def _end(self, message: str) -> None:
        key, self._editing = self._editing, ""
        self._say(message)
        self._show_caps(self._commands.command(key))
        button = self.findChild(Button, f"change_{key}")
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clashes(self, key: str, chords: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Each key that another command has already, with that command."""
        found = conflicts({**self._commands.changed_keys(), key: chords})
        mine = (clash for clash in found if key in (clash.first, clash.second))
        return tuple((clash.shortcut, clash.second if clash.first == key else clash.first) for clash in mine)

    def _on_keys_changed(self) -> None:
        for command in COMMANDS:
            self._show_caps(command)

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))
