"""The minutes of a calibration meeting: who was there, who said what, what was settled and decided, and the figures."""

from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.calibration import SessionSummary
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import Document
from qa_desk.reports.minutes_blocks import blocks_of, facts_of
from qa_desk.reports.minutes_data import MinutesData
from qa_desk.reports.sources import Timed
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionView
from qa_desk.services.calibration.calibration_figures import SessionResult
from qa_desk.services.calibration.convening_views import SessionRecord
from qa_desk.services.calibration.meeting_views import DecisionView, RoomView
from qa_desk.services.figures.totals import Totals


class _Sessions(Protocol):
    def sessions(self, actor: Actor) -> tuple[SessionSummary, ...]: ...
    def session(self, actor: Actor, session_id: SessionId) -> SessionView: ...
    def differences(self, actor: Actor, session_id: SessionId) -> tuple[CriterionDifference, ...]: ...
    def result(self, actor: Actor, session_id: SessionId) -> SessionResult: ...


class _Meeting(Protocol):
    def decisions(self, actor: Actor, session_id: SessionId) -> tuple[DecisionView, ...]: ...
    def room(self, actor: Actor, session_id: SessionId) -> RoomView: ...


class _Record(Protocol):
    def record(self, actor: Actor, session_id: SessionId) -> SessionRecord: ...


class _Centre(Protocol):
    @property
    def time_zone(self) -> str: ...


class _Measuring(Protocol):
    def session_totals(self, actor: Actor, session_id: SessionId) -> Totals | None: ...


class _Administering(Protocol):
    def centre(self) -> _Centre: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def calibrating(self) -> _Sessions:
        """Who said what, and the figures."""
        ...

    @property
    def meeting(self) -> _Meeting:
        """What was decided, and who was there."""
        ...

    @property
    def convening(self) -> _Record:
        """What was committed to."""
        ...

    @property
    def measuring(self) -> _Measuring:
        """What the total scores say."""
        ...

    @property
    def administering(self) -> _Administering:
        """The time zone of the centre."""
        ...


class MinutesReport:
    """What the panel takes home; no agent is named, and a training note is never in it."""

    key = "minutes"
    title = N_("Minutes of a calibration meeting")
    purpose = N_("Who said what, what was settled and decided")
    action = Action.VIEW_SESSIONS
    asks = frozenset({"session", "hides_names"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> MinutesData:
        """Everything about one session, named by its id or its title. Raises NotFoundError, WRONG_STATE while blind."""
        calibrating = sources.calibrating
        session_id = _session_id(calibrating.sessions(actor), params.session)
        decisions = sources.meeting.decisions(actor, session_id)
        return MinutesData(
            view=calibrating.session(actor, session_id),
            differences=calibrating.differences(actor, session_id),
            result=calibrating.result(actor, session_id),
            totals=sources.measuring.session_totals(actor, session_id),
            room=sources.meeting.room(actor, session_id),
            decisions=tuple(one for one in decisions if one.decision.kind is not DecisionKind.TRAINING_NOTE),
            record=sources.convening.record(actor, session_id),
            hides_names=params.hides_names,
            time_zone=sources.administering.centre().time_zone,
            made_at=sources.now(),
            made_by=actor.name,
        )

    def compose(self, data: MinutesData) -> Document:
        """The minutes in the language in use."""
        session = data.view.session
        revealed = session.revealed_at
        assert revealed is not None, "what is blind has no minutes"
        when = f"{revealed.astimezone(ZoneInfo(data.time_zone)):%Y-%m-%d %H:%M}"
        return composed(
            self.key,
            session.title,
            data,
            subtitle=_("Minutes of the calibration meeting, revealed {when}").format(when=when),
            blocks=blocks_of(data),
            facts=facts_of(data),
        )


def _session_id(sessions: tuple[SessionSummary, ...], wanted: str) -> SessionId:
    """By id, else by a title that one session alone has."""
    try:
        key = UUID(wanted)
    except ValueError:
        key = None
    found = [one.id for one in sessions if one.id == key or one.title.casefold() == wanted.strip().casefold()]
    if len(found) != 1:
        raise NotFoundError(what=_("The session “{name}”").format(name=wanted) if wanted else _("A session"))
    return found[0]
