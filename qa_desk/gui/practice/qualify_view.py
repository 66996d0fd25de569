"""Qualify: what one may sit and holds, what the centre asks for, and for lead and trainer what everybody sat."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.permissions import Action
from qa_desk.domain.qualification import Blueprint
from qa_desk.gui.practice.columns import sitting_columns
from qa_desk.gui.practice.rules_table import RulesTable
from qa_desk.gui.practice.words import before_words, begin_words, certificate_words, plan_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.confirm_bar import ConfirmBar
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, listed
from qa_desk.services.practice.qualifying_views import Offer, Requirement, SittingLine


@dataclass(frozen=True, slots=True)
class Qualifications:
    """What the view shows."""

    today: date
    time_zone: str
    offers: tuple[Offer, ...]
    sittings: tuple[SittingLine, ...]
    requirement: Requirement


class QualifyView(QWidget):
    """One block for each qualification; below it the sittings.

    Signals:
        begin_requested: the blueprint to sit.
        sitting_requested: the sitting to look at or go on with.
        plan_requested: the `Blueprint` to plan anew.
        end_requested: the blueprint to end.
        requirement_requested: whether a certificate is to be asked for, and from which day on.
    """

    begin_requested = Signal(object)
    sitting_requested = Signal(object)
    plan_requested = Signal(object)
    end_requested = Signal(object)
    requirement_requested = Signal(bool, object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._build()
        self._sittings.row_opened.connect(lambda line: self.sitting_requested.emit(line.sitting.id))
        self._switch.clicked.connect(lambda: self.requirement_requested.emit(not self._is_on, self._first_day.day))
        context.commands.bind(self._sittings, {"list.open": self._open_current})

    @property
    def sittings(self) -> DataTable[SittingLine]:
        """Who sat what."""
        return self._sittings

    @property
    def first_control(self) -> QWidget:
        """Where the keyboard begins: what can be sat, else who sat what."""
        buttons = [one for one in self._area.findChildren(Button) if one.isEnabled() and one.isVisibleTo(self._area)]
        return buttons[0] if buttons else self._sittings

    def show_qualifications(self, read: Qualifications) -> None:
        """Show them anew."""
        while (item := self._offers.takeAt(0)) is not None:
            if (block := item.widget()) is not None:
                block.hide()
                block.deleteLater()
        for place, offer in enumerate(read.offers):
            block = self._block(place, offer, read.today)
            self._offers.addWidget(block)
            block.show()  # at once, as the keyboard may begin in it
        self._nothing.setVisible(not read.offers and self._context.may(Action.PRACTISE))
        self._area.setVisible(bool(read.offers))
        self._time_zone = read.time_zone
        self._sittings.set_rows(read.sittings)
        for widget in (self._sittings, self._sittings_title):
            widget.setVisible(bool(read.sittings))
        self._is_on = read.requirement.is_on
        self._asked.setText(_requirement_words(read.requirement))
        self._switch.set_text(_("Ask for it no more, from") if self._is_on else _("Ask for a certificate from"))
        self._first_day.set_earliest(read.today)
        self._first_day.set_day(max(read.today, self._first_day.day))

    def _block(self, place: int, offer: Offer, today: date) -> QWidget:
        theme, plan = self._context.theme, offer.blueprint.plan
        block = QWidget()
        block.setObjectName(f"offer_{place}")
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, theme.size("md"))
        column.setSpacing(theme.size("xs"))
        title = _label(_("{title} · {scorecard}").format(title=plan.title, scorecard=in_words(offer.scorecard_title)))
        title.setProperty("type", "title")
        column.addWidget(title)
        if offer.certificate is not None:
            is_ending = offer.certificate.ends_soon(today)
            column.addWidget(
                _label(certificate_words(offer.certificate, today), tone="warning" if is_ending else "pass")
            )
        column.addWidget(_label(plan_words(plan)))
        column.addWidget(RulesTable(offer.rules, theme=theme))
        if plan.other_share is not None:
            share = _("At least {share:g} % of what is not critical as settled.").format(share=plan.other_share * 100)
            column.addWidget(_label(share, "muted"))
        # Who can't begin is told why, not what to know before.
        if offer.why_not and offer.under_way is None:
            column.addWidget(_label(offer.why_not, "warning"))
        else:
            column.addWidget(_label(before_words(offer), "muted"))
        column.addLayout(self._buttons(place, offer))
        return block

    def _buttons(self, place: int, offer: Offer) -> QHBoxLayout:
        theme = self._context.theme
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        if offer.under_way is not None:
            go_on = Button(_("Go on with the sitting"), theme=theme, kind="primary", name=f"go_on_sitting_{place}")
            go_on.clicked.connect(partial(self.sitting_requested.emit, offer.under_way.id))
            row.addWidget(go_on)
        else:
            begin = Button(_("Begin to sit it"), theme=theme, kind="primary", name=f"begin_sitting_{place}")
            begin.set_disabled_reason(offer.why_not)
            begin.clicked.connect(partial(self._ask_to_begin, offer.blueprint))
            row.addWidget(begin)
        if self._context.may(Action.PLAN_QUALIFICATIONS) and offer.blueprint.ended_at is None:
            self._add_planning(row, place, offer.blueprint)
        row.addStretch(1)
        return row

    def _add_planning(self, row: QHBoxLayout, place: int, blueprint: Blueprint) -> None:
        theme = self._context.theme
        change = Button(_("Plan it anew …"), theme=theme, kind="quiet", name=f"replan_{place}")
        change.clicked.connect(partial(self.plan_requested.emit, blueprint))
        end = Button(_("End it"), theme=theme, kind="quiet", name=f"end_plan_{place}")
        end.clicked.connect(partial(self.end_requested.emit, blueprint.id))
        row.addWidget(change)
        row.addWidget(end)

    def _ask_to_begin(self, blueprint: Blueprint) -> None:
        self._to_begin = blueprint
        if blueprint.plan.minutes is None:
            self._on_begin()
        else:
            self._confirm.ask(begin_words(blueprint.plan), _("Begin now"), _("Not yet"))

    def _on_begin(self) -> None:
        if self._to_begin is not None:
            self.begin_requested.emit(self._to_begin.id)

    def _open_current(self) -> None:
        line = self._sittings.current_row()
        if line is not None:
            self.sitting_requested.emit(line.sitting.id)

    def _build(self) -> None:
        theme = self._context.theme
        self._is_on = False
        self._time_zone = "UTC"
        self._asked = _label("", "muted")
        self._asked.setObjectName("requirement")
        self._switch = Button("", theme=theme, small=True, name="switch_requirement")
        self._first_day = DayEdit(theme=theme, name="requirement_day", title=_("From this day on"))
        self._first_day.set_day(date.min)
        asked = QHBoxLayout()
        asked.addWidget(self._asked, 1)
        asked.addWidget(self._switch)
        asked.addWidget(self._first_day)
        if not self._context.may(Action.REQUIRE_QUALIFICATION):
            for widget in (self._switch, self._first_day):
                widget.hide()
        self._nothing = _label(
            _("No qualification is planned yet. Lead and trainer plan one from the library."), "muted"
        )
        self._nothing.setObjectName("no_qualification")
        inner = QWidget()
        self._offers = QVBoxLayout()
        holding = QVBoxLayout(inner)
        holding.setContentsMargins(0, 0, 0, 0)
        holding.addLayout(self._offers)
        holding.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("offers")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self._to_begin: Blueprint | None = None
        self._confirm = ConfirmBar(theme=theme)
        self._confirm.confirmed.connect(self._on_begin)
        self._sittings_title = _label(_("Sittings"))
        self._sittings_title.setProperty("type", "title")
        everyone = self._context.may(Action.VIEW_PRACTICE)
        self._sittings: DataTable[SittingLine] = DataTable(
            sitting_columns(lambda: self._time_zone, of_everyone=everyone),
            theme=theme,
            key=lambda line: line.sitting.id,
            name="sittings",
            title=_("Sittings"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(asked)
        column.addWidget(self._nothing)
        column.addWidget(self._confirm)
        column.addWidget(self._area, 3)
        column.addWidget(self._sittings_title)
        column.addWidget(self._sittings, 2)
        column.addStretch(0)


def _label(text: str, tone: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        label.setProperty("tone", tone)
    return label


def _requirement_words(requirement: Requirement) -> str:
    sentences = [
        _("The centre asks for a certificate before somebody scores for real.")
        if requirement.is_on
        else _("The centre asks for no certificate; a qualification is a measurement only.")
    ]
    if requirement.next_change is not None:
        words = _("From {day} on it asks for one.") if requirement.next_is_on else _("From {day} on it asks for none.")
        sentences.append(words.format(day=day_and_year(requirement.next_change)))
    if requirement.scorecards:
        titles = listed(in_words(title) for title in requirement.scorecards)
        sentences.append(_("Qualifications are planned for {scorecards}.").format(scorecards=titles))
    else:
        sentences.append(_("Without a qualification planned for a scorecard nobody needs one to score on it."))
    if requirement.without:
        sentences.append(_("Without a certificate: {names}.").format(names=listed(requirement.without)))
    return in_a_row(sentences)
