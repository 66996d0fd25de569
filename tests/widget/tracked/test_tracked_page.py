"""Tracked items at the window: the list, the steps that the person may take, the note they need, and a new item."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.ids import TrackedItemId
from qa_desk.domain.issue import AttributionState, RaisedCut, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.gui.issues.page import IssuesPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.tracked.page import TrackedPage
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.periods import Days
from qa_desk.services.scoring.inspecting_views import MarkDraft
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, later
from tests.widget.room import Room, entered

K = Qt.Key


@pytest.fixture
def owner(centre: SmallCentre) -> Actor:
    """Whoever is to mend it."""
    draft = PersonDraft("o-1", "He Jun", frozenset({Role.OWNER}))
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named("o-1")


@pytest.fixture
def item_id(centre: SmallCentre, owner: Actor) -> TrackedItemId:
    """An item of theirs, due today."""
    draft = TrackedDraft("Tone slips", "tone", owner.person_id, NOW.date(), "Coach the hall")
    return centre.services.tracking.open_item(centre.lead, draft)[0]


@pytest.fixture
def room(
    centre: SmallCentre,
    item_id: TrackedItemId,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> Iterator[Room]:
    """The lead's tracked items."""
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "tracked") as made:
        yield made


def page_of(room: Room) -> TrackedPage:
    page = room.page
    assert isinstance(page, TrackedPage)
    return page


def state_of(room: Room, item_id: TrackedItemId) -> TrackedState:
    views = room.centre.services.tracking.items(room.centre.lead)
    return next(view.item.state for view in views if view.item.id == item_id)


def test_an_item_is_shown_with_its_facts_and_history(room: Room) -> None:
    words = room.words()
    for part in ("Tone slips", "Coach the hall", "He Jun", "18 Nov 2026", "open, by Wang Fang", "1 open"):
        assert part in words


def test_steps_follow_one_another_to_the_signature(room: Room, item_id: TrackedItemId) -> None:
    room.click("step_in_work")
    assert state_of(room, item_id) is TrackedState.IN_WORK
    room.click("step_done")
    room.type_text("Coached on Monday")
    room.press(K.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert state_of(room, item_id) is TrackedState.DONE
    assert "Coached on Monday" in room.words()
    room.click("step_effect_shown")
    room.type_text("22.7 % to 9.1 %")
    room.click("step_form_save")
    assert state_of(room, item_id) is TrackedState.EFFECT_SHOWN
    assert "22.7 % to 9.1 % (signed by Wang Fang)" in room.words()


def test_signing_without_a_word_is_refused_in_the_form_and_keeps_it(room: Room, item_id: TrackedItemId) -> None:
    room.click("step_done")
    room.click("step_form_save")
    room.click("step_no_effect_shown")
    room.click("step_form_save")
    assert "A reason is needed here." in room.words()
    assert state_of(room, item_id) is TrackedState.DONE
    assert room.is_shown("step_note")


def test_escape_gives_a_step_up(room: Room, item_id: TrackedItemId) -> None:
    room.click("step_done")
    room.press(K.Key_Escape)
    assert not room.is_shown("step_form")
    assert room.is_shown("step_done")
    assert state_of(room, item_id) is TrackedState.OPEN


def test_what_is_overdue_is_said(room: Room) -> None:
    later(room.centre, days=1)
    room.press(K.Key_F5)
    assert "overdue" in room.words()
    assert "1 open · 1 overdue" in room.words()


def test_the_side_bar_and_the_notice_remind_of_what_is_overdue(
    centre: SmallCentre,
    owner: Actor,
    item_id: TrackedItemId,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> None:
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "calls") as room:
        assert "tracked item" not in room.notices()
    later(centre, days=1)
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "calls") as room:
        assert "1 tracked item overdue or waiting for you" in room.notices()
        room.go("tracked")
        assert "1 item is overdue" in room.notices()
        room.click("step_done")
        room.click("step_form_save")
        assert "1 item is overdue" not in room.notices()
        assert "1 effect waits to be signed" in room.notices()
        room.click("step_no_effect_shown")
        room.type_text("as before")
        room.click("step_form_save")
        assert not room.notices()


