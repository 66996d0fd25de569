"""What leads on from an agent in the list of people: the report on their results, and a coaching note."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desk.domain.people import Person, Role
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.coach_button import coach_button
from qa_desk.i18n import _


class AgentSteps(QWidget):
    """Two buttons for who may; nothing for somebody who is no agent."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setObjectName("agent_steps")
        self._context = context
        self._agent: Person | None = None
        theme = context.theme
        row = QHBoxLayout(self)
        edge = theme.size("lg")
        row.setContentsMargins(edge, 0, edge, theme.size("sm"))
        row.setSpacing(theme.size("sm"))
        if context.may(Action.VIEW_AGENT_FEEDBACK) and context.may(Action.VIEW_REPORTS):
            report = Button(_("Feedback"), theme=theme, small=True, icon="document", name="agent_report_button")
            report.setToolTip(_("The report to this agent: strengths, what to work on, progress"))
            report.clicked.connect(self._open_report)
            row.addWidget(report)
        if context.may(Action.COACH_AGENTS):
            coach = coach_button(context)
            coach.setToolTip(_("Note what this agent is to work on, and when somebody looks again"))
            coach.clicked.connect(self._coach)
            row.addWidget(coach)
            context.commands.bind(self, {"list.coach": self._coach})
        row.addStretch(1)
        self.hide()

    def show_person(self, person: Person | None) -> None:
        """Show the steps of this person; nothing for somebody new."""
        self._agent = person if person is not None and Role.AGENT in person.roles else None
        self.setVisible(self._agent is not None and bool(self.findChildren(Button)))

    def _open_report(self) -> None:
        assert self._agent is not None, "the button is hidden without an agent"
        agent = self._agent.external_id or self._agent.name
        self._context.navigation.go(Place.to("reporting", report="agent_feedback", agent=agent))

    def _coach(self) -> None:
        assert self._agent is not None, "the button is hidden without an agent"
        self._context.navigation.go(Place.to("feedback", view="coaching", agent=str(self._agent.id)))
