"""A panel whose first member becomes too strict on one criterion: weekly sessions, each settled; for tests of drift."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from qa_desk.domain.ids import SessionId
from tests.calibration_panel import BECAUSE, Panel, as_said, call_together
from tests.small_centre import CALLS, NOW, SmallCentre, open_made

CRITERION = "greeting"
N_STEADY, N_DRIFTING = 4, 4


@dataclass(slots=True)
class DriftingPanel:
    """The panel after its sessions, a week apart; the clock stands a day after the last one."""

    panel: Panel
    session_ids: tuple[SessionId, ...]

    @property
    def centre(self) -> SmallCentre:
        """Where they work."""
        return self.panel.centre


def hold_session(panel: Panel, title: str, *, is_drifting: bool) -> SessionId:
    """One session on all calls: Ben is right, and Anna fails a criterion that he passes, once she drifts."""
    session_id = panel.open_session(*CALLS, title=title)
    wrong = {key: frozenset({CRITERION}) for key in CALLS} if is_drifting else {}
    anna, ben, cai = panel.members
    panel.hand_in(anna, session_id, wrong)
    panel.hand_in(ben, session_id, {})
    panel.hand_in(cai, session_id, {})
    panel.calibrating.reveal(panel.centre.lead, session_id)
    differing = [one for one in panel.differences(session_id) if one.differs]
    if differing:
        panel.meeting.settle(panel.centre.lead, session_id, *(as_said(d, seat=1, rationale=BECAUSE) for d in differing))
    panel.meeting.settle_agreed(panel.centre.lead, session_id)
    return session_id


def hold_sessions(centre: SmallCentre) -> DriftingPanel:
    """All sessions."""
    panel, held = call_together(centre), list[SessionId]()
    for number in range(N_STEADY + N_DRIFTING):
        centre.clock.moment = NOW + timedelta(weeks=number - N_STEADY - N_DRIFTING)
        held.append(hold_session(panel, f"session {number + 1}", is_drifting=number >= N_STEADY))
    centre.clock.moment = NOW
    return DriftingPanel(panel, tuple(held))


def open_drifting(made: Path, folder: Path) -> SmallCentre:
    """A copy of a centre in which the sessions were held; close its workspace."""
    shutil.copytree(made, folder)
    return open_made(folder)
