"""Handing cases out: which ones, which further passages become a tone, and what travels with them."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.ids import CaseId
from qa_desk.domain.standard_case import CaseSummary
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.library.packages.ticks import TickedTable
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.packages.packing import Spans

_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_SPAN = re.compile(rf"\s*({_NUMBER})\s*[-–]\s*({_NUMBER})\s*")


class HandOutPane(QWidget):
    """The valid cases, to be chosen from.

    Signals:
        wanted: a package of the chosen cases is to be written.
        find_changed: other words are sought (`str`).
    """

    wanted = Signal()
    find_changed = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._spans: dict[CaseId, str] = {}
        self.setObjectName("hand_out")
        self._cases: TickedTable[CaseSummary] = TickedTable(
            _columns(), theme=theme, key=lambda case: case.id, name="cases_to_hand_out", title=_("Valid cases")
        )
        self._build()
        self._cases.changed.connect(self._show_step)
        self._cases.current_changed.connect(self._show_spans)
        self._tones.textEdited.connect(self._on_spans)
        self._find.textChanged.connect(lambda text: self.find_changed.emit(text.strip()))
        self._write.clicked.connect(lambda: self.wanted.emit())
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
        return {case_id: spans_in(self._spans[case_id]) or () for case_id in self.chosen if case_id in self._spans}

    def show_cases(self, cases: Sequence[CaseSummary]) -> None:
        """List the valid cases that match; what was chosen stays."""
        self._cases.set_rows(cases)
        self._show_spans(self._cases.table.current_row())

    def set_busy(self, word: str | None) -> None:
        """Say that it is under way, or that it is over."""
        self._write.set_busy(word)
        if word is None:
            self._show_step()

    def _build(self) -> None:
        theme = self._theme
        self._find = QLineEdit()
        self._find.setObjectName("find_to_hand_out")
        self._find.setPlaceholderText(_("Find a case"))
        self._find.setAccessibleName(_("Find a case to hand out"))
        self._find.setToolTip(_("Code, title, tag, or words of the case"))
        self._find.setClearButtonEnabled(True)
        all_of_them = Button(_("Choose all"), theme=theme, small=True, name="choose_all")
        all_of_them.clicked.connect(lambda: self._cases.tick_all(True))
        none = Button(_("None"), theme=theme, kind="quiet", small=True, name="choose_none")
        none.clicked.connect(lambda: self._cases.tick_all(False))
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._find, 1)
        row.addWidget(all_of_them)
        row.addWidget(none)
        self._tones = QLineEdit()
        self._tones.setObjectName("further_tones")
        self._tones.setPlaceholderText("12.5–14, 30–31")
        self._tones.setAccessibleName(_("Further passages that become a tone, in seconds of the call"))
        self._tones.setToolTip(_("In seconds of the call; what is masked already is a tone anyway"))
        self._tones_title = words_label("", tone="muted", name="tones_of")
        self._wrong = words_label(_("Write passages like 12.5–14, 30–31."), tone="failed", name="tones_wrong")
        self._wrong.hide()
        travels = _(
            "What travels: sound as FLAC with a tone where it is masked, answers, reasons, marks, tags, the form, and "
            "what was said. What does not: when the call was, its agent, its customer, its number, who scored it. "
            "Numbers of cards, phones and identity cards in texts are covered."
        )
        self._write = Button(theme=theme, kind="primary", name="write_package")
        column = QVBoxLayout(self)
        edge = theme.size("lg")
        column.setContentsMargins(edge, 0, edge, edge)
        column.setSpacing(theme.size("sm"))
        column.addWidget(words_label(_("Hand cases out"), kind="title"))
        column.addLayout(row)
        column.addWidget(self._cases, 1)
        for part in (self._tones_title, self._tones, self._wrong, words_label(travels, tone="muted")):
            column.addWidget(part)
        column.addWidget(self._write, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_spans(self, case: CaseSummary | None) -> None:
        self._tones.setEnabled(case is not None)
        self._tones.setText(self._spans.get(case.id, "") if case is not None else "")
        code = case.code if case is not None else "–"
        self._tones_title.setText(_("Further passages of {code} that become a tone in the copy").format(code=code))
        self._wrong.setVisible(spans_in(self._tones.text()) is None)

    def _on_spans(self, text: str) -> None:
        case = self._cases.table.current_row()
        if case is not None:
            self._spans[case.id] = text
        self._show_step()

    def _show_step(self) -> None:
        n = len(self.chosen)
        self._write.setText(ngettext("Write a package of {n} case …", "Write a package of {n} cases …", n).format(n=n))
        wrong = [case.code for case in self._cases.ticked if spans_in(self._spans.get(case.id, "")) is None]
        self._wrong.setVisible(spans_in(self._tones.text()) is None)
        reason = _("The passages of {codes} can't be read.").format(codes=listed(wrong)) if wrong else ""
        self._write.set_disabled_reason(reason if n else _("Choose at least one case."))


def spans_in(text: str) -> Spans | None:
    """The passages that a text names, such as "12.5–14, 30–31"; None where it can't be read."""
    found: list[tuple[float, float]] = []
    for piece in re.split(r"[;，]|,\s+|,$", text):
        if not piece.strip():
            continue
        match = _SPAN.fullmatch(piece)
        if match is None:
            return None
        first, last = (float(one.replace(",", ".")) for one in match.groups())
        if first >= last:
            return None
        found.append((first, last))
    return tuple(found)


def _columns() -> tuple[Column[CaseSummary], ...]:
    return (
        Column("code", _("case"), lambda case: case.code, width=84, weight="medium"),
        Column("title", _("title"), lambda case: case.title, width=200, stretch=1),
        Column("tags", _("tags"), lambda case: ", ".join(case.tags) or None, width=140, stretch=1),
    )
