"""The form of a coaching note on a result: what to work on, who looks again on which day, who reads it."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from qa_desk.domain.people import Person
from qa_desk.gui.feedback.parts import label
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.i18n import _
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feedback_views import FeedbackDetail

_USUAL_DAYS = 14


class CoachingForm(QWidget):
    """Asks for one note.

    Signals:
        saved: the `CoachingDraft`.
        cancelled: the person gives it up.
    """

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, context: PageContext, detail: FeedbackDetail, coaches: tuple[Person, ...], today: date) -> None:
        super().__init__()
        self._detail, self._coaches = detail, {str(person.id): person.id for person in coaches}
        theme = context.theme
        self._form = Form(
            theme=theme, commands=context.commands, save_title=_("Give the note"), name="coaching_form", primary=True
        )
        self._criterion = ChoiceBox(theme=theme, name="coaching_criterion", title=_("About"))
        things = [*detail.things, *(one for one in detail.scored.result.criteria if one not in detail.things)]
        self._criterion.set_choices(
            [(_("the call as a whole"), ""), *((in_words(one.criterion.title), one.criterion.key) for one in things)]
        )
        if detail.things:
            self._criterion.set_value(detail.things[0].criterion.key)
        self._text = text_field("coaching_text", theme, _("What to work on, and how; first what went well"))
        self._who = ChoiceBox(theme=theme, name="coaching_who", title=_("Looks again"))
        self._who.set_choices([(person.name, str(person.id)) for person in coaches])
        self._who.set_value(str(context.actor.person_id))
        self._day = DayEdit(theme=theme, name="coaching_day", title=_("On"))
        self._day.set_earliest(today)
        self._day.set_day(today + timedelta(days=_USUAL_DAYS))
        self._is_for_agent = QCheckBox(_("The agent reads it beside the result"))
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
        column.addWidget(label(_("Coaching note for {name}").format(name=detail.line.agent_name), "title"))
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
        line = self._detail.line
        self._form.show_error(None)
        self._form.set_busy(True)
        self.saved.emit(
            CoachingDraft(
                line.feedback.agent_id,
                self._text.toPlainText(),
                self._day.day,
                self._coaches.get(self._who.value),
                self._is_for_agent.isChecked(),
                line.feedback.evaluation_id,
                self._criterion.value,
            )
        )
