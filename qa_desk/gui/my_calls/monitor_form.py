"""What is said of a call before it is heard: how it is heard, whose it is, on which scorecard, and what records it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.ids import PersonId, VersionId
from qa_desk.domain.people import Person
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words, mode_title
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.suggestions import dress_suggestions
from qa_desk.i18n import N_, _
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from qa_desk.services.forms.authoring_views import ScorecardSummary

_WIDTH = 560
_USUAL_SCORECARD = "service"
_HINTS: dict[MonitoringMode, str] = {
    MonitoringMode.LIVE: N_("You listen in from elsewhere while the agent speaks."),
    MonitoringMode.SIDE_BY_SIDE: N_("You sit beside the agent, who knows that you listen."),
    MonitoringMode.TEST_CALL: N_("You call the centre yourself, as a customer would."),
}


@dataclass(frozen=True, slots=True)
class MonitorChoices:
    """Whose calls can be heard, what they are scored on, and what they are about."""

    agents: tuple[Person, ...]
    scorecards: tuple[ScorecardSummary, ...]
    business_types: tuple[str, ...]


class MonitorForm(QWidget):
    """One column of fields; Ctrl+Enter begins.

    Signals:
        begin_requested: a `MonitoringDraft`; `device` says what is to be recorded from.
        cancelled: the person gives it up.
    """

    begin_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("monitor_view")
        self._build()
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.cancelled)
        self._mode.chosen.connect(lambda _mode: self._say())
        self._agent.currentTextChanged.connect(lambda _text: self._say())

    @property
    def device(self) -> str | None:
        """The device to record from, empty for the system's; None records nothing."""
        found = self._device.currentData()
        return None if found is None else str(found)

    def begin(self, choices: MonitorChoices) -> None:
        """An empty form; the mode stays as it was last."""
        self._form.set_busy(False)
        self._form.show_error(None)
        self._fill(self._agent, tuple((person.name, person.id) for person in choices.agents))
        self._agent.setCurrentIndex(-1)
        self._agent.clearEditText()
        self._fill(self._business_type, tuple((name, name) for name in choices.business_types))
        self._business_type.setCurrentIndex(-1)
        self._business_type.clearEditText()
        self._key.clear()
        self._fill_versions(choices.scorecards)
        self._say()
        self._agent.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_devices(self, names: tuple[str, ...]) -> None:
        """The devices that are there; the one used last is chosen."""
        settings = self._context.settings.current
        self._device.clear()
        self._device.addItem(_("No recording"), None)
        if names:
            self._device.addItem(_("The system’s device"), "")
        for name in names:
            self._device.addItem(name, name)
        place = self._device.findData(settings.input_device) if settings.records_calls else 0
        self._device.setCurrentIndex(max(place, 0))

    def refuse(self, error: Exception) -> None:
        """It could not be begun: say why; what was typed stays."""
        self._form.refuse(error)

    def _build(self) -> None:
        theme = self._context.theme
        modes = tuple(Segment(mode, mode_title(mode)) for mode in _HINTS)
        self._mode = SegmentedChoice(modes, theme=theme, name="monitor_mode", subject=_("How it is heard"))
        self._mode.set_value(MonitoringMode.LIVE)
        self._hint = QLabel()
        self._hint.setObjectName("monitor_hint")
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "muted")
        self._agent = _searched("monitor_agent", _("Type a part of the name"))
        self._version = QComboBox()
        self._version.setObjectName("monitor_version")
        self._business_type = _searched("monitor_business_type", _("What the call is about, if you know"))
        self._key = line_field("monitor_key", _("Made up from day and time"))
        self._device = QComboBox()
        self._device.setObjectName("monitor_device")
        self._form = Form(theme=theme, commands=self._context.commands, save_title=_("Begin to listen"), name="monitor")
        form = self._form
        form.add_field(_("Agent"), self._agent)
        form.add_field(_("Scorecard"), self._version)
        form.add_field(_("Business type"), self._business_type)
        form.add_field(_("Call id"), self._key)
        form.add_field(
            _("Record from"),
            self._device,
            hint=_("QA Desk records while you score, and the desk is marked in red. Tell those who must know."),
        )
        title = QLabel(_("Monitor a call"))
        title.setProperty("type", "page")
        told = QLabel(_("The score stands for this call alone, and enters no figure that speaks for all calls."))
        told.setWordWrap(True)
        told.setProperty("tone", "muted")
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        for widget in (title, self._mode, self._hint, told, form):
            column.addWidget(widget)
        outer = QVBoxLayout(self)
        edge = theme.size("xl")
        outer.setContentsMargins(edge, theme.size("lg"), edge, edge)
        outer.addWidget(inner)
        outer.addStretch(1)

    def _fill(self, box: QComboBox, entries: tuple[tuple[str, object], ...]) -> None:
        box.clear()
        for words, value in entries:
            box.addItem(words, value)

    def _fill_versions(self, scorecards: tuple[ScorecardSummary, ...]) -> None:
        self._version.clear()
        for summary in sorted(scorecards, key=lambda one: (one.key != _USUAL_SCORECARD, one.key)):
            newest = summary.in_force
            if newest is not None:
                words = _("{title}, version {number}").format(title=in_words(summary.title), number=newest.number)
                self._version.addItem(words, newest.version_id)

    def _chosen_mode(self) -> MonitoringMode:
        mode = self._mode.value
        assert isinstance(mode, MonitoringMode)
        return mode

    def _agent_id(self) -> PersonId | None:
        """The agent whose name is typed; None for a name that nobody has."""
        place = self._agent.findText(self._agent.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        return PersonId(self._agent.itemData(place)) if place >= 0 else None

    def _say(self) -> None:
        self._hint.setText(_(_HINTS[self._chosen_mode()]))
        self._form.save_button.set_disabled_reason(self._what_lacks())

    def _what_lacks(self) -> str:
        if self._version.count() == 0:
            return _("Publish a scorecard first")
        typed = self._agent.currentText().strip()
        if self._agent_id() is None and (typed or self._chosen_mode() is not MonitoringMode.TEST_CALL):
            return _("Choose an agent of the centre")
        return ""

    def _on_saved(self) -> None:
        if self._what_lacks():
            return
        self._form.show_error(None)
        self._form.set_busy(True)
        device = self.device
        kept = {"records_calls": device is not None} | ({"input_device": device} if device is not None else {})
        self._context.settings.change(**kept)
        self.begin_requested.emit(
            MonitoringDraft(
                self._chosen_mode(),
                VersionId(self._version.currentData()),
                self._agent_id(),
                business_type=self._business_type.currentText().strip(),
                call_key=self._key.text().strip(),
            )
        )


def _searched(name: str, placeholder: str) -> QComboBox:
    """A list that is searched by typing any part of an entry."""
    box = QComboBox()
    box.setObjectName(name)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field, completer = box.lineEdit(), box.completer()
    assert isinstance(field, QLineEdit)
    field.setPlaceholderText(placeholder)
    if completer is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        dress_suggestions(completer, box)
    return box
