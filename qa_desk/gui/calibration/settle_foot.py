"""The foot of the meeting: why, which reasons, and the buttons that settle; where the panel differed, why first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import PromptKind, RatingValue
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import CallId
from qa_desk.gui.calibration.answers import AnswerColumn, reasons_named
from qa_desk.gui.calibration.settle_both import SettleBoth
from qa_desk.gui.calibration.settle_row import SettleRow
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.rating_input import rating_input
from qa_desk.i18n import _
from qa_desk.reports.panel_words import points_words
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SettleDraft

_N_DIGITS = 9


class SettleFoot(QWidget):
    """Asks for one criterion at a time.

    Signals:
        settle_requested: the `SettleDraft`.
        withdraw_requested: the `CriterionDifference` whose settled answer is taken back.
        left: Enter in the field; the keys of the meeting act again.
    """

    settle_requested = Signal(object)
    withdraw_requested = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._difference: CriterionDifference | None = None
        self._columns: tuple[AnswerColumn, ...] = ()
        self._shown: tuple[CallId, str] | None = None
        self._closed = ""
        self._pending: int | None = None
        self._ticked: frozenset[str] = frozenset()
        self.settle_row = SettleRow(theme=context.theme)
        self.both = SettleBoth(context)
        self._build()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether anything can be settled now."""
        return self._difference is not None and not self._closed

    @property
    def rationale(self) -> str:
        """Why it is settled so, as far as it is typed."""
        return self._why.text().strip()

    def show_difference(
        self, difference: CriterionDifference, columns: tuple[AnswerColumn, ...], *, settled: int | None, closed: str
    ) -> None:
        """Ask about this criterion; `closed` says why nothing can be settled. What is typed stays on the same one."""
        key = (difference.call_id, difference.criterion.key)
        is_other = key != self._shown
        self._difference, self._columns, self._closed, self._shown = difference, columns, closed, key
        if is_other:
            self._pending = None
            self._ask.hide()
            self.both.clear()
            self._ticked = frozenset(difference.settled.reasons if difference.settled else reasons_named(difference))
        if is_other or difference.settled is not None:
            self._why.setText(difference.settled.rationale if difference.settled else "")
        self.settle_row.show_columns(columns, self._keys(), settled=settled, disabled_reason=closed)
        self._why.setReadOnly(bool(closed))
        self._withdraw.setVisible(not closed and difference.settled is not None)
        self._show_reasons()
        self._show_other()

    def show_conflict(self, error: ConflictError) -> None:
        """Another lead settled it meanwhile: let the person choose."""
        if self._difference is not None:
            self.both.ask(self._difference.criterion, error)

    def settle_nth(self, place: int) -> None:
        """Settle as the answer in this place, N/A not counted."""
        rated = [index for index, column in enumerate(self._columns) if not column.na]
        if place < len(rated):
            self._settle(rated[place])

    def settle_na(self) -> None:
        """Settle as not applicable, where that can be."""
        for place, column in enumerate(self._columns):
            if column.na:
                self._settle(place)

    def _build(self) -> None:
        theme = self._context.theme
        self.setObjectName("settle_foot")
        self._why_label = QLabel(_("Why"))
        self._why_label.setProperty("tone", "muted")
        self._why = QLineEdit()
        self._why.setObjectName("rationale")
        self._why.setAccessibleName(_("Why it is settled so"))
        self._why.setPlaceholderText(_("Why it is settled so; Enter, then settle"))
        self._why_label.setBuddy(self._why)
        self._withdraw = Button(_("Take back"), theme=theme, kind="quiet", icon="undo", name="withdraw")
        why = QHBoxLayout()
        why.setSpacing(theme.size("md"))
        why.addWidget(self._why_label)
        why.addWidget(self._why, 1)
        why.addWidget(self._withdraw)
        self._ask = QLabel()
        self._ask.setObjectName("why_needed")
        self._ask.setProperty("tone", "warning")
        self._ask.setWordWrap(True)
        self._ask.hide()
        self._reasons = FilterChips(theme=theme, can_add=False, name="settled_reasons")
        self._reasons.setAccessibleName(_("Reasons"))
        self._other = QWidget()
        self._other_row = QHBoxLayout(self._other)
        self._other_row.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.addLayout(why)
        for widget in (self.both, self._ask, self._reasons, self._other, self.settle_row):
            self._column.addWidget(widget)
        self._dress()

    def _connect(self) -> None:
        self.settle_row.settle_requested.connect(self._settle)
        self._why.returnPressed.connect(self._on_why_entered)
        self.both.settle_requested.connect(self.settle_requested)
        self.both.left.connect(self.left)
        self._withdraw.clicked.connect(lambda: self.withdraw_requested.emit(self._difference))
        self._reasons.toggled.connect(self._on_reason_toggled)
        self._context.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("md"))
        self._column.setSpacing(theme.size("sm"))
        if self._difference is not None:
            self._show_reasons()

    def _keys(self) -> list[str]:
        caps = self._context.commands.key_caps("meeting.settle")
        na = self._context.commands.hint("meeting.not_applicable")
        return [
            na if column.na else caps[place] if place < min(len(caps), _N_DIGITS) else ""
            for place, column in enumerate(self._columns)
        ]

    def _asks_reasons(self) -> bool:
        assert self._difference is not None
        return self._difference.criterion.scale.prompt().kind is PromptKind.REASONS

    def _show_reasons(self) -> None:
        assert self._difference is not None
        named = {reason for answer in self._difference.answers for reason in answer.reasons} | self._ticked
        chips = [
            Chip(reason.key, in_words(reason.title), ChipKind.TOGGLE, reason.key in self._ticked)
            for reason in self._difference.criterion.reasons
            if self._asks_reasons() or reason.key in named
        ]
        self._reasons.set_chips(chips)
        # On the projector every line counts; there only what the answer is made of is asked.
        is_needed = self._asks_reasons() or not self._context.theme.is_projector
        self._reasons.setVisible(bool(chips) and is_needed and not self._closed)

    def _show_other(self) -> None:
        """The answers that nobody gave: another number, or other reasons of a deduction."""
        assert self._difference is not None
        emptied(self._other_row)
        criterion, theme = self._difference.criterion, self._context.theme
        prompt = criterion.scale.prompt()
        is_wanted = not self._closed and prompt.kind is not PromptKind.OPTIONS
        self._other.setVisible(is_wanted)
        if not is_wanted:
            return
        if prompt.kind is PromptKind.REASONS:
            points = criterion.scale.points(True, criterion.reasons_of(tuple(self._ticked)))
            words = _("Settle as ticked: {points}").format(points=points_words(criterion, points))
            button = Button(words, theme=theme, name="settle_ticked")
            button.clicked.connect(lambda: self._settle_other(True))
        else:
            field = rating_input(prompt, theme=theme, name="other_answer")
            field.set_subject(_("Another answer"))
            self._other_row.addWidget(field)
            button = Button(_("Settle as this number"), theme=theme, name="settle_other")
            button.clicked.connect(lambda: self._settle_other(field.choice.rating))
        self._other_row.addWidget(button)
        self._other_row.addStretch(1)

    def _lacks_why(self) -> bool:
        assert self._difference is not None
        return self._difference.differs and not self._why.text().strip()

    def _settle(self, place: int) -> None:
        if not self.is_open or self._difference is None:
            return
        if self._lacks_why():
            told = _("The panel differed here: say why, then Enter settles it as {answer}.")
            self._ask_why(place, told.format(answer=self._columns[place].label))
            return
        reasons = None if self._asks_reasons() else tuple(sorted(self._ticked))
        self._hand_up(self._columns[place].draft(self._difference, self._why.text().strip(), reasons))

    def _settle_other(self, rating: RatingValue | None) -> None:
        if not self.is_open or self._difference is None or rating is None:
            return
        if self._lacks_why():
            self._ask_why(None, _("The panel differed here: say why first."))
            return
        one, reasons = self._difference, tuple(sorted(self._ticked))
        why = self._why.text().strip()
        self._hand_up(SettleDraft(one.call_id, one.criterion.key, rating, False, reasons, why, one.settled))

    def _hand_up(self, draft: SettleDraft) -> None:
        self._pending = None
        self._ask.hide()
        self.settle_requested.emit(draft)

    def _ask_why(self, place: int | None, words: str) -> None:
        self._pending = place
        self._ask.setText(words)
        self._ask.show()
        self._why.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_why_entered(self) -> None:
        pending = self._pending
        self.left.emit()
        if pending is not None and self._why.text().strip():
            self._settle(pending)

    def _on_reason_toggled(self, key: str) -> None:
        self._ticked = self._ticked ^ {key}
        self._show_reasons()
        self._show_other()
