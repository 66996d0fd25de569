"""Lists take one statement a screen, page by page, however long they are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId
from qa_desk.store.repositories.base import Page
from qa_desk.store.repositories.calls import CallFilter
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import NOW, Centre

LISTS: dict[str, Callable[[UnitOfWork, Centre], object]] = {
    "calls": lambda uow, centre: uow.calls.summaries(CallFilter(text="100"), centre.sees("lead")),
    "calls of a session": lambda uow, centre: uow.calls.summaries_of(
        [call.id for call in centre.calls], centre.sees("lead")
    ),
    "my calls": lambda uow, centre: uow.assignments.queue_of(
        centre.id_of("ann"), submitted_since=NOW - timedelta(days=1)
    ),
    "people": lambda uow, centre: uow.people.all(),
    "units": lambda uow, centre: uow.people.units(),
    "sessions": lambda uow, centre: uow.calibration.summaries(),
    "cases": lambda uow, centre: uow.cases.summaries(centre.id_of("ann")),
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


def test_calls_come_page_by_page_newest_first_with_the_whole_count(centre: Centre) -> None:
    with centre.store.reading() as uow:
        first = uow.calls.summaries(CallFilter(), centre.sees("lead"), Page(0, 3))
        second = uow.calls.summaries(CallFilter(), centre.sees("lead"), Page(3, 3))
        beyond = uow.calls.summaries(CallFilter(), centre.sees("lead"), Page(9, 3))
    assert [call.key for call in (*first.items, *second.items)] == ["1000", "1001", "1002", "1003"]
    assert (first.n_total, second.n_total, beyond.n_total, beyond.items) == (4, 4, 4, ())


def test_just_these_calls_are_listed_however_many_are_named(centre: Centre) -> None:
    named = (centre.calls[2].id, centre.calls[0].id, *(CallId(uuid4()) for _call in range(70_000)))
    with centre.store.reading() as uow:
        found = uow.calls.summaries(CallFilter(call_ids=named), centre.sees("lead"))
        none = uow.calls.summaries(CallFilter(call_ids=()), centre.sees("lead"))
    assert {call.id for call in found.items} == {centre.calls[2].id, centre.calls[0].id}
    assert (found.n_total, none.n_total) == (2, 0)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (CallFilter(text="1002"), ["1002"]),
        (CallFilter(text="agent"), ["1000", "1001", "1002", "1003"]),
        (CallFilter(text="100%"), []),
        (CallFilter(business_type="billing"), ["1001", "1003"]),
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
        assert [call.key for call in uow.calls.summaries(wanted, centre.sees("lead")).items] == keys
        assert sorted(call.key for call in uow.calls.matching(wanted)) == keys


def test_calls_of_a_unit_are_those_of_all_units_below(centre: Centre) -> None:
    with centre.store.reading() as uow:
        for unit, n in zip(centre.units, (4, 2, 2), strict=True):
            assert uow.calls.summaries(CallFilter(unit_id=unit.id), centre.sees("lead")).n_total == n


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
