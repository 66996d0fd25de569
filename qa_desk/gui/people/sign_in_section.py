"""How one person signs in, below their form: password, login of the team's server, system account, agent's code."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.accounts import FirstPassword, ShownCode
from qa_desk.domain.people import Person, Role
from qa_desk.domain.permissions import Action
from qa_desk.gui.people.shown_once import ShownOnce
from qa_desk.gui.shell.buttons import Button, ButtonKind
from qa_desk.gui.shell.dates import time_text
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _
from qa_desk.services.centre.admitting import SignInOf

T = TypeVar("T")


class SignInSection(QWidget):
    """What an administrator does so that this person can sit down, and a lead so that an agent can."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._person: Person | None = None
        self._error: NoticeBar | None = None
        self._has_server = False
        self.setObjectName("sign_in_section")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        self.hide()

    def show_person(self, person: Person | None) -> None:
        """Show how this person signs in; nothing for somebody who is still being entered."""
        self._person = person
        self._drop_error()
        self._once.forget()
        for part in (self._desk, self._account, self._code):
            part.hide()
        may_admit = self._context.may(Action.MANAGE_PEOPLE) and person is not None
        may_code = self._context.may(Action.MAKE_AGENT_CODES) and person is not None and Role.AGENT in person.roles
        self.setVisible(may_admit or may_code)
        self._code.setVisible(may_code)
        if may_admit and person is not None:
            admitting, actor = self._context.services.admitting, self._context.actor
            self._run(_("Reading how somebody signs in"), lambda: admitting.sign_in_of(actor, person.id), self._on_read)

    def _build(self) -> None:
        theme = self._context.theme
        heading = QLabel(_("Sign-in"))
        heading.setProperty("type", "title")
        self._how = QLabel()
        self._how.setObjectName("sign_in_how")
        self._how.setWordWrap(True)
        self._login = QLineEdit()
        self._login.setObjectName("login_name")
        self._login.setPlaceholderText(_("Account, such as li.na"))
        self._login.setAccessibleName(_("Account"))
        self._login.setToolTip(_("Small letters, digits, dots and dashes"))
        self._make = self._button(_("Make the login"), "make_login", self._make_login)
        self._give = self._button(_("Give a first password"), "give_password", self._give_password)
        self._remove = self._button(_("Remove the login"), "remove_login", self._remove_login, kind="quiet")
        self._desk = self._part(self._how, self._login, self._row(self._make, self._give, self._remove))
        self._os_user = QLineEdit()
        self._os_user.setObjectName("system_account")
        self._os_user.setAccessibleName(_("System account"))
        self._os_user.setToolTip(_("Commands run from this account of the computer need no password"))
        keep = self._button(_("Save"), "keep_system_account", self._keep_account)
        account_row = self._row(self._os_user, keep)
        self._account = self._part(
            self._quiet(_("System account that stands for this person in commands")), account_row
        )
        make_code = self._button(_("Make a one-time code"), "make_code", self._make_code)
        about = _("With it the agent sits down at any desk and sees their own released results, once.")
        self._code = self._part(self._quiet(about), self._row(make_code))
        self._once = ShownOnce(theme=theme, name="shown_once")
        self._error_place = QVBoxLayout()
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(heading)
        column.addWidget(self._desk)
        column.addWidget(self._code)
        column.addWidget(self._once)
        column.addLayout(self._error_place)
        column.addWidget(self._account)

    def _on_read(self, how: SignInOf) -> None:
        self._has_server = how.has_server
        # in a file an agent has no desk: a code is all there is
        has_desk = self._person is not None and bool(self._person.roles - {Role.AGENT})
        self._desk.setVisible(how.has_server or has_desk)
        self._account.setVisible(not how.has_server and has_desk)
        self._os_user.setText(", ".join(how.system_accounts))
        self._login.setVisible(how.has_server and how.login is None)
        self._make.setVisible(how.has_server and how.login is None)
        self._give.setVisible(not how.has_server or how.login is not None)
        self._remove.setVisible(how.login is not None)
        self._give.set_text(_("Give another password") if how.has_password else _("Give a first password"))
        self._how.setText(_how_words(how))

    def _make_login(self) -> None:
        person, login = self._person, self._login.text()
        if person is None:
            return
        admitting, actor = self._context.services.admitting, self._context.actor
        self._run(
            _("Making the login"),
            lambda: admitting.make_login(actor, person.id, login),
            lambda made: self._on_password(person, made),
        )

    def _give_password(self) -> None:
        person = self._person
        if person is None:
            return
        admitting, actor = self._context.services.admitting, self._context.actor
        self._run(
            _("Making a password"),
            lambda: admitting.give_first_password(actor, person.id),
            lambda made: self._on_password(person, made),
        )

    def _on_password(self, person: Person, made: FirstPassword) -> None:
        self._read_again(person)
        told = (
            _("Tell {name} now: it is shown once and kept nowhere. Have it changed under Preferences.")
            if self._has_server
            else _("Tell {name} now: it is shown once and kept nowhere. It is changed at the first sign-in.")
        )
        self._once.show_secret(_("First password"), made.text, told.format(name=person.name))

    def _remove_login(self) -> None:
        person = self._person
        if person is None:
            return
        admitting, actor = self._context.services.admitting, self._context.actor
        self._run(
            _("Removing the login"),
            lambda: admitting.remove_login(actor, person.id),
            lambda _changes: self._on_removed(person),
        )

    def _on_removed(self, person: Person) -> None:
        self._once.forget()
        self._read_again(person)
        self._context.notices.done(_("{name} can't sign in to the server any more.").format(name=person.name))

    def _keep_account(self) -> None:
        person, account = self._person, self._os_user.text()
        if person is None:
            return
        admitting, actor = self._context.services.admitting, self._context.actor
        self._run(
            _("Keeping the system account"),
            lambda: admitting.set_system_account(actor, person.id, account),
            lambda _changes: self._context.notices.done(_("The system account was kept."), key="system account"),
        )

    def _make_code(self) -> None:
        person = self._person
        if person is None:
            return
        services, actor = self._context.services, self._context.actor

        def work() -> tuple[ShownCode, str]:
            return services.admitting.make_code(actor, person.id), services.administering.centre().time_zone

        self._run(_("Making a code"), work, lambda made: self._on_code(person, *made))

    def _on_code(self, person: Person, code: ShownCode, time_zone: str) -> None:
        told = _("For {name}, once, until {time}. At the first screen: “Agent with a code”.")
        until = time_text(code.expires_at, time_zone)
        self._once.show_secret(_("One-time code"), code.text, told.format(name=person.name, time=until))

    def _read_again(self, person: Person) -> None:
        admitting, actor = self._context.services.admitting, self._context.actor
        self._run(_("Reading how somebody signs in"), lambda: admitting.sign_in_of(actor, person.id), self._on_read)

    def _run(self, title: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._drop_error()
        person = self._person

        def deliver(result: T) -> None:
            if self._person is person:
                done(result)

        self._context.jobs.run(self, title, lambda _progress: work(), deliver, self._show_error, is_quiet=True)

    def _show_error(self, error: Exception) -> None:
        self._drop_error()
        self._error = NoticeBar(Notice(NoticeKind.ERROR, sentence(error)), theme=self._context.theme, closable=False)
        self._error_place.addWidget(self._error)

    def _drop_error(self) -> None:
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None

    def _button(self, words: str, name: str, act: Callable[[], None], *, kind: ButtonKind = "plain") -> Button:
        button = Button(words, theme=self._context.theme, kind=kind, small=True, name=name)
        button.clicked.connect(lambda: act())
        return button

    def _part(self, *widgets: QWidget) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.size("sm"))
        for widget in widgets:
            column.addWidget(widget)
        return part

    def _row(self, *widgets: QWidget) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._context.theme.size("sm"))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(0 if any(isinstance(widget, QLineEdit) for widget in widgets) else 1)
        return part

    def _quiet(self, words: str) -> QLabel:
        label = QLabel(words)
        label.setWordWrap(True)
        label.setProperty("tone", "muted")
        return label


def _how_words(how: SignInOf) -> str:
    if how.login is not None and how.must_change:
        return _(
            "Signs in to the team's server as {login}, with a first password, and chooses another at the next sign-in."
        ).format(login=how.login)
    if how.login is not None:
        return _("Signs in to the team's server as {login}.").format(login=how.login)
    if how.has_server:
        return _("Has no login of the team's server yet.")
    if how.must_change:
        return _("Has a first password and chooses another at the next sign-in.")
    if how.has_password:
        return _("Signs in with a password.")
    return _("Signs in by name alone.")
