"""Lists take one statement a screen, page by page, however long they are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, update

from qa_desk.domain.calls import Call, CallSummary, MonitoringMode
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.store import call_order
from qa_desk.store.call_conditions import CallFilter
from qa_desk.store.call_order import CallSort
from qa_desk.store.repositories.call_list import CallPart
from qa_desk.store.repositories.case_list import CaseFilter
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import NOW, Centre

_N_UNEVEN = 24


def _words(field: str, *values: str, is_custom: bool = False) -> CallFilter:
    return CallFilter(narrowings=(Narrowing(field, values, is_custom=is_custom),))


LISTS: dict[str, Callable[[UnitOfWork, Centre], object]] = {
    "calls": lambda uow, centre: uow.call_list.part(CallFilter(), centre.sees("lead"), limit=2),
    "calls of a session": lambda uow, centre: uow.call_list.of([call.id for call in centre.calls], centre.sees("lead")),
    "my calls": lambda uow, centre: uow.assignments.queue_of(
        centre.id_of("ann"), submitted_since=NOW - timedelta(days=1)
    ),
    "people": lambda uow, centre: uow.people.all(),
    "units": lambda uow, centre: uow.people.units(),
    "sessions": lambda uow, centre: uow.calibration.summaries(),
    "cases": lambda uow, centre: uow.case_list.part(CaseFilter(CaseQuery(), centre.id_of("ann"), NOW.date())),
    "boxes of cases": lambda uow, centre: uow.case_list.counts(
        CaseFilter(CaseQuery(), centre.id_of("ann"), NOW.date())
    ),
    "tracked items": lambda uow, centre: uow.tracking.items(),
    "scorecards": lambda uow, centre: uow.scorecards.all(),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_list_takes_one_statement(centre: Centre, engine: Engine, name: str) -> None:
    centre.session("ann", "ben")
    for call in range(3):
        centre.enter("ann", Purpose.ROUTINE, call=call)
    with centre.store.reading() as uow:
        uow.settings.on(NOW.date())
        with _counted(engine) as statements:
            LISTS[name](uow, centre)
    assert len(statements) == 1, statements


def test_an_evaluation_takes_four_statements_however_many_there_are(centre: Centre, engine: Engine) -> None:
    for call in range(3):
        centre.enter("ann", Purpose.ROUTINE, call=call)
    with centre.store.reading() as uow, _counted(engine) as statements:
        found = uow.evaluations.visible(
            [e.id for call in centre.calls for e in uow.evaluations.of_call(call.id, centre.sees("lead"))],
            centre.sees("lead"),
        )
        n_before = len(statements)
        again = uow.evaluations.visible([evaluation.id for evaluation in found], centre.sees("lead"))
    assert len(again) == 3
    assert len(statements) - n_before == 4


def test_calls_come_part_by_part_newest_first(centre: Centre) -> None:
    with centre.store.reading() as uow:
        first = uow.call_list.part(CallFilter(), centre.sees("lead"), limit=3)
        second = uow.call_list.part(CallFilter(), centre.sees("lead"), limit=3, place=first.places[-1])
        beyond = uow.call_list.part(CallFilter(), centre.sees("lead"), limit=3, place=second.places[-1])
        assert uow.call_list.n_calls(CallFilter(), centre.sees("lead")) == 4
    assert [call.key for call in (*first.calls, *second.calls)] == ["1000", "1001", "1002", "1003"]
    assert (first.is_last, second.is_last, beyond.is_last, beyond.calls) == (False, True, True, ())


@pytest.mark.parametrize("sort", CallSort)
def test_a_list_is_the_same_in_parts_from_either_end_as_whole(centre: Centre, sort: CallSort) -> None:
    _enter_uneven_calls(centre)
    lead = centre.sees("lead")
    with centre.store.reading() as uow:
        for descending in (True, False):
            read = partial(uow.call_list.part, CallFilter(), lead, sort=sort, descending=descending)
            whole = read(limit=100)
            assert len(whole.calls) == len({call.id for call in whole.calls}) == 4 + _N_UNEVEN
            for backwards in (False, True):
                assert _in_parts(partial(read, limit=3, backwards=backwards), backwards) == list(whole.calls)
            values = [getattr(call, sort) for call in whole.calls if call.started_at is not None]
            known = [value for value in values if value not in (None, "", 0)]
            assert known == sorted(known, reverse=descending), "what is unknown comes last"


@pytest.mark.parametrize("descending", [True, False])
def test_calls_are_ordered_by_their_score_of_record_in_pieces_of_any_size(
    centre: Centre, engine: Engine, monkeypatch: pytest.MonkeyPatch, *, descending: bool
) -> None:
    monkeypatch.setattr(call_order, "_FEWEST_SCORES", 2)
    scores = {0: 70.0, 1: 90.0, 2: 70.0, 3: 80.0}
    for call, score in scores.items():
        routine = centre.enter("ann", Purpose.ROUTINE, call=call)
        # a second evaluation says otherwise, and is not the one of record
        overlap = centre.enter("ben", Purpose.OVERLAP, call=call)
        with engine.begin() as connection:
            for evaluation, scored in ((routine, score), (overlap, 160.0 - score)):
                said = update(EvaluationRow).where(EvaluationRow.id == evaluation.id)
                connection.execute(said.values(score=scored))
    with centre.store.reading() as uow:
        read = partial(
            uow.call_list.part, CallFilter(), centre.sees("lead"), sort=CallSort.SCORE, descending=descending
        )
        whole = _in_parts(partial(read, limit=1), False)
        assert _in_parts(partial(read, limit=3, backwards=True), True) == whole
    assert [call.score for call in whole] == sorted(scores.values(), reverse=descending)
    assert {call.key: call.score for call in whole} == {f"100{call}": score for call, score in scores.items()}


def test_a_list_goes_on_where_a_call_was_that_is_there_no_more(centre: Centre) -> None:
    with centre.store.unit_of_work(None, centre.clock) as uow:
        first = uow.call_list.part(CallFilter(), centre.sees("lead"), limit=2)
        uow.calls.remove_unused(first.calls[-1].id)
        rest = uow.call_list.part(CallFilter(), centre.sees("lead"), limit=2, place=first.places[-1])
    assert [call.key for call in rest.calls] == ["1002", "1003"]


def test_just_these_calls_are_listed_however_many_are_named(centre: Centre) -> None:
    named = (centre.calls[2].id, centre.calls[0].id, *(CallId(uuid4()) for _call in range(70_000)))
    with centre.store.reading() as uow:
        found = uow.call_list.part(CallFilter(call_ids=named), centre.sees("lead"))
        none = uow.call_list.part(CallFilter(call_ids=()), centre.sees("lead"))
    assert {call.id for call in found.calls} == {centre.calls[2].id, centre.calls[0].id}
    assert none.calls == ()


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (_words("business_type", "billing"), ["1001", "1003"]),
        (_words("business_type", "billing", "nothing"), ["1001", "1003"]),
        (_words("business_type", "nothing"), []),
        (_words("region", "north", is_custom=True), []),
        (CallFilter(narrowings=(Narrowing("csat", least=1.0, most=5.0),)), ["1000", "1001", "1002", "1003"]),
        (CallFilter(narrowings=(Narrowing("csat", most=4.0),)), []),
        (CallFilter(mode=MonitoringMode.LIVE), []),
        (CallFilter(has_transcript=False), ["1000", "1001", "1002", "1003"]),
        (CallFilter(has_transcript=True), []),
        (CallFilter(purpose=Purpose.ROUTINE), ["1001"]),
        (CallFilter(purpose=Purpose.OVERLAP), []),
        (CallFilter(critical_failed=True), []),
        (CallFilter(critical_failed=False), []),
        (CallFilter(complaint=True), ["1000"]),
        (CallFilter(started_from=NOW - timedelta(days=1, hours=1), started_before=NOW), ["1000", "1001"]),
        (CallFilter(has_recording=False), ["1000", "1001", "1002", "1003"]),
        (CallFilter(has_recording=True), []),
        (CallFilter(is_scored=True), ["1001"]),
    ],
)
def test_the_list_of_calls_is_narrowed_by(centre: Centre, wanted: CallFilter, keys: list[str]) -> None:
    centre.enter("ann", Purpose.ROUTINE, call=1)
    with centre.store.reading() as uow:
        assert [call.key for call in uow.call_list.part(wanted, centre.sees("lead")).calls] == keys
        assert uow.call_list.n_calls(wanted, centre.sees("lead")) == len(keys)


def test_calls_of_a_unit_are_those_of_all_units_below(centre: Centre) -> None:
    with centre.store.reading() as uow:
        for unit, n in zip(centre.units, (4, 2, 2), strict=True):
            assert uow.call_list.n_calls(CallFilter(unit_id=unit.id), centre.sees("lead")) == n


def _in_parts(read: Callable[..., CallPart], backwards: bool) -> list[CallSummary]:
    calls: list[CallSummary] = []
    part = read()
    while part.calls:
        calls = [*part.calls, *calls] if backwards else [*calls, *part.calls]
        part = read(place=part.places[0 if backwards else -1])
    return calls


def _enter_uneven_calls(centre: Centre) -> None:
    """Calls in which everything is unknown at times, and much is the same."""
    made: list[Call] = []
    for number in range(_N_UNEVEN):
        call = centre.calls[number % 4]
        attributes = replace(
            call.attributes,
            complaint=(None, True, False)[number % 3],
            csat=float(number % 3) if number % 2 else None,
            queue=f"queue {number % 3}" if number % 5 else "",
        )
        made.append(
            Call(
                CallId(uuid4()),
                f"u{number:02}",
                started_at=NOW - timedelta(days=number % 4) if number % 6 else None,
                agent_id=call.agent_id if number % 3 else None,
                unit_id=centre.units[number % 3].id if number % 4 else None,
                duration_s=float(number % 5) if number % 3 else None,
                attributes=attributes,
            )
        )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.calls.add(made, NOW)
        uow.commit()
    for call in range(3):
        centre.enter("ann", Purpose.ROUTINE, call=call)


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
