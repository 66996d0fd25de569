"""The rules of a qualification to be read: what each asks for, and how often it is wrong about somebody."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from qa_desk.gui.practice.words import failed_words, passed_words, rates_words, rule_words
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _
from qa_desk.services.practice.qualifying_views import CheckedRule


class RulesTable(QWidget):
    """A line for each rule; all of it is read out with the first cell."""

    def __init__(self, rules: Sequence[CheckedRule], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("xs"))
        heads = (_("rule"), _("judgements"), _("errors allowed"), _("fails the able"), _("passes the unable"))
        for column, head in enumerate(heads):
            grid.addWidget(_cell(head, is_number=column in (1, 2), tone="muted", kind="caption"), 0, column)
        for line, rule in enumerate(rules, 1):
            first = _cell(rule.title)
            first.setAccessibleName(_("{rule} · {rates}").format(rule=rule_words(rule), rates=rates_words(rule)))
            cells = (
                first,
                _cell(str(rule.rule.n_judgements), is_number=True),
                _cell(str(rule.rule.n_allowed), is_number=True),
                _cell(failed_words(rule)),
                _cell(passed_words(rule)),
            )
            for column, cell in enumerate(cells):
                cell.setToolTip(rates_words(rule))
                grid.addWidget(cell, line, column)
        grid.setColumnStretch(len(heads), 1)


def _cell(text: str, *, is_number: bool = False, tone: str = "", kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if is_number:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if tone:
        label.setProperty("tone", tone)
    if kind:
        label.setProperty("type", kind)
    return label
