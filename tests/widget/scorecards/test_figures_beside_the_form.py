"""How criteria work in practice beside the editor, and what a draft would have done to what was really scored."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from qa_desk.gui.shell.words import in_words
from tests.scored_calls import Day, score_day
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room
from tests.widget.scorecards.draft_desk import DraftDesk

DAY = date(2026, 10, 20)


@pytest.fixture
def desk(room: Room, centre: SmallCentre) -> DraftDesk:
    """The draft of a second version, open in the editor, with ten calls scored last month on the first one."""
    score_day(centre, centre.anna, Day(DAY, 10, {"greeting": 4, "no_disclosure": 1}, frozenset({"consent"})))
    version_id, _changes = centre.services.authoring.begin_draft(centre.lead, "service")
    room.go("scorecard", version=str(version_id))
    return DraftDesk(room, version_id)


def test_failures_and_na_stand_beside_the_criterion_with_interval_and_n(desk: DraftDesk) -> None:
    desk.choose("greeting")
    assert desk.texts("statistics_counts") == "10 evaluations of record on version 1"
    assert desk.texts("fact_failure_rate") == "40.0 %"
    assert desk.texts("beside_failure_rate") == "16.8–68.7 % · 10 calls"
    assert desk.texts("fact_na_rate") == "0.0 %"
    desk.choose("consent")
    assert desk.texts("fact_na_rate") == "100.0 %"
    assert desk.texts("fact_failure_rate") == "–"
    assert desk.texts("beside_failure_rate") == "nothing was rated"
    assert "N/A on most calls" in desk.room.words()


def test_the_calls_behind_a_figure_are_opened_and_every_call_again(desk: DraftDesk) -> None:
    desk.choose("greeting")
    assert not desk.shown("behind_na_rate")
    desk.room.click("behind_failure_rate")
    calls = desk.room.page.list
    desk.room.qtbot.waitUntil(lambda: len(calls.table.rows) == 4)
    chip = desk.room.find("chip_these")
    title = in_words(desk.room.centre.version.criterion("greeting").title)
    assert chip.text() == f"“{title}” failed"
    desk.room.press(Qt.Key.Key_Return)
    assert len(desk.room.page.crumbs()) == 2
    desk.room.press(Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert len(calls.table.rows) == 4
    chip = desk.room.find("chip_these")
    chip.setFocus()
    desk.room.press(Qt.Key.Key_Delete)
    assert calls.total == 13
    assert not desk.shown("chip_these")
    desk.room.press(Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert desk.shown("scorecard_editor")


def test_what_cannot_be_said_is_said_in_words(desk: DraftDesk) -> None:
    desk.choose("greeting")
    assert desk.texts("fact_agreement") == "–"
    assert "no two inspectors scored the same calls" in desk.room.words()
    desk.choose("closing")
    assert "Never failed in 10 calls" in desk.room.words()
    assert desk.texts("beside_redundancy") == "too few calls, or nothing varies"


def test_a_new_criterion_says_that_nobody_was_scored_on_it(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.press(Qt.Key.Key_N, modifier=CTRL)
    assert "New in this draft: nobody was scored on it yet." in desk.room.words()


def test_another_stretch_of_time_is_looked_at(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.find("stretch").choose_nth(1)
    assert desk.texts("statistics_counts") == "You may read no evaluation of record of this time."
    assert desk.texts("beside_failure_rate") == "nothing was rated"


def test_the_draft_is_tried_on_what_was_scored(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.pick("family", "customer-critical")
    desk.room.click("try_out")
    desk.room.qtbot.waitUntil(lambda: desk.shown("effect_headline"))
    assert desk.texts("effect_headline").endswith("the outcome of 3 calls changes.")
    assert desk.texts("effect_passing_1").startswith("90.0\u00a0%")
    assert desk.texts("effect_passing_2").startswith("60.0\u00a0%")
    assert desk.texts("effect_passing_3") == "3 fail now"
    table = desk.room.page.view.table
    assert len(table.rows) == 10
    assert [call.flips for call in table.rows[:4]] == [True, True, True, False]
    changed = {call.call_id for call in table.rows[:3]}
    desk.room.click("show_flips")
    assert {call.id for call in desk.room.page.list.table.rows} == changed
    assert desk.shown("chip_these")


def test_a_time_without_evaluations_says_so(desk: DraftDesk) -> None:
    desk.room.click("try_out")
    desk.room.find("effect_period").choose_nth(1)
    assert desk.texts("effect_headline") == "You may read no evaluation of record of this time, so nothing can be said."


def test_a_form_with_problems_is_not_tried(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.press(Qt.Key.Key_N, modifier=CTRL)
    button = desk.room.find("try_out")
    assert not button.isEnabled()
    assert button.toolTip() == "Mend the problems of the form first"


def test_a_criterion_on_which_inspectors_disagree_is_marked_in_the_outline(desk: DraftDesk) -> None:
    desk.room.page.editor.show_troubled(frozenset({"tone"}))
    desk.choose("tone")
    spoken = desk.model.data(desk.model.index_of(desk.form.chosen), Qt.ItemDataRole.AccessibleTextRole)
    assert "inspectors don't agree" in str(spoken)
