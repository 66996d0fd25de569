"""The menu under the person's name: another person, look and language, preferences, keys, About."""

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import icon
from qa_desk.gui.shell.settings import Choice, SettingsStore, preferences
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_COMMANDS = ("window.preferences", "window.keys", "window.projector", "window.about")


def person_menu(
    parent: QWidget, *, theme: Theme, commands: CommandRegistry, settings: SettingsStore, roles: str
) -> QMenu:
    """A menu whose commands are those of the registry, with their keys."""
    menu = QMenu(parent)
    menu.setObjectName("person_menu")
    who = QAction(roles, menu)
    who.setEnabled(False)
    menu.addAction(who)
    for key in ("window.switch_person", "window.agent_code"):
        _add_command(menu, key, theme, commands)
    menu.addSeparator()
    shown = dict(preferences())
    for name, symbol in (("theme", "moon"), ("language", "language")):
        inner = menu.addMenu(icon(symbol, theme, "muted"), _(shown[name].title))
        inner.setObjectName(f"{name}_menu")
        _add_choices(inner, name, shown[name].choices, settings)
    menu.addSeparator()
    for key in _COMMANDS:
        _add_command(menu, key, theme, commands)
    return menu


def _add_command(menu: QMenu, key: str, theme: Theme, commands: CommandRegistry) -> None:
    command = commands.command(key)
    keys = commands.hint(key)
    title = _(command.title)
    # A shortcut on the action would fire a second time beside the registry; after a tab it is only written.
    action = QAction(icon(command.icon, theme, "muted"), f"{title}\t{keys}" if keys else title, menu)
    action.setObjectName(key)
    action.triggered.connect(lambda: commands.run(key))
    menu.addAction(action)


def _add_choices(menu: QMenu, name: str, choices: tuple[Choice, ...], settings: SettingsStore) -> None:
    group = QActionGroup(menu)
    for choice in choices:
        action = QAction(_(choice.title), menu)
        action.setObjectName(f"{name}_{choice.value}")
        action.setCheckable(True)
        action.setChecked(getattr(settings.current, name) == choice.value)
        action.triggered.connect(lambda _checked=False, value=choice.value: settings.change(**{name: value}))
        group.addAction(action)
        menu.addAction(action)
