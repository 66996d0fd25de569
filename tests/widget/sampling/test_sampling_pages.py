"""Sampling at the window: a plan written, tried out and drawn by, a call replaced, an exemption decided."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.sampling import ExemptionState, Level
from qa_desk.domain.sampling_plan import (
    Exemption,
    ExemptionOf,
    InspectorRule,
    Narrowing,
    PlanDefinition,
    PlanPeriod,
    Quota,
    QuotaKind,
)
from qa_desk.gui.sampling.draw_page import PAGE as DRAW
from qa_desk.gui.sampling.draw_page import DrawPage
from qa_desk.gui.sampling.exemptions_page import PAGE as EXEMPTIONS
from qa_desk.gui.sampling.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.widgets.segments import SegmentButton
from qa_desk.services.draws import sampling
from tests.busy_centre import FIRST, LAST, bring_calls
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

EXEMPT = Exemption("A", ExemptionOf.AGENTS, 1.0, LAST.replace(month=12), 0.1)


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, DRAW, EXEMPTIONS)


def plan_of_the_week(**further: object) -> PlanDefinition:
    """Twelve calls of the week that has some."""
    given = {"quota": Quota(QuotaKind.TOTAL, 12), "period": PlanPeriod.GIVEN, "first": FIRST, "last": LAST} | further
    return PlanDefinition("week 45", "service", **given)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def room(centre: SmallCentre, sit: SitDown) -> Room:
    """The lead at the page, in a centre with calls and one plan."""
    bring_calls(centre)
    centre.services.sampling.save_plan(centre.lead, plan_of_the_week())
    return sit(centre.lead)


def test_a_plan_says_what_it_would_draw_and_how_well_that_will_be_known(room: Room) -> None:
    words = room.words()
    assert "week 45, version 1" in words
    assert "Would draw 12 calls of 60: 2 Nov 2026 to 8 Nov 2026" in words
    assert "half of the calls failing, which is the worst there is" in words
    assert "an agent, typically" in words
    assert "least known: Agent ag-" in words


def test_a_wanted_precision_is_told_in_calls(room: Room) -> None:
    assert "53 calls for any share of calls, 24 for the mean score." in room.words()
    assert "That is up to 113.6 per agent and month." in room.words()
    room.find("wanted_points").setValue(10.0)
    assert "38 calls for any share of calls, 10 for the mean score." in room.words()
    room.find("wanted_level").setCurrentIndex(room.find("wanted_level").findData("agent"))
    room.find("wanted_level").activated.emit(room.find("wanted_level").currentIndex())
    assert "48 calls for any share of calls, 18 for the mean score." in room.words()


def test_many_calls_are_not_looked_through_unasked(
    centre: SmallCentre, sit: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_calls(centre)
    centre.services.sampling.save_plan(centre.lead, plan_of_the_week())
    monkeypatch.setattr(sampling, "MANY_CALLS", 40)
    room = sit(centre.lead)
    assert "Would draw" not in room.words()
    assert not room.find("draw_now").isEnabled()
    room.click("draw_try")
    assert "Would draw 12 calls of 60" in room.words()
    assert room.find("draw_now").isEnabled()


def test_what_was_looked_up_once_is_there_again_at_once(room: Room, centre: SmallCentre) -> None:
    tried = room.page._tried
    room.go("draw")
    room.go("sampling")
    assert room.page._tried == tried
    room.press(Qt.Key.Key_F5)
    assert room.page._tried.seed != tried.seed


def test_drawing_gives_the_calls_out_and_leads_to_them(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_D)
    assert room.notices() == ["12 calls were drawn and given out."]
    (row,) = room.page.table.rows
    assert row.summary.n_draws == 1
    (plan,) = centre.services.sampling.plans(centre.lead)
    (draw,) = centre.services.sampling.draws(centre.lead, plan.id)
    room.go("draw", draw=str(draw.id))
    assert len(room.page.table.rows) == 12
    assert f"seed {draw.seed}" in room.words()


def test_what_was_tried_out_is_what_is_drawn(room: Room, centre: SmallCentre) -> None:
    room.click("draw_shuffle")
    tried = room.page._tried
    room.click("draw_now")
    (plan,) = centre.services.sampling.plans(centre.lead)
    (draw,) = centre.services.sampling.draws(centre.lead, plan.id)
    kept = centre.services.sampling.drawn(centre.lead, draw.id)
    assert [call.call_key for call in kept.calls] == [call.call_key for call in tried.calls]


def test_a_new_plan_is_written_by_keyboard(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    room.find("plan_name").setFocus()
    room.type("Weekly")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    plans = {one.definition.name: one.definition for one in centre.services.sampling.plans(centre.lead)}
    assert plans["Weekly"].quota == Quota(QuotaKind.PER_AGENT, 4)
    assert plans["Weekly"].period is PlanPeriod.WEEK
    assert room.page.table.current_row().summary.definition.name == "Weekly"


def test_a_change_is_the_next_version(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_F2)
    room.find("plan_number").setValue(20)
    room.find("plan_overlap").setValue(10)
    room.click("plan_fields_save")
    (plan,) = centre.services.sampling.plans(centre.lead)
    assert (plan.number, plan.definition.quota.number, plan.definition.overlap) == (2, 20, 0.1)
    assert "week 45, version 2" in room.words()


def test_what_the_fields_say_stands_in_the_file_and_back(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_F2)
    room.find("plan_number").setValue(15)
    room.find("plan_way").set_value("file")
    room.find("plan_way").chosen.emit("file")
    text = room.find("plan_text")
    assert "total: 15" in text.toPlainText()
    text.setPlainText(text.toPlainText().replace("total: 15", "own: {a: 3}"))
    assert "needs strata" in room.words()
    text.setPlainText(text.toPlainText().replace("quota:", "strata: [queue]\nquota:"))
    assert "needs strata" not in room.words()
    room.click("plan_text_save")
    (plan,) = centre.services.sampling.plans(centre.lead)
    assert plan.definition.quota == Quota(QuotaKind.OWN, own=(("a", 3),))


def test_a_name_that_is_taken_is_refused_where_it_was_typed(room: Room) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    room.find("plan_name").setText("week 45")
    room.click("plan_fields_save")
    assert "a name that no other plan has" in room.words()


def test_a_plan_that_leaves_nothing_says_so_and_can_not_be_drawn(room: Room, centre: SmallCentre) -> None:
    centre.services.sampling.save_plan(centre.lead, plan_of_the_week(min_duration_s=9999.0))
    room.press(Qt.Key.Key_F5)
    assert "the conditions of the plan leave 0 calls" in room.words()
    assert not room.find("draw_now").isEnabled()


@pytest.mark.parametrize(
    ("further", "said"),
    [
        ({"population": (Narrowing("queue", ("nowhere",)),)}, "60 calls before the condition on “queue”"),
        ({"first": FIRST.replace(year=2020), "last": LAST.replace(year=2020)}, "leave 0 calls"),
        ({"quota": Quota(QuotaKind.OWN, own=(("c", 3),)), "strata": ("queue",)}, "draws none of them"),
        ({"inspectors": InspectorRule(shares=(("gone", 1.0),))}, "gone"),
    ],
)
def test_a_plan_that_cannot_be_met_says_why_where_it_stands(
    centre: SmallCentre, sit: SitDown, further: dict[str, object], said: str
) -> None:
    bring_calls(centre)
    centre.services.sampling.save_plan(centre.lead, plan_of_the_week(**further))
    room = sit(centre.lead)
    assert said in room.words()
    assert not room.find("draw_now").isEnabled()
    room.press(Qt.Key.Key_D)
    (plan,) = centre.services.sampling.plans(centre.lead)
    assert plan.n_draws == 0


def test_a_negative_quota_is_refused_where_it_is_typed(room: Room, centre: SmallCentre) -> None:
    assert room.page is not None
    room.press(Qt.Key.Key_F2)
    room.find("plan_way").set_value("file")
    room.find("plan_way").chosen.emit("file")
    text = room.find("plan_text")
    text.setPlainText(text.toPlainText().replace("total: 12", "total: -12"))
    assert "expected more than 0, but it is -12" in room.words()
    room.click("plan_text_save")
    (plan,) = centre.services.sampling.plans(centre.lead)
    assert (plan.number, plan.definition.quota.number) == (1, 12)


def test_a_call_is_replaced_with_a_reason(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_D)
    (plan,) = centre.services.sampling.plans(centre.lead)
    (draw,) = centre.services.sampling.draws(centre.lead, plan.id)
    room.go("draw", draw=str(draw.id))
    lost = room.page.table.current_row()
    room.press(Qt.Key.Key_R)
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert len(room.page.table.rows) == 12
    room.type("nobody speaks")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    rows = room.page.table.rows
    assert len(rows) == 13
    assert [row.dropped_reason for row in rows if row.call_key == lost.call_key] == ["nobody speaks"]
    assert [row.replaces_key for row in rows if row.replaces_key] == [lost.call_key]


def test_an_exemption_is_ended_with_a_reason(room: Room, centre: SmallCentre) -> None:
    sampling = centre.services.sampling
    quota = Quota(QuotaKind.PER_AGENT, 10)
    plan_id, _changes = sampling.save_plan(centre.lead, plan_of_the_week(exemptions=(EXEMPT,), quota=quota))
    sampling.draw(centre.lead, plan_id, 1)
    room.go("exemptions")
    assert "Agent ag-1 is exempt under “week 45” until" in room.words()
    room.press(Qt.Key.Key_Return)
    room.type("a new team")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    (one,) = sampling.exemptions(centre.lead)
    assert (one.state, one.reason) == (ExemptionState.ENDED, "a new team")


def test_a_centre_without_plans_is_taught_what_they_are_for(centre: SmallCentre, sit: SitDown) -> None:
    room = sit(centre.lead)
    assert "No plan yet" in room.words()
    room.press(Qt.Key.Key_Return)
    assert room.visible("plan_name")


def test_what_the_calls_of_a_draw_say_of_all_calls_is_told_with_its_interval(room: Room, centre: SmallCentre) -> None:
    (plan,) = centre.services.sampling.plans(centre.lead)
    view, _changes = centre.services.sampling.draw(centre.lead, plan.id, seed=5)
    assert view.draw_id is not None
    room.go("draw", draw=str(view.draw_id), part="say")
    page = room.page
    assert isinstance(page, DrawPage)
    assert "None of the calls drawn has a score yet." in room.words()
    for item in centre.services.inspecting.my_calls(centre.anna)[:2]:
        evaluation = centre.answer_all(centre.anna, item.assignment_id)
        page.context.hub.announce(centre.services.inspecting.submit(centre.anna, evaluation.id))
    words = room.words()
    assert "2 scored calls speak for 60." in words
    assert "10 calls are not scored yet; they are taken to be like those of their stratum that are." in words
    first = page.estimates.table.rows[0]
    assert (first.level, first.n_drawn, first.n_scored) == (Level.CENTRE, 12, 2)
    assert page.estimates.table.hasFocus()
    (calls,) = (one for one in room.find("draw_parts").findChildren(SegmentButton) if one.text() == "Calls")
    room.qtbot.mouseClick(calls, Qt.MouseButton.LeftButton)
    assert len(page.table.rows) == 12
