"""What stands in a page's place when it has nothing to show: empty (teaches), busy, error, not allowed."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.commands import shown
from qa_desk.gui.shell.icons import picture
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_TEXT_WIDTH = 400
_GAP_BEFORE_BUTTONS = 20
_GAP_BEFORE_STEPS = 48


@dataclass(frozen=True, slots=True)
class PageAction:
    """A button of a state; Enter presses the first."""

    title: str
    action: Callable[[], object]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of at most three things to know, with the keys for it as caps show them."""

    title: str
    text: str
    caps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What the page is for, the first step as a button, and a picture from resources/icons/pictures."""

    picture: str
    title: str
    text: str
    actions: tuple[PageAction, ...] = ()
    steps: tuple[Step, ...] = ()


class PageState(QWidget):
    """Shows one state at a time, centred, with the first action as the primary button."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_state")
        self._theme = theme
        self._picture_name = ""
        self._buttons: list[Button] = []
        self._build()
        theme.changed.connect(self._on_theme_changed)

    def show_empty(self, state: EmptyState) -> None:
        """Teach: picture, title, text, buttons, steps."""
        self._show(state.picture, state.title, state.text, state.actions, state.steps)

    def show_busy(self, what: str) -> None:
        """Say what is under way, in words; nothing moves."""
        self._show("", "", what, (), ())

    def show_error(self, text: str, action: PageAction | None) -> None:
        """Say what happened, what was kept and what to do now."""
        self._show("denied", _("This could not be shown"), text, (action,) if action else (), ())

    def show_denied(self, who_can: str) -> None:
        """Say that the role does not allow this, and who can allow it."""
        self._show("denied", _("Not open to your role"), who_can, (), ())

    def primary(self) -> Callable[[], object] | None:
        """What Enter does here."""
        return self._buttons[0].click if self._buttons else None

    def _build(self) -> None:
        self._picture = QLabel()
        self._picture.setObjectName("state_picture")
        self._title = QLabel()
        self._title.setObjectName("state_title")
        self._title.setProperty("type", "title")
        self._text = QLabel()
        self._text.setObjectName("state_text")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._row = QHBoxLayout()
        self._row.setSpacing(self._theme.size("sm"))
        self._steps = QWidget()
        self._grid = QGridLayout(self._steps)
        self._grid.setContentsMargins(0, 0, 0, 0)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._picture, 0, centre)
        layout.addSpacing(self._theme.size("xl"))
        layout.addWidget(self._title, 0, centre)
        layout.addSpacing(self._theme.size("sm"))
        layout.addWidget(self._text, 0, centre)
        layout.addSpacing(_GAP_BEFORE_BUTTONS)
        layout.addLayout(self._row)
        layout.addSpacing(_GAP_BEFORE_STEPS)
        layout.addWidget(self._steps)
        layout.addStretch(3)
        self._row.setAlignment(centre)
        layout.setSpacing(0)
        edge = self._theme.size("xl")
        layout.setContentsMargins(edge, 0, edge, 0)

    def _show(
        self, picture_name: str, title: str, text: str, actions: tuple[PageAction, ...], steps: tuple[Step, ...]
    ) -> None:
        self._picture_name = picture_name
        self._picture.setVisible(bool(picture_name))
        self._title.setVisible(bool(title))
        self._title.setText(title)
        self._text.setText(text)
        self._text.setProperty("tone", "" if title else "muted")
        self._show_buttons(actions)
        self._show_steps(steps)
        self._on_theme_changed()

    def _show_buttons(self, actions: tuple[PageAction, ...]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for place, action in enumerate(actions):
            button = Button(
                action.title,
                theme=self._theme,
                kind="primary" if place == 0 else "plain",
                icon=action.icon,
                keys=shown("Return") if place == 0 else "",
                name=f"state_action_{place}",
            )
            button.clicked.connect(lambda _checked=False, do=action.action: do())
            self._buttons.append(button)
            self._row.addWidget(button)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._steps.setVisible(bool(steps))
        self._grid.setHorizontalSpacing(self._theme.size("xl"))
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < len(steps) else 0)
        for column, step in enumerate(steps):
            self._grid.addWidget(self._step(step), 0, column, Qt.AlignmentFlag.AlignTop)

    def _step(self, step: Step) -> QWidget:
        block = QWidget()
        block.setObjectName("state_step")
        title = QLabel(step.title)
        title.setProperty("weight", "medium")
        text = QLabel(step.text)
        text.setWordWrap(True)
        text.setProperty("tone", "muted")
        layout = QVBoxLayout(block)
        layout.setContentsMargins(0, self._theme.size("md"), 0, 0)
        layout.setSpacing(self._theme.size("xs"))
        layout.addWidget(title)
        layout.addWidget(text)
        if step.caps:
            caps = QHBoxLayout()
            caps.setSpacing(self._theme.size("xs"))
            for cap in step.caps:
                caps.addWidget(KeyCap(cap, theme=self._theme))
            caps.addStretch(1)
            layout.addSpacing(self._theme.size("xs"))
            layout.addLayout(caps)
        return block

    def _on_theme_changed(self) -> None:
        width = self._theme.px(_TEXT_WIDTH)
        self._text.setFixedWidth(width)
        # Centred in a column, a wrapped label would get the height of one line.
        self._text.setMinimumHeight(0)
        self._text.setMinimumHeight(max(0, self._text.heightForWidth(width)))
        if self._picture_name:
            self._picture.setPixmap(picture(self._picture_name, self._theme, ratio=self.devicePixelRatioF()))
