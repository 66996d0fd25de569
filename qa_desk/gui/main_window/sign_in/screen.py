"""The first screen: choose your name, or say who you are to the team's server, or sit down with an agent's code.

Language and theme can be switched before anything else. In a workspace that knows nobody it teaches instead: open the
demo, or give your name and import recordings.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.errors import QADeskError
from qa_desk.domain.people import Person
from qa_desk.gui.main_window.job_line import JobLine
from qa_desk.gui.main_window.sign_in.damage import DamagedDatabase
from qa_desk.gui.main_window.sign_in.entries import TeamLogin, code_form, new_password_form, password_form, team_form
from qa_desk.gui.main_window.sign_in.entry_form import EntryForm
from qa_desk.gui.main_window.sign_in.new_workspace import NewWorkspace
from qa_desk.gui.main_window.sign_in.people_list import PeopleList, typed_text
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import pixmap
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _, current_language

_COLUMN = 400


@dataclass(frozen=True, slots=True)
class Team:
    """The team's server as the form names it; `account` is the one that signed in last here."""

    place: str
    account: str = ""
    has_keyring: bool = False


class SignIn(QWidget):
    """Says whose desk this is, and asks who sits down at it.

    Signals:
        person_chosen: the `Person` who signs in.
        password_given: what a `Person` typed (`str`), and the password they chose anew, or an empty one.
        login_given: a `TeamLogin`.
        code_given: an agent's code.
        code_requested: an agent wants to sit down.
        first_person_named: the name of the one who begins a new workspace.
        demo_requested: open the demo workspace.
        people_requested: back to where one began.
        restore_requested: put the last good backup in the place of a damaged database.
    """

    person_chosen = Signal(object)
    password_given = Signal(object, str, str)
    login_given = Signal(object)
    code_given = Signal(str)
    code_requested = Signal()
    first_person_named = Signal(str)
    demo_requested = Signal()
    people_requested = Signal()
    restore_requested = Signal()

    def __init__(self, *, theme: Theme, settings: SettingsStore, jobs: Jobs, commands: CommandRegistry) -> None:
        super().__init__()
        self.setObjectName("sign_in")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._jobs = jobs
        self._theme = theme
        self._settings = settings
        self._people: PeopleList | None = None
        self._form: EntryForm | None = None
        self._build()
        # Escape closes notices everywhere else; the registry hears it before any field does.
        can_go_back = {"window.close_notice": lambda: self._form is not None and self._form.can_go_back}
        commands.bind(self, {"window.close_notice": self._go_back}, enabled=can_go_back)

    def show_opening(self, words: str) -> None:
        """Say that the workspace is being opened."""
        self._clear()
        label = QLabel(words)
        label.setObjectName("sign_in_busy")
        label.setProperty("tone", "muted")
        self._column.addWidget(label)

    def show_failure(self, words: str, *, has_people: bool) -> None:
        """Say why the workspace could not be opened; on with the demo, or back to the names where there are some."""
        self._clear()
        label = QLabel(words)
        label.setObjectName("sign_in_failure")
        label.setWordWrap(True)
        self._column.addWidget(label)
        self._column.addSpacing(self._theme.size("lg"))
        if has_people:
            back = Button(_("Back"), theme=self._theme, kind="primary", icon="arrow-left", name="back_to_people")
            back.clicked.connect(self.people_requested)
            self._column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_demo_button(kind="quiet" if has_people else "primary")

    def show_damage(self, error: QADeskError) -> None:
        """Say that the database is damaged, and offer the last good backup."""
        self._clear()
        damaged = DamagedDatabase(error, theme=self._theme)
        damaged.restore_requested.connect(self.restore_requested)
        self._column.addWidget(damaged)

    def show_people(self, people: tuple[Person, ...], last_person: str, *, is_demo: bool) -> None:
        """Offer these people, the last one chosen first; nobody means a new workspace."""
        self._clear()
        if not people:
            self._show_new()
            return
        self._add_words(_("Choose your name"), "title", "sign_in_title")
        if is_demo:
            self._add_words(_("This is the demo: its people, calls and figures are made up."), "", "sign_in_demo")
        self._column.addSpacing(self._theme.size("md"))
        self._people = PeopleList(people, last_person, theme=self._theme)
        self._people.chosen.connect(self.person_chosen)
        self._column.addWidget(self._people)
        self._column.addSpacing(self._theme.size("md"))
        self._add_foot(with_demo=not is_demo)
        _focus(self._people)

    def show_password(self, person: Person) -> None:
        """Ask this person for their password."""
        form = password_form(person.name, theme=self._theme)
        form.given.connect(lambda given: self.password_given.emit(person, given, ""))
        self._show_form(form, self.people_requested.emit)

    def show_new_password(self, person: Person, password: str) -> None:
        """Have them choose their own in place of the first password that was given to them."""
        form = new_password_form(person.name, theme=self._theme)
        form.given.connect(lambda given: self.password_given.emit(person, password, given))
        self._show_form(form, self.people_requested.emit)

    def show_code(self) -> None:
        """Ask an agent for the code that was made for them."""
        form = code_form(theme=self._theme)
        form.given.connect(self.code_given)
        self._show_form(form, self.people_requested.emit)

    def show_team(self, team: Team, *, typed: TeamLogin | None = None) -> None:
        """Ask for an account of the team's server and its password."""
        form = team_form(team.place, typed.account if typed else team.account, team.has_keyring, theme=self._theme)
        form.given.connect(self.login_given)
        self._show_form(form, None)
        self._column.addSpacing(self._theme.size("md"))
        self._add_foot(with_demo=True, with_code=False)

    def wait(self, words: str) -> None:
        """The form waits for an answer."""
        if self._form is not None:
            self._form.set_busy(words)

    def refuse(self, error: Exception) -> bool:
        """Say in the form why it was refused, what was typed kept; false when no form is on the screen."""
        if self._form is not None:
            self._form.refuse(error)
        return self._form is not None

    def _build(self) -> None:
        theme = self._theme
        self._card = QWidget()
        self._card.setMaximumWidth(theme.px(_COLUMN))
        self._mark = QLabel()
        self._show_mark()
        theme.changed.connect(self._show_mark)
        name = QLabel("QA Desk")
        name.setProperty("type", "page")
        head = QHBoxLayout()
        head.setSpacing(theme.size("md"))
        head.addWidget(self._mark)
        head.addWidget(name, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.size("xs"))
        card = QVBoxLayout(self._card)
        card.setContentsMargins(0, 0, 0, 0)
        card.setSpacing(theme.size("xl"))
        card.addLayout(head)
        card.addLayout(self._column)
        sheet = QWidget()
        page = QVBoxLayout(sheet)
        edge = theme.size("lg")
        page.setContentsMargins(edge, edge, edge, edge)
        page.addLayout(self._switches())
        page.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._card, 100)
        across.addStretch(1)
        page.addLayout(across)
        page.addStretch(3)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(JobLine(theme=theme, jobs=self._jobs))

    def _switches(self) -> QHBoxLayout:
        theme = self._theme
        language = SegmentedChoice(
            (Segment("en", "English"), Segment("zh_CN", "简体中文")),
            theme=theme, name="sign_in_language", subject=_("Language"), least_width=160,
        )  # fmt: skip
        language.set_value(current_language())
        look = SegmentedChoice(
            (Segment("light", _("Light")), Segment("dark", _("Dark"))),
            theme=theme, name="sign_in_theme", subject=_("Theme"), least_width=128,
        )  # fmt: skip
        look.set_value(theme.name)
        language.chosen.connect(lambda value: self._settings.change(language=value))
        look.chosen.connect(lambda value: self._settings.change(theme=value))
        row = QHBoxLayout()
        row.setSpacing(theme.size("md"))
        row.addStretch(1)
        row.addWidget(language)
        row.addWidget(look)
        return row

    def _show_mark(self) -> None:
        side = self._theme.px(28)
        self._mark.setPixmap(pixmap("logo", self._theme, "accent", size=side, ratio=self.devicePixelRatioF()))

    def _add_words(self, words: str, kind: str, name: str) -> None:
        label = QLabel(words)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setProperty("type", kind)
        label.setProperty("tone", "" if kind else "muted")
        self._column.addWidget(label)

    def _add_demo_button(self, *, kind: str) -> None:
        look = "primary" if kind == "primary" else "quiet"
        button = Button(_("Open the demo"), theme=self._theme, kind=look, icon="practice", name="open_demo")
        button.clicked.connect(self.demo_requested)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_foot(self, *, with_demo: bool, with_code: bool = True) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("sm"))
        if with_code:
            code = Button(_("Agent with a code"), theme=self._theme, kind="quiet", icon="person", name="agent_code")
            code.clicked.connect(self.code_requested)
            row.addWidget(code)
        if with_demo:
            demo = Button(_("Open the demo"), theme=self._theme, kind="quiet", icon="practice", name="open_demo")
            demo.clicked.connect(self.demo_requested)
            row.addWidget(demo)
        row.addStretch(1)
        self._column.addLayout(row)

    def _show_form(self, form: EntryForm, back: Callable[[], object] | None) -> None:
        self._clear()
        if back is not None:
            form.given_up.connect(back)
        self._form = form
        self._column.addWidget(form)
        form.begin()

    def _show_new(self) -> None:
        new = NewWorkspace(theme=self._theme)
        new.first_person_named.connect(self.first_person_named)
        new.demo_requested.connect(self.demo_requested)
        self._column.addWidget(new)
        _focus(new)

    def _go_back(self) -> None:
        assert self._form is not None
        self._form.given_up.emit()

    def _clear(self) -> None:
        self._people, self._form = None, None
        _empty(self._column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What is typed at the switches or the buttons is meant for the names.
        text = typed_text(event)
        if self._people is not None and text:
            self._people.type(text)
        elif self._people is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._people.choose()
        else:
            super().keyPressEvent(event)


def _focus(widget: QWidget) -> None:
    # A layout shows what was added to it one turn later, and what is not visible takes no focus.
    widget.show()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            _empty(inner)
