"""The bridge: the same cases on two forms, paired, and only what was approved on both."""

from dataclasses import replace

import pytest

from qa_desk.agreement.estimate import Undefined
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard_edit import with_criterion
from tests.small_centre import CALLS, SmallCentre
from tests.written_cases import answered, approved, publish, reworded, sheet_of, trainer_of


@pytest.fixture
def trainer(centre: SmallCentre) -> Actor:
    return trainer_of(centre)


def test_cases_approved_on_both_forms_say_how_far_the_trend_jumps(centre: SmallCentre, trainer: Actor) -> None:
    services, old = centre.services, centre.version
    cases = [approved(centre, trainer, sheet_of(centre, key)) for key in CALLS]
    new = publish(centre, lambda form: with_criterion(form, reworded(form.criterion("greeting"), "Stricter")))
    assert services.bridging_cases.bridge(trainer, "service", old.number, new.number).cases == ()
    for case_id, key, failed in zip(
        cases[:2], CALLS, (frozenset({"greeting", "pace", "closing"}), frozenset[str]()), strict=False
    ):
        sheet = replace(sheet_of(centre, key), version_id=new.id, answers=answered(new, failed))
        approved(centre, trainer, sheet, case_id)
    services.writing_cases.propose(
        centre.lead, replace(sheet_of(centre, CALLS[2]), version_id=new.id, answers=answered(new)), cases[2]
    )
    bridge = services.bridging_cases.bridge(centre.anna, "service", old.number, new.number)
    assert [one.case_id for one in bridge.cases] == cases[:2], "a proposal is no part of the bridge"
    assert bridge.old_score.value == 100.0
    lost = 100.0 - (bridge.cases[0].new_score or 0.0)
    assert lost > 0
    assert bridge.score_change.value == pytest.approx(-lost / 2)
    assert bridge.score_change.n_items == 2
    greeting = next(one for one in bridge.criteria if one.criterion.key == "greeting")
    assert (greeting.failures.old.value, greeting.failures.new.value) == (0.0, 0.5)
    assert greeting.failures.change.value == 0.5
    assert bridge.failures.change.value == 0.0


def test_without_a_case_on_both_there_are_no_figures(centre: SmallCentre) -> None:
    number = centre.version.number
    bridge = centre.services.bridging_cases.bridge(centre.anna, "service", number, number)
    assert bridge.score_change.undefined is Undefined.NO_ITEMS
    assert bridge.failures.change.undefined is Undefined.NO_ITEMS
    assert bridge.criteria == ()


def test_a_version_that_is_not_there_is_said(centre: SmallCentre) -> None:
    with pytest.raises(NotFoundError):
        centre.services.bridging_cases.bridge(centre.anna, "service", centre.version.number, 99)
