"""The filter of the list of calls: a field for key and agent, and chips in words for the rest."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.ids import UnitId
from qa_desk.domain.people import Unit
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.gui.widgets.period_filter import period_title
from qa_desk.i18n import N_, _
from qa_desk.services.listening import CallQuery
from qa_desk.services.periods import Days, NamedPeriod, days_of

_FIELD_WIDTH = 208
_TYPING_MS = 200
_SWITCHES: dict[str, str] = {
    "only_complaints": N_("complaints"),
    "only_unscored": N_("not scored"),
    "critical_failed": N_("critical failed"),
}
_THESE = "these"
_ANY: dict[str, str] = {
    "period": N_("any time"),
    "unit": N_("any unit"),
    "business_type": N_("any business type"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is chosen; `days` are the two dates typed, `named` the period in words; neither is any time.

    `these` are the calls that another page asked for, such as those behind a figure.
    """

    text: str = ""
    unit_id: UnitId | None = None
    business_type: str = ""
    named: NamedPeriod | None = None
    days: Days | None = None
    only_complaints: bool = False
    only_unscored: bool = False
    critical_failed: bool = False
    these: TheseCalls | None = None


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What can be chosen, and the centre's today."""

    units: tuple[Unit, ...] = ()
    business_types: tuple[str, ...] = ()
    today: date = date.min
    first_weekday: int = 0


