"""The filter of the list of calls: a field for words, and chips in words for what calls must be like."""

from dataclasses import fields, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.call_filter import CallConditions, WantedCalls
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.gui.calls.filter_menu import FilterMenus
from qa_desk.gui.calls.filter_words import (
    SWITCHES,
    FilterChoices,
    condition_words,
    field_of,
    further_conditions,
    narrowing_of,
    period_words,
    truth_words,
    with_narrowing,
    without,
)
from qa_desk.gui.calls.value_line import ValueLine
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.gui.widgets.find_field import FindField
from qa_desk.i18n import N_, _
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.periods import Days, NamedPeriod, days_of

_FIELD_WIDTH = 240
_TYPING_MS = 200
_THESE = "these"
_ANY: dict[str, str] = {
    "period": N_("any time"),
    "unit": N_("any unit"),
    Field.BUSINESS_TYPE: N_("any business type"),
}


class CallFilterBar(QWidget):
    """One row of filters, and a place beside it for those kept under a name.

    Signals:
        changed: the person chose something else; ask `query()`.
    """

    changed = Signal()

    def __init__(self, *, theme: Theme, beside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wanted = WantedCalls()
        self._these: TheseCalls | None = None
        self._choices = FilterChoices()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._menus = FilterMenus(self, self._choose, self._ask)
        self.setObjectName("call_filter")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._build(beside)
        self._connect()
        self._show()

    @property
    def wanted(self) -> WantedCalls:
        """What is chosen."""
        return self._wanted

    @property
    def these(self) -> TheseCalls | None:
        """The calls that another page asked for, such as those behind a figure."""
        return self._these

    @property
    def field(self) -> FindField:
        """The field for words; the page puts it into its head."""
        return self._field

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self._wanted != WantedCalls() or self._these is not None

    def query(self) -> CallQuery:
        """What is chosen as the service takes it, without order and part."""
        wanted, choices = self._wanted, self._choices
        first, last = wanted.first_day, wanted.last_day
        if wanted.period in set(NamedPeriod):
            days = days_of(NamedPeriod(wanted.period), choices.today, choices.first_weekday)
            first, last = days.first, days.last
        return CallQuery(
            **{one.name: getattr(wanted, one.name) for one in fields(CallConditions)},
            text=wanted.text,
            first_day=first,
            last_day=last,
            call_ids=self._these.call_ids if self._these is not None else None,
        )

    def set_choices(self, choices: FilterChoices) -> None:
        """What can be chosen; nothing is emitted."""
        self._choices = choices
        self._show()

    def set_wanted(self, wanted: WantedCalls, these: TheseCalls | None = None) -> None:
        """Choose from code; nothing is emitted."""
        self._wanted, self._these = wanted, these
        self._typing.stop()
        self._field.blockSignals(True)
        self._field.setText(wanted.text)
        self._field.blockSignals(False)
        self._show()

    def show_these(self, these: TheseCalls | None) -> None:
        """Just these calls, whatever was chosen before; with None they are not asked for any more. From code."""
        self.set_wanted(self._wanted if these is None else WantedCalls(), these)

    def choose(self, wanted: WantedCalls) -> None:
        """Choose as the person would, for a filter kept under a name."""
        self.set_wanted(wanted)
        self.changed.emit()

    def clear(self) -> None:
        """Take every filter away, as the person would."""
        self.choose(WantedCalls())

    def focus_field(self) -> None:
        """Take the keyboard to the field."""
        self._field.setFocus()
        self._field.selectAll()

    def _build(self, beside: QWidget | None) -> None:
        theme = self._theme
        tip = _("Find calls by id, agent, attribute, comment or what was said")
        self._field = FindField("call_search", _("Find in calls"), tip=tip)
        self._field.setFixedWidth(theme.px(_FIELD_WIDTH))
        self._chips = FilterChips(theme=theme)
        self._clear = Button(_("Clear"), theme=theme, kind="quiet", small=True, name="clear_filters")
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._chips, 1)
        for button in (self._clear, *([beside] if beside is not None else [])):
            place = QVBoxLayout()
            place.setContentsMargins(0, theme.size("xs"), 0, 0)  # the chips keep room for their focus ring
            place.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(place)
        self._days = DaysEdit(theme=theme)
        self._value = ValueLine(theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._days)
        column.addWidget(self._value)

    def _connect(self) -> None:
        self._field.textEdited.connect(lambda _text: self._typing.start())
        self._field.textChanged.connect(lambda text: self._typing.start() if not text else None)
        self._typing.timeout.connect(lambda: self._choose(replace(self._wanted, text=self._field.text().strip())))
        self._chips.opened.connect(self._open_menu)
        self._chips.removed.connect(self._remove)
        self._chips.toggled.connect(self._toggle)
        self._chips.add_requested.connect(
            lambda: self._chips.show_menu("", self._menus.of_more(self._wanted, self._choices))
        )
        self._clear.clicked.connect(self.clear)
        self._days.days_changed.connect(self._choose_days)
        self._value.narrowed.connect(lambda one: self._choose(with_narrowing(self._wanted, one)))
        self._value.agent_chosen.connect(lambda key: self._choose(replace(self._wanted, agent_id=key)))

    def _choose(self, wanted: WantedCalls) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        wanted = self._wanted
        chips = [Chip(_THESE, self._these.words, is_on=True)] if self._these is not None else []
        chips += [self._choice(key) for key in _ANY]
        for key, value in SWITCHES:
            chips.append(Chip(key, truth_words(key, value), ChipKind.TOGGLE, is_on=getattr(wanted, key) is value))
        further = further_conditions(wanted, self._choices)
        chips += [Chip(key, words, ChipKind.FILTER, is_on=True) for key, words in further]
        self._chips.set_chips(chips)
        self._clear.setVisible(self.is_filtered)
        has_days = wanted.first_day is not None and wanted.last_day is not None
        self._days.setVisible(has_days)
        if wanted.first_day is not None and wanted.last_day is not None:
            self._days.set_days(Days(wanted.first_day, wanted.last_day))

    def _choice(self, key: str) -> Chip:
        words = self._words(key)
        if words:
            return Chip(key, words, ChipKind.FILTER, is_on=True)
        return Chip(key, _(_ANY[key]), ChipKind.CHOICE)

    def _words(self, key: str) -> str:
        if key == "unit":
            return next((unit.name for unit in self._choices.units if unit.id == self._wanted.unit_id), "")
        if key == "period":
            return period_words(self._wanted)
        kept = narrowing_of(self._wanted, key)
        return condition_words(kept) if kept is not None else ""

    def _remove(self, key: str) -> None:
        if key == _THESE:
            self._these = None
            self._show()
            self.changed.emit()
        else:
            self._choose(without(self._wanted, key))

    def _toggle(self, key: str) -> None:
        value = dict(SWITCHES)[key]
        is_on = getattr(self._wanted, key) is value
        self._choose(replace(self._wanted, **{key: None if is_on else value}))

    def _open_menu(self, key: str) -> None:
        if key == _THESE:
            menu = QMenu(self)
            menu.addAction(_("all calls")).triggered.connect(lambda: self._remove(_THESE))
        elif key in _ANY:
            menu = self._menus.of(key, self._wanted, self._choices)
        elif field_of(key) and field_of(key) != "customer_id":
            menu = self._menus.of_attribute(field_of(key), self._wanted, self._choices)
        elif field_of(key) or key == "agent_id":
            self._ask(field_of(key) or key)
            return
        else:
            menu = self._menus.of_more(self._wanted, self._choices)
        self._chips.show_menu(key, menu)

    def _ask(self, key: str) -> None:
        if key == "period":
            query, today = self.query(), self._choices.today
            days = Days(query.first_day or today.replace(day=1), query.last_day or today)
            self._choose_days(days)
            self._days.setFocus()
            return
        kept: Narrowing | None = narrowing_of(self._wanted, key)
        self._value.ask_for(key, kept, self._choices.agents)

    def _choose_days(self, days: Days) -> None:
        self._choose(replace(self._wanted, period="", first_day=days.first, last_day=days.last))
