"""The strip under the meeting: what can be done besides settling, the clock, who is here, what was decided."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desk.domain.meeting import DecisionKind
from qa_desk.gui.calibration.meeting_clock import MeetingClock
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, ngettext
from qa_desk.reports.panel_words import DECISION_TITLES
from qa_desk.services.calibration.meeting_views import RoomView

_COMMANDS: dict[DecisionKind, str] = {
    DecisionKind.GUIDANCE: "meeting.guidance",
    DecisionKind.TRACKED_ITEM: "meeting.tracked_item",
    DecisionKind.STANDARD_CASE: "meeting.standard_case",
    DecisionKind.TRAINING_NOTE: "meeting.training_note",
    DecisionKind.ACTION: "meeting.action",
}


class MeetingBar(QWidget):
    """Buttons that wear their keys.

    Signals:
        mark_requested: play this lane's mark.
        decision_requested: the `DecisionKind`.
        decisions_requested: show what was decided.
        room_requested: show who is here, and the agenda.
    """

    mark_requested = Signal()
    decision_requested = Signal(object)
    decisions_requested = Signal()
    room_requested = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("meeting_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._may_decide = self._may_keep = False
        self._mark = Button(
            _("Play mark"), theme=theme, kind="quiet", commands=commands, command="meeting.lane",
            tip=_("Play this lane’s mark"), name="play_mark", ground="background",
        )  # fmt: skip
        self._kinds: dict[DecisionKind, Button] = {}
        for kind, command in _COMMANDS.items():
            has_cap = kind in (DecisionKind.GUIDANCE, DecisionKind.TRACKED_ITEM)
            self._kinds[kind] = Button(
                _(DECISION_TITLES[kind]),
                theme=theme,
                kind="quiet",
                small=not has_cap,
                commands=commands,
                command=command,
                name=f"decide_{kind.value}",
                ground="background",
            )
            self._kinds[kind].clicked.connect(partial(self.decision_requested.emit, kind))
        self.clock = MeetingClock(theme=theme)
        self._decisions = Button(
            theme=theme, kind="quiet", small=True, icon="checklist", name="decisions", ground="background"
        )
        self._room = Button(theme=theme, kind="quiet", small=True, icon="people", name="room", ground="background")
        self._mark.clicked.connect(self.mark_requested)
        self._decisions.clicked.connect(self.decisions_requested)
        self._room.clicked.connect(self.room_requested)
        self._row = QHBoxLayout(self)
        for widget in (self._mark, *self._kinds.values()):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for widget in (self.clock, self._decisions, self._room):
            self._row.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()

    def show_room(self, room: RoomView, *, n_decisions: int, may_decide: bool, may_keep: bool) -> None:
        """Say who is here and how much was decided.

        Args:
            may_decide: for the lead of an open session.
            may_keep: for who keeps the library, when it is closed.
        """
        self._may_decide, self._may_keep = may_decide, may_keep
        n_here = sum(seat.is_present for seat in room.seats)
        self._room.set_text(_("{n} of {total} here").format(n=n_here, total=len(room.seats)))
        self._room.setEnabled(may_decide)
        self._decisions.set_text(ngettext("{n} decision", "{n} decisions", n_decisions).format(n=n_decisions))
        self._decisions.setVisible(n_decisions > 0)
        self._dress()

    def _dress(self) -> None:
        theme = self._theme
        edge = theme.size("lg")
        self._row.setContentsMargins(edge, theme.size("xs"), edge, theme.size("xs"))
        self._row.setSpacing(theme.size("xs"))
        for kind, button in self._kinds.items():
            # What is between three people is not asked for in front of all.
            is_private = kind is DecisionKind.TRAINING_NOTE and theme.is_projector
            stays = kind is DecisionKind.GUIDANCE or (self._may_keep and kind is DecisionKind.STANDARD_CASE)
            button.setVisible((self._may_decide or stays) and not is_private)
        ground, line = theme.color("background").name(), theme.color("line").name()
        self.setStyleSheet(f"#meeting_bar {{ background: {ground}; border-top: 1px solid {line}; }}")
