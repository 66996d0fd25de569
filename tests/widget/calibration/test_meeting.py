"""The meeting after the reveal: walking, hearing, settling by keys, taking back, and what a member may not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.calibration import SessionState
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.domain.people import Actor
from qa_desk.gui.calibration import answer_board, criterion_list, settle_row
from qa_desk.gui.calibration.criterion_list import CriterionList, CriterionModel, rows_of
from qa_desk.gui.calibration.settle_row import SettleButton
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.waveform import rater_lanes
from qa_desk.gui.widgets.waveform.rater_lanes import RaterLanes
from qa_desk.services.calibration.calibrating_views import CriterionDifference
from qa_desk.services.calibration.meeting_views import DecisionDraft
from tests.calibration_panel import BECAUSE, Panel, as_said
from tests.widget.calibration.conftest import CTRL, Room

FAILED = {"1009": frozenset({"no_disclosure", "greeting"}), "1010": frozenset({"closing"})}


@pytest.fixture
def session_id(panel: Panel) -> SessionId:
    """Two calls revealed; Anna failed three criteria that Ben and Cai passed."""
    made = panel.open_session("1009", "1010")
    panel.hand_in(panel.members[0], made, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, made)
    panel.calibrating.reveal(panel.centre.lead, made)
    return made


def settled(panel: Panel, session_id: SessionId, key: str) -> CriterionDifference:
    return next(d for d in panel.differences(session_id) if d.criterion.key == key and d.call_key == "1009")


def lanes(room: Room) -> RaterLanes:
    found = room.find("rater_lanes")
    assert isinstance(found, RaterLanes)
    return found


def test_the_meeting_begins_at_the_largest_difference_critical_first(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    assert room.text("criterion_title") == "No customer information disclosed"
    assert room.text("criterion_facts") == "1 of 3 pairs of inspectors agree (33 %) · 3 inspectors"
    board = room.find("answer_board").accessibleDescription()
    assert board == "Pass: Ben Ode, Cai Ito; Fail: Anna Berg"
    assert room.text("settled_words") == "settled 0 of 28"
    assert room.text("call_place") == "call 1 of 2"


def test_up_and_down_walk_the_criteria_and_page_keys_the_calls(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_Down)
    assert room.text("criterion_title") == "Consent before any change"
    room.press(Qt.Key.Key_Up)
    assert room.text("criterion_title") == "No customer information disclosed"
    room.press(Qt.Key.Key_PageDown, modifier=CTRL)
    assert room.text("call_place") == "call 2 of 2"
    assert room.text("call_facts").startswith("1010")
    assert room.window.navigation.current == Place.to(
        "calibration", session=str(session_id), view="meeting", call=str(room.panel.centre.calls["1010"])
    )


def test_a_digit_asks_why_first_where_the_panel_differed_and_enter_settles(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_2)
    assert settled(room.panel, session_id, "no_disclosure").settled is None
    assert room.text("why_needed") == "The panel differed here: say why, then Enter settles it as Fail."
    room.type("the number 1 was read aloud")
    room.press(Qt.Key.Key_Return)
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert (kept.rating, kept.rationale) == (False, "the number 1 was read aloud")
    assert kept.reasons == ("identity_not_verified",)
    assert room.text("settled_words") == "settled 1 of 28"
    assert room.text("criterion_facts").endswith("settled as Fail")
    button = room.find("settle_1")
    assert isinstance(button, SettleButton)
    assert button.is_settled


def test_where_all_agree_a_digit_settles_at_once(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_1)
    assert settled(room.panel, session_id, "consent").settled is not None


def test_undo_takes_a_settled_answer_back_and_redo_settles_it_again(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_1)
    assert room.window.undo.undo_title == "Settle “Consent before any change”"
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert settled(room.panel, session_id, "consent").settled is None
    room.press(Qt.Key.Key_Y, modifier=CTRL)
    assert settled(room.panel, session_id, "consent").settled is not None


def test_taking_back_can_be_undone_with_its_reason(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_1)
    room.type(BECAUSE)
    room.press(Qt.Key.Key_Return)
    room.click("withdraw")
    assert settled(room.panel, session_id, "no_disclosure").settled is None
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert kept.rationale == BECAUSE


def test_who_settles_what_another_lead_settled_meanwhile_chooses_between_both(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    before = settled(room.panel, session_id, "no_disclosure")
    theirs = replace(as_said(before, 1), rationale="the guidance allows it")
    room.panel.meeting.settle(room.panel.second_lead(), session_id, theirs)
    room.press(Qt.Key.Key_2)
    room.type("the number was read aloud")
    room.press(Qt.Key.Key_Return)
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert kept.rating is True
    assert "Lena Roth settled this meanwhile. Choose what holds." in room.words()
    for name in ("mine_answer", "theirs_rationale"):
        radio = room.find(name)
        assert isinstance(radio, QRadioButton)
        radio.click()
    room.click("save_chosen")
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert (kept.rating, kept.rationale) == (False, "the guidance allows it")


def test_all_of_theirs_leaves_what_stands_there(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    theirs = replace(as_said(settled(room.panel, session_id, "no_disclosure"), 1), rationale="allowed")
    room.panel.meeting.settle(room.panel.second_lead(), session_id, theirs)
    room.press(Qt.Key.Key_2)
    room.type("read aloud")
    room.press(Qt.Key.Key_Return)
    room.click("take_theirs")
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert (kept.rating, kept.rationale) == (True, "allowed")
    assert "settled as Pass" in room.text("criterion_facts")


def test_letters_typed_into_why_stay_there(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    field = room.find("rationale")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    room.type("hgl1x")
    assert field.text() == "hgl1x"
    assert settled(room.panel, session_id, "no_disclosure").settled is None
    assert "Anna Berg" in room.words()


def test_a_reason_ticked_off_is_not_kept(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.click("chip_identity_not_verified")
    field = room.find("rationale")
    field.setFocus()
    room.type(BECAUSE)
    room.press(Qt.Key.Key_Return, Qt.Key.Key_2)
    kept = settled(room.panel, session_id, "no_disclosure").settled
    assert kept is not None
    assert (kept.rating, kept.reasons) == (False, ())


def test_all_that_everybody_agrees_on_is_settled_by_an_explicit_button_and_undone_at_once(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    assert room.button("settle_agreed").text() == "Settle 25 on which all agree"
    room.click("settle_agreed")
    assert sum(d.settled is not None for d in room.panel.differences(session_id)) == 25
    assert "more: all agree, settled" in "".join(
        str(room.page._meeting.side.criteria.model().index(row, 0).data())
        for row in range(room.page._meeting.side.criteria.model().rowCount())
    )
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert sum(d.settled is not None for d in room.panel.differences(session_id)) == 0


def test_h_hides_the_names_everywhere_and_keeps_the_shapes(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_H)
    words = room.words()
    assert not any(name in words for name in ("Anna", "Ben", "Cai"))
    assert "Fail: Inspector A" in words
    assert [(lane.rater, lane.name) for lane in lanes(room).lanes] == [
        (0, "Inspector A"),
        (1, "Inspector B"),
        (2, "Inspector C"),
    ]
    room.press(Qt.Key.Key_H)
    assert "Fail: Anna Berg" in room.words()


def test_l_plays_the_marks_one_after_the_other(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    (mark,) = lanes(room).lanes[0].marks
    assert mark.note == "heard no_disclosure"
    assert lanes(room).lanes[1].marks == ()
    with room.qtbot.waitSignal(room.page._meeting.sound.mark_played) as played:
        room.press(Qt.Key.Key_L)
    assert played.args == [mark.id]
    assert room.player.state is PlayerState.PLAYING
    assert room.player.position_s == pytest.approx(mark.start_s, abs=0.1)


def test_the_mark_played_is_repeated_and_the_lanes_are_zoomed_by_the_keys_of_sound(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    (mark,) = lanes(room).lanes[0].marks
    room.press(Qt.Key.Key_L)
    room.press(Qt.Key.Key_L, modifier=CTRL)
    assert room.player.loop_s == pytest.approx((mark.start_s, mark.end_s), abs=0.001)
    room.press(Qt.Key.Key_L, modifier=CTRL)
    assert room.player.loop_s is None
    view = room.page._meeting.sound.view
    before_s = view.span_s
    room.press(Qt.Key.Key_Equal, modifier=CTRL)
    assert view.span_s < before_s
    room.press(Qt.Key.Key_Z)
    assert view.span_s == view.duration_s


def test_the_meeting_has_its_own_sound_again_after_another_page_loaded_another(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    heard = room.player.track
    room.window.navigation.go(Place.to("calls"))
    room.player.unload()
    room.open(session_id)
    room.press(Qt.Key.Key_L)
    assert room.player.track == heard
    assert room.player.state is PlayerState.PLAYING


def test_a_click_on_a_mark_plays_it(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    (mark,) = lanes(room).lanes[0].marks
    lanes(room).mark_clicked.emit(mark.id)
    assert room.player.state is PlayerState.PLAYING


def test_g_shows_guidance_with_what_they_wrote_and_adds_to_it(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_G)
    assert "Anna Berg: heard" in room.text("criterion_guidance")
    room.press(Qt.Key.Key_Escape)
    assert "Anna Berg: heard" not in room.words()
    room.press(Qt.Key.Key_G)
    room.type("Check two details first")
    room.press(Qt.Key.Key_Return)
    (view,) = room.panel.meeting.decisions(room.panel.centre.lead, session_id)
    assert (view.decision.kind, view.decision.text) == (DecisionKind.GUIDANCE, "Check two details first")
    assert view.decision.became_id is not None
    assert room.focus() is room.find("criteria")
    assert room.button("decisions").text() == "1 decision"


def test_t_opens_a_tracked_item_for_the_criterion_with_owner_and_day(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_T)
    assert room.text("decision_title") == "Follow “No customer information disclosed” as a tracked item"
    room.type("Numbers are read out before the check")
    room.click("decision_keep")
    (item,) = room.panel.centre.services.tracking.items(room.panel.centre.lead)
    assert (item.item.criterion_key, item.owner_name) == ("no_disclosure", "Wang Fang")
    assert item.item.due_on == room.panel.centre.clock.now().date() + timedelta(days=14)


def test_an_action_is_taken_back_by_undo_and_taken_again(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_A)
    room.type("Play it to the team")
    room.press(Qt.Key.Key_Return)
    lead = room.panel.centre.lead
    assert len(room.panel.meeting.decisions(lead, session_id)) == 1
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert room.panel.meeting.decisions(lead, session_id) == ()
    room.press(Qt.Key.Key_Y, modifier=CTRL)
    assert len(room.panel.meeting.decisions(lead, session_id)) == 1


def test_a_training_note_takes_the_passage_played_and_an_inspector_of_the_panel(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    (mark,) = lanes(room).lanes[0].marks
    room.press(Qt.Key.Key_L)
    room.press(Qt.Key.Key_N, modifier=Qt.KeyboardModifier.ShiftModifier)
    room.type("Check who calls before reading anything out")
    room.press(Qt.Key.Key_Return)
    owner = room.find("decision_owner")
    assert isinstance(owner, ChoiceBox)
    assert owner.hasFocus()
    owner.set_value(str(room.panel.members[0].person_id))
    owner.chosen.emit(owner.value)
    room.click("decision_keep")
    (view,) = room.panel.centre.services.coaching.my_notes(room.panel.members[0])
    assert (view.note.start_s, view.note.end_s) == (mark.start_s, mark.end_s)


def test_on_the_projector_nothing_is_asked_for_or_shown_that_is_between_three(
    room: Room, session_id: SessionId
) -> None:
    anna, day = room.panel.members[0], room.panel.centre.clock.now().date()
    draft = DecisionDraft(DecisionKind.TRAINING_NOTE, "Listen again", anna.person_id, day, criterion_key="greeting")
    room.panel.meeting.decide(room.panel.centre.lead, session_id, draft)
    room.open(session_id)
    assert room.button("decisions").text() == "1 decision"
    room.press(Qt.Key.Key_F11)
    assert not [w for w in room.window.findChildren(QWidget, "decisions") if w.isVisible()]
    room.press(Qt.Key.Key_N, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert not [w for w in room.window.findChildren(QWidget, "decision_form") if w.isVisible()]
    room.press(Qt.Key.Key_F11)


def test_who_is_here_is_ticked_and_the_time_is_planned(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    assert room.button("room").text() == "3 of 3 here"
    room.click("room")
    box = room.find("here_1")
    assert isinstance(box, QCheckBox)
    box.click()
    minutes = room.find("agenda_minutes")
    assert isinstance(minutes, QSpinBox)
    minutes.setValue(45)
    view = room.panel.meeting.room(room.panel.centre.lead, session_id)
    assert ([seat.is_present for seat in view.seats], view.agenda_minutes) == ([True, False, True], 45)
    assert room.button("room").text() == "2 of 3 here"
    room.click("room_done")
    assert room.find("settle_row").isVisible()


def test_a_number_nobody_gave_can_be_settled(room: Room, session_id: SessionId) -> None:
    room.go(session=str(session_id), view="meeting", criterion="answer_complete")
    assert room.text("criterion_title") == "Answer complete"
    room.find("points").setFocus()
    room.type("7")
    room.press(Qt.Key.Key_Return)
    room.click("settle_other")
    kept = settled(room.panel, session_id, "answer_complete").settled
    assert kept is not None
    assert kept.rating == 7
    assert "settled as 7 of 10" in room.text("criterion_facts")


def test_ticked_reasons_of_a_deduction_are_what_is_settled(room: Room, session_id: SessionId) -> None:
    room.go(session=str(session_id), view="meeting", criterion="hold_explained")
    room.click("chip_not_asked")
    assert room.button("settle_ticked").text() == "Settle as ticked: 3 of 5"
    room.click("settle_ticked")
    kept = settled(room.panel, session_id, "hold_explained").settled
    assert kept is not None
    assert kept.reasons == ("not_asked",)


def test_x_settles_as_not_applicable_only_where_that_can_be(room: Room, session_id: SessionId) -> None:
    room.go(session=str(session_id), view="meeting", criterion="pace")
    room.press(Qt.Key.Key_X)
    assert settled(room.panel, session_id, "pace").settled is None
    room.go(session=str(session_id), view="meeting", criterion="hold_explained")
    room.press(Qt.Key.Key_X)
    kept = settled(room.panel, session_id, "hold_explained").settled
    assert kept is not None
    assert kept.na


def test_who_is_late_is_marked_and_who_is_missing_is_named(room: Room, panel: Panel) -> None:
    made = panel.open_session("1009", quorum=1)
    panel.hand_in(panel.members[0], made)
    panel.calibrating.reveal(panel.centre.lead, made)
    panel.hand_in(panel.members[1], made)
    room.open(made)
    absent = room.text("criterion_absent")
    assert "No answer from Cai Ito." in absent
    assert "Late, shown as outline and not in the figures: Ben Ode." in absent


def test_minutes_are_saved_from_the_meeting_with_names_as_they_are_shown(
    room: Room, session_id: SessionId, tmp_path: Path
) -> None:
    room.open(session_id)
    room.press(Qt.Key.Key_H)
    room.click("minutes")
    dialog = room.find("save_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "minutes.html"))
    dialog.reject()
    written = (tmp_path / "minutes.html").read_text(encoding="utf-8")
    assert "Inspector A" in written
    assert "Anna Berg" not in written


def test_when_all_is_settled_the_result_is_the_main_step(room: Room, session_id: SessionId) -> None:
    room.panel.settle_all(session_id)
    room.open(session_id, "meeting")
    assert room.button("see_result").kind == "primary"
    room.press(Qt.Key.Key_Return)
    assert room.window.navigation.current == Place.to("calibration", session=str(session_id), view="result")


def test_a_member_sees_everything_and_settles_nothing(
    sit: Callable[[Actor], Room], panel: Panel, session_id: SessionId
) -> None:
    room = sit(panel.members[1])
    room.open(session_id)
    assert "Fail: Anna Berg" in room.words()
    button = room.find("settle_0")
    assert not button.isEnabled()
    assert button.toolTip() == "The calibration lead settles."
    room.press(Qt.Key.Key_Down, Qt.Key.Key_1)
    assert settled(panel, session_id, "consent").settled is None


def test_a_closed_session_is_read_only(room: Room, session_id: SessionId) -> None:
    room.panel.settle_all(session_id)
    room.panel.calibrating.close(room.panel.centre.lead, session_id)
    room.open(session_id, "meeting")
    assert room.find("settle_0").toolTip() == "The session is closed. Re-open it to change an answer."
    state = room.panel.calibrating.session(room.panel.centre.lead, session_id).session.state
    assert state is SessionState.CLOSED


def test_no_text_of_the_meeting_is_under_24_px_on_the_projector(
    room: Room, session_id: SessionId, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, int]] = []
    for module in (answer_board, criterion_list, rater_lanes, settle_row):
        monkeypatch.setattr(module, "draw_text", _noting(module.draw_text, drawn))
    room.press(Qt.Key.Key_F11)
    room.window.resize(1920, 1080)
    room.open(session_id)
    room.window.grab()
    room.press(Qt.Key.Key_A)
    labels = [w for w in room.page.findChildren(QLabel) if w.isVisible() and w.text()]
    buttons = [w for w in room.page.findChildren(QAbstractButton) if w.isVisible() and w.text()]
    fields = [w for w in room.page.findChildren(QWidget) if isinstance(w, QLineEdit | QComboBox) and w.isVisible()]
    assert len(labels) > 5
    assert len(buttons) > 3
    assert len(drawn) > 10
    sizes = {w.objectName() or w.text(): w.fontInfo().pixelSize() for w in labels}
    sizes |= {w.objectName(): w.fontInfo().pixelSize() for w in fields}
    sizes |= {w.objectName(): w._font().pixelSize() for w in buttons if isinstance(w, Button)}
    sizes |= dict(drawn)
    assert not {name: size for name, size in sizes.items() if size < 24}
    room.press(Qt.Key.Key_Escape)
    room.press(Qt.Key.Key_F11)


def _noting(draw: Callable[..., Any], drawn: list[tuple[str, int]]) -> Callable[..., Any]:
    def noted(painter: Any, rect: Any, words: str, *, font: QFont, **options: Any) -> Any:
        drawn.append((words, font.pixelSize()))
        return draw(painter, rect, words, font=font, **options)

    return noted


def test_nobody_reads_the_name_of_the_agent_in_the_meeting(room: Room, panel: Panel) -> None:
    made = panel.open_session("1009")
    agent = panel.centre.services.listening.call(panel.centre.lead, panel.centre.calls["1009"]).call.agent_id
    name = next(one.name for one in panel.centre.services.administering.people(panel.centre.lead) if one.id == agent)
    panel.hand_in(panel.members[0], made, FAILED, said=f"{name} read the number out")
    panel.hand_in(panel.members[1], made)
    panel.calibrating.reveal(panel.centre.lead, made)
    room.press(Qt.Key.Key_F11)
    room.open(made)
    room.press(Qt.Key.Key_G)
    assert "the agent read the number out" in room.words()
    everything = [room.window.windowTitle(), room.words()]
    everything += [w.toolTip() for w in room.window.findChildren(QWidget) if w.isVisible()]
    assert name not in "\n".join(everything)
    room.press(Qt.Key.Key_Escape)
    room.press(Qt.Key.Key_F11)


def test_on_1280_by_800_and_on_the_projector_all_of_a_criterion_is_in_sight(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    for key, size in ((None, (1280, 800)), (Qt.Key.Key_F11, (1920, 1080))):
        if key is not None:
            room.press(key)
        room.window.resize(*size)
        QApplication.processEvents()
        scroll = room.find("meeting_scroll")
        assert isinstance(scroll, QScrollArea)
        content = scroll.widget()
        assert content is not None
        assert content.sizeHint().height() <= scroll.viewport().height()
        for name in ("settle_row", "meeting_bar", "rationale"):
            widget = room.find(name)
            assert widget.mapTo(room.window, widget.rect().bottomRight()).y() < size[1]
    room.press(Qt.Key.Key_F11)


def test_the_list_is_a_sound_model_that_folds_what_is_done(panel: Panel, session_id: SessionId) -> None:
    panel.meeting.settle_agreed(panel.centre.lead, session_id)
    of_call = [d for d in panel.differences(session_id) if d.call_key == "1009"]
    rows = rows_of(of_call, folds=True)
    assert [row.difference.criterion.key if row.difference else row.n_folded for row in rows] == [
        "no_disclosure",
        "greeting",
        12,
    ]
    assert [row.is_first_non_critical for row in rows] == [False, True, False]
    model = CriterionModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows(rows)
    model.set_rows(rows_of(of_call, folds=False))
    assert model.rowCount() == 14
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "No customer information disclosed, compliance-critical, Pass: 2, Fail: 1"
    del tester


def test_the_fold_opens_with_down(room: Room, session_id: SessionId) -> None:
    room.panel.meeting.settle_agreed(room.panel.centre.lead, session_id)
    room.open(session_id)
    criteria = room.find("criteria")
    assert isinstance(criteria, CriterionList)
    assert criteria.model().rowCount() == 3
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert criteria.model().rowCount() == 14
