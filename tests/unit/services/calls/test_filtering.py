"""Filters of calls under a name: one's own, shared ones, and what is kept of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.domain.call_filter import SavedFilter, WantedCalls
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId, SavedFilterId, UnitId
from qa_desk.domain.people import Actor
from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.services.keeping.filter_record import filter_of, filter_record
from tests.small_centre import SmallCentre, open_copy

ALL = WantedCalls(
    unit_id=UnitId(uuid4()),
    agent_id=PersonId(uuid4()),
    narrowings=(
        Narrowing("queue", ("one", "two")),
        Narrowing("duration_s", least=60.0, most=600.0),
        Narrowing("Tariff", ("gold",), is_custom=True),
    ),
    complaint=False,
    resolved=True,
    mode=MonitoringMode.LIVE,
    has_recording=True,
    has_transcript=False,
    is_scored=False,
    scored_by=PersonId(uuid4()),
    purpose=Purpose.OVERLAP,
    critical_failed=True,
    text="宽带 broadband",
    first_day=date(2026, 3, 1),
    last_day=date(2026, 3, 7),
)


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A small centre."""
    opened = open_copy(made_centre, tmp_path / "centre")
    yield opened
    opened.workspace.close()


def _of(actor: Actor, name: str, **more: object) -> SavedFilter:
    return SavedFilter(SavedFilterId(uuid4()), actor.person_id, name, WantedCalls(complaint=True), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", [ALL, WantedCalls(), WantedCalls(period="last_week")])
def test_a_filter_is_read_as_it_was_kept(wanted: WantedCalls) -> None:
    assert filter_of(filter_record(wanted)) == wanted


@pytest.mark.parametrize("record", [{"mode": "by telepathy"}, {"unit_id": 7}, {"narrowings": [3]}, {"stars": 5}])
def test_what_is_not_understood_of_a_record_does_not_narrow(record: dict[str, object]) -> None:
    assert filter_of(record) == WantedCalls()


def test_ones_own_filters_are_kept_renamed_and_removed(centre: SmallCentre) -> None:
    filtering, anna = centre.services.filtering, centre.anna
    saved = _of(anna, "  complaints  ")
    filtering.keep(anna, saved)
    filtering.keep(anna, replace(saved, name="angry customers"))
    (kept,) = filtering.filters(anna)
    assert (kept.name, kept.wanted, kept.owner_name) == ("angry customers", saved.wanted, "Anna Berg")
    filtering.remove(anna, saved.id)
    assert filtering.filters(anna) == ()


def test_a_name_is_taken_once(centre: SmallCentre) -> None:
    filtering, anna = centre.services.filtering, centre.anna
    filtering.keep(anna, _of(anna, "mine"))
    filtering.keep(anna, replace(_of(anna, "mine"), wanted=WantedCalls(is_scored=False)))
    assert [one.wanted for one in filtering.filters(anna)] == [WantedCalls(is_scored=False)]


def test_a_lead_shares_with_everybody_and_an_inspector_with_nobody(centre: SmallCentre) -> None:
    filtering, anna, lead = centre.services.filtering, centre.anna, centre.lead
    filtering.keep(lead, _of(lead, "for all", is_shared=True))
    filtering.keep(lead, _of(lead, "for me"))
    assert [one.name for one in filtering.filters(anna)] == ["for all"]
    with pytest.raises(NotAllowedError):
        filtering.keep(anna, _of(anna, "for all", is_shared=True))
    with pytest.raises(NotAllowedError):
        filtering.keep(anna, _of(lead, "of the lead"))
    (shared,) = filtering.filters(anna)
    filtering.remove(anna, shared.id)
    assert [one.name for one in filtering.filters(anna)] == ["for all"]


def test_a_filter_without_a_name_is_refused(centre: SmallCentre) -> None:
    with pytest.raises(QADeskError) as caught:
        centre.services.filtering.keep(centre.anna, _of(centre.anna, " "))
    assert caught.value.code is ErrorCode.VALUE_INVALID