def test_the_owner_sees_no_signature_and_is_told_who_signs(
    centre: SmallCentre,
    owner: Actor,
    item_id: TrackedItemId,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> None:
    with entered(centre, owner, qtbot, jobs, settings, theme, "tracked") as room:
        room.click("step_done")
        room.click("step_form_save")
        assert not room.is_shown("step_effect_shown")
        assert "Waits for QA to sign" in room.words()


def test_a_new_item_is_opened_in_the_page_and_shown(room: Room, owner: Actor) -> None:
    room.press(K.Key_N, modifier=Qt.KeyboardModifier.ControlModifier)
    form = page_of(room).new_item
    assert form.isVisible()
    form._criterion.setCurrentIndex(form._criterion.findData("greeting"))
    form._owner.setCurrentIndex(form._owner.findText("He Jun"))
    form._title.setText("Greeting without a name")
    form._action.setPlainText("Read the rule again")
    room.click("new_item_save")
    assert not form.isVisible()
    view = page_of(room).detail.view
    assert view is not None
    assert (view.item.title, view.item.criterion_key, view.owner_name) == (
        "Greeting without a name",
        "greeting",
        "He Jun",
    )
    assert view.item.due_on == NOW.date() + timedelta(days=28)
    assert "2 open" in room.words()


def test_an_item_without_an_owner_or_title_is_not_opened_and_nothing_typed_is_lost(room: Room) -> None:
    room.click("new_item_button")
    form = page_of(room).new_item
    form._action.setPlainText("Read the rule again")
    room.click("new_item_save")
    assert "Name an owner first" in room.notices()
    form._owner.setCurrentIndex(1)
    form._title.setText(" ")
    room.click("new_item_save")
    assert "is not a valid title" in room.words()
    assert form._action.toPlainText() == "Read the rule again"
    assert len(room.centre.services.tracking.items(room.centre.lead)) == 1


def test_the_title_follows_the_criterion_until_it_is_written(room: Room) -> None:
    room.go("tracked", new="yes", criterion="tone")
    form = page_of(room).new_item
    assert form._title.text() == "Tone"
    form._criterion.setCurrentIndex(form._criterion.findData("greeting"))
    assert form._title.text() == "Greeting"
    form._title.setText("My own words")
    form._criterion.setCurrentIndex(form._criterion.findData("pace"))
    assert form._title.text() == "My own words"


def test_a_found_item_is_shown(room: Room, owner: Actor, item_id: TrackedItemId) -> None:
    draft = TrackedDraft("Another", "pace", owner.person_id, NOW.date() + timedelta(days=9))
    other_id, changes = room.centre.services.tracking.open_item(room.centre.lead, draft)
    room.window.hub.announce(changes)
    QApplication.processEvents()
    room.go("tracked", tracked_item=str(other_id))
    view = page_of(room).detail.view
    assert view is not None
    assert view.item.id == other_id


def test_enter_goes_from_the_row_to_its_steps(room: Room) -> None:
    room.focus("tracked_table")
    room.press(K.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "step_in_work"


def test_a_saved_step_gives_the_keyboard_back_to_the_list(room: Room, item_id: TrackedItemId) -> None:
    room.focus("tracked_table")
    room.click("step_done")
    room.press(K.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert state_of(room, item_id) is TrackedState.DONE
    room.qtbot.waitUntil(lambda: page_of(room).table.hasFocus())


def test_a_button_that_is_clicked_leaves_the_keyboard_with_the_list(room: Room, item_id: TrackedItemId) -> None:
    room.focus("tracked_table")
    room.click("step_in_work")
    assert state_of(room, item_id) is TrackedState.IN_WORK
    room.qtbot.waitUntil(lambda: page_of(room).table.hasFocus())


def test_a_click_beside_a_field_leaves_the_field(room: Room) -> None:
    room.click("step_done")
    room.click("page")
    assert QApplication.focusWidget() is room.window


def test_its_figures_are_one_step_away(room: Room) -> None:
    room.click("tracked_figures")
    assert isinstance(room.page, IssuesPage)
    current = room.window.navigation.current
    assert current is not None
    assert current.get("behind") == "tone"


def test_an_empty_list_teaches(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "tracked") as room:
        assert "Nothing is followed yet" in room.words()
        room.press(K.Key_Return)
        assert isinstance(room.page, IssuesPage)


def test_the_week_stands_above_the_list_and_the_check_beside_the_item(room: Room) -> None:
    words = room.words()
    assert "Solved this week: 0 of 2" in words
    assert "The effect can be checked from the day after the item is done." in words


def test_a_cause_is_rejected_with_a_reason_beside_the_item(room: Room, item_id: TrackedItemId) -> None:
    centre = room.centre
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        unit_id = uow.units.ensure(("Hall A",)).id
        uow.commit()
    page_of(room).context.hub.announce(centre.services.tracking.put_cause(centre.lead, item_id, unit_id))
    room.qtbot.waitUntil(lambda: room.is_shown("reject_cause"))
    room.click("reject_cause")
    room.type_text("The hall has no such calls")
    room.click("cause_form_save")
    view = next(view for view in centre.services.tracking.items(centre.lead) if view.item.id == item_id)
    assert view.cause is not None
    assert (view.cause.state, view.cause.reason) == (AttributionState.REJECTED, "The hall has no such calls")
    assert "rejected because: The hall has no such calls" in room.words()


def test_qa_names_another_cause_owner_after_a_rejection(room: Room, item_id: TrackedItemId) -> None:
    centre = room.centre
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        hall = uow.units.ensure(("Hall A",)).id
        uow.units.ensure(("Hall B",))
        uow.commit()
    tracking = centre.services.tracking
    tracking.put_cause(centre.lead, item_id, hall)
    page_of(room).context.hub.announce(tracking.reject_cause(centre.lead, item_id, "No such calls there"))
    room.go("issues")
    room.go("tracked")
    room.click("name_cause")
    choice = room.child("cause_owner_choice")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(choice.findText("Hall B"))
    room.click("name_cause_form_save")
    view = next(view for view in tracking.items(centre.lead) if view.item.id == item_id)
    assert view.cause is not None
    assert (view.cause.name, view.cause.state, view.cause.reason) == ("Hall B", AttributionState.PROPOSED, "")
    assert "Hall B: not answered yet · answer due 23 Nov 2026" in room.words()


def test_an_owner_names_no_cause(
    centre: SmallCentre,
    owner: Actor,
    item_id: TrackedItemId,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> None:
    with entered(centre, owner, qtbot, jobs, settings, theme, "tracked") as room:
        assert room.is_shown("effect_words")
        assert not room.is_shown("name_cause")


def test_nobody_is_led_to_figures_that_are_not_open_to_them(
    centre: SmallCentre,
    owner: Actor,
    item_id: TrackedItemId,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> None:
    with entered(centre, owner, qtbot, jobs, settings, theme, "tracked") as room:
        assert room.is_shown("tracked_title")
        assert not room.is_shown("tracked_figures")


def test_what_follows_a_criterion_already_is_said_and_one_click_away(room: Room, item_id: TrackedItemId) -> None:
    room.go("tracked", new="yes", criterion="pace")
    assert not room.is_shown("new_item_followed")
    room.go("tracked", new="yes", criterion="tone")
    assert "Followed already by He Jun, due 18 Nov: open" in room.words()
    room.click("new_item_followed")
    view = page_of(room).detail.view
    assert view is not None
    assert view.item.id == item_id
    assert not room.is_shown("new_item_save")


def test_who_signs_against_the_figures_reads_what_they_say(room: Room, item_id: TrackedItemId) -> None:
    tracking = room.centre.services.tracking
    tracking.mark_done(room.centre.lead, item_id)
    later(room.centre, days=1)
    room.press(K.Key_F5)
    room.qtbot.waitUntil(lambda: room.is_shown("effect_verdict"))
    room.click("step_effect_shown")
    assert "The figures say: too few calls yet. Say why you sign it nevertheless." in room.words()


def test_a_new_item_keeps_its_target_and_what_raised_it(room: Room) -> None:
    cut = {"business_type": "billing complaint", "cause_owner": "agent"}
    room.go("tracked", new="yes", criterion="tone", first="2026-10-05", last="2026-11-01", **cut)
    form = page_of(room).new_item
    assert form._raised.text() == "figures of 5 Oct 2026 to 1 Nov 2026 · billing complaint, agent"
    form._owner.setCurrentIndex(form._owner.findText("He Jun"))
    form._target.setValue(12.5)
    room.click("new_item_save")
    view = page_of(room).detail.view
    assert view is not None
    assert view.item.target_share == pytest.approx(0.125)
    assert (view.item.raised_first, view.item.raised_last) == (date(2026, 10, 5), date(2026, 11, 1))
    assert view.item.raised_cut == RaisedCut(**cut)
    assert "at most 12.5 % of calls failed" in room.words()
    room.click("tracked_figures")
    page = room.page
    assert isinstance(page, IssuesPage)
    query = page.filter.query()
    assert (query.first_day, query.last_day) == (date(2026, 10, 5), date(2026, 11, 1))
    assert (query.business_type, query.cause_owner) == ("billing complaint", "agent")


def test_the_common_issues_hand_their_days_and_filters_on(room: Room) -> None:
    day = NOW.date() - timedelta(days=7)
    score_day(room.centre, room.centre.anna, Day(day, 8, {"pace": 4}))
    room.go("issues", first=str(day), last=str(day), business_type="billing complaint")
    room.focus("issues_table")
    room.press(K.Key_T)
    assert page_of(room).new_item._raised.text().endswith("· billing complaint")
    draft = _with_owner(page_of(room))
    assert draft.raised == Days(day, day)
    assert draft.raised_cut == RaisedCut(business_type="billing complaint")


def test_its_evidence_plays_in_turn_where_it_stands(
    centre: SmallCentre, owner: Actor, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    for key in ("1009", "1010"):
        (assignment_id,) = centre.assign(centre.anna, key)
        centre.answer_all(centre.anna, assignment_id, failed=frozenset({"tone"}))
        evaluation = centre.services.inspecting.open(centre.anna, assignment_id).evaluation
        centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(3.0, 5.0, "talks over", "tone"))
        centre.services.inspecting.submit(centre.anna, evaluation.id)
    raised = Days(NOW.date() - timedelta(days=120), NOW.date())
    draft = TrackedDraft("Tone slips", "tone", owner.person_id, NOW.date(), raised=raised)
    centre.services.tracking.open_item(centre.lead, draft)
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "tracked") as room:
        player = room.bridge.player
        room.click("play_1")
        assert player.state is PlayerState.PLAYING
        assert player.position_s == pytest.approx(3.0, abs=0.05)
        room.click("play_1")
        assert player.state is PlayerState.PAUSED
        room.focus("tracked_table")
        room.press(K.Key_P)
        assert player.state is PlayerState.PLAYING
        assert page_of(room)._checks.playlist.place == 0
        room.click("evidence_0")
        assert player.state is not PlayerState.PLAYING


def _with_owner(page: TrackedPage) -> TrackedDraft:
    page.new_item._owner.setCurrentIndex(1)
    draft = page.new_item.draft()
    assert draft is not None
    return draft
