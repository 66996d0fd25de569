"""What stands above the answers of the evaluation chosen: how long it took, what it said before, opening it again."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes
from qa_desk.domain.evaluation import BLIND_PURPOSES
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import worked_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation

ANSWERS, HISTORY = "answers", "history"


class EvaluationHead(QWidget):
    """One evaluation at a time.

    Signals:
        part_chosen: ANSWERS or HISTORY is to be shown below.
        done: the reason was given or given up; the keyboard goes back to the answers.
    """

    part_chosen = Signal(object)
    done = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scored: ScoredEvaluation | None = None
        theme = context.theme
        self._words = QLabel()
        self._words.setObjectName("evaluation_work")
        self._words.setProperty("tone", "muted")
        self._parts = SegmentedChoice(
            (Segment(ANSWERS, _("Answers")), Segment(HISTORY, _("History"))),
            theme=theme,
            name="evaluation_parts",
            subject=_("What is shown of the evaluation"),
        )
        self._reopen = Button(
            _("Open again …"),
            theme=theme,
            small=True,
            commands=context.commands,
            command="list.reopen",
            tip=_("Let its inspector change it; you give the reason, and what it says now is kept"),
            name="reopen",
        )
        self._reason = line_field("reopen_reason", _("What is to be looked at again?"))
        self._form = Form(
            theme=theme, commands=context.commands, save_title=_("Open again"), name="reopen_form", primary=False
        )
        self._build()
        self._connect()

    def show_evaluation(self, scored: ScoredEvaluation | None, *, has_history: bool) -> None:
        """Show another one; a reason being written for the same one stays."""
        is_other = scored is None or self._scored is None or scored.evaluation.id != self._scored.evaluation.id
        self._scored = scored
        self.setVisible(scored is not None)
        self._words.setText(work_words(scored) if scored is not None else "")
        self._parts.setVisible(has_history)
        if is_other or not has_history:
            self._parts.set_value(ANSWERS)
            self.part_chosen.emit(ANSWERS)
        if is_other or not self._can_reopen():
            self._form.hide()
        self._reopen.setVisible(self._can_reopen() and self._form.isHidden())

    def _build(self) -> None:
        theme = self._context.theme
        self._form.add_field(_("Reason"), self._reason)
        self._form.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.size("md"))
        row.addWidget(self._parts)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._reopen)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("sm"), 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(row)
        column.addWidget(self._form)
        self._say_what_lacks()

    def _connect(self) -> None:
        self._parts.chosen.connect(self.part_chosen)
        self._reopen.clicked.connect(self._ask)
        self._reason.textChanged.connect(self._say_what_lacks)
        self._reason.returnPressed.connect(self._save)
        self._form.saved.connect(self._save)
        self._form.cancelled.connect(self._close)
        commands = {"list.reopen": self._ask}
        self._context.commands.bind(self, commands, enabled={"list.reopen": self._can_reopen})

    def _can_reopen(self) -> bool:
        scored = self._scored
        return (
            scored is not None
            and self._context.may(Action.REOPEN_EVALUATIONS)
            and scored.evaluation.is_in
            and scored.evaluation.purpose not in BLIND_PURPOSES
        )

    def _ask(self) -> None:
        self._reason.clear()
        self._form.show_error(None)
        self._form.show()
        self._reopen.hide()
        self._reason.setFocus()

    def _close(self) -> None:
        self._form.hide()
        self._reopen.setVisible(self._can_reopen())
        self.done.emit()

    def _say_what_lacks(self) -> None:
        is_lacking = not self._reason.text().strip()
        self._form.save_button.set_disabled_reason(_("Say why first: the inspector reads it") if is_lacking else "")

    def _save(self) -> None:
        scored, reason = self._scored, self._reason.text().strip()
        if scored is None or not reason:
            return
        reviewing, actor, key = self._context.services.reviewing, self._context.actor, scored.evaluation.id
        self._form.set_busy(True)
        self._context.jobs.run(
            self,
            _("Opening the evaluation again"),
            lambda _progress: reviewing.reopen(actor, key, reason),
            partial(self._on_reopened, scored),
            self._form.refuse,
            is_quiet=True,
            must_finish=True,
        )

    def _on_reopened(self, scored: ScoredEvaluation, changes: Changes) -> None:
        self._form.set_busy(False)
        self._close()
        told = _(
            "Open again: {name} finds it in their calls, with your reason. Until it is submitted it counts nowhere."
        )
        self._context.notices.done(told.format(name=scored.inspector_name), key="reopening")
        self._context.hub.announce(changes)


def work_words(scored: ScoredEvaluation) -> str:
    """How long it took, where that is known, and how much was heard; nobody's secret."""
    evaluation = scored.evaluation
    heard = _("listened {percent} %").format(percent=round(100 * evaluation.listened_share))
    return f"{worked_text(evaluation.worked_s)} · {heard}" if evaluation.worked_s > 0 else heard