class CallFilterBar(QWidget):
    """One row of filters.

    Signals:
        changed: the person chose something else; ask `query()`.
    """

    changed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wanted = Wanted()
        self._choices = FilterChoices()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self.setObjectName("call_filter")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._build()
        self._connect()
        self._show()

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        return self._wanted

    @property
    def field(self) -> QLineEdit:
        """The field for key and agent; the page puts it into its head."""
        return self._field

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self._wanted != Wanted()

    def query(self) -> CallQuery:
        """What is chosen as the service takes it, without order and part."""
        wanted, choices = self._wanted, self._choices
        days = wanted.days
        if days is None and wanted.named is not None:
            days = days_of(wanted.named, choices.today, choices.first_weekday)
        return CallQuery(
            text=wanted.text,
            unit_id=wanted.unit_id,
            business_type=wanted.business_type,
            first_day=days.first if days else None,
            last_day=days.last if days else None,
            only_unscored=wanted.only_unscored,
            only_complaints=wanted.only_complaints,
            critical_failed=wanted.critical_failed,
            call_ids=wanted.these.call_ids if wanted.these is not None else None,
        )

    def set_choices(self, choices: FilterChoices) -> None:
        """What can be chosen; nothing is emitted."""
        self._choices = choices
        self._show()

    def set_wanted(self, wanted: Wanted) -> None:
        """Choose from code; nothing is emitted."""
        self._wanted = wanted
        self._typing.stop()
        self._field.blockSignals(True)
        self._field.setText(wanted.text)
        self._field.blockSignals(False)
        self._show()

    def show_these(self, these: TheseCalls | None) -> None:
        """Just these calls, whatever was chosen before; with None they are not asked for any more. From code."""
        self.set_wanted(Wanted(these=these) if these is not None else replace(self._wanted, these=None))

    def clear(self) -> None:
        """Take every filter away, as the person would."""
        self.set_wanted(Wanted())
        self.changed.emit()

    def focus_field(self) -> None:
        """Take the keyboard to the field."""
        self._field.setFocus()
        self._field.selectAll()

    def _build(self) -> None:
        theme = self._theme
        self._field = QLineEdit()
        self._field.setObjectName("call_search")
        self._field.setPlaceholderText(_("Call or agent"))
        self._field.setAccessibleName(_("Find by call or agent"))
        self._field.setToolTip(_("Find by call or agent"))
        self._field.setClearButtonEnabled(True)
        self._field.setFixedWidth(theme.px(_FIELD_WIDTH))
        self._chips = FilterChips(theme=theme, can_add=False)
        self._clear = Button(_("Clear"), theme=theme, kind="quiet", small=True, name="clear_filters")
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._chips, 1)
        row.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        self._days = DaysEdit(theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._days)

    def _connect(self) -> None:
        self._field.textEdited.connect(lambda _text: self._typing.start())
        self._field.textChanged.connect(lambda text: self._typing.start() if not text else None)
        self._typing.timeout.connect(lambda: self._choose(replace(self._wanted, text=self._field.text().strip())))
        self._chips.opened.connect(self._open_menu)
        self._chips.removed.connect(self._remove)
        self._chips.toggled.connect(
            lambda key: self._choose(replace(self._wanted, **{key: not getattr(self._wanted, key)}))
        )
        self._clear.clicked.connect(self.clear)
        self._days.days_changed.connect(lambda days: self._choose(replace(self._wanted, named=None, days=days)))

    def _choose(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        wanted = self._wanted
        chips = [Chip(_THESE, wanted.these.words, is_on=True)] if wanted.these is not None else []
        chips += [self._choice(key) for key in _ANY]
        chips += [
            Chip(key, _(words), ChipKind.TOGGLE, is_on=bool(getattr(wanted, key))) for key, words in _SWITCHES.items()
        ]
        self._chips.set_chips(chips)
        self._clear.setVisible(self.is_filtered)
        self._days.setVisible(wanted.days is not None)
        if wanted.days is not None:
            self._days.set_days(wanted.days)

    def _choice(self, key: str) -> Chip:
        words = self._words(key)
        if words:
            return Chip(key, words, ChipKind.FILTER, is_on=True)
        return Chip(key, _(_ANY[key]), ChipKind.CHOICE)

    def _words(self, key: str) -> str:
        wanted = self._wanted
        if key == "unit":
            return next((unit.name for unit in self._choices.units if unit.id == wanted.unit_id), "")
        if key == "business_type":
            return wanted.business_type
        if wanted.days is not None:
            return _("{first} to {last}").format(first=day_text(wanted.days.first), last=day_text(wanted.days.last))
        return period_title(wanted.named) if wanted.named is not None else ""

    def _remove(self, key: str) -> None:
        nothing = {"unit": {"unit_id": None}, "business_type": {"business_type": ""}, _THESE: {"these": None}}
        self._choose(replace(self._wanted, **nothing.get(key, {"named": None, "days": None})))  # type: ignore[arg-type]

    def _open_menu(self, key: str) -> None:
        menu = QMenu(self)
        menu.setObjectName("filter_menu")
        wanted = self._wanted
        if key == "period":
            self._offer(menu, _(_ANY[key]), replace(wanted, named=None, days=None))
            for named in NamedPeriod:
                self._offer(menu, period_title(named), replace(wanted, named=named, days=None))
            menu.addSeparator()
            menu.addAction(_("Other days …")).triggered.connect(self._choose_other_days)
        elif key == _THESE:
            self._offer(menu, _("all calls"), replace(wanted, these=None))
            self._offer(menu, wanted.these.words if wanted.these is not None else "", wanted)
        elif key == "unit":
            self._offer(menu, _(_ANY[key]), replace(wanted, unit_id=None))
            for unit in self._choices.units:
                self._offer(menu, unit.path, replace(wanted, unit_id=unit.id))
        else:
            self._offer(menu, _(_ANY[key]), replace(wanted, business_type=""))
            for name in self._choices.business_types:
                self._offer(menu, name, replace(wanted, business_type=name))
        self._chips.show_menu(key, menu)

    def _offer(self, menu: QMenu, words: str, wanted: Wanted) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(wanted == self._wanted)
        action.triggered.connect(lambda: self._choose(wanted))

    def _choose_other_days(self) -> None:
        query = self.query()
        today = self._choices.today
        first = query.first_day or today.replace(day=1)
        self._choose(replace(self._wanted, named=None, days=Days(first, query.last_day or today)))
        self._days.setFocus()
