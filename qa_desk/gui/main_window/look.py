"""Which theme and language are wanted: the person's choice, or that of the system."""

from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import system_theme
from qa_desk.i18n import system_language


def chosen_theme(settings: SettingsStore) -> str:
    """The theme to use: the person's, or that of the system."""
    wanted = settings.current.theme
    return system_theme() if wanted == "system" else wanted


def chosen_language(settings: SettingsStore) -> str:
    """The language to use: the person's, or that of the system."""
    wanted = settings.current.language
    return system_language() if wanted == "system" else wanted
