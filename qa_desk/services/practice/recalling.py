"""Which cases bring back the criteria that are due: few, never the one heard last, the same side first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from qa_desk.domain.ids import CaseId, VersionId
from qa_desk.domain.practice import PracticeRecord, Recall, Said
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import SettledCase
from qa_desk.services.practice.matching import has_failed


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case with the criteria that it brings back."""

    case: SettledCase
    recalls: tuple[Recall, ...]


def said_in(
    records: Sequence[PracticeRecord], versions: Mapping[VersionId, ScorecardVersion], zone: ZoneInfo
) -> list[Said]:
    """Every judgement somebody made, oldest first, on the centre's days."""
    return [
        Said(
            versions[record.version_id].scorecard_key,
            judgement.criterion_key,
            record.result.finished_at.astimezone(zone).date(),
            judgement,
            record.result.case_id,
        )
        for record in records
        for judgement in record.result.judgements
    ]


def chosen_for(
    due: Sequence[Recall],
    settled: Collection[SettledCase],
    versions: Mapping[VersionId, ScorecardVersion],
    practised_at: Mapping[CaseId, datetime],
) -> tuple[tuple[Chosen, ...], tuple[Recall, ...]]:
    """The cases to practise, and the criteria that no other case carries.

    One after another the case is taken that brings back the most; of these the one with the most on the side (failing
    or passing) that went wrong last, then the one practised longest ago, then the lower code.
    """
    carried = _carried(due, settled, versions)
    cases = {line.case_id: line for line in settled}
    left, chosen = set(due), list[Chosen]()

    def worth(case_id: CaseId) -> tuple[int, int, float]:
        mine = [pair for pair in carried[case_id].items() if pair[0] in left]
        at = practised_at.get(case_id)
        return len(mine), sum(same for _recall, same in mine), -(at.timestamp() if at else 0.0)

    while carried:
        best = max(sorted(carried, key=lambda one: cases[one].code), key=worth)
        mine = tuple(recall for recall in due if recall in left and recall in carried[best])
        if not mine:
            break
        chosen.append(Chosen(cases[best], mine))
        left -= set(mine)
        del carried[best]
    return tuple(chosen), tuple(recall for recall in due if recall in left)


def due_on(recalls: Sequence[Recall], day: date) -> tuple[Recall, ...]:
    """Those that come back on that day or should have before."""
    return tuple(recall for recall in recalls if recall.is_due(day))


def _carried(
    due: Sequence[Recall], settled: Collection[SettledCase], versions: Mapping[VersionId, ScorecardVersion]
) -> dict[CaseId, dict[Recall, bool]]:
    """By case what it brings back, and whether on the side that went wrong last."""
    wanted = {(recall.scorecard_key, recall.criterion_key): recall for recall in due}
    found: dict[CaseId, dict[Recall, bool]] = {}
    for line in settled:
        version = versions.get(line.version_id)
        recall = wanted.get((version.scorecard_key, line.criterion_key)) if version else None
        if version is None or recall is None or line.na or line.case_id == recall.last.case_id:
            continue
        same_side = has_failed(version, line) is recall.last_mistake.judgement.settled_failed
        found.setdefault(line.case_id, {})[recall] = same_side
    return found
