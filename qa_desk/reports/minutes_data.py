"""What the minutes of a meeting are made of."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionView
from qa_desk.services.calibration.calibration_figures import SessionResult
from qa_desk.services.calibration.convening_views import SessionRecord
from qa_desk.services.calibration.meeting_views import DecisionView, RoomView
from qa_desk.services.figures.totals import Totals


@dataclass(frozen=True, slots=True)
class MinutesData:
    """What was gathered of one session."""

    view: SessionView
    differences: tuple[CriterionDifference, ...]
    result: SessionResult
    totals: Totals | None
    room: RoomView
    decisions: tuple[DecisionView, ...]
    record: SessionRecord
    hides_names: bool
    time_zone: str
    made_at: datetime
    made_by: str
