"""The panel's marks on one criterion as lanes, one for each who answered. No Qt."""

from collections.abc import Callable

from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark
from qa_desk.gui.widgets.waveform.rater_lanes import RaterLane
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer


def lanes_of(difference: CriterionDifference, name_of: Callable[[PanelAnswer], str]) -> list[RaterLane]:
    """One lane for each who answered, in the order of the panel."""
    return [
        RaterLane(
            answer.seat,
            name_of(answer),
            tuple(
                WaveformMark(
                    str(mark.id),
                    mark.start_s,
                    mark.end_s,
                    mark.note or _("mark"),
                    mark.note,
                    MarkKind.POSITIVE if mark.positive else MarkKind.EVIDENCE,
                )
                for mark in answer.marks
            ),
        )
        for answer in difference.answers
        if not answer.is_missing
    ]
