"""The forms of the first screen: a password, a password of one's own, a login of the team's server, an agent's code."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from qa_desk.domain.accounts import LEAST_CHARACTERS, PasswordProblem, shown_code
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.main_window.sign_in.entry_form import EntryForm
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_EXAMPLE = "K7QM4TXR"


@dataclass(frozen=True, slots=True)
class TeamLogin:
    """What was typed for the team's server, and whether this computer's keyring shall keep the password."""

    account: str
    password: str
    is_kept: bool

    def __repr__(self) -> str:
        """Without the password: what is printed ends in logs."""
        return f"TeamLogin(account={self.account!r}, is_kept={self.is_kept})"


class OneLineForm(EntryForm):
    """A form whose first field is all that is asked.

    Signals:
        given: what was typed.
    """

    given = Signal(str)

    def ask(self, field: QLineEdit) -> "OneLineForm":
        """This field is what is asked."""
        self.submitted.connect(lambda: self.given.emit(field.text()))
        return self


class NewPasswordForm(EntryForm):
    """A new password, typed twice.

    Signals:
        given: the new password.
    """

    given = Signal(str)

    def ask(self, first: QLineEdit, again: QLineEdit) -> "NewPasswordForm":
        """Both fields have to say the same."""
        self._first, self._again = first, again
        self.submitted.connect(self._on_submitted)
        return self

    def _on_submitted(self) -> None:
        if self._first.text() != self._again.text():
            self.refuse(QADeskError(ErrorCode.PASSWORD_UNFIT, expected=PasswordProblem.NOT_TWICE.value))
        else:
            self.given.emit(self._first.text())


class TeamForm(EntryForm):
    """Account and password of the team's server.

    Signals:
        given: a `TeamLogin`.
    """

    given = Signal(object)

    def ask(self, account: QLineEdit, password: QLineEdit, keep: QCheckBox) -> "TeamForm":
        """These are what is asked."""
        self.submitted.connect(
            lambda: self.given.emit(TeamLogin(account.text().strip(), password.text(), keep.isChecked()))
        )
        return self


def password_form(person: str, *, theme: Theme) -> OneLineForm:
    """Asks one person for their password."""
    form = OneLineForm(person, theme=theme, go_on=_("Sign in"), name="password_form")
    return form.ask(form.add_line(_("Password"), "password", is_secret=True))


def new_password_form(person: str, *, theme: Theme) -> NewPasswordForm:
    """Has somebody choose their own password, in place of one that was given to them."""
    about = _("You signed in with a password that was given to you. Choose one that only you know.")
    form = NewPasswordForm(person, theme=theme, go_on=_("Keep and sign in"), name="new_password_form", about=about)
    hint = _("At least {n} characters; several words are easy to remember.").format(n=LEAST_CHARACTERS)
    first = form.add_line(_("New password"), "new_password", is_secret=True, hint=hint)
    return form.ask(first, form.add_line(_("New password again"), "new_password_again", is_secret=True))


def code_form(*, theme: Theme) -> OneLineForm:
    """Asks an agent for the code."""
    about = _("Your team leader or a QA lead makes the code for you. It opens your own results, once.")
    form = OneLineForm(_("Agent with a code"), theme=theme, go_on=_("Open"), name="code_form", about=about)
    field = form.add_line(_("Code"), "agent_code_field")
    field.setPlaceholderText(_("such as {code}").format(code=shown_code(_EXAMPLE)))
    return form.ask(field)


def team_form(place: str, account: str, has_keyring: bool, *, theme: Theme) -> TeamForm:
    """Asks for a login of the team's server; before it nobody's name can be read."""
    about = _("This workspace is your team's, on {place}.").format(place=place)
    form = TeamForm(_("Sign in"), theme=theme, go_on=_("Sign in"), name="team_form", about=about, back=False)
    name = form.add_line(_("Account"), "team_account", text=account)
    password = form.add_line(_("Password"), "team_password", is_secret=True)
    keep = form.add_switch(_("Keep in this computer's keyring"), "team_keep")
    if not has_keyring:
        keep.hide()
        form.add_words(_("This computer has no keyring, so the password is asked each time and kept nowhere."))
    return form.ask(name, password, keep)
