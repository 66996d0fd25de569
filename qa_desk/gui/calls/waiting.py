"""Who still has the call to score, for whoever plans the work: taken back or given to somebody else, in the page."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import AssignmentId, PersonId
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import purpose_title
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import InspectorLoad, OpenAssignment

_NOTICE = "waiting"


class WaitingList(QWidget):
    """A line for each; takes no room while the call waits for nobody.

    Signals:
        withdraw_requested: the `OpenAssignment`.
        others_requested: the `OpenAssignment` that somebody else is to get; answer with `offer`.
        given: the `OpenAssignment` and the key of the inspector who is to get it.
    """

    withdraw_requested = Signal(object)
    others_requested = Signal(object)
    given = Signal(object, object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: dict[AssignmentId, QWidget] = {}
        self.setObjectName("waiting_list")
        self.setAccessibleName(_("Waiting for"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.size("sm"), 0, 0, theme.size("xs"))
        self._column.setSpacing(theme.size("xs"))
        self.hide()

    def show_assignments(self, assignments: Sequence[OpenAssignment]) -> None:
        """Show these."""
        for line in self._lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {one.id: self._line(one) for one in assignments}
        for line in self._lines.values():
            self._column.addWidget(line)
        self.setVisible(bool(assignments))

    def offer(self, one: OpenAssignment, inspectors: Sequence[InspectorLoad]) -> None:
        """Put the choice of another inspector in place of the line's buttons."""
        line = self._lines.get(one.id)
        if line is None:
            return
        others = [load for load in inspectors if load.person.id != one.inspector_id]
        box = QComboBox()
        box.setObjectName("give_to")
        box.setAccessibleName(_("Give the call to"))
        box.setToolTip(_("Who is to score the call"))
        for load in others:
            box.addItem(_("{name} · {n} waiting").format(name=load.person.name, n=load.n_waiting), load.person.id)
        give = Button(_("Give"), theme=self._theme, small=True, name="give")
        give.set_disabled_reason("" if others else _("There is no other inspector"))
        give.clicked.connect(lambda: self.given.emit(one, box.currentData()))
        chosen = _row(self._theme, _words(one), box, give)
        self._column.replaceWidget(line, chosen)
        line.hide()
        line.deleteLater()
        self._lines[one.id] = chosen
        box.setFocus()

    def _line(self, one: OpenAssignment) -> QWidget:
        parts: list[QWidget] = []
        if one.may_change_hands:
            give = Button(_("Give to …"), theme=self._theme, small=True, kind="quiet", name="give_to_other")
            give.clicked.connect(lambda: self.others_requested.emit(one))
            parts.append(give)
        if not one.is_begun:
            tip = _("Take the call back from {name}; it can be undone").format(name=one.inspector_name)
            withdraw = Button(_("Withdraw"), theme=self._theme, small=True, kind="quiet", tip=tip, name="withdraw")
            withdraw.clicked.connect(lambda: self.withdraw_requested.emit(one))
            parts.append(withdraw)
        return _row(self._theme, _words(one), *parts)


class Waiting(QObject):
    """The list with its work: withdrawing and giving to others, each with the way back."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.list = WaitingList(theme=context.theme)
        self.list.withdraw_requested.connect(self._withdraw)
        self.list.others_requested.connect(self._ask_for_others)
        self.list.given.connect(self._give)

    def _withdraw(self, one: OpenAssignment) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self._run(
            _("Taking the assignments back"),
            lambda: assigning.withdraw(actor, (one.id,)),
            partial(self._on_withdrawn, one),
        )

    def _on_withdrawn(self, one: OpenAssignment, changes: Changes) -> None:
        if not changes.kinds:
            self._context.notices.info(
                _("{name} has begun it meanwhile: it stays.").format(name=one.inspector_name), key=_NOTICE
            )
            return
        told = _("Taken back from {name}").format(name=one.inspector_name)
        self._offer_undo(told, _("taking a call back"), lambda: self._restore(one))

    def _restore(self, one: OpenAssignment) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        restore = partial(assigning.restore, actor, one.id)
        self._run(_("Assigning"), restore, lambda _changes: self._context.notices.close_key(_NOTICE))

    def _ask_for_others(self, one: OpenAssignment) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading who can score"),
            lambda _progress: assigning.inspectors(actor),
            partial(self.list.offer, one),
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def _give(self, one: OpenAssignment, inspector_id: PersonId) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self._run(
            _("Assigning"),
            lambda: assigning.give_to(actor, one.id, inspector_id),
            partial(self._on_given, one),
        )

    def _on_given(self, one: OpenAssignment, changes: Changes) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        (moved,) = (AssignmentId(key) for key in changes.ids)

        def undo() -> None:
            give_back = partial(assigning.give_to, actor, moved, one.inspector_id)
            self._run(_("Assigning"), give_back, lambda _changes: self._context.notices.close_key(_NOTICE))

        told = _("Taken from {name} and given to somebody else").format(name=one.inspector_name)
        self._offer_undo(told, _("giving a call to somebody else"), undo)

    def _offer_undo(self, told: str, title: str, undo: Callable[[], None]) -> None:
        step = UndoStep(title, undo)
        self._context.undo.push(step)

        def take_back() -> None:
            """Undo this very step, whatever was done since."""
            self._context.undo.drop(step)
            undo()

        self._context.notices.done(told, action_title=_("Undo"), action=take_back, key=_NOTICE)

    def _run(self, title: str, work: Callable[[], Changes], done: Callable[[Changes], object]) -> None:
        def finish(changes: Changes) -> None:
            done(changes)
            self._context.hub.announce(changes)

        self._context.jobs.run(
            self,
            title,
            lambda _progress: work(),
            finish,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
            must_finish=True,
        )


def _words(one: OpenAssignment) -> QLabel:
    parts = [one.inspector_name, purpose_title(one.purpose), _("being scored") if one.is_begun else _("waiting")]
    if one.due_on is not None:
        parts.append(_("due {day}").format(day=day_text(one.due_on)))
    label = QLabel(" · ".join(parts))
    label.setObjectName("waiting_for")
    return label


def _row(theme: Theme, *parts: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.size("sm"))
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return line
