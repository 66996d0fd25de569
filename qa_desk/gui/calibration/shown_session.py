"""All that the pages of one session show, read in one go. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import AssignmentState, WorkItem
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.services.calibrating_views import CriterionDifference, SessionView
from qa_desk.services.calibration_figures import SessionResult
from qa_desk.services.meeting_views import DecisionChoices, DecisionView, RoomView

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as its reader may see it; answers are there from the reveal on, figures where they are shown."""

    view: SessionView
    my_calls: tuple[WorkItem, ...]
    time_zone: str
    differences: tuple[CriterionDifference, ...] = ()
    result: SessionResult | None = None
    decisions: tuple[DecisionView, ...] = ()
    room: RoomView | None = None
    choices: DecisionChoices | None = None

    @property
    def state(self) -> SessionState:
        """How far the session has come."""
        return self.view.session.state

    @property
    def n_settled(self) -> int:
        """Criteria settled, over all calls."""
        return sum(difference.settled is not None for difference in self.differences)

    @property
    def n_agreed_open(self) -> int:
        """Criteria on which everybody agrees and which are not settled yet."""
        return sum(difference.settled is None and not difference.differs for difference in self.differences)

    @property
    def is_all_settled(self) -> bool:
        """Whether nothing is left to settle."""
        return bool(self.differences) and self.n_settled == len(self.differences)


def shows_result(state: SessionState, view: str) -> bool:
    """Whether the result is shown rather than the meeting: where it was asked for, else once all is settled."""
    if state is SessionState.BLIND or view == "meeting":
        return False
    return view == "result" or state is not SessionState.REVEALED


def read_session(services: "Services", actor: Actor, session_id: SessionId, view_wanted: str = "") -> ShownSession:
    """Ask the services for all of it; the figures only where they are shown."""
    view = services.calibrating.session(actor, session_id)
    mine: tuple[WorkItem, ...] = ()
    if view.my_open and may(actor, Action.SCORE):
        items = {item.assignment_id: item for item in services.inspecting.my_calls(actor)}
        mine = tuple(items[key] for key in view.my_open if key in items)
        mine = tuple(item for item in mine if item.state is not AssignmentState.DONE)
    time_zone = services.administering.centre().time_zone
    if view.session.state is SessionState.BLIND:
        return ShownSession(view, mine, time_zone)
    wants_result = shows_result(view.session.state, view_wanted)
    return ShownSession(
        view,
        mine,
        time_zone,
        services.calibrating.differences(actor, session_id),
        services.calibrating.result(actor, session_id) if wants_result else None,
        services.meeting.decisions(actor, session_id),
        None if wants_result else services.meeting.room(actor, session_id),
        None if wants_result or not view.may_run else services.meeting.decision_choices(actor, session_id),
    )
