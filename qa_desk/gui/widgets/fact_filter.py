"""The filter of pages that measure inspectors, as chips: period, form and version, family, section, inspectors.

It turns what is chosen into a `FactQuery` and says when that is another.
"""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.gui.shell.dates import days_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import family_title, in_words
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.services.figures.measuring_views import ON_CASES, Choices, FactQuery
from qa_desk.services.periods import Days

_MONTHS = {3: N_("last 3 months"), 6: N_("last 6 months"), 12: N_("last 12 months")}
_USUAL_MONTHS = 6
_MOST_NAMED = 2


class FactFilter(QWidget):
    """Chips for the period and what narrows the figures.

    Signals:
        asked: the `FactQuery` that is wanted now; only by what the person chose.
    """

    asked = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = date.min
        self._months: int | None = _USUAL_MONTHS
        self._query = FactQuery(date.min, date.min)
        self._choices: Choices | None = None
        self._offers_cases = False
        self.setObjectName("fact_filter")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
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
        self._chips.opened.connect(self._open_menu)
        self._chips.removed.connect(self._remove)
        self._chips.add_requested.connect(self._open_add_menu)
        self._days.days_changed.connect(
            lambda days: self._choose(replace(self._query, first_day=days.first, last_day=days.last))
        )

    def query_on(self, today: date) -> FactQuery:
        """What is chosen, on that day: months reach up to it. Touches no widget, so that a job may ask for it."""
        return self._query if self._months is None else self._in_months(self._months, today)

    def set_choices(self, choices: Choices, answered: FactQuery) -> None:
        """What the figures of a query, now on show, can be narrowed to; nothing is emitted."""
        self._choices = choices
        if self._months is not None:
            self._today = answered.last_day
            self._query = self._in_months(self._months, self._today)
        self._show()

    def offer_cases(self, is_offered: bool) -> None:
        """Whether figures may take in what was scored on standard cases; nothing is emitted."""
        self._offers_cases = is_offered
        self._show()

    @property
    def query(self) -> FactQuery:
        """What is chosen."""
        return self._query

    def focus_first(self) -> None:
        """Take the keyboard to the first chip."""
        self._chips.focus_first()

    def widen(self) -> None:
        """Look at the last twelve months without any filter, as the person would."""
        self._months = 12
        bare = FactQuery(self._today, self._today)
        self._choose(replace(bare, first_day=_months_before(self._today, 12)))

    def _in_months(self, months: int, today: date) -> FactQuery:
        return replace(self._query, first_day=_months_before(today, months), last_day=today)

    def _choose(self, query: FactQuery) -> None:
        if query != self._query:
            self._query = query
            self._show()
            self.asked.emit(query)

    def _show(self) -> None:
        chips = [Chip("period", self._period_words(), ChipKind.CHOICE)]
        choices, query = self._choices, self._query
        if choices is not None and choices.scorecard is not None:
            chips.append(Chip("form", self._form_words(choices), ChipKind.CHOICE))
        if query.family is not None:
            chips.append(Chip("family", family_title(query.family)))
        if query.section_key:
            chips.append(Chip("section", self._section_words(query.section_key)))
        if query.panel:
            chips.append(Chip("panel", self._panel_words()))
        if query.cases and self._offers_cases:
            chips.append(Chip("cases", _("with practice and qualification")))
        self._chips.set_chips(chips)
        self._days.setVisible(self._months is None)
        if self._months is None:
            self._days.set_days(Days(query.first_day, query.last_day))

    def _period_words(self) -> str:
        if self._months is not None:
            return _(_MONTHS[self._months])
        return days_text(self._query.first_day, self._query.last_day)

    def _form_words(self, choices: Choices) -> str:
        assert choices.scorecard is not None
        title = in_words(choices.scorecard.title)
        if self._query.version_number is None:
            return title
        return _("{title}, version {number}").format(title=title, number=self._query.version_number)

    def _section_words(self, key: str) -> str:
        sections = self._choices.sections if self._choices else ()
        return next((in_words(one.title) for one in sections if one.key == key), key)

    def _panel_words(self) -> str:
        chosen = self._query.panel
        names = [one.name for one in (self._choices.inspectors if self._choices else ()) if one.person_id in chosen]
        if len(names) <= _MOST_NAMED:
            return listed(names)
        return ngettext("{n} inspector", "{n} inspectors", len(chosen)).format(n=len(chosen))

    def _remove(self, key: str) -> None:
        without = {"family": {"family": None}, "section": {"section_key": ""}, "panel": {"panel": ()}}
        without["cases"] = {"cases": frozenset()}
        self._choose(replace(self._query, **without[key]))

    def _open_menu(self, key: str) -> None:
        menu = QMenu(self)
        menu.setObjectName("filter_menu")
        if key == "period":
            for months, words in _MONTHS.items():
                self._offer_months(menu, months, _(words))
            menu.addSeparator()
            menu.addAction(_("Other days …")).triggered.connect(self._choose_other_days)
        else:
            self._fill(menu, key)
        self._chips.show_menu(key, menu)

    def _offer_months(self, menu: QMenu, months: int, words: str) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(months == self._months)

        def choose() -> None:
            self._months = months
            self._choose(self._in_months(months, self._today))
            self._show()

        action.triggered.connect(choose)

    def _open_add_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("filter_menu")
        for key, words in (("family", _("critical family")), ("section", _("section")), ("panel", _("inspectors"))):
            self._fill(menu.addMenu(words), key)
        if self._offers_cases:
            menu.addSeparator()
            with_cases = replace(self._query, cases=frozenset() if self._query.cases else ON_CASES)
            self._offer(menu, _("with practice and qualification"), with_cases).setChecked(bool(self._query.cases))
        self._chips.show_menu("", menu)

    def _fill(self, menu: QMenu, key: str) -> None:
        choices, query = self._choices, self._query
        if choices is None:
            return
        if key == "form":
            for one in choices.scorecards:
                other = replace(query, scorecard_key=one.key, version_number=None, section_key="", family=None)
                self._offer(menu, in_words(one.title), other)
            menu.addSeparator()
            for number in choices.versions:
                self._offer(menu, _("version {number}").format(number=number), replace(query, version_number=number))
        elif key == "family":
            for family in CriticalFamily:
                if family in choices.families:
                    self._offer(menu, family_title(family), replace(query, family=family))
        elif key == "section":
            for one in choices.sections:
                self._offer(menu, in_words(one.title), replace(query, section_key=one.key))
        else:
            for person in choices.inspectors:
                chosen = set(query.panel) ^ {person.person_id}
                panel = tuple(one.person_id for one in choices.inspectors if one.person_id in chosen)
                action = self._offer(menu, person.name, replace(query, panel=panel))
                action.setChecked(person.person_id in query.panel)

    def _offer(self, menu: QMenu, words: str, query: FactQuery) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(query == self._query)
        action.triggered.connect(lambda: self._choose(query))
        return action

    def _choose_other_days(self) -> None:
        self._months = None
        self._show()
        self._days.setFocus()


def _months_before(day: date, months: int) -> date:
    return day - timedelta(days=round(365.25 * months / 12))
