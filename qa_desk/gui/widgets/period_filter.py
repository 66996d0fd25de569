"""The filter of pages that look at a period: chips in words for the days, the unit and the rest, two dates if wanted.

It turns what is chosen into an `IssueQuery` and says when that is another.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.gui.shell.dates import days_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.i18n import N_, _
from qa_desk.services.issues.issue_views import IssueChoices, IssueQuery
from qa_desk.services.periods import Days, NamedPeriod, Period, days_of

_PERIODS: dict[NamedPeriod, str] = {
    NamedPeriod.LAST_WEEK: N_("last week"),
    NamedPeriod.LAST_FOUR_WEEKS: N_("last 4 weeks"),
    NamedPeriod.THIS_MONTH: N_("this month"),
    NamedPeriod.LAST_MONTH: N_("last month"),
    NamedPeriod.LAST_THREE_MONTHS: N_("last 3 months"),
}
_BY: dict[Period, str] = {Period.DAY: N_("by day"), Period.WEEK: N_("by week"), Period.MONTH: N_("by month")}
_FILTERS: dict[str, str] = {
    "unit": N_("any unit"),
    "business_type": N_("any business type"),
    "campaign": N_("any campaign"),
    "customer_segment": N_("any segment"),
    "service_stage": N_("any service stage"),
    "cause_owner": N_("any cause owner"),
    "scorecard": N_("any scorecard"),
}


_STEP = "by"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is chosen; `days` are the two dates typed, None while a named period holds."""

    named: NamedPeriod = NamedPeriod.LAST_FOUR_WEEKS
    days: Days | None = None
    by: Period = Period.WEEK
    unit: str = ""
    business_type: str = ""
    cause_owner: str = ""
    scorecard: str = ""
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""


