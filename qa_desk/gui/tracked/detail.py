"""One tracked item: what it is about, the steps that may be taken now, and its history."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.issue import TrackedState
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_time, day_and_year
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, tracked_title
from qa_desk.gui.tracked.checking import CauseOwners, Checking
from qa_desk.gui.tracked.columns import STATE_SIGNS, STATE_TOKENS
from qa_desk.gui.tracked.raised import raised_words
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.i18n import N_, _
from qa_desk.reports.effect_words import cause_words
from qa_desk.services.periods import Days
from qa_desk.services.tracked.tracking_views import TrackedStep, TrackedView

_LABEL_WIDTH = 88

_STEP_TITLES: dict[TrackedState, str] = {
    TrackedState.IN_WORK: N_("Begin"),
    TrackedState.DONE: N_("Mark as done"),
    TrackedState.EFFECT_SHOWN: N_("Sign: effect shown"),
    TrackedState.NO_EFFECT_SHOWN: N_("Sign: no effect shown"),
    TrackedState.REOPENED: N_("Re-open"),
}
_NOTE_HINTS: dict[TrackedState, str] = {
    TrackedState.DONE: N_("What was done (may stay empty)"),
    TrackedState.EFFECT_SHOWN: N_("Which figures moved, from when to when"),
    TrackedState.NO_EFFECT_SHOWN: N_("Which figures did not move, and what to try next"),
    TrackedState.REOPENED: N_("Why it is not mended after all"),
}


class Detail(QWidget):
    """The pane beside the list.

    Signals:
        step_wanted: the state to bring the item to, and the note.
        figures_requested: the item whose figures are wanted.
        cause_answered: whether the cause is accepted, and the reason where it is not.
        cause_named: the key of the department or unit it is put down to.
        evidence_requested: the evidence to open.
        play_requested: the place of the evidence to hear.
    """

    step_wanted = Signal(object, str)
    figures_requested = Signal(object)
    cause_answered = Signal(bool, str)
    cause_named = Signal(object)
    evidence_requested = Signal(object)
    play_requested = Signal(int)

    def __init__(
        self,
        *,
        theme: Theme,
        commands: CommandRegistry,
        may_see_figures: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._commands = commands
        self._may_see_figures = may_see_figures
        self._view: TrackedView | None = None
        self._time_zone = "UTC"
        self._form: Form | None = None
        self._wanted: TrackedState | None = None
        self.setObjectName("tracked_detail")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.size("xl"), theme.size("sm"), theme.size("xl"), theme.size("xl"))
        self._column.setSpacing(theme.size("lg"))
        self._parts: list[QWidget] = []
        self._built: TrackedView | None = None
        self._happened: tuple[TrackedStep, ...] = ()
        self._is_sent = False
        self._owners: CauseOwners = ()
        self._history: QWidget | None = None
        self._checking: Checking | None = None

    @property
    def checking(self) -> Checking | None:
        """The cause, effect and evidence of the item shown."""
        return self._checking

    @property
    def view(self) -> TrackedView | None:
        """The item shown."""
        return self._view

    @property
    def form(self) -> Form | None:
        """The note to a step, while one is being written."""
        return self._form

    def set_cause_owners(self, owners: CauseOwners) -> None:
        """Whom items can be put down to, for who may name one."""
        self._owners = owners

    def show_item(self, view: TrackedView, time_zone: str) -> None:
        """Show this item; its history follows. What is being written about it stays: the step says if it came late."""
        is_same = self._view is not None and view.item.id == self._view.item.id
        is_written = self._form is not None and is_same and not (self._is_sent and view != self._view)
        self._view, self._time_zone = view, time_zone
        if not is_written:
            self._build_item(view)

    def _build_item(self, view: TrackedView) -> None:
        self._clear()
        self._built = view
        self._checking = Checking(view, owners=self._owners, theme=self._theme, commands=self._commands)
        self._checking.cause_named.connect(self.cause_named)
        self._checking.play_requested.connect(self.play_requested)
        self._checking.cause_answered.connect(self.cause_answered)
        self._checking.evidence_requested.connect(self.evidence_requested)
        for part in (self._head(view), self._facts(view), self._steps(view), self._checking):
            self._column.addWidget(part)
            self._parts.append(part)
        self._column.addStretch(1)

    def show_history(self, steps: tuple[TrackedStep, ...]) -> None:
        """Show what happened to the item, latest first."""
        self._happened = steps
        if self._history is not None:
            self._column.removeWidget(self._history)
            self._history.hide()
            self._history.deleteLater()
        self._history = self._history_of(steps)
        self._column.insertWidget(self._column.count() - 1, self._history)

    def focus_steps(self) -> None:
        """Take the keyboard to the first step that can be taken."""
        button = self._buttons.findChild(Button)
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_error(self, error: Exception) -> None:
        """A step could not be taken: say why where the note was written."""
        self._is_sent = False
        if self._checking is not None and self._checking.show_error(error):
            return
        if self._form is not None:
            self._form.refuse(error)

    def _clear(self) -> None:
        self._form, self._wanted, self._history, self._is_sent = None, None, None, False
        while (entry := self._column.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parts = []

    def _head(self, view: TrackedView) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size("xs"))
        title = _label(view.item.title, "title", name="tracked_title")
        column.addWidget(title)
        state = StateLine(view.item.state, theme=self._theme)
        row = QHBoxLayout()
        row.setSpacing(self._theme.size("md"))
        row.addWidget(state)
        if view.is_overdue:
            overdue = _label(_("overdue"), "caption", tone="fail")
            row.addWidget(overdue)
        row.addStretch(1)
        column.addLayout(row)
        return head

    def _facts(self, view: TrackedView) -> QWidget:
        facts = QWidget()
        grid = QGridLayout(facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.size("md"))
        grid.setVerticalSpacing(self._theme.size("sm"))
        grid.setColumnMinimumWidth(0, self._theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        item = view.item
        rows = [
            (_("Criterion"), in_words(view.criterion_title)),
            (_("Unit"), view.unit_path or _("all units")),
            (_("Owner"), view.owner_name),
            (_("Due"), day_and_year(item.due_on)),
            (_("Action"), item.action or "–"),
        ]
        if item.raised_first is not None and item.raised_last is not None:
            rows.append((_("Raised by"), raised_words(Days(item.raised_first, item.raised_last), item.raised_cut)))
        if view.cause is not None:
            rows.append((_("Cause owner"), cause_words(view.cause, day_and_year)))
        if item.target_share is not None:
            target = _("at most {share} % of calls failed").format(share=f"{100 * item.target_share:g}")
            rows.append((_("Target"), target))
        if item.signed_by:
            signed = _("{note} (signed by {name})").format(note=item.effect_note, name=view.signed_by_name)
            rows.append((_("Effect"), signed))
        for place, (title, words) in enumerate(rows):
            grid.addWidget(_label(title, tone="muted"), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label(words), place, 1)
        if not self._may_see_figures:
            return facts
        figures = Button(_("See its figures"), theme=self._theme, small=True, icon="bars", name="tracked_figures")
        figures.clicked.connect(lambda: self.figures_requested.emit(item))
        grid.addWidget(figures, len(rows), 1, Qt.AlignmentFlag.AlignLeft)
        return facts

    def _steps(self, view: TrackedView) -> QWidget:
        steps = QWidget()
        self._steps_column = QVBoxLayout(steps)
        self._steps_column.setContentsMargins(0, 0, 0, 0)
        self._steps_column.setSpacing(self._theme.size("sm"))
        self._buttons = QWidget()
        row = QVBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        for state, title in _STEP_TITLES.items():
            if state in view.next_states:
                button = Button(_(title), theme=self._theme, icon=STATE_SIGNS[state][0], name=f"step_{state.value}")
                button.clicked.connect(lambda _checked=False, to=state: self._on_step(to))
                row.addWidget(button)
        if not view.next_states:
            row.addWidget(_label(_waits_for(view), tone="muted", name="tracked_waits"))
        self._steps_column.addWidget(self._buttons)
        return steps

    def _on_step(self, state: TrackedState) -> None:
        if state not in _NOTE_HINTS:
            self.step_wanted.emit(state, "")
            return
        self._wanted = state
        title = _(_STEP_TITLES[state])
        form = Form(theme=self._theme, commands=self._commands, save_title=title, name="step_form", primary=False)
        note = text_field("step_note", self._theme, _(_NOTE_HINTS[state]))
        title = _("Reason") if state is TrackedState.REOPENED else _("Note")
        form.add_field(title, note, hint=self._checking.against(state) if self._checking is not None else "")
        form.saved.connect(lambda: self._on_saved(form, note.toPlainText()))
        form.cancelled.connect(self._on_cancelled)
        self._form = form
        self._buttons.hide()
        self._steps_column.addWidget(form)
        note.setFocus()

    def _on_saved(self, form: Form, note: str) -> None:
        assert self._wanted is not None
        self._is_sent = True
        form.show_error(None)
        form.set_busy(True)
        self.step_wanted.emit(self._wanted, note)

    def _on_cancelled(self) -> None:
        if self._form is not None:
            self._form.leave()
        self._form, self._wanted = None, None
        self._buttons.show()
        if self._view is not None and self._view != self._built:
            # Somebody else brought the item on while the note was written.
            self._build_item(self._view)
            self.show_history(self._happened)

    def _history_of(self, steps: tuple[TrackedStep, ...]) -> QWidget:
        part = QWidget()
        part.setObjectName("tracked_history")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size("sm"))
        column.addWidget(_label(_("History"), "caption", tone="muted"))
        for step in reversed(steps):
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("md"))
            when = _label(day_and_time(step.at, self._time_zone), tone="muted")
            when.setFixedWidth(self._theme.px(104))
            row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(StateLine(step.state, theme=self._theme, words=_told(step)))
            if step.note:
                note = _label(step.note, tone="muted")
                note.setIndent(self._theme.size("icon") + self._theme.size("sm"))
                words.addWidget(note)
            row.addLayout(words, 1)
            column.addLayout(row)
        return part


class StateLine(QWidget):
    """How far an item has come: its sign and its word."""

    def __init__(self, state: TrackedState, *, theme: Theme, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign = STATE_SIGNS[state]
        self._label = _label(words or tracked_title(state), tone=STATE_TOKENS.get(state, "") if not words else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("icon") + theme.size("sm"), 0, 0, 0)
        row.addWidget(self._label, 1)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._theme.size("icon")
        line = min(self.height(), self._label.fontMetrics().height() + 2)
        paint_icon(QPainter(self), QRectF(0, 0, side, line), self._sign[0], self._theme, self._sign[1])

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.px(20))


def _told(step: TrackedStep) -> str:
    return _("{state}, by {name}").format(state=tracked_title(step.state), name=step.person_name)


def _waits_for(view: TrackedView) -> str:
    if view.item.state is TrackedState.DONE:
        return _("Waits for QA to sign whether it had an effect.")
    if view.item.state in (TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN):
        return _("Closed. A calibration lead or a trainer may re-open it.")
    return _("Waits for {name}.").format(name=view.owner_name)


def _label(words: str, kind: str = "", *, tone: str = "", name: str = "") -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if kind:
        label.setProperty("type", kind)
    if tone:
        label.setProperty("tone", tone)
    if name:
        label.setObjectName(name)
    return label
