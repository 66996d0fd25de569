"""Below an item's facts: who caused it and their answer, what the figures say, and the calls that show it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.ids import DepartmentId, UnitId
from qa_desk.domain.issue import EvidenceRecord, TrackedState
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.i18n import _
from qa_desk.measurement.effect import Verdict
from qa_desk.reports.effect_words import VERDICTS, effect_words
from qa_desk.services.tracked.effects import ItemEffect
from qa_desk.services.tracked.tracking_views import TrackedView

_SIGNED_AS = {TrackedState.EFFECT_SHOWN: Verdict.SHOWN, TrackedState.NO_EFFECT_SHOWN: Verdict.NOT_SHOWN}

CauseOwners = Sequence[tuple[DepartmentId | UnitId, str]]
"""Whom an item can be put down to, by key and name; none for who may not do it."""


class Checking(QWidget):
    """One item's cause, effect and evidence.

    Signals:
        cause_answered: whether the cause is accepted, and the reason where it is not.
        cause_named: the key of the department or unit it is put down to.
        evidence_requested: the call and its evaluation to open.
        play_requested: the place of the evidence to hear.
    """

    cause_answered = Signal(bool, str)
    cause_named = Signal(object)
    evidence_requested = Signal(object)
    play_requested = Signal(int)

    def __init__(
        self,
        view: TrackedView,
        *,
        owners: CauseOwners = (),
        theme: Theme,
        commands: CommandRegistry,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._commands = commands
        self.setObjectName("tracked_checking")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("sm"))
        self._form: Form | None = None
        self._owners = owners
        self._play_buttons: dict[int, Button] = {}
        self._verdict: Verdict | None = None
        self._answers = QWidget()
        answers = QVBoxLayout(self._answers)
        answers.setContentsMargins(0, 0, 0, 0)
        answers.setSpacing(theme.size("sm"))
        self._column.addWidget(self._answers)
        if view.cause is not None and view.cause.may_answer:
            self._add_answers(answers, may_reject=view.cause.may_reject)
        if owners and view.item.state not in (TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN):
            title = _("Name another cause owner …") if view.cause is not None else _("Name a cause owner …")
            name = Button(title, theme=theme, icon="building", name="name_cause")
            name.setToolTip(_("The department or unit it is put down to; it has days to answer"))
            name.clicked.connect(self._on_name)
            answers.addWidget(name)
        self._answers.setVisible(answers.count() > 0)

    @property
    def is_filled(self) -> bool:
        """Whether the effect is shown already."""
        return self.findChild(QLabel, "effect_words") is not None

    @property
    def has_form(self) -> bool:
        """Whether a reason is being written."""
        return self._form is not None

    def against(self, state: TrackedState) -> str:
        """What to say to who is about to sign something else than the figures say; empty where they agree."""
        agreed = _SIGNED_AS.get(state)
        if agreed is None or self._verdict is None or self._verdict is agreed:
            return ""
        return _("The figures say: {verdict}. Say why you sign it nevertheless.").format(
            verdict=_(VERDICTS[self._verdict])
        )

    def show_effect(self, found: ItemEffect) -> None:
        """Say what the figures say."""
        self._verdict = found.effect.verdict if found.after is not None else None
        self._column.addWidget(_label(_("Effect check"), "caption", "muted"))
        if found.after is not None:
            verdict = _label(_(VERDICTS[found.effect.verdict]), "title")
            verdict.setObjectName("effect_verdict")
            self._column.addWidget(verdict)
        words = _label(effect_words(found, day_and_year), "", "muted")
        words.setObjectName("effect_words")
        self._column.addWidget(words)

    def show_evidence(self, records: tuple[EvidenceRecord, ...]) -> None:
        """Offer the calls that show what it is about."""
        if not records:
            return
        self._column.addWidget(_label(_("Evidence"), "caption", "muted"))
        for place, record in enumerate(records):
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("sm"))
            if record.start_s is not None:
                play = Button(
                    "", theme=self._theme, small=True, icon="play", tip=_("Play the passage"), name=f"play_{place}"
                )
                play.clicked.connect(lambda _checked=False, at=place: self.play_requested.emit(at))
                self._play_buttons[place] = play
                row.addWidget(play)
            row.addWidget(self._opening(place, record))
            row.addStretch(1)
            self._column.addLayout(row)

    def show_playing(self, place: int | None) -> None:
        """Show which evidence is heard; None for none."""
        for at, button in self._play_buttons.items():
            button.set_icon(
                "pause" if at == place else "play", tip=_("Pause") if at == place else _("Play the passage")
            )

    def _opening(self, place: int, record: EvidenceRecord) -> Button:
        title = _("Call {key}").format(key=record.call_key)
        if record.start_s is not None:
            title = _("Call {key} at {second} s").format(key=record.call_key, second=f"{record.start_s:.0f}")
        button = Button(title, theme=self._theme, small=True, icon="phone", name=f"evidence_{place}")
        button.setToolTip(record.note or _("Open the call and what was noted"))
        button.clicked.connect(lambda: self.evidence_requested.emit(record))
        return button

    def _add_answers(self, column: QVBoxLayout, *, may_reject: bool) -> None:
        accept = Button(_("Accept the cause"), theme=self._theme, icon="check", name="accept_cause")
        accept.clicked.connect(lambda: self.cause_answered.emit(True, ""))
        column.addWidget(accept)
        if may_reject:
            reject = Button(_("Reject the cause"), theme=self._theme, icon="cross", name="reject_cause")
            reject.setToolTip(_("Once, with a reason; QA then names another owner or explains"))
            reject.clicked.connect(self._on_reject)
            column.addWidget(reject)

    def _on_reject(self) -> None:
        if self._form is not None:
            return
        title = _("Reject the cause")
        form = Form(theme=self._theme, commands=self._commands, save_title=title, name="cause_form", primary=False)
        reason = text_field("cause_reason", self._theme, _("Why it is not caused there"))
        form.add_field(_("Reason"), reason)
        form.saved.connect(lambda: self.cause_answered.emit(False, reason.toPlainText()))
        form.cancelled.connect(self._on_cancelled)
        self._form = form
        self._answers.hide()
        self._column.insertWidget(0, form)
        reason.setFocus()

    def _on_name(self) -> None:
        if self._form is not None:
            return
        title = _("Name the cause owner")
        form = Form(theme=self._theme, commands=self._commands, save_title=title, name="name_cause_form", primary=False)
        choice = QComboBox()
        choice.setObjectName("cause_owner_choice")
        choice.setMaxVisibleItems(16)
        for key, words in self._owners:
            choice.addItem(words, key)
        form.add_field(_("Department or unit"), choice)
        form.saved.connect(lambda: self.cause_named.emit(choice.currentData()))
        form.cancelled.connect(self._on_cancelled)
        self._form = form
        self._answers.hide()
        self._column.insertWidget(0, form)
        choice.setFocus()

    def show_error(self, error: Exception) -> bool:
        """Say in the form why the answer was not taken; False where no form is open."""
        if self._form is None:
            return False
        self._form.refuse(error)
        return True

    def _on_cancelled(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._form = None
        self._answers.show()


def _label(words: str, kind: str, tone: str = "") -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    if kind:
        label.setProperty("type", kind)
    if tone:
        label.setProperty("tone", tone)
    return label
