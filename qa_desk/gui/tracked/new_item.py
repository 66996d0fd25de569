"""The form that opens a tracked item: what, whose, until when, and what is to be done."""

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.issue import ALL_CALLS, RaisedCut, TrackedState
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, tracked_title
from qa_desk.gui.tracked.raised import raised_words
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form, line_field, text_field
from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.i18n import _
from qa_desk.services.periods import Days
from qa_desk.services.tracked.tracking_views import TrackedChoices, TrackedDraft, TrackedView

_USUAL_DAYS = 28
_NO_TARGET = -0.1
_CLOSED = frozenset({TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN})


class NewItem(Form):
    """A tracked item as it is entered.

    Signals:
        item_requested: the item that follows the criterion already.
    """

    item_requested = Signal(object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, commands=commands, save_title=_("Open the item"), name="new_item", parent=parent)
        self._proposed_title = ""
        self._items: tuple[TrackedView, ...] = ()
        self._title = line_field("new_item_title", _("What goes wrong, in a few words"))
        self._criterion = _combo("new_item_criterion")
        self._owner = _combo("new_item_owner")
        self._unit = _combo("new_item_unit")
        self._cause = _combo("new_item_cause")
        self._due = DayEdit(theme=theme, name="new_item_due", title=_("Due day"))
        self._target = DecimalBox()
        self._target.setObjectName("new_item_target")
        self._target.setRange(_NO_TARGET, 100.0)
        self._target.setDecimals(1)
        self._target.setSuffix(" %")
        self._target.setSpecialValueText(_("no target"))
        self._raised = QLabel()
        self._raised.setObjectName("new_item_raised")
        self._raised.setWordWrap(True)
        self._raised.setProperty("tone", "muted")
        self._days: Days | None = None
        self._cut = ALL_CALLS
        self._action = text_field("new_item_action", theme, _("What is to be done about it"))
        self._followed = Button("", theme=theme, small=True, icon="flag", name="new_item_followed")
        self._followed.setToolTip(_("This criterion is followed already; go to that item instead"))
        self._followed.hide()
        self.add_field(_("Criterion"), self._criterion)
        self.add_below(self._followed)
        self.add_field(_("Raised by"), self._raised)
        self.add_field(_("Title"), self._title)
        self.add_field(_("Unit"), self._unit)
        self.add_field(_("Owner"), self._owner, hint=_("Whoever carries it out; QA signs the effect, never the owner."))
        self.add_field(
            _("Cause owner"), self._cause, hint=_("The department or unit it is put down to; it has days to answer.")
        )
        self.add_field(_("Due"), self._due)
        self.add_field(_("Target"), self._target, hint=_("The share of calls failed that is to be reached, at most."))
        self.add_field(_("Action"), self._action)
        self._criterion.currentIndexChanged.connect(lambda _index: self._propose_title())
        self._followed.clicked.connect(self._on_followed)

    def set_items(self, items: tuple[TrackedView, ...]) -> None:
        """What is followed already."""
        self._items = items
        self._show_followed()

    def set_choices(self, choices: TrackedChoices) -> None:
        """What can be chosen."""
        _fill(self._criterion, [(in_words(title), key) for key, title in choices.criteria])
        _fill(self._owner, [(_("choose a person"), None), *((name, person) for person, name in choices.owners)])
        _fill(self._unit, [(_("all units"), None), *((path, unit) for unit, path in choices.units)])
        owners = ((name, key) for key, name in (*choices.departments, *choices.units))
        _fill(self._cause, [(_("nobody named"), None), *owners])
        self._due.set_earliest(choices.today)
        self._due.set_day(choices.today + timedelta(days=_USUAL_DAYS))

    def begin(self, criterion_key: str, unit_path: str, days: Days | None = None, cut: RaisedCut = ALL_CALLS) -> None:
        """Start anew, about this criterion and unit where they are known, with the figures that raised it."""
        self._days, self._cut = days, cut
        self._raised.setText(raised_words(days, cut) if days is not None else _("the four weeks before today"))
        self._target.setValue(_NO_TARGET)
        self.show_error(None)
        self._title.clear()
        self._proposed_title = ""
        self._action.clear()
        self._owner.setCurrentIndex(0)
        self._cause.setCurrentIndex(0)
        self._unit.setCurrentIndex(max(0, self._unit.findText(unit_path)))
        self._criterion.setCurrentIndex(max(0, self._criterion.findData(criterion_key)))
        self._propose_title()
        (self._owner if criterion_key else self._criterion).setFocus()

    def draft(self) -> TrackedDraft | None:
        """What was entered; None while no owner was chosen."""
        owner_id = self._owner.currentData()
        if owner_id is None:
            self._owner.setFocus()
            return None
        return TrackedDraft(
            title=self._title.text(),
            criterion_key=str(self._criterion.currentData()),
            owner_id=PersonId(owner_id),
            due_on=self._due.day,
            action=self._action.toPlainText(),
            unit_id=UnitId(self._unit.currentData()) if self._unit.currentData() else None,
            cause=self._cause.currentData(),
            raised=self._days,
            raised_cut=self._cut,
            target_share=None if self._target.value() <= _NO_TARGET else self._target.value() / 100,
        )

    def _follows(self) -> TrackedView | None:
        """The item about the criterion chosen that is not closed."""
        key = self._criterion.currentData()
        about = (view for view in self._items if view.item.criterion_key == key)
        return next((view for view in about if view.item.state not in _CLOSED), None)

    def _show_followed(self) -> None:
        view = self._follows()
        self._followed.setVisible(view is not None)
        if view is not None:
            words = _("Followed already by {name}, due {day}: {state}")
            state = tracked_title(view.item.state)
            self._followed.set_text(words.format(name=view.owner_name, day=day_text(view.item.due_on), state=state))

    def _on_followed(self) -> None:
        view = self._follows()
        if view is not None:
            self.item_requested.emit(view.item.id)

    def _propose_title(self) -> None:
        """The criterion's name until the person writes something better."""
        self._show_followed()
        if self._title.text() == self._proposed_title:
            self._proposed_title = self._criterion.currentText()
            self._title.setText(self._proposed_title)


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMaxVisibleItems(16)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def _fill(combo: QComboBox, entries: list[tuple[str, object]]) -> None:
    combo.blockSignals(True)
    combo.clear()
    for words, value in entries:
        combo.addItem(words, value)
    combo.blockSignals(False)
