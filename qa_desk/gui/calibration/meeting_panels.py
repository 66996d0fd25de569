"""What can stand in place of settling for a moment: who is here and how long it may take, and what was decided."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.meeting import DecisionKind
from qa_desk.gui.calibration.decision_words import decision_words
from qa_desk.gui.calibration.seats import SeatShape
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import _
from qa_desk.reports.panel_words import seat_name
from qa_desk.services.calibration.meeting import LONGEST_AGENDA_MIN
from qa_desk.services.calibration.meeting_views import DecisionView, RoomView

_PER_ROW = 4


class RoomPanel(QWidget):
    """The panel to be ticked, and the agenda.

    Signals:
        ticked: ids of those who are here, as a tuple.
        planned: minutes, or None for no plan.
        left: done.
    """

    ticked = Signal(object)
    planned = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._boxes: dict[object, QCheckBox] = {}
        self.setObjectName("room_panel")
        theme = context.theme
        self._seats = QVBoxLayout()
        self._minutes = NumberBox()
        self._minutes.setObjectName("agenda_minutes")
        self._minutes.setRange(0, LONGEST_AGENDA_MIN)
        self._minutes.setSpecialValueText(_("no plan"))
        self._minutes.setSuffix(_(" min"))
        self._minutes.setAccessibleName(_("Planned for the meeting"))
        self._minutes.setKeyboardTracking(False)
        self._minutes.valueChanged.connect(lambda minutes: self.planned.emit(minutes or None))
        label = QLabel(_("Planned for the meeting"))
        label.setBuddy(self._minutes)
        done = Button(_("Done"), theme=theme, name="room_done")
        done.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(theme.size("md"))
        for widget in (label, self._minutes):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(done)
        self._title = QLabel(_("Who is here?"))
        self._title.setProperty("weight", "medium")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addLayout(self._seats)
        self._column.addLayout(row)
        self._column.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_room(self, room: RoomView, *, hides_names: bool) -> None:
        """Show who is here."""
        emptied(self._seats)
        self._boxes = {}
        for first in range(0, len(room.seats), _PER_ROW):
            row = QHBoxLayout()
            row.setSpacing(self._context.theme.size("sm"))
            for seat in room.seats[first : first + _PER_ROW]:
                box = QCheckBox(seat_name(seat.seat, seat.name, hidden=hides_names))
                box.setObjectName(f"here_{seat.seat}")
                box.setChecked(seat.is_present)
                box.toggled.connect(lambda _checked: self.ticked.emit(self._present()))
                self._boxes[seat.person_id] = box
                row.addWidget(SeatShape(seat.seat, theme=self._context.theme))
                row.addWidget(box)
                row.addSpacing(self._context.theme.size("lg"))
            row.addStretch(1)
            self._seats.addLayout(row)
        self._minutes.blockSignals(True)
        self._minutes.setValue(room.agenda_minutes or 0)
        self._minutes.blockSignals(False)

    def _present(self) -> tuple[object, ...]:
        return tuple(person_id for person_id, box in self._boxes.items() if box.isChecked())

    def _dress(self) -> None:
        _dress(self._column, self._context)


class DecisionList(QWidget):
    """What was decided so far; on the projector without what is between three people.

    Signals:
        withdraw_requested: the `DecisionView` that is taken back.
        left: done.
    """

    withdraw_requested = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("decision_list")
        self._rows = QVBoxLayout()
        done = Button(_("Done"), theme=context.theme, name="decisions_done")
        done.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(done)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._rows)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        context.theme.changed.connect(self._dress)
        self._dress()

    def show_decisions(self, decisions: tuple[DecisionView, ...], *, may_withdraw: bool) -> None:
        """Show these."""
        emptied(self._rows)
        for place, one in enumerate(decisions):
            row = QHBoxLayout()
            row.setSpacing(self._context.theme.size("md"))
            words = QLabel(decision_words(one))
            words.setObjectName(f"decision_{place}")
            words.setWordWrap(True)
            row.addWidget(words, 1)
            if may_withdraw and one.can_be_withdrawn:
                back = Button(
                    _("Take back"), theme=self._context.theme, kind="quiet", small=True, name=f"undecide_{place}"
                )
                back.clicked.connect(partial(self.withdraw_requested.emit, one))
                row.addWidget(back)
            self._rows.addLayout(row)

    def _dress(self) -> None:
        _dress(self._column, self._context)


def shown_decisions(decisions: tuple[DecisionView, ...], *, in_public: bool) -> tuple[DecisionView, ...]:
    """Those that everybody in the room may read; all that the reader may when nobody looks on."""
    return tuple(one for one in decisions if not in_public or one.decision.kind is not DecisionKind.TRAINING_NOTE)


def _dress(column: QVBoxLayout, context: PageContext) -> None:
    edge = context.theme.size("xl")
    column.setContentsMargins(edge, context.theme.size("sm"), edge, context.theme.size("md"))
    column.setSpacing(context.theme.size("sm"))
