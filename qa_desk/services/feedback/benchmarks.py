"""The standard case that shows an agent how a criterion is met."""

from qa_desk.domain.ids import PersonId
from qa_desk.services.feedback.feeding_back_views import BenchmarkCase
from qa_desk.services.forms.standard_views import BenchmarkPassage
from qa_desk.store.unit_of_work import UnitOfWork


def benchmark_on(uow: UnitOfWork, criterion_key: str, reader_id: PersonId) -> BenchmarkCase | None:
    """The valid case that meets it best, a passage of it and a benchmark first; None where the library has none."""
    case_id = uow.case_list.telling(criterion_key, reader_id, failed=False)
    case = uow.cases.get(case_id, reader_id) if case_id is not None else None
    if case is None:
        return None
    mark = next((one for one in case.marks if one.criterion_key == criterion_key), None)
    passage = None
    if mark is not None:
        call = uow.calls.calls([case.call_id]).get(case.call_id)
        call_key = call.key if call else ""
        passage = BenchmarkPassage(
            criterion_key, case.code, case.title, mark.note, case.call_id, call_key, mark.start_s, mark.end_s
        )
    return BenchmarkCase(case.id, case.code, case.title, passage)