class PeriodFilter(QWidget):
    """Chips for period, step of time and filters.

    Signals:
        asked: the `IssueQuery` that is wanted now; only by what the person chose.
    """

    asked = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asked = Asked()
        self._choices: IssueChoices | None = None
        self._heeded: Collection[str] = (_STEP, *_FILTERS)
        self.setObjectName("period_filter")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._build()
        self._connect()

    @property
    def chosen(self) -> Asked:
        """What is chosen."""
        return self._asked

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the period narrows what is shown."""
        return any(getattr(self._asked, key) for key in self._filters())

    def heed(self, keys: Collection[str]) -> None:
        """Offer just these of `by` and the filters, and ask for no others; what was chosen of those is kept."""
        self._heeded = keys
        self._show()

    def set_choices(self, choices: IssueChoices) -> None:
        """What can be chosen; nothing is emitted."""
        self._choices = choices
        self._show()

    def set_asked(self, asked: Asked) -> None:
        """Choose from code; nothing is emitted."""
        self._asked = asked
        self._show()

    def clear(self) -> None:
        """Take every filter away but the period, as the person would."""
        kept = self._asked
        self._choose(Asked(kept.named, kept.days, kept.by))

    def widen(self) -> None:
        """Look at the last three months, as the person would."""
        self._choose(replace(self._asked, named=NamedPeriod.LAST_THREE_MONTHS, days=None))

    def narrow(self, key: str, value: str) -> None:
        """Filter by this value, as the person would; `key` is the name of a filter of the query."""
        self._choose(replace(self._asked, **{key: value}))

    def query(self) -> IssueQuery:
        """What is chosen as services take it; `set_choices` comes first."""
        assert self._choices is not None
        asked = self._asked
        days = asked.days or days_of(asked.named, self._choices.today, self._choices.first_weekday)
        return IssueQuery(days.first, days.last, asked.by, **{key: getattr(asked, key) for key in self._filters()})

    def focus_first(self) -> None:
        """Take the keyboard to the first chip."""
        self._chips.focus_first()

    def _build(self) -> None:
        theme = self._theme
        self._chips = FilterChips(theme=theme)
        self._days = DaysEdit(theme=theme)
        days = QHBoxLayout()
        days.setContentsMargins(theme.size("xs"), 0, 0, 0)
        days.addWidget(self._days)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._chips)
        column.addLayout(days)
        self._days.hide()

    def _connect(self) -> None:
        self._chips.opened.connect(self._open_menu)
        self._chips.removed.connect(lambda key: self._choose(replace(self._asked, **{key: ""})))
        self._chips.add_requested.connect(self._open_add_menu)
        self._days.days_changed.connect(lambda days: self._choose(replace(self._asked, days=days)))

    def _choose(self, asked: Asked) -> None:
        if asked != self._asked:
            self._asked = asked
            self._show()
            self.asked.emit(self.query())

    def _show(self) -> None:
        asked = self._asked
        chips = [Chip("period", self._period_words(), ChipKind.CHOICE)]
        chips += [Chip(_STEP, _(_BY[asked.by]), ChipKind.CHOICE)] if _STEP in self._heeded else []
        chips += [Chip(key, self._value_words(key)) for key in self._filters() if getattr(asked, key)]
        self._chips.set_chips(chips, can_add=bool(self._filters()))
        self._days.setVisible(asked.days is not None)
        if asked.days is not None:
            self._days.set_days(asked.days)

    def _filters(self) -> dict[str, str]:
        """The filters that are heeded, with the words for none."""
        return {key: words for key, words in _FILTERS.items() if key in self._heeded}

    def _period_words(self) -> str:
        days = self._asked.days
        if days is None:
            return _(_PERIODS[self._asked.named])
        return days_text(days.first, days.last)

    def _value_words(self, key: str) -> str:
        value = str(getattr(self._asked, key))
        if key == "cause_owner":
            return _("caused by: {owner}").format(owner=_owner_words(value))
        return dict(self._offered(key)).get(value, value)

    def _offered(self, key: str) -> list[tuple[str, str]]:
        choices = self._choices
        if choices is None:
            return []
        if key == "unit":
            return [(path, path) for path in choices.units]
        if key == "cause_owner":
            return [(name, _owner_words(name)) for name in choices.cause_owners]
        if key == "scorecard":
            return [(scorecard, in_words(title)) for scorecard, title in choices.scorecards]
        words = {
            "business_type": choices.business_types,
            "campaign": choices.campaigns,
            "customer_segment": choices.customer_segments,
            "service_stage": choices.service_stages,
        }
        return [(name, name) for name in words[key]]

    def _open_menu(self, key: str) -> None:
        menu = self._menu()
        if key == "period":
            for named, words in _PERIODS.items():
                self._offer(menu, _(words), replace(self._asked, named=named, days=None))
            menu.addSeparator()
            menu.addAction(_("Other days …")).triggered.connect(self._choose_other_days)
        elif key == _STEP:
            for by, words in _BY.items():
                self._offer(menu, _(words), replace(self._asked, by=by))
        else:
            self._fill(menu, key)
        self._chips.show_menu(key, menu)

    def _open_add_menu(self) -> None:
        menu = self._menu()
        for key, words in self._filters().items():
            if not getattr(self._asked, key) and self._offered(key):
                self._fill(menu.addMenu(_(words)), key)
        self._chips.show_menu("", menu)

    def _fill(self, menu: QMenu, key: str) -> None:
        if getattr(self._asked, key):
            self._offer(menu, _(_FILTERS[key]), replace(self._asked, **{key: ""}))
            menu.addSeparator()
        for value, words in self._offered(key):
            self._offer(menu, words, replace(self._asked, **{key: value}))

    def _offer(self, menu: QMenu, words: str, asked: Asked) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(asked == self._asked)
        action.triggered.connect(lambda: self._choose(asked))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("filter_menu")
        return menu

    def _choose_other_days(self) -> None:
        query = self.query()
        self._choose(replace(self._asked, days=Days(query.first_day, query.last_day)))
        self._days.setFocus()


def period_title(named: NamedPeriod) -> str:
    """A named period in words."""
    return _(_PERIODS[named])


def _owner_words(name: str) -> str:
    return _("the agent") if name == CauseOwnerKind.AGENT.value else name
