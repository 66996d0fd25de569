"""Who sits in a new session: inspectors with the shape they will have, agents, and how many to wait for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person, Role
from qa_desk.gui.calibration.seats import SeatShape
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import _, ngettext


class PanelChoice(QWidget):
    """Ticks by name.

    Signals:
        changed: somebody else is in the panel.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._boxes: list[tuple[PersonId, QCheckBox]] = []
        self._agent_boxes: list[tuple[PersonId, QCheckBox]] = []
        theme = context.theme
        self._quorum = NumberBox()
        self._quorum.setObjectName("session_quorum")
        self._quorum.setMinimum(1)
        self._people, self._agents = QGridLayout(), QGridLayout()
        for grid in (self._people, self._agents):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(theme.size("sm"))
        self._agents_label = _label(_("Agents who take part"), None)
        self._agents_block = QWidget()
        block = QVBoxLayout(self._agents_block)
        block.setContentsMargins(0, theme.size("sm"), 0, 0)
        block.setSpacing(theme.size("xs"))
        block.addWidget(self._agents_label)
        block.addLayout(self._agents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addWidget(_label(_("Panel"), None))
        column.addLayout(self._people)
        column.addWidget(self._agents_block)
        column.addSpacing(theme.size("sm"))
        column.addWidget(_label(_("The reveal waits for"), self._quorum))
        column.addWidget(self._quorum)
        self._agents_block.hide()
        self._quorum.valueChanged.connect(lambda _value: self._show_quorum())

    @property
    def inspectors(self) -> tuple[PersonId, ...]:
        """Who is ticked."""
        return tuple(person_id for person_id, box in self._boxes if box.isChecked())

    @property
    def agents(self) -> tuple[PersonId, ...]:
        """Which agents are; none where the kind has no seats for them."""
        if self._agents_block.isHidden():
            return ()
        return tuple(person_id for person_id, box in self._agent_boxes if box.isChecked())

    @property
    def quorum(self) -> int:
        """How many inspectors the reveal waits for."""
        return self._quorum.value()

    def begin(self, people: tuple[Person, ...]) -> None:
        """Offer these people, nobody ticked."""
        self._boxes = self._offer(self._people, [one for one in people if Role.INSPECTOR in one.roles], has_shape=True)
        self._agent_boxes = self._offer(
            self._agents, [one for one in people if Role.AGENT in one.roles], has_shape=False
        )
        self._on_changed()

    def show_agents(self, *, is_shown: bool) -> None:
        """Offer seats for agents, or none."""
        self._agents_block.setVisible(is_shown)
        self.changed.emit()

    def _offer(self, grid: QGridLayout, people: list[Person], *, has_shape: bool) -> list[tuple[PersonId, QCheckBox]]:
        while (item := grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        boxes: list[tuple[PersonId, QCheckBox]] = []
        for row, person in enumerate(people):
            box = QCheckBox(person.name)
            box.setObjectName(f"panel_{person.external_id}")
            box.toggled.connect(lambda _checked: self._on_changed())
            if has_shape:
                grid.addWidget(SeatShape(row, theme=self._context.theme), row, 0)
            grid.addWidget(box, row, 1)
            boxes.append((person.id, box))
        grid.setColumnStretch(1, 1)
        return boxes

    def _on_changed(self) -> None:
        n = len(self.inspectors)
        was_all = self._quorum.value() == self._quorum.maximum()
        self._quorum.setMaximum(max(n, 1))
        if was_all:
            self._quorum.setValue(max(n, 1))
        self._show_quorum()
        self._show_shapes()
        self.changed.emit()

    def _show_quorum(self) -> None:
        n = len(self.inspectors)
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


def _label(words: str, buddy: QWidget | None) -> QLabel:
    label = QLabel(words)
    label.setProperty("weight", "medium")
    if buddy is not None:
        label.setBuddy(buddy)
        buddy.setAccessibleName(words)
        buddy.setToolTip(words)
    return label
