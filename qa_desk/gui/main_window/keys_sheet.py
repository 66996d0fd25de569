"""The keys sheet (? or F1): every key that acts where the person is now, by context."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.main_window.overlay import Overlay
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.commands import CONTEXT_TITLES, Command, Context
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_WIDTH = 880


class KeysSheet(Overlay):
    """Two columns of commands with their key caps."""

    def __init__(
        self, window: QWidget, acting: tuple[Command, ...], *, theme: Theme, commands: CommandRegistry
    ) -> None:
        super().__init__(window, theme=theme, commands=commands, width=_WIDTH, top=56)
        commands.bind(self, {"window.keys": self.close_overlay})
        self._build(acting)

    def _build(self, acting: tuple[Command, ...]) -> None:
        theme = self._theme
        title = QLabel(_("Keys that act here"))
        title.setObjectName("keys_title")
        title.setProperty("type", "title")
        self._close = Button(
            theme=theme, kind="quiet", small=True, icon="close", tip=_("Close"), name="keys_close", ground="raised"
        )
        self._close.clicked.connect(self.close_overlay)
        head = QHBoxLayout()
        edge = theme.size("xl")
        head.setContentsMargins(edge, theme.size("lg"), theme.size("lg"), theme.size("sm"))
        head.addWidget(title, 1)
        head.addWidget(self._close)
        hint = QLabel(
            _("Letters, digits, space and arrows act outside text fields. Change any key in the preferences.")
        )
        hint.setProperty("tone", "muted")
        hint.setContentsMargins(edge, 0, edge, theme.size("md"))
        hint.setWordWrap(True)
        self.column.addLayout(head)
        self.column.addWidget(hint)
        self.column.addWidget(self._sheet(acting), 1)

    def open_overlay(self) -> None:
        super().open_overlay()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sheet(self, acting: tuple[Command, ...]) -> QScrollArea:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        edge = self._theme.size("xl")
        grid.setContentsMargins(edge, 0, edge, edge)
        grid.setHorizontalSpacing(2 * edge)
        blocks = [self._block(context, acting) for context in Context]
        shown = [block for block in blocks if block is not None]
        for place, block in enumerate(shown):
            grid.addWidget(block, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        # what is left stays below, not between the groups
        grid.setRowStretch(len(shown), 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setMinimumHeight(min(sheet.sizeHint().height() + edge, self._theme.px(620)))
        return area

    def _block(self, context: Context, acting: Iterable[Command]) -> QWidget | None:
        mine = [command for command in acting if command.context == context and self._commands.shortcuts(command.key)]
        if not mine:
            return None
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, self._theme.size("sm"), 0, 0)
        column.setSpacing(self._theme.size("xs"))
        title = QLabel(_(CONTEXT_TITLES[context]))
        title.setProperty("weight", "medium")
        column.addWidget(title)
        for command in mine:
            column.addLayout(self._row(command))
        return block

    def _row(self, command: Command) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("xs"))
        words = QLabel(_(command.title))
        words.setProperty("tone", "muted")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        for cap in self._caps(command):
            row.addWidget(KeyCap(cap, theme=self._theme), 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _caps(self, command: Command) -> tuple[str, ...]:
        caps = self._commands.key_caps(command.key)
        if command.is_numbered and len(caps) > 2:
            return (f"{caps[0]} … {caps[-1][-1]}",)
        return caps
