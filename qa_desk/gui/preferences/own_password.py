"""One's own password among the preferences: chosen, changed, or taken away where the program alone asks for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.accounts import LEAST_CHARACTERS, PasswordProblem
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.i18n import _

_NOTICE = "own password"


class OwnPassword(QWidget):
    """Says whether one has a password, and opens a small form to change that."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._has_password = False
        self.setObjectName("own_password")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = context.theme
        heading = QLabel(_("Your password"))
        heading.setProperty("type", "title")
        self._told = QLabel()
        self._told.setObjectName("own_password_told")
        self._told.setWordWrap(True)
        self._told.setProperty("tone", "muted")
        self._open = Button(theme=theme, name="own_password_open")
        self._remove = Button(_("Take it away"), theme=theme, kind="quiet", name="own_password_remove")
        self._place = QVBoxLayout()
        self._form: Form | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("lg"), 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(heading)
        column.addWidget(self._told)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._place)
        column.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        self._open.clicked.connect(self._open_form)
        self._remove.clicked.connect(self._ask_to_remove)
        self._remove.hide()

    def ask_again(self) -> None:
        """Look whether there is a password now."""
        signing_in, actor = self._context.services.signing_in, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading how you sign in"),
            lambda _progress: (signing_in.own_password(actor), signing_in.connected() is not None),
            lambda found: self._show(*found),
            is_quiet=True,
        )

    def _show(self, has_password: bool, is_on_server: bool) -> None:
        self._has_password = has_password
        self._close_form()
        self._remove.setVisible(has_password and not is_on_server)
        if is_on_server:
            self._told.setText(_("You sign in to the team's server with a login of your own."))
        elif has_password:
            self._told.setText(_("You are asked for your password when you sign in."))
        else:
            words = _("Your name is enough to sign in. A password keeps others from signing in as you by mistake.")
            self._told.setText(words)
        self._open.set_text(_("Change the password") if has_password else _("Choose a password"))

    def _open_form(self) -> None:
        self._close_form()
        form = self._new_form(_("Keep the password"))
        fields = [self._secret("own_password_now")] if self._has_password else []
        if fields:
            form.add_field(_("Password now"), fields[0])
        first, again = self._secret("own_password_new"), self._secret("own_password_again")
        hint = _("At least {n} characters; several words are easy to remember.").format(n=LEAST_CHARACTERS)
        form.add_field(_("New password"), first, hint=hint)
        form.add_field(_("New password again"), again)
        form.saved.connect(lambda: self._keep(fields[0].text() if fields else None, first.text(), again.text()))
        self._begin(form, (fields or [first])[0])

    def _ask_to_remove(self) -> None:
        self._close_form()
        form = self._new_form(_("Take it away"))
        now = self._secret("own_password_now")
        form.add_field(_("Password now"), now)
        form.saved.connect(lambda: self._take_away(now.text()))
        self._begin(form, now)

    def _new_form(self, save_title: str) -> Form:
        form = Form(
            theme=self._context.theme,
            commands=self._context.commands,
            save_title=save_title,
            name="own_password_form",
            primary=False,
        )
        form.cancelled.connect(self._close_form)
        return form

    def _begin(self, form: Form, field: QLineEdit) -> None:
        self._form = form
        self._place.addWidget(form)
        self._open.hide()
        # A layout shows what was added to it one turn later, and what is not visible takes no focus.
        form.show()
        field.setFocus()

    def _close_form(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._form = None
        self._open.show()

    def _keep(self, now: str | None, first: str, again: str) -> None:
        assert self._form is not None
        if first != again:
            self._form.show_error(QADeskError(ErrorCode.PASSWORD_UNFIT, expected=PasswordProblem.NOT_TWICE.value))
            return
        signing_in, actor = self._context.services.signing_in, self._context.actor
        self._form.set_busy(True)
        self._context.jobs.run(
            self,
            _("Keeping the password"),
            lambda _progress: signing_in.set_own_password(actor, first, password=now),
            lambda _changes: self._on_kept(_("Your new password holds from now on.")),
            self._form.refuse,
        )

    def _take_away(self, now: str) -> None:
        assert self._form is not None
        signing_in, actor = self._context.services.signing_in, self._context.actor
        self._form.set_busy(True)
        self._context.jobs.run(
            self,
            _("Taking the password away"),
            lambda _progress: signing_in.remove_own_password(actor, password=now),
            lambda _changes: self._on_kept(_("Your name is enough to sign in from now on.")),
            self._form.refuse,
        )

    def _on_kept(self, words: str) -> None:
        self._context.notices.done(words, key=_NOTICE)
        self.ask_again()

    def _secret(self, name: str) -> QLineEdit:
        field = line_field(name)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        return field
