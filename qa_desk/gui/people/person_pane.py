"""The pane beside the list of people: the form of one person, where an agent's results are, and how they sign in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.people import Person
from qa_desk.domain.permissions import Action
from qa_desk.gui.people.agent_steps import AgentSteps
from qa_desk.gui.people.person_form import PersonForm
from qa_desk.gui.people.sign_in_section import SignInSection
from qa_desk.gui.shell.page import PageContext

_WIDTH = 384


class PersonPane(QScrollArea):
    """One person, read or changed; `form` says what is wanted."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setObjectName("person_pane")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form = PersonForm(
            theme=context.theme, commands=context.commands, may_change=context.may(Action.MANAGE_PEOPLE)
        )
        self._sign_in = SignInSection(context)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        self._steps = AgentSteps(context)
        column.addWidget(self._steps)
        column.addWidget(self._sign_in)
        column.addStretch(1)
        self.setWidget(sheet)
        # Beside the scroll bar there must be room for the widest role, in any language and font.
        needed = self.form.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(max(context.theme.px(_WIDTH), needed))
        self.hide()

    def show_person(self, person: Person | None) -> None:
        """Show this person, or empty fields for somebody new."""
        self._steps.show_person(person)
        self._sign_in.show_person(person)
        self.form.show_person(person)
