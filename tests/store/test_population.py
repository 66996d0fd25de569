"""The columns of a population hold on both databases what the calls themselves hold."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState
from qa_desk.domain.ids import CallId, RecordingId
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Narrowing, PlanDefinition, Quota, QuotaKind, Risk
from qa_desk.services.draws.population import Population
from qa_desk.services.draws.reading import NOTHING, population_of
from qa_desk.services.periods import Days
from tests.store.furnishing import NOW, Centre

DAYS = Days(date(2026, 1, 1), date(2026, 1, 31))
FIRST = datetime(2026, 1, 10, 8, 59, 59, 123_457, tzinfo=UTC)


def test_ids_moments_and_people_are_those_of_the_calls(centre: Centre) -> None:
    calls = _enter(centre, [FIRST, FIRST + timedelta(microseconds=1)], ["", ""])
    calls += _enter(centre, [FIRST.replace(microsecond=0)], [""], is_of_nobody=True)
    found = _population(centre)
    by_key = {key: place for place, key in enumerate(found.keys)}
    assert len(found) == 3
    for call in calls:
        place = by_key[call.key]
        assert call.started_at is not None
        assert found.ids[place] == call.id
        assert found.started_at[place] == call.started_at.timestamp()
    served, unknown = by_key[calls[0].key], by_key[calls[2].key]
    assert (found.agents[served], found.agents[unknown]) == (centre.people["agent"].external_id, "")
    assert (found.units[served], found.units[unknown]) == (centre.units[-1].path, "")
    assert list(found.ids[1:]) == list(found.ids)[1:]


def test_what_is_not_known_is_a_stratum_of_its_own(centre: Centre) -> None:
    strata = ("complaint", "queue", "Tariff", "hour")
    (known,) = _enter(centre, [FIRST], [""], CallAttributes("q", complaint=False, custom=(("Tariff", "gold"),)))
    _enter(centre, [FIRST + timedelta(hours=2)], [""])
    found = _population(centre, strata=strata)
    rows = dict(zip(found.keys, zip(*(found.strata[name] for name in strata), strict=True), strict=True))
    assert rows.pop(known.key)[:3] == ("no", "q", "gold")
    assert [row[:3] for row in rows.values()] == [(NOTHING, NOTHING, NOTHING)]
    hours = {int(hour) for hour in found.strata["hour"]}
    only = _population(centre, population=(Narrowing("hour", least=max(hours), most=max(hours)),), strata=strata)
    assert len(only) == 1
    assert only.strata["hour"] == [f"{max(hours):02}"]
    assert only.keys != [known.key]


def test_who_called_within_a_week_before_calls_again(centre: Centre) -> None:
    week = timedelta(days=7)
    moments = [FIRST, FIRST + week, FIRST + 2 * week + timedelta(microseconds=1), FIRST, FIRST]
    calls = _enter(centre, moments, ["a", "a", "a", "", "b"])
    calls += _enter(centre, [FIRST, FIRST], ["c", "c"])
    found = _population(centre, selection=Selection.RISK_WEIGHTED)
    again = {key for key, is_again in zip(found.keys, found.risks[Risk.REPEAT_CALLER], strict=True) if is_again}
    assert again == {calls[1].key, calls[5].key, calls[6].key}


def test_only_risks_that_the_plan_weighs_are_read(centre: Centre) -> None:
    _enter(centre, [FIRST], [""], CallAttributes(complaint=True, csat=2.0, csat_scale="1-5"))
    weighing = _population(centre, selection=Selection.RISK_WEIGHTED, weights=((Risk.LOW_CSAT, 2.0),))
    assert {risk: flags.tolist() for risk, flags in weighing.risks.items()} == {Risk.LOW_CSAT: [True]}
    assert not _population(centre).risks


def _enter(
    centre: Centre,
    moments: Sequence[datetime],
    customers: Sequence[str],
    attributes: CallAttributes | None = None,
    *,
    is_of_nobody: bool = False,
) -> list[Call]:
    """Calls with their sound."""
    calls = [
        Call(
            CallId(uuid4()),
            f"call {uuid4()}",
            moment,
            None if is_of_nobody else centre.id_of("agent"),
            None if is_of_nobody else centre.units[-1].id,
            60.0,
            attributes=attributes or CallAttributes(customer_id=customer),
        )
        for moment, customer in zip(moments, customers, strict=True)
    ]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.calls.add(calls, NOW)
        for call in calls:
            sound = Recording(RecordingId(uuid4()), call.id, 0, "a.wav", RecordingState.PRESENT, uuid4().hex * 2, "a")
            uow.recordings.add(sound, NOW)
        uow.commit()
    return calls


def _population(
    centre: Centre,
    *,
    population: tuple[Narrowing, ...] = (),
    strata: tuple[str, ...] = (),
    selection: Selection = Selection.SIMPLE,
    weights: tuple[tuple[Risk, float], ...] = ((Risk.REPEAT_CALLER, 2.0),),
) -> Population:
    plan = PlanDefinition("p", "service", Quota(QuotaKind.TOTAL, 1), population=population, strata=strata,
                          selection=selection, weights=weights)  # fmt: skip
    with centre.store.reading() as uow:
        return population_of(uow, plan, DAYS)
