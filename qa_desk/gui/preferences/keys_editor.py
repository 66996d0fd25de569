"""Every command with its keys: press another chord, see at once with which command it would clash, give it back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QKeySequenceEdit, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.commands import COMMANDS, CONTEXT_TITLES, Command, Context, conflicts, normalized
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _


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
        self._field = QKeySequenceEdit(self)
        self._field.setObjectName("keys_field")
        self._field.setMaximumSequenceLength(1)
        self._field.setAccessibleName(_("Press the new key"))
        self._field.hide()
        self._field.editingFinished.connect(self._on_key_pressed)
        for context in Context:
            column.addWidget(self._block(context))

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
            grid.setRowMinimumHeight(row, theme.size("row"))
        return block

    def _change_button(self, command: Command) -> Button:
        tip = _("Change the key of “{command}”").format(command=_(command.title))
        button = Button(_("Change"), theme=self._theme, kind="quiet", small=True, tip=tip, name=f"change_{command.key}")
        button.clicked.connect(lambda: self._begin(command))
        return button

    def _show_caps(self, command: Command) -> None:
        caps = self._caps[command.key]
        while (item := caps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is self._field:
                self._field.hide()
            elif widget is not None:
                widget.deleteLater()
        chords = self._commands.key_caps(command.key)
        shown = (f"{chords[0]} … {chords[-1][-1]}",) if command.is_numbered and len(chords) > 2 else chords
        caps.addStretch(1)
        for chord in shown:
            caps.addWidget(KeyCap(chord, theme=self._theme))

    def _begin(self, command: Command) -> None:
        if self._editing:
            self._show_caps(self._commands.command(self._editing))
        self._editing = command.key
        caps = self._caps[command.key]
        self._field.clear()
        caps.addWidget(self._field)
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(_("Press the new key for “{command}”.").format(command=_(command.title)))

    def _on_key_pressed(self) -> None:
        chord = self._field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        key, self._editing = self._editing, ""
        if not key:
            return
        command = self._commands.command(key)
        others = self._clashes(key, chord) if chord else ()
        if others:
            clashing = _("“{command}” has this key already. Nothing was changed.")
            self._say(clashing.format(command=_(self._commands.command(others[0]).title)))
        elif chord:
            self._say("")
            self._commands.set_shortcuts(key, (normalized(chord),))
            self._settings.change(changed_keys={own: list(all_) for own, all_ in self._commands.changed_keys().items()})
        self._show_caps(command)

    def _clashes(self, key: str, chord: str) -> tuple[str, ...]:
        wanted = {**self._commands.changed_keys(), key: (normalized(chord),)}
        found = (clash for clash in conflicts(wanted) if key in (clash.first, clash.second))
        return tuple(clash.second if clash.first == key else clash.first for clash in found)

    def _on_keys_changed(self) -> None:
        for command in COMMANDS:
            self._show_caps(command)

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))
