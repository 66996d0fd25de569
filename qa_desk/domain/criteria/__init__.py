"""The criterion scales: one file each, listed here; nothing else knows how many there are."""

from collections.abc import Callable, Mapping, Sequence

from qa_desk.domain.criteria import deduction, levels, pass_fail, points
from qa_desk.domain.criteria.base import Reason, Scale
from qa_desk.domain.errors import ErrorCode, QADeskError

ScaleReader = Callable[[Mapping[str, object], Sequence[Reason]], Scale]

SCALES: tuple[tuple[str, ScaleReader], ...] = (
    (pass_fail.PassFail.key, pass_fail.from_mapping),
    (levels.Levels.key, levels.from_mapping),
    (points.Points.key, points.from_mapping),
    (deduction.Deduction.key, deduction.from_mapping),
)


def scale_from_mapping(mapping: Mapping[str, object], reasons: Sequence[Reason]) -> Scale:
    """The scale that a scorecard file or a stored version describes. Raises VALUE_INVALID naming what is wrong."""
    readers = dict(SCALES)
    kind = str(mapping.get("type", ""))
    if kind not in readers:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=kind, what="scale", expected=", ".join(readers))
    return readers[kind](mapping, reasons)
