"""What is here in the form that travels: the cases of the library as a package would hold them."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desk.domain.case_package import PackedCase
from qa_desk.domain.ids import RecordingId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import StandardCase
from qa_desk.domain.time_line import TimeLine
from qa_desk.services.calls.listening import time_line_of
from qa_desk.services.packages.packing import Spans, Stretch, form_path, packed_case, stretch_of
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseHere:
    """One version of a case with what of its call travels, and its form."""

    case: StandardCase
    packed: PackedCase
    stretch: Stretch
    line: TimeLine
    version: ScorecardVersion


def case_here(uow: UnitOfWork, case: StandardCase, own_centre: str) -> CaseHere:
    """A version of a case that may be read."""
    line = time_line_of(uow, case.call_id)
    stretch = stretch_of(case, uow.calls.get(case.call_id), line)
    version = uow.scorecards.version(case.version_id)
    packed = packed_case(case, stretch, own_centre=own_centre, form=form_path(version))
    return CaseHere(case, packed, stretch, line, version)


def all_masks(uow: UnitOfWork, here: CaseHere) -> Mapping[RecordingId, Spans]:
    """What must not be heard of its call, proposals included: what somebody wants masked stays here until decided."""
    found: dict[RecordingId, Spans] = {}
    for mask in uow.masks.of_call(here.case.call_id):
        found[mask.recording_id] = (*found.get(mask.recording_id, ()), (mask.start_s, mask.end_s))
    return found
