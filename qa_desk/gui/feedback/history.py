"""What happened to a result, step by step, the latest first."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.feedback import FeedbackStepKind
from qa_desk.gui.feedback.parts import label
from qa_desk.gui.shell.dates import day_and_time
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import N_, _
from qa_desk.services.feedback.feedback_views import StepView

_WHEN_WIDTH = 104
_STEPS: dict[FeedbackStepKind, str] = {
    FeedbackStepKind.HELD: N_("held back"),
    FeedbackStepKind.RELEASED: N_("released"),
    FeedbackStepKind.ACKNOWLEDGED: N_("acknowledged"),
    FeedbackStepKind.DISPUTED: N_("disputed"),
    FeedbackStepKind.ROUTED: N_("given to somebody else"),
    FeedbackStepKind.UPHELD: N_("upheld"),
    FeedbackStepKind.OVERTURNED: N_("overturned"),
}


class History(QWidget):
    """The steps of one result."""

    def __init__(self, steps: tuple[StepView, ...], time_zone: str, *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("feedback_history")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("md"), 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(label(_("History"), "caption", tone="muted"))
        for step in reversed(steps):
            row = QHBoxLayout()
            row.setSpacing(theme.size("md"))
            when = label(day_and_time(step.at, time_zone), tone="muted")
            when.setFixedWidth(theme.px(_WHEN_WIDTH))
            words = label(step_words(step))
            row.addWidget(when)
            row.addWidget(words, 1)
            column.addLayout(row)


def step_words(step: StepView) -> str:
    """What happened, by whom and to whom, with what was said."""
    told = _(_STEPS[step.kind])
    if step.to_name:
        told = _("{what}, {name} decides").format(what=told, name=step.to_name)
    if step.person_name:
        told = _("{what}, by {name}").format(what=told, name=step.person_name)
    elif step.kind is FeedbackStepKind.RELEASED:
        told = _("released by itself on its day")
    return _("{what}: {words}").format(what=told, words=step.note) if step.note else told
