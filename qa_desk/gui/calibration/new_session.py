"""A new session, in the page: title, kind, form, panel and day beside the calls; the button says what it will do."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId, VersionId
from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import ScorecardVersion, VersionState
from qa_desk.gui.calibration.call_picker import CallPicker
from qa_desk.gui.calibration.coming_back import ComingBack
from qa_desk.gui.calibration.criteria_choice import CriteriaChoice
from qa_desk.gui.calibration.panel_choice import PanelChoice
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import _, ngettext
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calibration.convening_views import RecurrenceDraft, SuggestionQuery
from qa_desk.services.calibration.session_words import every_words, session_kind_title, session_kind_words
from qa_desk.services.forms.authoring_views import ScorecardSummary
from qa_desk.services.keeping.session_opening import smallest_panel

_USUAL_DAYS = 7
_USUAL_DAYS_APART = 14
_SIDE = 320
_DUE_HOUR = time(18, 0)
_SUGGEST_AFTER_MS = 250


@dataclass(frozen=True, slots=True)
class Choices:
    """What a session can be made of; `picked` are the calls that it begins with."""

    people: tuple[Person, ...]
    scorecards: tuple[ScorecardSummary, ...]
    time_zone: str
    today: date
    picked: tuple[CallSummary, ...] = ()


class NewSession(QWidget):
    """The form of a new session.

    Signals:
        changed: the draft is another; ask `problem` and `sentence`.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices: Choices | None = None
        self._suggest_soon = QTimer(self)
        self._suggest_soon.setSingleShot(True)
        self._suggest_soon.setInterval(_SUGGEST_AFTER_MS)
        self._build()
        self._connect()

    def begin(self, choices: Choices) -> None:
        """An empty form, but for calls picked before."""
        self._choices = choices
        self._title.clear()
        self._kind.setCurrentIndex(0)
        self._hides_agent.setChecked(False)
        self._panel.begin(choices.people)
        self._due.set_earliest(choices.today)
        self._due.set_day(choices.today + timedelta(days=_USUAL_DAYS))
        self._comes_back.begin(choices.today)
        self._calls.begin(choices.picked, choices.time_zone)
        self._on_kind()
        self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def kind(self) -> SessionKind:
        """What the session is to measure."""
        return SessionKind(self._kind.currentData())

    @property
    def comes_back(self) -> bool:
        """Whether a recurring session is described, rather than one to be opened now."""
        return self._comes_back.every is not None

    def draft(self) -> SessionDraft:
        """What was chosen for one session."""
        assert self._choices is not None
        zone = ZoneInfo(self._choices.time_zone)
        return SessionDraft(
            title=self._title.text().strip(),
            call_ids=self._calls.picked,
            panel_ids=self._panel.inspectors,
            version_id=VersionId(self._version.currentData()),
            kind=self.kind,
            due_at=datetime.combine(self._due.day, _DUE_HOUR, zone).astimezone(UTC),
            quorum=self._panel.quorum,
            criteria=self._criteria.keys,
            hides_agent=self._hides_agent.isChecked(),
            agent_ids=self._panel.agents,
            apart_days=self._apart.value() if self.kind is SessionKind.SAME_INSPECTOR else None,
        )

    def recurrence(self) -> RecurrenceDraft:
        """What was chosen for a session that comes back."""
        assert self._choices is not None
        every = self._comes_back.every
        assert every is not None, "asked for once only"
        return RecurrenceDraft(
            title=self._title.text().strip(),
            every=every,
            weekday=self._comes_back.weekday,
            panel_ids=self._panel.inspectors,
            scorecard_key=self._scorecard_key(),
            n_calls=self._comes_back.n_calls,
            evidence=self._calls.evidence,
            due_days=(self._due.day - self._choices.today).days,
            quorum=self._panel.quorum,
            hides_agent=self._hides_agent.isChecked(),
            criteria=self._criteria.keys,
            kind=self.kind,
            agent_ids=self._panel.agents,
            apart_days=self._apart.value() if self.kind is SessionKind.SAME_INSPECTOR else None,
        )

    def problem(self) -> str:
        """What is missing yet, in words; empty when the session can be opened."""
        if not self._title.text().strip():
            return _("Give the session a title.")
        if not self._calls.picked and not self.comes_back:
            return _("Pick at least one call.")
        fewest = smallest_panel(self.kind)
        if len(self._panel.inspectors) < fewest:
            return _("Choose at least one inspector.") if fewest == 1 else _("Choose at least two inspectors.")
        if self.kind is SessionKind.WITH_AGENTS and not self._panel.agents:
            return _("Choose at least one agent.")
        if self._criteria.is_none:
            return _("Tick at least one criterion.")
        return "" if self._version.currentData() else _("Publish a scorecard first.")

    def sentence(self) -> str:
        """What opening will do."""
        n_inspectors, n_agents = len(self._panel.inspectors), len(self._panel.agents)
        inspectors = ngettext("{n} inspector", "{n} inspectors", n_inspectors).format(n=n_inspectors)
        every = self._comes_back.every
        if every is not None:
            n_calls = self._comes_back.n_calls
            calls = ngettext("{n} call", "{n} calls", n_calls).format(n=n_calls)
            when = every_words(every, self._comes_back.weekday)
            return _("Let it come back {when}: {calls} × {inspectors}").format(
                when=when, calls=calls, inspectors=inspectors
            )
        n_calls = len(self._calls.picked)
        calls = ngettext("{n} call", "{n} calls", n_calls).format(n=n_calls)
        if n_agents:
            agents = ngettext("{n} agent", "{n} agents", n_agents).format(n=n_agents)
            told = _("Open the session: {calls} × {inspectors} and {agents}")
            return told.format(calls=calls, inspectors=inspectors, agents=agents)
        return _("Open the session: {calls} × {inspectors}").format(calls=calls, inspectors=inspectors)

    def focus_find(self) -> bool:
        """Take the keyboard to the search for calls."""
        self._calls.focus_find()
        return True

    def _build(self) -> None:
        theme = self._context.theme
        self._title = QLineEdit()
        self._title.setObjectName("session_title")
        self._title.setPlaceholderText(_("December, first session"))
        self._calls = CallPicker(self._context)
        row = QHBoxLayout(self)
        edge = theme.size("xl")
        row.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        row.setSpacing(edge * 2)
        row.addWidget(self._build_side())
        row.addWidget(self._calls, 1)

    def _build_side(self) -> QWidget:
        theme = self._context.theme
        self._kind = QComboBox()
        self._kind.setObjectName("session_kind")
        for kind in SessionKind:
            self._kind.addItem(session_kind_title(kind), kind.value)
        self._kind_words = QLabel()
        self._kind_words.setObjectName("kind_words")
        self._kind_words.setWordWrap(True)
        self._kind_words.setProperty("tone", "muted")
        self._kind_words.setProperty("type", "caption")
        self._version = QComboBox()
        self._version.setObjectName("session_version")
        self._due = DayEdit(theme=theme, name="session_due", title=_("Due day"))
        self._apart = NumberBox()
        self._apart.setObjectName("apart_days")
        self._apart.setRange(0, 365)
        self._apart.setValue(_USUAL_DAYS_APART)
        self._apart.setSuffix(" " + _("days or more"))
        self._apart_label = _label(_("Scored before, at least"), self._apart)
        self._panel = PanelChoice(self._context)
        self._criteria = CriteriaChoice(self._context)
        self._hides_agent = QCheckBox(_("Hide whose call it is"))
        self._hides_agent.setObjectName("hides_agent")
        self._hides_agent.setToolTip(
            _("Until the session is closed nobody in it sees whose call it is, nor in its files and what is said")
        )
        self._comes_back = ComingBack(self._context)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.size("md"), 0)
        column.setSpacing(theme.size("xs"))
        for words, field, below in (
            (_("Title"), self._title, None),
            (_("Kind"), self._kind, self._kind_words),
            (_("Scorecard"), self._version, self._criteria),
            (_("Due"), self._due, None),
            (_("Comes back"), self._comes_back, None),
        ):
            column.addWidget(_label(words, field))
            column.addWidget(field)
            if below is not None:
                column.addWidget(below)
            column.addSpacing(theme.size("sm"))
        for part in (self._apart_label, self._apart, self._panel, self._hides_agent):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(theme.px(_SIDE))
        self._side = scroll
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        return scroll

    def _measure(self) -> None:
        self._side.setFixedWidth(self._context.theme.px(_SIDE))

    def _connect(self) -> None:
        self._context.theme.changed.connect(self._measure)
        self._title.textChanged.connect(lambda _text: self.changed.emit())
        self._kind.activated.connect(lambda _index: self._on_kind())
        self._version.activated.connect(lambda _index: self._on_version())
        self._panel.changed.connect(self._on_panel)
        self._apart.valueChanged.connect(lambda _value: self._suggest_soon.start())
        self._calls.changed.connect(self.changed)
        self._calls.evidence_changed.connect(self._suggest)
        self._criteria.changed.connect(self.changed)
        self._comes_back.changed.connect(self.changed)
        self._suggest_soon.timeout.connect(self._suggest)

    def _on_kind(self) -> None:
        kind = self.kind
        self._kind_words.setText(session_kind_words(kind))
        is_again = kind is SessionKind.SAME_INSPECTOR
        self._apart_label.setVisible(is_again)
        self._apart.setVisible(is_again)
        self._panel.show_agents(is_shown=kind is SessionKind.WITH_AGENTS)
        # a pilot is about one form on one day
        self._comes_back.setEnabled(kind is not SessionKind.PILOT)
        if kind is SessionKind.PILOT and self._choices is not None:
            self._comes_back.begin(self._choices.today)
        # a session with agents keeps everybody's identity back, whatever was ticked
        self._hides_agent.setEnabled(kind is not SessionKind.WITH_AGENTS)
        if kind is SessionKind.WITH_AGENTS:
            self._hides_agent.setChecked(True)
        self._fill_versions()
        self.changed.emit()

    def _fill_versions(self) -> None:
        """Published versions, the newest first; for a pilot what is still written too."""
        scorecards = self._choices.scorecards if self._choices else ()
        before = self._version.currentData()
        offered = {VersionState.PUBLISHED} | ({VersionState.DRAFT} if self.kind is SessionKind.PILOT else set())
        self._version.clear()
        for card in scorecards:
            for version in reversed(card.versions):
                if version.state in offered:
                    told = _("{title}, version {number}")
                    if version.state is VersionState.DRAFT:
                        told = _("{title}, draft {number}")
                    words = told.format(title=in_words(card.title), number=version.number)
                    self._version.addItem(words, version.version_id)
        kept = self._version.findData(before) if before is not None else -1
        usual = next((i for i, card in enumerate(scorecards) if card.key == "service"), 0)
        self._version.setCurrentIndex(kept if kept >= 0 else min(usual, self._version.count() - 1))
        self._on_version()

    def _on_version(self) -> None:
        version_id = self._version.currentData()
        if version_id is None:
            self._criteria.show_form(None)
            return
        authoring, actor = self._context.services.authoring, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the form"),
            lambda _progress: authoring.version(actor, VersionId(version_id)),
            self._on_form,
            lambda error: self._context.notices.error(error, key="new session"),
            is_quiet=True,
        )
        self._suggest_soon.start()

    def _on_form(self, version: ScorecardVersion) -> None:
        if version.id == self._version.currentData():
            self._criteria.show_form(version)

    def _on_panel(self) -> None:
        self._suggest_soon.start()
        self.changed.emit()

    def _suggest(self) -> None:
        self._suggest_soon.stop()
        key = self._scorecard_key()
        if key:
            query = SuggestionQuery(
                key, self._panel.inspectors, self.kind, self._calls.evidence, apart_days=self._apart.value()
            )
            self._calls.suggest(query)

    def _scorecard_key(self) -> str:
        chosen = self._version.currentData()
        cards = self._choices.scorecards if self._choices else ()
        return next((card.key for card in cards if any(v.version_id == chosen for v in card.versions)), "")


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setProperty("weight", "medium")
    label.setBuddy(buddy)
    buddy.setAccessibleName(words)
    buddy.setToolTip(words)
    return label


def calls_asked_for(place: Place) -> tuple[CallId, ...]:
    """The calls that a new session begins with (`calls=id,id`)."""
    try:
        return tuple(CallId(UUID(one)) for one in place.get("calls").split(",") if one)
    except ValueError:
        return ()
