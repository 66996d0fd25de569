"""A new session, in the page: title, calls, panel, form, due day and quorum; the button says what it will do."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId, PersonId, VersionId
from qa_desk.domain.people import Person, Role
from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.calibration.seats import SeatShape
from qa_desk.gui.calibration.signs import open_with_enter
from qa_desk.gui.shell.dates import day_text, length_text, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.chips import Chip, FilterChips
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.services.authoring_views import ScorecardSummary
from qa_desk.services.calibrating_views import SessionDraft
from qa_desk.services.listening_views import CallPage, CallQuery
from qa_desk.services.session_words import session_kind_title

_SEARCH_AFTER_MS = 200
_USUAL_DAYS = 7
_SIDE = 320
_DUE_HOUR = time(18, 0)


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
        self._picked: dict[CallId, CallSummary] = {}
        self._boxes: list[tuple[PersonId, QCheckBox]] = []
        self._search_soon = QTimer(self)
        self._search_soon.setSingleShot(True)
        self._search_soon.setInterval(_SEARCH_AFTER_MS)
        self._build()
        self._connect()

    def begin(self, choices: Choices) -> None:
        """An empty form, but for calls picked before."""
        self._choices = choices
        self._picked = {call.id: call for call in choices.picked}
        self._title.clear()
        self._search.clear()
        self._kind.setCurrentIndex(0)
        self._fill_people(choices.people)
        self._fill_versions(choices.scorecards)
        self._due.set_earliest(choices.today)
        self._due.set_day(choices.today + timedelta(days=_USUAL_DAYS))
        self._show_picked()
        self._find()
        self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def n_calls(self) -> int:
        """How many calls are picked."""
        return len(self._picked)

    @property
    def n_inspectors(self) -> int:
        """How many are in the panel."""
        return len(self._panel())

    def draft(self) -> SessionDraft:
        """What was chosen."""
        assert self._choices is not None
        zone = ZoneInfo(self._choices.time_zone)
        due_at = datetime.combine(self._due.day, _DUE_HOUR, zone).astimezone(UTC)
        return SessionDraft(
            title=self._title.text().strip(),
            call_ids=tuple(self._picked),
            panel_ids=self._panel(),
            version_id=VersionId(self._version.currentData()),
            kind=SessionKind(self._kind.currentData()),
            due_at=due_at,
            quorum=self._quorum.value(),
        )

    def problem(self) -> str:
        """What is missing yet, in words; empty when the session can be opened."""
        if not self._title.text().strip():
            return _("Give the session a title.")
        if not self._picked:
            return _("Pick at least one call.")
        if len(self._panel()) < 2:
            return _("Choose at least two inspectors.")
        return "" if self._version.currentData() else _("Publish a scorecard first.")

    def sentence(self) -> str:
        """What opening will do."""
        calls = ngettext("{n} call", "{n} calls", self.n_calls).format(n=self.n_calls)
        inspectors = ngettext("{n} inspector", "{n} inspectors", self.n_inspectors).format(n=self.n_inspectors)
        return _("Open the session: {calls} × {inspectors}").format(calls=calls, inspectors=inspectors)

    def focus_find(self) -> bool:
        """Take the keyboard to the search for calls."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _build(self) -> None:
        theme = self._context.theme
        self._title = QLineEdit()
        self._title.setObjectName("session_title")
        self._title.setPlaceholderText(_("December, first session"))
        self._search = QLineEdit()
        self._search.setObjectName("call_search")
        self._search.setPlaceholderText(_("Find a call by id, agent or business type"))
        self._search.setAccessibleName(_("Find a call"))
        self._chips = FilterChips(theme=theme, can_add=False, name="picked_calls")
        self._chips.setAccessibleName(_("Calls picked"))
        self._calls: DataTable[CallSummary] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda call: call.id,
            name="calls_to_pick",
            title=_("Calls to pick from; Space or Enter picks"),
        )
        self._note = QLabel()
        self._note.setObjectName("pick_note")
        self._note.setProperty("tone", "muted")
        self._note.setProperty("type", "caption")
        left = QVBoxLayout()
        left.setSpacing(theme.size("sm"))
        left.addWidget(_label(_("Calls"), self._search))
        left.addWidget(self._search)
        left.addWidget(self._chips)
        left.addWidget(self._calls, 1)
        left.addWidget(self._note)
        row = QHBoxLayout(self)
        edge = theme.size("xl")
        row.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        row.setSpacing(edge * 2)
        row.addWidget(self._build_side())
        row.addLayout(left, 1)

    def _build_side(self) -> QWidget:
        theme = self._context.theme
        self._kind = QComboBox()
        self._kind.setObjectName("session_kind")
        for kind in SessionKind:
            self._kind.addItem(session_kind_title(kind), kind.value)
        self._version = QComboBox()
        self._version.setObjectName("session_version")
        self._due = DayEdit(theme=theme, name="session_due", title=_("Due day"))
        self._quorum = QSpinBox()
        self._quorum.setObjectName("session_quorum")
        self._quorum.setMinimum(1)
        self._people = QGridLayout()
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.setSpacing(theme.size("sm"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.size("md"), 0)
        column.setSpacing(theme.size("xs"))
        for words, field in (
            (_("Title"), self._title),
            (_("Kind"), self._kind),
            (_("Scorecard"), self._version),
            (_("Due"), self._due),
        ):
            column.addWidget(_label(words, field))
            column.addWidget(field)
            column.addSpacing(theme.size("sm"))
        column.addWidget(_label(_("Panel"), None))
        column.addLayout(self._people)
        column.addSpacing(theme.size("sm"))
        column.addWidget(_label(_("The reveal waits for"), self._quorum))
        column.addWidget(self._quorum)
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
        self._search.textChanged.connect(lambda _text: self._search_soon.start())
        self._search.returnPressed.connect(self._find)
        self._search_soon.timeout.connect(self._find)
        self._calls.row_opened.connect(self._turn)
        self._calls.play_requested.connect(self._turn)
        open_with_enter(self._context.commands, self._calls)
        # Space picks here even while a recording is loaded, which it plays elsewhere.
        self._context.commands.bind(
            self._calls,
            {"sound.play_pause": lambda: self._calls.play_requested.emit(self._calls.current_row())},
            enabled={"sound.play_pause": lambda: self._calls.hasFocus() and self._calls.current_row() is not None},
        )
        self._chips.removed.connect(self._take_away)
        self._quorum.valueChanged.connect(lambda _value: self._show_quorum())

    def _columns(self) -> tuple[Column[CallSummary], ...]:
        def sign(call: CallSummary) -> tuple[str, str]:
            return ("check", "accent") if call.id in self._picked else ("plus", "muted")

        return (
            Column(
                "picked", "", lambda call: "" if call.id not in self._picked else _("picked"), icon=sign, width=36,
                description=_("Picked"), runs=lambda _call: (),
            ),
            Column("key", _("call"), lambda call: call.key, width=72, weight="medium"),
            Column("agent", _("agent"), lambda call: call.agent_name, width=112, stretch=1),
            Column("type", _("about"), lambda call: call.business_type, width=144, stretch=2),
            Column("day", _("day"), lambda call: call.started_at, self._day, align="right", width=72, token="muted"),
            Column(
                "length", _("length"), lambda call: call.duration_s, lambda value: length_text(float(str(value))),
                align="right", width=72,
            ),
        )  # fmt: skip

    def _day(self, moment: object) -> str:
        zone = self._choices.time_zone if self._choices else "UTC"
        return day_text(local_day(moment, zone)) if isinstance(moment, datetime) else "–"

    def _fill_people(self, people: tuple[Person, ...]) -> None:
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = []
        inspectors = [person for person in people if Role.INSPECTOR in person.roles]
        for row, person in enumerate(inspectors):
            box = QCheckBox(person.name)
            box.setObjectName(f"panel_{person.external_id}")
            box.toggled.connect(lambda _checked: self._on_panel_changed())
            self._people.addWidget(SeatShape(row, theme=self._context.theme), row, 0)
            self._people.addWidget(box, row, 1)
            self._boxes.append((person.id, box))
        self._people.setColumnStretch(1, 1)
        self._on_panel_changed()

    def _fill_versions(self, scorecards: tuple[ScorecardSummary, ...]) -> None:
        self._version.clear()
        for card in scorecards:
            for version in reversed(card.versions):
                if version.state is VersionState.PUBLISHED:
                    words = _("{title}, version {number}").format(title=in_words(card.title), number=version.number)
                    self._version.addItem(words, version.version_id)
        service = next((i for i, card in enumerate(scorecards) if card.key == "service"), 0)
        self._version.setCurrentIndex(min(service, self._version.count() - 1))

    def _panel(self) -> tuple[PersonId, ...]:
        return tuple(person_id for person_id, box in self._boxes if box.isChecked())

    def _on_panel_changed(self) -> None:
        n = len(self._panel())
        was_all = self._quorum.value() == self._quorum.maximum()
        self._quorum.setMaximum(max(n, 1))
        if was_all:
            self._quorum.setValue(max(n, 1))
        self._show_quorum()
        self._show_shapes()
        self.changed.emit()

    def _show_quorum(self) -> None:
        n = len(self._panel())
        self._quorum.setEnabled(n > 0)
        of_all = ngettext("of {n} inspector", "of {n} inspectors", n).format(n=n)
        self._quorum.setSuffix(f" {of_all}" if n else "")

    def _show_shapes(self) -> None:
        """A member's shape is that of the seat they will have."""
        seat = 0
        for row, (_person_id, box) in enumerate(self._boxes):
            item = self._people.itemAtPosition(row, 0)
            shape = item.widget() if item is not None else None
            if isinstance(shape, SeatShape):
                shape.set_seat(seat if box.isChecked() else None)
            seat += box.isChecked()

    def _find(self) -> None:
        self._search_soon.stop()
        listening, actor = self._context.services.listening, self._context.actor
        query = CallQuery(text=self._search.text())
        self._context.jobs.run(
            self,
            _("Finding calls"),
            lambda _progress: listening.calls(actor, query),
            self._on_found,
            lambda error: self._context.notices.error(error, key="new session"),
            is_quiet=True,
        )

    def _on_found(self, page: CallPage) -> None:
        playable = [call for call in page.calls if call.has_recording]
        self._calls.set_rows(playable)
        more = "" if page.is_last else _("There are more: search to find them.")
        told = (_("Space or Enter picks a call."), more)
        self._note.setText(in_a_row(told))

    def _turn(self, call: CallSummary) -> None:
        if call.id in self._picked:
            self._picked.pop(call.id)
        else:
            self._picked[call.id] = call
        self._show_picked()

    def _take_away(self, key: str) -> None:
        self._picked = {call_id: call for call_id, call in self._picked.items() if str(call_id) != key}
        self._show_picked()

    def _show_picked(self) -> None:
        chips = [
            Chip(str(call.id), " · ".join(part for part in (call.key, call.agent_name) if part), is_on=True)
            for call in self._picked.values()
        ]
        self._chips.set_chips(chips)
        self._chips.setVisible(bool(chips))
        self._calls.viewport().update()
        self.changed.emit()


def _label(words: str, buddy: QWidget | None) -> QLabel:
    label = QLabel(words)
    label.setProperty("weight", "medium")
    if buddy is not None:
        label.setBuddy(buddy)
        buddy.setAccessibleName(words)
        buddy.setToolTip(words)
    return label
