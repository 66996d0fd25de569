"""What the window's own commands do: palette, keys, undo, projector, look; pages bind theirs themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from qa_desk.gui.main_window.about_dialog import AboutDialog
from qa_desk.gui.main_window.frame import Frame
from qa_desk.gui.main_window.keys_sheet import KeysSheet
from qa_desk.gui.main_window.overlay import Overlay
from qa_desk.gui.main_window.palette import Palette, PaletteEntry
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import FoundThing, Navigation, Place
from qa_desk.gui.shell.notices import Notices
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStack
from qa_desk.i18n import LANGUAGES, _, current_language

_SIGNED_IN = (
    "window.palette",
    "window.page",
    "window.back",
    "window.forward",
    "window.find",
    "window.undo",
    "window.redo",
    "window.projector",
    "window.fold",
    "window.refresh",
    "window.switch_person",
    "window.agent_code",
    "window.preferences",
)

FindByText = Callable[[str], tuple[FoundThing, ...]]


@dataclass(frozen=True, slots=True)
class CommandParts:
    """What the commands act on.

    Args:
        find: what a text finds for whoever signed in, asked on the store lane; None while nobody did.
        switch_person: ask anew who sits down.
        ask_code: let an agent sit down with a code.
    """

    theme: Theme
    settings: SettingsStore
    jobs: Jobs
    navigation: Navigation
    notices: Notices
    undo: UndoStack
    commands: CommandRegistry
    find: Callable[[], FindByText | None]
    switch_person: Callable[[], None]
    ask_code: Callable[[], None]


class WindowCommands(QObject):
    """Binds and does the commands of one window; `frame` gives the frame of whoever signed in."""

    def __init__(self, window: QWidget, parts: CommandParts, frame: Callable[[], Frame | None]) -> None:
        super().__init__(window)
        self._window = window
        self._with = parts
        self._frame = frame
        self._overlay: Overlay | None = None
        self._bind()

    def close_overlay(self) -> None:
        """Close what lies over the window."""
        if self._overlay is not None:
            self._overlay.close_overlay()

    def _bind(self) -> None:
        self._with.commands.bind(
            self._window,
            {
                "window.palette": self.open_palette,
                "window.page": self._go_to_nth_page,
                "window.back": self._with.navigation.back,
                "window.forward": self._with.navigation.forward,
                "window.find": self._find,
                "window.undo": self._take_back,
                "window.redo": self._do_again,
                "window.keys": self._open_keys,
                "window.projector": self._turn_projector,
                "window.fold": self._turn_fold,
                "window.refresh": self._refresh,
                "window.close_notice": self._close_something,
                "window.switch_person": self._with.switch_person,
                "window.agent_code": self._with.ask_code,
                "window.theme": self._turn_theme,
                "window.language": self._turn_language,
                "window.preferences": lambda: self._with.navigation.go(Place.to("preferences")),
                "window.about": self._open_about,
                "window.quit": self._window.close,
            },
            enabled=dict.fromkeys(_SIGNED_IN, lambda: self._frame() is not None),
        )

    def _open(self, overlay: Overlay) -> None:
        self.close_overlay()
        self._overlay = overlay
        overlay.closed.connect(self._on_overlay_closed)
        overlay.open_overlay()

    def _on_overlay_closed(self) -> None:
        self._overlay = None

    def open_palette(self) -> None:
        """Find a call, case, person, page or command."""
        self._open(
            Palette(
                self._window,
                self._palette_entries(),
                self._search,
                theme=self._with.theme,
                commands=self._with.commands,
            )
        )

    def _open_keys(self) -> None:
        self._open(
            KeysSheet(
                self._window, self._with.commands.acting_now(), theme=self._with.theme, commands=self._with.commands
            )
        )

    def _open_about(self) -> None:
        dialog = AboutDialog(self._window, theme=self._with.theme, jobs=self._with.jobs)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _palette_entries(self) -> tuple[PaletteEntry, ...]:
        frame = self._frame()
        assert frame is not None
        chords = dict(zip(frame.side_bar.keys, self._with.commands.key_caps("window.page"), strict=False))
        pages = [
            PaletteEntry(
                _(spec.title),
                lambda key=spec.key: self._with.navigation.go(Place.to(key)),
                _("page"),
                spec.icon,
                chords.get(spec.key, ""),
            )
            for spec in frame.specs
            if not spec.is_led_to
        ]
        commands = [
            PaletteEntry(
                _(command.title),
                lambda key=command.key: self._with.commands.run(key),
                _("command"),
                command.icon,
                self._with.commands.hint(command.key),
            )
            for command in self._with.commands.acting_now()
            if command.in_palette and command.key != "window.preferences"
        ]
        return (*pages, *commands)

    def _search(self, text: str, show: Callable[[tuple[PaletteEntry, ...]], None]) -> None:
        find = self._with.find()
        if find is None or self._overlay is None:
            return

        def show_things(things: tuple[FoundThing, ...]) -> None:
            show(
                tuple(
                    PaletteEntry(
                        thing.title, lambda to=thing.place: self._with.navigation.go(to), thing.detail, thing.icon
                    )
                    for thing in things
                )
            )

        self._with.jobs.run(self._overlay, _("Searching"), lambda _progress: find(text), show_things, is_quiet=True)

    def _go_to_nth_page(self, place: int) -> None:
        frame = self._frame()
        assert frame is not None
        keys = frame.side_bar.keys
        if place < len(keys):
            self._with.navigation.go(Place.to(keys[place]))

    def _find(self) -> None:
        frame = self._frame()
        if frame is None or frame.page is None or not frame.page.focus_find():
            self.open_palette()

    def _take_back(self) -> None:
        if not self._with.undo.undo():
            self._with.notices.info(_("There is nothing to undo."), key="undo")

    def _do_again(self) -> None:
        if not self._with.undo.redo():
            self._with.notices.info(_("There is nothing to redo."), key="undo")

    def _refresh(self) -> None:
        frame = self._frame()
        assert frame is not None
        frame.refresh()

    def _turn_projector(self) -> None:
        projector = not self._with.theme.is_projector
        self._with.theme.use_projector(projector)
        frame = self._frame()
        if frame is not None:
            frame.set_projector(projector)
        if projector:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def _turn_fold(self) -> None:
        self._with.settings.change(is_sidebar_folded=not self._with.settings.current.is_sidebar_folded)

    def _turn_theme(self) -> None:
        self._with.settings.change(theme="light" if self._with.theme.is_dark else "dark")

    def _turn_language(self) -> None:
        place = LANGUAGES.index(current_language())
        self._with.settings.change(language=LANGUAGES[(place + 1) % len(LANGUAGES)])

    def _close_something(self) -> None:
        if not self._with.notices.close_last() and self._with.theme.is_projector:
            self._turn_projector()
