"""How the recordings of the workspace are protected: for administrators, and for whoever's machine lacks the key."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import Progress
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.privacy.protecting import Converted, ProtectionState, SwitchedOn

_NOTICE = "recordings protection"


class RecordingsProtection(QWidget):
    """A group of the page with what holds now in a sentence, and what can be done about it as buttons."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._protecting = context.services.protecting
        self.setObjectName("preferences_group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self._build()

    def ask_again(self) -> None:
        """Show what holds now."""
        self._context.jobs.run(
            self,
            _("Reading how recordings are protected"),
            lambda _progress: self._protecting.state(),
            self._show,
            lambda _error: None,
            is_quiet=True,
        )

    def _build(self) -> None:
        theme = self._context.theme
        heading = QLabel(_("Encryption of recordings"))
        heading.setProperty("type", "title")
        self._says = QLabel()
        self._says.setObjectName("recordings_protection")
        self._says.setWordWrap(True)
        self._encrypt = self._button(_("Encrypt all recordings"), "encrypt_recordings", self._switch_on)
        self._go_on = self._button(_("Convert what is left"), "convert_recordings", self._convert)
        self._save = self._button(_("Save a copy of the key …"), "save_recordings_key", self._save_key)
        self._take = self._button(_("Take a key file …"), "take_recordings_key", self._take_key)
        self._decrypt = self._button(_("Stop encrypting"), "decrypt_recordings", self._switch_off)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        for button in (self._encrypt, self._save, self._go_on, self._take, self._decrypt):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("lg"), 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(heading)
        column.addWidget(self._says)
        column.addLayout(buttons)

    def _button(self, text: str, name: str, act: object) -> Button:
        button = Button(text, theme=self._context.theme, name=name)
        button.clicked.connect(act)
        return button

    def _show(self, state: ProtectionState) -> None:
        keeps = self._context.may(Action.MANAGE_CENTRE)
        lacks_key = bool(state.key_id) and not state.has_key
        self._says.setText(_said(state))
        self._encrypt.setVisible(keeps and not state.is_on and not lacks_key)
        self._go_on.setVisible(keeps and state.has_key)
        self._save.setVisible(keeps and state.has_key)
        self._decrypt.setVisible(keeps and state.is_on and state.has_key)
        self._take.setVisible(lacks_key)
        self.setVisible(keeps or lacks_key)

    def _switch_on(self) -> None:
        actor = self._context.actor

        def work(progress: Progress) -> tuple[SwitchedOn, Converted]:
            switched = self._protecting.switch_on(actor)
            return switched, self._protecting.convert(actor, progress)

        self._context.jobs.run(
            self, _("Encrypting recordings"), work, self._on_switched_on, self._on_failed, lane="files"
        )

    def _on_switched_on(self, done: tuple[SwitchedOn, Converted]) -> None:
        switched, converted = done
        self._context.hub.announce(switched.changes)
        told = _("The key is kept in {place}. Without it nobody can hear the recordings: save a copy of it.")
        self._context.notices.done(
            f"{_converted(converted)} {told.format(place=switched.key_place)}",
            action_title=_("Save a copy of the key …"),
            action=self._save_key,
            key=_NOTICE,
        )
        self.ask_again()

    def _switch_off(self) -> None:
        actor = self._context.actor

        def work(progress: Progress) -> Converted:
            self._protecting.switch_off(actor)
            return self._protecting.convert(actor, progress)

        self._context.jobs.run(
            self, _("Keeping recordings as they came"), work, self._on_converted, self._on_failed, lane="files"
        )

    def _convert(self) -> None:
        actor = self._context.actor
        self._context.jobs.run(
            self,
            _("Converting recordings"),
            lambda progress: self._protecting.convert(actor, progress),
            self._on_converted,
            self._on_failed,
            lane="files",
        )

    def _on_converted(self, converted: Converted) -> None:
        self._context.notices.done(_converted(converted), key=_NOTICE)
        self.ask_again()

    def _save_key(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / "qa-desk-recordings.key")
        name, _filter = QFileDialog.getSaveFileName(
            self.window(), _("Save a copy of the key"), proposed, _("Key file (*.key)")
        )
        if name:
            actor, path = self._context.actor, Path(name)
            self._context.jobs.run(
                self,
                _("Saving the key"),
                lambda _progress: self._protecting.save_key(actor, path),
                lambda _nothing: self._context.notices.done(
                    _("The key was written to {file}. Whoever has it hears every recording.").format(file=path.name),
                    key=_NOTICE,
                ),
                self._on_failed,
            )

    def _take_key(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self.window(), _("Take a key file"), "", ";;".join((_("Key file (*.key)"), _("All files (*)")))
        )
        if name:
            path = Path(name)
            self._context.jobs.run(
                self,
                _("Taking the key"),
                lambda _progress: self._protecting.take_key(path),
                self._on_taken,
                self._on_failed,
            )

    def _on_taken(self, place: str) -> None:
        self._context.notices.done(_("The key is kept in {place}.").format(place=place), key=_NOTICE)
        self.ask_again()

    def _on_failed(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)
        self.ask_again()


def _said(state: ProtectionState) -> str:
    if state.key_id and not state.has_key:
        return _(
            "The recordings are encrypted, and this machine has no key: choose the key file of your administrator."
        )
    if state.is_on:
        return _("Every recording that comes in is encrypted, and copies of it are too.")
    if state.key_id:
        return _("Recordings that come in are kept as they came. The key opens those that are still encrypted.")
    return _("Recordings are kept as they came: whoever may read the folder can hear them.")


def _converted(converted: Converted) -> str:
    n = converted.n_converted
    told = ngettext("{n} recording was converted.", "{n} recordings were converted.", n).format(n=n)
    if not converted.left:
        return told
    left = _("Gone or changed, and left as they are: {files}.").format(files=listed(converted.left))
    return f"{told} {left}"
