"""The form as it stands at the desk, to be tried out: what is answered here is scored at once and kept nowhere."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer, Evaluation, EvaluationState, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, PersonId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import FamilyOutcome, ScoreResult, score
from qa_desk.gui.desk.form import Form
from qa_desk.gui.desk.reasons import ReasonsList
from qa_desk.gui.scorecards.editing.edited_form import EditedForm
from qa_desk.gui.scorecards.editing.sample_call import SampleCall
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import family_title
from qa_desk.gui.widgets.badges import ScoreBadge
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.i18n import _, listed

_WAIT_MS = 400


class PreviewPane(QWidget):
    """The desk's form on what is being written, with `sample` above it: the call it is tried on.

    Signals:
        criterion_chosen: key of the row that was clicked.
    """

    criterion_chosen = Signal(str)

    def __init__(self, form: EditedForm, *, sample: SampleCall, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edited = form
        self._version: ScorecardVersion = form.as_version()
        self._evaluation = _nobodys(self._version)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._form = Form(theme=theme)
        self._score = ScoreBadge(theme=theme, name="preview_score")
        self._outcome = QLabel()
        self._outcome.setObjectName("preview_outcome")
        self._outcome.setProperty("tone", "muted")
        self._reasons = ReasonsList(theme=theme)
        self._clear = Button(_("Clear"), theme=theme, kind="quiet", small=True, name="preview_clear",
                             tip=_("Take all answers of the preview back"))  # fmt: skip
        self._build(theme, sample)
        self._form.choice_made.connect(self._on_choice)
        self._form.criterion_chosen.connect(self.criterion_chosen)
        self._form.reasons_requested.connect(self.criterion_chosen)
        self._reasons.reason_toggled.connect(self._on_reason)
        self._clear.clicked.connect(self._on_clear)
        sample.changed.connect(self._on_clear)
        self._timer.timeout.connect(self.show_now)

    @property
    def result(self) -> ScoreResult:
        """What the answers tried out come to."""
        return score(self._version, self._evaluation.answers)

    def show_soon(self) -> None:
        """The form says something else: show it as soon as nobody types."""
        self._timer.start()

    def show_now(self) -> None:
        """Show the form as it stands now; answers stay where they still fit."""
        self._timer.stop()
        self._version = self._edited.as_version()
        fitting = (self._fitting(answer) for answer in self._evaluation.answers)
        kept = tuple(answer for answer in fitting if answer is not None)
        self._evaluation = replace(self._evaluation, answers=kept)
        self._form.show_version(self._version, read_only=False, folded=self._form.folded)
        self._show_answers()
        self.show_chosen()

    def show_chosen(self) -> None:
        """Go to the criterion that is being edited, with its reasons where one would be asked for them."""
        criterion = next((one for one in self._version.criteria if one == self._edited.criterion), None)
        self._form.set_current(criterion.key if criterion is not None else "")
        costs = criterion is not None and criterion.scale.prompt().kind is PromptKind.REASONS
        has_failed = criterion is not None and self.result.result(criterion.key).has_failed
        self._reasons.setVisible(costs or has_failed)
        if criterion is None:
            return
        self._reasons.show_reasons(criterion.reasons, with_points=costs)
        answer = self._evaluation.answer(criterion.key)
        self._reasons.set_noted(answer.reasons if answer is not None else ())

    def _build(self, theme: Theme, sample: SampleCall) -> None:
        self.setObjectName("preview_pane")
        title = QLabel(_("At the desk"))
        title.setProperty("weight", "medium")
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        head.addWidget(title)
        head.addWidget(self._score)
        head.addWidget(self._outcome, 1)
        head.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(head)
        column.addWidget(sample)
        column.addWidget(self._form, 1)
        column.addWidget(self._reasons)

    def _show_answers(self) -> None:
        result = self.result
        self._form.show_answers(self._evaluation, result, (), hides_score=False)
        self._score.show_score(_("comes to"), result.score)
        failed = [family_title(family) for family, outcome in result.families if outcome is FamilyOutcome.FAILED]
        self._outcome.setText(_("✕ {families}").format(families=listed(failed)) if failed else "")

    def _on_choice(self, key: str, choice: Choice) -> None:
        before = self._answer_or_blank(key)
        self._put(replace(before, rating=choice.rating, na=choice.na))
        self.criterion_chosen.emit(key)
        self.show_chosen()

    def _on_reason(self, reason_key: str, noted: bool) -> None:
        criterion = self._edited.criterion
        if criterion is None:
            return
        before = self._answer_or_blank(criterion.key)
        reasons = tuple(key for key in before.reasons if key != reason_key) + ((reason_key,) if noted else ())
        costs = criterion.scale.prompt().kind is PromptKind.REASONS
        self._put(replace(before, reasons=reasons, rating=True if costs and reasons else before.rating))

    def _on_clear(self) -> None:
        self._evaluation = replace(self._evaluation, answers=())
        self._show_answers()
        self.show_chosen()

    def _put(self, answer: Answer) -> None:
        others = tuple(one for one in self._evaluation.answers if one.criterion_key != answer.criterion_key)
        self._evaluation = replace(self._evaluation, answers=(*others, answer))
        self._show_answers()

    def _answer_or_blank(self, key: str) -> Answer:
        known = self._evaluation.answer(key)
        return known or Answer(AnswerId(uuid4()), self._evaluation.id, key, None)

    def _fitting(self, answer: Answer) -> Answer | None:
        """The answer, when it can still be given on the form as it is now."""
        criterion = next((one for one in self._version.criteria if one.key == answer.criterion_key), None)
        if criterion is None or (answer.na and not criterion.na_allowed):
            return None
        if answer.rating is not None and not _is_on_scale(criterion, answer):
            return None
        known = tuple(reason.key for reason in criterion.reasons if reason.key in answer.reasons)
        return replace(answer, reasons=known)


def _is_on_scale(criterion: Criterion, answer: Answer) -> bool:
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.NUMBER:
        return (
            not isinstance(answer.rating, bool)
            and isinstance(answer.rating, int | float)
            and (0 <= answer.rating <= prompt.maximum)
        )
    if prompt.kind is PromptKind.REASONS:
        return answer.rating is True
    kinds = {(type(option.code) is bool, option.code) for option in prompt.options}
    return (type(answer.rating) is bool, answer.rating) in kinds


def _nobodys(version: ScorecardVersion) -> Evaluation:
    """An evaluation of no call by nobody: only its answers count."""
    return Evaluation(
        EvaluationId(uuid4()),
        AssignmentId(uuid4()),
        CallId(uuid4()),
        PersonId(uuid4()),
        version.id,
        Purpose.PRACTICE,
        MonitoringMode.SAMPLED,
        EvaluationState.DRAFT,
        sealed=False,
        started_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
