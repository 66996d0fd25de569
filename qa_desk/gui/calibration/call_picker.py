"""The calls of a new session: those suggested with the reason beside each, all others below, and what was picked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.domain.recurrence import Evidence
from qa_desk.gui.calibration.signs import open_with_enter
from qa_desk.gui.shell.dates import day_text, length_text, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.chips import Chip, FilterChips
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row
from qa_desk.services.calibration.convening_views import Suggestion, SuggestionQuery
from qa_desk.services.calibration.session_words import evidence_title, suggestion_words
from qa_desk.services.calls.listening_views import CallPage, CallQuery

_SEARCH_AFTER_MS = 200
_ROW_HEIGHT = 48


@dataclass(frozen=True, slots=True)
class Pickable:
    """A call to pick from; `why` is what speaks for it, empty for one that only was found."""

    call: CallSummary
    why: str = ""

    @property
    def key(self) -> str:
        """The call's own."""
        return self.call.key


class CallPicker(QWidget):
    """Search, suggestions and picked calls.

    Signals:
        changed: other calls are picked.
        evidence_changed: suggestions by another evidence are wished for; ask `suggest` again.
    """

    changed = Signal()
    evidence_changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._time_zone = "UTC"
        self._picked: dict[CallId, CallSummary] = {}
        self._found: tuple[CallSummary, ...] = ()
        self._suggested: tuple[Suggestion, ...] = ()
        self._has_more = False
        self._search_soon = QTimer(self)
        self._search_soon.setSingleShot(True)
        self._search_soon.setInterval(_SEARCH_AFTER_MS)
        self._build()
        self._connect()

    @property
    def picked(self) -> tuple[CallId, ...]:
        """The calls picked, in the order they were."""
        return tuple(self._picked)

    @property
    def evidence(self) -> Evidence:
        """What is to speak for the calls suggested."""
        return Evidence(self._evidence.currentData())

    def begin(self, picked: tuple[CallSummary, ...], time_zone: str) -> None:
        """Nothing searched for, and these calls picked before."""
        self._time_zone = time_zone
        self._picked = {call.id: call for call in picked}
        self._suggested = ()
        self._search.clear()
        self._show_picked()
        self._find()

    def suggest(self, query: SuggestionQuery) -> None:
        """Look for calls worth bringing; they come above all others."""
        convening, actor = self._context.services.convening, self._context.actor
        self._run(
            _("Looking for calls worth bringing"), lambda: convening.suggestions(actor, query), self._on_suggested
        )

    def focus_find(self) -> None:
        """Take the keyboard to the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        theme = self._context.theme
        self._search = QLineEdit()
        self._search.setObjectName("call_search")
        self._search.setPlaceholderText(_("Find a call by id, agent or business type"))
        self._search.setAccessibleName(_("Find a call"))
        self._evidence = QComboBox()
        self._evidence.setObjectName("evidence")
        self._evidence.setAccessibleName(_("Suggest by"))
        self._evidence.setToolTip(_("By what calls are suggested; only what nobody has sealed is looked at"))
        for evidence in Evidence:
            self._evidence.addItem(_("by {evidence}").format(evidence=evidence_title(evidence)), evidence.value)
        self._chips = FilterChips(theme=theme, can_add=False, name="picked_calls")
        self._chips.setAccessibleName(_("Calls picked"))
        self._calls: DataTable[Pickable] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda one: one.call.id,
            group=lambda one: _("Worth bringing") if one.why else _("All calls"),
            row_height=_ROW_HEIGHT,
            name="calls_to_pick",
            title=_("Calls to pick from; Space or Enter picks"),
        )
        self._note = QLabel()
        self._note.setObjectName("pick_note")
        self._note.setProperty("tone", "muted")
        self._note.setProperty("type", "caption")
        label = QLabel(_("Calls"))
        label.setProperty("weight", "medium")
        label.setBuddy(self._search)
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._search, 1)
        row.addWidget(self._evidence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self._chips)
        column.addWidget(self._calls, 1)
        column.addWidget(self._note)

    def _connect(self) -> None:
        self._search.textChanged.connect(lambda _text: self._search_soon.start())
        self._search.returnPressed.connect(self._find)
        self._search_soon.timeout.connect(self._find)
        self._evidence.activated.connect(lambda _index: self.evidence_changed.emit())
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

    def _columns(self) -> tuple[Column[Pickable], ...]:
        def sign(one: Pickable) -> tuple[str, str]:
            return ("check", "accent") if one.call.id in self._picked else ("plus", "muted")

        return (
            Column(
                "picked", "", lambda one: "" if one.call.id not in self._picked else _("picked"), icon=sign, width=36,
                description=_("Picked"), runs=lambda _call: (),
            ),
            Column("key", _("call"), lambda one: one.call.key, width=72, weight="medium"),
            Column(
                "about", _("about"), _about,
                width=168, stretch=2, second_line=lambda one: one.why, tip=lambda one: one.why,
            ),
            Column("day", _("day"), lambda one: one.call.started_at, self._day, align="right", width=72, token="muted"),
            Column(
                "length", _("length"), lambda one: one.call.duration_s, lambda value: length_text(float(str(value))),
                align="right", width=72,
            ),
        )  # fmt: skip

    def _day(self, moment: object) -> str:
        return day_text(local_day(moment, self._time_zone)) if isinstance(moment, datetime) else "–"

    def _find(self) -> None:
        self._search_soon.stop()
        listening, actor = self._context.services.listening, self._context.actor
        query = CallQuery(text=self._search.text())
        self._run(_("Finding calls"), lambda: listening.calls(actor, query), self._on_found)

    def _run(self, title: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        self._context.jobs.run(
            self,
            title,
            lambda _progress: work(),
            done,
            lambda error: self._context.notices.error(error, key="new session"),
            is_quiet=True,
        )

    def _on_found(self, page: CallPage) -> None:
        self._found = tuple(call for call in page.calls if call.has_recording)
        self._has_more = not page.is_last
        self._show_calls()

    def _on_suggested(self, found: tuple[Suggestion, ...]) -> None:
        self._suggested = found
        self._show_calls()

    def _show_calls(self) -> None:
        wanted = {call.id for call in self._found}
        is_search = bool(self._search.text().strip())
        above = [
            Pickable(one.call, suggestion_words(one))
            for one in self._suggested
            if not is_search or one.call.id in wanted
        ]
        shown = {one.call.id for one in above}
        self._calls.set_rows((*above, *(Pickable(call) for call in self._found if call.id not in shown)))
        more = _("There are more: search to find them.") if self._has_more else ""
        self._note.setText(in_a_row((_("Space or Enter picks a call."), more)))

    def _turn(self, one: Pickable) -> None:
        if one.call.id in self._picked:
            self._picked.pop(one.call.id)
        else:
            self._picked[one.call.id] = one.call
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


def _about(one: Pickable) -> str:
    return " · ".join(part for part in (one.call.agent_name, one.call.business_type) if part)
