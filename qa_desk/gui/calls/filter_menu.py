"""The menus of the filter of calls: what each chip can be changed to, and what can be added."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QMenu, QWidget

from qa_desk.domain.call_filter import TEXT_FIELDS, WantedCalls
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.gui.calls.filter_words import (
    TRUTHS,
    FilterChoices,
    condition_words,
    heading,
    narrowing_of,
    truth_words,
    with_narrowing,
    without,
)
from qa_desk.gui.shell.words import mode_title, purpose_title
from qa_desk.gui.widgets.period_filter import period_title
from qa_desk.i18n import _
from qa_desk.services.periods import NamedPeriod

_MINUTE_S = 60
_LENGTHS = ((None, 1), (None, 3), (3, 10), (10, None), (20, None))
_SATISFACTION = ((None, 1), (None, 2), (4, None))

Choose = Callable[[WantedCalls], None]


class FilterMenus:
    """Makes the menus; what is picked is handed to `choose`, what needs a value typed to `ask` by its attribute."""

    def __init__(self, parent: QWidget, choose: Choose, ask: Callable[[str], None]) -> None:
        self._parent = parent
        self._choose = choose
        self._ask = ask

    def of(self, key: str, wanted: WantedCalls, choices: FilterChoices) -> QMenu:
        """The menu of a chip: its condition as it is, others in its place, none."""
        menu = self._new()
        if key == "period":
            self._offer(menu, _("any time"), wanted, without(wanted, key))
            for named in NamedPeriod:
                self._offer(menu, period_title(named), wanted, replace(without(wanted, key), period=named.value))
            menu.addSeparator()
            menu.addAction(_("Other days …")).triggered.connect(lambda: self._ask("period"))
        elif key == "unit":
            self._offer(menu, _("any unit"), wanted, replace(wanted, unit_id=None))
            for unit in choices.units:
                self._offer(menu, unit.path, wanted, replace(wanted, unit_id=unit.id))
        else:
            self._offer(menu, _("any business type"), wanted, without(wanted, Field.BUSINESS_TYPE))
            self._add_words(menu, Field.BUSINESS_TYPE, wanted, choices.words.of_fields.get(Field.BUSINESS_TYPE, ()))
        return menu

    def of_attribute(self, field: str, wanted: WantedCalls, choices: FilterChoices) -> QMenu:
        """The menu of a chip that speaks of another attribute."""
        menu = self._new()
        self._fill_attribute(menu, field, wanted, choices)
        return menu

    def of_more(self, wanted: WantedCalls, choices: FilterChoices) -> QMenu:
        """Everything that can be asked beside what the row offers already."""
        menu = self._new()
        menu.addAction(_("Agent …")).triggered.connect(lambda: self._ask("agent_id"))
        for field in (Field.DURATION_S, Field.CSAT, *TEXT_FIELDS):
            if field in (Field.DURATION_S, Field.CSAT) or choices.words.of_fields.get(field):
                self._fill_attribute(menu.addMenu(heading(field)), field, wanted, choices)
        menu.addAction(_("Customer …")).triggered.connect(lambda: self._ask("customer_id"))
        for name in choices.words.of_own:
            self._fill_attribute(menu.addMenu(name), name, wanted, choices)
        menu.addSeparator()
        for key in TRUTHS:
            inner = menu.addMenu(truth_words(key, True))
            for value in (True, False):
                self._offer(inner, truth_words(key, value), wanted, replace(wanted, **{key: value}))
        self._add_work(menu, wanted, choices)
        return menu

    def _add_work(self, menu: QMenu, wanted: WantedCalls, choices: FilterChoices) -> None:
        heard = menu.addMenu(_("how it was heard"))
        for mode in MonitoringMode:
            self._offer(heard, mode_title(mode), wanted, replace(wanted, mode=mode))
        by = menu.addMenu(_("scored by"))
        if choices.reader_id is not None:
            self._offer(by, _("me"), wanted, replace(wanted, scored_by=choices.reader_id))
        for person in choices.inspectors:
            if person.id != choices.reader_id:
                self._offer(by, person.name, wanted, replace(wanted, scored_by=person.id))
        if choices.sees_purposes:
            purposes = menu.addMenu(_("scored for"))
            for purpose in Purpose:
                self._offer(purposes, purpose_title(purpose), wanted, replace(wanted, purpose=purpose))

    def _fill_attribute(self, menu: QMenu, field: str, wanted: WantedCalls, choices: FilterChoices) -> None:
        if field == Field.DURATION_S:
            self._add_ranges(menu, field, wanted, _LENGTHS, _MINUTE_S)
        elif field == Field.CSAT:
            self._add_ranges(menu, field, wanted, _SATISFACTION, 1)
        elif field in choices.words.of_own:
            self._add_words(menu, field, wanted, choices.words.of_own[field], is_custom=True)
        else:
            self._add_words(menu, field, wanted, choices.words.of_fields.get(field, ()))

    def _add_ranges(
        self,
        menu: QMenu,
        field: str,
        wanted: WantedCalls,
        ranges: tuple[tuple[int | None, int | None], ...],
        unit: int,
    ) -> None:
        for least, most in ranges:
            one = Narrowing(
                field,
                least=None if least is None else float(least * unit),
                most=None if most is None else float(most * unit),
            )
            self._offer(menu, condition_words(one), wanted, with_narrowing(wanted, one))
        menu.addSeparator()
        menu.addAction(_("From … to …")).triggered.connect(lambda: self._ask(field))

    def _add_words(
        self, menu: QMenu, field: str, wanted: WantedCalls, words: tuple[str, ...], *, is_custom: bool = False
    ) -> None:
        """Each of the words can be ticked: a call has to have one of those that are."""
        kept = narrowing_of(wanted, field)
        ticked = tuple(str(value) for value in kept.values) if kept is not None else ()
        for word in words:
            now = tuple(one for one in words if (one in ticked) != (one == word))
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(word in ticked)
            then = with_narrowing(wanted, Narrowing(field, now, is_custom=is_custom))
            action.triggered.connect(lambda _checked=False, then=then: self._choose(then))

    def _offer(self, menu: QMenu, words: str, wanted: WantedCalls, then: WantedCalls) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(then == wanted)
        action.triggered.connect(lambda: self._choose(then))

    def _new(self) -> QMenu:
        menu = QMenu(self._parent)
        menu.setObjectName("filter_menu")
        return menu
