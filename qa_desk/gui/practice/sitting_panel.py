"""A sitting: the time that is left, what is to be scored next, and once it is over the verdict of each rule."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import AssignmentState
from qa_desk.gui.practice.columns import item_columns, rule_columns
from qa_desk.gui.practice.words import estimate_words, give_up_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.confirm_bar import ConfirmBar
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.widgets.time_left import TimeLeft
from qa_desk.i18n import _, in_a_row
from qa_desk.services.practice.qualifying_views import RuleResult, SittingItem, SittingView


class SittingPanel(QWidget):
    """One sitting.

    Signals:
        open_requested: the assignment to score.
        result_requested: the evaluation to compare, once it is over.
        give_up_requested: the sitting to end as it stands.
        time_over: the time has just run out.
        certificate_requested: to hand the certificate out.
    """

    open_requested = Signal(object)
    result_requested = Signal(object)
    give_up_requested = Signal(object)
    time_over = Signal()
    certificate_requested = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: SittingView | None = None
        self._build()
        self._connect()

    @property
    def view(self) -> SittingView | None:
        """What is shown."""
        return self._view

    @property
    def items(self) -> DataTable[SittingItem]:
        """The calls."""
        return self._items

    def ends_with(self, view: SittingView) -> bool:
        """Whether one's own sitting, shown as under way or not shown yet, turns out to have run out of its time."""
        known = self._view
        was_open = known is None or (known.sitting.id == view.sitting.id and known.sitting.finished_at is None)
        return was_open and view.sitting.ran_out and self._is_own(view)

    def show_sitting(self, view: SittingView) -> None:
        """Show it as it stands."""
        self._view = view
        self._confirm.hide()
        is_over, is_own = view.sitting.finished_at is not None, self._is_own(view)
        self._title.setText(
            _("{title} · {scorecard}").format(title=view.blueprint.plan.title, scorecard=in_words(view.scorecard_title))
        )
        self._words.setText(_verdict(view) if is_over else _under_way(view))
        self._items.set_rows(view.items)
        if view.next_item is not None:
            self._items.select_key(view.next_item.position)
        elif self._items.current_row() is None:
            self._items.select_first()
        self._rules.set_rows(view.results)
        self._rules.setVisible(is_over)
        self._next.setVisible(is_own and not is_over and view.next_item is not None)
        self._give_up.setVisible(is_own and not is_over)
        self._certificate.setVisible(bool(view.sitting.passed))
        self._left.count_to(None if is_over else view.sitting.due_at)

    def open_next(self) -> None:
        """Score what comes next."""
        item = self._view.next_item if self._view else None
        if item is not None:
            self.open_requested.emit(item.assignment_id)

    def _is_own(self, view: SittingView) -> bool:
        return view.sitting.person_id == self._context.actor.person_id

    def _connect(self) -> None:
        self._left.over.connect(self.time_over)
        self._next.clicked.connect(self.open_next)
        self._give_up.clicked.connect(self._ask_to_give_up)
        self._confirm.confirmed.connect(self._on_given_up)
        self._certificate.clicked.connect(self.certificate_requested)
        self._items.row_opened.connect(self._on_opened)
        self._context.commands.bind(self._items, {"list.open": self._open_current})

    def _ask_to_give_up(self) -> None:
        if self._view is not None:
            self._confirm.ask(give_up_words(self._view), _("Give up"), _("Go on"))

    def _on_given_up(self) -> None:
        if self._view is not None:
            self.give_up_requested.emit(self._view.sitting.id)

    def _open_current(self) -> None:
        item = self._items.current_row()
        if item is not None:
            self._on_opened(item)

    def _on_opened(self, item: SittingItem) -> None:
        view = self._view
        if view is None:
            return
        if item.evaluation_id is not None:
            self.result_requested.emit(item.evaluation_id)
        elif view.sitting.finished_at is None and self._is_own(view):
            self.open_next()

    def _build(self) -> None:
        theme = self._context.theme
        self._title, self._words = QLabel(), QLabel()
        self._left = TimeLeft(self._context.services.now)
        self._title.setProperty("type", "title")
        for label, name in ((self._title, "sitting_title"), (self._words, "sitting_words")):
            label.setObjectName(name)
            label.setWordWrap(True)
        self._left.setProperty("type", "title")
        self._next = Button(_("Score the next call"), theme=theme, kind="primary", name="next_call")
        self._give_up = Button(_("Give up …"), theme=theme, kind="quiet", name="give_up")
        self._confirm = ConfirmBar(theme=theme)
        self._give_up.setToolTip(_("What is not handed in counts as errors"))
        self._certificate = Button(_("Hand out the certificate"), theme=theme, name="hand_out_certificate")
        self._rules: DataTable[RuleResult] = DataTable(
            rule_columns(), theme=theme, key=lambda one: one.title, name="rule_results", title=_("Rules")
        )
        self._items: DataTable[SittingItem] = DataTable(
            item_columns(), theme=theme, key=lambda item: item.position, name="sitting_items", title=_("Calls")
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        for button in (self._next, self._certificate, self._give_up):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(buttons)
        column.addWidget(self._confirm)
        column.addWidget(self._rules, 1)
        column.addWidget(self._items, 2)


def _under_way(view: SittingView) -> str:
    n_done = sum(item.state is AssignmentState.DONE for item in view.items)
    words = _(
        "{done} of {all} calls are handed in. They are scored one after another; no answer is shown before the end, "
        "and until then the library keeps the cases of this set from you."
    )
    return words.format(done=n_done, all=len(view.items))


def _verdict(view: SittingView) -> str:
    sitting, outcome = view.sitting, view.sitting.outcome
    sentences = [_("Passed.") if sitting.passed else _("Not passed.")]
    if sitting.valid_until is not None:
        sentences.append(_("The certificate holds until {day}.").format(day=day_and_year(sitting.valid_until)))
    if outcome is not None and outcome.n_handed_in < outcome.n_cases:
        words = (
            _("Its time ran out: {n} of {all} calls were handed in; the judgements of the others count as errors.")
            if sitting.ran_out
            else _("{n} of {all} calls were handed in; the judgements of the others count as errors.")
        )
        sentences.append(words.format(n=outcome.n_handed_in, all=outcome.n_cases))
    if view.other is not None and view.other.value is not None:
        words = _("On what is not critical {share} were as settled.")
        sentences.append(words.format(share=estimate_words(view.other)))
    return in_a_row(sentences)
