"""The form of a coaching note: what to work on, who looks again on which day, who reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from qa_desk.domain.ids import EvaluationId, PersonId
from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.feedback.parts import label
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.i18n import _
from qa_desk.services.feedback.coaching_agents import CoachingDraft, CoachingStart
from qa_desk.services.feedback.feedback_views import FeedbackDetail

_USUAL_DAYS = 14


@dataclass(frozen=True, slots=True)
class CoachingSubject:
    """Whom and what a note is about: a result, or the agent without one.

    Args:
        criteria: what it may be about, beside the whole; the first is chosen where there is something to work on.
    """

    agent_id: PersonId
    agent_name: str
    whole: str
    criteria: tuple[Criterion, ...]
    has_things: bool
    for_agent_words: str
    evaluation_id: EvaluationId | None = None

    @classmethod
    def of_result(cls, detail: FeedbackDetail) -> "CoachingSubject":
        """A result; what is to be worked on in it comes first."""
        things = [one.criterion for one in detail.things]
        asked = (one.criterion for one in detail.scored.result.criteria)
        return cls(
            detail.line.feedback.agent_id,
            detail.line.agent_name,
            _("the call as a whole"),
            _each_once((*things, *asked)),
            bool(things),
            _("The agent reads it beside the result"),
            detail.line.feedback.evaluation_id,
        )

    @classmethod
    def of_agent(cls, start: CoachingStart) -> "CoachingSubject":
        """An agent, on no result."""
        return cls(
            start.agent.id,
            start.agent.name,
            _("the work as a whole"),
            start.criteria,
            start.n_things > 0,
            _("The agent reads it under My results"),
        )


def _each_once(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return tuple({one.key: one for one in criteria}.values())


class CoachingForm(QWidget):
    """Asks for one note.

    Signals:
        saved: the `CoachingDraft`.
        cancelled: the person gives it up.
    """

    saved = Signal(object)
    cancelled = Signal()

    def __init__(
        self, context: PageContext, subject: CoachingSubject, coaches: tuple[Person, ...], today: date
    ) -> None:
        super().__init__()
        self._subject, self._coaches = subject, {str(person.id): person.id for person in coaches}
        theme = context.theme
        self._form = Form(
            theme=theme, commands=context.commands, save_title=_("Give the note"), name="coaching_form", primary=True
        )
        self._criterion = ChoiceBox(theme=theme, name="coaching_criterion", title=_("About"))
        self._criterion.set_choices(
            [(subject.whole, ""), *((in_words(criterion.title), criterion.key) for criterion in subject.criteria)]
        )
        if subject.has_things:
            self._criterion.set_value(subject.criteria[0].key)
        self._text = text_field("coaching_text", theme, _("What to work on, and how; first what went well"))
        self._who = ChoiceBox(theme=theme, name="coaching_who", title=_("Looks again"))
        self._who.set_choices([(person.name, str(person.id)) for person in coaches])
        self._who.set_value(str(context.actor.person_id))
        self._day = DayEdit(theme=theme, name="coaching_day", title=_("On"))
        self._day.set_earliest(today)
        self._day.set_day(today + timedelta(days=_USUAL_DAYS))
        self._is_for_agent = QCheckBox(subject.for_agent_words)
        self._is_for_agent.setObjectName("coaching_for_agent")
        self._is_for_agent.setChecked(True)
        for title, field in (
            (_("About"), self._criterion),
            (_("Note"), self._text),
            (_("Looks again"), self._who),
            (_("On"), self._day),
            (_("Who reads it"), self._is_for_agent),
        ):
            self._form.add_field(title, field)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("lg"))
        column.addWidget(label(_("Coaching note for {name}").format(name=subject.agent_name), "title"))
        column.addWidget(self._form)
        column.addStretch(1)
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.cancelled)

    def begin(self) -> None:
        """Take the keyboard to the note."""
        self._text.setFocus()

    def refuse(self, error: Exception) -> None:
        """It could not be kept: say why; what was typed stays."""
        self._form.refuse(error)

    def _on_saved(self) -> None:
        self._form.show_error(None)
        self._form.set_busy(True)
        self.saved.emit(
            CoachingDraft(
                self._subject.agent_id,
                self._text.toPlainText(),
                self._day.day,
                self._coaches.get(self._who.value),
                self._is_for_agent.isChecked(),
                self._subject.evaluation_id,
                self._criterion.value,
            )
        )
