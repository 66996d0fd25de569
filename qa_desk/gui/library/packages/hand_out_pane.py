"""Handing cases out: which ones, which further passages become a tone, and what travels with them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.ids import CaseId
from qa_desk.domain.standard_case import CaseSummary
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.library.packages.ticks import TickedTable
from qa_desk.gui.library.packages.tones_pane import TonesPane
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.find_field import FindField
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _, ngettext
from qa_desk.services.packages.limits import MOST_CASES
from qa_desk.services.packages.packing import Spans

_TYPING_MS = 200


class HandOutPane(QWidget):
    """The valid cases, to be chosen from, and the sound of one of them.

    Signals:
        wanted: a package of the chosen cases is to be written.
        asked: other cases are sought: the words, and whether only benchmarks are (`str`, `bool`).
        more_wanted: the next cases are to be listed below those shown.
        all_wanted: every case that matches is to be listed and chosen.
    """

    wanted = Signal()
    asked = Signal(str, bool)
    more_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._theme = context.theme
        self._tones: dict[CaseId, Spans] = {}
        self.setObjectName("hand_out")
        self._cases: TickedTable[CaseSummary] = TickedTable(
            (*_columns(), Column("tones", _("tones"), self._n_tones, align="right", width=60, can_sort=False)),
            theme=context.theme,
            key=lambda case: case.id,
            name="cases_to_hand_out",
            title=_("Valid cases"),
        )
        self.tones_pane = TonesPane(context)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._build()
        self._connect()
        self._show_step()

    @property
    def cases(self) -> TickedTable[CaseSummary]:
        """The list of cases."""
        return self._cases

    @property
    def chosen(self) -> tuple[CaseId, ...]:
        """The cases to be handed out."""
        return tuple(case.id for case in self._cases.ticked)

    @property
    def tones(self) -> dict[CaseId, Spans]:
        """The further passages that become a tone, of the cases that are chosen."""
        return {case_id: self._tones[case_id] for case_id in self.chosen if self._tones.get(case_id)}

    @property
    def shows_tones(self) -> bool:
        """Whether the sound of a case is shown in place of the list."""
        return self._sides.currentWidget() is self.tones_pane

    def show_cases(self, cases: Sequence[CaseSummary], *, chooses: bool = False) -> None:
        """List the valid cases that match; what was chosen stays, and all of these are chosen too if `chooses`."""
        self._cases.set_rows(cases)
        if chooses:
            self._cases.tick_all(True)

    def show_more(self, cases: Sequence[CaseSummary]) -> None:
        """List further cases below."""
        self._cases.append_rows(cases)

    def set_busy(self, word: str | None) -> None:
        """Say that it is under way, or that it is over."""
        self._write.set_busy(word)
        if word is None:
            self._show_step()

    def show_tones(self) -> None:
        """Let the tones of the case that the keyboard is on be chosen on its sound."""
        case = self._cases.table.current_row()
        if case is not None:
            self._sides.setCurrentWidget(self.tones_pane)
            self.tones_pane.show_case(case.id, self._tones.get(case.id, ()))

    def leave(self) -> None:
        """Off the screen: be silent."""
        self.tones_pane.leave()

    def _build(self) -> None:
        theme = self._theme
        tip = _("Code, title, tag, or words of the case")
        self._find = FindField("find_to_hand_out", _("Find a case to hand out"), tip=tip, hint=_("Find a case"))
        self._shelf = SegmentedChoice(
            (Segment(False, _("All valid")), Segment(True, _("Benchmarks"), tip=_("Calls worth imitating"))),
            theme=theme,
            name="hand_out_shelf",
            subject=_("Shelf"),
        )
        self._shelf.set_value(False)
        self._all = Button(_("Choose all"), theme=theme, small=True, name="choose_all")
        self._none = Button(_("None"), theme=theme, kind="quiet", small=True, name="choose_none")
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._find, 1)
        for part in (self._shelf, self._all, self._none):
            row.addWidget(part)
        travels = _(
            "What travels: sound as FLAC with a tone where it is masked, answers, reasons, marks, tags, the form, and "
            "what was said. What does not: when the call was, its agent, its customer, its number, who scored it. "
            "Numbers of cards, phones and identity cards in texts are covered."
        )
        self._told = words_label("", tone="muted", name="chosen_told")
        self._choose_tones = Button(
            theme=theme, name="choose_tones", commands=self._context.commands, command="case.tones"
        )
        self._write = Button(theme=theme, kind="primary", name="write_package")
        steps = QHBoxLayout()
        steps.setSpacing(theme.size("sm"))
        steps.addWidget(self._write)
        steps.addWidget(self._choose_tones)
        steps.addStretch(1)
        side = QWidget()
        column = QVBoxLayout(side)
        edge = theme.size("lg")
        column.setContentsMargins(edge, 0, edge, edge)
        column.setSpacing(theme.size("sm"))
        column.addWidget(words_label(_("Hand cases out"), kind="title"))
        column.addLayout(row)
        column.addWidget(self._cases, 1)
        for part in (self._told, words_label(travels, tone="muted")):
            column.addWidget(part)
        column.addLayout(steps)
        self._sides = QStackedWidget()
        self._sides.addWidget(side)
        self._sides.addWidget(self.tones_pane)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._sides)
        self.setFocusProxy(self._cases)

    def _connect(self) -> None:
        self._cases.changed.connect(self._show_step)
        self._cases.current_changed.connect(lambda _case: self._show_step())
        self._cases.more_wanted.connect(self.more_wanted)
        self._find.textChanged.connect(lambda _text: self._typing.start())
        self._find.left.connect(self._cases.table.take_keyboard)
        self._typing.timeout.connect(self._ask)
        self._shelf.chosen.connect(lambda _code: self._ask())
        self._all.clicked.connect(lambda: self.all_wanted.emit())
        self._none.clicked.connect(lambda: self._cases.tick_all(False))
        self._choose_tones.clicked.connect(self.show_tones)
        self._write.clicked.connect(lambda: self.wanted.emit())
        self.tones_pane.changed.connect(self._on_tones)
        self.tones_pane.closed.connect(self._end_tones)
        self._context.commands.bind(
            self,
            {"case.tones": self.show_tones},
            enabled={"case.tones": lambda: not self.shows_tones and self._cases.table.current_row() is not None},
        )

    def _ask(self) -> None:
        self._typing.stop()
        self.asked.emit(self._find.text().strip(), bool(self._shelf.value))

    def _on_tones(self, case_id: CaseId, tones: Spans) -> None:
        self._tones[case_id] = tones
        self._cases.table.viewport().update()

    def _end_tones(self) -> None:
        self.tones_pane.leave()
        self._sides.setCurrentIndex(0)
        self._show_step()
        self._cases.setFocus(Qt.FocusReason.OtherFocusReason)

    def _n_tones(self, case: CaseSummary) -> int | None:
        return len(self._tones.get(case.id, ())) or None

    def _show_step(self) -> None:
        n, n_elsewhere = len(self._cases.ticked), self._cases.n_elsewhere
        self._write.setText(ngettext("Write a package of {n} case …", "Write a package of {n} cases …", n).format(n=n))
        too_many = _("A package holds at most {n} cases.").format(n=MOST_CASES) if n > MOST_CASES else ""
        self._write.set_disabled_reason(too_many if n else _("Choose at least one case."))
        told = ngettext(
            "{n} chosen case is not in this list.", "{n} chosen cases are not in this list.", n_elsewhere
        ).format(n=n_elsewhere)
        self._told.setText(" ".join(filter(None, (told if n_elsewhere else "", too_many))))
        self._told.setVisible(bool(self._told.text()))
        case = self._cases.table.current_row()
        code = case.code if case is not None else "–"
        self._choose_tones.setText(_("Tones of {code} …").format(code=code))
        self._choose_tones.set_disabled_reason("" if case is not None else _("Choose a case first."))


def _columns() -> tuple[Column[CaseSummary], ...]:
    return (
        Column("code", _("case"), lambda case: case.code, width=84, weight="medium", can_sort=False),
        Column("title", _("title"), lambda case: case.title, width=200, stretch=1, can_sort=False),
        Column("tags", _("tags"), lambda case: ", ".join(case.tags) or None, width=120, stretch=1, can_sort=False),
    )
