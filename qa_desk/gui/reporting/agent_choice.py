"""Whom a report about one agent is about: shown above the filters of the page for such a report alone."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desk.domain.ids import PersonId
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.coach_button import coach_button
from qa_desk.i18n import _
from qa_desk.reports import AGENT_REPORTS
from qa_desk.services.feedback.feeding_back_views import AgentChoice

_LETTERS = 36
_KEYS = frozenset(report.key for report in AGENT_REPORTS)


class AgentPicker(QWidget):
    """The agents whose results the person may see, and the step to a coaching note for who coaches.

    Signals:
        chosen: another agent is wanted.
        coaching_wanted: the `PersonId` of the agent to give a note to.
    """

    chosen = Signal()
    coaching_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        theme = context.theme
        self._wanted = ""
        self._agents: dict[str, PersonId] = {}
        self._box = ChoiceBox(theme=theme, name="report_agent", title=_("Agent"))
        self._box.setMinimumContentsLength(_LETTERS)
        self._box.chosen.connect(lambda _agent: self.chosen.emit())
        label = QLabel(_("Agent"))
        label.setBuddy(self._box)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("xs"), theme.size("sm"), 0, 0)
        row.addWidget(label)
        row.addWidget(self._box)
        if context.may(Action.COACH_AGENTS):
            row.addWidget(self._coach_button(context))
        row.addStretch(1)
        self.hide()

    def _coach_button(self, context: PageContext) -> Button:
        button = coach_button(context, kind="quiet", small=False)
        button.setToolTip(_("Note what this agent is to work on, and when somebody looks again"))
        button.clicked.connect(self._want_coaching)
        context.commands.bind(
            self, {"list.coach": self._want_coaching}, enabled={"list.coach": lambda: self._box.value in self._agents}
        )
        return button

    def _want_coaching(self) -> None:
        agent_id = self._agents.get(self._box.value)
        if agent_id is not None:
            self.coaching_wanted.emit(agent_id)

    def set_agents(self, agents: Sequence[AgentChoice]) -> None:
        """Offer these, once they are read; nothing is emitted."""
        self._agents = {one.external_id or one.name: one.id for one in agents}
        self._box.set_choices([(_in_words(one), one.external_id or one.name) for one in agents])
        self.choose(self._wanted)

    def choose(self, agent: str) -> None:
        """Choose from code, also before the agents are offered; nothing is emitted."""
        self._wanted = agent
        if agent:
            self._box.set_value(agent)

    def agent_for(self, report_key: str) -> str:
        """The agent that the report is about, empty for one that is about no agent; shows itself accordingly."""
        is_of_agent = report_key in _KEYS
        self.setVisible(is_of_agent)
        return self._box.value if is_of_agent else ""


def agents_for(context: PageContext) -> tuple[AgentChoice, ...]:
    """The agents to choose from, none for who may have no such report; read in a job, not on the window's thread."""
    is_allowed = context.may(Action.VIEW_AGENT_FEEDBACK)
    return context.services.feeding_back.agents(context.actor) if is_allowed else ()


def _in_words(one: AgentChoice) -> str:
    return _("{name} · {unit}").format(name=one.name, unit=one.unit_path) if one.unit_path else one.name
