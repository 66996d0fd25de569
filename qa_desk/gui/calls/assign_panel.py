"""The panel beside the calls that gives them to inspectors: purpose, who, on which scorecard, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, PersonId, VersionId
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, purpose_title
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.forms.authoring_views import ScorecardSummary
from qa_desk.services.scoring.inspecting_views import AssignmentDraft, InspectorLoad

_WIDTH = 376
_USUAL_DAYS = 7
_USUAL_SCORECARD = "service"
_PURPOSES: dict[Purpose, str] = {
    Purpose.ROUTINE: N_("The call’s score of record, unless a dispute changes it."),
    Purpose.OVERLAP: N_(
        "Two or more inspectors score the same call; neither learns of the other until all are in. "
        "Shows how alike inspectors score."
    ),
    Purpose.REPEAT: N_(
        "The same inspector scores the call again; their earlier evaluation stays hidden until this one is in. "
        "Shows how steady an inspector is."
    ),
    Purpose.CALIBRATION: N_("A panel scores the calls blind and settles the standard together."),
}


@dataclass(frozen=True, slots=True)
class AssignChoices:
    """Who can be given calls, and the scorecards that calls can be scored on."""

    inspectors: tuple[InspectorLoad, ...]
    scorecards: tuple[ScorecardSummary, ...]
    today: date


class AssignPanel(QWidget):
    """Ctrl+Enter assigns; the page lets Escape give up.

    Signals:
        assign_requested: an `AssignmentDraft`.
        session_requested: a calibration session with these calls is wanted.
        cancelled: the person gives it up.
    """

    assign_requested = Signal(object)
    session_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, *, theme: Theme, may_run_sessions: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_run_sessions = may_run_sessions
        self._call_ids: tuple[CallId, ...] = ()
        self._boxes: dict[PersonId, QCheckBox] = {}
        self._error: NoticeBar | None = None
        self.setObjectName("assign_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.px(_WIDTH))
        self._build()
        self._connect()
        self._show_purpose()

    @property
    def purpose(self) -> Purpose:
        """Why the calls are to be scored."""
        value = self._purpose.value
        assert isinstance(value, Purpose)
        return value

    def begin(self, choices: AssignChoices) -> None:
        """Start anew with nobody chosen; the newest scorecard version that is published is chosen, Service first."""
        self.show_error(None)
        self._purpose.set_value(Purpose.ROUTINE)
        self._fill_inspectors(choices.inspectors)
        self._fill_versions(choices.scorecards)
        self._due.set_day(choices.today + timedelta(days=_USUAL_DAYS))
        self._show_purpose()
        self._focus_first()

    def set_calls(self, call_ids: tuple[CallId, ...]) -> None:
        """The calls that are selected now."""
        self._call_ids = call_ids
        self._say()

    def set_busy(self, busy: bool) -> None:
        """Wait for the answer: no second click."""
        self._assign.set_busy(_("Assigning …") if busy else None)
        if not busy:
            self._say()

    def show_error(self, error: Exception | None) -> None:
        """Say in the panel what was wrong; None takes it away."""
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None
        if error is not None:
            self._error = NoticeBar(Notice(NoticeKind.ERROR, sentence(error)), theme=self._theme, closable=False)
            self._error_place.addWidget(self._error)

    def _build(self) -> None:
        theme = self._theme
        self._title = _label(_("Assign"), "title")
        self._purpose = SegmentedChoice(
            tuple(Segment(purpose, purpose_title(purpose)) for purpose in _PURPOSES),
            theme=theme,
            name="assign_purpose",
            subject=_("Purpose"),
        )
        self._purpose.set_value(Purpose.ROUTINE)
        self._hint = _label("", tone="muted", name="purpose_hint")
        self._hint.setWordWrap(True)
        self._version = QComboBox()
        self._version.setObjectName("assign_version")
        self._version.setAccessibleName(_("Scorecard"))
        self._version.setToolTip(_("The scorecard version the calls are scored on"))
        self._due_on = QCheckBox(_("Due"))
        self._due_on.setObjectName("assign_has_due")
        self._due_on.setChecked(True)
        self._due_on.setToolTip(_("Whether the calls have a due day"))
        self._due = DayEdit(theme=theme, name="assign_due", title=_("Due day"))
        self._assign = Button("", theme=theme, kind="primary", name="assign_now")
        self._cancel = Button(_("Cancel"), theme=theme, kind="quiet", name="assign_cancel")
        self._people = QWidget()
        self._people_column = QVBoxLayout(self._people)
        self._people_column.setContentsMargins(0, theme.size("xs"), 0, theme.size("xs"))
        self._people_column.setSpacing(theme.size("sm"))
        self._error_place = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self._theme
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._people)
        self._people_area = area
        due = QHBoxLayout()
        due.setSpacing(theme.size("sm"))
        due.addWidget(self._due_on)
        due.addWidget(self._due, 1)
        self._fields = QWidget()
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(theme.size("sm"))
        fields.addWidget(_label(_("Inspectors"), "caption", tone="muted"))
        fields.addWidget(area, 100)
        fields.addSpacing(theme.size("sm"))
        fields.addWidget(_label(_("Scorecard"), "caption", tone="muted"))
        fields.addWidget(self._version)
        fields.addSpacing(theme.size("sm"))
        fields.addLayout(due)
        fields.addStretch(1)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._title)
        column.addWidget(self._purpose)
        column.addWidget(self._hint)
        column.addSpacing(theme.size("sm"))
        column.addWidget(self._fields, 100)
        column.addLayout(self._error_place)
        column.addSpacing(theme.size("sm"))
        column.addWidget(self._assign)
        column.addWidget(self._cancel)
        column.addStretch(1)

    def _connect(self) -> None:
        self._purpose.chosen.connect(lambda _purpose: self._show_purpose())
        self._assign.clicked.connect(self._on_assign)
        self._cancel.clicked.connect(self.cancelled)
        self._due_on.toggled.connect(self._due.setEnabled)
        self._version.currentIndexChanged.connect(lambda _place: self._say())

    def _fill_inspectors(self, inspectors: Sequence[InspectorLoad]) -> None:
        while (item := self._people_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for load in inspectors:
            box = QCheckBox(_load_words(load))
            box.setObjectName(f"inspector_{load.person.external_id}")
            box.setToolTip(_load_words(load))
            box.toggled.connect(lambda _on: self._say())
            self._boxes[load.person.id] = box
            self._people_column.addWidget(box)
            box.show()
        self._people_column.addStretch(1)
        self._people_area.setMaximumHeight(self._people.sizeHint().height())

    def _fill_versions(self, scorecards: Sequence[ScorecardSummary]) -> None:
        self._version.blockSignals(True)
        self._version.clear()
        for summary in sorted(scorecards, key=lambda one: (one.key != _USUAL_SCORECARD, one.key)):
            newest = summary.in_force
            if newest is not None:
                words = _("{title}, version {number}").format(title=in_words(summary.title), number=newest.number)
                self._version.addItem(words, newest.version_id)
        self._version.blockSignals(False)

    def _show_purpose(self) -> None:
        self._hint.setText(_(_PURPOSES[self.purpose]))
        self._fields.setVisible(self.purpose is not Purpose.CALIBRATION)
        self._say()

    def _chosen(self) -> tuple[PersonId, ...]:
        return tuple(person_id for person_id, box in self._boxes.items() if box.isChecked())

    def _say(self) -> None:
        n_calls, n_people = len(self._call_ids), len(self._chosen())
        calls = ngettext("{n} call", "{n} calls", n_calls).format(n=n_calls)
        self._title.setText(_("Assign {calls}").format(calls=calls))
        if self.purpose is Purpose.CALIBRATION:
            self._assign.set_text(_("Go on to the new session"))
        else:
            people = ngettext("{n} inspector", "{n} inspectors", n_people).format(n=n_people)
            self._assign.set_text(_("Assign {calls} to {inspectors}").format(calls=calls, inspectors=people))
        self._assign.set_disabled_reason(self._what_lacks())

    def _what_lacks(self) -> str:
        if not self._call_ids:
            return _("Select calls in the list first")
        if self.purpose is Purpose.CALIBRATION:
            return "" if self._may_run_sessions else _("A calibration lead opens sessions")
        if not self._chosen():
            return _("Tick at least one inspector")
        if self.purpose is Purpose.OVERLAP and len(self._chosen()) < 2:
            return _("An overlap needs two inspectors or more")
        return "" if self._version.currentIndex() >= 0 else _("Publish a scorecard first")

    def _on_assign(self) -> None:
        if self.purpose is Purpose.CALIBRATION:
            self.session_requested.emit(self._call_ids)
            return
        self.show_error(None)
        self.assign_requested.emit(
            AssignmentDraft(
                self._call_ids,
                self._chosen(),
                VersionId(self._version.currentData()),
                self.purpose,
                self._due.day if self._due_on.isChecked() else None,
            )
        )

    def _focus_first(self) -> None:
        first = next(iter(self._boxes.values()), None)
        (first or self._cancel).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._assign.click()
        else:
            super().keyPressEvent(event)


def _load_words(load: InspectorLoad) -> str:
    parts = [load.person.name]
    if load.n_waiting:
        parts.append(ngettext("{n} waiting", "{n} waiting", load.n_waiting).format(n=load.n_waiting))
    if load.away_until is not None:
        parts.append(_("on leave until {day}").format(day=day_text(load.away_until)))
    return " · ".join(parts)


def _label(words: str, kind: str = "", *, tone: str = "", name: str = "") -> QLabel:
    label = QLabel(words)
    if kind:
        label.setProperty("type", kind)
    if tone:
        label.setProperty("tone", tone)
    if name:
        label.setObjectName(name)
    return label
