"""The standard as it is handed out: a form in force, the wordings that hold, and passages of benchmarks to hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.case_filter import CaseQuery, Facet
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import score
from qa_desk.domain.standard_case import CaseState, StandardCase
from qa_desk.i18n import _
from qa_desk.store.repositories.case_list import CaseFilter
from qa_desk.store.repositories.case_rows import as_answer
from qa_desk.store.unit_of_work import UnitOfWork

_MOST_OF_A_CRITERION = 2
_MOST_BENCHMARKS = 500


@dataclass(frozen=True, slots=True)
class BenchmarkPassage:
    """What is worth imitating on one criterion; `call_key` is for the record of what went out, not to be shown."""

    criterion_key: str
    code: str
    title: str
    note: str
    call_id: CallId
    call_key: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Standard:
    """What calls are scored by on a day."""

    version: ScorecardVersion
    wordings: tuple[StandardWording, ...]
    passages: tuple[BenchmarkPassage, ...]
    day: date


def standard_on(uow: UnitOfWork, actor: Actor, scorecard_key: str, day: date) -> Standard:
    """The form in force of a scorecard, the first there is without a key. Raises NotFoundError where there is none."""
    forms = forms_in_force(uow, day)
    version = next((form for form in forms if scorecard_key in ("", form.scorecard_key)), None)
    if version is None:
        raise NotFoundError(what=_("A form in force of the scorecard “{key}”").format(key=scorecard_key))
    wordings = tuple(one for one in uow.wordings.all() if one.is_valid(day))
    return Standard(version, wordings, _few_of_each(version, _benchmarks(uow, actor, version, day)), day)


def forms_in_force(uow: UnitOfWork, day: date) -> tuple[ScorecardVersion, ...]:
    """The version of each scorecard that calls are given out on that day: of those in force the highest number."""
    return tuple({form.scorecard_key: form for form in uow.scorecards.all() if form.is_in_force(day)}.values())


def _benchmarks(
    uow: UnitOfWork, actor: Actor, version: ScorecardVersion, day: date
) -> Iterable[tuple[StandardCase, str]]:
    """The valid benchmarks that were settled on this form or an earlier version of it, with the keys of their calls."""
    own = [str(form.id) for form in uow.scorecards.versions(version.scorecard_key)]
    query = CaseQuery(
        chosen={Facet.STATE: (CaseState.VALID.value,), Facet.VERSION: tuple(own)},
        benchmarks_only=True,
        limit=_MOST_BENCHMARKS,
    )
    for summary in uow.case_list.part(CaseFilter(query, actor.person_id, day)):
        case = uow.cases.get(summary.id, actor.person_id)
        if case is not None:
            yield case, summary.call_key


def _few_of_each(
    version: ScorecardVersion, benchmarks: Iterable[tuple[StandardCase, str]]
) -> tuple[BenchmarkPassage, ...]:
    """Passages of what went well, at most two a criterion, in the order of the form."""
    found: dict[str, list[BenchmarkPassage]] = {criterion.key: [] for criterion in version.criteria}
    for case, call_key in benchmarks:
        failed = {one.criterion.key for one in score(version, map(as_answer, case.answers)).criteria if one.has_failed}
        for mark in case.marks:
            key = mark.criterion_key
            if key in found and key not in failed and len(found[key]) < _MOST_OF_A_CRITERION:
                passage = BenchmarkPassage(
                    key, case.code, case.title, mark.note, case.call_id, call_key, mark.start_s, mark.end_s
                )
                found[key].append(passage)
    return tuple(passage for passages in found.values() for passage in passages)
