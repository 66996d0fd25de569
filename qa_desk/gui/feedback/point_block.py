"""One disputed answer with both sides and their passages, and how it is decided; the keys are those of the desk."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.feedback import Verdict, moments_named
from qa_desk.domain.ids import AnswerId
from qa_desk.gui.feedback.parts import label, rating_words, said_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.rating_input import MISSING, Choice, DeductionInput, RatingInput, rating_input
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _, with_label
from qa_desk.services.feedback.feedback_views import DisputedPoint, FeedbackDetail, Ruling
from qa_desk.services.scoring.inspecting_views import AnswerDraft

_BEFORE_S, _AFTER_S = 2.0, 10.0
"""What is played of a moment that the agent names."""


@dataclass(frozen=True, slots=True)
class PointDecision:
    """What is decided of one answer so far, and not saved before all is."""

    verdict: Verdict | None = None
    choice: Choice = MISSING
    reasons: tuple[str, ...] = ()
    reason: str = ""

    def ruling(self, criterion_key: str) -> Ruling:
        """It as it is handed to who keeps it."""
        assert self.verdict is not None, "it is decided"
        if self.verdict is Verdict.UPHELD:
            return Ruling(criterion_key, self.verdict, self.reason)
        answer = AnswerDraft(criterion_key, self.choice.rating, self.choice.na, self.reasons, comment=self.reason)
        return Ruling(criterion_key, self.verdict, self.reason, answer)


class PointBlock(QWidget):
    """What was answered, what the agent says, the passages; below them the decision, for who decides.

    Signals:
        decided: the `PointDecision` before and the one after.
        typed: the reason, as it is typed.
        left: Enter in the reason; the next answer has its turn.
    """

    decided = Signal(object, object)
    typed = Signal(str)
    left = Signal()

    def __init__(self, context: PageContext, detail: FeedbackDetail, point: DisputedPoint, sound: RowSound) -> None:
        super().__init__()
        self._context, self._detail, self._point, self._sound = context, detail, point, sound
        self._decision = PointDecision()
        self._passages: list[tuple[RowPassage, Button]] = []
        self._input: RatingInput | None = None
        self.setObjectName(f"point_{point.answer.criterion_key}")
        self.setAccessibleName(in_words(point.before.criterion.title))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, context.theme.size("sm"), 0, context.theme.size("sm"))
        self._column.setSpacing(context.theme.size("sm"))
        self._add_sides()
        if detail.may_decide:
            self._add_decision()
        elif point.answer.verdict is not None:
            self._add_verdict()
        sound.changed.connect(self._show_playing)

    @property
    def criterion_key(self) -> str:
        """What it is about."""
        return self._point.answer.criterion_key

    @property
    def passages(self) -> tuple[RowPassage, ...]:
        """What can be heard of it."""
        return tuple(passage for passage, _button in self._passages)

    @property
    def decision(self) -> PointDecision:
        """What is decided so far."""
        return self._decision

    @property
    def lacks(self) -> str:
        """What is missing for a decision, in words; empty when nothing is."""
        if self._decision.verdict is None:
            return _("not decided yet")
        return "" if self._decision.reason.strip() else _("without a reason yet")

    def show_decision(self, decision: PointDecision) -> None:
        """Show this, as it was chosen or taken back; no signal."""
        self._decision = decision
        if self._input is None:
            return
        self._input.set_choice(decision.choice)
        if isinstance(self._input, DeductionInput):
            self._input.set_n_reasons(len(decision.reasons))
        if self._reason.text() != decision.reason:
            self._reason.setText(decision.reason)
        self._show_state()

    def uphold(self) -> None:
        """Let it stand as scored, as the person does."""
        self._decide(replace(self._decision, verdict=Verdict.UPHELD, choice=MISSING, reasons=()))

    def choose_nth(self, place: int) -> None:
        """Decide for the answer in this place, 0 for the first."""
        if self._input is not None:
            self._input.choose_nth(place + 1)

    def choose_na(self) -> None:
        """Decide for N/A, where the criterion allows it."""
        if self._input is not None:
            self._input.choose_na()

    def focus_decision(self) -> None:
        """Take the keyboard to what is missing first: the verdict, else the reason."""
        target: QWidget = self._stands if self._decision.verdict is None else self._reason
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_reason(self) -> None:
        """Take the keyboard to the reason."""
        if self._input is not None:
            self._reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_keyboard(self) -> bool:
        """Whether the keyboard is in here."""
        focus = self.window().focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    # both sides

    def _add_sides(self) -> None:
        point, scored = self._point, self._detail.scored
        criterion = point.before.criterion
        title = in_words(criterion.title)
        if criterion.critical is not None:
            title = f"{title} · {critical_title(criterion.critical)}"
        self._column.addWidget(label(title, "strong"))
        answer = scored.evaluation.answer(criterion.key)
        scorer = self._detail.line.inspector_name or _("Who scored it")
        agent = self._detail.line.agent_name or _("The agent")
        for name, words in ((scorer, said_words(criterion, answer)), (agent, point.answer.claim)):
            self._column.addWidget(label(with_label(name, words)))
        if guidance := in_words(criterion.guidance):
            self._column.addWidget(label(_("The standard: {words}").format(words=guidance), tone="muted"))
        for mark in point.marks:
            span = _("{start}–{end}").format(start=length_text(mark.start_s), end=length_text(mark.end_s))
            self._add_passage(mark.start_s, mark.end_s, f"{span} {mark.note}".strip(), scorer)
        told = _("{name} points at {time}")
        for moment in moments_named(point.answer.claim):
            start_s = max(0.0, moment - _BEFORE_S)
            self._add_passage(start_s, moment + _AFTER_S, told.format(name=agent, time=length_text(moment)), agent)

    def _add_passage(self, start_s: float, end_s: float, words: str, by: str) -> None:
        line = self._detail.line
        passage = RowPassage(line.call_id, line.call_key, start_s, end_s, words)
        button = Button(words, theme=self._context.theme, kind="quiet", small=True, icon="play")
        button.setObjectName(f"passage_{self.criterion_key}_{len(self._passages)}")
        button.setToolTip(_("Play what {name} points at").format(name=by))
        button.clicked.connect(partial(self._sound.toggle, passage))
        self._passages.append((passage, button))
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_playing(self) -> None:
        for passage, button in self._passages:
            button.set_icon("pause" if self._sound.is_playing(passage) else "play")

    def _add_verdict(self) -> None:
        said = self._point.answer
        if said.verdict is Verdict.OVERTURNED and self._detail.superseding is not None:
            now = self._detail.superseding.evaluation.answer(self.criterion_key)
            words = _("Overturned to {answer}: {words}").format(
                answer=rating_words(self._point.before.criterion, now), words=said.reason
            )
        elif said.verdict is Verdict.OVERTURNED:
            words = _("Overturned: {words}").format(words=said.reason)
        else:
            words = _("Upheld: {words}").format(words=said.reason)
        self._column.addWidget(label(words, name=f"verdict_{self.criterion_key}"))

    # the decision

    def _add_decision(self) -> None:
        theme, commands, key = self._context.theme, self._context.commands, self.criterion_key
        criterion = self._point.before.criterion
        title = in_words(criterion.title)
        self._stands = Button(
            _("Stands as scored"),
            theme=theme,
            small=True,
            commands=commands,
            command="form.uphold",
            name=f"stands_{key}",
        )
        self._stands.setAccessibleName(with_label(title, _("Stands as scored")))
        self._stands.clicked.connect(self.uphold)
        self._input = rating_input(
            criterion.scale.prompt(), theme, na_allowed=criterion.na_allowed, brief=True, name=f"ruling_{key}"
        )
        self._input.set_subject(_("{criterion}: overturned to").format(criterion=title))
        self._input.choice_changed.connect(self._on_choice)
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._stands)
        row.addWidget(label(_("or"), tone="muted"))
        row.addWidget(self._input)
        row.addStretch(1)
        self._column.addLayout(row)
        self._chips = FilterChips(theme=theme, can_add=False, name=f"ruling_reasons_{key}")
        self._chips.setAccessibleName(with_label(title, _("Reasons")))
        self._chips.toggled.connect(self._on_reason_toggled)
        self._column.addWidget(self._chips)
        self._state = label("", name=f"state_{key}")
        self._column.addWidget(self._state)
        self._reason = QLineEdit()
        self._reason.setObjectName(f"ruling_reason_{key}")
        self._reason.setPlaceholderText(_("Why, for the agent and for who scored it"))
        self._reason.setAccessibleName(with_label(title, _("Why it is decided so")))
        self._reason.textEdited.connect(self._on_typed)
        self._reason.returnPressed.connect(self.left)
        self._column.addWidget(self._reason)
        self._show_state()

    def _on_choice(self, choice: Choice) -> None:
        before = self._decision
        if choice.is_missing:
            self._decide(replace(before, verdict=None, choice=MISSING, reasons=()))
        elif self._is_as_scored(choice):
            self.uphold()
        else:
            reasons = before.reasons if before.verdict is Verdict.OVERTURNED else ()
            self._decide(replace(before, verdict=Verdict.OVERTURNED, choice=choice, reasons=reasons))

    def _is_as_scored(self, choice: Choice) -> bool:
        answer = self._detail.scored.evaluation.answer(self.criterion_key)
        is_made_of_reasons = self._point.before.criterion.scale.prompt().kind is PromptKind.REASONS
        if answer is None or (is_made_of_reasons and not choice.na):
            return False
        return answer.na if choice.na else not answer.na and answer.rating == choice.rating

    def _on_reason_toggled(self, key: str) -> None:
        ticked = set(self._decision.reasons) ^ {key}
        known = (reason.key for reason in self._point.before.criterion.reasons)
        self._decide(replace(self._decision, reasons=tuple(one for one in known if one in ticked)))

    def _on_typed(self, words: str) -> None:
        self._decision = replace(self._decision, reason=words)
        self.typed.emit(words)

    def _decide(self, decision: PointDecision) -> None:
        before = self._decision
        self.show_decision(decision)
        if decision != before:
            self.decided.emit(before, decision)

    def _show_state(self) -> None:
        decision, criterion = self._decision, self._point.before.criterion
        verdict = decision.verdict
        self._stands.set_icon("check" if verdict is Verdict.UPHELD else "")
        if verdict is None:
            words = _("Not decided yet")
        elif verdict is Verdict.UPHELD:
            words = _("It stands as scored")
        else:
            words = _("Overturned to {answer}").format(answer=rating_words(criterion, self._answer()))
        self._state.setText(words)
        self._state.setProperty("tone", "muted" if verdict is None else "")
        self._state.style().polish(self._state)
        chips = [
            Chip(one.key, in_words(one.title), ChipKind.TOGGLE, one.key in decision.reasons)
            for one in criterion.reasons
            if self._asks_reasons()
        ]
        self._chips.set_chips(chips)
        self._chips.setVisible(bool(chips))

    def _asks_reasons(self) -> bool:
        """Whether the new answer still costs points, or is made of reasons."""
        decision, scale = self._decision, self._point.before.criterion.scale
        if decision.verdict is not Verdict.OVERTURNED or decision.choice.rating is None:
            return False
        return scale.prompt().kind is PromptKind.REASONS or scale.points(decision.choice.rating, ()) < scale.maximum

    def _answer(self) -> Answer:
        decision = self._decision
        key = AnswerId(self._detail.line.feedback.id)
        evaluation_id = self._detail.scored.evaluation.id
        return Answer(
            key, evaluation_id, self.criterion_key, decision.choice.rating, decision.choice.na, decision.reasons
        )
