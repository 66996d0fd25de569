"""One result with all its sides: what is disputed answer by answer, the decision until it is final, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.ids import FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.gui.feedback.history import History
from qa_desk.gui.feedback.notes_of_agent import NotesOfAgent
from qa_desk.gui.feedback.parts import empty, focus_first_button, label
from qa_desk.gui.feedback.point_block import PointBlock, PointDecision
from qa_desk.gui.feedback.route_form import RouteForm
from qa_desk.gui.feedback.saying import outcome_words, score_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import feedback_title
from qa_desk.gui.widgets.coach_button import coach_button
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _, in_a_row, with_label
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import FeedbackDetail, Outcome, Ruling


@dataclass(slots=True)
class _Draft:
    """What is decided of one dispute and not final: it stays while other results are looked at."""

    points: dict[str, PointDecision] = field(default_factory=dict[str, PointDecision])
    reason: str = ""
    steps: list[UndoStep] = field(default_factory=list[UndoStep])


class DisputePane(QWidget):
    """Both sides of one result.

    Signals:
        weighed: key of the feedback and the rulings; ask what they come to.
        decided: the same with the reason of the whole decision; it is final.
        reassigned: key of the feedback, of who is to decide, and the reason.
        coaching_requested: the `FeedbackDetail` that a coaching note is to rest on.
        left: the keyboard goes back to the list.
    """

    weighed = Signal(object, object)
    decided = Signal(object, str, object)
    reassigned = Signal(object, object, str)
    coaching_requested = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, sound: RowSound, *, may_coach: bool) -> None:
        super().__init__()
        self._context, self._sound, self._may_coach = context, sound, may_coach
        self._detail: FeedbackDetail | None = None
        self._blocks: list[PointBlock] = []
        self._drafts: dict[FeedbackId, _Draft] = {}
        self._route: RouteForm | None = None
        self._is_weighed = False
        theme = context.theme
        self.setObjectName("dispute_pane")
        self._column = QVBoxLayout(self)
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        self._column.setSpacing(theme.size("sm"))
        self._bind()

    @property
    def blocks(self) -> tuple[PointBlock, ...]:
        """The disputed answers in their order."""
        return tuple(self._blocks)

    def show_feedback(self, detail: FeedbackDetail, time_zone: str, notes: Sequence[CoachingView] = ()) -> None:
        """Show one result; what was begun to be decided of it is there again."""
        had_keyboard = self._has_keyboard()
        empty(self._column)
        self._detail, self._blocks, self._route, self._is_weighed = detail, [], None, False
        self._add_head(detail)
        for point in detail.points:
            self._add_point(detail, PointBlock(self._context, detail, point, self._sound))
        if detail.may_decide:
            self._add_end(detail)
        self._add_steps(detail)
        coached = NotesOfAgent(theme=self._context.theme)
        self._column.addWidget(coached)
        coached.show_notes(notes)
        self._column.addWidget(History(detail.steps, time_zone, theme=self._context.theme))
        self._column.addStretch(1)
        if had_keyboard:
            self.focus_first()

    def focus_first(self) -> None:
        """Take the keyboard to what is to be decided first; where nothing is, to the first button."""
        if self._detail is not None and self._detail.may_decide:
            self._next_missing()
        else:
            focus_first_button(self)

    def show_outcome(self, outcome: Outcome) -> None:
        """Say what the decision comes to; saying it again makes it final."""
        if self._detail is None or not self._detail.may_decide:
            return
        self._is_weighed = True
        told = outcome_words(outcome, len(self._blocks))
        self._told.setText(in_a_row((told, _("The decision is final: the agent reads it at once."))))
        self._told.show()
        self._decide_button.set_text(_("Decide for good"))
        self._back.show()
        self._decide_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_decided(self, feedback_id: FeedbackId) -> None:
        """It is final: what led to it can't be undone any more."""
        draft = self._drafts.pop(feedback_id, None)
        for step in draft.steps if draft else ():
            self._context.undo.drop(step)

    def show_error(self, error: Exception) -> None:
        """Something was refused: say why where it was asked for."""
        if self._route is not None:
            self._route.refuse(error)
        else:
            self._context.notices.error(error, key="feedback")

    # the parts

    def _add_head(self, detail: FeedbackDetail) -> None:
        line = detail.line
        self._column.addWidget(
            label(f"{line.call_key} · {line.agent_name}".strip(" ·"), "title", name="feedback_title")
        )
        state = feedback_title(line.feedback.state)
        if line.feedback.state is FeedbackState.DISPUTED:
            state = with_label(state, _("{name} decides").format(name=line.decider_name or _("nobody yet")))
        self._column.addWidget(label(state, tone="muted", name="feedback_state"))
        score = score_words(detail.scored.result.score)
        if detail.superseding is not None:
            score = _("{before}, now {after}").format(before=score, after=score_words(detail.superseding.result.score))
        self._column.addWidget(label(with_label(_("Call quality"), score)))
        for name, words in (
            (_("The agent"), line.feedback.dispute_reason),
            (_("Decided"), line.feedback.decision_reason),
        ):
            if words:
                self._column.addWidget(label(with_label(name, words)))

    def _add_point(self, detail: FeedbackDetail, block: PointBlock) -> None:
        self._blocks.append(block)
        self._column.addWidget(block)
        if not detail.may_decide:
            return
        draft = self._draft(detail)
        if block.criterion_key in draft.points:
            block.show_decision(draft.points[block.criterion_key])
        block.decided.connect(lambda before, after, own=block: self._on_decided(own, before, after))
        block.typed.connect(lambda _words, own=block: self._keep(own))
        block.left.connect(self._next_missing)

    def _add_end(self, detail: FeedbackDetail) -> None:
        theme, draft = self._context.theme, self._draft(detail)
        self._reason = QLineEdit(draft.reason)
        self._reason.setObjectName("decision_reason")
        self._reason.setPlaceholderText(_("The decision in one sentence, for the agent"))
        self._reason.setAccessibleName(_("The decision in one sentence, for the agent"))
        self._reason.textEdited.connect(self._on_reason_typed)
        self._reason.returnPressed.connect(self._submit)
        self._told = label("", name="decision_told")
        self._told.hide()
        self._decide_button = Button(
            _("Decide"),
            theme=theme,
            kind="primary",
            commands=self._context.commands,
            command="form.submit",
            name="decide_button",
        )
        self._decide_button.clicked.connect(self._submit)
        self._back = Button(_("Change it"), theme=theme, kind="quiet", name="decide_back")
        self._back.clicked.connect(self._unweigh)
        self._back.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._decide_button)
        row.addWidget(self._back)
        row.addStretch(1)
        self._column.addWidget(self._reason)
        self._column.addWidget(self._told)
        self._column.addLayout(row)

    def _add_steps(self, detail: FeedbackDetail) -> None:
        theme, row = self._context.theme, QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        if detail.deciders:
            give = Button(_("Let somebody else decide"), theme=theme, small=True, icon="people", name="reassign_button")
            give.clicked.connect(self._begin_route)
            row.addWidget(give)
        if self._may_coach:
            coach = coach_button(self._context)
            coach.clicked.connect(self._coach)
            row.addWidget(coach)
        hear = Button(_("Open the call"), theme=theme, small=True, icon="external", name="open_call_button")
        hear.setToolTip(_("The whole call with everything that was scored on it"))
        line = detail.line
        place = Place.to("calls", call=str(line.call_id), evaluation=str(line.feedback.evaluation_id))
        hear.clicked.connect(lambda: self._context.navigation.go(place))
        # below the others: three beside each other are wider than the pane of a small window
        below = QHBoxLayout()
        below.addWidget(hear)
        for line_of_steps in (row, below):
            line_of_steps.addStretch(1)
            self._column.addLayout(line_of_steps)
        self._route_place = QVBoxLayout()
        self._column.addLayout(self._route_place)

    def _coach(self) -> None:
        self.coaching_requested.emit(self._detail)

    def _begin_route(self) -> None:
        detail = self._detail
        assert detail is not None
        empty(self._route_place)
        self._route = RouteForm(self._context, detail)
        self._route.given.connect(self.reassigned)
        self._route.cancelled.connect(self._end_route)
        self._route_place.addWidget(self._route)
        self._route.begin()

    def _end_route(self) -> None:
        self._route = None
        empty(self._route_place)

    # deciding by keys

    def _bind(self) -> None:
        here = self._is_deciding
        handlers = {
            "form.uphold": lambda: self._on_current(lambda block: block.uphold()),
            "form.option": lambda place: self._on_current(lambda block: block.choose_nth(place)),
            "form.not_applicable": lambda: self._on_current(lambda block: block.choose_na()),
            "form.comment": lambda: self._on_current(lambda block: block.focus_reason()),
            "form.next": lambda: self._move(1),
            "form.previous": lambda: self._move(-1),
            "form.next_missing": self._next_missing,
            "form.submit": self._submit,
            "sound.next_mark": lambda: self._play_next(1),
            "sound.previous_mark": lambda: self._play_next(-1),
        }
        conditions = dict.fromkeys(handlers, here)
        conditions["sound.next_mark"] = conditions["sound.previous_mark"] = self._can_play
        self._context.commands.bind(self, handlers, enabled=conditions)
        self._context.commands.bind(
            self,
            {"list.coach": self._coach, "list.reassign": self._begin_route},
            enabled={
                "list.coach": lambda: self._may_coach and self._detail is not None,
                "list.reassign": lambda: self._detail is not None and bool(self._detail.deciders),
            },
        )
        self._context.commands.bind(
            self, {"window.close_notice": self.left.emit}, enabled={"window.close_notice": self._has_keyboard}
        )

    def _is_deciding(self) -> bool:
        return self._detail is not None and self._detail.may_decide and self._has_keyboard()

    def _can_play(self) -> bool:
        return self._sound.can_play and any(block.passages for block in self._blocks)

    def _has_keyboard(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _current(self) -> PointBlock | None:
        return next((block for block in self._blocks if block.has_keyboard()), None)

    def _on_current(self, act: object) -> None:
        block = self._current() or next(iter(self._blocks), None)
        if block is not None and callable(act):
            act(block)

    def _move(self, by: int) -> None:
        current = self._current()
        place = self._blocks.index(current) + by if current in self._blocks else 0
        if 0 <= place < len(self._blocks):
            self._blocks[place].focus_decision()
        elif place >= len(self._blocks):
            self._reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_missing(self) -> None:
        for block in self._blocks:
            if block.lacks:
                block.focus_decision()
                return
        self._reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _play_next(self, by: int) -> None:
        every: list[RowPassage] = [passage for block in self._blocks for passage in block.passages]
        playing = next((place for place, one in enumerate(every) if self._sound.is_playing(one)), None)
        own = self._current()
        first = every.index(own.passages[0]) if own is not None and own.passages else 0
        self._sound.toggle(every[first if playing is None else (playing + by) % len(every)])

    def _on_decided(self, block: PointBlock, before: PointDecision, after: PointDecision) -> None:
        detail = self._detail
        assert detail is not None
        feedback_id, key = detail.line.feedback.id, block.criterion_key
        title = _("Decision on {criterion}").format(criterion=block.accessibleName())
        step = UndoStep(
            title,
            lambda: self._set_decision(feedback_id, key, before),
            lambda: self._set_decision(feedback_id, key, after),
        )
        self._context.undo.push(step)
        self._draft(detail).steps.append(step)
        self._keep(block)
        if after.verdict is not None and after.verdict is not before.verdict and not after.reason.strip():
            block.focus_reason()

    def _set_decision(self, feedback_id: FeedbackId, key: str, decision: PointDecision) -> None:
        draft = self._drafts.get(feedback_id)
        if draft is None:
            return
        typed = draft.points.get(key, decision).reason
        draft.points[key] = replace(decision, reason=typed)
        if self._detail is not None and self._detail.line.feedback.id == feedback_id:
            self._unweigh()
            for block in self._blocks:
                if block.criterion_key == key:
                    block.show_decision(draft.points[key])

    def _keep(self, block: PointBlock) -> None:
        assert self._detail is not None
        self._draft(self._detail).points[block.criterion_key] = block.decision
        self._unweigh()

    def _on_reason_typed(self, words: str) -> None:
        assert self._detail is not None
        self._draft(self._detail).reason = words
        self._unweigh()

    def _unweigh(self) -> None:
        if self._is_weighed:
            self._is_weighed = False
            self._told.hide()
            self._back.hide()
            self._decide_button.set_text(_("Decide"))

    def _submit(self) -> None:
        detail = self._detail
        assert detail is not None
        missing = next((block for block in self._blocks if block.lacks), None)
        if missing is not None:
            self._tell_missing(with_label(missing.accessibleName(), missing.lacks))
            missing.focus_decision()
        elif not self._reason.text().strip():
            self._tell_missing(_("Say the decision in one sentence, for the agent."))
            self._reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._is_weighed:
            self.decided.emit(detail.line.feedback.id, self._reason.text(), self._rulings())
        else:
            self.weighed.emit(detail.line.feedback.id, self._rulings())

    def _tell_missing(self, words: str) -> None:
        self._told.setText(words)
        self._told.show()

    def _rulings(self) -> tuple[Ruling, ...]:
        return tuple(block.decision.ruling(block.criterion_key) for block in self._blocks)

    def _draft(self, detail: FeedbackDetail) -> _Draft:
        return self._drafts.setdefault(detail.line.feedback.id, _Draft())
