"""All that the pages of one session show, read in one go. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desk.domain.calibration import SessionKind, SessionState
from qa_desk.domain.evaluation import AssignmentState, WorkItem
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action, may
from qa_desk.services.calibration.calibrating_views import CriterionDifference, Repeatability, SessionView
from qa_desk.services.calibration.calibration_figures import SessionResult
from qa_desk.services.calibration.convening_views import SessionRecord
from qa_desk.services.calibration.meeting_views import DecisionChoices, DecisionView, RoomView
from qa_desk.services.figures.totals import Totals

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as its reader may see it; answers are there from the reveal on, figures where they are shown.

    `agents`, `repeated` and `totals` stand beside the result for the kinds of session that have them. `seatable` are
    who could get a seat while it is blind, for its lead; `record` is there where that is shown.
    """

    view: SessionView
    my_calls: tuple[WorkItem, ...]
    time_zone: str
    differences: tuple[CriterionDifference, ...] = ()
    result: SessionResult | None = None
    agents: SessionResult | None = None
    repeated: tuple[Repeatability, ...] = ()
    totals: Totals | None = None
    decisions: tuple[DecisionView, ...] = ()
    room: RoomView | None = None
    choices: DecisionChoices | None = None
    seatable: tuple[Person, ...] = ()
    record: SessionRecord | None = None

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


RECORD = "record"
"""The view that shows what is on record; for a session in any state."""


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
    if view_wanted == RECORD:
        return ShownSession(view, mine, time_zone, record=services.convening.record(actor, session_id))
    if view.session.state is SessionState.BLIND:
        return ShownSession(view, mine, time_zone, seatable=_seatable(services, actor, view))
    wants_result = shows_result(view.session.state, view_wanted)
    return ShownSession(
        view,
        mine,
        time_zone,
        services.calibrating.differences(actor, session_id),
        services.calibrating.result(actor, session_id) if wants_result else None,
        agents=services.calibrating.agents_result(actor, session_id) if wants_result else None,
        repeated=services.calibrating.repeatability(actor, session_id) if wants_result else (),
        totals=services.measuring.session_totals(actor, session_id) if wants_result else None,
        decisions=services.meeting.decisions(actor, session_id),
        room=None if wants_result else services.meeting.room(actor, session_id),
        choices=None if wants_result or not view.may_run else services.meeting.decision_choices(actor, session_id),
    )


def _seatable(services: "Services", actor: Actor, view: SessionView) -> tuple[Person, ...]:
    """Who has no seat yet and could score; agents in a session with agents. Nobody but for who leads the session."""
    if not view.is_lead:
        return ()
    roles = {Role.INSPECTOR} | ({Role.AGENT} if view.session.kind is SessionKind.WITH_AGENTS else set())
    seated = {seat.person_id for seat in view.session.seats}
    people = services.administering.people(actor)
    return tuple(one for one in people if one.id not in seated and not roles.isdisjoint(one.roles))
