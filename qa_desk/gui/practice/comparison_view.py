"""One result: every criterion as one said it beside what is settled, why, and the passage to hear."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.practice.columns import compared_columns, own_words, settled_words
from qa_desk.gui.practice.words import mistake_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.sound.row_sound import RowPassage
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, in_a_row, ngettext, with_label
from qa_desk.services.practice.practising_views import ComparedCriterion, Comparison


class ComparisonView(QWidget):
    """The table stands with what differs first; below it why, for the criterion that the keyboard is on.

    Signals:
        play_requested: the passage (`RowPassage`) to be heard.
        case_requested: the case is wanted in the library.
    """

    play_requested = Signal(object)
    case_requested = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._comparison: Comparison | None = None
        self._build()
        self._table.current_changed.connect(self._on_current)
        self._table.row_opened.connect(lambda _row: self.play_current())
        self._play.clicked.connect(self.play_current)
        self._case.clicked.connect(self._on_case)
        context.commands.bind(self._table, {"list.open": self.play_current})

    @property
    def table(self) -> DataTable[ComparedCriterion]:
        """Criterion by criterion."""
        return self._table

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a result, what differs first."""
        self._comparison = comparison
        self._summary.setText(_summary(comparison, is_own=comparison.record.result.person_id == self._own_id()))
        self._table.set_rows(sorted(comparison.criteria, key=_order))
        self._table.select_first()
        self._on_current(self._table.current_row())

    def play_current(self) -> None:
        """Hear the passage that proves the settled answer, or the call from the start where there is none."""
        row, comparison = self._table.current_row(), self._comparison
        if row is None or comparison is None:
            return
        call = comparison.detail.call
        title = _("{case}: {criterion}").format(case=comparison.case.code, criterion=in_words(row.criterion.title))
        start_s, end_s = (row.evidence.start_s, row.evidence.end_s) if row.evidence else (None, None)
        self.play_requested.emit(RowPassage(call.id, title, start_s, end_s, row.settled.rationale))

    def _own_id(self) -> object:
        return self._context.actor.person_id

    def _on_case(self) -> None:
        if self._comparison is not None:
            self.case_requested.emit(self._comparison.case.id)

    def _on_current(self, row: ComparedCriterion | None) -> None:
        if row is None:
            return
        self._title.setText(in_words(row.criterion.title))
        self._kind.setText(mistake_words(row))
        self._kind.setProperty("tone", "muted" if row.judgement.agrees else "fail")
        self._kind.style().polish(self._kind)
        said = [with_label(_("You said"), own_words(row)), with_label(_("Settled"), settled_words(row))]
        if row.own is not None and row.own.comment:
            said.insert(1, with_label(_("Your comment"), row.own.comment))
        self._said.setText("\n".join(said))
        if row.others is not None:
            words = _("{n} of {all} others answered it as settled when they first met this case.")
            said.append(words.format(n=row.others.n_agreeing, all=row.others.n_people))
        because = row.settled.rationale or _("No rationale was written down.")
        self._why.setText(with_label(_("Why"), because))
        self._play.set_text(
            _("Play {start}–{end}").format(start=clock(row.evidence.start_s), end=clock(row.evidence.end_s))
            if row.evidence
            else _("Play the call")
        )

    def _build(self) -> None:
        theme = self._context.theme
        self._summary = _label("comparison_summary")
        self._table: DataTable[ComparedCriterion] = DataTable(
            compared_columns(), theme=theme, key=lambda row: row.criterion.key, name="compared",
            title=_("Compared with the standard"),
        )  # fmt: skip
        self._title = _label("compared_title")
        self._title.setProperty("type", "title")
        self._kind, self._said = _label("compared_kind"), _label("compared_said")
        self._why = _label("compared_why", tone="muted")
        self._play = Button(_("Play the call"), theme=theme, icon="play", name="play_passage")
        self._case = Button(_("Open the case"), theme=theme, kind="quiet", name="open_case")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        buttons.addWidget(self._play)
        buttons.addWidget(self._case)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._summary)
        column.addWidget(self._table, 1)
        for part in (self._title, self._kind, self._said, self._why):
            column.addWidget(part)
        column.addLayout(buttons)


def _label(name: str, tone: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        label.setProperty("tone", tone)
    return label


def _order(row: ComparedCriterion) -> tuple[bool, bool]:
    return row.judgement.agrees, not row.judgement.is_critical


def _summary(comparison: Comparison, *, is_own: bool) -> str:
    result = comparison.record.result
    n_all, n_agreeing = len(result.judgements), result.n_agreeing
    sentences = [
        ngettext("{n} of {all} criterion as settled.", "{n} of {all} criteria as settled.", n_all).format(
            n=n_agreeing, all=n_all
        )
    ]
    if not is_own:
        sentences.insert(0, _("Scored by {name}.").format(name=comparison.person_name))
    if result.n_critical_missed:
        words = ngettext(
            "{n} critical failure was missed.", "{n} critical failures were missed.", result.n_critical_missed
        )
        sentences.append(words.format(n=result.n_critical_missed))
    if result.n_critical_false_alarms:
        words = ngettext(
            "{n} critical criterion was failed that passes.",
            "{n} critical criteria were failed that pass.",
            result.n_critical_false_alarms,
        )
        sentences.append(words.format(n=result.n_critical_false_alarms))
    return in_a_row(sentences)
