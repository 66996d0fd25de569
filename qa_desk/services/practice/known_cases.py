"""The valid cases of a scorecard as sets are drawn from them, and which of them somebody has not met yet."""

from collections.abc import Collection, Iterable, Mapping

from qa_desk.domain.ids import CaseId, PersonId, VersionId
from qa_desk.domain.qualification import CriticalJudgement, SetCase
from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, SettledCase, StandardCase
from qa_desk.store.unit_of_work import UnitOfWork


def set_case_of(case: StandardCase, version: ScorecardVersion) -> SetCase:
    """A case as far as a set is drawn by it."""
    return SetCase(
        case.id,
        case.number,
        case.code,
        case.call_id,
        case.version_id,
        case.difficulty,
        case.language,
        _judgements(version, case.answers),
    )


def cases_of_form(uow: UnitOfWork, form: ScorecardVersion, reader_id: PersonId) -> tuple[SetCase, ...]:
    """The valid cases that judge what the form judges critically, by code; without those the reader has to score blind.

    A case that was scored on another version serves where that version has the same critical criteria.
    """
    critical = _critical(form)
    lines = uow.cases.settled_on(critical.keys(), reader_id)
    versions = {
        version_id: version
        for version_id in {line.version_id for line in lines}
        if (version := uow.scorecards.version(version_id)).scorecard_id == form.scorecard_id
        and _critical(version) == critical
    }
    by_case: dict[CaseId, list[SettledCase]] = {}
    for line in lines:
        if line.version_id in versions:
            by_case.setdefault(line.case_id, []).append(line)
    return tuple(_set_case(found, versions) for found in by_case.values())


def unseen_by(uow: UnitOfWork, person_id: PersonId, cases: Iterable[SetCase]) -> tuple[SetCase, ...]:
    """Those whose answers the person never saw, whose call was never theirs to score, and that they did not make."""
    seen = uow.exposures.seen_by(person_id) | uow.practice.made_by(person_id)
    met = uow.practice.calls_met_by(person_id)
    return tuple(case for case in cases if case.case_id not in seen and case.call_id not in met)


def _set_case(lines: list[SettledCase], versions: Mapping[VersionId, ScorecardVersion]) -> SetCase:
    first = lines[0]
    return SetCase(
        first.case_id,
        first.number,
        first.code,
        first.call_id,
        first.version_id,
        first.difficulty,
        first.language,
        _judgements(versions[first.version_id], lines),
    )


def _judgements(
    version: ScorecardVersion, settled: Collection[CaseAnswer] | Collection[SettledCase]
) -> tuple[CriticalJudgement, ...]:
    """In the order of the form, whatever order the answers come in; what does not apply is no judgement."""
    by_key = {answer.criterion_key: answer for answer in settled}
    return tuple(
        CriticalJudgement(criterion.key, criterion.critical, not bool(answer.rating))
        for criterion in version.criteria
        if criterion.critical is not None
        and (answer := by_key.get(criterion.key)) is not None
        and not answer.na
        and answer.rating is not None
    )


def _critical(version: ScorecardVersion) -> dict[str, CriticalFamily]:
    return {criterion.key: criterion.critical for criterion in version.criteria if criterion.critical is not None}
